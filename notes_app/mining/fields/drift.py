"""Is a field used more or less than before, beyond chance and beyond a changing mix of authors?

Pure. Author-stratified Mantel–Haenszel over two halves of the months, Fisher's exact test where notes are few, and
Benjamini–Hochberg over all fields. The naive share of recent against old notes is wrong when authors come and go.

Sources: Mantel & Haenszel (1959), JNCI 22, 719-748; Benjamini & Hochberg (1995), JRSS B 57, 289-300.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from notes_app.mining.fields.candidates import Drift

MIN_Z = 2.6
MIN_CHANGE = 0.15  # of the share of notes
FEW_NOTES = 40
FALSE_DISCOVERY = 0.05
NEW_NOTES, NEW_AUTHORS = 3, 2
NEW_CHANCE = 0.01
PLAINLY_CHANCE = 0.3  # of no change, by the normal approximation

Strata = Mapping[str, tuple[int, int, int, int]]
"""author -> notes with the field in the late half, late notes, with it early, early notes."""


@dataclass(frozen=True, slots=True)
class Change:
    """Test of one field: p of no change, difference of shares late minus early, and whether notes are few."""

    p: float
    difference: float
    z: float
    tentative: bool


def split_month(months: Counter[tuple[str, str]]) -> str:
    """Return the first month of the later half of the notes, "" when they span under two months."""
    by_month: Counter[str] = Counter()
    for (_, month), count in months.items():
        if month:
            by_month[month] += count
    ordered = sorted(by_month)
    if len(ordered) < 2:
        return ""
    total, seen = sum(by_month.values()), 0
    for at, month in enumerate(ordered):
        if at and seen * 2 >= total:
            return month
        seen += by_month[month]
    return ordered[-1]


def halves_of(all_notes: Counter[tuple[str, str]], since: str) -> dict[str, tuple[int, int]]:
    """Return author -> (late notes, early notes)."""
    halves: dict[str, tuple[int, int]] = {}
    for (author, month), count in all_notes.items():
        if month:
            late, early = halves.get(author, (0, 0))
            halves[author] = (late + count, early) if month >= since else (late, early + count)
    return halves


def strata_of(having: Counter[tuple[str, str]], all_notes: Counter[tuple[str, str]], since: str, halves: Mapping[str, tuple[int, int]]) -> Strata:
    """Return the fourfold table of each author who has it. halves: `halves_of` the same notes."""
    table: dict[str, list[int]] = {}
    for at, count in having.items():
        author, month = at
        if month and author in halves:
            if author not in table:
                late, early = halves[author]
                table[author] = [0, late, 0, early]
            most = all_notes[at]
            table[author][0 if month >= since else 2] += count if count < most else most
    return {author: (row[0], row[1], row[2], row[3]) for author, row in table.items()}


def measure_change(strata: Strata, others: tuple[int, int] = (0, 0)) -> Change | None:
    """Return the stratified test, or None where no author wrote in both halves or nothing varies.

    others: late and early notes of the authors who wrote in both halves and never have it; they count as notes alone.
    """
    observed = expected = variance = weighted = weights = 0.0
    total = sum(others)
    for late_with, late, early_with, early in strata.values():
        n = late + early
        if not late or not early:
            continue
        with_it = late_with + early_with
        total += n
        observed += late_with
        expected += late * with_it / n
        if n > 1:
            variance += late * early * with_it * (n - with_it) / (n * n * (n - 1))
        weight = late * early / n if with_it else 0.0  # the change among those who write it at all
        weighted += weight * (late_with / late - early_with / early)
        weights += weight
    if not variance or not weights:
        return None
    difference = weighted / weights
    shift = max(0.0, abs(observed - expected) - 0.5)
    z = shift / math.sqrt(variance)
    p = math.erfc(z / math.sqrt(2))
    telling = {author: row for author, row in strata.items() if row[1] and row[3] and row[0] + row[2]}
    if p > PLAINLY_CHANCE:
        pass  # no exact test would call it a change
    elif len(telling) == 1:
        p = _fisher(telling)  # one writer's habit: the exact test of his notes alone
    elif total < FEW_NOTES:
        p = max(p, _fisher({**strata, "": (0, others[0], 0, others[1])}))
    return Change(p, difference, math.copysign(z, difference), total < FEW_NOTES)


Watched = tuple[str, str, Counter[tuple[str, str]], str]
"""Key and label of a field, (author, month) -> notes that have it, and the first month of these."""


def find_drift(watched: Sequence[Watched], all_notes: Counter[tuple[str, str]], since: str) -> tuple[Drift, ...]:
    """Return the fields whose use rises or fades from `since` on, and those that are new; () where notes span under two months."""
    if not since:
        return ()
    halves = halves_of(all_notes, since)
    both = {author: (late, early) for author, (late, early) in halves.items() if late and early}
    late_total, early_total = sum(late for late, _ in both.values()), sum(early for _, early in both.values())
    tests = []
    for key, label, having, _ in watched:
        strata = strata_of(having, all_notes, since, halves)
        told = [row for author, row in strata.items() if author in both]
        others = late_total - sum(row[1] for row in told), early_total - sum(row[3] for row in told)
        if change := measure_change(strata, others):
            tests.append((key, label, change))
    passed = discoveries([change.p for _, _, change in tests])
    found = {
        key: Drift(key, label, "rising" if change.difference > 0 else "fading", since, change.tentative)
        for (key, label, change), real in zip(tests, passed, strict=True)
        if real and abs(change.difference) >= MIN_CHANGE and (abs(change.z) >= MIN_Z or change.tentative)
    }
    calendar = sorted({month for _, month in all_notes if month})
    for key, label, having, first in watched:
        if is_new(first, having, all_notes, calendar, since):
            found[key] = Drift(key, label, "new", first)
    return tuple(sorted(found.values(), key=lambda one: (one.direction, one.key)))


def is_new(first: str, having: Counter[tuple[str, str]], all_notes: Counter[tuple[str, str]], months: Sequence[str], since: str) -> bool:
    """Return whether a label is new: several authors who wrote before write it, too.

    first: the month it was first written in, "" where notes are undated. New: no note before the later half, the last three
    months or the last one holds it, and that this should be chance has, among its authors' notes, a probability of at most
    1 % (hypergeometric; three windows, so a third of that for each). months: all that have notes, in order.
    """
    if len(months) < 3 or first < min(since, months[-3]):
        return False
    authors = {author for (author, month), count in having.items() if month and count}
    notes = sum(count for (_, month), count in having.items() if month)
    old_hands = {author for (author, month) in all_notes if author in authors and month and month < first}
    if notes < NEW_NOTES or len(old_hands) < NEW_AUTHORS:
        return False
    total = sum(count for (author, month), count in all_notes.items() if month and author in authors)
    for start in {since, months[-3], months[-1]}:
        late = sum(count for (author, month), count in all_notes.items() if author in authors and month >= start)
        if first >= start and notes <= late and _log_comb(late, notes) <= math.log(NEW_CHANCE / 3) + _log_comb(total, notes):
            return True
    return False


def _fisher(strata: Strata) -> float:
    """Return the two-sided exact p of the pooled table of the authors who wrote in both halves."""
    rows = [row for row in strata.values() if row[1] and row[3]]
    a, late, c, early = (sum(row[at] for row in rows) for at in range(4))
    with_it, n = a + c, late + early
    if not with_it or with_it == n:
        return 1.0

    whole = _log_comb(n, late)

    def chance(k: int) -> float:
        return math.exp(_log_comb(with_it, k) + _log_comb(n - with_it, late - k) - whole)

    limit = chance(a) * (1 + 1e-9)
    low, high = max(0, late - (n - with_it)), min(late, with_it)
    return min(1.0, sum(p for k in range(low, high + 1) if (p := chance(k)) <= limit))


def _log_comb(n: int, k: int) -> float:
    """Return the logarithm of n over k: the numbers themselves have thousands of digits."""
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def discoveries(p_values: Sequence[float], rate: float = FALSE_DISCOVERY) -> list[bool]:
    """Return which hypotheses are rejected at this false-discovery rate (Benjamini–Hochberg)."""
    order = sorted(range(len(p_values)), key=lambda at: p_values[at])
    cut = -1
    for place, at in enumerate(order, start=1):
        if p_values[at] <= rate * place / len(order):
            cut = place
    chosen = set(order[: max(cut, 0)])
    return [at in chosen for at in range(len(p_values))]
