"""Read dates and periods as people write them in English: last month, April 2026, 3 weeks ago, since March, Q2 2026.

Pure: `today` is passed in. Of a month without a year the one nearest to hand is meant, as in `dates.py`; weeks begin on
Monday; a fiscal year (FY2026) begins in April, as the business year does here. In 4/15/2026 the month comes first, as
nearly everybody who writes dates with slashes and the year at the end has it; in 15/4/2026 it cannot.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from notes_app.search.dates import BareDay, Period, day_near, parse_period, shift_months

_MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|october oct|november nov|december dec".split("|"), 1
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number for number, names in enumerate("monday mon|tuesday tue|wednesday wed|thursday thu|friday fri|saturday sat|sunday sun".split("|")) for name in names.split()
}  # fmt: skip
_COUNTS = {name: count for count, name in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)} | {
    "a": 1, "an": 1, "couple of": 2, "a couple of": 2, "few": 3, "a few": 3,
}  # fmt: skip
_AHEAD_DAYS = 92  # a bare April said in February means the coming one, said in November the one gone by
_SHIFTS = {"this": 0, "current": 0, "last": -1, "previous": -1, "past": -1, "next": 1, "coming": 1}

_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_NAMED_MONTH = re.compile(rf"{_MONTH}(?:,?\s(?:of\s)?{_YEAR})?")
_MONTH_DAY = re.compile(rf"{_MONTH}\s{_DAY}(?:,?\s{_YEAR})?")
_DAY_MONTH = re.compile(rf"(?:the\s)?{_DAY}\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR})?")
_SLASHED = re.compile(rf"(?P<first>\d{{1,2}})[/.-](?P<second>\d{{1,2}})[/.-]{_YEAR}")
_QUARTER = re.compile(rf"(?:(?P<before>\d{{4}})\s)?q(?P<quarter>[1-4])(?:\s{_YEAR})?")
_FISCAL = re.compile(r"(?:fy|fiscal(?:\syear)?)\s?(?P<year>\d{4})")
_SHIFTED = re.compile(rf"(?P<which>{'|'.join(_SHIFTS)})\s(?P<unit>week|month|quarter|year|{'|'.join(_WEEKDAYS)})")
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
_SO_LONG = re.compile(rf"(?:(?P<past>last|past|previous)\s)?{_COUNT}\s(?P<unit>day|week|month|year)s?(?P<ago>\sago)?")
_FROM_WITHIN = re.compile(r"from\s(?P<day>(?:this|last|previous|past)\s.+)")
_FROM = re.compile(r"(?:since|from|starting)\s(?P<day>.+)")
_AFTER = re.compile(r"after\s(?P<day>.+)")
_TO = re.compile(r"(?:until|till|through|up to|to)\s(?P<day>.+)")
_BEFORE = re.compile(r"before\s(?P<day>.+)")
_BETWEEN = re.compile(r"(?:between\s(?P<left>.+?)\sand|(?:from\s)?(?P<begin>.+?)\s(?:to|until|till|through|-|–))\s(?P<right>.+)")
_WITHIN = re.compile(r"(?:in|on|during|within|of)\s(?:the\s)?(?P<day>.+)")
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_THIS_CENTURY = r"(?:19|20)\d\d"
_IN_TEXT = re.compile(  # in running text a day has its month's name beside it, or its year; 15 people may be there
    rf"(?<![a-z0-9])(?P<name>{_NAMES})\.?[\s-](?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![a-z0-9%]|[.:]\d|,\d{{3}}(?!\d))(?:(?:,\s?|[\s-])(?P<year>{_THIS_CENTURY})(?!:?\d))?"
    rf"|(?<![\w.:/-])(?P<day_before>\d{{1,2}})(?:st|nd|rd|th)?[\s-](?:of\s)?(?P<name_after>{_NAMES})(?![a-z]|\s(?:be|have|not|also|well|need|want|take|come|get|join)\b)\.?"
    rf"(?:(?:,\s?|[\s-])(?P<year_after>{_THIS_CENTURY})(?!:?\d))?"
    rf"|(?<![\d/.-])(?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})/(?P<year_last>{_THIS_CENTURY})(?![\d/])"
)
_MAY_HOLD_A_DAY = re.compile(r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|/\d{4}")
_NOT_ALONE = frozenset({"may", "march", "mar", "jan", "dec", "sep", "a day", "one day"})  # words and names as well
_EXACT_DAYS = {"the day before yesterday": -2, "day before yesterday": -2, "the day after tomorrow": 2, "day after tomorrow": 2}


def parse_english_period(text: str, today: date) -> Period | None:
    """Return the period that `text` names, None when it is no date; words that are as often something else (may) need a year."""
    plain = _plain(text)
    return None if plain in _NOT_ALONE else _read(plain, today)


def english_days_in(text: str) -> Iterator[tuple[date | BareDay, int, int]]:
    """Yield (day, start, end) for the days written in running text, see `dates.days_in`: April 15, 15 Apr 2026, 4/15/2026."""
    if _MAY_HOLD_A_DAY.search(text) is None:
        return
    for found in _IN_TEXT.finditer(text):
        if name := found["name"] or found["name_after"]:
            year, month, day = found["year"] or found["year_after"], str(_MONTHS[name]), found["day"] or found["day_before"]
        else:
            year, month, day = found["year_last"], found["first"], found["second"]
            if int(month) > 12:
                month, day = day, month
        of_year = _day_of(year, month, day) if year else (month, day)
        if of_year is not None:
            yield of_year, found.start(), found.end()


def _day_of(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def is_a_date_itself(text: str, today: date) -> bool:
    """Whether `text` is the name of a day or period (last month) and not a way to bound one (since April, between …)."""
    return _one(_plain(text), today) is not None


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split()).strip(" ,").removesuffix("'s")


def _read(plain: str, today: date) -> Period | None:
    if (found := _one(plain, today)) is not None:
        return found
    if (between := _BETWEEN.fullmatch(plain)) is not None and (found := _between(between, today)) is not None:
        return found
    if (matched := _FROM_WITHIN.fullmatch(plain)) is not None:  # notes from last month are those of that month
        return _one(matched["day"], today)
    for pattern, bound in ((_FROM, _from), (_AFTER, _after), (_TO, _to), (_BEFORE, _before), (_WITHIN, _within)):
        matched = pattern.fullmatch(plain)
        if matched and (day := _one(matched["day"], today) or _latest(matched["day"], today)) is not None:
            return bound(day)
    return None


def _latest(plain: str, today: date) -> Period | None:
    """Read Monday, in "since Monday": the latest one, today at the latest."""
    if (number := _WEEKDAYS.get(plain)) is None:
        return None
    day = today - timedelta(days=(today.weekday() - number) % 7)
    return Period(day, day)


def _between(found: re.Match[str], today: date) -> Period | None:
    left, right = found["left"] or found["begin"], found["right"]
    last = _one(right, today)
    if last is None or last.end is None:
        return None
    with_year = f"{left} {last.end.year}" if not re.search(r"\d{4}", left) and re.search(r"\d{4}", right) else left
    first = _one(with_year, today) or _one(left, today)
    if first is None or first.start is None or first.start > last.end:
        return None
    return Period(first.start, last.end)


def _from(day: Period) -> Period:
    return Period(day.start, None)


def _to(day: Period) -> Period:
    return Period(None, day.end)


def _after(day: Period) -> Period:
    return Period(day.end + timedelta(days=1) if day.end else None, None)


def _before(day: Period) -> Period:
    return Period(None, day.start - timedelta(days=1) if day.start else None)


def _within(day: Period) -> Period:
    return day


def _one(plain: str, today: date) -> Period | None:
    try:
        return _shifted(plain, today) or _so_long(plain, today) or _named(plain, today) or _numbered(plain, today)
    except (ValueError, OverflowError):  # the 31st of June, the year 0
        return None


def _shifted(plain: str, today: date) -> Period | None:
    """Read last month, this week, next quarter, last Friday."""
    if plain in _EXACT_DAYS:
        day = today + timedelta(days=_EXACT_DAYS[plain])
        return Period(day, day)
    found = _SHIFTED.fullmatch(plain)
    if found is None:
        return None
    shift, unit = _SHIFTS[found["which"]], found["unit"]
    if unit in _WEEKDAYS:
        return _weekday(_WEEKDAYS[unit], shift, today)
    if unit == "week":
        return _week(today + timedelta(weeks=shift))
    if unit == "month":
        return _month(*shift_months(today, shift))
    return _year(today.year + shift) if unit == "year" else _quarter(*_quarter_of(today, shift))


def _weekday(number: int, shift: int, today: date) -> Period:
    if shift == 0:  # of this week
        day = today + timedelta(days=number - today.weekday())
    elif shift > 0:
        day = today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    else:
        day = today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)
    return Period(day, day)


def _so_long(plain: str, today: date) -> Period | None:
    """Read 3 weeks ago (the week, month or year it was then), and last 30 days (until today)."""
    found = _SO_LONG.fullmatch(plain)
    if found is None or bool(found["past"]) == bool(found["ago"]):
        return None
    count = _COUNTS.get(found["count"]) or int(found["count"])
    unit = found["unit"]
    if unit in ("day", "week"):
        start = today - (timedelta(days=count) if unit == "day" else timedelta(weeks=count))
    else:
        year, month = shift_months(today, -count * (12 if unit == "year" else 1))
        start = date(year, month, min(today.day, monthrange(year, month)[1]))
    if found["past"]:
        return Period(start, today)
    return {"day": Period(start, start), "week": _week(start), "month": _month(start.year, start.month)}.get(unit, _year(start.year))


def _named(plain: str, today: date) -> Period | None:
    """Read April 2026, April, April 3rd, 3 April 2026."""
    if found := _NAMED_MONTH.fullmatch(plain):
        month = _MONTHS[found["month"]]
        if found["year"]:
            return _month(int(found["year"]), month)
        near = day_near(today, str(month), "1", ahead=_AHEAD_DAYS)
        return _month(near.year, near.month) if near else None
    if found := _MONTH_DAY.fullmatch(plain) or _DAY_MONTH.fullmatch(plain):
        month = _MONTHS[found["month"]]
        day = (
            date(int(found["year"]), month, int(found["day"]))
            if found["year"]
            else day_near(today, str(month), found["day"], ahead=_AHEAD_DAYS)
        )
        return Period(day, day) if day else None
    return None


def _numbered(plain: str, today: date) -> Period | None:
    """Read 4/15/2026, Q2 2026, FY2026, and what is written alike in every language: 2026-04, today."""
    if found := _SLASHED.fullmatch(plain):
        first, second = int(found["first"]), int(found["second"])
        month, number = (second, first) if first > 12 else (first, second)
        day = date(int(found["year"]), month, number)
        return Period(day, day)
    if found := _QUARTER.fullmatch(plain):
        return _quarter(int(found["before"] or found["year"] or today.year), int(found["quarter"]))
    if found := _FISCAL.fullmatch(plain):
        year = int(found["year"])
        return Period(date(year, 4, 1), date(year + 1, 3, 31))
    return parse_period(plain, today) if " " not in plain else None


def _week(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def _month(year: int, month: int) -> Period:
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def _quarter_of(day: date, shift: int) -> tuple[int, int]:
    index = day.year * 4 + (day.month - 1) // 3 + shift
    return index // 4, index % 4 + 1


def _quarter(year: int, quarter: int) -> Period:
    return Period(date(year, quarter * 3 - 2, 1), _month(year, quarter * 3).end)
