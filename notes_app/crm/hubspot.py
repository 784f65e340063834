"""HubSpot: properties and custom-object schemas, batch upserts, and CSV imports with their importRequest.

Two ways in: with custom objects (Enterprise) every field arrives as a property; without them each note becomes a note
activity on its company, contact and deal, fields first, body after.

Source: HubSpot CRM API v3 (properties, schemas, objects batch upsert, imports).
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from notes_app.crm.cells import Refusal
from notes_app.crm.csv_text import machine_csv, read_csv
from notes_app.crm.history_rows import OPEN, SETTLED
from notes_app.crm.hubspot_lint import lint_package
from notes_app.crm.hubspot_properties import (
    CUSTOM_OBJECTS,
    GROUP,
    KEY,
    LONGEST_TEXT,
    OBJECT_TYPES,
    HubspotProperty,
    is_association,
    key_property_json,
    properties_of,
    property_json,
    schema_json,
)
from notes_app.crm.parcel import Sink, Source
from notes_app.crm.plan import (
    Column,
    ExportObject,
    ExportPlan,
    ExportRow,
    Finding,
    ReadRows,
    Value,
    measure_length,
)
from notes_app.crm.readme import write_readmes
from notes_app.crm.rejects import REJECTS_FILE, rejects_csv
from notes_app.crm.target import CountingSink, ExportReport, Refuse, TargetLimits, fit_values
from notes_app.crm.wire import evidence_csv, format_cell, json_bytes, parse_cell
from notes_app.errors import Language

BATCH = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DEAL_DEFAULTS = {"pipeline": "default", "dealstage": "appointmentscheduled"}  # HubSpot wants both; these are in every new account
_TICKET_STAGES = {OPEN: "1", SETTLED: "4"}  # New and Closed of the support pipeline that every new account has
_NOTE_TYPE = "0-46"


class Hubspot:
    """Writes properties/, schemas/, records/, import/ and mapping.json."""

    name = "hubspot"
    labels: Mapping[Language, str] = {"ja": "HubSpot", "en": "HubSpot"}
    limits = TargetLimits(
        fields=1000,
        choices=5000,
        text_length=LONGEST_TEXT,
        licence_ja="カスタムオブジェクトは Enterprise。ほかのプランでは、議事録はメモ（アクティビティ）として入ります。",
        licence_en="Custom objects need Enterprise; on other plans each note arrives as a note activity.",
    )

    def fit(self, plan: ExportPlan) -> ExportPlan:
        return fit_values(plan, refuse_values)

    def write(self, plan: ExportPlan, out: Sink) -> ExportReport:
        sink = CountingSink(out)
        mapping: dict[str, Any] = {}
        for number, one in enumerate(plan.objects, start=1):
            found = properties_of(one)
            custom = [key_property_json(), *(property_json(item, at) for at, item in enumerate(found) if not item.is_standard)]
            api_name = OBJECT_TYPES[one.key][0]
            sink.write(f"properties/{api_name}.json", json_bytes({"inputs": custom}))
            if one.key in CUSTOM_OBJECTS:
                sink.write(f"schemas/{api_name}.json", json_bytes(schema_json(one)))
            for part, batch in enumerate(_batches(one, found), start=1):
                sink.write(f"records/{number}-{api_name}-{part:03}.json", json_bytes(batch))
            mapping[one.key] = _write_import(number, one, found, plan, sink)
        _write_note_activities(plan, sink)
        sink.write("group.json", json_bytes({"name": GROUP, "label": "商談メモ", "displayOrder": -1}))
        sink.write("mapping.json", json_bytes({"objects": mapping}))
        sink.write("evidence.csv", evidence_csv(plan.evidence))
        sink.write(REJECTS_FILE, rejects_csv(plan.rejects))
        write_readmes(self.name, plan, sink, {})
        return ExportReport(self.name, sink.files, plan.counts, plan.rejects, plan.findings)

    def field_names(self, one: ExportObject) -> Mapping[str, str]:
        return {item.column.key: item.name for item in properties_of(one)}

    def lint(self, source: Source) -> tuple[Finding, ...]:
        return lint_package(source)

    def read_back(self, source: Source) -> ReadRows:
        read: dict[str, dict[str, dict[str, Value]]] = {}
        for key, entry in json.loads(source.read("mapping.json"))["objects"].items():
            properties = {one["name"]: one for one in json.loads(source.read(entry["properties"]))["inputs"]}
            columns = [(one["key"], one["header"], _reader(one, properties.get(one["property"]))) for one in entry["columns"]]
            read[key] = {
                row[KEY]: {name: parse(row[header]) for name, header, parse in columns if row[header] != ""}
                for row in read_csv(source.read(entry["file"]))
            }
        return read


TOO_LONG = Refusal(
    "too_long", f"HubSpot の項目には {LONGEST_TEXT:,} 文字までしか入りません。", f"A HubSpot property holds {LONGEST_TEXT:,} characters."
)


def refuse_values(one: ExportObject) -> Refuse:
    """Return why HubSpot cannot hold a value, or None."""

    def refuse(column: Column, value: Value) -> Refusal | None:
        text = "\n".join(value) if isinstance(value, tuple) else value
        return TOO_LONG if isinstance(text, str) and measure_length(text) > LONGEST_TEXT else None

    return refuse


def _property_value(item: HubspotProperty, value: Value) -> str:
    """Return a value as both the API and an import take it."""
    if isinstance(value, tuple):
        return ";".join(item.options[one] for one in value) if item.options is not None else "\n".join(value)
    if isinstance(value, str) and item.options is not None:
        return item.options[value]
    if isinstance(value, datetime):
        return str((value - _EPOCH) // timedelta(milliseconds=1))
    return format_cell(value)


def _batches(one: ExportObject, found: tuple[HubspotProperty, ...]) -> Iterator[dict[str, Any]]:
    """Yield bodies for POST /crm/v3/objects/{type}/batch/upsert; what was not said is left out, and so left alone."""
    for at in range(0, len(one.rows), BATCH):
        yield {
            "inputs": [
                {
                    "idProperty": KEY,
                    "id": row.external_id,
                    "properties": {
                        KEY: row.external_id,
                        **_defaults(one, row),
                        **{
                            item.name: _property_value(item, row.values[item.column.key]) for item in found if item.column.key in row.values
                        },
                    },
                }
                for row in one.rows[at : at + BATCH]
            ]
        }


def _default_names(one: ExportObject) -> tuple[str, ...]:
    return {"deal": tuple(_DEAL_DEFAULTS), "complaint": ("hs_pipeline", "hs_pipeline_stage")}.get(one.key, ())


def _defaults(one: ExportObject, row: ExportRow) -> dict[str, str]:
    """Return what HubSpot requires of a deal and a ticket beside the plan's columns."""
    if one.key == "complaint":
        return {"hs_pipeline": "0", "hs_pipeline_stage": _TICKET_STAGES[str(row.values.get("state", OPEN))]}
    return dict(_DEAL_DEFAULTS) if one.key == "deal" else {}


