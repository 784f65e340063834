"""What mining reads of one note. Pure.

Mining sees a note's whole text, front matter included, so that every span it reports quotes the file's text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from notes_app.minutes.note import Note


@dataclass(frozen=True, slots=True)
class SourceNote:
    """One note as mining reads it.

    text:       whole text, LF line ends; spans count characters of it.
    body_start: where the body begins in `text`.
    written_on: the note's own date, the reference for 来週火曜 and for dates without a year; None when unknown.
    """

    note_id: str
    text: str
    body_start: int = 0
    author: str = ""
    account: str = ""
    written_on: date | None = None
    front: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    readers: frozenset[str] = frozenset({"team"})


def source_of(note: Note) -> SourceNote:
    """Return what mining reads of `note`."""
    return SourceNote(
        note_id=note.note_id, text=note.text, body_start=note.body_start, author=note.author or note.owner,
        account=note.account, written_on=note.held_on, front=note.front, readers=note.readers,
    )  # fmt: skip
