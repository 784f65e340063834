"""A workspace with a real ledger and a real folder, and a place to import from."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from notes_app.imports.folder import Importer
from notes_app.imports.import_store import ImportStore
from notes_app.imports.report import ImportReport
from notes_app.ledger.database import open_ledger
from notes_app.minutes.attaching import AttachmentLimits, Attachments
from notes_app.minutes.bringing_in import NoteIntake
from notes_app.minutes.change_log_store import ChangeLog
from notes_app.minutes.files import FileNoteStore
from notes_app.minutes.keeper import NoteKeeper
from notes_app.people.audit_store import AuditLog
from notes_app.people.permission import Person

BOSS = Person(person_id="p-1", login="boss", name="部長", role="manager")
REP = Person(person_id="p-2", login="sato", name="佐藤", role="rep")


def now() -> datetime:
    return datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


@dataclass
class Dock:
    """notes: the workspace's folder; source: where files to import are put."""

    engine: Engine
    store: FileNoteStore
    keeper: NoteKeeper
    audit: AuditLog
    batches: ImportStore
    importer: Importer
    source: Path
    files: Attachments

    def put(self, path: str, content: str | bytes = "本文\n") -> Path:
        file = self.source / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def run(self, **how: object) -> ImportReport:
        report = self.importer.import_path(BOSS, self.source, **how)  # type: ignore[arg-type]
        assert report.is_reconciled
        return report

    def bytes_of(self, note_id: str) -> bytes:
        return self.store.read(self.keeper.get(note_id).path)


@pytest.fixture
def dock(tmp_path: Path) -> Iterator[Dock]:
    engine = open_ledger("sqlite://")
    store, audit, batches = FileNoteStore(tmp_path / "notes"), AuditLog(engine, now), ImportStore(engine, now)
    keeper = NoteKeeper(store, engine, audit, now)
    limits = AttachmentLimits(file_bytes=1_000_000, total_bytes=10_000_000)
    files = Attachments(store, keeper, ChangeLog(engine, now), audit, limits=limits, locks=tmp_path / "locks")
    importer = Importer(keeper, NoteIntake(store, engine, audit, now), batches, notes_folder=store.root, attachments=files)
    source = tmp_path / "持ち込み"
    source.mkdir()
    yield Dock(engine, store, keeper, audit, batches, importer, source, files)
    engine.dispose()


def zipped(files: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    made.seek(0)
    return made
