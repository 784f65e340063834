"""Who has read which revision of a note. A note changed since is unread again, and says so as "changed"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, insert, select

from notes_app.ledger.schema import READ_MARK
from notes_app.people.permission import Person


@dataclass(frozen=True, slots=True)
class ReadMark:
    note_id: str
    person_id: str
    revision: str
    at: datetime


class ReadMarkStore:
    """Read marks in the ledger."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def mark(self, person: Person, revisions: Mapping[str, str]) -> None:
        """Note that a person has read these notes at these revisions (note id to revision)."""
        now = self._now()
        with self._engine.begin() as link:
            for note_id, revision in revisions.items():
                key = {"person_id": person.person_id, "note_id": note_id}
                link.execute(delete(READ_MARK).filter_by(**key))
                link.execute(insert(READ_MARK).values(**key, revision=revision, at=now))

    def unmark(self, person: Person, note_ids: Iterable[str]) -> None:
        """Make notes unread again."""
        with self._engine.begin() as link:
            link.execute(
                delete(READ_MARK).where(
                    READ_MARK.c.person_id == person.person_id, READ_MARK.c.note_id.in_(list(note_ids))
                )
            )

    def revisions(self, person: Person, note_ids: Iterable[str] | None = None) -> dict[str, str]:
        """Return what a person has read: note id to the revision they saw. A list compares it with its own.

        Args:
            note_ids: the notes on the page, some hundreds at most; None for all they ever read.
        """
        query = select(READ_MARK.c.note_id, READ_MARK.c.revision).where(
            READ_MARK.c.person_id == person.person_id
        )
        if note_ids is not None:
            query = query.where(READ_MARK.c.note_id.in_(list(note_ids)))
        with self._engine.connect() as link:
            return {row.note_id: row.revision for row in link.execute(query)}

    def readers_of(self, note_id: str) -> tuple[ReadMark, ...]:
        """Return who has read a note, latest first."""
        query = (
            select(READ_MARK)
            .where(READ_MARK.c.note_id == note_id)
            .order_by(READ_MARK.c.at.desc(), READ_MARK.c.person_id)
        )
        with self._engine.connect() as link:
            return tuple(ReadMark(**dict(row)) for row in link.execute(query).mappings())
