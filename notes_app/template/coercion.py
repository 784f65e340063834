"""Turn a value as written into what its field's type says it is. Pure.

The same event looks the same whoever wrote it: 500万円 and 5,000,000 give 5000000, （A） and A give the
choice A.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time

from notes_app.mining.folding import fold
from notes_app.mining.values.dates import find_dates
from notes_app.mining.values.money import find_money
from notes_app.mining.values.numerals import parse_numeral
from notes_app.mining.values.people import list_people, strip_honorific
from notes_app.mining.values.times import find_time
from notes_app.template.field import Field
from notes_app.template.value_decision import Normalized

_YES = {
    "はい",
    "有",
    "有り",
    "あり",
    "済",
    "済み",
    "完了",
    "可",
    "ok",
    "yes",
    "true",
    "y",
    "○",
    "〇",
    "◯",
    "☑",
    "✓",
    "✔",
    "[x]",
    "on",
}
_NO = {
    "いいえ",
    "無",
    "無し",
    "なし",
    "未",
    "未完",
    "不可",
    "ng",
    "no",
    "false",
    "n",
    "×",
    "✕",
    "☐",
    "[ ]",
    "off",
}
_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")
_TENTHS = re.compile(r"(\d{1,2})\s*割(?:\s*(\d)\s*分)?")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_URL = re.compile(r"https?://[^\s<>「」、。）)]+")
_PHONE = re.compile(r"\+?\d[\d() -]{7,18}\d")
_MARKS = re.compile(r"\*\*|__|`|^[-*・]\s+")


def coerce(value: object, field: Field, written_on: date | None = None) -> Normalized:
    """Return `value` normalised to the field's type, None when it cannot be.

    Args:
        value: a slot's normalised value, a value of the front matter, or text as written.
        written_on: the note's date, for 来週火曜 and dates without a year.
    """
    if value is None:
        return None
    if isinstance(value, datetime):
        value = value.isoformat(timespec="minutes")
    elif isinstance(value, date | time):
        value = value.isoformat()
    rule = _RULES.get(field.field_type)
    if rule is not None:
        return rule(value, written_on)
    if field.field_type in ("enum", "multi_enum"):
        return match_choice(str(value), field.choices)
    text = _MARKS.sub("", str(value)).strip()
    return text or None


def match_choice(text: str, choices: tuple[str, ...]) -> str | None:
    """Return the choice that `text` means: the same when folded, else the longest that it begins with or
    holds.

    「B（来月決裁予定）」 is B; 「AB」 is neither A nor B.
    """
    folded = {_fold_choice(choice): choice for choice in choices}
    wanted = _fold_choice(text)
    if wanted in folded:
        return folded[wanted]
    held = [key for key in folded if key and _stands_alone(key, wanted)]
    starting = [key for key in held if wanted.startswith(key)]
    best = max(starting or held, key=len, default=None)
    if best is None or (not starting and len(held) > 1 and not all(key in best for key in held)):
        return None
    return folded[best]


def _fold_choice(text: str) -> str:
    return fold(text).text.casefold().strip(" 「」『』【】[]()*_")


def _stands_alone(key: str, text: str) -> bool:
    """Whether a choice stands in the text as a word: A in 「A(高)」, not in 「AB」; 提案 in 「提案中」."""
    if key.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(key)}(?![a-z0-9+-])", text) is not None
    return key in text


def _money(value: object, written_on: date | None) -> Normalized:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return round(value)
    found = find_money(fold(str(value)).text, labelled=True)
    if found:
        return found[0].amount
    return _whole(value, written_on) if _NUMBER.fullmatch(fold(str(value)).text.strip()) else None


def _number(value: object, written_on: date | None) -> Normalized:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    text = fold(str(value)).text
    match = _NUMBER.search(text)
    if not match:
        return parse_numeral(text.strip())
    number = float(match[0].replace(",", ""))
    return int(number) if number.is_integer() else number


def _whole(value: object, written_on: date | None) -> Normalized:
    number = _number(value, written_on)
    return round(number) if isinstance(number, int | float) else None


def _percent(value: object, written_on: date | None) -> Normalized:
    tenths = _TENTHS.search(fold(str(value)).text)
    if tenths:
        return int(tenths[1]) * 10 + int(tenths[2] or 0)
    return _number(value, written_on)


def _date(value: object, written_on: date | None) -> Normalized:
    found = _moment(value, written_on)
    return found[:10] if isinstance(found, str) else None


def _moment(value: object, written_on: date | None) -> Normalized:
    text = str(value).strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?.*)?", text):
        return text.replace(" ", "T", 1)
    found = find_dates(fold(text).text, written_on)
    return found[0].iso if found else None


def _time(value: object, written_on: date | None) -> Normalized:
    text = fold(str(value)).text
    found = find_time(text.split("T", 1)[1] if re.match(r"\d{4}-\d\d-\d\dT", text) else text)
    return f"{found[2][0]:02d}:{found[2][1]:02d}" if found else None


def _truth(value: object, written_on: date | None) -> Normalized:
    if isinstance(value, bool):
        return value
    word = _fold_choice(str(value)) or str(value).strip()
    return True if word in _YES else False if word in _NO else None


def _person(value: object, written_on: date | None) -> Normalized:
    text = _MARKS.sub("", str(value)).strip()
    people = list_people(fold(text).text)
    if len(people) == 1 and people[0].name:
        return people[0].name
    return strip_honorific(text).strip() or text or None


def _found(pattern: re.Pattern[str]) -> Callable[[object, date | None], Normalized]:
    def find(value: object, written_on: date | None) -> Normalized:
        match = pattern.search(fold(str(value)).text)
        return match[0] if match else None

    return find


_RULES: dict[str, Callable[[object, date | None], Normalized]] = {
    "money": _money,
    "number": _number,
    "int": _whole,
    "percent": _percent,
    "date": _date,
    "datetime": _moment,
    "time": _time,
    "bool": _truth,
    "person": _person,
    "person_list": _person,
    "email": _found(_EMAIL),
    "url": _found(_URL),
    "phone": _found(_PHONE),
}
