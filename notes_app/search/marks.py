"""Amounts and days as one mark each, so that 500万 finds 5,000,000円 and 4/1 finds 令和8年4月1日.

Pure. A mark is `#5000000` for a number of a thousand or more, `@2026-04-01` for a day.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date

from notes_app.search.dates import BareDay, day_near, days_in, parse_day
from notes_app.search.english_dates import english_days_in
from notes_app.search.terms import fold_width

_UNITS = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "k": 1000,
    "万": 10**4,
    "億": 10**8,
    "兆": 10**12,
    "m": 10**6,
    "million": 10**6,
}
_KANJI_DIGITS = {c: d for d, c in enumerate("〇一二三四五六七八九")}
_NUMBER = re.compile(
    r"(?<![\d.])(?P<first>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?(?P<units>(?:百|千)?(?:万|億|兆)|千|百万|k(?![a-z])|\s?million|m(?=円|\s?yen|\b))?"
    r"(?P<rest>(?:\d{1,4}(?:,\d{3})?千?万)?(?:\d{1,4}千?)?(?=円|$|\D))"
)
_KANJI_NUMBER = re.compile(
    r"(?<!\d)(?:[一二三四五六七八九十百千]+[百千万億][一二三四五六七八九十百千万]*|[一二三四五六七八九十百千]+[万億])"
)
_DIGIT = re.compile(r"[\d\u2460-\u24ff\u3220-\u33ff十百千一二三四五六七八九]")
_AMOUNT_IN_IT = re.compile(r"\d{4}|\d,\d|\d\s?[km]|[百千万億兆]")  # without one of these, no number reaches a thousand
_DAY_IN_IT = re.compile(r"[\d元]\s?[年月./-]")
_LEAST = 1000
_LONGEST_DIGITS = 15


def read_marks(sentence: str) -> tuple[tuple[str, ...], tuple[BareDay, ...]]:
    """Return the marks a sentence has whenever it was written, and the days without a year that it names."""
    if _DIGIT.search(sentence) is None:
        return (), ()
    plain = fold_width(sentence)
    marks: dict[str, None] = {}
    bare_days: list[BareDay] = []
    for day, _, _ in _days_in(plain):
        if isinstance(day, date):
            marks[f"@{day.isoformat()}"] = None
        else:
            bare_days.append(day)
    if _AMOUNT_IN_IT.search(plain) is not None:
        marks.update((f"#{value}", None) for value, _, _ in amounts_in(plain))
    return tuple(marks), tuple(bare_days)


def _days_in(plain: str) -> Iterator[tuple[date | BareDay, int, int]]:
    if _DAY_IN_IT.search(plain) is not None:
        yield from days_in(plain)
    yield from english_days_in(plain)


def day_marks(bare_days: Collection[BareDay], held_on: date | None) -> Iterator[str]:
    """Yield the marks of days without a year in a note of `held_on`, which gives it; without that, none."""
    if held_on is not None:
        for month, of_month in bare_days:
            if day := day_near(held_on, month, of_month):
                yield f"@{day.isoformat()}"


def mark_spans(text: str, held_on: date | None, marks: Collection[str]) -> list[tuple[int, int]]:
    """Return the spans of `text` that say one of `marks`; none where NFKC moves its characters."""
    plain = fold_width(text)
    if len(plain) != len(text):
        return []
    return [(start, end) for mark, start, end in _marked(plain, held_on) if mark in marks]


def _marked(plain: str, held_on: date | None) -> Iterator[tuple[str, int, int]]:
    for written, start, end in _days_in(plain):
        for mark in [f"@{written.isoformat()}"] if isinstance(written, date) else day_marks((written,), held_on):
            yield mark, start, end
    for value, start, end in amounts_in(plain):
        yield f"#{value}", start, end


def marks_asked(text: str, today: date | None) -> tuple[str, ...]:
    """Return the marks that a typed word stands for: one when it is nothing but an amount or a day, else none."""
    plain = fold_width(text).strip()
    amount = plain.removesuffix("円").removesuffix("yen").removeprefix("¥").strip()
    values = [value for value, _, _ in amounts_in(amount)]
    if (
        len(values) == 1
        and re.fullmatch(r"[\d,.百千万億兆k〇一二三四五六七八九十]+", amount)
        and not re.fullmatch(r"(19|20)\d\d", amount)
    ):
        return (f"#{values[0]}",)
    if today is not None and re.search(r"\d", plain) and (day := parse_day(plain, today)) is not None:
        return (f"@{day.isoformat()}",)
    return ()


def amounts_in(plain: str) -> Iterator[tuple[int, int, int]]:
    """Yield (value, start, end) of every number of a thousand or more: 1,500,000, 150万, 1.5億, 百五十万, 300k.

    plain: after NFKC and in lower case.
    """
    for found in _NUMBER.finditer(plain):
        value = _value(found)
        if value is not None and value >= _LEAST:
            yield value, found.start(), found.end()
    for found in _KANJI_NUMBER.finditer(plain):
        value = _kanji_value(found[0])
        if value >= _LEAST:
            yield value, found.start(), found.end()


def _value(found: re.Match[str]) -> int | None:
    digits = found["first"].replace(",", "")
    if len(digits) > _LONGEST_DIGITS:
        return None
    factor = 1
    for unit in re.findall(r"million|[百千万億兆km]", found["units"] or ""):
        factor *= _UNITS[unit]
    value = (
        round(float(digits + (found["fraction"] or "")) * factor)
        if found["fraction"]
        else int(digits) * factor
    )
    if found["units"] and found["rest"]:
        value += sum(_value(part) or 0 for part in _NUMBER.finditer(found["rest"]))
    elif found["rest"]:
        return None
    return value


def _kanji_value(kanji: str) -> int:
    total = section = digit = 0
    for character in kanji:
        if character in _KANJI_DIGITS:
            digit = _KANJI_DIGITS[character]
        elif (unit := _UNITS[character]) < 10**4:
            section += (digit or 1) * unit
            digit = 0
        else:
            total += (section + digit) * unit
            section = digit = 0
    return total + section + digit
