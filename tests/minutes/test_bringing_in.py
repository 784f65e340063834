"""Many new files are put at once, all of them or none, in the folder and in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notes_app.errors import NotAllowedError
from notes_app.ledger.database import open_ledger
from notes_app.minutes.arrival_store import Arrival
from notes_app.minutes.bringing_in import NoteIntake
from notes_app.minutes.change_log_store import ChangeLog
from notes_app.minutes.errors import BadPathError, NoteNotWrittenError
from notes_app.minutes.files import FileNoteStore
from notes_app.minutes.keeper import NoteKeeper
from notes_app.minutes.memory import MemoryNoteStore
from notes_app.minutes.note_store import NoteStore
from notes_app.minutes.note_text import revision_of
from notes_app.people.audit_store import AuditLog
from notes_app.people.permission import Person

STORES: dict[str, Callable[[Path], NoteStore]] = {
    "files": FileNoteStore,
    "memory": lambda folder: MemoryNoteStore(),
}
BOSS = Person(person_id="p-1", login="boss", name="部長", role="manager")


def now() -> datetime:
    return datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture(params=list(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> NoteStore:
    return STORES[request.param](tmp_path / "notes")


def test_new_files_are_all_there(store: NoteStore) -> None:
    files = {"2026/04/議事録.md": b"one", "2026/05/b.md": b"two", "c.md": b""}
    store.write_new(files)
    assert {seen.path: store.read(seen.path) for seen in store.list()} == files
    store.write_new({})


@pytest.mark.parametrize("taken", ["a.md", "2026/が.md"])
def test_a_taken_path_leaves_everything_as_it_was(store: NoteStore, taken: str) -> None:
    store.write(taken, b"before")
    with pytest.raises(NoteNotWrittenError):
        store.write_new({"new.md": b"x", taken: b"after"})
    assert {seen.path: store.read(seen.path) for seen in store.list()} == {taken: b"before"}


def test_a_path_out_of_the_folder_is_refused(store: NoteStore) -> None:
    with pytest.raises(BadPathError):
        store.write_new({"ok.md": b"x", "../out.md": b"x"})
    assert list(store.list()) == []


def test_a_name_in_another_unicode_form_is_taken_too(tmp_path: Path) -> None:
    (tmp_path / "か\u3099.md").write_bytes(b"before")
    with pytest.raises(NoteNotWrittenError):
        FileNoteStore(tmp_path).write_new({"が.md": b"after"})
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"before"]


def test_arrivals_are_notes_with_history_place_and_change(store: NoteStore) -> None:
    engine = open_ledger("sqlite://")
    audit, log = AuditLog(engine, now), ChangeLog(engine, now)
    intake, keeper = NoteIntake(store, engine, audit, now), NoteKeeper(store, engine, audit, now)
    files = {f"n-{number}": f"---\nid: n-{number}\n---\n\n本文 {number}\n".encode() for number in range(3)}
    arrivals = [Arrival(name, f"{name}.md", revision_of(data), data) for name, data in files.items()]
    intake.bring_in(BOSS, arrivals)
    assert [keeper.get(name).body for name in files] == [f"本文 {number}\n" for number in range(3)]
    assert [(one.number, one.reason, one.person_id) for one in keeper.history("n-1")] == [
        (1, "import", "p-1")
    ]
    assert [(one.note_id, one.what) for one in log.since(0)] == [(name, "saved") for name in files]
    assert audit.list()[0].detail["count"] == 3
    assert intake.is_there("n-1")
    keeper.delete(BOSS, "n-1")
    assert intake.is_known("n-1")
    assert not intake.is_there("n-1")
    with pytest.raises(NotAllowedError):
        intake.bring_in(Person(person_id="p-2", login="sato", name="佐藤", role="rep"), arrivals)
    engine.dispose()
