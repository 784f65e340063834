"""What an engine keeps of a note beside its terms, to read it again and show it. Pure.

As bytes that only this module reads; they lie in derived files and are made anew with the index.
"""

from __future__ import annotations

import pickle
from datetime import date
from typing import NamedTuple

from notes_app.search.index import IndexedNote
from notes_app.search.snippets import LONGEST_READ
from notes_app.search.terms import WayBack, fold


class KeptNote(NamedTuple):
    """note: without what only filters it (tags, readers, …). way: from the folded body back to the body, when it is kept."""

    note: IndexedNote
    way: WayBack | None


def keep_note(note: IndexedNote) -> bytes:
    """Return what is kept of `note`."""
    day = note.held_on.toordinal() if note.held_on else 0
    way = fold(note.body).way.pack() if len(note.body) <= LONGEST_READ else None
    own = (note.note_id, note.path, note.title, note.account, note.author, note.kind, day, note.body, note.passages, way)
    return pickle.dumps(own, protocol=5)


def read_kept(kept: bytes) -> KeptNote:
    """Return what `keep_note` kept."""
    note_id, path, title, account, author, kind, day, body, passages, way = pickle.loads(kept)  # noqa: S301 - our own file, derived
    note = IndexedNote(
        note_id=note_id, path=path, title=title, body=body, account=account, author=author, kind=kind,
        held_on=date.fromordinal(day) if day else None, passages=passages,
    )  # fmt: skip
    return KeptNote(note, WayBack.unpack(way) if way else None)
