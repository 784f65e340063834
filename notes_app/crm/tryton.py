"""Tryton: a module with typed fields, the records, and a loader: the open CRM that proves the round trip.

Accounts and contacts stand beside Tryton's own parties, each linked to the one the loader makes for it.

Source: Tryton 8.2 (docs/crm/tryton.en.md).
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from lxml import etree

from notes_app.crm.cells import Refusal
from notes_app.crm.csv_text import machine_csv, read_csv
from notes_app.crm.parcel import Sink, Source
from notes_app.crm.plan import Column, ExportObject, ExportPlan, Finding, ReadRows, Value
from notes_app.crm.readme import TEXTS, write_readmes
from notes_app.crm.rejects import REJECTS_FILE, rejects_csv
from notes_app.crm.target import CountingSink, ExportReport, Refuse, TargetLimits, fit_values
from notes_app.crm.tryton_fields import KEY, LONGEST_CHAR, LONGEST_ID, MODELS, NAMED_BY, WITH_PARTY, fields_of
from notes_app.crm.tryton_module import PACKAGE, module_files
from notes_app.crm.wire import evidence_csv, format_cell, json_bytes, parse_cell
from notes_app.errors import Language

LOADER = "load.py"
MOST_COLUMNS = 1_500  # PostgreSQL takes 1,600 columns a table; Tryton's own and some air are left


class Tryton:
    """Writes the module `notes_app`, records/, load.py and mapping.json."""

    name = "tryton"
    labels: Mapping[Language, str] = {"ja": "Tryton（オープンソースの業務ソフト）", "en": "Tryton (open source)"}
    limits = TargetLimits(
        fields=MOST_COLUMNS,
        licence_ja="無料（GPL）。自社サーバーに置けます。Tryton 8.2 と trytond-party が要ります。",
        licence_en="Free (GPL), on a server of your own. It needs Tryton 8.2 and trytond-party.",
    )

    def fit(self, plan: ExportPlan) -> ExportPlan:
        return fit_values(plan, refuse_values)

    def write(self, plan: ExportPlan, out: Sink) -> ExportReport:
        sink = CountingSink(out)
        for path, text in module_files(plan):
            sink.write(path, text.encode("utf-8"))
        sink.write(LOADER, (TEXTS / "tryton" / LOADER).read_bytes())
        mapping = []
        for number, one in enumerate(plan.objects, start=1):
            path = f"records/{number}-{one.key}.csv"
            sink.write(path, _records(one))
            mapping.append(_entry(one, path))
        sink.write("mapping.json", json_bytes({"objects": mapping}))
        sink.write("evidence.csv", evidence_csv(plan.evidence))
        sink.write(REJECTS_FILE, rejects_csv(plan.rejects))
        write_readmes(self.name, plan, sink, {})
        return ExportReport(self.name, sink.files, plan.counts, plan.rejects, plan.findings)

    def field_names(self, one: ExportObject) -> Mapping[str, str]:
        return {field.column.key: field.name for field in fields_of(one)}

    def lint(self, source: Source) -> tuple[Finding, ...]:
        """Check that the module is Python and XML, that every record finds its field, and that no id stands twice."""
        return tuple(_lint(source))

    def read_back(self, source: Source) -> ReadRows:
        read: dict[str, dict[str, dict[str, Value]]] = {}
        for entry in json.loads(source.read("mapping.json"))["objects"]:
            columns = [(one["key"], one["field"], one["type"]) for one in entry["columns"]]
            read[entry["object"]] = {
                row[KEY]: {key: parse_cell(row[name], kind) for key, name, kind in columns if row[name] != ""}
                for row in read_csv(source.read(entry["file"]))
            }
        return read


MOST_EXACT_DIGITS = 15  # on SQLite, Tryton's decimals pass through IEEE doubles
TOO_FINE = Refusal("too_many_digits", "SQLite 上の Tryton の数値は 15 桁までです。", "Tryton on SQLite keeps 15 digits of a number.")


def refuse_values(one: ExportObject) -> Refuse:
    """Return why Tryton cannot hold a value; its fields are made for the values, so little is refused."""

    def refuse(column: Column, value: Value) -> Refusal | None:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return None
        return TOO_FINE if len(Decimal(value).normalize().as_tuple().digits) > MOST_EXACT_DIGITS else None

    return refuse


def _records(one: ExportObject) -> bytes:
    fields = fields_of(one)
    return machine_csv(
        [KEY, *(field.name for field in fields)],
        (
            [row.external_id, *(format_cell(row.values[field.column.key]) if field.column.key in row.values else "" for field in fields)]
            for row in one.rows
        ),
    )


def _entry(one: ExportObject, path: str) -> dict[str, Any]:
    return {
        "object": one.key,
        "model": MODELS[one.key],
        "named_by": NAMED_BY[one.key],
        "party": one.key in WITH_PARTY,
        "file": path,
        "columns": [
            {
                "key": field.column.key,
                "field": field.name,
                "kind": field.kind,
                "type": field.column.column_type,
                "references": MODELS[field.column.references] if field.column.references else "",
                "field_id": field.column.field_id,
                "label": field.column.label,
            }
            for field in fields_of(one)
        ],
    }


def _lint(source: Source) -> Iterator[Finding]:
    declared = {}
    for path in source.list():
        try:
            if path.endswith(".py"):
                declared[path] = _declared(source.read(path).decode("utf-8"))
            elif path.endswith(".xml"):
                etree.fromstring(source.read(path))
        except (SyntaxError, ValueError, etree.XMLSyntaxError) as error:
            yield Finding("not_readable", "error", path, f"{path} を読めません: {error}", f"{path} cannot be read: {error}")
    models = declared.get(f"{PACKAGE}/records.py", {})
    for entry in json.loads(source.read("mapping.json"))["objects"]:
        fields, rows = models.get(entry["model"], set()), read_csv(source.read(entry["file"]))
        for one in entry["columns"]:
            if one["field"] not in fields:
                yield _broken("field_missing", f"{entry['model']}.{one['field']}", "項目がモジュールにありません。", "The module has no such field.")
            elif one["kind"] == "Char" and any(len(row[one["field"]]) > LONGEST_CHAR for row in rows):
                yield _broken("too_long", f"{entry['model']}.{one['field']}", "255 文字を超える値があります。", "A value is longer than 255.")
        ids = [row[KEY] for row in rows]
        if len(set(ids)) != len(ids) or any(not 0 < len(one) <= LONGEST_ID for one in ids):
            yield _broken("bad_id", entry["file"], "ID が空か、長すぎるか、重なっています。", "An id is empty, too long, or there twice.")


def _declared(text: str) -> dict[str, set[str]]:
    """Return model name -> names of the fields that its class declares."""
    found: dict[str, set[str]] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef):
            sets = {
                target.id: line.value
                for line in node.body
                if isinstance(line, ast.Assign)
                for target in line.targets
                if isinstance(target, ast.Name)
            }
            name = sets.get("__name__")
            if isinstance(name, ast.Constant):
                found[str(name.value)] = set(sets)
    return found


def _broken(code: str, where: str, ja: str, en: str) -> Finding:
    return Finding(code, "error", where, f"{where}: {ja}", f"{where}: {en}")
