"""Read dates and periods as people write them in Japanese and English.

Pure: `today` is passed in. Weeks begin on Monday; the business year (年度) begins in April.
A date without a year is the one nearest to hand: this year, or last year when this year's lies over a season ahead.

Source: Japanese eras, 元号を改める政令 (Meiji 1868, Taisho 1912, Showa 1926, Heisei 1989, Reiwa 2019).
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_ERAS = {
    "m": 1867,
    "t": 1911,
    "s": 1925,
    "h": 1988,
    "r": 2018,
    "明治": 1867,
    "大正": 1911,
    "昭和": 1925,
    "平成": 1988,
    "令和": 2018,
}
_AHEAD_DAYS = 92  # a bare 4/1 typed in February means the coming April, typed in November the one gone by

_YEAR = r"(?:(?P<era>[mtshr]|明治|大正|昭和|平成|令和)(?P<era_year>\d{1,2}|元)|(?P<year>\d{4}))"
_DAY = re.compile(
    rf"(?:{_YEAR}\s*[年./-]\s*)?(?P<month>\d{{1,2}})\s*[月./-]\s*(?P<day>\d{{1,2}})日?(?:\([月火水木金土日]\))?"
)
_MONTH = re.compile(rf"{_YEAR}\s*[年./-]\s*(?P<month>\d{{1,2}})月?")
_BARE_MONTH = re.compile(r"(?P<month>\d{1,2})月")
_ONLY_YEAR = re.compile(rf"{_YEAR}年?(?P<fiscal>度)?")
_COMPACT = re.compile(r"(?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})")
_QUARTER = re.compile(r"(?P<year>\d{4})年?\s*(?:第(?P<kanji>[1-4])四半期|q(?P<quarter>[1-4]))")
_AGO = re.compile(
    r"(?P<past>過去|直近|ここ|last\s*)?(?P<count>\d{1,3})\s*(?P<unit>日|週間?|[かケヶカ箇ヵ]月|年|days?|weeks?|months?|years?)間?(?P<ago>前|\s*ago)?"
)
_IN_TEXT = re.compile(
    r"(?:(?P<era>明治|大正|昭和|平成|令和|(?<![a-z])[mtshr])(?P<era_year>\d{1,2}|元)|(?<!\d)(?P<year>\d{4}))\s?[年./-]\s?(?P<month>\d{1,2})\s?[月./-]\s?(?P<day>\d{1,2})(?!\d)日?"
    r"|(?<![\d./-])(?P<bare_month>\d{1,2})(?:月|/)(?P<bare_day>\d{1,2})(?![\d./])日?"
)

_RELATIVE_DAYS = {
    "今日": 0,
    "本日": 0,
    "today": 0,
    "昨日": -1,
    "yesterday": -1,
    "一昨日": -2,
    "おととい": -2,
    "明日": 1,
    "tomorrow": 1,
}
_RELATIVE_WEEKS = {
    "今週": 0,
    "this week": 0,
    "thisweek": 0,
    "先週": -1,
    "last week": -1,
    "lastweek": -1,
    "先々週": -2,
    "来週": 1,
    "next week": 1,
}
_RELATIVE_MONTHS = {
    "今月": 0,
    "当月": 0,
    "this month": 0,
    "thismonth": 0,
    "先月": -1,
    "前月": -1,
    "last month": -1,
    "lastmonth": -1,
    "先々月": -2,
    "来月": 1,
}
_RELATIVE_YEARS = {
    "今年": 0,
    "本年": 0,
    "this year": 0,
    "thisyear": 0,
    "去年": -1,
    "昨年": -1,
    "last year": -1,
    "lastyear": -1,
    "一昨年": -2,
    "おととし": -2,
    "来年": 1,
}
_FISCAL_YEARS = {"今年度": 0, "本年度": 0, "昨年度": -1, "前年度": -1, "来年度": 1}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both within; None leaves that side open."""

    start: date | None
    end: date | None

    def holds(self, day: date | None) -> bool:
        return (
            day is not None
            and (self.start is None or self.start <= day)
            and (self.end is None or day <= self.end)
        )


def parse_period(text: str, today: date) -> Period | None:
    """Return the period `text` names, None when it names none. Ranges: a..b, a〜b, aから, a以降, b以前, bまで."""
    plain = _plain(text)
    if not plain:
        return None
    for mark in ("..", "~", "から"):
        if mark in plain:
            left, _, right = plain.partition(mark)
            return _between(left, right.removesuffix("まで"), today)
    for suffix in ("以降", "以後"):
        if plain.endswith(suffix):
            return _between(plain.removesuffix(suffix), "", today)
    for suffix in ("以前", "まで"):
        if plain.endswith(suffix):
            return _between("", plain.removesuffix(suffix), today)
    return _one(plain, today)


def parse_day(text: str, today: date) -> date | None:
    """Return the one day `text` names ("4/1", "R8.4.1", "昨日"), None when it names a longer period or none."""
    period = parse_period(text, today)
    return period.start if period is not None and period.start == period.end else None


BareDay = tuple[str, str]
"""Month and day, as they are written without their year."""


