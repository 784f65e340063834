"""SQLite: one database file with a table per object, checked by its own constraints; opens in Datasette.

Source: SQLite's STRICT tables (3.37) and CHECK constraints; Datasette's metadata.json.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from decimal import Decimal
from typing import Any

from notes_app.crm.parcel import Sink, Source
from notes_app.crm.plan import Column, ExportObject, ExportPlan, Finding, ReadRows, Value
from notes_app.crm.readme import write_readmes
from notes_app.crm.rejects import REJECTS_FILE, rejects_csv
from notes_app.crm.target import CountingSink, ExportReport, TargetLimits
from notes_app.crm.wire import format_cell, json_bytes, parse_cell
from notes_app.errors import Language

BASE = "notes-app.sqlite"
COLUMN_TABLE = "column_of"
_SQL_TYPES: Mapping[str, str] = {"bool": "INTEGER", "integer": "INTEGER", "money": "INTEGER"}
_TEXT_PATTERNS: Mapping[str, str] = {
    "date": "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]",
    "time": "[0-9][0-9]:[0-9][0-9]:[0-9][0-9]",
    "datetime": "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]*",
}


class Sqlite:
    """Writes `notes-app.sqlite`, `metadata.json` for Datasette, README ja and en, and the rejects."""

    name = "sqlite"
    labels: Mapping[Language, str] = {"ja": "SQLite（Datasette）", "en": "SQLite (Datasette)"}
    limits = TargetLimits(fields=1_900, licence_ja="無料。", licence_en="Free.")

    def fit(self, plan: ExportPlan) -> ExportPlan:
        """Return the plan as it is: the format holds every value."""
        return plan

    def write(self, plan: ExportPlan, out: Sink) -> ExportReport:
        sink = CountingSink(out)
        with closing(sqlite3.connect(":memory:")) as base:
            _fill(base, plan)
            sink.write(BASE, base.serialize())
        sink.write("metadata.json", json_bytes(_metadata(plan)))
        sink.write(REJECTS_FILE, rejects_csv(plan.rejects))
        write_readmes(self.name, plan, sink, {})
        return ExportReport(self.name, sink.files, plan.counts, plan.rejects, plan.findings)

    def lint(self, source: Source) -> tuple[Finding, ...]:
        """Let SQLite check the file: its structure, its foreign keys, its constraints."""
        with closing(_open(source)) as base:
            try:
                broken = [row[0] for row in base.execute("PRAGMA integrity_check") if row[0] != "ok"]
                broken += [f"foreign key {row}" for row in base.execute("PRAGMA foreign_key_check")]
            except sqlite3.DatabaseError as error:
                broken = [str(error)]
        return tuple(Finding("integrity", "error", BASE, f"データベースの検査: {one}", f"Integrity check: {one}") for one in broken)

    def read_back(self, source: Source) -> ReadRows:
        read: dict[str, dict[str, dict[str, Value]]] = {}
        with closing(_open(source)) as base:
            types: dict[str, dict[str, str]] = {}
            for table, column, kind in base.execute(f"SELECT object, key, type FROM {COLUMN_TABLE} ORDER BY rowid"):  # noqa: S608
                types.setdefault(table, {})[column] = kind
            for table, columns in types.items():
                cursor = base.execute(f"SELECT * FROM {_quoted(table)}")  # noqa: S608  our own table, quoted
                names = [one[0] for one in cursor.description]
                read[table] = {}
                for cells in cursor:
                    row = dict(zip(names, cells, strict=True))
                    read[table][row["external_id"]] = {key: _value(row[key], kind) for key, kind in columns.items() if row[key] is not None}
        return read


def _open(source: Source) -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    base.deserialize(source.read(BASE))
    return base


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _fill(base: sqlite3.Connection, plan: ExportPlan) -> None:
    base.execute("PRAGMA foreign_keys = ON")
    base.execute("PRAGMA page_size = 4096")
    base.execute(
        f"CREATE TABLE {COLUMN_TABLE} (object TEXT, key TEXT, type TEXT, label TEXT, label_en TEXT, field_id TEXT, purpose TEXT, "
        "PRIMARY KEY (object, key)) STRICT"
    )
    keys: set[str] = {one.key for one in plan.objects}
    for one in plan.objects:
        base.execute(_create(one, keys))
        base.executemany(
            f"INSERT INTO {COLUMN_TABLE} VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  a constant of ours
            [
                (one.key, column.key, column.column_type, column.label, column.label_en, column.field_id, column.purpose)
                for column in one.columns
            ],
        )
        places = ", ".join("?" * (len(one.columns) + 1))
        base.executemany(f"INSERT INTO {_quoted(one.key)} VALUES ({places})", _rows(one))  # noqa: S608  our own table, quoted
    base.execute(
        "CREATE TABLE evidence (object TEXT NOT NULL, external_id TEXT NOT NULL, field TEXT NOT NULL, note_id TEXT NOT NULL, "
        'start INTEGER, "end" INTEGER, quote TEXT NOT NULL, confidence REAL NOT NULL, confirmed INTEGER NOT NULL) STRICT'
    )
    base.executemany(
        "INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                row.object_key,
                row.external_id,
                row.column_key,
                row.note_id,
                row.start,
                row.end,
                row.quote,
                row.confidence,
                int(row.confirmed),
            )
            for row in plan.evidence
        ],
    )
    base.execute("CREATE INDEX evidence_of ON evidence (object, external_id, field)")
    base.commit()


def _create(one: ExportObject, keys: set[str]) -> str:
    columns = ['"external_id" TEXT PRIMARY KEY NOT NULL', *(_column(column, keys) for column in one.columns)]
    return "CREATE TABLE " + _quoted(one.key) + " (\n  " + ",\n  ".join(columns) + "\n) STRICT"


def _column(column: Column, keys: set[str]) -> str:
    name = _quoted(column.key)
    parts = [name, _SQL_TYPES.get(column.column_type, "TEXT")]
    if column.required:
        parts.append("NOT NULL")
    if column.references in keys:
        parts.append(f'REFERENCES {_quoted(str(column.references))} ("external_id")')
    if column.column_type == "choice":
        parts.append(f"CHECK ({name} IN ({', '.join(map(_literal, column.choices))}))")
    if column.column_type == "bool":
        parts.append(f"CHECK ({name} IN (0, 1))")
    if column.column_type in ("multi_choice", "text_list"):
        parts.append(f"CHECK ({name} IS NULL OR json_valid({name}))")
    if column.column_type in _TEXT_PATTERNS:
        parts.append(f"CHECK ({name} GLOB {_literal(_TEXT_PATTERNS[column.column_type])})")
    return " ".join(parts)


def _rows(one: ExportObject) -> Iterator[tuple[Any, ...]]:
    for row in one.rows:
        yield (row.external_id, *(_sql(row.values.get(column.key)) for column in one.columns))


def _sql(value: Value | None) -> str | int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return int(value) if isinstance(value, bool) else format_cell(value)


def _value(cell: str | int, column_type: str) -> Value:
    if column_type == "bool":
        return bool(cell)
    return cell if isinstance(cell, int) else Decimal(cell) if column_type in ("number", "percent") else parse_cell(cell, column_type)


def _metadata(plan: ExportPlan) -> dict[str, Any]:
    tables = {
        one.key: {
            "title": one.label,
            "description": one.label_en,
            "label_column": one.columns[0].key,
            "columns": {column.key: column.label for column in one.columns},
        }
        for one in plan.objects
    }
    return {"title": plan.template_name, "databases": {"notes-app": {"tables": tables}}}
