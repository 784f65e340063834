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
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from notes_app.errors import NotesAppError
from notes_app.search.engines.swapping import SwappingIndex
from notes_app.search.index import IndexedNote

_log = logging.getLogger(__name__)

ChangeRow = tuple[int, str, str]
"""(sequence, note id, what): one entry of the change log, sequences ascending."""
ChangesSince = Callable[[int, int], Sequence[ChangeRow]]
LoadNote = Callable[[str], IndexedNote | None]

_BATCH = 500  # changes a commit
_LONGEST_PAUSE_S = 30.0  # after errors that do not go away
_TRIES = 3  # before a note that fails to load for an unknown reason is left out of the index
_IDLE_S = 2.0  # how often a worker looks without being woken: other processes write too


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
        self, index: SwappingIndex, *, changes_since: ChangesSince, load: LoadNote, lock_path: Path,
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
        """Index everything that changed since the index's cursor, and return how many changes that was."""
        if self._index.needs_rebuild():
            self._status = replace(self._status, is_rebuilding=True)
            try:
                return self.rebuild()
            finally:
                self._status = replace(self._status, is_rebuilding=False)
        done = 0
        while not self._stopping.is_set():
            rows = self._changes_since(self._index.cursor(), _BATCH)
            if not rows:
                break
            self._status = replace(self._status, pending=len(rows))
            self._commit(rows)
            done += len(rows)
        self._status = replace(self._status, pending=0)
        return done

    def rebuild(self) -> int:
        """Index every note of the change log beside the current index, swap, and return how many changes were read."""
        rows = 0
        latest: dict[str, int] = {}
        cursor = 0
        while batch := self._changes_since(cursor, 10_000):
            latest.update((note_id, sequence) for sequence, note_id, _ in batch)
            cursor = batch[-1][0]
            rows += len(batch)
        self._index.rebuild(self._notes(latest), cursor=cursor)
        self._status = replace(self._status, last_commit_at=self._now(), pending=0)
        return rows

    def _follow(self) -> None:
        pause = self._delay_s
        while not self._stopping.is_set():
            try:
                self.drain()
                pause = self._delay_s
                if not self._woken.wait(_IDLE_S):
                    continue
                self._woken.clear()
                self._stopping.wait(self._delay_s)  # let a burst of saves share one commit
            except Exception as error:
                self._failed(error)
                pause = min(_LONGEST_PAUSE_S, pause * 2)
                self._stopping.wait(pause)

    def _commit(self, rows: Sequence[ChangeRow]) -> None:
        notes: list[IndexedNote] = []
        gone: list[str] = []
        for note_id in dict.fromkeys(note_id for _, note_id, _ in rows):
            note = self._read(note_id)
            if note is None:
                gone.append(note_id)
            else:
                notes.append(note)
        started = time.perf_counter()
        self._index.replace(notes, remove=gone, cursor=rows[-1][0])
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
