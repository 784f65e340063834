"""Follow the change log and read the files beside the notes that changed, one after the other, in the background.

A save never waits for it. When a file was read that had not been, the note gets a line in the change log, and the index
takes it in. The worker's cursor is kept beside the texts: killed anywhere, it does a note again, never leaves one out.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from notes_app.errors import NotesAppError
from notes_app.extraction.bounded_process import Bounds, extract
from notes_app.extraction.extracted import Extracted
from notes_app.extraction.text_store import TextStore, content_hash, fingerprint
from notes_app.minutes.attachment import Attachment

_log = logging.getLogger(__name__)

ChangeRow = tuple[int, str, str]
"""(sequence, note id, what): one entry of the change log, sequences ascending."""

_BATCH = 200
_IDLE_S = 2.0  # how often it looks without being woken: other processes write too


class Files(Protocol):
    """What reading needs of `minutes.attaching.Attachments`."""

    def list(self, note_id: str) -> tuple[Attachment, ...]: ...
    def read(self, attachment: Attachment) -> bytes: ...


class FileTexts:
    """What stands in the files beside notes, as far as it was read. Safe to ask from any thread."""

    def __init__(self, files: Files, store: TextStore, bounds: Bounds | None = None) -> None:
        self._files, self._store, self._bounds = files, store, bounds or Bounds()

    def of(self, note_id: str) -> tuple[tuple[Attachment, Extracted | None], ...]:
        """Return each file beside a note with what it says; None while it has not been read."""
        return tuple((one, self.find(one)) for one in self._files.list(note_id))

    def has_files(self, note_id: str) -> bool:
        return bool(self._files.list(note_id))

    def find(self, attachment: Attachment) -> Extracted | None:
        """Return what a file says, None while it has not been read. The file itself is not opened."""
        key = self._store.find_key(_seen(attachment))
        return None if key is None else self._store.find(key)

    def status(self, attachment: Attachment) -> Extracted | None:
        """Return what became of reading a file, without its passages; None while it has not been read."""
        key = self._store.find_key(_seen(attachment))
        return None if key is None else self._store.find_status(key)

    def clear(self) -> None:
        """Forget everything that was read; who reads again finds it."""
        self._store.clear()

    def read(self, note_id: str) -> int:
        """Read the files of a note that have not been read; return of how many it is known only now what they say."""
        count = 0
        for attachment in self._files.list(note_id):
            if self.find(attachment) is not None:
                continue
            try:
                data = self._files.read(attachment)
            except NotesAppError:  # taken off meanwhile
                continue
            key = content_hash(data, attachment.name)
            if self._store.find(key) is None:
                found = extract(data, attachment.name, self._bounds)
                if found.is_trouble:
                    _log.warning("%s of note %s: %s (%s)", attachment.name, note_id, found.status, found.detail)
                self._store.put(key, found)
            self._store.put_key(_seen(attachment), key)
            count += 1
        return count


def _seen(attachment: Attachment) -> str:
    return f"{attachment.path}\0{attachment.size}\0{attachment.mtime_ns}"


class ExtractionWorker(threading.Thread):
    """Runs until `stop`. `wake` it after a save; `drain` does its work once in the calling thread.

    Args:
        changes_since: the change log, as the index worker reads it.
        announce: adds a line to the change log for a note whose files can be searched now.
        folder: where the cursor is kept; one process at a time follows, by a lock there.
    """

    def __init__(
        self, texts: FileTexts, *, changes_since: Callable[[int, int], Sequence[ChangeRow]], announce: Callable[[str], None], folder: Path
    ) -> None:
        super().__init__(name="extraction-worker", daemon=True)
        self._texts, self._changes_since, self._announce, self._folder = texts, changes_since, announce, folder
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._is_resuming = True

    def wake(self) -> None:
        self._woken.set()

    def stop(self, timeout_s: float = 10.0) -> None:
        """End after the file at hand; safe to call twice and on a worker that never ran."""
        self._stopping.set()
        self._woken.set()
        if self.is_alive():
            self.join(timeout_s)

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.drain()
            except Exception:
                _log.exception("reading attachments failed; trying again in %s s", _IDLE_S)
            self._woken.wait(_IDLE_S)
            self._woken.clear()

    def drain(self) -> int:
        """Read what has not been read of the notes that changed since the cursor; return how many files that were.

        While another process does so, 0: it announces what it reads.
        """
        with self._lead() as leads:
            if not leads:
                return 0
            count, cursor = 0, self.cursor()
            while rows := self._changes_since(cursor, _BATCH):
                for note_id in dict.fromkeys(note_id for _, note_id, what in rows if what != "removed"):
                    if self._stopping.is_set():
                        return count
                    read = self._texts.read(note_id)
                    # Whoever was here before may have been killed between reading a file and saying so.
                    if read or (self._is_resuming and self._texts.has_files(note_id)):
                        self._announce(note_id)
                    count += read
                cursor, self._is_resuming = rows[-1][0], False
                self._keep_cursor(cursor)
            self._is_resuming = False
            return count

    def rebuild(self) -> int:
        """Read every file anew, those too that could not be read before; return how many that were."""
        self._texts.clear()
        (self._folder / "cursor.json").unlink(missing_ok=True)
        return self.drain()

    def cursor(self) -> int:
        """Return the change it has come to; 0 when the texts were read by other code, or thrown away."""
        try:
            kept = json.loads((self._folder / "cursor.json").read_text(encoding="utf-8"))
            return int(kept["cursor"]) if kept["fingerprint"] == fingerprint() else 0
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def _keep_cursor(self, cursor: int) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        temporary = self._folder / ".cursor.json"
        temporary.write_text(json.dumps({"cursor": cursor, "fingerprint": fingerprint()}), encoding="utf-8")
        os.replace(temporary, self._folder / "cursor.json")  # noqa: PTH105 - one call that replaces on every system

    @contextlib.contextmanager
    def _lead(self) -> Iterator[bool]:
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            held = FileLock(self._folder / "extraction.lock").acquire(timeout=0)
        except Timeout:
            yield False
            return
        with held:
            yield True
