"""What each column of the plan is in HubSpot: property name, type, options. Pure.

Source: HubSpot CRM API v3 (properties, schemas); the limits with their sources are in docs/crm/hubspot.en.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notes_app.crm.naming import hash8, unique_names
from notes_app.crm.plan import Column, ExportObject, ObjectKey

KEY = "mn_id"
GROUP = "notes_app"
PREFIX = "mn_"
LONGEST_TEXT = 65_536
MOST_OPTIONS = 5_000
LONGEST_NAME = 100

OBJECT_TYPES: Mapping[ObjectKey, tuple[str, str]] = {
    "account": ("companies", "0-2"),
    "contact": ("contacts", "0-1"),
    "deal": ("deals", "0-3"),
    "meeting_note": ("meeting_note", "MEETING_NOTE_TYPE_ID"),
    "todo": ("meeting_todo", "MEETING_TODO_TYPE_ID"),
    "order": ("orders", "0-123"),
    "complaint": ("tickets", "0-5"),
}
"""Object -> (name in the API, object type id). A custom object gets its id when its schema is made: the README says where."""

CUSTOM_OBJECTS: tuple[ObjectKey, ...] = ("meeting_note", "todo")
STANDARD = {
    ("account", "name"): "name",
    ("contact", "last_name"): "lastname",
    ("contact", "first_name"): "firstname",
    ("contact", "phone"): "phone",
    ("contact", "email"): "email",
    ("deal", "name"): "dealname",
    ("deal", "amount"): "amount",
    ("contact", "title"): "jobtitle",
    ("order", "name"): "hs_order_name",
    ("complaint", "name"): "subject",
    ("complaint", "words"): "content",
}
_TYPES: Mapping[str, tuple[str, str]] = {
    "longtext": ("string", "textarea"),
    "text_list": ("string", "textarea"),
    "choice": ("enumeration", "select"),
    "multi_choice": ("enumeration", "checkbox"),
    "bool": ("bool", "booleancheckbox"),
    "integer": ("number", "number"),
    "number": ("number", "number"),
    "percent": ("number", "number"),
    "money": ("number", "number"),
    "date": ("date", "date"),
    "datetime": ("datetime", "date"),
}
_PLAIN_OPTION = re.compile(r"[^;\s](?:[^;]*[^;\s])?")


@dataclass(frozen=True, slots=True)
class HubspotProperty:
    """One column as HubSpot has it. is_standard: one of HubSpot's own. options: choice -> internal value, in order."""

    column: Column
    name: str
    is_standard: bool
    options: Mapping[str, str] | None = None


def is_association(one: ExportObject, column: Column) -> bool:
    """Return whether a column links records; HubSpot's own objects name a custom one by its id, for not every plan has those."""
    return column.references is not None and (one.key in CUSTOM_OBJECTS or column.references not in CUSTOM_OBJECTS)


def properties_of(one: ExportObject) -> tuple[HubspotProperty, ...]:
    """Return the object's properties in column order; references are associations and not among them."""
    values = [column for column in one.columns if not is_association(one, column)]
    custom = {column.key: column.key for column in values if (one.key, column.key) not in STANDARD}
    names = unique_names(custom.items(), longest=LONGEST_NAME - len(PREFIX), taken=["id"])
    return tuple(
        HubspotProperty(
            column, STANDARD.get((one.key, column.key)) or PREFIX + names[column.key].lower(), column.key not in custom, _options_of(column)
        )
        for column in values
    )


def _options_of(column: Column) -> Mapping[str, str] | None:
    if column.column_type not in ("choice", "multi_choice") or len(column.choices) > MOST_OPTIONS:
        return None
    return option_values(column.choices)


def option_values(choices: Sequence[str]) -> dict[str, str]:
    """Return choice -> internal value: the choice itself, unless a `;` or its case would make it another."""
    values: dict[str, str] = {}
    used: set[str] = set()
    for choice in choices:
        value = choice if _PLAIN_OPTION.fullmatch(choice) and choice.casefold() not in used else f"v_{hash8(choice)}"
        used.add(value.casefold())
        values[choice] = value
    return values


def property_json(one: HubspotProperty, order: int) -> dict[str, Any]:
    """Return a property as it is created. The description says which field of the template it is."""
    column = one.column
    kind, field_type = _TYPES.get(column.column_type, ("string", "text"))
    if kind == "enumeration" and one.options is None:
        kind, field_type = "string", "textarea"
    made: dict[str, Any] = {
        "groupName": GROUP,
        "name": one.name,
        "label": column.label,
        "type": kind,
        "fieldType": field_type,
        "description": column.purpose[:500] or column.label_en,
        "displayOrder": order,
        "formField": False,
        "hasUniqueValue": False,
        "hidden": False,
    }
    if one.options is not None:
        made["options"] = [_option(choice, value, at) for at, (choice, value) in enumerate(one.options.items())]
    if kind == "bool":
        made["options"] = [_option("はい", "true", 0), _option("いいえ", "false", 1)]
    return made


def _option(label: str, value: str, order: int) -> dict[str, Any]:
    return {"label": label, "value": value, "displayOrder": order, "hidden": False}


def key_property_json() -> dict[str, Any]:
    """Return the property that makes a record ours: unique, so that an import never creates twice."""
    return {
        "groupName": GROUP,
        "name": KEY,
        "label": "notes-app ID",
        "type": "string",
        "fieldType": "text",
        "description": "Stable id given by notes-app.",
        "displayOrder": -1,
        "formField": False,
        "hasUniqueValue": True,
        "hidden": False,
    }


def schema_json(one: ExportObject) -> dict[str, Any]:
    """Return the schema of a custom object with its properties; it hangs on companies, contacts and deals."""
    properties = [key_property_json(), *(property_json(item, at) for at, item in enumerate(properties_of(one)))]
    for item in properties:
        del item["groupName"]  # a schema makes its own group
    first = properties_of(one)[0].name
    return {
        "name": OBJECT_TYPES[one.key][0],
        "description": "Made by notes-app.",
        "labels": {"singular": one.label, "plural": one.label},
        "primaryDisplayProperty": first,
        "secondaryDisplayProperties": [KEY],
        "searchableProperties": [first, KEY],
        "requiredProperties": [KEY],
        "properties": properties,
        "associatedObjects": ["COMPANY", "CONTACT", "DEAL"],
    }
