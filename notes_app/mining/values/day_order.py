"""Which part of 12/05 is the month? An English writer's own other dates tell, else the day of his note. Pure, on folded text."""

from __future__ import annotations

import re
from datetime import date
from itertools import islice

from notes_app.mining.values.calendar_rules import nearest_year


class DayFirst(date):
    """The day of a note whose writer puts the day before the month: his 12/05 is the 12th of May."""


_SLASHED = re.compile(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})(?:/(?:20)?\d\d)?(?![\d/%])")


def as_written_by(text: str, reference: date) -> date:
    """Return the reference of an English note, as `DayFirst` where its writer puts the day before the month.

    A part above 12 is a day and tells of all the others; else the order that brings the dates nearer to the note's own day.
    """
    first = second = 0
    far = [0, 0]
    for match in islice(_SLASHED.finditer(text[:20_000]), 60) if "/" in text else ():
        a, b = int(match[1]), int(match[2])
        if a > 12 >= b > 0:
            first += 1
        elif b > 12 >= a > 0:
            second += 1
        elif 0 < a <= 12 and 0 < b <= 12:
            for order, (month, day) in enumerate(((a, b), (b, a))):
                found = nearest_year(month, day, reference)
                far[order] += abs((found - reference).days) if found else 400
    is_first = first > second or (first == second and far[1] < far[0])
    return DayFirst(reference.year, reference.month, reference.day) if is_first else reference


def swapped(reference: date | None, month: int, day: int) -> tuple[int, int]:
    """Return month and day of 12/05 as the writer means them."""
    return (day, month) if isinstance(reference, DayFirst) and day <= 12 else (month, day)
