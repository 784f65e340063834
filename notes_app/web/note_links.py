"""The address of the words in a note that a number or a value stands on."""

from __future__ import annotations

from urllib.parse import quote


def note_url(note_id: str, start: int | None = None, end: int | None = None) -> str:
    """Return the note's page, opened at the span `[start, end)` of its text when there is one."""
    address = f"/notes/{quote(note_id, safe='')}"
    return address if start is None or end is None else f"{address}?at={start}-{end}#at"
