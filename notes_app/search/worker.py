"""The one indexing worker: follows the change log and brings the index up to it, a batch a moment.

Any number of processes may start one; a file lock lets one of them work and the next takes over when that one ends,
however it ends. What it has done is the index's own cursor, committed with the notes: a crash means work done twice,
never work left out.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from notes_app.errors import NotesAppError
from notes_app.search.engines.following import FollowingIndex
from notes_app.search.engines.swapping import SwappingIndex
from notes_app.search.index import IndexedNote, SearchIndex

_log = logging.getLogger(__name__)

ChangeRow = tuple[int, str, str]
"""(sequence, note id, what): one entry of the change log, sequences ascending."""
ChangesSince = Callable[[int, int], Sequence[ChangeRow]]
LoadNote = Callable[[str], IndexedNote | None]

_BATCH = 250  # changes a commit; while it is made, a save waits
_MANY = 2_000  # changes from which on an empty index is filled in one go
_TURN_S = 0.03  # between commits of a long catch-up, for whoever else wants to write
_LONGEST_PAUSE_S = 30.0  # after errors that do not go away
_TRIES = 3  # before a note that fails to load for an unknown reason is left out of the index
_PATIENCE_S = 60.0  # how long `drain` waits for a leader elsewhere
_SCRUB_S = 600.0  # between two readings of every file of the index, which may rot where nobody looks
_IDLE_S = 0.5  # how often a worker looks without being woken: other processes write too


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """How the worker stands. pending: changes not yet searchable, at least; is_leader: this process does the work."""

    is_running: bool = False
    is_leader: bool = False
    is_rebuilding: bool = False
    pending: int = 0
    last_error: str = ""
    last_commit_at: datetime | None = None


class IndexWorker(threading.Thread):
    """Runs until `stop`. `wake` it after a save; `drain` does its work once in the calling thread (tests, rebuilds)."""

    def __init__(
        self, index: SwappingIndex | FollowingIndex, *, changes_since: ChangesSince, load: LoadNote, lock_path: Path,
        now: Callable[[], datetime], delay_s: float = 0.2,
    ) -> None:  # fmt: skip
        super().__init__(name="index-worker", daemon=True)
        self._index = index
        self._changes_since = changes_since
        self._load = load
        self._lock_path = lock_path
        self._now = now
        self._delay_s = delay_s
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._status = WorkerStatus()
        self._tries: dict[str, int] = {}
        self._has_lead = False  # outside `run`

    @property
    def status(self) -> WorkerStatus:
        return self._status

    def wake(self) -> None:
        """Say that something was saved: it will be searchable within the delay and a commit."""
        self._woken.set()

    def stop(self, timeout_s: float = 10.0) -> None:
        """End after the batch at hand; safe to call twice and on a worker that never ran."""
        self._stopping.set()
        self._woken.set()
        if self.is_alive() and threading.current_thread() is not self:
            self.join(timeout_s)

    def run(self) -> None:
        self._lock_path.parent.mkdir(parents=True, exist_ok=True)
        self._status = replace(self._status, is_running=True)
        lock = FileLock(self._lock_path)
        while not self._stopping.is_set():
            try:
                with lock.acquire(timeout=0, poll_interval=0.05):
                    self._status = replace(self._status, is_leader=True)
                    self._follow()
            except Timeout:  # another process does the work; stand by
                self._stopping.wait(_IDLE_S)
            except OSError as error:
                self._failed(error)
                self._stopping.wait(_IDLE_S)
            finally:
                self._status = replace(self._status, is_leader=False)
        self._status = replace(self._status, is_running=False)

    def drain(self) -> int:
        """Index everything that changed since the index's cursor, and return how many changes that was.

        While another process or thread leads, wait until it has done so instead: 0.
        """
        patient_until = time.monotonic() + _PATIENCE_S
        while True:
            with self._lead() as leads:
                if leads:
                    return self._drain()
            is_done = not self._changes_since(self._index.cursor(), 1)
            if is_done or self._stopping.is_set() or time.monotonic() > patient_until:
                return 0
            self._stopping.wait(_TURN_S)

    def _drain(self) -> int:
        if self._index.needs_rebuild() or self._has_all_before_it():
            self._status = replace(self._status, is_rebuilding=True)
            try:
                return self.rebuild()
            finally:
                self._status = replace(self._status, is_rebuilding=False)
        if len(self._changes_since(self._index.cursor(), _BATCH + 1)) <= _BATCH:
            return self._follow_log()
        with self._new_saves_at_once(self._read_log()[1]):
            return self._follow_log()

    def _has_all_before_it(self) -> bool:
        """Whether nothing is indexed and much is to be: making the index in one go is much quicker than batch by batch."""
        return self._index.cursor() == 0 and len(self._changes_since(0, _MANY)) == _MANY

    def _follow_log(self) -> int:
        done = latest = self._step()
        while latest and not self._stopping.is_set():
            if latest == _BATCH:
                self._stopping.wait(_TURN_S)
            latest = self._step()
            done += latest
        return done

    def rebuild(self) -> int:
        """Index every note of the change log beside the current index, swap, and return how many changes were read.

        What is saved meanwhile is searchable at once: it goes into the old index too, and into the new one last.
        """
        latest, cursor, rows = self._read_log()
        with self._lead() as leads, self._new_saves_at_once(cursor) if leads else nullcontext():
            self._index.rebuild(self._notes(latest), cursor=cursor, tail=self._catch_up)
        self._status = replace(self._status, last_commit_at=self._now(), pending=0)
        return rows

    @contextmanager
    def _lead(self) -> Iterator[bool]:
        """Take the leader's place for a while, if it is free; yields whether this worker leads."""
        if threading.current_thread() is self or self._has_lead:
            yield True
            return
        try:
            taken = FileLock(self._lock_path).acquire(timeout=0)
        except Timeout:
            yield False
            return
        with taken:
            self._has_lead = True
            try:
                yield True
            finally:
                self._has_lead = False

    def _read_log(self) -> tuple[dict[str, int], int, int]:
        """Return each note of the change log with its last change, where the log ends, and how many changes it has."""
        rows = cursor = 0
        latest: dict[str, int] = {}
        while batch := self._changes_since(cursor, 10_000):
            latest.update((note_id, sequence) for sequence, note_id, _ in batch)
            cursor = batch[-1][0]
            rows += len(batch)
        return latest, cursor, rows

    def _step(self) -> int:
        with self._index.writing() as index:
            rows = self._changes_since(index.cursor(), _BATCH)
            self._status = replace(self._status, pending=len(rows))
            if rows:
                self._commit(index, rows, cursor=rows[-1][0])
        return len(rows)

    def _catch_up(self, index: SearchIndex) -> None:
        while rows := self._changes_since(index.cursor(), _BATCH):
            self._commit(index, rows, cursor=rows[-1][0])

    @contextmanager
    def _new_saves_at_once(self, cursor: int) -> Iterator[None]:
        """While long work goes on, keep what is saved after `cursor` searchable from a thread beside it.

        The index's own cursor stays where it was: the long work, or whoever takes it up again, comes past them too.
        """
        finished = threading.Event()

        def follow() -> None:
            seen = cursor
            while not (finished.is_set() or self._stopping.is_set()):
                try:
                    with self._index.writing() as index:
                        if rows := self._changes_since(seen, _BATCH):
                            self._commit(index, rows, cursor=None)
                            seen = rows[-1][0]
                except Exception as error:  # an index of older code may refuse it; the new one will have it
                    _log.info("A save becomes searchable only after the work at hand: %r", error)
                self._woken.wait(self._delay_s)
                self._woken.clear()

        beside = threading.Thread(target=follow, name="index-new-saves", daemon=True)
        beside.start()
        try:
            yield
        finally:
            finished.set()
            self._woken.set()
            beside.join()

    def _follow(self) -> None:
        pause = self._delay_s
        scrubbed_s = time.monotonic()
        while not self._stopping.is_set():
            try:
                if time.monotonic() - scrubbed_s > _SCRUB_S:
                    scrubbed_s = time.monotonic()
                    self._index.scrub()
                self._drain()
                pause = self._delay_s
                if not self._woken.wait(_IDLE_S):
                    continue
                self._woken.clear()
                self._stopping.wait(self._delay_s)  # let a burst of saves share one commit
            except Exception as error:
                self._failed(error)
                pause = min(_LONGEST_PAUSE_S, pause * 2)
                self._stopping.wait(pause)

    def _commit(self, index: SearchIndex, rows: Sequence[ChangeRow], *, cursor: int | None) -> None:
        notes: list[IndexedNote] = []
        gone: list[str] = []
        for note_id in dict.fromkeys(note_id for _, note_id, _ in rows):
            note = self._read(note_id)
            if note is None:
                gone.append(note_id)
            else:
                notes.append(note)
        started = time.perf_counter()
        index.replace(notes, remove=gone, cursor=cursor)
        _log.debug(
            "Indexed %d notes, removed %d in %.3f s", len(notes), len(gone), time.perf_counter() - started
        )
        self._status = replace(
            self._status,
            last_commit_at=self._now(),
            last_error="" if not self._tries else self._status.last_error,
        )

    def _notes(self, note_ids: dict[str, int]) -> Iterator[IndexedNote]:
        for note_id in note_ids:
            if self._stopping.is_set():
                raise InterruptedError("stopped while rebuilding")
            note = self._read(note_id)
            if note is not None:
                yield note

    def _read(self, note_id: str) -> IndexedNote | None:
        """Return the note, None when it is gone. One that cannot be read is left out, named in the log, and not fatal."""
        try:
            note = self._load(note_id)
        except Exception as error:
            self._tries[note_id] = tries = self._tries.get(note_id, 0) + 1
            if not isinstance(error, NotesAppError) and tries < _TRIES:
                raise  # perhaps it passes: the batch is tried again
            _log.warning("Note %s cannot be indexed: %r", note_id, error)
            self._status = replace(self._status, last_error=f"{note_id}: {error}")
            return None
        self._tries.pop(note_id, None)
        return note

    def _failed(self, error: Exception) -> None:
        _log.warning("The indexing worker met %r and will try again", error)
        self._status = replace(self._status, last_error=str(error) or repr(error))
