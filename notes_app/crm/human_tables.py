"""Records as CSV for people: what Excel opens by double click, in UTF-8 with BOM and, where it can, in CP932. Pure.

Cells read as people read them: はい and いいえ, local times, several values on lines of one cell. Nothing in them runs as
a formula. A character that CP932 lacks is listed by cell; that object then has no CP932 file, for a `?` would be a lie.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

from notes_app.crm.csv_text import human_csv
from notes_app.crm.encodings import to_cp932, unmappable_in
from notes_app.crm.plan import ExportObject, ExportPlan, Value
from notes_app.crm.wire import format_cell

KEY_LABEL = "外部 ID"
LOST_FILE = "cp932-unmappable.csv"
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class LostCell:
    """A cell that CP932 cannot hold. row: as Excel counts, the heading being 1. characters: each once, in order."""

    sheet: str
    row: int
    external_id: str
    column: str
    characters: str


def table_of(one: ExportObject) -> tuple[list[str], list[list[object]]]:
    """Return heading and rows of an object, as people read them."""
    header = [KEY_LABEL, *(column.label for column in one.columns)]
    rows: list[list[object]] = [[row.external_id, *(_said(row.values.get(column.key)) for column in one.columns)] for row in one.rows]
    return header, rows


def _said(value: Value | None) -> str | int | Decimal:
    match value:
        case None:
            return ""
        case bool():
            return "はい" if value else "いいえ"
        case int() | Decimal():
            return value
        case tuple():
            return "\n".join(value)
        case datetime() | time():
            return value.strftime("%Y/%m/%d %H:%M" if isinstance(value, datetime) else "%H:%M")
        case _:
            return format_cell(value)


def human_tables(plan: ExportPlan) -> tuple[dict[str, bytes], tuple[LostCell, ...]]:
    """Return path -> bytes of every object's CSV, and the cells that kept an object from having a CP932 file."""
    files: dict[str, bytes] = {}
    lost: list[LostCell] = []
    for number, one in enumerate(plan.objects, start=1):
        header, rows = table_of(one)
        data = human_csv(header, rows)
        files[f"csv-utf8/{number}-{one.key}.csv"] = data
        windows = to_cp932(data.removeprefix(_BOM).decode("utf-8"))
        if windows is not None:
            files[f"csv-cp932/{number}-{one.key}.csv"] = windows
        else:
            lost += _lost(one, header, rows)
    if lost:
        files[LOST_FILE] = lost_csv(lost)
    return files, tuple(lost)


def _lost(one: ExportObject, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[LostCell]:
    for number, cells in enumerate([header, *rows], start=1):
        for column, cell in zip(header, cells, strict=True):
            if characters := unmappable_in(str(cell)):
                yield LostCell(one.label, number, str(cells[0]) if number > 1 else "", column, characters)


def lost_csv(lost: Sequence[LostCell]) -> bytes:
    """Return the list of cells that CP932 cannot hold, as a person opens it."""
    header = ("シート / sheet", "行 / row", "ID", "項目 / field", "文字 / characters")
    return human_csv(header, ((one.sheet, one.row, one.external_id, one.column, one.characters) for one in lost))
