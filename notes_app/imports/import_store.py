"""Remember every import: what came from where, so that nothing comes twice and all of it can go again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, RowMapping, insert, select, update

from notes_app.errors import NotFoundError
from notes_app.ledger.schema import IMPORT_BATCH, IMPORT_ITEM


@dataclass(frozen=True, slots=True)
class ImportBatch:
    """One import. report: `ImportReport.to_json()`, {} while it runs or when it was killed."""

    batch_id: str
    at: datetime
    person_id: str
    source: str
    report: Mapping[str, Any]
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportItem:
    """One file of a batch. revision: of the note as it came in; source_hash: SHA-256 of the file as it was,
    hex.
    """

    note_id: str
    source_path: str
    revision: str
    source_hash: str


class ImportStore:
    """Imports in the ledger. `now` gives aware UTC."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def begin(self, batch_id: str, person_id: str, source: str) -> None:
        """Open a batch, before its first file."""
        with self._engine.begin() as link:
            link.execute(insert(IMPORT_BATCH).values(
                batch_id=batch_id, at=self._now(), person_id=person_id, source=source, report={},
            ))  # fmt: skip

    def expect(self, batch_id: str, items: Sequence[ImportItem]) -> None:
        """Note what is about to be written: after a kill the files can still be told apart and undone."""
        rows = [
            {
                "batch_id": batch_id, "note_id": item.note_id, "source_path": item.source_path,
                "revision": item.revision, "source_hash": item.source_hash,
            }
            for item in items
        ]  # fmt: skip
        if rows:
            with self._engine.begin() as link:
                link.execute(insert(IMPORT_ITEM), rows)

    def finish(self, batch_id: str, report: Mapping[str, Any]) -> None:
        with self._engine.begin() as link:
            link.execute(
                update(IMPORT_BATCH).where(IMPORT_BATCH.c.batch_id == batch_id).values(report=dict(report))
            )

    def mark_undone(self, batch_id: str) -> None:
        with self._engine.begin() as link:
            link.execute(
                update(IMPORT_BATCH).where(IMPORT_BATCH.c.batch_id == batch_id).values(undone_at=self._now())
            )

    def get(self, batch_id: str) -> ImportBatch:
        """Raises: NotFoundError."""
        with self._engine.connect() as link:
            row = (
                link.execute(select(IMPORT_BATCH).where(IMPORT_BATCH.c.batch_id == batch_id))
                .mappings()
                .first()
            )
        if row is None:
            raise NotFoundError(what=batch_id)
        return _batch(row)

    def list(self, limit: int = 50) -> tuple[ImportBatch, ...]:
        """Return the imports, newest first."""
        query = select(IMPORT_BATCH).order_by(IMPORT_BATCH.c.at.desc(), IMPORT_BATCH.c.batch_id).limit(limit)
        with self._engine.connect() as link:
            return tuple(_batch(row) for row in link.execute(query).mappings())

    def items(self, batch_id: str) -> tuple[ImportItem, ...]:
        """Return the files of a batch by their paths."""
        query = (
            select(IMPORT_ITEM).where(IMPORT_ITEM.c.batch_id == batch_id).order_by(IMPORT_ITEM.c.source_path)
        )
        with self._engine.connect() as link:
            return tuple(
                ImportItem(row.note_id, row.source_path, row.revision, row.source_hash)
                for row in link.execute(query)
            )

    def came_before(self, source_hashes: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return which of these contents were imported before, with the notes they became, deleted or not."""
        wanted, found = list(source_hashes), dict[str, tuple[str, ...]]()
        with self._engine.connect() as link:
            for start in range(0, len(wanted), 500):
                part = wanted[start : start + 500]
                rows = link.execute(
                    select(IMPORT_ITEM.c.source_hash, IMPORT_ITEM.c.note_id).where(
                        IMPORT_ITEM.c.source_hash.in_(part)
                    )
                )
                for row in rows:
                    found[row.source_hash] = (*found.get(row.source_hash, ()), row.note_id)
        return found


def _batch(row: RowMapping) -> ImportBatch:
    return ImportBatch(**dict(row))
