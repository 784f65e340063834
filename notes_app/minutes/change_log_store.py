"""The one change log that ties the rooms: what happened to which note, in order.

A follower (catalog, index, mining) keeps the last sequence it has seen and asks for what came since; a
rebuild is a
cursor of zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Engine, func, insert, select

from notes_app.ledger.schema import CHANGE, NOTE_VERSION

What = Literal["saved", "moved", "removed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One entry. revision: of the file after it, "" when it is gone; path: where it is now, or last was."""

    sequence: int
    note_id: str
    path: str
    revision: str
    what: What
    at: datetime


class ChangeLog:
    """The log in the ledger; `now` returns aware UTC."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def append(
        self, note_id: str, path: str, revision: str, what: What, *, connection: Connection | None = None
    ) -> int:
        """Write one entry and return its sequence number; within the caller's transaction if one is given."""
        if connection is None:
            with self._engine.begin() as own:
                return self.append(note_id, path, revision, what, connection=own)
        entry = {"note_id": note_id, "path": path, "revision": revision, "what": what, "at": self._now()}
        key = connection.execute(insert(CHANGE).values(entry)).inserted_primary_key
        assert key is not None  # a single-row insert always returns its key
        return int(key[0])

    def since(self, cursor: int, limit: int = 1000) -> tuple[Change, ...]:
        """Return the entries after `cursor`, oldest first, at most `limit`."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(CHANGE).where(CHANGE.c.sequence > cursor).order_by(CHANGE.c.sequence).limit(limit)
            )
            return tuple(
                Change(row.sequence, row.note_id, row.path, row.revision, row.what, row.at) for row in rows
            )

    def saved_by_others(self, person_id: str, cursor: int, limit: int = 1000) -> frozenset[str]:
        """Return the notes that somebody else saved after `cursor`, edits made outside the app among them; the newest `limit`."""
        version = (NOTE_VERSION.c.note_id == CHANGE.c.note_id) & (NOTE_VERSION.c.revision == CHANGE.c.revision)
        query = (
            select(CHANGE.c.note_id)
            .select_from(CHANGE.outerjoin(NOTE_VERSION, version))
            .where(CHANGE.c.sequence > cursor, CHANGE.c.what == "saved", func.coalesce(NOTE_VERSION.c.person_id, "") != person_id)
            .order_by(CHANGE.c.sequence.desc())
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return frozenset(connection.execute(query).scalars())

    def head(self) -> int:
        """Return the sequence number of the newest entry, 0 when there is none."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.max(CHANGE.c.sequence))).scalar() or 0
