"""Excel: one sheet per object with typed cells and choice lists, and a sheet that explains every column.

No cell is ever a formula: text is stored as text, whatever it begins with.

Source: ECMA-376; Excel's limits (32,767 characters a cell, 1,048,576 rows).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from notes_app.crm.cells import Refusal
from notes_app.crm.human_tables import KEY_LABEL, LOST_FILE, human_tables
from notes_app.crm.parcel import Sink, Source, zip_bytes
from notes_app.crm.plan import Column, ExportObject, ExportPlan, Finding, ReadRows, Value
from notes_app.crm.readme import write_readmes
from notes_app.crm.rejects import REJECTS_FILE, rejects_csv
from notes_app.crm.target import CountingSink, ExportReport, Refuse, TargetLimits, fit_values
from notes_app.crm.wire import EVIDENCE_COLUMNS, parse_cell
from notes_app.errors import Language

if TYPE_CHECKING:
    from openpyxl import Workbook

BOOK = "notes-app.xlsx"
COLUMNS_SHEET = "項目"
CHOICES_SHEET = "選択肢"
EVIDENCE_SHEET = "根拠"
LONGEST_CELL = 32_767
MOST_EXACT_DIGITS = 15  # Excel's numbers are IEEE doubles
EARLIEST = date(1900, 3, 1)  # before it Excel's calendar has a day that never was
_FORMULA = re.compile(rb"<f[ >/]")  # a `<` inside text is escaped in XML
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORMATS: Mapping[str, str] = {
    "date": "yyyy/mm/dd",
    "datetime": "yyyy/mm/dd hh:mm",
    "time": "hh:mm",
    "money": '"¥"#,##0',
    "percent": '0.##"%"',
    "integer": "0",
    "number": "0.######",
}
_TRUE, _FALSE = "はい", "いいえ"


class Xlsx:
    """Writes `notes-app.xlsx`, the same tables as CSV for people (UTF-8 with BOM, CP932), README ja and en, and the rejects."""

    name = "xlsx"
    labels: Mapping[Language, str] = {"ja": "Excel（xlsx）", "en": "Excel (xlsx)"}
    limits = TargetLimits(
        fields=16_000, text_length=LONGEST_CELL, licence_ja="Excel または互換ソフト。", licence_en="Excel or a compatible program."
    )

    def fit(self, plan: ExportPlan) -> ExportPlan:
        return fit_values(plan, refuse_values)

    def write(self, plan: ExportPlan, out: Sink) -> ExportReport:
        sink = CountingSink(out)
        sink.write(BOOK, _workbook(plan))
        files, lost = human_tables(plan)
        for path, data in files.items():
            sink.write(path, data)
        findings = (*plan.findings, _unmappable(len(lost))) if lost else plan.findings
        sink.write(REJECTS_FILE, rejects_csv(plan.rejects))
        write_readmes(self.name, replace(plan, findings=findings), sink, {})
        return ExportReport(self.name, sink.files, plan.counts, plan.rejects, findings)

    def lint(self, source: Source) -> tuple[Finding, ...]:
        """Check that no cell is a formula."""
        with zipfile.ZipFile(io.BytesIO(source.read(BOOK))) as archive:
            sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and _FORMULA.search(archive.read(name))]
        return tuple(Finding("formula", "error", f"{BOOK}:{name}", "数式のセルがあります。", "A cell is a formula.") for name in sheets)

    def read_back(self, source: Source) -> ReadRows:
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(source.read(BOOK)), read_only=True)
        columns: dict[str, list[tuple[str, str]]] = {}
        sheets: dict[str, str] = {}
        for row in list(book[COLUMNS_SHEET].iter_rows(values_only=True))[1:]:
            object_key, sheet, _, key, column_type = (_unescape(str(cell)) for cell in row[:5])
            sheets[object_key] = sheet
            columns.setdefault(object_key, [])
            if key != "external_id":
                columns[object_key].append((key, column_type))
        zone = ZoneInfo(book.properties.keywords or "Asia/Tokyo")
        read = {key: _read_sheet(book[sheet].iter_rows(values_only=True), columns[key], zone) for key, sheet in sheets.items()}
        book.close()
        return read


def _unmappable(count: int) -> Finding:
    return Finding(
        "cp932_unmappable",
        "note",
        "csv-cp932",
        f"シフト JIS（CP932）にない文字が {count} セルにあり、そのシートの CP932 の CSV は作っていません。csv-utf8 か xlsx をお使いください。"
        f"一覧は {LOST_FILE} です。",
        f"{count} cells hold characters that CP932 lacks, so those sheets have no CSV in CP932; use csv-utf8 or the workbook. "
        f"The cells are in {LOST_FILE}.",
    )


TOO_LONG = Refusal("too_long", "Excel のセルには 32,767 文字までしか入りません。", "An Excel cell holds 32,767 characters.")
TOO_FINE = Refusal("too_many_digits", "Excel の数値は 15 桁までです。", "Excel keeps 15 digits of a number.")
TOO_OLD = Refusal("too_old", "Excel の日付は 1900 年 3 月からです。", "Excel's dates begin in March 1900.")


def refuse_values(one: ExportObject) -> Refuse:
    """Return why Excel cannot hold a value, or None."""

    def refuse(column: Column, value: Value) -> Refusal | None:
        if isinstance(value, str | tuple):
            text = "\n".join(value) if isinstance(value, tuple) else value
            return TOO_LONG if len(_escape(text).encode("utf-16-le")) // 2 > LONGEST_CELL else None
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return TOO_FINE if len(Decimal(value).normalize().as_tuple().digits) > MOST_EXACT_DIGITS else None
        day = value.date() if isinstance(value, datetime) else value
        return TOO_OLD if isinstance(day, date) and day < EARLIEST else None

    return refuse


def _escape(text: str) -> str:
    """Return text in which Excel's own escapes (_x000D_) stand for themselves."""
    return _ESCAPED.sub("_x005F_", text)


