"""What every field is measured against: the notes, writers and months of a corpus, worked out once a report. Pure."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Set
from typing import Any

from notes_app.mining.fields.aggregate import Aggregate, MiningDecisions
from notes_app.mining.fields.drift import split_month
from notes_app.mining.fields.unneeded import DEAL
from notes_app.mining.knowledge import Knowledge

SAID_OF_DEALS = ("予算", "決裁者", "確度")
DEAL_SHARE = 0.05
FEW = 20  # notes of which the newest are found one by one


class Corpus:
    """An aggregate with its totals. since: the first month of the later half; recent: notes from then on; sales: see `speaks_of_deals`."""

    def __init__(self, aggregate: Aggregate, knowledge: Knowledge, decisions: MiningDecisions) -> None:
        self.aggregate, self.knowledge, self.decisions = aggregate, knowledge, decisions
        self.memory, self.remembered = aggregate.memory, dict[object, tuple[object, Any]]()
        """What the last report worked out, and what this one leaves to the next"""
        self.total = len(aggregate.notes)
        self.authors_total = sum(1 for name in aggregate.authors if name)
        self.accounts_total = sum(1 for name in aggregate.accounts if name)
        self.since = split_month(aggregate.months)
        self.recent = sum(count for (_, month), count in aggregate.months.items() if month >= self.since)
        self.by_month: defaultdict[str, set[str]] = defaultdict(set)
        for note_id, month in aggregate.notes.items():
            self.by_month[month].add(note_id)
        self.newest_first = sorted(self.by_month, reverse=True)
        self.sales = speaks_of_deals(aggregate)
        self.biggest: dict[str, list[tuple[int, str]]] = {}
        """concept -> (notes, label) of its labels, most used first: at least what any one cluster leaves over"""
        for (label, concept), tally in aggregate.keys.items():
            if label and concept:
                self.biggest.setdefault(concept, []).append((len(tally.marks), label))
        for ranked in self.biggest.values():
            ranked.sort(key=lambda one: (-one[0], one[1]))

    def newest(self, notes: Set[str], count: int) -> list[str]:
        """Return the `count` newest of these notes, newest first."""
        if len(notes) <= FEW:
            month_of = self.aggregate.notes
            return [note_id for _, note_id in sorted([(month_of[note_id], note_id) for note_id in notes], reverse=True)[:count]]
        found: list[str] = []
        for month in self.newest_first:
            found.extend(heapq.nlargest(count - len(found), notes & self.by_month[month]))
            if len(found) >= count:
                break
        return found


def speaks_of_deals(aggregate: Aggregate) -> bool:
    """Return whether these notes are about customers at all: at least two things of a deal are labelled, or said, in one in twenty.

    The minutes of a club name companies and people too; there they are no customers and no competitors.
    """
    enough = max(2, DEAL_SHARE * len(aggregate.notes))
    labelled: Counter[str] = Counter()
    for (label, concept), tally in aggregate.keys.items():
        if label and concept in DEAL:
            labelled[concept] += len(tally.marks)
    said = sum(("", name) in aggregate.keys and len(aggregate.keys["", name].marks) >= enough for name in SAID_OF_DEALS)
    return said + sum(count >= enough for count in labelled.values()) >= 2
