"""What an engine keeps of a note beside its terms, to read it again and show it. Pure.

As bytes that only this module reads; they lie in derived files and are made anew with the index.
"""

from __future__ import annotations

import pickle
from datetime import date
from typing import NamedTuple

from notes_app.search.index import IndexedNote, Passage
from notes_app.search.snippets import LONGEST_READ
from notes_app.search.terms import WayBack, fold


class KeptNote(NamedTuple):
    """What is shown of a note. day: ordinal, 0 for none. packed: the way back from its folded body, where it is kept."""

    note_id: str
    path: str
    title: str
    account: str
    author: str
    kind: str
    day: int
    body: str
    passages: tuple[Passage, ...]
    packed: tuple[bytes, bytes] | None

    @property
    def held_on(self) -> date | None:
        return date.fromordinal(self.day) if self.day else None

    @property
    def way(self) -> WayBack | None:
        return WayBack.unpack(self.packed) if self.packed else None


def keep_note(note: IndexedNote) -> KeptNote:
    """Return what is kept of `note`."""
    day = note.held_on.toordinal() if note.held_on else 0
    packed = fold(note.body).way.pack() if len(note.body) <= LONGEST_READ else None
    return KeptNote(note.note_id, note.path, note.title, note.account, note.author, note.kind, day, note.body, note.passages, packed)


def pack_kept(kept: KeptNote, *texts: str) -> bytes:
    """Return a kept note as bytes, with further texts beside it."""
    return pickle.dumps((*kept, *texts), protocol=5)


def unpack_kept(packed: bytes) -> tuple[KeptNote, list[str]]:
    """Return what `pack_kept` packed.

    Raises:
        ValueError: another version of the code packed it.
    """
    values = pickle.loads(packed)  # noqa: S301 - our own file, derived
    size = len(KeptNote._fields)
    if not isinstance(values, tuple) or len(values) < size:
        raise ValueError("kept by other code")
    return KeptNote._make(values[:size]), list(values[size:])