def _write_import(number: int, one: ExportObject, found: tuple[HubspotProperty, ...], plan: ExportPlan, sink: Sink) -> dict[str, Any]:
    """Write an object's CSV and importRequest; its parents stand beside it, named by their own key, and so become associations."""
    api_name, type_id = OBJECT_TYPES[one.key]
    parents = [column for column in one.columns if is_association(one, column)]
    path = f"import/{number}-{api_name}.csv"
    defaults = _default_names(one)
    header = [KEY, *defaults, *(item.name for item in found), *(_parent_header(column) for column in parents)]
    sink.write(
        path,
        machine_csv(
            header,
            (
                [
                    row.external_id,
                    *_defaults(one, row).values(),
                    *(_import_cell(item, row) for item in found),
                    *(str(row.values.get(column.key, "")) for column in parents),
                ]
                for row in one.rows
            ),
        ),
    )
    columns: list[dict[str, Any]] = [
        {"columnObjectTypeId": type_id, "columnName": KEY, "propertyName": KEY, "columnType": "HUBSPOT_ALTERNATE_ID"}
    ]
    columns += [
        {"columnObjectTypeId": type_id, "columnName": name, "propertyName": name} for name in [*defaults, *(item.name for item in found)]
    ]
    columns += [_parent_mapping(column) for column in parents]
    sink.write(path.replace(".csv", ".importRequest.json"), _import_request(path, type_id, columns, plan))
    return {
        "file": path,
        "type": type_id,
        "properties": f"properties/{api_name}.json",
        "columns": [
            *(
                {
                    "key": item.column.key,
                    "header": item.name,
                    "property": item.name,
                    "type": item.column.column_type,
                    "field_id": item.column.field_id,
                }
                for item in found
            ),
            *(
                {"key": column.key, "header": _parent_header(column), "property": "", "type": "reference", "field_id": ""}
                for column in parents
            ),
        ],
    }


