"""What kind of value is this? One word for a value's shape, so that labels can be compared by what they carry. Pure."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from notes_app.mining.knowledge import Concept
from notes_app.mining.values.actions import is_action_like
from notes_app.mining.values.choices import find_choice, is_nothing, is_stage
from notes_app.mining.values.companies import find_companies, is_company_like
from notes_app.mining.values.contact import EMAIL, PHONE, URL
from notes_app.mining.values.dates import find_dates
from notes_app.mining.values.money import find_money
from notes_app.mining.values.people import find_people, list_people
from notes_app.mining.values.times import find_time
from notes_app.mining.values.titles import surnames

_NUMBER = re.compile(r"^[\d,.]+\s?(?:%|人|名|件|台|個|本|枚|社|回|点|kg|t|㎡|坪|箱|セット)?$")
_PERCENT = re.compile(r"^\D{0,4}\d{1,3}\s?%")
_BOOL = re.compile(r"^(?:有|無|あり|なし|済|未|済み|未済|はい|いいえ|要|不要|可|否|yes|no|true|false|[○×✓✗])$", re.IGNORECASE)


@lru_cache(maxsize=512, typed=True)
def kind_of(text: str, reference: date | None) -> str:
    """Return "empty", "date", "datetime", "time", "money", "person_list", "company", "enum", "percent", "number", "bool", "phone",
    "email", "url", "stage", "action_list", "text" or "longtext" for one folded value of at most a few lines."""
    value = text.strip()[:400].replace("\t", " ")
    if is_nothing(value):
        return "bool" if _BOOL.match(value) else "empty"
    if len(value) <= 60:
        short = _kind_of_short(value, reference)
        if short:
            return short
    if EMAIL.search(value) and len(value) < 80:
        return "email"
    if URL.match(value):
        return "url"
    people = find_people(value)
    if people and sum(one.end - one.start for one in people) * 3 >= len(value) - 8 and len(value) <= 100:
        return "person_list"
    if is_action_like(value) and len(value) <= 80:
        return "action_list"
    return "longtext" if len(value) > 40 or "。" in value else "text"


def _kind_of_short(value: str, reference: date | None) -> str:
    if _PERCENT.match(value) and len(value) <= 12:
        return "percent"
    dates = find_dates(value, reference)
    if dates and dates[0].start <= 4 and (dates[0].end - dates[0].start) * 2 >= len(value) - 6:
        return "datetime" if dates[0].time else "date"
    money = find_money(value)
    if money and (money[0].end - money[0].start) * 2 >= len(value) - 8:
        return "money"
    if PHONE.search(value) and len(value) <= 40:
        return "phone"
    if _NUMBER.match(value):
        return "number"
    if _BOOL.match(value):
        return "bool"
    choice = find_choice(value)
    if choice and len(value) - (choice[1] - choice[0]) <= 4:
        return "enum"
    if is_stage(value):
        return "stage"
    clock = find_time(value)
    return "time" if clock and clock[0] <= 2 else _kind_of_name(value)


def _kind_of_name(value: str) -> str:
    if is_company_like(value):
        return "company"
    if find_companies(value) and len(value) <= 40:
        return "company"
    people = list_people(value)
    if people and (
        any(one.is_marked for one in people) or all(one.name.replace(" ", "") in surnames() or one.name[:2] in surnames() for one in people)
    ):
        return "person_list"
    return ""


FIELD_TYPE_OF = {"stage": "enum", "text": "text", "longtext": "longtext", "empty": "text"}
"""Kinds whose field type has another name; every other kind is its own field type."""
LEXICON_TYPE = {"url_list": "url"}


OPEN_LISTS = frozenset({"商材"})
"""Concepts that are a choice only where the values show one: products are, descriptions of what is needed are not."""
LINES = frozenset({"受注理由", "失注理由"})
"""Concepts that are a line of text until somebody writes more."""


_SHOWN, _SHOWN_SHARE = ("stage", "phone", "email", "url"), 0.6
"""Kinds that running text never has by chance, and the share of a field's values that shows that it is no running text."""


def _shown_type(kinds: dict[str, int]) -> str:
    """Return the type that the values of a field of running text show instead, "" where they are running text: 進捗：提案中."""
    total = sum(count for kind, count in kinds.items() if kind != "empty")
    for kind in _SHOWN:
        if kinds.get(kind, 0) >= _SHOWN_SHARE * total > 0:
            return FIELD_TYPE_OF.get(kind, kind)
    return ""


def field_type(concept: Concept | None, kinds: dict[str, int], choices: tuple[str, ...]) -> str:
    """Return the field type: the lexicon's for a known concept, else what most of its values are.

    kinds: kind -> notes. A kind needs 60 % of the values that are not empty; else short text is text, the rest longtext.
    """
    if concept:
        declared = LEXICON_TYPE.get(concept.value_type, concept.value_type)
        if declared == "enum" and not choices and (concept.name in OPEN_LISTS or kinds.get("longtext", 0) * 2 > sum(kinds.values())):
            return "text"
        if concept.name in LINES and kinds and not kinds.get("longtext"):
            return "text"
        return _shown_type(kinds) or declared if declared in ("text", "longtext") else declared
    counted = {kind: count for kind, count in kinds.items() if kind != "empty"}
    total = sum(counted.values())
    if not total:
        return "text"
    merged = dict(counted)
    if "date" in merged or "datetime" in merged:
        best = "datetime" if merged.get("datetime", 0) >= merged.get("date", 0) else "date"
        merged[best] = merged.pop("date", 0) + merged.pop("datetime", 0)
    top, count = max(merged.items(), key=lambda item: (item[1], item[0]))
    if choices and top not in ("money", "date", "datetime", "person_list", "company", "phone", "email"):
        return "enum"
    if count >= 0.6 * total:
        return FIELD_TYPE_OF.get(top, top)
    return "longtext" if merged.get("longtext", 0) * 2 >= total else "text"
