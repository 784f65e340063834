"""CSV on the Web: what the CSV files of a Data Package hold, in W3C's words beside Frictionless Data's. Pure.

Source: W3C, Metadata Vocabulary for Tabular Data (2015); the datatypes are those of XML Schema.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from typing import Any

from notes_app.crm.plan import Column, ExportObject, ExportPlan
from notes_app.crm.wire import EVIDENCE_COLUMNS

_DATATYPES: Mapping[str, str] = {
    "bool": "boolean",
    "integer": "integer",
    "money": "integer",
    "number": "decimal",
    "percent": "decimal",
    "date": "date",
    "datetime": "datetime",
    "time": "time",
    "multi_choice": "json",
    "text_list": "json",
}
_EVIDENCE_TYPES = {"start": "integer", "end": "integer", "confidence": "decimal", "confirmed": "boolean"}


def csvw_metadata(plan: ExportPlan) -> dict[str, Any]:
    """Return the metadata of the package's tables: `data/<object>.csv` and the evidence."""
    keys = {one.key for one in plan.objects}
    evidence = [{"name": name, "titles": name, "datatype": _EVIDENCE_TYPES.get(name, "string")} for name in EVIDENCE_COLUMNS]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "ja"}],
        "dc:title": plan.template_name or "notes-app",
        "tables": [
            *(_table(one, keys) for one in plan.objects),
            {"url": "data/evidence.csv", "tableSchema": {"columns": evidence}},
        ],
    }


def _table(one: ExportObject, keys: Set[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "columns": [
            {"name": "external_id", "titles": "external_id", "datatype": "string", "required": True},
            *(_column(column) for column in one.columns),
        ],
        "primaryKey": ["external_id"],
    }
    links = [
        {
            "columnReference": [column.key],
            "reference": {"resource": f"data/{column.references}.csv", "columnReference": ["external_id"]},
        }
        for column in one.columns
        if column.references in keys
    ]
    if links:
        schema["foreignKeys"] = links
    return {"url": f"data/{one.key}.csv", "dc:title": one.label, "tableSchema": schema}


def _column(column: Column) -> dict[str, Any]:
    datatype: str | dict[str, str] = _DATATYPES.get(column.column_type, "string")
    if column.column_type == "choice":
        datatype = {"base": "string", "format": "|".join(re.escape(choice) for choice in column.choices)}
    found: dict[str, Any] = {"name": column.key, "titles": column.key, "dc:title": column.label, "datatype": datatype}
    if column.required:
        found["required"] = True
    return found
