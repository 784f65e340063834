"""Salesforce: a source-format project to deploy, and Bulk API 2.0 CSV files to upsert.

Source: Metadata API v63; Bulk API 2.0 ("Prepare CSV files", "Relationship fields in a header row").
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

from lxml import etree

from notes_app.crm import salesforce_xml as xml
from notes_app.crm.cells import Refusal
from notes_app.crm.csv_text import machine_csv, read_csv
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
    with_rows,
)
from notes_app.crm.readme import write_readmes
from notes_app.crm.rejects import REJECTS_FILE, rejects_csv
from notes_app.crm.salesforce_activities import activity_files, lint_activities
from notes_app.crm.salesforce_lint import lint_package
from notes_app.crm.salesforce_names import (
    API_VERSION,
    EXTERNAL_ID,
    LONG_TEXT_LENGTHS,
    MOST_SELECTED,
    SOBJECTS,
    STANDARD_FIELDS,
    SalesforceField,
    cut_text,
    fields_of,
)
from notes_app.crm.target import CountingSink, ExportReport, Refuse, TargetLimits, fit_values
from notes_app.crm.wire import evidence_csv, format_cell, json_bytes, parse_cell
from notes_app.errors import Language

NULL = "#N/A"
ROOT = "force-app/main/default"
TRANSLATIONS = "translations/main/default"
PERMISSION_SET = "Notes_App"
JOB_BYTES = 90_000_000  # Bulk API 2.0 takes 150 MB after base64, 100 MB before; one file is one job
DEFAULT_STAGE = "Prospecting"
DAYS_TO_CLOSE = 90  # Salesforce wants a close date of every opportunity; README says where to mend it
_MOTIFS = {"meeting_note": "Custom18: Form", "todo": "Custom53: Bell", "order": "Custom13: Box", "complaint": "Custom9: Lightning"}

_NAMED_BY: Mapping[str, str] = {"meeting_note": "title", "todo": "subject", "order": "name", "complaint": "name"}
"""Custom object -> the column its record is called by."""


class Salesforce:
    """Writes an sfdx project with custom objects, fields, layouts, list views, tabs and a permission set, and the records."""

    name = "salesforce"
    labels: Mapping[Language, str] = {"ja": "Salesforce", "en": "Salesforce"}
    limits = TargetLimits(
        fields=500,
        choices=1000,
        text_length=131072,
        label_length=40,
        licence_ja="カスタムオブジェクト 4 つ。Enterprise 版以上を推奨（Professional 版は項目 100 個・API 追加契約が要ります）。",
        licence_en="Four custom objects. Enterprise Edition or above is advised (Professional: 100 fields, and API access is extra).",
    )

    def fit(self, plan: ExportPlan) -> ExportPlan:
        fitted = fit_values(_cut_names(plan), refuse_values)
        findings = [finding for one in fitted.objects for finding in _kind_findings(one)]
        return replace(fitted, findings=(*fitted.findings, *findings))

    def write(self, plan: ExportPlan, out: Sink) -> ExportReport:
        sink = CountingSink(out)
        _write_project(plan, sink)
        _write_translations(plan, sink)
        commands = _write_records(plan, sink)
        for path, data in activity_files(plan).items():
            sink.write(path, data)
        sink.write("data/evidence.csv", evidence_csv(plan.evidence))
        sink.write(REJECTS_FILE, rejects_csv(plan.rejects))
        write_readmes(self.name, plan, sink, {"upserts": {"ja": commands, "en": commands}})
        return ExportReport(self.name, sink.files, plan.counts, plan.rejects, plan.findings)

    def field_names(self, one: ExportObject) -> Mapping[str, str]:
        return {field.column.key: field.full_name or field.header for field in fields_of(one)}

    def lint(self, source: Source) -> tuple[Finding, ...]:
        return (*lint_package(source), *lint_activities(source))

    def read_back(self, source: Source) -> ReadRows:
        mapping = json.loads(source.read("mapping.json"))
        read: dict[str, dict[str, dict[str, Value]]] = {}
        for key, entry in mapping["objects"].items():
            columns = [(one["key"], one["header"], _reader(source, one)) for one in entry["columns"]]
            rows = (row for path in entry["files"] for row in read_csv(source.read(path)))
            read[key] = {
                row[EXTERNAL_ID]: {name: parse(row[header]) for name, header, parse in columns if row[header] not in ("", NULL)}
                for row in rows
            }
        return read


_REQUIRED_NAMES = {("account", "name"), ("contact", "last_name"), ("deal", "name")}


def _cut_names(plan: ExportPlan) -> ExportPlan:
    """Cut names that Salesforce requires and that are longer than it takes: a record without its name could not go at all."""
    findings: list[Finding] = []
    objects = []
    for one in plan.objects:
        names = [key for kind, key in _REQUIRED_NAMES if kind == one.key]
        rows = list(one.rows)
        for at, row in enumerate(rows):
            for key in names:
                name = str(row.values[key])
                fits = "N/A" if name == NULL else cut_text(name, STANDARD_FIELDS[one.key, key][1])
                if fits != name:
                    rows[at] = replace(row, values={**row.values, key: fits})
                    findings.append(_name_cut(one, name, fits))
        objects.append(with_rows(one, rows) if rows != list(one.rows) else one)
    return replace(plan, objects=tuple(objects), findings=(*plan.findings, *findings))


def _name_cut(one: ExportObject, name: str, fits: str) -> Finding:
    return Finding(
        "name_cut",
        "warning",
        f"{one.label}: {name[:40]}",
        f"{one.label}の名前が長すぎるため、「{fits[:40]}…」までにしました（{len(fits)} 文字）。",
        f'The name of this {one.label_en} is too long; it was cut to {len(fits)} characters: "{fits[:40]}...".',
    )


NULL_WORD = Refusal(
    "null_word",
    "Salesforce では「#N/A」は空欄の意味になり、文字としては入りません。",
    'Salesforce reads "#N/A" as an empty cell; it cannot be a text.',
)
TOO_LONG = Refusal("too_long", "Salesforce の項目の長さに収まりません。", "It is longer than the Salesforce field.")
TOO_WIDE = Refusal("too_many_digits", "Salesforce の数値項目（18 桁）に収まりません。", "It is wider than a Salesforce number (18 digits).")
FIRST_YEAR, LAST_YEAR = 1700, 4000  # Salesforce's calendar
FAR_AWAY = Refusal("date_range", "Salesforce の日付は 1700〜4000 年です。", "Salesforce's dates run from 1700 to 4000.")
TOO_MANY = Refusal("too_many_selected", "複数選択は 100 個までです。", "At most 100 values can be selected.")


def refuse_values(one: ExportObject) -> Refuse:
    """Return why Salesforce cannot hold a value in a column of this object, or None."""
    fields = {field.column.key: field for field in fields_of(one)}

    def refuse(column: Column, value: Value) -> Refusal | None:
        field = fields[column.key]
        if isinstance(value, bool | time) or field.kind in ("Picklist", "Lookup"):
            return None
        if isinstance(value, date):
            return None if FIRST_YEAR <= value.year < LAST_YEAR else FAR_AWAY
        if isinstance(value, int | Decimal):
            whole_digits = 18 - field.scale if field.is_custom else field.length
            return TOO_WIDE if abs(value) >= 10**whole_digits else None
        if field.kind == "MultiselectPicklist":
            return TOO_MANY if len(value) > MOST_SELECTED else None
        text = "\n".join(value) if isinstance(value, tuple) else value
        if text == NULL:
            return NULL_WORD
        return TOO_LONG if measure_length(text) > (field.length or LONG_TEXT_LENGTHS[-1]) else None

    return refuse


def _kind_findings(one: ExportObject) -> Iterator[Finding]:
    for column in one.columns:
        blank_count = sum(column.key not in row.values for row in one.rows)
        if column.column_type == "bool" and blank_count:
            yield Finding(
                "blank_checkbox",
                "note",
                column.label,
                f"チェック項目「{column.label}」は {blank_count} 件で何も書かれていません。Salesforce では未チェックに見えます。",
                f'Nothing was said of the check box "{column.label}" in {blank_count} records; Salesforce shows it unchecked.',
            )
    if one.key == "deal" and one.rows:
        yield Finding(
            "opportunity_defaults",
            "note",
            "Opportunity",
            f"Salesforce の商談には「フェーズ」と「完了予定日」が必須です。フェーズは {DEFAULT_STAGE}、"
            f"完了予定日は導入時期か最終商談日の {DAYS_TO_CLOSE} 日後を仮に入れました。"
            "議事録にあるフェーズは Notes_Stage__c にあります。",
            f"Salesforce requires a stage and a close date of every opportunity: {DEFAULT_STAGE}, "
            f"and the expected day or {DAYS_TO_CLOSE} days "
            "after the last meeting, stand in. The stage that notes say is in Notes_Stage__c.",
        )


def _write_project(plan: ExportPlan, sink: Sink) -> None:
    members: dict[str, list[str]] = {kind: [] for kind in ("CustomObject", "CustomField", "Layout", "ListView", "CustomTab")}
    permitted: list[str] = []
    custom_objects: list[str] = []
    for one in plan.objects:
        sobject, fields = SOBJECTS[one.key], fields_of(one)
        is_ours = sobject.endswith("__c")
        folder = f"{ROOT}/objects/{sobject}"
        sink.write(f"{folder}/fields/{EXTERNAL_ID}.field-meta.xml", xml.external_id_xml(required=is_ours))
        members["CustomField"].append(f"{sobject}.{EXTERNAL_ID}")
        if not is_ours:
            permitted.append(f"{sobject}.{EXTERNAL_ID}")
        for field in fields:
            if field.is_custom:
                sink.write(f"{folder}/fields/{field.full_name}.field-meta.xml", xml.field_xml(field, on_custom_object=is_ours))
                members["CustomField"].append(f"{sobject}.{field.full_name}")
                if not xml.is_required(field):
                    permitted.append(f"{sobject}.{field.full_name}")
        if is_ours:
            custom_objects.append(sobject)
            _write_custom_object(one, fields, folder, sink, members)
    sink.write(f"{ROOT}/permissionsets/{PERMISSION_SET}.permissionset-meta.xml", xml.permission_set_xml(custom_objects, permitted))
    sink.write("manifest/package.xml", xml.manifest_xml({**members, "PermissionSet": [PERMISSION_SET]}))
    sink.write(
        "sfdx-project.json",
        json_bytes(
            {
                "packageDirectories": [{"path": "force-app", "default": True}, {"path": "translations"}],
                "name": "notes-app-export",
                "namespace": "",
                "sfdcLoginUrl": "https://login.salesforce.com",
                "sourceApiVersion": API_VERSION,
            }
        ),
    )


def _write_custom_object(
    one: ExportObject, fields: Sequence[SalesforceField], folder: str, sink: Sink, members: dict[str, list[str]]
) -> None:
    sobject = SOBJECTS[one.key]
    layout = f"{sobject}-{one.label_en} Layout"
    sink.write(f"{folder}/{sobject}.object-meta.xml", xml.object_xml(one))
    shown = [field.full_name for field in fields if field.is_custom and field.kind not in ("LongTextArea", "MultiselectPicklist")]
    sink.write(f"{folder}/listViews/All.listView-meta.xml", xml.list_view_xml(shown[:14]))  # a list shows 15 columns at most
    sink.write(f"{ROOT}/layouts/{layout}.layout-meta.xml", xml.layout_xml(fields))
    sink.write(f"{ROOT}/tabs/{sobject}.tab-meta.xml", xml.tab_xml(_MOTIFS[one.key]))
    members["CustomObject"].append(sobject)
    members["ListView"].append(f"{sobject}.All")
    members["Layout"].append(layout)
    members["CustomTab"].append(sobject)


def _write_translations(plan: ExportPlan, sink: Sink) -> None:
    """Write the second package; an org takes it when Translation Workbench and the language are switched on."""
    names = []
    tongues: tuple[tuple[str, Language], ...] = (("ja", "ja"), ("en_US", "en"))
    for one in plan.objects:
        sobject = SOBJECTS[one.key]
        if not sobject.endswith("__c"):
            continue
        for code, language in tongues:
            name = f"{sobject}-{code}"
            folder = f"{TRANSLATIONS}/objectTranslations/{name}"
            sink.write(f"{folder}/{name}.objectTranslation-meta.xml", xml.object_translation_xml(one, language))
            for field in fields_of(one):
                if field.is_custom:
                    sink.write(f"{folder}/{field.full_name}.fieldTranslation-meta.xml", xml.field_translation_xml(field, language))
            names.append(name)
    sink.write("manifest/translations.xml", xml.manifest_xml({"CustomObjectTranslation": names}))


def _write_records(plan: ExportPlan, sink: Sink) -> str:
    """Write the CSV files and mapping.json; return the commands that upsert them in order."""
    mapping: dict[str, object] = {}
    commands = []
    for number, one in enumerate(plan.objects, start=1):
        sobject, fields = SOBJECTS[one.key], fields_of(one)
        used = [field for field in fields if field.is_custom or "Owner." not in field.header or _is_used(one, field)]
        files = []
        for part, data in enumerate(_csv_parts(one, used, plan.as_of), start=1):
            path = f"data/{number}-{sobject}.csv" if part == 1 else f"data/{number}-{sobject}-{part}.csv"
            sink.write(path, data)
            files.append(path)
            commands.append(
                f"sf data upsert bulk --sobject {sobject} --file {path} --external-id {EXTERNAL_ID} "
                "--line-ending LF --wait 60 --target-org my-org"
            )
        mapping[one.key] = {
            "sobject": sobject,
            "files": files,
            "columns": [
                {
                    "key": field.column.key,
                    "header": field.header,
                    "kind": field.kind,
                    "type": field.column.column_type,
                    "field": f"{ROOT}/objects/{sobject}/fields/{field.full_name}.field-meta.xml" if field.choices else "",
                    "field_id": field.column.field_id,
                    "label": field.column.label,
                }
                for field in used
            ],
        }
    sink.write("mapping.json", json_bytes({"objects": mapping}))
    return "\n".join(commands)


def _is_used(one: ExportObject, field: SalesforceField) -> bool:
    return any(field.column.key in row.values for row in one.rows)


def _csv_parts(one: ExportObject, fields: Sequence[SalesforceField], as_of: date) -> Iterator[bytes]:
    """Yield the records as CSV files small enough for one job each; at least one, be it only a header."""
    extra = _extra_headers(one)
    header = [EXTERNAL_ID, *extra, *(field.header for field in fields)]
    rows: list[list[str]] = []
    size = 0
    for row in one.rows:
        cells = [row.external_id, *_extra_cells(one, row, as_of), *(_cell(field, row.values.get(field.column.key)) for field in fields)]
        length = sum(len(cell.encode("utf-8")) + 3 for cell in cells)
        if rows and size + length > JOB_BYTES:
            yield machine_csv(header, rows)
            rows, size = [], 0
        rows.append(cells)
        size += length
    yield machine_csv(header, rows)


def _extra_headers(one: ExportObject) -> tuple[str, ...]:
    if one.key == "deal":
        return ("StageName", "CloseDate")
    return ("Name",) if one.key in _NAMED_BY else ()


def _extra_cells(one: ExportObject, row: ExportRow, as_of: date) -> tuple[str, ...]:
    """Return what Salesforce requires beside the plan's columns: a name of 80 characters, a stage, a close date."""
    if one.key == "deal":
        met = row.values.get("last_met_on")
        last = met if isinstance(met, date) else as_of
        close = row.values.get("expected_on") or date.fromordinal(min(last.toordinal() + DAYS_TO_CLOSE, date.max.toordinal()))
        return DEFAULT_STAGE, str(close)
    if one.key in _NAMED_BY:
        words = " ".join(str(row.values.get(_NAMED_BY[one.key], row.external_id)).split())
        return (words[:79] if words[:79] != NULL else row.external_id,)
    return ()


