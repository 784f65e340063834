"""kintone: an app per object (fields, layout, settings), CSV for cli-kintone and the browser, JSON for the REST API.

Source: kintone REST API (add form fields, update form layout, upsert records) and cli-kintone's CSV format;
the limits with their sources are in docs/crm/kintone.en.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from notes_app.crm.cells import Refusal
from notes_app.crm.csv_text import human_csv, machine_csv, read_csv
from notes_app.crm.encodings import UnmappableCell, cp932_csv
from notes_app.crm.kintone_fields import KEY, MOST_DECIMALS, NO, YES, layout_of, properties_of, settings_of
from notes_app.crm.kintone_lint import MOST_FIELDS, lint_app
from notes_app.crm.parcel import Sink, Source
from notes_app.crm.plan import Column, ExportObject, ExportPlan, ExportRow, Finding, ReadRows, Value
from notes_app.crm.readme import write_readmes
from notes_app.crm.rejects import REJECTS_FILE, rejects_csv
from notes_app.crm.target import CountingSink, ExportReport, Refuse, TargetLimits, fit_values
from notes_app.crm.wire import evidence_csv, format_cell, json_bytes, parse_cell
from notes_app.errors import Language

BATCH = 100  # records in one call of the REST API
_WEB = re.compile(r"(?:https?|ftp)://\S+")


class Kintone:
    """Writes `apps/<object>/` with fields.json, layout.json, settings.json, records.csv (UTF-8 and CP932) and upsert-NNN.json."""

    name = "kintone"
    labels: Mapping[Language, str] = {"ja": "kintone", "en": "kintone"}
    limits = TargetLimits(
        fields=MOST_FIELDS,
        label_length=128,
        licence_ja="アプリ 7 個。API とコマンドでの取り込みはスタンダードコース以上（ライトコースはブラウザの CSV のみ）。",
        licence_en="Seven apps. API and command-line import need the Standard course or above (Light: CSV import in the browser only).",
    )

    def fit(self, plan: ExportPlan) -> ExportPlan:
        """Return the plan with times to the minute and without what a kintone field cannot hold."""
        whole = replace(plan, objects=tuple(replace(one, rows=tuple(map(_to_minutes, one.rows))) for one in plan.objects))
        cut_count = sum(a is not b for x, y in zip(plan.objects, whole.objects, strict=True) for a, b in zip(x.rows, y.rows, strict=True))
        findings = (_seconds_cut(cut_count),) if cut_count else ()
        return fit_values(replace(whole, findings=(*plan.findings, *findings)), refuse_values)

    def write(self, plan: ExportPlan, out: Sink) -> ExportReport:
        sink = CountingSink(out)
        lost: list[tuple[str, UnmappableCell]] = []
        mapping = {}
        for one in plan.objects:
            folder = f"apps/{one.key}"
            sink.write(f"{folder}/fields.json", json_bytes({"app": "APP_ID", "properties": properties_of(one)}))
            sink.write(f"{folder}/layout.json", json_bytes({"app": "APP_ID", "layout": layout_of(one)}))
            sink.write(f"{folder}/settings.json", json_bytes(settings_of(one)))
            header = [KEY, *(column.key for column in one.columns)]
            rows = [[row.external_id, *(_csv_cell(row.values.get(column.key)) for column in one.columns)] for row in one.rows]
            sink.write(f"{folder}/records.csv", machine_csv(header, rows))
            windows, unmappable = cp932_csv(header, rows)
            if windows is not None:
                sink.write(f"{folder}/records.sjis.csv", windows)
            lost += [(one.key, cell) for cell in unmappable]
            for number, batch in enumerate(_batches(one), start=1):
                sink.write(f"{folder}/upsert-{number:03}.json", json_bytes(batch))
            mapping[one.key] = [
                {"code": column.key, "label": column.label, "type": column.column_type, "field_id": column.field_id}
                for column in one.columns
            ]
        sink.write("mapping.json", json_bytes({"objects": mapping}))
        sink.write("evidence.csv", evidence_csv(plan.evidence))
        sink.write(REJECTS_FILE, rejects_csv(plan.rejects))
        findings = plan.findings
        if lost:
            sink.write("cp932-unmappable.csv", _lost_csv(lost))
            findings = (*findings, _unmappable(len(lost)))
        write_readmes(self.name, replace(plan, findings=findings), sink, {"commands": dict.fromkeys(("ja", "en"), _commands(plan))})
        return ExportReport(self.name, sink.files, plan.counts, plan.rejects, findings)

    def field_names(self, one: ExportObject) -> Mapping[str, str]:
        return {column.key: column.key for column in one.columns}

    def lint(self, source: Source) -> tuple[Finding, ...]:
        return tuple(
            finding for path in source.list() if path.endswith("/fields.json") for finding in lint_app(source, path.rsplit("/", 1)[0])
        )

    def read_back(self, source: Source) -> ReadRows:
        read: dict[str, dict[str, dict[str, Value]]] = {}
        for key, columns in json.loads(source.read("mapping.json"))["objects"].items():
            rows = read_csv(source.read(f"apps/{key}/records.csv"))
            read[key] = {
                row[KEY]: {one["code"]: _parse(row[one["code"]], one["type"]) for one in columns if row[one["code"]] != ""} for row in rows
            }
        return read


NOT_WEB = Refusal(
    "not_a_web_address",
    "kintone のリンク項目に入る URL（http:// や https://）ではありません。",
    "This is no URL that a kintone link field takes (http:// or https://).",
)
TOO_FINE = Refusal("too_many_decimals", f"kintone の数値は小数 {MOST_DECIMALS} 桁までです。", f"kintone keeps {MOST_DECIMALS} decimals.")


def refuse_values(one: ExportObject) -> Refuse:
    """Return why kintone cannot hold a value in a column of this object, or None."""

    def refuse(column: Column, value: Value) -> Refusal | None:
        if column.column_type == "url" and not _WEB.fullmatch(str(value)):
            return NOT_WEB
        if isinstance(value, Decimal) and column.scale > MOST_DECIMALS and -int(value.as_tuple().exponent) > MOST_DECIMALS:
            return TOO_FINE
        return None

    return refuse


def _to_minutes(row: ExportRow) -> ExportRow:
    cut = {key: value.replace(second=0) for key, value in row.values.items() if isinstance(value, datetime | time) and value.second}
    return replace(row, values={**row.values, **cut}) if cut else row


def _seconds_cut(count: int) -> Finding:
    return Finding(
        "seconds_cut",
        "note",
        "datetime",
        f"kintone の時刻は分までです。{count} 件で秒を切り捨てました。",
        f"kintone keeps times to the minute: seconds were cut in {count} records.",
    )


def _unmappable(count: int) -> Finding:
    return Finding(
        "cp932_unmappable",
        "warning",
        "records.sjis.csv",
        f"シフト JIS（CP932）にない文字が {count} セルにあり、そのアプリの records.sjis.csv は作っていません。"
        "UTF-8 の records.csv をお使いください。一覧は cp932-unmappable.csv です。",
        f"{count} cells hold characters that CP932 lacks, so records.sjis.csv was not written for those apps; use records.csv (UTF-8). "
        "The cells are in cp932-unmappable.csv.",
    )


def _lost_csv(lost: Sequence[tuple[str, UnmappableCell]]) -> bytes:
    header = ("アプリ / app", "行 / row", "ID", "項目 / field", "文字 / characters")
    return human_csv(header, ((key, cell.row, cell.key, cell.column, cell.characters) for key, cell in lost))


def _text(value: Value) -> str | list[str]:
    """Return a value as the REST API takes it."""
    match value:
        case bool():
            return YES if value else NO
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case time():
            return value.strftime("%H:%M")
        case tuple():
            return list(value)
        case _:
            return format_cell(value)


def _csv_cell(value: Value | None) -> str:
    text = "" if value is None else _text(value)
    return "\n".join(text) if isinstance(text, list) else text


def _batches(one: ExportObject) -> Iterator[dict[str, Any]]:
    lists = {column.key for column in one.columns if column.column_type == "multi_choice"}
    for at in range(0, len(one.rows), BATCH):
        yield {
            "app": "APP_ID",
            "upsert": True,
            "records": [
                {
                    "updateKey": {"field": KEY, "value": row.external_id},
                    "record": {key: {"value": _text(value) if key in lists else _csv_cell(value)} for key, value in row.values.items()},
                }
                for row in one.rows[at : at + BATCH]
            ],
        }


def _parse(text: str, column_type: str) -> Value:
    match column_type:
        case "bool":
            return text == YES
        case "multi_choice" | "text_list":
            return tuple(text.split("\n"))
        case _:
            return parse_cell(text, column_type)


def _commands(plan: ExportPlan) -> str:
    return "\n".join(
        f"cli-kintone record import --base-url https://example.cybozu.com --app APP_ID --api-token TOKEN "
        f"--file-path apps/{one.key}/records.csv --update-key {KEY} --fields {KEY},{','.join(column.key for column in one.columns)}"
        for one in plan.objects
    )
