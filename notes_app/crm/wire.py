"""Cells as neutral text, JSON as bytes, and the evidence table: what several packages share. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal

from notes_app.crm.csv_text import machine_csv
from notes_app.crm.plan import EvidenceRow, Value

EVIDENCE_COLUMNS = ("object", "external_id", "field", "note_id", "start", "end", "quote", "confidence", "confirmed")


def json_bytes(value: object) -> bytes:
    """Return JSON for a machine and for reading: UTF-8, two spaces, keys as given."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def format_cell(value: Value) -> str:
    """Return a cell as text: ISO 8601, plain digits, true/false, a JSON array."""
    match value:
        case bool():
            return "true" if value else "false"
        case tuple():
            return json.dumps(list(value), ensure_ascii=False)
        case datetime() | date() | time():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)


def parse_cell(text: str, column_type: str) -> Value:
    """Return the value that `format_cell` wrote for a column of this type."""
    return _PARSERS.get(column_type, str)(text)


_PARSERS: Mapping[str, Callable[[str], Value]] = {
    "bool": lambda text: text == "true",
    "integer": int,
    "money": int,
    "number": Decimal,
    "percent": Decimal,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "multi_choice": lambda text: tuple(json.loads(text)),
    "text_list": lambda text: tuple(json.loads(text)),
}


def evidence_csv(evidence: tuple[EvidenceRow, ...]) -> bytes:
    """Return the evidence of every exported cell; start and end are empty for a value of the front matter."""
    return machine_csv(
        EVIDENCE_COLUMNS,
        (
            [
                one.object_key,
                one.external_id,
                one.column_key,
                one.note_id,
                "" if one.start is None else str(one.start),
                "" if one.end is None else str(one.end),
                one.quote,
                f"{one.confidence:.3f}",
                "true" if one.confirmed else "false",
            ]
            for one in evidence
        ),
    )
