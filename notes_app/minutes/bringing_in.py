"""Bring many files in as notes at once: the save protocol of `keeper`, for notes that nobody can be editing
yet.

The files are written and flushed together; then one transaction per chunk puts history, places, change log
entries and one audit entry into the ledger. Killed in between, the files are there, and the next `reconcile`
adopts them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from notes_app.errors import NotAllowedError
from notes_app.minutes.arrival_store import Arrival, record_arrivals
from notes_app.minutes.bookkeeping_store import Bookkeeping
from notes_app.minutes.locks import NoteLocks
from notes_app.minutes.note_store import NoteStore
from notes_app.people.audit_store import AuditLog
from notes_app.people.permission import Person, may

CHUNK = 100
"""Arrivals per call: quick for 20,000 files, and no save waits longer than a blink for the locks."""


class NoteIntake:
    """Writes arrivals into the notes folder and the ledger. `now` gives aware UTC; locks: the keeper's
    folder.
    """

    def __init__(
        self,
        store: NoteStore,
        engine: Engine,
        audit: AuditLog,
        now: Callable[[], datetime],
        locks: Path | None = None,
    ) -> None:
        self._store, self._audit, self._now = store, audit, now
        self._books = Bookkeeping(engine, now)
        self._locks = NoteLocks(locks or self._books.lock_folder())

    def taken_paths(self) -> set[str]:
        """Return the paths in use, case-folded, as `naming.note_path` wants them."""
        return {seen.path.casefold() for seen in self._store.list()}

    def is_known(self, note_id: str) -> bool:
        """Return whether the workspace has, or once had, a note of this id."""
        return self._books.places.find(note_id) is not None

    def is_there(self, note_id: str) -> bool:
        """Return whether the note is in the folder as far as the ledger knows: not deleted."""
        place = self._books.places.find(note_id)
        return place is not None and place.deleted_at is None

    def revision(self, note_id: str) -> str:
        """Return the revision of the note's newest version, "" when it has none."""
        last = self._books.history.last(note_id)
        return last.revision if last else ""

    def bring_in(
        self, person: Person, arrivals: Sequence[Arrival], *, reason: str = "import", session_id: str = ""
    ) -> None:
        """Write a chunk of arrivals.

        Raises:
            NotAllowedError: the person may not import.
            NoteNotWrittenError: disk full or folder not writable; those of the chunk already written are
                                 taken
                back, so that a chunk is there as a whole or not at all.
        """
        if not may(person, "import.run"):
            raise NotAllowedError
        with (
            self._locks.every_note()
        ):  # a folder watcher must not adopt a file before the ledger knows whose it is
            self._store.write_new({arrival.path: arrival.data for arrival in arrivals})
            self._tell(person, arrivals, reason, session_id)

    def _tell(self, person: Person, arrivals: Sequence[Arrival], reason: str, session_id: str) -> None:
        ids = [arrival.note_id for arrival in arrivals]
        with self._books.writing() as link:
            record_arrivals(link, arrivals, person_id=person.person_id, at=self._now(), reason=reason)
            if ids:
                detail = {"count": len(ids), "note_ids": ids}
                self._audit.append(
                    person.person_id,
                    f"note.{reason}",
                    "note",
                    ids[0],
                    detail,
                    session_id=session_id,
                    connection=link,
                )
