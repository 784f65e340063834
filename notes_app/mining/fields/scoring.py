"""How sure are we that this is a field? Support, spread, fill, repetition, prior. Pure.

Source: Wilson score interval, E. B. Wilson (1927), JASA 22(158), 209-212.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

Z_90 = 1.2816  # one-sided 90 %


def wilson_floor(successes: float, trials: int, z: float = Z_90) -> float:
    """Return the lower bound of the interval of successes / trials, 0 to 1; 0 where there are no trials."""
    if trials <= 0:
        return 0.0
    p = min(1.0, successes / trials)
    centre = p + z * z / (2 * trials)
    spread = z * math.sqrt(p * (1 - p) / trials + z * z / (4 * trials * trials))
    return max(0.0, (centre - spread) / (1 + z * z / trials))


@dataclass(frozen=True, slots=True)
class FieldCounts:
    """What a score is made of, counted in notes; totals: notes, authors, accounts of the whole corpus."""

    labelled: int
    cued: int
    filled: int
    repeats: int
    people: int
    authors: int
    accounts: int
    notes_total: int
    authors_total: int
    accounts_total: int
    is_known: bool


def score_field(counts: FieldCounts) -> float:
    """Return the ranking score, 0 to 1."""
    support = wilson_floor(counts.labelled + 0.5 * counts.cued, counts.notes_total)
    spread = _spread(counts.authors, counts.authors_total)
    if counts.accounts_total > 2:
        spread *= 0.85 + 0.15 * _spread(counts.accounts, min(counts.accounts_total, max(2, counts.labelled + counts.cued)))
    fill = (counts.filled + 1) / (counts.labelled + 1) if counts.labelled else 0.8
    per_note = counts.repeats / counts.labelled if counts.labelled else 1.0
    repetition = 1.0 if per_note <= 1.3 else max(0.35, (1.3 / per_note) ** (0.4 if counts.is_known else 0.9))
    person = 1.0 - 0.95 * (counts.people / counts.labelled if counts.labelled else 0.0)
    prior = 1.0 if counts.is_known else 0.4
    return float(support**0.7 * spread * fill**0.8 * repetition * person * prior)


def _spread(having: int, total: int) -> float:
    if total <= 1:
        return 1.0
    return 0.4 + 0.6 * math.sqrt(min(1.0, having / total))


def confidence_of(counts: FieldCounts) -> float:
    """Return how sure it is that this is a field at all, whatever its rank: 0 to 1."""
    said = counts.labelled + counts.cued
    evidence = 1 - math.exp(-said / 4)
    spread = 1.0 if counts.authors_total <= 1 else min(1.0, 0.5 + 0.25 * counts.authors)
    prior = 0.95 if counts.is_known else 0.7
    person = 1.0 - 0.9 * (counts.people / counts.labelled if counts.labelled else 0.0)
    fill = (counts.filled + 1) / (counts.labelled + 1) if counts.labelled else 0.85
    return max(0.0, min(1.0, evidence * spread * prior * person * (0.5 + 0.5 * fill)))


def confidence_word(confidence: float) -> Literal["high", "medium", "low"]:
    """Return 高・中・低 as a code."""
    return "high" if confidence >= 0.75 else "medium" if confidence >= 0.45 else "low"


MIN_VALUES = 4
MAX_CHOICES = 12
MAX_CHOICE_LENGTH = 20
DISTINCT_SHARE = 0.55


def choices_of(values: Counter[str], kinds: Counter[str]) -> tuple[str, ...]:
    """Return the choices of an enum, commonest first, or () where the values are no short closed list.

    At least 4 values; distinct ones at most 55 % of them and 12; 20 characters; patterns (A/B/C and 40 %) never mixed; no lists.
    """
    if len(values) > MAX_CHOICES or len(values) < 2:
        return ()
    total = sum(values.values())
    if total < MIN_VALUES or any(name.startswith("#") or len(name) > MAX_CHOICE_LENGTH for name in values):
        return ()
    if len(values) > DISTINCT_SHARE * total:
        return ()
    if (
        sum(
            kinds[k]
            for k in (
                "date",
                "datetime",
                "money",
                "person_list",
                "phone",
                "email",
                "url",
                "time",
                "action_list",
            )
        )
        * 2
        > total
    ):
        return ()
    if sum(count for name, count in values.items() if _LISTED.search(name)) * 2 > total:
        return ()
    patterns = {_pattern(name) for name in values}
    if len(patterns) > 1 and patterns & {"letter", "percent"}:
        return ()
    return tuple(name for name, _ in sorted(values.items(), key=lambda item: (-item[1], item[0])))


_LISTED = re.compile(r"[、,+＋]|\d\s?(?:台|個|本|枚|式|基|箱|セット|名|件)")
"""Several things in one value, or so many of one: no choice."""


def _pattern(value: str) -> str:
    if len(value) <= 2 and value[:1].isascii() and value[:1].isalpha():
        return "letter"
    return "percent" if value.rstrip("%").isdigit() else "word"
