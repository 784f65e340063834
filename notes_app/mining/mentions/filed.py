"""What does the workspace know of a name before it reads the note? Whether a customer, a rival or one of us is filed so. Pure, on folded text.

A name that is filed is no value yet: a customer can be spoken of in another's note, a colleague may stay at home. So what is
filed is a sign among the others, counted as they are; and where it stands, a filed name is a mention however it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from notes_app.mining.draft import ValueContext
from notes_app.mining.folding import fold
from notes_app.mining.grammar import name_key
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.values.bare_names import fullname_length
from notes_app.mining.values.companies import company_key
from notes_app.mining.values.short_names import short_forms

_MOST = 400  # of our people looked for
_KANJI = re.compile(r"[一-鿿々]")


@dataclass(frozen=True, slots=True)
class Filed:
    """customers: words that stand in this note -> the account they mean; by_key: `company_key` -> account; cut: the same for names cut
    short; rivals: keys of rivals, names cut short among them; ours: words for our people that stand in this note; lists_customers, lists_people: whether anything is filed at
    all, so that not being filed says something; himself: what the writer taught of his own name: "ours", "nobody" or ""."""

    customers: Mapping[str, str] = field(default_factory=dict)
    by_key: Mapping[str, str] = field(default_factory=dict)
    cut: Mapping[str, str] = field(default_factory=dict)
    rivals: frozenset[str] = frozenset()
    ours: frozenset[str] = frozenset()
    lists_customers: bool = False
    lists_people: bool = False
    himself: str = ""

    def account(self, name: str) -> str:
        """Return the account that a name means, "" where none is filed so."""
        key = company_key(name)
        return self.by_key.get(key) or self.customers.get(name) or self.cut.get(key, "")

    def says_of_firm(self, name: str) -> str:
        """Return what a firm is filed as: "customer", "rival", "nothing", or "" where nothing is filed at all."""
        if self.account(name):
            return "customer"
        if company_key(name) in self.rivals:
            return "rival"
        return "nothing" if self.lists_customers else ""

    def says_of_person(self, name: str) -> str:
        """Return what a person is filed as: "ours", "nobody", or "" where nobody is filed."""
        if not self.lists_people:
            return ""
        return "ours" if name in self.ours or any(part in self.ours for part in name.split()) else "nobody"


NOTHING_FILED = Filed()


def filed_of(knowledge: Knowledge, context: ValueContext, author: str) -> Filed:
    """Return what of a workspace a note by `author` can name."""
    memory = knowledge.memory
    if "rival keys" not in memory:
        memory["rival keys"] = _keys_of(knowledge.rivals)
    rivals, cut = memory["rival keys"], memory.get("cut")
    assert isinstance(rivals, frozenset)
    here = frozenset(word for word in our_words(knowledge.people) if word in context.text)
    grammar, himself = knowledge.grammar_of(author), ""
    if author:
        shown = grammar.names.get("当方出席者", {})
        himself = "ours" if name_key(author) in shown else "nobody" if ("当方出席者", name_key(author)) in grammar.refused else ""
    own_rivals = _keys_of(whole for _, whole in grammar.names.get("競合", {}).values())
    return Filed(
        context.filed, context.by_key, cut if isinstance(cut, dict) else {}, rivals | own_rivals if own_rivals else rivals, here, bool(knowledge.companies), bool(knowledge.people), himself
    )  # fmt: skip


def _keys_of(rivals: Iterable[str]) -> frozenset[str]:
    """Return the keys by which rivals are known: of their names, and of what people cut them to."""
    names = list(rivals)
    return frozenset(map(company_key, (*names, *short_forms(names))))


@lru_cache(maxsize=16)
def our_words(people: tuple[str, ...]) -> tuple[str, ...]:
    """Return what our people may be called in a note, the longest first of each."""
    return tuple(dict.fromkeys(word for name in people[:_MOST] for word in words_for(name)))


def words_for(name: str) -> Iterator[str]:
    """Yield how one of us may be called in a note: 佐藤 一郎 is 佐藤, Petra Hale is Petra."""
    folded = fold(name).text.strip()
    parts = folded.split()
    if len(folded) > 1:
        yield folded
    if len(parts) > 1:
        yield from (part for part in (parts if folded.isascii() else parts[:1]) if len(part) > 1)
        yield "".join(parts)
    elif (length := fullname_length(folded)) > 1:
        yield folded[:length]


def customers_in(text: str, filed: Filed) -> Iterator[tuple[int, int]]:
    """Yield where words for filed customers stand in a line, the longest first where several do."""
    low = lowered if len(lowered := text.lower()) == len(text) else text
    here = [word for word in filed.customers if (word.lower() in low if word.isascii() else word in text)]
    for word in sorted(here, key=len, reverse=True):
        places = _places(low, word.lower()) if word.isascii() else _places(text, word)
        yield from ((start, end) for start, end in places if _stands_apart(text, start, end))


def _places(line: str, word: str) -> Iterator[tuple[int, int]]:
    at = line.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = line.find(word, at + len(word))


_SAME = (re.compile(r"[一-鿿々]"), re.compile(r"[ァ-ヴー]"), re.compile(r"[A-Za-z]"))


def _stands_apart(text: str, start: int, end: int) -> bool:
    """Return whether a name is not cut from a longer run of its letters; one that is long is not so by chance."""
    if end - start >= 5 and not text[start:end].isascii():
        return True
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    for letters in _SAME:
        if (before and letters.match(before) and letters.match(text[start])) or (after and after != "様" and letters.match(after) and letters.match(text[end - 1])):
            return False
    return True


def ours_in(text: str, filed: Filed) -> Iterator[tuple[int, int]]:
    """Yield where our people are named in a line."""
    for word in sorted(filed.ours, key=lambda one: (-len(one), one)):
        for start, end in _places(text, word):
            before, after = text[start - 1 : start] if start else "", text[end : end + 1]
            glued = (_KANJI.match(before) or _KANJI.match(after)) if not word.isascii() else (before.isalnum() or after.isalnum())
            if not glued:
                yield start, end
