"""What one writer's own way of writing is made of: values he judged, as they stood, and the rules that speak from them.

Pure. A frame is all that a judgement keeps of a note; `grammar_of` makes rules of one writer's frames. Every rule counts
what speaks for it (confirmed values that stand so) and against it (refused ones), and holds only while more speaks for it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from notes_app.mining.values.companies import company_key
from notes_app.mining.values.people import find_people

LONGEST_WORDS = 60  # characters of a value that are kept
LONGEST_KEY = 24  # characters of a label that a value can name
Name = tuple[str, str]
"""The words a writer uses for somebody, and the name they stand for."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a value stood.

    words:     the value as written, folded; stands_for: the account it was filed as, "" when the words are the name.
    label, key: the label it stood under, as written and folded, "" without one; opens: it is what the label carries.
    before, after: the words of its clause around it, "" where the clause begins or ends with it.
    where:     the piece of text it was a part of: "line 0" to "line 2" of the note, "mark ■", "heading", "label <key>", or "".
    parted_by: the delimiter that parts that piece; nth: which part it was, from 0; -1 where it was no whole part; shape: what
                 kind of parts stand before it (see `frames.shape_of`).
    delimiter: a mark of the writer's own between label and value, "" where it is a usual one.
    """

    words: str
    stands_for: str = ""
    label: str = ""
    key: str = ""
    opens: bool = False
    before: str = ""
    after: str = ""
    where: str = ""
    parted_by: str = ""
    nth: int = -1
    shape: str = ""
    delimiter: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return plain values for storing."""
        return asdict(self)

    @staticmethod
    def from_json(raw: Mapping[str, Any]) -> Frame:
        """Return the frame that `to_json` gave."""
        return Frame(**{name: raw[name] for name in Frame.__dataclass_fields__ if name in raw})


NAMED = frozenset({"会社名", "競合", "先方出席者", "当方出席者", "決裁者"})
"""Concepts whose values are names: they come again, and mean the same when they do."""
SURE, LIKELY = 0.92, 0.84  # a rule that held twice, and one that was shown once


_LISTED = frozenset({"次回アクション", "先方出席者", "当方出席者", "競合"})
"""Concepts of which a label holds several: that one member is none says nothing of the label."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of writing. kind: "place" or "words"; hits and misses: confirmed and refused values that stand so."""

    concept: str
    kind: str
    sign: tuple[str, ...]
    hits: int
    misses: int = 0

    @property
    def confidence(self) -> float:
        return SURE if self.hits - self.misses >= 2 else LIKELY


@dataclass(frozen=True, slots=True)
class Grammar:
    """What one writer taught by his values.

    names:   concept -> `name_key` of the words -> the words, and the name they stand for.
    refused: (concept, words) that are no such value; refused_labels: (label key, concept) refused and never confirmed.
    rules:   ways of writing that hold. delimiters: marks he puts between a label and its value.
    """

    names: Mapping[str, Mapping[str, Name]] = field(default_factory=dict)
    refused: frozenset[tuple[str, str]] = frozenset()
    refused_labels: frozenset[tuple[str, str]] = frozenset()
    rules: tuple[Rule, ...] = ()
    delimiters: frozenset[str] = frozenset()

    def stamp(self) -> str:
        """Return what differs whenever the labels of a note may be read otherwise: the same in every process.

        Names and ways of writing are left out, as the directory is: they say more of a note, and count nothing twice.
        """
        return repr((sorted(self.refused_labels), sorted(self.delimiters)))


NO_GRAMMAR = Grammar()
"""Nothing was learnt."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A value somebody judged: it is this concept (or, is_refused, it is not)."""

    concept: str
    frame: Frame
    is_refused: bool = False


def grammar_of(shown: Iterable[Shown]) -> Grammar:
    """Return the rules that these judged values, in the order they were judged, speak for."""
    names: dict[str, dict[str, Name]] = defaultdict(dict)
    refused: dict[tuple[str, str], None] = {}
    for_it: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
    against: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
    labels: Counter[tuple[str, str]] = Counter()
    delimiters: set[str] = set()
    for one in shown:
        if one.frame.delimiter and not one.is_refused:
            delimiters.add(one.frame.delimiter)
        word = name_key(one.frame.words)
        tally = against if one.is_refused else for_it
        tally.update((one.concept, kind, sign) for kind, sign in _signs(one.frame, one.concept))
        if one.frame.key and one.frame.opens and not (one.is_refused and one.concept in _LISTED):
            labels[one.frame.key, one.concept] += -1 if one.is_refused else 1
        if one.is_refused:
            refused[one.concept, word] = None
            names[one.concept].pop(word, None)
        elif one.concept in NAMED and word:
            refused.pop((one.concept, word), None)
            for other in NAMED & names.keys():
                if _excludes(other, one.concept):
                    names[other].pop(word, None)
            names[one.concept][word] = (one.frame.words, one.frame.stands_for or _bare(one.frame.words, one.concept))
    rules = tuple(Rule(*key, hits, against[key]) for key, hits in sorted(for_it.items()) if hits > against[key])
    return Grammar(
        {concept: words for concept, words in names.items() if words}, frozenset(refused),
        frozenset(key for key, count in labels.items() if count < 0), rules, frozenset(delimiters),
    )  # fmt: skip


