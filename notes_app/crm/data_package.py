"""Data Package: the template and the data together, readable by anything, checked by `frictionless`.

Source: Frictionless Data, Data Package v1 and Table Schema v1 (https://specs.frictionlessdata.io).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from notes_app.crm.csv_text import machine_csv, read_csv
from notes_app.crm.csvw import csvw_metadata
from notes_app.crm.parcel import Sink, Source
from notes_app.crm.plan import Column, ExportObject, ExportPlan, Finding, ReadRows, Value
from notes_app.crm.readme import write_readmes
from notes_app.crm.rejects import REJECTS_FILE, rejects_csv
from notes_app.crm.target import CountingSink, ExportReport, TargetLimits
from notes_app.crm.wire import EVIDENCE_COLUMNS, evidence_csv, format_cell, json_bytes, parse_cell
from notes_app.errors import Language

_TYPES: Mapping[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "longtext": {"type": "string"},
    "choice": {"type": "string"},
    "phone": {"type": "string"},
    "email": {"type": "string"},
    "url": {"type": "string"},
    "reference": {"type": "string"},
    "multi_choice": {"type": "array"},
    "text_list": {"type": "array"},
    "bool": {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    "integer": {"type": "integer"},
    "money": {"type": "integer"},
    "number": {"type": "number"},
    "percent": {"type": "number"},
    "date": {"type": "date"},
    "datetime": {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%S%z"},
    "time": {"type": "time"},
}
CSVW = "csv-metadata.json"
OWN_TYPE = "notes-app:type"
OWN_FIELD = "notes-app:field_id"


class DataPackage:
    """Writes `datapackage.json`, the same as CSV on the Web, `data/<object>.csv`, `data/evidence.csv`, README ja and en, and the rejects."""

    name = "data_package"
    labels: Mapping[Language, str] = {"ja": "Data Package（CSV 一式）", "en": "Data Package (CSV)"}
    limits = TargetLimits(
        licence_ja="無料。どの表計算・データベースでも読めます。", licence_en="Free; any spreadsheet or database reads it."
    )

    def fit(self, plan: ExportPlan) -> ExportPlan:
        """Return the plan as it is: the format holds every value."""
        return plan

    def write(self, plan: ExportPlan, out: Sink) -> ExportReport:
        sink = CountingSink(out)
        for one in plan.objects:
            sink.write(_path(one.key), _object_csv(one))
        sink.write(_path("evidence"), evidence_csv(plan.evidence))
        sink.write("datapackage.json", json_bytes(_descriptor(plan)))
        sink.write(CSVW, json_bytes(csvw_metadata(plan)))
        sink.write(REJECTS_FILE, rejects_csv(plan.rejects))
        write_readmes(self.name, plan, sink, {})
        return ExportReport(self.name, sink.files, plan.counts, plan.rejects, plan.findings)

    def lint(self, source: Source) -> tuple[Finding, ...]:
        """Check that every file the descriptor names is there, and that no other CSV of ours is."""
        named = {resource["path"] for resource in json.loads(source.read("datapackage.json"))["resources"]}
        there = {path for path in source.list() if path.startswith("data/")}
        return tuple(
            Finding(
                "file_unlisted" if path in there else "file_missing",
                "error",
                path,
                f"{path} が datapackage.json と一致しません。",
                f"{path} does not match datapackage.json.",
            )
            for path in sorted(named ^ there)
        )

    def read_back(self, source: Source) -> ReadRows:
        package = json.loads(source.read("datapackage.json"))
        read: dict[str, dict[str, dict[str, Value]]] = {}
        for resource in package["resources"]:
            if resource["name"] == "evidence":
                continue
            types = {one["name"]: one[OWN_TYPE] for one in resource["schema"]["fields"] if OWN_TYPE in one}
            read[resource["name"]] = {
                row["external_id"]: {key: parse_cell(row[key], types[key]) for key in types if row[key] != ""}
                for row in read_csv(source.read(resource["path"]))
            }
        return read


def _path(name: str) -> str:
    return f"data/{name}.csv"


def _object_csv(one: ExportObject) -> bytes:
    keys = [column.key for column in one.columns]
    return machine_csv(
        ["external_id", *keys],
        ([row.external_id, *(format_cell(row.values[key]) if key in row.values else "" for key in keys)] for row in one.rows),
    )


def _descriptor(plan: ExportPlan) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "name": "notes-app-export",
        "title": plan.template_name or "notes-app",
        "version": f"{plan.template_number}.0.0",
        "created": f"{plan.as_of.isoformat()}T00:00:00Z",
        "notes-app:template": {"id": plan.template_id, "number": plan.template_number, "name": plan.template_name},
        "resources": [*(_resource(plan, one) for one in plan.objects), _evidence_resource()],
    }


def _resource(plan: ExportPlan, one: ExportObject) -> dict[str, Any]:
    keys = {other.key for other in plan.objects}
    schema: dict[str, Any] = {
        "fields": [
            {"name": "external_id", "title": "外部 ID", "type": "string", "constraints": {"required": True, "unique": True}},
            *(_field(column) for column in one.columns),
        ],
        "missingValues": [""],
        "primaryKey": ["external_id"],
    }
    links = [
        {"fields": [column.key], "reference": {"resource": column.references, "fields": ["external_id"]}}
        for column in one.columns
        if column.references in keys
    ]
    if links:
        schema["foreignKeys"] = links
    return {**_csv_resource(one.key), "title": one.label, "description": one.label_en, "schema": schema}


def _csv_resource(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": "table",
        "path": _path(name),
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "profile": "tabular-data-resource",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.column_type == "choice":
        constraints["enum"] = list(column.choices)
    found: dict[str, Any] = {
        "name": column.key,
        "title": column.label,
        "description": column.purpose or column.label_en,
        **_TYPES[column.column_type],
        OWN_TYPE: column.column_type,
    }
    if column.column_type == "multi_choice":
        found["arrayItem"] = {"type": "string", "constraints": {"enum": list(column.choices)}}
    if constraints:
        found["constraints"] = constraints
    if column.field_id:
        found[OWN_FIELD] = column.field_id
    return found


def _evidence_resource() -> dict[str, Any]:
    types = {"start": "integer", "end": "integer", "confidence": "number", "confirmed": "boolean"}
    return {
        **_csv_resource("evidence"),
        "title": "根拠",
        "description": "Which words of which note each value stands on",
        "schema": {"fields": [{"name": name, "type": types.get(name, "string")} for name in EVIDENCE_COLUMNS], "missingValues": [""]},
    }
