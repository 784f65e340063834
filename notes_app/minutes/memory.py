"""A `NoteStore` that forgets: for tests and for trying things out."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping

from notes_app.minutes.errors import NoteFileNotFoundError, NoteNotWrittenError
from notes_app.minutes.naming import is_note_file, safe_path
from notes_app.minutes.note_store import FileStat


class MemoryNoteStore:
    """Files in a dictionary; each write counts as a later time of change."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[bytes, int]] = {}
        self._lock = threading.Lock()
        self._clock_ns = 0

    def read(self, path: str) -> bytes:
        found = self._files.get(safe_path(path))
        if found is None:
            raise NoteFileNotFoundError(what=path)
        return found[0]

    def read_head(self, path: str, count: int) -> bytes:
        return self.read(path)[:count]

    def write(self, path: str, data: bytes) -> None:
        with self._lock:
            self._clock_ns += 1
            self._files[safe_path(path)] = (bytes(data), self._clock_ns)

    def write_new(self, files: Mapping[str, bytes]) -> None:
        taken = next((path for path in files if self.exists(path)), None)
        if taken is not None:
            raise NoteNotWrittenError(path=taken, reason="already there")
        for path, data in files.items():
            self.write(path, data)

    def exists(self, path: str) -> bool:
        return safe_path(path) in self._files

    def move(self, old: str, new: str) -> None:
        with self._lock:
            if safe_path(old) not in self._files:
                raise NoteFileNotFoundError(what=old)
            if safe_path(new) in self._files:
                raise NoteNotWrittenError(path=new, reason="already there")
            self._files[safe_path(new)] = self._files.pop(safe_path(old))

    def remove(self, path: str) -> None:
        with self._lock:
            self._files.pop(safe_path(path), None)

    def list(self) -> Iterator[FileStat]:
        for path, (data, mtime_ns) in sorted(self._files.items()):
            if is_note_file(path):
                yield FileStat(path, len(data), mtime_ns)

    def list_files(self, folder: str) -> Iterator[FileStat]:
        below = safe_path(folder) + "/"
        for path, (data, mtime_ns) in sorted(self._files.items()):
            rest = path.removeprefix(below)
            if path.startswith(below) and not any(part.startswith((".", "~$")) for part in rest.split("/")):
                yield FileStat(path, len(data), mtime_ns)

    def stat(self, path: str) -> FileStat | None:
        found = self._files.get(safe_path(path))
        return None if found is None else FileStat(safe_path(path), len(found[0]), found[1])
