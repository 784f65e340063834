"""Everything the ledger is told about a note when its file changed, in one transaction: place, version,
change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import gettempdir

from sqlalchemy import Connection, Engine

from notes_app.minutes.change_log_store import ChangeLog, What
from notes_app.minutes.history_store import HistoryStore
from notes_app.minutes.note_text import revision_of
from notes_app.minutes.place_store import Place, PlaceStore


class Bookkeeping:
    """The three stores the keeper writes to, on one engine."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now
        self.history = HistoryStore(engine)
        self.places = PlaceStore(engine)
        self.changes = ChangeLog(engine, now)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            yield connection

    def write(
        self, note_id: str, data: bytes, *, path: str, person_id: str, reason: str, what: What = "saved",
        deleted_at: datetime | None = None, now_at: str | None = None, connection: Connection | None = None,
    ) -> None:  # fmt: skip
        """Keep `data` as a new version and tell the followers.

        path: what the followers know the note by; now_at: where its file is now, when that is elsewhere (the
              bin).
        """
        if connection is None:
            with self.writing() as own:
                return self.write(
                    note_id, data, path=path, person_id=person_id, reason=reason, what=what,
                    deleted_at=deleted_at, now_at=now_at, connection=own,
                )  # fmt: skip
        self.places.put(Place(note_id, now_at or path, deleted_at), connection=connection)
        self.history.append(
            note_id,
            data,
            path=path,
            person_id=person_id,
            at=self._now(),
            reason=reason,
            connection=connection,
        )
        self.changes.append(note_id, path, revision_of(data), what, connection=connection)
        return None

    def lock_folder(self) -> Path:
        """Return where lock files go: beside a SQLite ledger, else in the temporary folder of this computer.
        """
        database = self._engine.url.database
        if self._engine.dialect.name == "sqlite" and database:
            return Path(database).absolute().parent / "locks"
        return Path(gettempdir()) / "notes-app-locks"
