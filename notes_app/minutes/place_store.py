"""Remember where each note's file was last seen, so that an id is found without looking through the folder.

A memory, not the truth: the keeper always checks what it finds there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select, update

from notes_app.ledger.schema import NOTE_PLACE


@dataclass(frozen=True, slots=True)
class Place:
    """Where a note is. path: in the bin when deleted_at is set and the app deleted it."""

    note_id: str
    path: str
    deleted_at: datetime | None = None


class PlaceStore:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, note_id: str, *, connection: Connection | None = None) -> Place | None:
        if connection is None:
            with self._engine.connect() as own:
                return self.find(note_id, connection=own)
        row = connection.execute(select(NOTE_PLACE).where(NOTE_PLACE.c.note_id == note_id)).one_or_none()
        return None if row is None else Place(row.note_id, row.path, row.deleted_at)

    def find_by_path(self, path: str, *, connection: Connection | None = None) -> Place | None:
        """Return the note that was last seen at `path`, one that is still there before one that was deleted.
        """
        if connection is None:
            with self._engine.connect() as own:
                return self.find_by_path(path, connection=own)
        row = connection.execute(
            select(NOTE_PLACE)
            .where(NOTE_PLACE.c.path == path)
            .order_by(NOTE_PLACE.c.deleted_at.is_not(None), NOTE_PLACE.c.note_id)
            .limit(1)
        ).one_or_none()
        return None if row is None else Place(row.note_id, row.path, row.deleted_at)

    def at_paths(self, paths: Sequence[str], *, connection: Connection) -> dict[str, Place]:
        """Return, for each of a few hundred paths, what `find_by_path` returns; paths nobody was at left out.
        """
        rows = connection.execute(
            select(NOTE_PLACE)
            .where(NOTE_PLACE.c.path.in_(paths))
            .order_by(NOTE_PLACE.c.deleted_at.is_(None), NOTE_PLACE.c.note_id.desc())
        )
        return {row.path: Place(row.note_id, row.path, row.deleted_at) for row in rows}

    def known(self, note_ids: Sequence[str], *, connection: Connection) -> set[str]:
        """Return those of a few hundred ids that some note has or had."""
        rows = connection.execute(select(NOTE_PLACE.c.note_id).where(NOTE_PLACE.c.note_id.in_(note_ids)))
        return {row.note_id for row in rows}

    def list_deleted(self) -> tuple[Place, ...]:
        """Return the deleted notes, the latest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(NOTE_PLACE)
                .where(NOTE_PLACE.c.deleted_at.is_not(None))
                .order_by(NOTE_PLACE.c.deleted_at.desc())
            )
            return tuple(Place(row.note_id, row.path, row.deleted_at) for row in rows)

    def put(self, place: Place, *, connection: Connection | None = None) -> None:
        if connection is None:
            with self._engine.begin() as own:
                return self.put(place, connection=own)
        values = {"path": place.path, "deleted_at": place.deleted_at}
        changed = connection.execute(
            update(NOTE_PLACE).where(NOTE_PLACE.c.note_id == place.note_id).values(values)
        )
        if not changed.rowcount:
            connection.execute(insert(NOTE_PLACE).values(note_id=place.note_id, **values))
        return None
