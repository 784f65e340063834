"""The tree of a parsed query: what it is made of. Pure values; `query.py` has the language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as field_of
from typing import Literal

from notes_app.search.dates import Period

Aliases = Mapping[str, tuple[str, ...]]
"""A term and the terms that mean the same (決裁者 -> 決定権者, キーマン); keys and values as written."""

FieldName = Literal["account", "author", "owner", "tag", "kind", "channel", "stage", "deal"]


@dataclass(frozen=True, slots=True)
class Words:
    """Text to be found.

    is_literal: typed in quotes, so nothing but the text itself will do.
    aliases:    other words for it, from the dictionary. marks: the amount or day it stands for (marks.py).
    """

    text: str
    is_literal: bool = False
    aliases: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldIs:
    """A field holds `value`, in full or in part, folded. said: the value as it was typed."""

    field: FieldName
    value: str
    said: str = field_of(default="", compare=False)


@dataclass(frozen=True, slots=True)
class HeldIn:
    """The meeting was held in this period. text: as the person wrote it."""

    period: Period
    text: str


@dataclass(frozen=True, slots=True)
class Has:
    """The note says something of this: account, author, owner, deal, tag, channel, stage, date."""

    what: str


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Node, ...]


Node = Words | FieldIs | HeldIn | Has | Not | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class QueryNote:
    """Something the asker should know about how the query was read: a reason code and the text it is about."""

    reason: Literal["unknown field", "not a date", "empty", "unbalanced", "question", "closest", "too long"]
    text: str

    def explain(self, language: Literal["ja", "en"] = "ja") -> str:
        ja = {
            "unknown field": "「{0}」という項目はないので、言葉として探しました。",
            "not a date": "「{0}」は日付として読めないので、言葉として探しました。",
            "empty": "「{0}」の後に値がないので、言葉として探しました。",
            "unbalanced": "「{0}」が閉じていないので、最後までを一つの言葉として探しました。",
            "closest": "すべてを含むメモはないので、近い順に並べました。",
            "too long": "長すぎるので、「{0}」までで探しました。",
            "question": "文章での質問として、近い順に並べました。",
        }
        en = {
            "unknown field": "There is no field “{0}”; it was searched for as words.",
            "not a date": "“{0}” cannot be read as a date; it was searched for as words.",
            "empty": "Nothing follows “{0}”; it was searched for as words.",
            "unbalanced": "The mark {0} is not closed; everything after it was searched for as one phrase.",
            "closest": "No note holds all of it: the closest come first.",
            "too long": "Too long; searched for the text up to “{0}”.",
            "question": "Read as a question: the closest notes come first.",
        }
        return (ja if language == "ja" else en)[self.reason].format(self.text)


def wanted_words(node: Node) -> Iterator[Words]:
    """Yield the words a hit should hold, in order; excluded ones are left out."""
    if isinstance(node, Words):
        yield node
    elif isinstance(node, AllOf | AnyOf):
        for part in node.parts:
            yield from wanted_words(part)
