"""The sum of all notes' contributions, in integers, so that taking one away undoes adding it exactly. Pure.

Saving a note costs O(its labels); ranking reads the sums, never the notes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from notes_app.mining.contribution import Contribution, Entry
from notes_app.mining.evidence import Evidence

KeyId = tuple[str, str]
"""(folded label, concept); ("", concept) collects what sentences say."""


@dataclass(frozen=True, slots=True)
class MiningDecisions:
    """What people decided about fields, as mining needs to know it.

    merges:  folded label or candidate key -> the candidate key it belongs to. splits: labels that stand on their own.
    renames: candidate key -> label to show. dropped: candidate keys that are not suggested.
    """

    merges: Mapping[str, str] = field(default_factory=dict)
    splits: frozenset[str] = frozenset()
    renames: Mapping[str, str] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()


@dataclass(slots=True)
class KeyTally:
    """Sums over the notes that carry one label.

    marks:    note id -> (start, end, quote): one piece of evidence per note.
    filled:   notes whose value says something. repeats: occurrences. positions, ends: sums of 0 to 100.
    authors, accounts, labels, kinds, values, sources, parents: counted in notes. months: (author, month) -> notes.
    also:     other concepts whose values stand under the label too -> notes.
    asides:   notes in which the value is small talk. read: in which a value of the label's concept was read.
    follows:  notes in which the label before it is small talk.
    changed:  which change of the aggregate was the last to touch it.
    people:   notes in which the label is somebody's name.
    """

    marks: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    filled: set[str] = field(default_factory=set)
    repeats: int = 0
    positions: int = 0
    people: int = 0
    asides: int = 0
    read: int = 0
    ends: int = 0
    follows: int = 0
    authors: Counter[str] = field(default_factory=Counter)
    accounts: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    parents: Counter[str] = field(default_factory=Counter)
    also: Counter[str] = field(default_factory=Counter)
    months: Counter[tuple[str, str]] = field(default_factory=Counter)
    changed: int = field(default=0, compare=False)

    def evidence(self, note_ids: Iterable[str]) -> tuple[Evidence, ...]:
        """Return the evidence of these notes, those without a mark left out."""
        return tuple(Evidence(at, *self.marks[at]) for at in note_ids if at in self.marks)


def _shift(counter: Counter[str], name: str, sign: int) -> None:
    counter[name] += sign
    if not counter[name]:
        del counter[name]


_COUNTED = ("notes", "authors", "accounts", "months", "keys")


class Aggregate:
    """Counts over notes: `add` and `remove` one contribution at a time, in any order. Equal contents compare equal."""

    def __init__(self) -> None:
        self.notes: dict[str, str] = {}
        """note id -> month"""
        self.authors: Counter[str] = Counter()
        self.accounts: Counter[str] = Counter()
        self.months: Counter[tuple[str, str]] = Counter()
        """(author, month) -> notes"""
        self.keys: dict[KeyId, KeyTally] = {}
        self.changes = 0
        self.memory: dict[object, tuple[object, Any]] = {}
        """What the last report worked out, by cluster, with the changes it stands on; see `facts`"""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Aggregate) and all(getattr(self, name) == getattr(other, name) for name in _COUNTED)

    __hash__ = None  # type: ignore[assignment]

    def add(self, one: Contribution) -> None:
        """Count a note. A note that is counted already must be removed first."""
        if one.note_id in self.notes:
            raise ValueError(one.note_id)
        self.notes[one.note_id] = one.month
        self._shift_note(one, 1)
        self.changes += 1
        for entry in one.entries:
            tally = self.keys.setdefault((entry.key, entry.concept), KeyTally())
            tally.changed = self.changes
            tally.marks[one.note_id] = (entry.start, entry.end, entry.quote)
            if entry.filled:
                tally.filled.add(one.note_id)
            self._shift_tally(tally, entry, one, 1)

    def remove(self, one: Contribution) -> None:
        """Undo `add` of exactly this contribution."""
        del self.notes[one.note_id]
        self._shift_note(one, -1)
        self.changes += 1
        for entry in one.entries:
            key = (entry.key, entry.concept)
            tally = self.keys[key]
            tally.changed = self.changes
            del tally.marks[one.note_id]
            tally.filled.discard(one.note_id)
            self._shift_tally(tally, entry, one, -1)
            if not tally.marks:
                del self.keys[key]

    def _shift_note(self, one: Contribution, sign: int) -> None:
        _shift(self.authors, one.author, sign)
        _shift(self.accounts, one.account, sign)
        self.months[one.author, one.month] += sign
        if not self.months[one.author, one.month]:
            del self.months[one.author, one.month]

    @staticmethod
    def _shift_tally(tally: KeyTally, entry: Entry, one: Contribution, sign: int) -> None:
        tally.repeats += sign * entry.count
        tally.positions += sign * entry.position
        tally.people += sign * entry.is_person
        tally.asides += sign * entry.is_aside
        tally.read += sign * entry.is_read
        tally.ends += sign * entry.until
        tally.follows += sign * entry.follows
        _shift(tally.authors, one.author, sign)
        _shift(tally.accounts, one.account, sign)
        _shift(tally.labels, entry.label, sign)
        _shift(tally.kinds, entry.kind, sign)
        _shift(tally.sources, entry.source, sign)
        _shift(tally.parents, entry.parent, sign)
        if entry.value:
            _shift(tally.values, entry.value, sign)
        if entry.also:
            _shift(tally.also, entry.also, sign)
        tally.months[one.author, one.month] += sign
        if not tally.months[one.author, one.month]:
            del tally.months[one.author, one.month]

    def absorb(self, other: Aggregate) -> None:
        """Add everything another aggregate counts; their notes must not overlap."""
        self.changes += 1
        self.notes.update(other.notes)
        self.authors.update(other.authors)
        self.accounts.update(other.accounts)
        self.months.update(other.months)
        for key, theirs in other.keys.items():
            ours = self.keys.setdefault(key, KeyTally())
            ours.changed = self.changes
            ours.marks.update(theirs.marks)
            ours.filled |= theirs.filled
            ours.repeats += theirs.repeats
            ours.positions += theirs.positions
            ours.people += theirs.people
            ours.asides += theirs.asides
            ours.read += theirs.read
            ours.ends += theirs.ends
            ours.follows += theirs.follows
            for name in ("authors", "accounts", "labels", "kinds", "values", "sources", "parents", "also", "months"):
                getattr(ours, name).update(getattr(theirs, name))
