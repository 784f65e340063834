"""A workspace with a real ledger and a real folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from notes_app.catalog.follow import CatalogFollower
from notes_app.catalog.memory import MemoryCatalog
from notes_app.catalog.reconcile import rebuild, reconcile
from notes_app.catalog.report import ReconcileReport
from notes_app.ledger.database import open_ledger
from notes_app.minutes.change_log_store import ChangeLog
from notes_app.minutes.files import FileNoteStore
from notes_app.minutes.keeper import NoteKeeper
from notes_app.people.audit_store import AuditLog
from notes_app.people.permission import Person

EVERYONE = frozenset({"team"})
SATO = Person(person_id="p-1", login="sato", name="佐藤", role="manager")


def now() -> datetime:
    return datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


@dataclass
class Room:
    """root: the notes folder, to be changed behind the app's back."""

    root: Path
    engine: Engine
    store: FileNoteStore
    keeper: NoteKeeper
    catalog: MemoryCatalog
    log: ChangeLog
    follower: CatalogFollower

    def look(self, *, full: bool = False) -> ReconcileReport:
        return reconcile(self.keeper, self.store, self.catalog, full=full)

    def rebuild(self) -> ReconcileReport:
        return rebuild(self.keeper, self.store, self.catalog, cursor=self.log.head())

    def put(self, path: str, content: str | bytes = "本文\n") -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def titles(self) -> set[str]:
        return {entry.title for entry in self.catalog.list(readers=EVERYONE).entries}

    def id_at(self, path: str) -> str:
        entry = self.catalog.find_by_path(path)
        assert entry is not None
        return entry.note_id


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    engine = open_ledger("sqlite://")
    store = FileNoteStore(tmp_path / "notes")
    keeper = NoteKeeper(store, engine, AuditLog(engine, now), now)
    catalog, log = MemoryCatalog(), ChangeLog(engine, now)
    yield Room(store.root, engine, store, keeper, catalog, log, CatalogFollower(catalog, keeper, store, log))
    engine.dispose()
