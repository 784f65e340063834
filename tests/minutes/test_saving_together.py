"""Many who save at once lose nothing, in threads and in processes, and a kill at any moment loses nothing either."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
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
        note = keeper.save(person, task["id"], expected_revision=note.revision, front={}, body=note.body + task["body"]).note
    print(json.dumps([note.note_id, note.body]), flush=True)
"""


def start_writer(root: Path, name: str) -> subprocess.Popen[str]:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(root), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
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
                    keeper.save(sato, note_id, expected_revision=seen.revision, front={}, body=f"{seen.body}{name}{number}\n")
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
    # A save that met another on the same spot was refused with a conflict and ended its writer; none was lost.
    assert len(acknowledged) == body.count("。") >= 1


def test_a_note_that_stays_locked_is_said_to_be_busy(tmp_path: Path) -> None:
    with NoteLocks(tmp_path).note("n1"), pytest.raises(NoteBusyError, match="n1"), NoteLocks(tmp_path, wait_s=0).note("n1"):
        pass
    with NoteLocks(tmp_path, wait_s=0).every_note():
        pass


def test_killed_at_any_moment_no_acknowledged_save_is_lost(tmp_path: Path, clock: Clock) -> None:
    random = Random(20261122)
    acknowledged: dict[str, str] = {}
    for kill in range(KILLS):
        writer = _forked_writer(tmp_path, kill)
        _drive_and_kill(writer, random.uniform(0.0, 0.06), acknowledged)
    engine = open_ledger(f"sqlite:///{tmp_path / 'var' / 'ledger.sqlite'}")
    store = FileNoteStore(tmp_path / "notes")
    keeper = NoteKeeper(store, engine, AuditBook(), clock)
    assert check_ledger(engine) == ()
    assert len(acknowledged) >= 1
    for seen in store.list():
        note = keeper.adopt(seen.path)
        assert note.problem is None
        assert note.body.endswith("終\n")
    for note_id, body in acknowledged.items():
        assert keeper.get(note_id).body.startswith(body)


def _forked_writer(root: Path, number: int) -> tuple[int, int]:
    """Start a process that creates and saves notes for ever, telling each save it was promised; return pid and pipe.

    Forked, so that fifty of them start in the time of one.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    try:
        os.close(reader)
        keeper = NoteKeeper(
            FileNoteStore(root / "notes"), open_ledger(f"sqlite:///{root / 'var' / 'ledger.sqlite'}"), AuditBook(), Clock(),
            random=Random(number),
        )  # fmt: skip
        person = Person("p", "p", "p", "rep")
        while True:
            note = keeper.create(person, front={"title": f"{number}"}, body="始\n" * 200 + "終\n")
            for turn in range(5):
                note = keeper.save(person, note.note_id, expected_revision=note.revision, front={}, body=note.body + f"{turn}\n終\n").note
                os.write(writer, (json.dumps([note.note_id, note.body]) + "\n").encode())
    finally:
        os._exit(1)


def _drive_and_kill(writer: tuple[int, int], after_s: float, acknowledged: dict[str, str]) -> None:
    pid, pipe = writer
    timer = threading.Timer(after_s, os.kill, (pid, signal.SIGKILL))
    with os.fdopen(pipe) as told:
        first = told.readline()
        timer.start()
        lines = [first, *told]
    timer.join()
    os.waitpid(pid, 0)
    for line in lines:
        if line.endswith("\n"):
            note_id, body = json.loads(line)
            acknowledged[note_id] = body
