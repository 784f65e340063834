"""One writer per note, over threads and over processes.

A lock is a file beside the ledger, one for every note whose id falls on the same number: they never pile up,
and the
operating system lets go of them when a process is killed.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from notes_app.minutes.errors import NoteBusyError, NoteNotWrittenError

STRIPES = 32
_WAIT_S = 30.0
_POLL_S = 0.004


class NoteLocks:
    """Locks in `folder`. A thread holds one note at a time: taking a second while holding one could wait for
    ever.
    """

    def __init__(self, folder: Path, wait_s: float = _WAIT_S) -> None:
        self._folder = folder
        self._wait_s = wait_s

    @contextlib.contextmanager
    def note(self, note_id: str) -> Iterator[None]:
        """Hold the lock of one note.

        Raises:
            NoteBusyError: another writer kept it for too long.
        """
        with self._file(zlib.crc32(note_id.encode()) % STRIPES, note_id):
            yield

    @contextlib.contextmanager
    def every_note(self) -> Iterator[None]:
        """Hold the locks of all notes, taken in order so that two who ask do not block each other."""
        with contextlib.ExitStack() as held:
            for number in range(STRIPES):
                held.enter_context(self._file(number, "*"))
            yield

    @contextlib.contextmanager
    def _file(self, number: int, what: str) -> Iterator[None]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            # A new object each time: one object lets the thread that has it in again.
            lock = FileLock(
                self._folder / f"note-{number:02}.lock", timeout=self._wait_s, poll_interval=_POLL_S
            )
            lock.acquire()
        except Timeout as error:
            raise NoteBusyError(what=what) from error
        except OSError as error:
            raise NoteNotWrittenError(path=str(self._folder), reason=error.strerror or str(error)) from error
        try:
            yield
        finally:
            lock.release()
