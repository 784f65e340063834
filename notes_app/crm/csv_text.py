"""CSV as text: one kind for machines, one for people who open it in Excel. Pure.

Machine files are UTF-8 without BOM, LF, every cell quoted, values as they are. Human files are UTF-8 with BOM and
CRLF, and a cell that a spreadsheet would run as a formula begins with `'`.

Source: RFC 4180; OWASP "CSV Injection".
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # a note's body may be longer than the library's 128 kB

BOM = "\ufeff"
_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")


def machine_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return CSV for a program."""
    return format_csv(header, rows).encode("utf-8")


def format_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return CSV for a program as text, to be written in an encoding of its own."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue()


def human_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return CSV that Excel opens by double click, safe from formula injection."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow([guard_formula(one) for one in header])
    for row in rows:
        writer.writerow([_human_cell(cell) for cell in row])
    return (BOM + buffer.getvalue()).encode("utf-8")


def _human_cell(cell: object) -> str:
    """Return a cell as text; a number is one, minus sign and all, and needs no guard."""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return str(cell) if isinstance(cell, int) else guard_formula("" if cell is None else str(cell))


def guard_formula(text: str) -> str:
    """Return `text` with `'` in front where a spreadsheet would take it for a formula, full-width signs included."""
    return "'" + text if text[:1] in _FORMULA_STARTS and text else text


def human_text(text: str) -> bytes:
    """Return a text file that Windows' own editor shows right: UTF-8 with BOM, CRLF."""
    return (BOM + text.replace("\r\n", "\n").replace("\n", "\r\n")).encode("utf-8")


def read_csv(data: bytes, encoding: str = "utf-8") -> list[dict[str, str]]:
    """Return the rows of a CSV of ours, a dict a row; every row has every column."""
    reader = csv.reader(io.StringIO(data.decode(encoding), newline=""))
    header = next(reader, [])
    return [dict(zip(header, row, strict=True)) for row in reader if row]
