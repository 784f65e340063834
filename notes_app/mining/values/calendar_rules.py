"""The calendar arithmetic that phrases such as 再来週月曜 and 翌営業日 stand on. Pure."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def make_date(year: int | None, month: int | None, day: int | None) -> date | None:
    """Return the date, or None where there is no such day or it is not of our time (1900 to 2199)."""
    if year is None or month is None or day is None or not 1900 <= year < 2200:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_day(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: date, count: int) -> date:
    """Return the same day `count` months on, or the last day of a shorter month."""
    at = day.year * 12 + day.month - 1 + count
    year, month = divmod(at, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def nearest_year(month: int, day: int, reference: date) -> date | None:
    """Return the month and day in the year that brings it nearest the reference."""
    found = [d for year in (-1, 0, 1) if (d := make_date(reference.year + year, month, day))]
    return min(found, key=lambda d: abs((d - reference).days)) if found else None


def nearest_day_of_month(day: int | None, reference: date) -> date | None:
    """Return the day of the month that lies nearest the reference; on a tie the later one."""
    months = (add_months(reference.replace(day=1), step) for step in (-1, 0, 1))
    found = [d for first in months if (d := make_date(first.year, first.month, day))]
    return min(found, key=lambda d: (abs((d - reference).days), -d.toordinal())) if found else None


def week_day(reference: date, weeks: int, at: int) -> date:
    """Return weekday `at` (Monday 0) of the week `weeks` after the reference's own; weeks begin on Monday."""
    return reference - timedelta(days=reference.weekday()) + timedelta(weeks=weeks, days=at)


def next_workday(reference: date, count: int) -> date:
    """Return the `count`-th day after the reference that is not a Saturday or Sunday (public holidays are not known here)."""
    day = reference
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
