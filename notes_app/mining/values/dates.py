"""Dates and times in Japanese and English business writing, each with its span.

Pure: the reference date (the note's own) is passed in. A date without a year is the one nearest the reference; a
period is its last day when it is a limit (今月中, 年内), a 旬 its 5th, 15th or 25th, a bare month its first day.
All libraries tried (ja-timex, dateparser, chrono-node) read at most 18 of 40 such phrases; these rules were written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from notes_app.mining.values.calendar_rules import (
    add_months,
    last_day,
    make_date,
    nearest_day_of_month,
    nearest_year,
    next_workday,
    week_day,
)
from notes_app.mining.values.day_order import swapped
from notes_app.mining.values.english_dates import ENGLISH_RULES
from notes_app.mining.values.english_times import time_after
from notes_app.mining.values.numerals import parse_count
from notes_app.mining.values.times import TIME_AFTER, TimeOfDay, read_time

Precision = Literal["day", "month", "period"]


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date in a text: folded span, day, time of day when one follows, how exact it is."""

    start: int
    end: int
    day: date
    time: TimeOfDay | None
    precision: Precision

    @property
    def iso(self) -> str:
        """ "2025-04-08", or "2025-04-08T14:00" when a time was said."""
        if self.time is None:
            return self.day.isoformat()
        return f"{self.day.isoformat()}T{self.time[0]:02d}:{self.time[1]:02d}"


_Built = tuple[date | None, Precision]
_Builder = Callable[["re.Match[str]", date | None], _Built]

