"""Keep every version of every note, with who wrote it, when and why.

Autosaves that the same person soon followed with another save are not shown, and are dropped after a day:
until
then someone who opened that very version can still have it as the base of a merge.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update

from notes_app.ledger.schema import NOTE_VERSION
from notes_app.minutes.errors import VersionNotFoundError
from notes_app.minutes.note_text import revision_of

COALESCING = timedelta(minutes=10)
KEPT_FOR_MERGING = timedelta(days=1)
_TABLE = NOTE_VERSION.c
_ABOUT = (
    _TABLE.note_id,
    _TABLE.number,
    _TABLE.revision,
    _TABLE.path,
    _TABLE.person_id,
    _TABLE.at,
    _TABLE.reason,
)


@dataclass(frozen=True, slots=True)
class NoteVersion:
    """One version of a note. number: 1, 2, … with gaps; person_id: "" for an edit made outside the app.

    reason: create, save, autosave, merge, restore, delete, undelete, outside, import, accept.
    """

    note_id: str
    number: int
    revision: str
    path: str
    person_id: str
    at: datetime
    reason: str


class HistoryStore:
    """The versions in the ledger. Each method is one transaction, or part of the one whose connection is
    given.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def append(
        self, note_id: str, data: bytes, *, path: str, person_id: str, at: datetime, reason: str,
        connection: Connection | None = None,
    ) -> NoteVersion:  # fmt: skip
        """Keep `data`, a file's exact bytes, as the newest version and return what was kept."""
        if connection is None:
            with self._engine.begin() as own:
                return self.append(
                    note_id, data, path=path, person_id=person_id, at=at, reason=reason, connection=own
                )
        number = (
            connection.execute(select(func.max(_TABLE.number)).where(_TABLE.note_id == note_id)).scalar() or 0
        )
        version = NoteVersion(note_id, number + 1, revision_of(data), path, person_id, at, reason)
        connection.execute(
            insert(NOTE_VERSION).values(
                note_id=note_id, number=version.number, revision=version.revision, path=path,
                content=zlib.compress(data, 6), person_id=person_id, at=at, reason=reason,
            )
        )  # fmt: skip
        self._drop_old_autosaves(connection, note_id, at)
        return version

    def shown(self, note_id: str) -> tuple[NoteVersion, ...]:
        """Return the versions to be shown, newest first."""
        return tuple(reversed(visible(self._all(note_id))))

    def last(self, note_id: str, *, connection: Connection | None = None) -> NoteVersion | None:
        """Return the newest version, shown or not, None for a note never kept."""
        if connection is None:
            with self._engine.connect() as own:
                return self.last(note_id, connection=own)
        row = connection.execute(
            select(*_ABOUT).where(_TABLE.note_id == note_id).order_by(_TABLE.number.desc()).limit(1)
        ).one_or_none()
        return None if row is None else _version(row)

    def notes_like(self, revision: str, *, connection: Connection) -> tuple[str, ...]:
        """Return the ids of notes that were in this very state once, to know a moved file again by its
        content.
        """
        rows = connection.execute(
            select(_TABLE.note_id).where(_TABLE.revision == revision).distinct().limit(20)
        )
        return tuple(row.note_id for row in rows)

    def last_revisions(self, note_ids: Sequence[str], *, connection: Connection) -> dict[str, str]:
        """Return the revision of the newest version of each of a few hundred notes; those never kept left
        out.
        """
        newest = (
            select(_TABLE.note_id, func.max(_TABLE.number).label("number"))
            .where(_TABLE.note_id.in_(note_ids))
            .group_by(_TABLE.note_id)
            .subquery()
        )
        is_newest = (newest.c.note_id == _TABLE.note_id) & (newest.c.number == _TABLE.number)
        rows = connection.execute(select(_TABLE.note_id, _TABLE.revision).join(newest, is_newest))
        return {row.note_id: row.revision for row in rows}

    def known_revisions(self, revisions: Sequence[str], *, connection: Connection) -> set[str]:
        """Return those of a few hundred revisions that some note was in once."""
        rows = connection.execute(select(_TABLE.revision).where(_TABLE.revision.in_(revisions)).distinct())
        return {row.revision for row in rows}

    def about(self, note_id: str, number: int) -> NoteVersion:
        """Return one version without its content.

        Raises:
            VersionNotFoundError: it was never kept, or it was an autosave dropped since.
        """
        return self._get(note_id, number)[0]

    def get(self, note_id: str, number: int) -> bytes:
        """Return a version's exact bytes.

        Raises:
            VersionNotFoundError: it was never kept, or it was an autosave dropped since.
        """
        return self._get(note_id, number)[1]

    def find_revision(self, note_id: str, revision: str) -> bytes | None:
        """Return the bytes of the state that had this revision, None when it was never kept."""
        with self._engine.connect() as connection:
            row = connection.execute(
                select(_TABLE.content).where(_TABLE.note_id == note_id, _TABLE.revision == revision).limit(1)
            ).one_or_none()
        return None if row is None else zlib.decompress(row.content)

    def settle(self, note_id: str, number: int, reason: str) -> None:
        """Give a version a stronger reason: an autosave that the person then saved without further change."""
        with self._engine.begin() as connection:
            connection.execute(
                update(NOTE_VERSION)
                .where(_TABLE.note_id == note_id, _TABLE.number == number)
                .values(reason=reason)
            )

    def _all(self, note_id: str) -> list[NoteVersion]:
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(*_ABOUT).where(_TABLE.note_id == note_id).order_by(_TABLE.number)
            )
            return [_version(row) for row in rows]

    def _get(self, note_id: str, number: int) -> tuple[NoteVersion, bytes]:
        with self._engine.connect() as connection:
            row = connection.execute(
                select(*_ABOUT, _TABLE.content).where(_TABLE.note_id == note_id, _TABLE.number == number)
            ).one_or_none()
        if row is None:
            raise VersionNotFoundError(what=note_id, number=number)
        return _version(row), zlib.decompress(row.content)

    def _drop_old_autosaves(self, connection: Connection, note_id: str, at: datetime) -> None:
        is_old = (
            (_TABLE.note_id == note_id) & (_TABLE.reason == "autosave") & (_TABLE.at < at - KEPT_FOR_MERGING)
        )
        if connection.execute(select(_TABLE.number).where(is_old).limit(1)).one_or_none() is None:
            return
        rows = connection.execute(select(*_ABOUT).where(_TABLE.note_id == note_id).order_by(_TABLE.number))
        versions = [_version(row) for row in rows]
        shown = {version.number for version in visible(versions)}
        old = [
            item.number for item in versions if item.number not in shown and item.at < at - KEPT_FOR_MERGING
        ]
        if old:
            connection.execute(delete(NOTE_VERSION).where(_TABLE.note_id == note_id, _TABLE.number.in_(old)))


def visible(versions: Sequence[NoteVersion]) -> list[NoteVersion]:
    """Return the versions, oldest first, without the autosaves that their writer soon followed with another
    save.
    """
    followed = (
        earlier.reason == "autosave"
        and later.reason in ("autosave", "save")
        and later.person_id == earlier.person_id
        and later.at - earlier.at <= COALESCING
        for earlier, later in pairwise(versions)
    )
    return [version for version, hidden in zip(versions, [*followed, False], strict=False) if not hidden]


def _version(row: Row[*tuple[Any, ...]]) -> NoteVersion:
    return NoteVersion(row.note_id, row.number, row.revision, row.path, row.person_id, row.at, row.reason)
