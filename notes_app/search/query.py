"""What a person asked for: the query language, its words in Japanese and English, and its tree.

Pure, and never raises: what cannot be parsed is searched as words and noted in `Query.notes`.

    A B            both (a full-width space too)        "A B"       exactly this, spaces and signs included
    A OR B, A ｜ B  either                              -A          without A
    (A OR B) C     grouping, when something stands inside that needs it
    顧客:青葉      fields, see `FIELDS`                 期間:2026年4月..6月, from:4/1, to:今日
A whole sentence is a question: it is ranked by what it shares with a note instead of demanding every word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from notes_app.search.aliases import expand
from notes_app.search.query_parser import Parser
from notes_app.search.query_text import is_loose, is_question, tokens
from notes_app.search.query_tree import (
    Aliases,
    AllOf,
    AnyOf,
    FieldIs,
    FieldName,
    Has,
    HeldIn,
    Node,
    Not,
    QueryNote,
    Words,
    wanted_words,
)
from notes_app.search.query_words import explain

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")  # comes from a terminal that is not UTF-8; no tokenizer takes it
_LONGEST = 1000  # characters; nobody types more, and a pasted file must not stall the server


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query.

    text: as typed. node: its tree, None when nothing was asked (every note matches, newest first).
    is_question: rank by what is shared instead of demanding every word.
    is_loose: plain words, which `closest` may rank once no note holds all of them.
    """

    text: str
    node: Node | None = None
    is_question: bool = False
    notes: tuple[QueryNote, ...] = ()
    is_loose: bool = False

    @property
    def wanted(self) -> tuple[Words, ...]:
        """The words that a hit should hold, in order: what snippets highlight. Excluded ones are not among them."""
        return tuple(wanted_words(self.node)) if self.node is not None else ()

    def explain(self, language: Literal["ja", "en"] = "ja") -> str:
        """Return how the query was read, in words: 顧客 = 青葉製作所、2026年4月以降、「値引き」を含む."""
        return explain(self.node, language, is_question=self.is_question)

    def closest(self) -> Query:
        """Return the query with its words ranked by closeness instead of all demanded."""
        return replace(
            self,
            node=Words(self.text),
            is_question=True,
            notes=(*self.notes, QueryNote("closest", self.text)),
        )

    def with_aliases(self, aliases: Aliases) -> Query:
        """Return the query with every unquoted word that has aliases widened by them."""
        return self if self.node is None or not aliases else replace(self, node=expand(self.node, aliases))


def parse_query(text: str, today: date) -> Query:
    """Return what `text` asks for. Never raises, whatever is typed."""
    typed, text = text, _HALF_CHARACTER.sub("\ufffd", text[:_LONGEST])
    cut = (QueryNote("too long", text[-20:]),) if len(typed) > _LONGEST else ()
    read, unclosed = tokens(text)
    if is_question(text, read):
        question = text.strip().strip("「」『』").strip() or text.strip()
        return Query(text, Words(question), is_question=True, notes=(*cut, QueryNote("question", question)))
    parser = Parser(read, today)
    node = parser.parse()
    notes = [QueryNote("unbalanced", unclosed)] if unclosed else []
    return Query(text, node, notes=(*cut, *notes, *parser.notes), is_loose=is_loose(text, read))


__all__ = [
    "Aliases", "AllOf", "AnyOf", "FieldIs", "FieldName", "Has", "HeldIn", "Node", "Not", "Query", "QueryNote",
    "Words", "parse_query",
]  # fmt: skip
