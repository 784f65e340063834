"""What each column of the plan is called and typed in Salesforce. Pure.

A custom field's API name is a function of the column key alone; a choice's API value of the choice alone. Nothing here
looks at rows but the measured widths, so the same template gives the same names for ever.

Source: Metadata API v63 (CustomField, ValueSet) and the limits in docs/crm/salesforce.en.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from notes_app.crm.naming import unique_names
from notes_app.crm.plan import Column, ExportObject, ObjectKey

API_VERSION = "63.0"
EXTERNAL_ID = "Notes_App_Id__c"
LONGEST_NAME = 40
LONGEST_LABEL = 40
LONG_TEXT_LENGTHS = (4096, 32768, 131072)
MOST_CHOICES = 1000  # a restricted picklist; a multi-select one holds half
MOST_MULTI_CHOICES = 500
MOST_SELECTED = 100

RESERVED = frozenset(
    [
        "select",
        "from",
        "where",
        "limit",
        "order",
        "group",
        "user",
        "external",
        "view",
        "type",
        "date",
        "number",
        "id",
        "name",
        "owner",
        "ownerid",
        "createdby",
        "createdbyid",
        "createddate",
        "lastmodifiedby",
        "lastmodifiedbyid",
        "lastmodifieddate",
        "systemmodstamp",
        "isdeleted",
        "recordtype",
        "recordtypeid",
        "and",
        "or",
        "not",
        "null",
        "true",
        "false",
        "in",
        "like",
        "having",
        "case",
        "then",
        "else",
        "end",
        "insert",
        "update",
        "delete",
        "upsert",
        "merge",
        "class",
        "static",
        "public",
        "private",
        "global",
        "final",
        "interface",
        "enum",
        "this",
        "super",
        "return",
        "for",
        "while",
        "do",
        "if",
        "try",
        "catch",
        "throw",
        "new",
        "list",
        "set",
        "map",
        "object",
        "currency",
        "division",
        "lookup",
        "language",
        "locale",
        "account",
        "contact",
        "opportunity",
    ]
)
"""Words that cannot be, or should not be, the name of a custom field."""

_PLAIN_CHOICE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 _./-]{0,38}[A-Za-z0-9])?")

FieldKind = Literal[
    "Text",
    "TextArea",
    "LongTextArea",
    "Date",
    "DateTime",
    "Time",
    "Currency",
    "Number",
    "Percent",
    "Picklist",
    "MultiselectPicklist",
    "Checkbox",
    "Lookup",
    "Phone",
    "Email",
    "Url",
]

SOBJECTS: Mapping[ObjectKey, str] = {
    "account": "Account",
    "contact": "Contact",
    "deal": "Opportunity",
    "meeting_note": "Meeting_Note__c",
    "todo": "Meeting_Todo__c",
    "order": "Sales_Order__c",
    "complaint": "Customer_Complaint__c",
}
STANDARD_FIELDS: Mapping[tuple[str, str], tuple[str, int]] = {
    ("account", "name"): ("Name", 255),
    ("contact", "last_name"): ("LastName", 80),
    ("contact", "first_name"): ("FirstName", 40),
    ("contact", "phone"): ("Phone", 40),
    ("contact", "email"): ("Email", 80),
    ("deal", "name"): ("Name", 120),
    ("deal", "amount"): ("Amount", 16),
    ("account", "owner_user"): ("Owner.Username", 80),
    ("deal", "owner_user"): ("Owner.Username", 80),
    ("contact", "title"): ("Title", 128),
    ("contact", "department"): ("Department", 80),
    ("meeting_note", "owner_user"): ("User:Owner.Username", 80),
    ("order", "owner_user"): ("User:Owner.Username", 80),
    ("complaint", "owner_user"): ("User:Owner.Username", 80),
}
"""(object, column) -> (CSV header of Salesforce's own field, longest value: characters, or digits of an amount)."""
_STANDARD_PARENTS = {("contact", "account"), ("deal", "account")}
_OWN_NAMES = {
    "owner": "Owner_Name",
    "name": "Full_Name",
    "order": "Sales_Order",
    "industry": "Notes_Industry",
    "employees": "Notes_Employees",
    "address": "Notes_Address",
    "account": "Account",
    "contact": "Contact",
    "deal": "Opportunity",
    "meeting_note": "Meeting_Note",
    "contacts": "Contact_Names",
    "field": "Source_Field",
    "stage": "Notes_Stage",
    "expected_on": "Notes_Expected_On",
    "aliases": "Notes_Aliases",
    "last_met_on": "Notes_Last_Met_On",
}


@dataclass(frozen=True, slots=True)
class SalesforceField:
    """One column as Salesforce has it.

    header:    of its CSV column.
    full_name: "Budget__c" of a custom field, "" for Salesforce's own.
    kind:      of a custom field; of a standard field the kind its values are written as.
    length:    of Text and LongTextArea. precision, scale: of numbers.
    choices:   choice -> API value, in order.
    """

    column: Column
    header: str
    full_name: str
    kind: FieldKind
    length: int = 0
    precision: int = 0
    scale: int = 0
    choices: Mapping[str, str] | None = None
    parent: str = ""
    relationship: str = ""

    @property
    def is_custom(self) -> bool:
        return bool(self.full_name)


def fields_of(one: ExportObject) -> tuple[SalesforceField, ...]:
    """Return the object's fields, in column order; the external id is not among them."""
    names = _api_names(one)
    return tuple(_field_of(one, column, names.get(column.key, "")) for column in one.columns)


def _api_names(one: ExportObject) -> dict[str, str]:
    """Return column key -> API name for the columns that become custom fields; our own columns take theirs first."""
    custom = [column for column in one.columns if (one.key, column.key) not in {*STANDARD_FIELDS, *_STANDARD_PARENTS}]
    own = {
        column.key: _OWN_NAMES.get(column.key, "_".join(part.capitalize() for part in column.key.split("_")))
        for column in custom
        if not column.field_id
    }
    mined = unique_names(
        ((column.key, column.key) for column in custom if column.field_id),
        longest=LONGEST_NAME,
        reserved=RESERVED,
        taken=[*own.values(), "Notes_App_Id"],
    )
    return {key: name + "__c" for key, name in {**own, **mined}.items()}


def _field_of(one: ExportObject, column: Column, full_name: str) -> SalesforceField:
    known = STANDARD_FIELDS.get((one.key, column.key))
    if known:
        kind: FieldKind = "Currency" if column.column_type == "money" else "Text"
        return SalesforceField(column, known[0], "", kind, length=known[1])
    if column.references:
        parent = SOBJECTS[column.references]
        if not full_name:
            return SalesforceField(column, f"{parent}.{EXTERNAL_ID}", "", "Lookup", parent=parent)
        name = full_name.removesuffix("__c")
        many = SOBJECTS[one.key].removesuffix("__c") + "s"
        return SalesforceField(column, f"{name}__r.{EXTERNAL_ID}", full_name, "Lookup", parent=parent, relationship=many)
    return _value_field(column, full_name)


def _value_field(column: Column, full_name: str) -> SalesforceField:
    match column.column_type:
        case "choice" | "multi_choice" if holds_choices(column):
            kind: FieldKind = "Picklist" if column.column_type == "choice" else "MultiselectPicklist"
            return SalesforceField(column, full_name, full_name, kind, choices=choice_values(column.choices))
        case "integer" | "number" | "percent" | "money":
            kinds: dict[str, FieldKind] = {"percent": "Percent", "money": "Currency"}
            return SalesforceField(
                column, full_name, full_name, kinds.get(column.column_type, "Number"), precision=18, scale=min(column.scale, 17)
            )
        case "bool":
            return SalesforceField(column, full_name, full_name, "Checkbox")
        case "date" | "datetime" | "time":
            moments: dict[str, FieldKind] = {"date": "Date", "datetime": "DateTime", "time": "Time"}
            return SalesforceField(column, full_name, full_name, moments[column.column_type])
        case "phone" | "email" | "url" if column.max_length <= _LONGEST_SPECIAL[column.column_type]:
            specials: dict[str, FieldKind] = {"phone": "Phone", "email": "Email", "url": "Url"}
            return SalesforceField(column, full_name, full_name, specials[column.column_type])
        case _:
            return _text_field(column, full_name)


_LONGEST_SPECIAL = {"phone": 40, "email": 80, "url": 255}


def _text_field(column: Column, full_name: str) -> SalesforceField:
    is_short = column.column_type not in ("longtext", "text_list", "multi_choice") and column.max_length <= 255
    if is_short:
        return SalesforceField(column, full_name, full_name, "Text", length=255)
    if column.key == "body":  # notes grow; shrinking or widening a field later is a person's work
        return SalesforceField(column, full_name, full_name, "LongTextArea", length=LONG_TEXT_LENGTHS[-1])
    fits = [length for length in LONG_TEXT_LENGTHS if length >= 2 * column.max_length]
    return SalesforceField(column, full_name, full_name, "LongTextArea", length=fits[0] if fits else LONG_TEXT_LENGTHS[-1])


def holds_choices(column: Column) -> bool:
    """Return whether the choices fit a restricted picklist: few enough, short enough, different whatever the case."""
    most = MOST_CHOICES if column.column_type == "choice" else MOST_MULTI_CHOICES
    folded = {choice.casefold() for choice in column.choices}
    return 0 < len(column.choices) <= most and len(folded) == len(column.choices) and all(len(one) <= 255 for one in column.choices)


def choice_values(choices: Sequence[str]) -> dict[str, str]:
    """Return choice -> API value: plain ASCII as it is, anything else `V_` and the first hex digits of its SHA-1."""
    values: dict[str, str] = {}
    used: set[str] = set()
    for choice in choices:
        digest = hashlib.sha1(choice.encode("utf-8"), usedforsecurity=False).hexdigest()
        value = choice if _PLAIN_CHOICE.fullmatch(choice) else f"V_{digest[:8]}"
        if value.lower() in used:
            value = f"V_{digest}"
        used.add(value.lower())
        values[choice] = value
    return values


def cut_label(label: str) -> str:
    """Return a label that Salesforce takes: at most 40 UTF-16 units."""
    return cut_text(label, LONGEST_LABEL)


def cut_text(text: str, longest: int) -> str:
    """Return at most `longest` UTF-16 units of a line, never half a character, trimmed."""
    if len(text) * 2 > longest:
        while len(text.encode("utf-16-le")) // 2 > longest:
            text = text[:-1]
    return text.strip()