def _import_cell(item: HubspotProperty, row: ExportRow) -> str:
    return _property_value(item, row.values[item.column.key]) if item.column.key in row.values else ""


def _parent_header(column: Column) -> str:
    return f"{column.key}.{KEY}"


def _parent_mapping(column: Column) -> dict[str, Any]:
    assert column.references is not None
    return {
        "columnObjectTypeId": OBJECT_TYPES[column.references][1],
        "columnName": _parent_header(column),
        "propertyName": KEY,
        "columnType": "HUBSPOT_ALTERNATE_ID",
    }


def _import_request(path: str, type_id: str, columns: list[dict[str, Any]], plan: ExportPlan) -> bytes:
    return json_bytes(
        {
            "name": f"notes-app {path.removeprefix('import/')} {plan.as_of.isoformat()}",
            "importOperations": {type_id: "UPSERT"},
            "dateFormat": "YEAR_MONTH_DAY",
            "timeZone": plan.zone,
            "marketableContactImport": False,
            "files": [
                {
                    "fileName": path.removeprefix("import/"),
                    "fileFormat": "CSV",
                    "fileImportPage": {"hasHeader": True, "columnMappings": columns},
                }
            ],
        }
    )


def _write_note_activities(plan: ExportPlan, sink: Sink) -> None:
    """Write the notes as note activities, for plans without custom objects; one that hangs on no record is left out by HubSpot."""
    notes = plan.object("meeting_note")
    parents = [column for column in notes.columns if is_association(notes, column)]
    header = ["hs_timestamp", "hs_note_body", *(_parent_header(column) for column in parents)]
    rows = [
        [_timestamp(row, plan), _note_body(notes, row), *(str(row.values.get(column.key, "")) for column in parents)]
        for row in notes.rows
        if any(column.key in row.values for column in parents) and plan.is_fresh("meeting_note", row.external_id)
    ]
    sink.write("import/notes.csv", machine_csv(header, rows))
    columns = [{"columnObjectTypeId": _NOTE_TYPE, "columnName": name, "propertyName": name} for name in header[:2]]
    columns += [_parent_mapping(column) for column in parents]
    request = json.loads(_import_request("import/notes.csv", _NOTE_TYPE, columns, plan))
    request["importOperations"] = {_NOTE_TYPE: "CREATE"}
    sink.write("import/notes.importRequest.json", json_bytes(request))


def _timestamp(row: ExportRow, plan: ExportPlan) -> str:
    held = row.values.get("held_at")
    day = row.values.get("held_on", plan.as_of)
    moment = held if isinstance(held, datetime) else datetime.fromisoformat(f"{day}T00:00:00+00:00")
    return str((moment - _EPOCH) // timedelta(milliseconds=1))


def _note_body(notes: ExportObject, row: ExportRow) -> str:
    """Return the note as HTML: title, mined fields, body; cut where HubSpot's limit is, and said so."""
    lines = [f"<strong>{html.escape(str(row.values.get('title', '')))}</strong>"]
    for column in notes.columns:
        if column.field_id and column.key in row.values:
            value = row.values[column.key]
            said = "、".join(value) if isinstance(value, tuple) else format_cell(value)
            lines.append(f"{html.escape(column.label)}: {html.escape(said)}")
    lines += ["", *html.escape(str(row.values.get("body", ""))).split("\n"), f"notes-app ID: {row.external_id}"]
    text = "<br>".join(lines)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 40].rsplit("<br>", 1)[0] + "<br>（以下略）"


def _reader(entry: Mapping[str, str], found: Mapping[str, Any] | None) -> Callable[[str], Value]:
    """Return how a cell of this column is read: choices through the property's own options."""
    options = {one["value"]: one["label"] for one in found.get("options", ())} if found and found["type"] == "enumeration" else None
    if options is not None:
        if entry["type"] == "multi_choice":
            return lambda text: tuple(options[one] for one in text.split(";"))
        return lambda text: str(options[text])
    if entry["type"] in ("text_list", "multi_choice"):
        return lambda text: tuple(text.split("\n"))
    if entry["type"] == "datetime":
        return lambda text: _EPOCH + timedelta(milliseconds=int(text))
    return lambda text: parse_cell(text, entry["type"])
