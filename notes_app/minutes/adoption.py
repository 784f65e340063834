"""Take in what happened in the notes folder without us: new, edited, moved, copied and removed files.

No file is changed by this. A file without an `id:` is known by an id the ledger keeps for its path, and gets
it
written into its front matter when it is first saved here; so pointing the app at a folder leaves the folder
as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from random import Random

from sqlalchemy import Connection

from notes_app.errors import NotesAppError
from notes_app.minutes.arrival_store import Arrival, record_arrivals
from notes_app.minutes.bookkeeping_store import Bookkeeping
from notes_app.minutes.errors import NoteFileNotFoundError, UnreadableNoteError
from notes_app.minutes.locks import NoteLocks
from notes_app.minutes.naming import BIN_FOLDER, new_note_id, safe_path
from notes_app.minutes.note import Note
from notes_app.minutes.note_store import NoteStore
from notes_app.minutes.note_text import parse_leniently
from notes_app.minutes.place_store import Place

BATCH = 100  # files per transaction: quick for 20,000 files, and no save waits longer than a blink


def unused_id(random: Random, books: Bookkeeping, connection: Connection | None = None) -> str:
    """Return a new id that no note in the ledger has or had."""
    while books.places.find(note_id := new_note_id(random), connection=connection) is not None:
        pass
    return note_id


@dataclass(frozen=True, slots=True)
class _File:
    note: Note
    data: bytes


class _Seen:
    """What the ledger knows about the files of one batch, asked for in four questions."""

    def __init__(self, books: Bookkeeping, files: list[_File], connection: Connection) -> None:
        notes = [file.note for file in files]
        self._at = books.places.at_paths([note.path for note in notes], connection=connection)
        ids = [note.note_id for note in notes if note.note_id]
        self.claimed = books.places.known(ids, connection=connection)
        here = [place.note_id for place in self._at.values()]
        self._last = books.history.last_revisions(here, connection=connection)
        nameless = [note.revision for note in notes if not note.note_id]
        self._revisions = books.history.known_revisions(nameless, connection=connection)

    def unchanged_id(self, note: Note) -> str:
        """Return the id under which the ledger knows this very file at this very place, "" if it does not."""
        place = self._at.get(note.path)
        is_here = place is not None and place.deleted_at is None and note.note_id in ("", place.note_id)
        return place.note_id if place and is_here and self._last.get(place.note_id) == note.revision else ""

    def is_plainly_new(self, note: Note) -> bool:
        """Whether neither the path nor the id, nor the content of a file without one, was ever seen."""
        if note.path in self._at:
            return False
        return note.note_id not in self.claimed if note.note_id else note.revision not in self._revisions


class Adoption:
    def __init__(
        self,
        store: NoteStore,
        books: Bookkeeping,
        locks: NoteLocks,
        now: Callable[[], datetime],
        random: Random,
    ) -> None:
        self._store, self._books, self._locks, self._now, self._random = store, books, locks, now, random

    def adopt_all(self, paths: Iterable[str]) -> Iterator[tuple[str, Note | NotesAppError]]:
        """Yield, per path in order, the note with its id, or why the file cannot be a note."""
        waiting = iter(paths)
        while batch := list(islice(waiting, BATCH)):
            with self._locks.every_note(), self._books.writing() as connection:
                done = self._adopt_batch(batch, connection)
            yield from done

    def known(self, data: bytes, path: str) -> Note | None:
        """Return the note if the ledger knows this very file at this very place, so that nothing is to be
        done.
        """
        note, _ = parse_leniently(data, path)
        place = self._books.places.find_by_path(note.path)
        if place is None or place.deleted_at is not None or note.note_id not in ("", place.note_id):
            return None
        last = self._books.history.last(place.note_id)
        return replace(note, note_id=place.note_id) if last and last.revision == note.revision else None

    def forget(self, note_id: str, path: str) -> None:
        """Take note that a file is gone; its versions stay, so it can be brought back."""
        with self._locks.note(note_id):
            place = self._books.places.find(note_id)
            if place is None or place.path != path or place.deleted_at or self._store.exists(path):
                return
            with self._books.writing() as connection:
                self._books.places.put(Place(note_id, path, self._now()), connection=connection)
                self._books.changes.append(note_id, path, "", "removed", connection=connection)

    def _adopt_batch(
        self, paths: list[str], connection: Connection
    ) -> list[tuple[str, Note | NotesAppError]]:
        """Adopt files with a handful of statements for all that are plainly new or unchanged, as most are."""
        found = [(path, self._read(path)) for path in paths]
        files = [item for _, item in found if isinstance(item, _File)]
        seen = _Seen(self._books, files, connection)
        answers: dict[str, Note] = {}
        arrivals: list[Arrival] = []
        fresh = self._unused_ids(len(files), connection)
        for file in files:
            if file.note.path in answers:
                continue  # asked for twice
            if note_id := seen.unchanged_id(file.note):
                answers[file.note.path] = replace(file.note, note_id=note_id)
            elif seen.is_plainly_new(file.note):
                note = replace(file.note, note_id=file.note.note_id or fresh.pop())
                seen.claimed.add(note.note_id)
                arrivals.append(Arrival(note.note_id, note.path, note.revision, file.data))
                answers[note.path] = note
        record_arrivals(connection, arrivals, person_id="", at=self._now(), reason="outside")
        return [
            (
                path,
                item
                if not isinstance(item, _File)
                else answers.get(item.note.path) or self._adopt(item, connection),
            )
            for path, item in found
        ]

    def _read(self, path: str) -> _File | NotesAppError:
        try:
            path = safe_path(path)
            data = self._store.read(path)
        except NotesAppError as error:
            return error
        note, problem = parse_leniently(data, path)
        return problem if problem is not None and not note.text else _File(note, data)

    def _unused_ids(self, count: int, connection: Connection) -> list[str]:
        while True:
            ids = [new_note_id(self._random) for _ in range(count)]
            if not self._books.places.known(ids, connection=connection):
                return ids

    def _adopt(self, file: _File, connection: Connection) -> Note:
        note, data, path = file.note, file.data, file.note.path
        note = replace(note, note_id=self._identify(note, connection))
        place = self._books.places.find(note.note_id, connection=connection)
        last = self._books.history.last(note.note_id, connection=connection)
        here = Place(note.note_id, path)
        if place != here:
            self._displace(path, note.note_id, connection)
        if last is None or last.revision != note.revision:
            self._books.write(
                note.note_id, data, path=path, person_id="", reason="outside", connection=connection
            )
        elif place != here:
            self._books.places.put(here, connection=connection)
            moved = place is not None and place.deleted_at is None
            self._books.changes.append(
                note.note_id, path, note.revision, "moved" if moved else "saved", connection=connection
            )
        return note

    def _displace(self, path: str, note_id: str, connection: Connection) -> None:
        """Take note that the note which was at `path` is gone, since another one is there now."""
        other = self._books.places.find_by_path(path, connection=connection)
        if other is not None and other.note_id != note_id and other.deleted_at is None:
            self._books.places.put(Place(other.note_id, path, self._now()), connection=connection)
            self._books.changes.append(other.note_id, path, "", "removed", connection=connection)

    def _identify(self, note: Note, connection: Connection) -> str:
        """Return who a file is: what it says itself, unless that is a copy's claim; else who was here; else
        new.
        """
        said = note.note_id
        if said and not self._is_elsewhere(said, note.path, connection):
            return said
        here = self._books.places.find_by_path(note.path, connection=connection)
        if (
            here is not None
            and here.note_id != said
            and not self._is_elsewhere(here.note_id, note.path, connection)
        ):
            return here.note_id
        if not said:
            for note_id in self._books.history.notes_like(note.revision, connection=connection):
                place = self._books.places.find(note_id, connection=connection)
                if (
                    place
                    and not place.path.startswith(BIN_FOLDER + "/")
                    and not self._store.exists(place.path)
                ):
                    return note_id
        return unused_id(self._random, self._books, connection)

    def _is_elsewhere(self, note_id: str, path: str, connection: Connection) -> bool:
        """Whether the note with this id is alive at another path than `path`."""
        place = self._books.places.find(note_id, connection=connection)
        if place is None or place.path == path or place.deleted_at is not None:
            return False
        try:
            other, _ = parse_leniently(self._store.read(place.path), place.path)
        except (NoteFileNotFoundError, UnreadableNoteError):
            return False
        return other.note_id in ("", note_id)
