"""Dates in English: 3 April, April 3rd, the 25th, next Tuesday, the second of february, end of the month. Pure, on folded text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from notes_app.mining.values.calendar_rules import (
    add_months,
    last_day,
    make_date,
    nearest_day_of_month,
    nearest_year,
    week_day,
)
from notes_app.mining.values.numerals import parse_count

_Built = tuple[date | None, Literal["day", "month", "period"]]

_MONTHS = {name: at for at, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)}  # fmt: skip
_NAMES = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_MONTH = rf"(?P<month>{_NAMES})\b\.?"
_BARE_MONTH = rf"(?:(?:(?<=in )|(?<=by )|(?<=of )|(?<=from )|(?<=since )|(?<=until )|(?<=early )|(?<=late )|(?<=mid ))(?:{_NAMES})|(?-i:May|March|Mar)|(?!mar\b|march\b|may\b|dec\b|oct\b|jan\b)(?:{_NAMES}))\b\.?"
"""A month without a day; may and march in small letters are verbs unless a preposition makes them months."""
_DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?-i:Mon|Wed|Sat(?!\s(?:down|with|in|at|there|next|and|through))|Sun(?!\s(?:was|is|shone))|WED|MON|SAT|SUN)\b|weds?|tues?|thurs?|thu|fri|(?:mon|sat|sun)(?=\s(?:the\s)?\d))\b\.?"
_SMALL = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_ORDINALS = {name: at for at, name in enumerate(
    ("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth "
     "eighteenth nineteenth twentieth").split(), start=1)} | {"thirtieth": 30}  # fmt: skip
_ORDINALS |= {f"{tens}{gap}{unit}": base + at for tens, base in (("twenty", 20), ("thirty", 30)) for gap in (" ", "-") for unit, at in list(_ORDINALS.items())[:9] if base + at <= 31}
_SPELLED = "(?P<day>" + "|".join(sorted(_ORDINALS, key=len, reverse=True)) + ")"
_NO_DAY = r"(?!\s(?:of\b|one\b|ones\b|time|thing|half|week|quarter|floor|option|visit|batch|phase|round|call|meeting|order|name|place|year|choice|draft|site))"


def _dated(m: re.Match[str], ref: date | None) -> _Built:
    month, day, year = _MONTHS[m["month"][:3].lower()], int(m["day"]), m["year"]
    return make_date(int(year[-2:]) + 2000, month, day) if year else nearest_year(month, day, ref) if ref else None, "day"


def _day_alone(m: re.Match[str], ref: date | None) -> _Built:
    return (nearest_day_of_month(int(m["day"]), ref) if ref else None), "day"


def _spelled(m: re.Match[str], ref: date | None) -> _Built:
    day, month = _ORDINALS[m["day"].lower()], m.groupdict().get("month")
    if ref is None:
        return None, "day"
    return (nearest_year(_MONTHS[month[:3].lower()], day, ref) if month else nearest_day_of_month(day, ref)), "day"


_PARTS = {"early": 5, "mid": 15, "late": 25}


def _month_alone(m: re.Match[str], ref: date | None) -> _Built:
    month, year = _MONTHS[m["named"][:3].lower()], int(m["year"]) if m["year"] else None
    near = nearest_year(month, 15, ref) if ref else None
    first = make_date(year, month, 1) if year else (near.replace(day=1) if near else None)
    part = (m["part"] or "").lower().strip(" -")
    if first is None or not part:
        return first, "month"
    return (first.replace(day=_PARTS[part]) if part in _PARTS else last_day(first.year, first.month)), "period"


def _weekday(m: re.Match[str], ref: date | None) -> _Built:
    if ref is None:
        return None, "day"
    at = _DAYS[m["name"][:3].lower()]
    lead = (m["lead"] or "").lower()
    if lead.strip() == "last":
        return ref - timedelta(days=(ref.weekday() - at) % 7 or 7), "day"
    if lead.endswith("next "):
        return week_day(ref, 1, at), "day"
    return ref + timedelta(days=((at - ref.weekday()) % 7 or 7) + (7 if m["week"] else 0)), "day"


def _later(m: re.Match[str], ref: date | None) -> _Built:
    count = _SMALL.get(m[1].lower()) or parse_count(m[1])
    if ref is None or count is None or count > 500:
        return None, "day"
    unit = m[2].lower()
    if unit == "month":
        return add_months(ref, count), "day"
    return ref + timedelta(days=count * (7 if unit == "week" else 1)), "day"


def _limit(m: re.Match[str], ref: date | None) -> _Built:
    if ref is None:
        return None, "period"
    word = m[0].lower()
    if "week" in word or word == "eow":
        return week_day(ref, 1 if "next" in word else 0, 4), "period"
    if "year" in word or word == "eoy":
        return date(ref.year, 12, 31), "period"
    month = add_months(ref.replace(day=1), 1 if "next" in word else 0)
    return last_day(month.year, month.month), "period"


def _part_of_day(m: re.Match[str], ref: date | None) -> _Built:
    """This morning, last night, the day after tomorrow."""
    words = m[0].lower()
    step = -1 if words.startswith("last") else 2 if "after" in words.split() else 0
    return (ref + timedelta(days=step) if ref else None), "day"


ENGLISH_RULES: tuple[tuple[str, Callable[[re.Match[str], date | None], _Built], str], ...] = (
    (rf"\b(?P<day>\d{{1,2}})-(?P<month>{_NAMES})(?:-(?P<year>(?:20)?\d\d))?\b", _dated, "month"),
    (rf"(?=[mtwfs\d])(?:\b{_WEEKDAY},?\s(?:the\s)?)?\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?:,?\s(?P<year>20\d\d))?", _dated, "month"),
    (rf"(?=[adfjmnostw])(?:\b{_WEEKDAY},?\s)?\b{_MONTH}\s(?:the\s)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:|\.\d|[ap]m)(?:,?\s(?P<year>20\d\d))?", _dated, "month"),
    (rf"(?:\b{_WEEKDAY}\s)?\b(?:the\s)?{_SPELLED}\s(?:of\s)?{_MONTH}", _spelled, "ordinal"),
    (rf"(?:\b{_WEEKDAY}\s)?\b{_MONTH}\s(?:the\s)?{_SPELLED}\b", _spelled, "ordinal"),
    (rf"(?=[a-fjl-ost])\b(?P<part>early |mid[- ]|late |(?:by )?(?:the )?end of )?(?P<named>{_BARE_MONTH})(?:,?\s(?P<year>20\d\d))?(?!\s\d)", _month_alone, "month"),
    (rf"(?:\b{_WEEKDAY},?\s(?:the\s)?|(?<=on )(?:the\s)?|(?<=by )(?:the\s)?|(?<=until )(?:the\s)?|(?<=next )|(?<=next: )|(?<=back )|(?<=again )|\bthe\s)(?P<day>\d{{1,2}})(?:st|nd|rd|th)\b{_NO_DAY}", _day_alone, "nth"),
    (r"(?<![\w.,])(?P<day>\d{1,2})(?:st|nd|rd|th)(?=,?\s(?:at\s)?\d{1,2}(?:[:.]\d\d|\s?[ap]\.?m\b))", _day_alone, "nth"),
    (rf"(?:\b(?:next\s)?{_WEEKDAY}\sthe|(?<=on )the|(?<=by )the|(?<=until )the|(?<=till )the)\s{_SPELLED}\b{_NO_DAY}", _spelled, "ordinal"),
    (rf"\b(?P<lead>last |by next |next |this |on |by |coming )?(?P<name>{_WEEKDAY})(?!')(?P<week>\s(?:week|wk)\b)?", _weekday, "weekday"),
    (r"(?=[dlt])\b(?:this (?:morning|afternoon|evening)|tonight|last night|(?:the )?day after tomorrow)\b", _part_of_day, "a"),
    (r"(?=i)\bin a (f)ortnight\b", lambda m, ref: (ref + timedelta(days=14) if ref else None, "day"), "a"),
    (r"(?=[iw])\b(?:in|within)\s(an?|one|two|three|four|five|six|ten|\d{1,2})\s(day|week|month)s?\b", _later, "a"),
    (r"(?=[bent])\b(?:(?:by )?(?:the )?end of (?:this |the |next )?(?:week|month|year)|next (?:week|month)|EO[MWY])\b", _limit, "a"),
)
"""Pattern (case aside), builder and need (see `dates`) of each way English names a day, in the order they are tried.

A pattern that begins with words that may be left out begins with a look at the letters it can begin with."""
