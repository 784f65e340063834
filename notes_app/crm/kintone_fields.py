"""What each column of the plan is in kintone: field type, settings, place on the form. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notes_app.crm.plan import Column, ExportObject

KEY = "notes_app_id"
YES, NO = "はい", "いいえ"
MOST_DECIMALS = 10
_DEFAULTS = {"noLabel": False, "required": False}


@dataclass(frozen=True, slots=True)
class KintoneKind:
    """A field type of kintone with the settings that it needs beside code, label and required."""

    type_name: str
    settings: Mapping[str, Any]


_FIXED: Mapping[str, KintoneKind] = {
    "longtext": KintoneKind("MULTI_LINE_TEXT", {}),
    "text_list": KintoneKind("MULTI_LINE_TEXT", {}),
    "date": KintoneKind("DATE", {"unique": False, "defaultNowValue": False}),
    "time": KintoneKind("TIME", {"defaultNowValue": False}),
    "datetime": KintoneKind("DATETIME", {"unique": False, "defaultNowValue": False}),
    "email": KintoneKind("LINK", {"protocol": "MAIL", "unique": False}),
    "url": KintoneKind("LINK", {"protocol": "WEB", "unique": False}),
}


def kind_of(column: Column) -> KintoneKind:
    """Return the kind of field that a column becomes."""
    match column.column_type:
        case "choice":
            return KintoneKind("DROP_DOWN", {"options": _options(column.choices)})
        case "multi_choice":
            return KintoneKind("CHECK_BOX", {"options": _options(column.choices), "align": "HORIZONTAL"})
        case "bool":  # a check box cannot say "nothing was said"
            return KintoneKind("DROP_DOWN", {"options": _options((YES, NO))})
        case "integer" | "number" | "percent" | "money":
            return KintoneKind("NUMBER", _number_settings(column))
        case _:
            return _FIXED.get(column.column_type, KintoneKind("SINGLE_LINE_TEXT", {"unique": False}))


def _number_settings(column: Column) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "digit": column.column_type == "money",
        "unique": False,
        "displayScale": str(min(column.scale, MOST_DECIMALS)),
    }
    unit = {"money": ("¥", "BEFORE"), "percent": ("%", "AFTER")}.get(column.column_type)
    return {**settings, "unit": unit[0], "unitPosition": unit[1]} if unit else settings


def _options(choices: Sequence[str]) -> dict[str, dict[str, str]]:
    return {choice: {"label": choice, "index": str(index)} for index, choice in enumerate(choices)}


def properties_of(one: ExportObject) -> dict[str, Any]:
    """Return the `properties` of fields.json."""
    key: dict[str, Any] = {
        "type": "SINGLE_LINE_TEXT",
        "code": KEY,
        "label": "notes-app ID",
        "noLabel": False,
        "required": True,
        "unique": True,
    }
    fields = {}
    for column in one.columns:
        kind = kind_of(column)
        required = column.required and kind.type_name not in ("CHECK_BOX",)
        fields[column.key] = {
            "type": kind.type_name,
            "code": column.key,
            "label": column.label[:128],
            **_DEFAULTS,
            "required": required,
            **kind.settings,
        }
    return {KEY: key, **fields}


def layout_of(one: ExportObject) -> list[dict[str, Any]]:
    """Return rows of three short fields, wide fields on rows of their own, our key last."""
    rows: list[dict[str, Any]] = []
    line: list[dict[str, Any]] = []
    for column in one.columns:
        kind = kind_of(column).type_name
        if kind == "MULTI_LINE_TEXT":
            size = {"width": "600", "innerHeight": "320" if column.key == "body" else "125"}
            rows += [{"type": "ROW", "fields": line}] if line else []
            rows.append({"type": "ROW", "fields": [{"type": kind, "code": column.key, "size": size}]})
            line = []
            continue
        line.append({"type": kind, "code": column.key, "size": {"width": "193"}})
        if len(line) == 3:
            rows.append({"type": "ROW", "fields": line})
            line = []
    line.append({"type": "SINGLE_LINE_TEXT", "code": KEY, "size": {"width": "193"}})
    return [*rows, {"type": "ROW", "fields": line}]


def settings_of(one: ExportObject) -> dict[str, Any]:
    """Return settings.json: the app's name, and numbers wide enough."""
    return {
        "app": "APP_ID",
        "name": f"{one.label}（notes-app）",
        "description": "",
        "theme": "WHITE",
        "numberPrecision": {"digits": "30", "decimalPlaces": str(MOST_DECIMALS), "roundingMode": "HALF_EVEN"},
    }
