"""CP932, the encoding of Japanese Windows, honestly: what can be mapped is, what cannot is listed by cell. Pure.

The codec is `cp932` and never `shift_jis`, which fails on ①, 髙 and ㈱.

Source: Microsoft code page 932; the pairs below are the JIS characters that Unicode writes in two ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from notes_app.crm.csv_text import format_csv

_SAME = str.maketrans(
    {
        "\u2014": "\u2015",
        "\u301c": "\uff5e",
        "\u2212": "\uff0d",
        "\u2016": "\u2225",
        "\u00a2": "\uffe0",
        "\u00a3": "\uffe1",
        "\u00ac": "\uffe2",
        "\u00a5": "\uffe5",
        "\u2022": "\u30fb",
        "\u00a0": " ",
        "\u00b7": "\u30fb",
        "\u2013": "\u2010",
    }
)


@dataclass(frozen=True, slots=True)
class UnmappableCell:
    """A cell that CP932 cannot hold. row counts records from 1; characters: those without a place, in order, each once."""

    row: int
    key: str
    column: str
    characters: str


def to_cp932(text: str) -> bytes | None:
    """Return `text` in CP932, twins mapped (— to ―, ~ to ～, ¥ to ￥, • to ・); None when a character has no place."""
    try:
        return text.translate(_SAME).encode("cp932")
    except UnicodeEncodeError:
        return None


def unmappable_in(text: str) -> str:
    """Return the characters of `text` that CP932 has no place for, each once."""
    return "".join(dict.fromkeys(character for character in text if to_cp932(character) is None))


def cp932_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> tuple[bytes | None, tuple[UnmappableCell, ...]]:
    """Return a CSV in CP932 (LF, as machine files have it) and the cells that do not fit; no bytes when there is any.

    The first column of a row is taken as its key in the list.
    """
    kept = [list(row) for row in rows]
    data = to_cp932(format_csv(header, kept))
    if data is not None:
        return data, ()
    found = [
        UnmappableCell(number, row[0], column, lost)
        for number, row in enumerate(kept, start=1)
        for column, cell in zip(header, row, strict=True)
        if (lost := unmappable_in(cell))
    ]
    found += [UnmappableCell(0, "", column, lost) for column in header if (lost := unmappable_in(column))]
    return None, tuple(found)
