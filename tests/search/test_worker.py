"""The indexing worker: everything saved becomes searchable, whatever happens on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from notes_app.errors import NotesAppError
from notes_app.search.engines import open_index, swapping
from notes_app.search.engines.swapping import SwappingIndex
from notes_app.search.index import IndexedNote, SearchRequest
from notes_app.search.query import parse_query
from notes_app.search.worker import ChangeRow, IndexWorker
from tests.patience import PATIENCE_S, eventually


class ChangeLog:
    """A change log and the notes it speaks of, in memory."""

    def __init__(self) -> None:
        self.rows: list[ChangeRow] = []
        self.notes: dict[str, IndexedNote] = {}

    def save(self, note_id: str, body: str) -> None:
        self.notes[note_id] = IndexedNote(note_id, f"{note_id}.md", "", body)
        self.rows.append((len(self.rows) + 1, note_id, "save"))

    def delete(self, note_id: str) -> None:
        del self.notes[note_id]
        self.rows.append((len(self.rows) + 1, note_id, "delete"))

    def since(self, cursor: int, limit: int) -> Sequence[ChangeRow]:
        return [row for row in self.rows if row[0] > cursor][:limit]

    def load(self, note_id: str) -> IndexedNote | None:
        return self.notes.get(note_id)


@pytest.fixture
def log() -> ChangeLog:
    return ChangeLog()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SwappingIndex]:
    opened = open_index("whoosh", tmp_path / "index")
    yield opened
    opened.close()


def worker_of(
    index: SwappingIndex,
    log: ChangeLog,
    tmp_path: Path,
    load: Callable[[str], IndexedNote | None] | None = None,
) -> IndexWorker:
    return IndexWorker(
        index, changes_since=log.since, load=load or log.load, lock_path=tmp_path / "worker.lock",
        now=lambda: datetime.now(UTC), delay_s=0.01,
    )  # fmt: skip


def found(index: SwappingIndex, words: str) -> set[str]:
    request = SearchRequest(parse_query(words, date(2026, 11, 22)), frozenset({"team"}), limit=100)
    return {hit.note_id for hit in index.search(request).hits}


def test_drain_brings_the_index_up_to_the_log(index: SwappingIndex, log: ChangeLog, tmp_path: Path) -> None:
    log.save("a", "値引きの話")
    log.save("b", "納期の話")
    log.save("a", "契約の話")
    worker = worker_of(index, log, tmp_path)
    assert worker.drain() == 3
    assert found(index, "話") == {"a", "b"}
    assert found(index, "値引き") == set()
    log.delete("b")
    assert worker.drain() == 1
    assert (found(index, "話"), index.cursor()) == ({"a"}, 4)
    assert worker.drain() == 0


def test_a_save_is_found_soon_after_wake(index: SwappingIndex, log: ChangeLog, tmp_path: Path) -> None:
    worker = worker_of(index, log, tmp_path)
    worker.start()
    assert eventually(lambda: worker.status.is_leader)
    log.save("a", "値引きの話")
    worker.wake()
    assert eventually(lambda: found(index, "値引き") == {"a"})
    assert eventually(lambda: worker.status.last_commit_at is not None)
    worker.stop(PATIENCE_S)
    assert not worker.is_alive()
    assert not worker.status.is_leader


def test_only_one_of_two_workers_leads_and_the_other_takes_over(
    index: SwappingIndex, log: ChangeLog, tmp_path: Path
) -> None:
    first, second = worker_of(index, log, tmp_path), worker_of(index, log, tmp_path)
    first.start()
    assert eventually(lambda: first.status.is_leader)
    second.start()
    time.sleep(0.05)
    assert not second.status.is_leader
    first.stop()
    assert eventually(lambda: second.status.is_leader)
    log.save("a", "引き継ぎ")
    second.wake()
    assert eventually(lambda: found(index, "引き継ぎ") == {"a"})
    second.stop()


def test_passing_errors_are_tried_again(index: SwappingIndex, log: ChangeLog, tmp_path: Path) -> None:
    failures = iter([OSError("the share is away"), OSError("still away")])

    def load(note_id: str) -> IndexedNote | None:
        if (failure := next(failures, None)) is not None:
            raise failure
        return log.load(note_id)

    log.save("a", "値引き")
    worker = worker_of(index, log, tmp_path, load)
    worker.start()
    assert eventually(lambda: found(index, "値引き") == {"a"})
    assert eventually(lambda: worker.status.last_error == "")
    worker.stop()


def test_one_note_that_cannot_be_read_holds_up_no_other(
    index: SwappingIndex, log: ChangeLog, tmp_path: Path
) -> None:
    def load(note_id: str) -> IndexedNote | None:
        if note_id == "bad":
            raise NotesAppError
        return log.load(note_id)

    log.save("bad", "壊れた")
    log.save("good", "値引き")
    worker = worker_of(index, log, tmp_path, load)
    worker.drain()
    assert found(index, "値引き") == {"good"}
    assert "bad" in worker.status.last_error
    assert index.cursor() == 2


def test_another_fingerprint_is_rebuilt_beside(
    index: SwappingIndex, log: ChangeLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.save("a", "一つ目")
    log.save("b", "二つ目")
    worker = worker_of(index, log, tmp_path)
    worker.drain()
    log.delete("b")
    monkeypatch.setattr(swapping, "fingerprint", lambda: "newer")
    worker.drain()
    assert not index.needs_rebuild()
    assert (found(index, "つ目"), index.cursor()) == ({"a"}, 3)


@pytest.fixture(params=["whoosh", "tantivy"])
def filled(request: pytest.FixtureRequest, log: ChangeLog, tmp_path: Path) -> Iterator[SwappingIndex]:
    """An index of either engine with a hundred notes in it."""
    for at in range(100):
        log.save(f"n{at}", "値引きの話")
    opened = open_index(str(request.param), tmp_path / "filled")
    worker_of(opened, log, tmp_path).drain()
    yield opened
    opened.close()


def test_what_is_saved_during_a_rebuild_is_found_at_once_and_stays_found(
    filled: SwappingIndex, log: ChangeLog, tmp_path: Path
) -> None:
    seen: list[bool] = []

    def load(note_id: str) -> IndexedNote | None:
        if note_id == "n50" and not seen:
            log.save("n10", "契約の話")
            log.save("new", "契約の話")
            log.delete("n20")
            seen.append(eventually(lambda: found(filled, "契約") == {"n10", "new"}))
            seen.append(len(found(filled, "値引き")) == 98)
            seen.append(filled.cursor() == 100)  # the old index answers, its cursor stands: a crash loses nothing
        if note_id == "n90" and not log.notes.get("later"):
            log.save("later", "最後の契約")
        return log.load(note_id)

    worker_of(filled, log, tmp_path, load).rebuild()
    assert seen == [True, True, True]
    assert (found(filled, "契約"), filled.cursor()) == ({"n10", "new", "later"}, 104)
    assert len(found(filled, "値引き")) == 98


def test_what_is_saved_while_a_long_log_is_caught_up_is_found_before_it_is_done(
    index: SwappingIndex, log: ChangeLog, tmp_path: Path
) -> None:
    for at in range(600):
        log.save(f"n{at}", "値引き")
    found_early: list[bool] = []

    def load(note_id: str) -> IndexedNote | None:
        if note_id == "n10":
            log.save("new", "契約の話")  # the 601st change, and the catching up is at its beginning
        if note_id == "n599":
            found_early.append(found(index, "契約") == {"new"})
        return log.load(note_id)

    log.save("n10", "値引き")
    worker_of(index, log, tmp_path, load).drain()
    assert any(found_early)
    assert (index.count(), found(index, "契約")) == (601, {"new"})


def test_an_index_swapped_in_that_stands_further_back_loses_no_change(
    filled: SwappingIndex, log: ChangeLog, tmp_path: Path
) -> None:
    worker = worker_of(filled, log, tmp_path)
    log.save("a", "契約")
    worker.drain()
    filled.rebuild([log.notes["n0"]], cursor=1)  # as it stood long ago: another process was slow
    log.save("b", "契約")
    worker.drain()
    assert (found(filled, "契約"), filled.count(), filled.cursor()) == ({"a", "b"}, 102, 102)


def test_drain_leaves_the_work_to_the_leader_and_waits_for_it(
    filled: SwappingIndex, log: ChangeLog, tmp_path: Path
) -> None:
    leader, other = worker_of(filled, log, tmp_path), worker_of(filled, log, tmp_path)
    leader.start()
    assert eventually(lambda: leader.status.is_leader)
    log.save("a", "契約")
    assert other.drain() == 0
    assert found(filled, "契約") == {"a"}
    leader.stop()
    log.save("b", "契約")
    assert other.drain() == 1


def test_stop_is_safe_on_a_worker_that_never_ran(
    index: SwappingIndex, log: ChangeLog, tmp_path: Path
) -> None:
    worker = worker_of(index, log, tmp_path)
    worker.stop()
    worker.stop()
    assert threading.active_count() >= 1


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_killed_at_any_time_nothing_is_lost_and_no_lock_stays(engine: str, tmp_path: Path) -> None:
    program = textwrap.dedent("""
        import sys
        from datetime import UTC, datetime
        from pathlib import Path
        from notes_app.search.engines import open_index
        from notes_app.search.index import IndexedNote
        from notes_app.search.worker import IndexWorker
        folder = Path(sys.argv[1])
        index = open_index(sys.argv[2], folder / "index")
        rows = lambda cursor, limit: [(s, f"n{s % 50}", "save") for s in range(cursor + 1, cursor + 6)]
        load = lambda note_id: IndexedNote(note_id, note_id + ".md", "", f"値引きの話 {note_id}。" * 5)
        print("ready", flush=True)
        IndexWorker(index, changes_since=rows, load=load, lock_path=folder / "lock", now=lambda: datetime.now(UTC)).run()
    """)
    before = 0
    for turn in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path), engine], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(min(5.0, 0.05 * 2**turn))  # a slow machine gets the time it needs for a first commit
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        index = open_index(engine, tmp_path / "index")
        cursor = index.cursor()
        assert cursor >= before
        assert len(found(index, "値引き")) == index.count() == min(50, cursor)
        index.replace([], cursor=cursor)
        index.close()
        before = cursor
        if before and turn >= 2:
            break
    assert before > 0