def _bare(words: str, concept: str) -> str:
    """Return a name without the honorific or post beside it; a customer's or rival's without さん."""
    if concept in ("会社名", "競合"):
        return _HONORIFIC.sub("", words)
    return next((one.name for one in find_people(words) if one.name), words)


_HONORIFIC = re.compile(r"(?<=.{2})(?:さん|様|さま|御中|殿)$")


def _excludes(one: str, other: str) -> bool:
    """Whether a name that is the one cannot be the other for its writer: who decides may well have taken part."""
    return one != other and "決裁者" not in (one, other)


def name_key(words: str) -> str:
    """Return what spellings of a name share."""
    return company_key(words) or words.strip().lower()


def _signs(frame: Frame, concept: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the rules a frame speaks for or against."""
    is_whole = not frame.parted_by and not frame.where.startswith(("mark ", "check"))
    if frame.nth >= 0 and frame.where and not is_whole:
        yield "place", (frame.where, frame.parted_by, str(frame.nth), frame.shape)
    if _is_telling(frame.before) and not frame.delimiter:
        yield "words", (frame.before, frame.after if concept in ("会社名", "競合") else "")


def _is_telling(before: str) -> bool:
    bare = re.sub(r"[\s:=>→/・-]", "", before)
    if before.isascii():
        return len(bare) >= 4 and " " in before.strip()
    return len(bare) >= 3 or bool(re.search(r"[一-鿿ァ-ヴ]", bare) and (len(bare) >= 2 or before.rstrip()[-1:] in (":", "=", ">", "→")))


def shared_grammar(grammars: Mapping[str, Grammar], authors: int) -> Grammar:
    """Return what at least that many authors taught alike: it holds for everyone."""
    names: dict[str, dict[str, Counter[Name]]] = defaultdict(lambda: defaultdict(Counter))
    rules: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
    misses: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
    marks = Counter(mark for grammar in grammars.values() for mark in grammar.delimiters)
    for grammar in grammars.values():
        for concept, words in grammar.names.items():
            for word, name in words.items():
                names[concept][word][name] += 1
        for rule in grammar.rules:
            rules[rule.concept, rule.kind, rule.sign] += 1
            misses[rule.concept, rule.kind, rule.sign] += rule.misses
    agreed = {
        concept: {word: counts.most_common(1)[0][0] for word, counts in sorted(words.items()) if counts.total() >= authors}
        for concept, words in sorted(names.items())
    }
    return Grammar(
        {concept: words for concept, words in agreed.items() if words},
        rules=tuple(Rule(*key, hits, misses[key]) for key, hits in sorted(rules.items()) if hits >= authors),
        delimiters=frozenset(mark for mark, count in marks.items() if count >= authors),
    )


def joined(own: Grammar, everyone: Grammar) -> Grammar:
    """Return one writer's grammar with what holds for everyone; his own names and refusals come first."""
    names = {
        concept: {
            **{word: name for word, name in everyone.names.get(concept, {}).items() if (concept, word) not in own.refused},
            **own.names.get(concept, {}),
        }
        for concept in sorted({*own.names, *everyone.names})
    }
    taught = {(rule.concept, rule.kind, rule.sign) for rule in own.rules}
    more = tuple(rule for rule in everyone.rules if (rule.concept, rule.kind, rule.sign) not in taught)
    return Grammar({concept: words for concept, words in names.items() if words}, own.refused, own.refused_labels, (*own.rules, *more), own.delimiters | everyone.delimiters)


@dataclass(frozen=True, slots=True)
class Taught:
    """One thing a judged value taught, for people to read. kind: "name", "no name", "label", "no label", "delimiter", "place" or
    "words"; words: the name, the label, the mark, or the words before it; after: the words behind it, where they count;
    nth, parted_by, where: of a place, as in `Frame`."""

    kind: str
    words: str = ""
    where: str = ""
    parted_by: str = ""
    nth: int = -1
    after: str = ""


def names_label(frame: Frame) -> bool:
    """Return whether a value tells what its label means: it is what the label carries, and the label is none of a day or a clause."""
    return frame.opens and bool(frame.key) and len(frame.key) <= LONGEST_KEY and not re.search(r"\d", frame.key)


def what_it_teaches(shown: Shown) -> tuple[Taught, ...]:
    """Return everything a judged value teaches, the most telling first."""
    frame, found = shown.frame, []
    if shown.concept in NAMED:
        found.append(Taught("no name" if shown.is_refused else "name", frame.words))
    if (names_label(frame) or (shown.is_refused and frame.opens)) and not (shown.is_refused and shown.concept in _LISTED):
        found.append(Taught("no label" if shown.is_refused else "label", frame.label))
    if shown.is_refused:
        return tuple(found)
    if frame.delimiter:
        found.append(Taught("delimiter", frame.delimiter))
    for kind, sign in _signs(frame, shown.concept):
        found.append(Taught("place", frame.words, frame.where, frame.parted_by, frame.nth) if kind == "place" else Taught("words", sign[0], after=sign[1]))
    return tuple(found)
