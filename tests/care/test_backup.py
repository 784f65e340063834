"""What is carried away while the app runs can be had back, whole; what is damaged is refused before anything is written."""

from __future__ import annotations

import io
import json
import os
import shutil
import threading
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from notes_app.bootstrap import OPERATOR, Workspace
from notes_app.care.backup import BackupExistsError, BackupUnreadableError, FolderNotEmptyError, backup, restore
from notes_app.errors import NotesAppError
from notes_app.ledger.schema import METADATA
from notes_app.settings import read_settings

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


def opened(home: Path) -> Workspace:
    return Workspace(read_settings({}, notes=home / "notes", var=home / "var", engine="memory"), now=lambda: NOW)


def counts(space: Workspace) -> dict[str, int]:
    """Return how many rows each table of the ledger holds."""
    with space.engine.connect() as link:
        return {table.name: link.execute(select(func.count()).select_from(table)).scalar_one() for table in METADATA.sorted_tables}


def files(folder: Path) -> dict[str, bytes]:
    return {os.fspath(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A workspace with notes, one edited, one in the bin, a person, and a file whose name is no UTF-8."""
    space = opened(tmp_path / "home")
    notes = [space.keeper.create(OPERATOR, front={"title": f"訪問 {number}"}, body=f"予算：{number}万円\n") for number in range(5)]
    space.keeper.save(OPERATOR, notes[0].note_id, expected_revision=notes[0].revision, front={}, body="予算：9万円\n")
    space.keeper.delete(OPERATOR, notes[1].note_id)
    space.people.add(login="sato", name="佐藤 健", role="rep")
    (space.settings.notes / "crlf.txt").write_bytes("予算\r\n".encode("cp932"))
    Path(os.fsdecode(os.fsencode(space.settings.notes) + b"/\xff\xfe.md")).write_bytes(b"odd name")
    os.mkfifo(space.settings.notes / "pipe.md")
    (space.settings.notes / "link.md").symlink_to("/etc/passwd")
    space.catch_up()
    space.close()
    return tmp_path / "home"


def take(home: Path, out: Path) -> Path:
    space = opened(home)
    try:
        return backup(space.settings.notes, space.engine, out, NOW).file
    finally:
        space.close()


def test_a_restored_backup_is_the_same_notes_and_the_same_ledger(home: Path, tmp_path: Path) -> None:
    file = take(home, tmp_path / "out" / "copy.zip")
    report = restore(file, tmp_path / "new" / "notes", tmp_path / "new" / "var")
    (home / "notes" / "link.md").unlink()
    assert files(tmp_path / "new" / "notes") == files(home / "notes")
    assert report.files == len(files(home / "notes"))
    old, new = opened(home), opened(tmp_path / "new")
    assert counts(new) == counts(old)
    assert new.audit.verify() is None
    new.catch_up()
    old.catch_up()
    assert [entry.note_id for entry in new.catalog.list(readers=None, sort="path").entries] == [entry.note_id for entry in old.catalog.list(readers=None, sort="path").entries]
    assert [one.note.note_id for one in new.keeper.list_deleted()] == [one.note.note_id for one in old.keeper.list_deleted()]
    old.close()
    new.close()


def test_a_backup_taken_while_people_write_is_whole(home: Path, tmp_path: Path) -> None:
    space = opened(home)
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            note = space.keeper.create(OPERATOR, front={"title": f"同時 {number}"}, body="予算：1万円\n")
            space.keeper.save(OPERATOR, note.note_id, expected_revision=note.revision, front={}, body=f"予算：{number}万円\n")
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [backup(space.settings.notes, space.engine, tmp_path / f"{number}.zip", NOW).file for number in range(5)]
    finally:
        stop.set()
        writer.join()
        space.close()
    for number, file in enumerate(copies):
        place = tmp_path / f"restored-{number}"
        restore(file, place / "notes", place / "var")
        back = opened(place)
        back.catch_up()
        for entry in back.catalog.list(readers=None, limit=1000).entries:
            if entry.path.endswith(".md") and not entry.unreadable_reason:
                note = back.keeper.get(entry.note_id)
                assert note.problem is None
                if note.title.startswith("同時"):
                    assert back.keeper.history(note.note_id), "a file in the backup has its history in the ledger beside it"
        assert back.audit.verify() is None
        back.close()


def test_nothing_is_ever_overwritten(home: Path, tmp_path: Path) -> None:
    file = take(home, tmp_path / "copy.zip")
    with pytest.raises(BackupExistsError):
        take(home, file)
    with pytest.raises(FolderNotEmptyError):
        restore(file, home / "notes", tmp_path / "var")
    with pytest.raises(FolderNotEmptyError):
        restore(file, tmp_path / "fresh", home / "var")
    assert not (tmp_path / "fresh").exists()


def rewritten(file: Path, changes: dict[str, bytes | None]) -> bytes:
    """Return the zip with members replaced, added, or (None) left out."""
    held = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            if content is not None:
                new.writestr(name, content)
    return held.getvalue()


def manifest_with(file: Path, **changes: object) -> bytes:
    with zipfile.ZipFile(file) as archive:
        return json.dumps(json.loads(archive.read("manifest.json")) | changes).encode()


@pytest.mark.parametrize(
    "damage",
    ["cut", "bit", "empty", "text", "no manifest", "manifest is a list", "manifest without hashes", "ledger gone", "ledger is no ledger", "path", "absolute", "odd path", "added hash"],
)
def test_a_damaged_backup_is_refused_and_nothing_is_written(home: Path, tmp_path: Path, damage: str) -> None:
    good = take(home, tmp_path / "copy.zip")
    whole = bytearray(good.read_bytes())
    whole[whole.index(b"notes/") + 90] ^= 0xFF
    escape = {"sha256": {"notes/../../escape.md": "0"}}
    bad: dict[str, bytes] = {
        "cut": good.read_bytes()[:-200], "bit": bytes(whole), "empty": b"", "text": b"no zip", "no manifest": rewritten(good, {"manifest.json": None}),
        "manifest is a list": rewritten(good, {"manifest.json": b"[]"}), "manifest without hashes": rewritten(good, {"manifest.json": b'{"sha256": []}'}),
        "ledger gone": rewritten(good, {"ledger.sqlite": None}), "ledger is no ledger": rewritten(good, {"ledger.sqlite": b"x"}),
        "path": rewritten(good, {"manifest.json": manifest_with(good, **escape), "notes/../../escape.md": b""}),
        "absolute": rewritten(good, {"manifest.json": manifest_with(good, sha256={"/abs.md": "0"}), "/abs.md": b""}),
        "odd path": rewritten(good, {"manifest.json": manifest_with(good, names=dict.fromkeys(zipfile.ZipFile(good).namelist(), "notes/../../x.md"))}),
        "added hash": rewritten(good, {"manifest.json": manifest_with(good, sha256={"notes/none.md": "0"})}),
    }
    file = tmp_path / "bad.zip"
    file.write_bytes(bad[damage])
    with pytest.raises(NotesAppError) as refused:
        restore(file, tmp_path / "n", tmp_path / "v")
    assert isinstance(refused.value, BackupUnreadableError) or "ledger" in damage
    assert not (tmp_path / "n").exists()
    assert not (tmp_path / "v").exists()
    assert not list(tmp_path.parent.glob("escape*"))


def test_a_restore_that_fails_half_way_leaves_nothing(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = take(home, tmp_path / "copy.zip")
    copied: list[str] = []
    copy = shutil.copyfileobj

    def full_disk(source: Any, sink: Any) -> None:
        copy(source, sink)
        if str(tmp_path / "n") in sink.name:
            copied.append(sink.name)
            if len(copied) == 3:
                raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full_disk)
    with pytest.raises(OSError, match="No space"):
        restore(file, tmp_path / "n", tmp_path / "v")
    assert [path for folder in ("n", "v") for path in (tmp_path / folder).rglob("*") if path.is_file()] == []
    monkeypatch.undo()
    assert restore(file, tmp_path / "n2", tmp_path / "v2").files
