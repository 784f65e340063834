"""Markdown tables as labels and values: two columns of label and value, pairs of them, or a header row over rows. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from notes_app.mining.folding import fold_key
from notes_app.mining.label_forms import is_label_like
from notes_app.mining.lines import Line
from notes_app.mining.observation import Observation, Span

_HEADS = frozenset("項目 内容 item value 記入欄 記載内容 field 値 詳細 detail details 記入 欄 見出し 区分 ラベル content".split())
_CELL_LIMIT = 40  # columns and cells beyond this are no form a person filled in
_ROW_LIMIT = 400


def cells_of(text: str, line: Line) -> list[Span]:
    """Return the trimmed span of each cell of one table row."""
    cells: list[Span] = []
    at = line.body + 1
    end = line.end
    while at <= end and len(cells) < _CELL_LIMIT:
        bar = text.find("|", at, end)
        while bar > at and text[bar - 1] == "\\":
            bar = text.find("|", bar + 1, end)
        stop = bar if bar >= 0 else end
        a, b = at, stop
        while a < b and text[a] in " \t*":
            a += 1
        while b > a and text[b - 1] in " \t*":
            b -= 1
        if bar >= 0 or b > a:
            cells.append((a, b))
        if bar < 0:
            break
        at = bar + 1
    return cells


def _is_separator(text: str, cells: Sequence[Span]) -> bool:
    return bool(cells) and all(set(text[a:b]) <= set("-: ") and (b > a) for a, b in cells)


def table_observations(text: str, lines: Sequence[Line], known: Callable[[str], bool], parent: str) -> tuple[list[Observation], list[Span]]:
    """Return the labelled values of a table, and the spans of its rows without the header."""
    rows = [cells_of(text, line) for line in lines[:_ROW_LIMIT]]
    separator = next((at for at, row in enumerate(rows) if _is_separator(text, row)), -1)
    header = rows[separator - 1] if separator > 0 else []
    body = [row for at, row in enumerate(rows) if at not in (separator, separator - 1 if separator > 0 else -1)]
    if not body and header:
        return [], []

    def key(span: Span) -> str:
        return fold_key(text[span[0] : span[1]])

    header_known = sum(known(key(cell)) for cell in header if key(cell) not in _HEADS)
    header_is_names = bool(header) and sum(key(c) in _HEADS or not key(c) for c in header) * 2 >= len(header)
    firsts = [row for row in ([header, *body] if header and not header_is_names else body) if row]
    known_firsts = sum(known(key(row[0])) for row in firsts)
    widths = max((len(row) for row in rows), default=0)
    if (
        widths in (4, 6, 8)
        and sum(known(key(row[at])) for row in firsts for at in range(0, len(row) - 1, 2)) * 2 > len(firsts) * widths / 2
        and header_known <= widths / 2
    ):
        return _pairs(text, firsts, parent), _spans(firsts)
    if widths == 2 and (header_is_names or known_firsts * 3 >= len(firsts)) and not (header_known == 2 and known_firsts < 2):
        return _pairs(text, firsts, parent), _spans(firsts)
    if widths > 2 and known_firsts * 2 > len(firsts) and header_known <= 1 and len(firsts) >= 3:
        return _pairs(text, [row[:2] for row in firsts], parent), _spans(firsts)
    if header:
        return _columns(text, header, body, parent), _spans(body)
    return [], _spans(body)


def _pairs(text: str, rows: Sequence[Sequence[Span]], parent: str) -> list[Observation]:
    found = []
    for row in rows:
        for at in range(0, len(row) - 1, 2):
            (a, b), value = row[at], row[at + 1]
            if not is_label_like(text[a:b]):
                continue
            parts = _broken(text, value) if value[1] > value[0] else ()
            found.append(Observation(fold_key(text[a:b]), text[a:b], a, b, parts, "table", parent))
    return [one for one in found if one.key]


def _broken(text: str, span: Span) -> tuple[Span, ...]:
    """Split a cell at <br>."""
    parts, at = [], span[0]
    while True:
        cut = text.find("<br", at, span[1])
        stop = cut if cut >= 0 else span[1]
        if stop > at:
            parts.append((at, stop))
        close = text.find(">", stop, span[1]) if cut >= 0 else -1
        if close < 0:
            return tuple(parts)
        at = close + 1


_TOTAL = re.compile(r"(?:合|小|総)?計|総額|(?:sub|grand )?total|sum", re.IGNORECASE)
"""The row that adds the others up names nobody."""


def _columns(text: str, header: Sequence[Span], body: Sequence[Sequence[Span]], parent: str) -> list[Observation]:
    found = []
    for number, row in enumerate(body):
        if row and _TOTAL.fullmatch(text[row[0][0] : row[0][1]].strip(" *:")):
            continue
        for (a, b), value in zip(header, row, strict=False):
            key = fold_key(text[a:b])
            if not key or not is_label_like(text[a:b]):
                continue
            parts = _broken(text, value) if value[1] > value[0] else ()
            found.append(Observation(key, text[a:b], a, b, parts, "column", parent, row=number))
    return found


def _spans(rows: Sequence[Sequence[Span]]) -> list[Span]:
    return [(row[0][0], row[-1][1]) for row in rows if row]
