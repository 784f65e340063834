"""Where notes are kept: the port. `files.FileNoteStore` is a folder, `memory.MemoryNoteStore` is for tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class FileStat:
    """One note file as the folder shows it. path: POSIX, below the notes folder, NFC; mtime_ns: its last
    change.
    """

    path: str
    size: int
    mtime_ns: int


class NoteStore(Protocol):
    """Files by path. Every method takes a path as `naming.safe_path` allows it, and raises `BadPathError`
    otherwise.

    A path is found whichever Unicode form the disk holds it in (macOS writes NFD). What a symbolic link
    points at
    outside the folder does not exist here.
    """

    def read(self, path: str) -> bytes:
        """Return the file's bytes.

        Raises:
            NoteFileNotFoundError: there is no such file.
        """

    def read_head(self, path: str, count: int) -> bytes:
        """Return the file's first `count` bytes; raises as `read`."""

    def write(self, path: str, data: bytes) -> None:
        """Put `data` at `path`, all of it or nothing, and only return when it would survive a power cut.

        Raises:
            NoteNotWrittenError: disk full or not writable; what was there before is untouched.
        """

    def write_new(self, files: Mapping[str, bytes]) -> None:
        """Put many files where none are yet, all of them or none; flushed together, so much quicker than
        `write`.

        Raises:
            NoteNotWrittenError: disk full, not writable, or a path is taken; nothing is left behind.
        """

    def exists(self, path: str) -> bool: ...

    def move(self, old: str, new: str) -> None:
        """Rename a file.

        Raises:
            NoteFileNotFoundError: there is no file at `old`.
            NoteNotWrittenError: there is one at `new` already, or the folder may not be written.
        """

    def remove(self, path: str) -> None:
        """Delete a file; one that is gone already is no error."""

    def list(self) -> Iterator[FileStat]:
        """Return every note file (.md .markdown .txt), ordered by path; no hidden folders, no README.md."""

    def list_files(self, folder: str) -> Iterator[FileStat]:
        """Return every file below `folder`, whatever its kind, ordered by path; no hidden ones, no links."""

    def stat(self, path: str) -> FileStat | None:
        """Return the file's size and time of change, or None when there is no such file."""