def _unescape(text: str) -> str:
    return text.replace("_x005F_", "_")


def _workbook(plan: ExportPlan) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    choices = {f"{one.key}.{column.key}": column.choices for one in plan.objects for column in one.columns if column.choices}
    for one in plan.objects:
        _object_sheet(book, plan, one, choices)
    _columns_sheet(book, plan)
    _evidence_sheet(book, plan)
    if choices:
        sheet = book.create_sheet(CHOICES_SHEET)
        cell = _cell_maker(sheet)
        sheet.append([cell(key, "text") for key in choices])
        for row in range(max(map(len, choices.values()))):
            sheet.append([cell(column[row] if row < len(column) else None, "text") for column in choices.values()])
    book.properties.creator = "notes-app"
    book.properties.keywords = plan.zone  # Excel's times have no zone: this says whose they are
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_clock(buffer.getvalue(), plan.as_of)


def _without_clock(data: bytes, day: date) -> bytes:
    """Return the same workbook without the time it was written at, so that the same plan gives the same bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    core = files["docProps/core.xml"].decode("utf-8")
    files["docProps/core.xml"] = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", f"{day.isoformat()}T00:00:00Z", core).encode("utf-8")
    return zip_bytes(files)


def _cell_maker(sheet: Any) -> Callable[..., Any]:
    """Return how a typed cell is made on a sheet: text is always text.

    A style is looked up once a kind and then shared by its cells: openpyxl hashes every style that is assigned, which made
    20,000 records take 100 seconds.
    """
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    styles: dict[str, Any] = {}

    def style_of(kind: str) -> Any:
        if kind not in styles:
            cell = WriteOnlyCell(sheet)
            if kind == "head":
                cell.font = Font(bold=True)
            elif kind == "lines":
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            else:
                cell.number_format = _FORMATS[kind]
            styles[kind] = cell._style  # type: ignore[attr-defined]  # the way openpyxl's manual copies a style
        return styles[kind]

    def make(value: Value | float | None, column_type: str, *, is_head: bool = False) -> Any:
        if value is None:
            return None
        if isinstance(value, str | tuple | bool):
            text = _escape(_text(value))
            kind = "head" if is_head else "lines" if "\n" in text else ""
            if not kind and not text.startswith("="):
                return text
            cell = WriteOnlyCell(sheet, value=text)
            cell.data_type = "s"  # openpyxl would make a formula of "=1+1"
        else:
            kind = column_type if column_type in _FORMATS else ""
            cell = WriteOnlyCell(sheet, value=value.replace(tzinfo=None) if isinstance(value, datetime) else value)  # type: ignore[arg-type]
        if kind:
            cell._style = style_of(kind)  # type: ignore[attr-defined]
        return cell

    return make


def _text(value: str | tuple[str, ...] | bool) -> str:
    if isinstance(value, bool):
        return _TRUE if value else _FALSE
    return "\n".join(value) if isinstance(value, tuple) else value


def _object_sheet(book: Workbook, plan: ExportPlan, one: ExportObject, choices: Mapping[str, tuple[str, ...]]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet = book.create_sheet(one.label)
    sheet.freeze_panes = "B2"
    cell = _cell_maker(sheet)
    lists = list(choices)
    for number, column in enumerate(one.columns, start=2):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = 60 if column.column_type in ("longtext", "text_list") else 18
        if column.column_type == "choice":
            source = get_column_letter(lists.index(f"{one.key}.{column.key}") + 1)
            rule = DataValidation("list", formula1=f"'{CHOICES_SHEET}'!${source}$2:${source}${len(column.choices) + 1}", allow_blank=True)
            rule.add(f"{letter}2:{letter}{max(2, len(one.rows) + 1)}")
            sheet.data_validations.append(rule)
    sheet.append([cell(KEY_LABEL, "text", is_head=True), *(cell(column.label, "text", is_head=True) for column in one.columns)])
    for row in one.rows:
        sheet.append([cell(row.external_id, "text"), *(cell(row.values.get(column.key), column.column_type) for column in one.columns)])


def _columns_sheet(book: Workbook, plan: ExportPlan) -> None:
    sheet = book.create_sheet(COLUMNS_SHEET)
    cell = _cell_maker(sheet)
    head = ("対象", "シート", "項目名", "API 名", "型", "英語名", "必須", "選択肢", "目的", "項目 ID")
    sheet.append([cell(text, "text", is_head=True) for text in head])
    for one in plan.objects:
        sheet.append([cell(text, "text") for text in (one.key, one.label, KEY_LABEL, "external_id", "text", "External id", _TRUE)])
        for column in one.columns:
            texts = (
                one.key,
                one.label,
                column.label,
                column.key,
                column.column_type,
                column.label_en,
                _text(column.required),
                "\n".join(column.choices)[:1000],
                column.purpose[:1000],
                column.field_id,
            )
            sheet.append([cell(text, "text") for text in texts])


def _evidence_sheet(book: Workbook, plan: ExportPlan) -> None:
    sheet = book.create_sheet(EVIDENCE_SHEET)
    cell = _cell_maker(sheet)
    sheet.append([cell(text, "text", is_head=True) for text in EVIDENCE_COLUMNS])
    for one in plan.evidence:
        sheet.append(
            [
                cell(one.object_key, "text"),
                cell(one.external_id, "text"),
                cell(one.column_key, "text"),
                cell(one.note_id, "text"),
                cell(one.start, "integer"),
                cell(one.end, "integer"),
                cell(one.quote[: LONGEST_CELL // 2], "text"),
                cell(one.confidence, "number"),
                cell(one.confirmed, "bool"),
            ]
        )


def _read_sheet(rows: Iterator[tuple[Any, ...]], columns: list[tuple[str, str]], zone: ZoneInfo) -> dict[str, dict[str, Value]]:
    next(rows)
    read: dict[str, dict[str, Value]] = {}
    for row in rows:
        cells = dict(zip(columns, row[1:], strict=False))
        read[_unescape(str(row[0]))] = {key: _parse(cell, kind, zone) for (key, kind), cell in cells.items() if cell is not None}
    return read


def _parse(cell: Any, column_type: str, zone: ZoneInfo) -> Value:
    if isinstance(cell, datetime):
        return cell.date() if column_type == "date" else cell.replace(tzinfo=zone)
    if isinstance(cell, time):
        return cell
    if isinstance(cell, int | float):
        return int(cell) if column_type in ("integer", "money") else Decimal(repr(cell))
    text = _unescape(str(cell))
    if column_type in ("multi_choice", "text_list"):
        return tuple(text.split("\n"))
    return text == _TRUE if column_type == "bool" else parse_cell(text, column_type)