def days_in(text: str) -> Iterator[tuple[date | BareDay, int, int]]:
    """Yield (day, start, end) for the days written in running text.

    text: after NFKC and in lower case; the spans are its.
    """
    for found in _IN_TEXT.finditer(text):
        if found["bare_month"] is not None:
            yield (found["bare_month"], found["bare_day"]), found.start(), found.end()
        elif (day := _date(_year_of(found), found["month"], found["day"])) is not None:
            yield day, found.start(), found.end()


def _plain(text: str) -> str:
    return (
        unicodedata.normalize("NFKC", text)
        .strip()
        .lower()
        .replace("〜", "~")
        .replace("…", "..")
        .replace("−", "-")
    )


def _between(left: str, right: str, today: date) -> Period | None:
    first, last = _one(left.strip(), today), _one(right.strip(), today)
    if (
        (left.strip() and first is None)
        or (right.strip() and last is None)
        or (first is None and last is None)
    ):
        return None
    return Period(first.start if first else None, last.end if last else None)


def _one(plain: str, today: date) -> Period | None:
    if not plain:
        return None
    return _relative(plain, today) or _ago(plain, today) or _absolute(plain, today)


def _relative(plain: str, today: date) -> Period | None:
    if plain in _RELATIVE_DAYS:
        day = today + timedelta(days=_RELATIVE_DAYS[plain])
        return Period(day, day)
    if plain in _RELATIVE_WEEKS:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=_RELATIVE_WEEKS[plain])
        return Period(monday, monday + timedelta(days=6))
    if plain in _RELATIVE_MONTHS:
        return _month(*shift_months(today, _RELATIVE_MONTHS[plain]))
    if plain in _RELATIVE_YEARS:
        return _whole_year(today.year + _RELATIVE_YEARS[plain])
    if plain in _FISCAL_YEARS:
        return _fiscal(today.year - (today.month < 4) + _FISCAL_YEARS[plain])
    return None


def _ago(plain: str, today: date) -> Period | None:
    found = _AGO.fullmatch(plain)
    if found is None or not (found["past"] or found["ago"]):
        return None
    count, unit = int(found["count"]), found["unit"]
    if unit.startswith(("日", "day")):
        start = today - timedelta(days=count)
    elif unit.startswith(("週", "week")):
        start = today - timedelta(weeks=count)
    else:
        year, month = shift_months(today, -count * (12 if unit.startswith(("年", "year")) else 1))
        start = date(year, month, min(today.day, monthrange(year, month)[1]))
    if found["ago"] and not found["past"]:
        if unit.startswith(("週", "week")):
            monday = start - timedelta(days=start.weekday())
            return Period(monday, monday + timedelta(days=6))
        return Period(start, start) if unit.startswith(("日", "day")) else _month(start.year, start.month)
    return Period(start, today)


def _absolute(plain: str, today: date) -> Period | None:  # noqa: PLR0911 - one line per way of writing a date
    if found := _COMPACT.fullmatch(plain):
        return _day_period(_date(int(found["year"]), found["month"], found["day"]))
    if found := _QUARTER.fullmatch(plain):
        first = int(found["kanji"] or found["quarter"]) * 3 - 2
        start, end = _month(int(found["year"]), first), _month(int(found["year"]), first + 2)
        return Period(start.start, end.end) if start and end else None
    if found := _MONTH.fullmatch(plain):
        return _month(_year_of(found), int(found["month"]))
    if found := _DAY.fullmatch(plain):
        if found["year"] or found["era"]:
            return _day_period(_date(_year_of(found), found["month"], found["day"]))
        return _day_period(day_near(today, found["month"], found["day"], ahead=_AHEAD_DAYS))
    if found := _BARE_MONTH.fullmatch(plain):
        day = day_near(today, found["month"], "1", ahead=_AHEAD_DAYS)
        return _month(day.year, day.month) if day else None
    found = _ONLY_YEAR.fullmatch(plain)
    if found and (found["era"] or plain.endswith(("年", "度")) or 1990 <= int(found["year"]) <= 2100):
        year = _year_of(found)
        return _fiscal(year) if found["fiscal"] else _whole_year(year)
    return None


def _year_of(found: re.Match[str]) -> int:
    if found["era"]:
        return _ERAS[found["era"]] + (1 if found["era_year"] == "元" else int(found["era_year"]))
    return int(found["year"])


def _date(year: int, month: str, day: str) -> date | None:
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return None


def day_near(near: date, month: str, day: str, ahead: int = 183) -> date | None:
    """Return that month and day in the year that brings it nearest, at most `ahead` days after `near`."""
    this = _date(near.year, month, day)
    if this is not None and (this - near).days > ahead:
        return _date(near.year - 1, month, day)
    if this is not None and (near - this).days > 365 - ahead and ahead > 92:
        return _date(near.year + 1, month, day) or this
    return this


def _day_period(day: date | None) -> Period | None:
    return Period(day, day) if day else None


def _month(year: int, month: int) -> Period | None:
    if not (1 <= month <= 12 and 1 <= year <= 9999):
        return None
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _whole_year(year: int) -> Period | None:
    return Period(date(year, 1, 1), date(year, 12, 31)) if 1 <= year <= 9999 else None


def _fiscal(year: int) -> Period | None:
    return Period(date(year, 4, 1), date(year + 1, 3, 31)) if 1 <= year < 9999 else None


def shift_months(day: date, months: int) -> tuple[int, int]:
    index = max(12, day.year * 12 + day.month - 1 + months)
    return index // 12, index % 12 + 1
