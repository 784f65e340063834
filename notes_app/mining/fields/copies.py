"""Fields that say in the same notes what another one says. Pure."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from notes_app.mining.fields.aggregate import Aggregate
from notes_app.mining.fields.judging import Judged
from notes_app.mining.fields.quotes import values_in
from notes_app.mining.fields.unneeded import MIN_NOTES, SAME_SHARE, is_copy

COPIES_SAMPLED = 30  # notes looked at to see that two fields say the same
FIRST_LOOK = 5  # of them; most pairs agree in none of these


def find_copies(judged: Sequence[Judged], aggregate: Aggregate) -> list[Judged]:
    """Return the fields that copy another one: labels nobody lists, and second ones of a concept."""
    found = []
    for one in judged:
        notes = one.cluster.notes
        if one.candidate.key == one.candidate.concept or len(notes) < MIN_NOTES:
            continue
        sample = heapq.nsmallest(COPIES_SAMPLED, notes)
        looked_at = frozenset(sample)
        least = SAME_SHARE * len(sample)
        rivals = [other for other in judged if other is not one and len(other.cluster.notes) >= len(notes) and len(looked_at & other.cluster.notes) >= least]
        own = values_in(one.cluster.tallies(aggregate), sample) if rivals else {}
        if is_copy(own, own) and any(_says_the_same(other, own, sample, aggregate) for other in rivals):
            found.append(one)
    return found


def _says_the_same(other: Judged, own: dict[str, str], sample: Sequence[str], aggregate: Aggregate) -> bool:
    tallies = other.cluster.tallies(aggregate)
    first = values_in(tallies, sample[:FIRST_LOOK])
    if len(sample) > FIRST_LOOK and not any(own.get(note_id) == value for note_id, value in first.items()):
        return False
    return is_copy(own, values_in(tallies, sample))