_N = r"(?:\d{1,2}|[〇一二三四五六七八九十]{1,3})"
_ERAS = {"令": 2018, "平": 1988, "令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925}
_WEEK = {
    "先週": -1,
    "前週": -1,
    "今週": 0,
    "来週": 1,
    "次週": 1,
    "翌週": 1,
    "再来週": 2,
    "さ来週": 2,
    "翌々週": 2,
}
_MONTH_STEP = {
    "先月": -1,
    "前月": -1,
    "今月": 0,
    "当月": 0,
    "来月": 1,
    "翌月": 1,
    "再来月": 2,
    "翌々月": 2,
    "さ来月": 2,
}
_DAY_STEP = {
    "一昨日": -2, "おととい": -2, "おとつい": -2, "昨晩": -1, "昨夜": -1, "昨夕": -1, "ゆうべ": -1, "今朝": 0, "けさ": 0, "今夕": 0, "今晩": 0, "昨日": -1, "きのう": -1, "前日": -1, "本日": 0, "今日": 0, "きょう": 0, "当日": 0, "明日": 1,
    "あした": 1, "あす": 1, "明朝": 1, "翌日": 1, "翌朝": 1, "明後日": 2, "あさって": 2, "翌々日": 2, "明々後日": 3, "しあさって": 3,
    "today": 0, "tomorrow": 1, "yesterday": -1,
}  # fmt: skip
_TENTH = {
    "上旬": 5,
    "初旬": 5,
    "頭": 1,
    "初め": 1,
    "はじめ": 1,
    "初": 1,
    "前半": 10,
    "中旬": 15,
    "半ば": 15,
    "なかば": 15,
    "後半": 20,
    "下旬": 25,
}


def _full(m: re.Match[str], ref: date | None) -> _Built:
    return make_date(parse_count(m[1]), parse_count(m[2]), parse_count(m[3])), "day"


def _era(m: re.Match[str], ref: date | None) -> _Built:
    year = parse_count(m[2])
    if year is None:
        return None, "day"
    year += _ERAS[m[1].lower()]
    if m[4]:
        return make_date(year, parse_count(m[3]), parse_count(m[4])), "day"
    return make_date(year, parse_count(m[3]), 1), "month"


def _reiwa(m: re.Match[str], ref: date | None) -> _Built:
    """8年4月3日: a year of the era that nobody needs to name."""
    return make_date(2018 + int(m[1]), parse_count(m[2]), parse_count(m[3])), "day"


def _short_year(m: re.Match[str], ref: date | None) -> _Built:
    return make_date(2000 + int(m[1]), int(m[2]), int(m[3])), "day"


def _digits(m: re.Match[str], ref: date | None) -> _Built:
    return make_date(int(m[1][:4]), int(m[1][4:6]), int(m[1][6:])), "day"


def _american(m: re.Match[str], ref: date | None) -> _Built:
    first, second = int(m[1]), int(m[2])
    month, day = (second, first) if first > 12 else swapped(ref, first, second)
    return make_date(int(m[3]) + (2000 if len(m[3]) == 2 else 0), month, day), "day"


def _month_part(day: date | None, part: str | None) -> _Built:
    """Move the first of a month to where 末, 中旬 or 頭 says."""
    if day is None or not part:
        return day, "month"
    if part in ("末", "中", "いっぱい", "一杯", "内", "以内", "末日"):
        return last_day(day.year, day.month), "period"
    return day.replace(day=_TENTH[part]), "period"


def _year_month(m: re.Match[str], ref: date | None) -> _Built:
    return _month_part(make_date(parse_count(m[1]), parse_count(m[2]), 1), m[3])


def _month(m: re.Match[str], ref: date | None) -> _Built:
    month = parse_count(m[2])
    if ref is None or month is None or not 1 <= month <= 12:
        return None, "month"
    prefix = m[1]
    if prefix in ("来年", "翌年"):
        return _month_part(make_date(ref.year + 1, month, 1), m[3])
    if prefix in ("今年", "本年"):
        return _month_part(make_date(ref.year, month, 1), m[3])
    if prefix in ("昨年", "去年", "前年"):
        return _month_part(make_date(ref.year - 1, month, 1), m[3])
    near = nearest_year(month, 15, ref)
    return _month_part(near.replace(day=1) if near else None, m[3])


def _month_day(m: re.Match[str], ref: date | None) -> _Built:
    month, day = parse_count(m[1]), parse_count(m[2])
    if month and day and month > 12:  # 29/10: there is no 29th month
        month, day = day, month
    elif month and day:
        month, day = swapped(ref, month, day)
    return (nearest_year(month, day, ref) if ref and month and day else None), "day"


def _week_word(m: re.Match[str], ref: date | None) -> _Built:
    if ref is None:
        return None, "day"
    step = _WEEK[m[1]]
    weekday = m[2] or m[5]
    if weekday:
        return week_day(ref, step, "月火水木金土日".index(weekday)), "day"
    if m[3]:
        number = parse_count(m[3])
        monday = week_day(ref, step, 0)
        inside = [monday + timedelta(days=d) for d in range(7) if (monday + timedelta(days=d)).day == number]
        return (inside[0] if inside else nearest_day_of_month(number, ref)), "day"
    part = m[4] or ""
    at = {"末": 4, "初め": 0, "頭": 0, "はじめ": 0, "明け": 0, "前半": 2, "半ば": 2, "後半": 4}.get(part, 6)
    return week_day(ref, step, at), "period"


def _month_word(m: re.Match[str], ref: date | None) -> _Built:
    if ref is None:
        return None, "day"
    first = add_months(ref.replace(day=1), _MONTH_STEP[m[1]])
    if m[2]:
        return make_date(first.year, first.month, parse_count(m[2])), "day"
    day, precision = _month_part(first, m[3])
    return (day, "period") if m[3] else (day, precision)


def _day_word(m: re.Match[str], ref: date | None) -> _Built:
    return (ref + timedelta(days=_DAY_STEP[m[0].lower()]) if ref else None), "day"


def _later(m: re.Match[str], ref: date | None) -> _Built:
    count = parse_count(m[1])
    if ref is None or count is None or count > 500:
        return None, "day"
    unit = m[2]
    if unit == "営業日":
        return next_workday(ref, count), "day"
    if unit == "日":
        return ref + timedelta(days=count), "day"
    if unit == "週間":
        return ref + timedelta(weeks=count), "day"
    if unit == "年":
        return add_months(ref, 12 * count), "period"
    return add_months(ref, count), "day"


def _limit(m: re.Match[str], ref: date | None) -> _Built:
    if ref is None:
        return None, "period"
    word = m[0]
    if "営業日" in word:
        return next_workday(ref, 1), "day"
    if word.startswith("週"):
        return (week_day(ref, 1, 0) if word.endswith("明け") else week_day(ref, 0, 4)), "period"
    if "年度" in word or word.startswith("期末"):
        year = ref.year + (1 if ref.month > 3 else 0) + (1 if word.startswith("来") else 0)
        return date(year, 3, 31), "period"
    if "年" in word:
        return date(ref.year + (1 if word.startswith(("来", "翌")) else 0), 12, 31), "period"
    if "初" in word or "頭" in word:
        return add_months(ref.replace(day=1), 1), "period"
    return last_day(ref.year, ref.month), "period"


def _bare_day(m: re.Match[str], ref: date | None) -> _Built:
    return (nearest_day_of_month(parse_count(m[1]), ref) if ref else None), "day"


def _bare_weekday(m: re.Match[str], ref: date | None) -> _Built:
    if ref is None:
        return None, "day"
    return ref + timedelta(days=("月火水木金土日".index(m[1]) - ref.weekday()) % 7 or 7), "day"


_PART = "末日|末|上旬|初旬|中旬|下旬|前半|後半|頭|初め|はじめ|初|半ば|なかば|中|いっぱい|一杯|以内|内"
_BARE_DAY_AFTER = r"(?=\s*(?:\(|に|まで|迄|から|の\d|の?[月火水木金土日]曜|の[朝昼夕午一二三四五六七八九十]|\d{1,2}[:時]|午[前後]|で|〆|締|必着|以降|夕方|朝|$|[、。,)~/]))"
_SIGNS = {
    "ordinal": re.compile("first|second|third|(?:four|fif|six|seven|eigh|nin|ten|eleven|twelf|teen|twentie|thirtie)th", re.IGNORECASE),
    "nth": re.compile(r"\d(?:st|nd|rd|th)", re.IGNORECASE),
    "month": re.compile("jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.IGNORECASE),
    "weekday": re.compile("mon|tue|wed|thu|fri|sat|sun", re.IGNORECASE),
}
"""What English rules look for beside Latin letters."""
_DIGIT, _YEAR, _LETTER = re.compile(r"\d"), re.compile(r"(?:19|20)\d\d"), re.compile("[A-Za-z]")
_WORDS_OF_RULES = frozenset({*_SIGNS, "year", "day word"})
_RULES: tuple[tuple[re.Pattern[str], _Builder, frozenset[str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), builder, frozenset((need,) if need in _WORDS_OF_RULES else need))
    for pattern, builder, need in (
        (rf"(令和?|平成?|昭和|(?<![a-z0-9])[rhs])\s?(元|{_N})\s?[年./-]\s?({_N})(?:\s?[月./-]\s?({_N})日?|\s?月)(?!\d)", _era, "令平昭rhsRHS"),
        (r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)日?", _full, "year"),
        (rf"(?<![\d一-十])([1-9]|1\d)\s?年\s?({_N})\s?月\s?({_N})\s?日", _reiwa, "年"),
        (rf"([一二][〇一二三四五六七八九]{{3}})年({_N})月({_N})日", _full, "年"),
        (r"(?<!\d)(20[0-4]\d[01]\d[0-3]\d)(?!\d)", _digits, "year"),
        (r"(?<![\d/.-])(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)(?!\d)", _american, "/"),
        (r"(?<![\d/.-])(0\d|1[0-2])/([0-3]\d)/(2\d)(?![\d/])", _american, "/"),
        (r"(?<![\d/.v-])'?([123]\d)[/.](\d{1,2})[/.](\d{1,2})(?![\d/.])", _short_year, "/."),
        (rf"(?<!\d)((?:19|20)\d\d)\s?年\s?({_N})\s?月({_PART})?(?!\s?\d{{1,2}}日)", _year_month, "year"),
        (r"(?<![\d/.-])((?:19|20)\d\d)[-/.](\d{1,2})(?![\d/.-])()", _year_month, "year"),
        (rf"(?<![\d一-十])({_N})\s?月\s?({_N})\s?日", _month_day, "月"),
        (r"(?<![\dA-Za-z/._-])(1[0-2]|0?[1-9])/(3[01]|[12]\d|0?[1-9])(?![\d/%]|\.\d)", _month_day, "/"),
        (r"(?<![\dA-Za-z/._-])(1[3-9]|2\d|3[01])/(1[0-2]|0?[1-9])(?![\d/%人名個件台枚社]|\.\d)(?=$|[\s,;)、。(])", _month_day, "/"),
        (r"(?<![\dA-Za-z/._-])(1[0-2]|0?[1-9])[.-](3[01]|[12]\d|0?[1-9])(?=\s?\([月火水木金土日])", _month_day, ".-"),
        (r"(?<![\dA-Za-z/._-])(1[0-2]|0\d)-(3[01]|[012]\d)(?=\s\d{1,2}:\d\d|\s?$|\s?[、,(])", _month_day, "-"),
        ((r"(再来週|さ来週|翌々週|先週|前週|今週|来週|次週|翌週)(?:の|に)?\s?(?:([月火水木金土日])曜日?|([12]?\d|3[01])日|"
         r"(末|初め|はじめ|頭|前半|後半|半ば|明け|中)|\(?([月火水木金土日])(?![一-鿿]))?"), _week_word, "週"),
        (rf"(再来月|さ来月|翌々月|先月|前月|今月|当月|来月|翌月)(?:の)?\s?(?:({_N})日|({_PART}))?", _month_word, "月"),
        ("|".join(sorted((w for w in _DAY_STEP if not w.isascii()), key=len, reverse=True)) + r"|\b(?:today|tomorrow|yesterday)\b", _day_word, "day word"),
        (rf"({_N})\s?(営業日|日|週間|[かヶケカヵ箇]月|年)(?:後|以内)", _later, "後内"),
        ((r"翌営業日|週明け|(?:今)?週末|(?:来|今|本)?年度(?:末|内)|期末|(?:来|今|本|翌)?年(?:内|末)(?!年始)|"
         r"(?<![\d一二三四五六七八九十])月(?:末|内)(?!締)|(?<![\d一二三四五六七八九十])月初め?|(?<![\d一二三四五六七八九十])月頭"), _limit, "年月週期業"),
        (rf"(?:(来年|翌年|今年|本年|昨年|去年|前年)の?|(?<![\d年]))({_N})\s?月\s?({_PART})?(?![\d号曜間]|分の)", _month, "月"),
        (r"(?<![\d./~-])([12]?\d|3[01])日" + _BARE_DAY_AFTER, _bare_day, "日"),
        (r"(?<![一-十月\d])((?:二|三)?十[一二三四五六七八九]?|[一二三四五六七八九])日" + _BARE_DAY_AFTER.replace("|$|", "|"), _bare_day, "日"),
        (r"(?<![一-鿿])([月火水木金土日])曜日?", _bare_weekday, "曜"),
        *ENGLISH_RULES,
    )
)  # fmt: skip
"""Pattern (case aside), builder, and the characters or sign (see `_held`) one of which a text must hold for the pattern to be worth a look."""

_PLAIN_HINT = re.compile(r"[\d年月日週曜]")
_HINT = re.compile(
    r"あした|あす|あさって|おととい|おとつい|きのう|きょう|今朝|けさ|昨[晩夜夕]|ゆうべ|今[夕晩]|"
    r"\b(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|today|tomorrow|yesterday|next|end of|(?:with)?in (?:an?|one|two|three|four|five|six|ten|\d)|eo[mwy]|this (?:morning|afternoon|evening)|last night|(?:the )?[a-z]{3,}(?:st|nd|rd|th)\b)",
    re.IGNORECASE,
)
_LIMIT = 1500  # characters of one sentence; a longer "line" is not prose and is read to here only


@lru_cache(maxsize=512, typed=True)
def find_dates(text: str, reference: date | None) -> tuple[DateMatch, ...]:
    """Return every date in folded `text`, in order, none overlapping; relative ones need a reference.

    At most the first 1,500 characters are read.
    """
    text = text[:_LIMIT].replace("\t", " ")
    if not (_PLAIN_HINT.search(text) or _HINT.search(text)):
        return ()
    taken: list[DateMatch] = []
    held = _held(text)
    for pattern, build, need in _RULES:
        if held.isdisjoint(need):
            continue
        for match in pattern.finditer(text):
            if any(match.start() < one.end and one.start < match.end() for one in taken):
                continue
            try:
                day, precision = build(match, reference)
            except (OverflowError, ValueError):  # the day after the last of the calendar, seen from a note that says it is of 9999
                continue
            if day is None:
                continue
            end, time = _time_after(text, match.end()) if precision == "day" else (match.end(), None)
            taken.append(DateMatch(match.start(), end, day, time, precision))
    return tuple(sorted(taken, key=lambda one: one.start))


def _held(text: str) -> set[str]:
    """Return what a text holds: its characters, "0" for any digit, "a" for any Latin letter, "year", "day word", and the signs of English days."""
    held = set(text)
    if _DIGIT.search(text):
        held |= {"0", "year"} if _YEAR.search(text) else {"0"}
    low = text.lower()
    if any(word in low for word in _DAY_STEP):
        held.add("day word")
    if _LETTER.search(text):
        held |= {"a", *(name for name, pattern in _SIGNS.items() if pattern.search(text))}
    return held


_DAY_ALONE = re.compile(r"\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})日|(?:[A-Za-z]{3,9}\s)?(?:the\s)?(?:\d{1,2}(?:st|nd|rd|th)|[a-z]+(?:st|nd|rd|th))\b(?!\s(?:of\b|[JFMASOND]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)))")
_WEEKDAY_ALONE = re.compile(r"[月火水木金土日](?:曜日?)?(?!\d)|(?:on )?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b(?!\s(?:the\s)?\d)", re.IGNORECASE)


def ahead(found: DateMatch, words: str, reference: date | None) -> DateMatch:
    """Return a date that something ahead is fixed for: of a bare 24日 already past, the one of the next month.

    words: as written, `text[found.start:found.end]`.
    """
    if reference and found.day < reference and _DAY_ALONE.match(words) and found.day.year < date.max.year:
        return replace(found, day=add_months(found.day, 1))
    return found


def past(found: DateMatch, words: str, reference: date | None) -> DateMatch:
    """Return a date on which something happened: a bare weekday is the last one."""
    if reference and found.day > reference and _WEEKDAY_ALONE.match(words) and found.day - date.min >= timedelta(days=7):
        return replace(found, day=found.day - timedelta(days=7))
    return found


def _time_after(text: str, at: int) -> tuple[int, TimeOfDay | None]:
    match = TIME_AFTER.match(text, at)
    if not match:
        return at, None
    time = read_time(match)
    if not time and (spoken := time_after(text, at)):
        return spoken
    return (match.end(), time) if time else (match.start("gap") + len(match["gap"].rstrip()), None)
