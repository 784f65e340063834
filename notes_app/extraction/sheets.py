"""Read Excel workbooks sheet by sheet: values as people see them, row by row, tabs between cells."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from notes_app.extraction.extracted import LONGEST_TEXT, Extracted, ReadPassage, gathered
from notes_app.extraction.zip_bounds import BadFileError, CheckedZip

_YEN = ("¥", "￥", "円", "[$¥", "JP")


def read_workbook(data: bytes) -> Extracted:
    """Return the text of each sheet of a .xlsx, hidden ones too. Raises as `CheckedZip`."""
    CheckedZip(data).check_xml()
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except MemoryError:
        raise
    except Exception as error:  # openpyxl lets through whatever a damaged workbook makes happen
        raise BadFileError(repr(error)) from error
    return gathered(ReadPassage("sheet", str(sheet.title), _sheet_text(sheet)) for sheet in book.worksheets)


def _sheet_text(sheet: Any) -> str:
    lines: list[str] = []
    room = LONGEST_TEXT
    for line in _lines(sheet):
        lines.append(line)
        room -= len(line)
        if room < 0:
            break
    return "\n".join(lines)


def _lines(sheet: Any) -> Iterator[str]:
    sheet.reset_dimensions()  # what a workbook says of its own size is not always so
    for row in sheet.iter_rows():
        cells = [_cell_text(cell.value, str(getattr(cell, "number_format", "") or "")) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield "\t".join(cells)


def _cell_text(value: object, number_format: str) -> str:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).upper()
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time(0) else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        if "%" in number_format:
            return f"{value * 100:.10g}%"
        plain = f"{value:,.10g}" if "," in number_format and abs(value) < 1e10 else f"{value:.15g}"
        return f"{plain}円" if any(sign in number_format for sign in _YEN) else plain
    return str(value).replace("_x000D_", "").replace("\r\n", "\n")