def _cell(field: SalesforceField, value: Value | None) -> str:
    """Return one cell; an absent value is #N/A, but empty where Salesforce takes no null: references, owners, check boxes."""
    if value is None:
        return "" if field.kind in ("Lookup", "Checkbox") or "." in field.header or not field.is_custom else NULL
    if isinstance(value, tuple):
        return ";".join(field.choices[one] for one in value) if field.choices else "\n".join(value)
    if isinstance(value, str):
        return field.choices[value] if field.choices else value
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, time):
        return value.isoformat(timespec="milliseconds") + "Z"  # a time of day has no zone; Salesforce writes it with Z
    return format_cell(value)


def _reader(source: Source, entry: Mapping[str, str]) -> Callable[[str], Value]:
    """Return how a cell of this column is read: choices through the field's own XML, the rest by kind."""
    if entry["field"]:
        tree = etree.fromstring(source.read(entry["field"]))
        spaces = {"m": xml.NAMESPACE}
        labels = {
            str(value.findtext("m:fullName", namespaces=spaces)): str(value.findtext("m:label", namespaces=spaces))
            for value in tree.iterfind(".//m:value", spaces)
        }
        if entry["kind"] == "MultiselectPicklist":
            return lambda text: tuple(labels[one] for one in text.split(";"))
        return lambda text: labels[text]
    if entry["type"] in ("text_list", "multi_choice"):
        return lambda text: tuple(text.split("\n"))
    if entry["type"] == "time":
        return lambda text: time.fromisoformat(text.removesuffix("Z")).replace(tzinfo=None)
    return lambda text: parse_cell(text, entry["type"])
