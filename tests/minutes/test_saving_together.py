"""Many who save at once lose nothing, in threads and in processes, and a kill at any moment loses nothing
either.
"""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest

from notes_app.ledger.database import check_ledger, open_ledger
from notes_app.minutes.errors import NoteBusyError, SaveConflictError
from notes_app.minutes.files import FileNoteStore
from notes_app.minutes.keeper import NoteKeeper
from notes_app.minutes.locks import NoteLocks
from notes_app.people.permission import Person

from .conftest import AuditBook, Clock

KILLS = 50
FORKS = multiprocessing.get_context("forkserver")  # so that fifty processes start in the time of a few
FORKS.set_forkserver_preload(
    [
        "pytest",
        "alembic.command",
        "notes_app.minutes.keeper",
        "notes_app.minutes.files",
        "notes_app.ledger.database",
    ]
)

WRITER = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from notes_app.ledger.database import open_ledger
from notes_app.minutes.files import FileNoteStore
from notes_app.minutes.keeper import NoteKeeper
from notes_app.people.audit_store import AuditLog
from notes_app.people.permission import Person

root, name = Path(sys.argv[1]), sys.argv[2]
now = lambda: datetime.now(UTC)
engine = open_ledger(f"sqlite:///{root / 'var' / 'ledger.sqlite'}")
keeper = NoteKeeper(FileNoteStore(root / "notes"), engine, AuditLog(engine, now), now)
person = Person("p", name, name, "rep")
print("ready", flush=True)
for line in sys.stdin:
    task = json.loads(line)
    if task["do"] == "create":
        note = keeper.create(person, front={"title": task["title"]}, body=task["body"])
    else:
        note = keeper.get(task["id"])
        body = note.body + task["body"]
        note = keeper.save(person, task["id"], expected_revision=note.revision, front={}, body=body).note
    print(json.dumps([note.note_id, note.body]), flush=True)
"""


def start_writer(root: Path, name: str) -> subprocess.Popen[str]:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(root), name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    return writer


def test_threads_that_append_to_one_note_lose_no_line(keeper: NoteKeeper, sato: Person) -> None:
    note_id = keeper.create(sato, front={}, body="").note_id

    def append(name: str) -> None:
        for number in range(8):
            while True:
                seen = keeper.get(note_id)
                try:
                    keeper.save(
                        sato,
                        note_id,
                        expected_revision=seen.revision,
                        front={},
                        body=f"{seen.body}{name}{number}\n",
                    )
                    break
                except SaveConflictError:
                    continue

    threads = [threading.Thread(target=append, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = keeper.get(note_id).body.split()
    assert sorted(lines) == sorted(f"{name}{number}" for name in "abcd" for number in range(8))
    assert len({version.revision for version in keeper.history(note_id)}) == 33


def test_processes_that_save_one_note_lose_no_line(tmp_path: Path, clock: Clock, sato: Person) -> None:
    engine = open_ledger(f"sqlite:///{tmp_path / 'var' / 'ledger.sqlite'}")
    keeper = NoteKeeper(FileNoteStore(tmp_path / "notes"), engine, AuditBook(), clock)
    note_id = keeper.create(sato, front={}, body="").note_id
    writers = [start_writer(tmp_path, name) for name in "ab"]
    for number in range(10):
        for name, writer in zip("ab", writers, strict=True):
            assert writer.stdin is not None
            writer.stdin.write(json.dumps({"do": "save", "id": note_id, "body": f"{name}{number}。"}) + "\n")
            writer.stdin.flush()
    acknowledged = [line for writer in writers for line in writer.communicate()[0].splitlines()]
    body = keeper.get(note_id).body
    # A save that met another on the same spot was refused with a conflict and ended its writer; none was
    # lost.
    assert len(acknowledged) == body.count("。") >= 1


def test_a_note_that_stays_locked_is_said_to_be_busy(tmp_path: Path) -> None:
    with (
        NoteLocks(tmp_path).note("n1"),
        pytest.raises(NoteBusyError, match="n1"),
        NoteLocks(tmp_path, wait_s=0).note("n1"),
    ):
        pass
    with NoteLocks(tmp_path, wait_s=0).every_note():
        pass


def test_killed_at_any_moment_no_acknowledged_save_is_lost(tmp_path: Path, clock: Clock) -> None:
    random = Random(20261122)
    acknowledged: dict[str, str] = {}
    for kill in range(KILLS):
        acknowledged.update(save_until_killed(tmp_path, kill, after_s=random.uniform(0.0, 0.06)))
    engine = open_ledger(f"sqlite:///{tmp_path / 'var' / 'ledger.sqlite'}")
    store = FileNoteStore(tmp_path / "notes")
    keeper = NoteKeeper(store, engine, AuditBook(), clock)
    assert check_ledger(engine) == ()
    assert len(acknowledged) >= KILLS // 2
    for seen in store.list():
        note = keeper.adopt(seen.path)
        assert note.problem is None
        assert note.body.endswith("終\n")
    for note_id, body in acknowledged.items():
        assert keeper.get(note_id).body.startswith(body)


def save_until_killed(root: Path, number: int, after_s: float) -> list[tuple[str, str]]:
    """Let a process create and save notes, kill it `after_s` after its first promise, and return what it
    promised.
    """
    reader, writer = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=save_for_ever, args=(str(root), number, writer), daemon=True)
    process.start()
    writer.close()
    promised = [reader.recv()]
    killer = threading.Timer(after_s, process.kill)
    killer.start()
    try:
        while True:
            promised.append(reader.recv())
    except (EOFError, OSError):  # also a message cut in half: a promise nobody heard
        pass
    killer.join()
    process.join()
    return promised


def save_for_ever(root: str, number: int, promise: Connection) -> None:
    engine = open_ledger(f"sqlite:///{root}/var/ledger.sqlite")
    keeper = NoteKeeper(
        FileNoteStore(Path(root, "notes")), engine, AuditBook(), Clock(), random=Random(number)
    )
    person = Person("p", "p", "p", "rep")
    while True:
        note = keeper.create(person, front={"title": f"{number}"}, body="始\n" * 200 + "終\n")
        for turn in range(5):
            body = f"{note.body}{turn}\n終\n"
            note = keeper.save(
                person, note.note_id, expected_revision=note.revision, front={}, body=body
            ).note
            promise.send((note.note_id, note.body))
