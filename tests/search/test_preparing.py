"""Helpers put notes into terms in further processes: in order, all of them, whatever becomes of a helper."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from notes_app.search import preparing
from notes_app.search.engines.tantivy_documents import prepare_document
from notes_app.search.engines.whoosh import prepare_note
from notes_app.search.index import IndexedNote
from notes_app.search.preparing import Helpers, Prepare
from tests.patience import eventually

NOTES = [IndexedNote(f"n{at}", f"n{at}.md", f"議事録{at}", f"値引きの話 その{at}。") for at in range(60)]
BATCHES = [NOTES[at : at + 10] for at in range(0, 60, 10)]


def is_running(pid: int) -> bool:
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())  # of one that has ended and was not asked for, nothing
    except OSError:
        return False


def refuse(note: IndexedNote) -> str:
    raise ArithmeticError(note.note_id)


def say_where(note: IndexedNote) -> tuple[str, int]:
    return note.note_id, os.getpid()


def test_while_they_start_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "_PROGRAM", f"import time; time.sleep(0.5); {preparing._PROGRAM}")
    with Helpers(say_where, count=2) as helpers:
        prepared = [each for batch in helpers.each([note] for note in NOTES) for each in batch]
    assert [note_id for note_id, _ in prepared] == [note.note_id for note in NOTES]
    processes = {process for _, process in prepared}
    assert os.getpid() in processes
    assert len(processes) > 1


@pytest.mark.parametrize("prepare", [prepare_note, prepare_document], ids=["whoosh", "tantivy"])
def test_they_prepare_as_it_is_done_here(prepare: Prepare) -> None:
    with Helpers(prepare, count=2) as helpers:
        prepared = [each.note_id for batch in helpers.each(BATCHES) for each in batch]
    assert prepared == [note.note_id for note in NOTES]
    with Helpers(prepare, count=2) as helpers, Helpers(prepare, count=1) as here:
        assert set(map(len, helpers.each(BATCHES))) == set(map(len, here.each(BATCHES))) == {10}


def test_a_helper_that_is_killed_costs_nothing() -> None:
    with Helpers(prepare_note, count=2) as helpers:
        coming = helpers.each(BATCHES)
        prepared = [each.note_id for each in next(coming)]
        for helper in helpers._started:
            os.kill(helper.pid, signal.SIGKILL)
        prepared += [each.note_id for batch in coming for each in batch]
    assert prepared == [note.note_id for note in NOTES]
    assert all(helper.returncode is not None for helper in helpers._started)


def test_what_is_wrong_with_a_note_is_told_here() -> None:
    with Helpers(refuse, count=2) as helpers, pytest.raises(ArithmeticError, match="n0"):
        list(helpers.each(BATCHES))


def test_a_helper_ends_with_the_process_it_helps() -> None:
    program = (
        "import os; from tests.search.test_preparing import *\n"
        "helpers = Helpers(prepare_note, count=2); next(helpers.each(BATCHES))\n"
        "print(*[helper.pid for helper in helpers._started], flush=True); os.kill(os.getpid(), 9)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False).stdout
    helpers = [int(pid) for pid in said.split()]
    assert helpers
    assert eventually(lambda: not any(map(is_running, helpers))), "a helper outlives its process"
