"""Find a note's file by its id: where it was last seen, else by the file's name, else anywhere in the folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from notes_app.minutes.errors import NoteFileNotFoundError, NoteNotFoundError
from notes_app.minutes.naming import SHORT_ID_LENGTH, short_id_in
from notes_app.minutes.note import Note
from notes_app.minutes.note_store import NoteStore
from notes_app.minutes.note_text import parse_leniently
from notes_app.minutes.place_store import PlaceStore


class NoteFinder:
    """Looks notes up. What the ledger remembers is only where to look first: the file itself says who it is.
    """

    def __init__(self, store: NoteStore, places: PlaceStore) -> None:
        self._store, self._places = store, places

    def find(self, note_id: str) -> tuple[Note, bytes]:
        """Return a note as its file is now, and the file's bytes.

        Raises:
            NoteNotFoundError: no such note, or it is deleted.
        """
        place = self._places.find(note_id)
        if place is not None and place.deleted_at is None:
            found = self._read_if(note_id, place.path, is_its_place=True)
            if found is not None:
                return found
        if place is None or place.deleted_at is None:
            for path in self._candidates(note_id, thorough=place is not None):
                if (found := self._read_if(note_id, path)) is not None:
                    return found
        raise NoteNotFoundError(what=note_id)

    def _candidates(self, note_id: str, *, thorough: bool) -> Iterator[str]:
        """Yield where a note may have gone: by its file name, and if we know it existed, anywhere."""
        paths = [seen.path for seen in self._store.list()]
        likely = {path for path in paths if short_id_in(path) == note_id[:SHORT_ID_LENGTH]}
        yield from sorted(likely)
        yield from (path for path in paths if thorough and path not in likely)

    def _read_if(self, note_id: str, path: str, *, is_its_place: bool = False) -> tuple[Note, bytes] | None:
        """Return the note at `path` if it is the one; at its place also a file that names no id, or a copy's.
        """
        try:
            data = self._store.read(path)
        except NoteFileNotFoundError:
            return None
        said = parse_leniently(data, path)[0]
        if said.note_id == note_id or (is_its_place and (not said.note_id or self._is_copy(said))):
            return replace(said, note_id=note_id), data
        return None

    def _is_copy(self, note: Note) -> bool:
        original = self._places.find(note.note_id)
        return original is not None and original.path != note.path and self._store.exists(original.path)
