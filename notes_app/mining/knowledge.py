"""What reading a note may lean on: the lexicon, what writers taught, and the account directory.

Pure once loaded. The lexicon is our own data, shared with search and CRM naming.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from notes_app.mining.folding import fold_key, to_hiragana
from notes_app.mining.grammar import NO_GRAMMAR, Grammar

_NO_ALIASES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing that minutes write down, and the labels people use for it.

    strict: the labels are true synonyms and merge even when two stand in one note; the others merge only when they
            (almost) never stand together.
    stems:  regular expressions over a folded label the lexicon does not list; the whole label must match.
    synonyms: the few labels that search treats as one word; most labels are too general for that (金額, 値).
    """

    name: str
    value_type: str
    group: str
    order: int
    strict: bool
    labels: tuple[str, ...]
    stems: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All concepts, in their order. by_key: folded label -> concept name; by_sound: the same, every katakana as hiragana."""

    concepts: tuple[Concept, ...]
    by_key: Mapping[str, str]
    by_name: Mapping[str, Concept]
    by_sound: Mapping[str, str] = field(default_factory=dict)

    def find(self, label: str) -> Concept | None:
        """Return the concept that lists this label, or None."""
        name = self.by_key.get(fold_key(label))
        return self.by_name[name] if name else None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything a reading leans on beside the note itself.

    aliases:        author -> folded label -> concept, learnt from that author's confirmations.
    shared_aliases: folded label -> concept, for everyone: two authors taught it, or a manager merged it.
    companies:      accounts as they are filed; a company read in a note is resolved against them.
    people:         our own people, as written in notes; they are 当方, never 先方.
    contacts:       people on the customers' side, as filed.
    rivals:         competitors as notes name them under a label.
    grammars:       author -> the way of writing learnt from values he judged, with what two authors taught everyone.
    shared_grammar: what two authors taught alike: it holds for everyone.
    written_as:     words for a customer -> as it is filed, beside what the names themselves tell.
    memory:         tables derived from the above, made once when first asked for.
    """

    lexicon: Lexicon
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    shared_aliases: Mapping[str, str] = field(default_factory=dict)
    companies: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    grammars: Mapping[str, Grammar] = field(default_factory=dict)
    shared_grammar: Grammar = NO_GRAMMAR
    written_as: Mapping[str, str] = field(default_factory=dict)
    memory: dict[object, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def learnt_concept(self, author: str, key: str) -> str:
        """Return the concept that `author`, or everyone, was taught for a folded label; "" when none."""
        return self.aliases.get(author, _NO_ALIASES).get(key) or self.shared_aliases.get(key, "")

    def grammar_of(self, author: str) -> Grammar:
        """Return the way of writing that `author`, or everyone, taught by judging values."""
        return self.grammars.get(author, self.shared_grammar)


def _make_lexicon(raw: Mapping[str, object]) -> Lexicon:
    entries = raw["concepts"]
    assert isinstance(entries, list)
    concepts = tuple(
        Concept(
            name=entry["concept"], value_type=entry["type"], group=entry["group"], order=entry["order"],
            strict=entry["strict"], labels=tuple(entry["labels"]), stems=tuple(entry.get("stems", ())),
            synonyms=tuple(entry.get("synonyms", ())),
        )
        for entry in entries
    )  # fmt: skip
    by_key: dict[str, str] = {}
    for concept in concepts:
        for label in (concept.name, *concept.labels):
            key = fold_key(label)
            if not (len(key) == 1 and key.isascii() and key.isalpha()):  # "n.b." leaves a "b", and that is a rank
                by_key.setdefault(key, concept.name)
    by_sound: dict[str, str] = {}
    for key, name in by_key.items():
        by_sound.setdefault(to_hiragana(key), name)
    return Lexicon(concepts, MappingProxyType(by_key), MappingProxyType({c.name: c for c in concepts}), MappingProxyType(by_sound))


@cache
def load_lexicon() -> Lexicon:
    """Return the product's own lexicon, read once."""
    return _make_lexicon(json.loads(files("notes_app.mining").joinpath("lexicon.json").read_text("utf-8")))


def default_knowledge() -> Knowledge:
    """Return the lexicon alone: nothing learnt, an empty directory (a "cold" reading)."""
    return Knowledge(load_lexicon())
