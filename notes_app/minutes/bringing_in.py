"""Bring many files in as notes at once: the save protocol of `keeper`, for notes nobody can be editing yet.

Files are written first, each flushed to the disk; then one transaction per chunk puts their history, places, change
log entries and one audit entry into the ledger. Killed in between, the files are there and `reconcile` adopts them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from notes_app.errors import NotAllowedError
from notes_app.minutes.change_log_store import ChangeLog
from notes_app.minutes.errors import NoteNotWrittenError
from notes_app.minutes.history_store import HistoryStore
from notes_app.minutes.note import Note
from notes_app.minutes.note_store import NoteStore
from notes_app.minutes.note_text import parse_leniently
from notes_app.minutes.place_store import Place, PlaceStore
from notes_app.people.audit_store import AuditLog
from notes_app.people.permission import Person, may


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file to become a note. data: its bytes with the id inside; path: where to, free until now."""

    note_id: str
    path: str
    data: bytes


class NoteIntake:
    """Writes arrivals into the notes folder and the ledger. `now` gives aware UTC."""

    def __init__(
        self, store: NoteStore, engine: Engine, audit: AuditLog, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._engine = engine
        self._audit = audit
        self._now = now
        self._history = HistoryStore(engine)
        self._places = PlaceStore(engine)
        self._changes = ChangeLog(engine, now)

    def taken_paths(self) -> set[str]:
        """Return the paths in use, case-folded, as `naming.note_path` wants them."""
        return {item.path.casefold() for item in self._store.list()}

    def is_known(self, note_id: str) -> bool:
        """Return whether the workspace has, or once had, a note of this id."""
        return self._places.find(note_id) is not None

    def bring_in(self, person: Person, arrivals: Sequence[Arrival], *, reason: str = "import") -> tuple[Note, ...]:
        """Write one chunk of arrivals; return their notes in the same order. Up to a few hundred at a time.

        Raises:
            NotAllowedError: the person may not import.
            NoteNotWrittenError: disk full or folder not writable; those of the chunk already written are taken
                back, so that a chunk is there as a whole or not at all.
        """
        if not may(person, "import.run"):
            raise NotAllowedError()
        self._write_files(arrivals)
        notes = tuple(parse_leniently(arrival.data, arrival.path)[0] for arrival in arrivals)
        self._log(person, arrivals, notes, reason)
        return notes

    def _write_files(self, arrivals: Iterable[Arrival]) -> None:
        written: list[str] = []
        try:
            for arrival in arrivals:
                if self._store.exists(arrival.path):
                    raise NoteNotWrittenError(path=arrival.path, reason="already there")
                self._store.write(arrival.path, arrival.data)
                written.append(arrival.path)
        except BaseException:
            for path in written:
                self._store.remove(path)
            raise

    def _log(self, person: Person, arrivals: Sequence[Arrival], notes: Sequence[Note], reason: str) -> None:
        now = self._now()
        with self._engine.begin() as link:
            for arrival, note in zip(arrivals, notes, strict=True):
                self._history.append(
                    note.note_id, arrival.data, path=note.path, person_id=person.person_id, at=now, reason=reason, connection=link
                )
                self._places.put(Place(note.note_id, note.path), connection=link)
                self._changes.append(note.note_id, note.path, note.revision, "saved", connection=link)
            ids = [note.note_id for note in notes]
            if ids:
                self._audit.append(person.person_id, f"note.{reason}", "note", ids[0], {"note_ids": ids}, connection=link)
