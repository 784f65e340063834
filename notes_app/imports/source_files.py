"""The files of a folder, or one file, offered for import: every one of them, those to be passed over too.

Nothing is followed out of the folder and nothing is read before it is asked for.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from notes_app.errors import NotFoundError
from notes_app.imports.report import Reason
from notes_app.minutes.naming import ATTACHMENT_FOLDER

SUFFIXES = (".md", ".markdown", ".txt")
MAX_BYTES = 5 * 1024 * 1024
_SYSTEM_NAMES = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file on offer. path: its name for the report, POSIX, NFC; skip: why not to read it, None to read
    it.
    """

    path: str
    read: Callable[[], bytes]
    skip: Reason | None = None


def list_source(source: Path) -> Iterator[SourceFile]:
    """Return every file below a folder in the order of their paths, or the one file itself.

    Raises:
        NotFoundError: there is nothing at `source`.
    """
    if source.is_file():
        stat = source.stat()
        yield SourceFile(shown_name(source.name), source.read_bytes, judge(source.name, stat.st_size))
    elif source.is_dir():
        yield from _walk(source, shown_name(source.resolve().name))
    else:
        raise NotFoundError(what=str(source))


def judge(path: str, size: int) -> Reason | None:
    """Return why a file is not even opened, by its path and size alone."""
    parts = path.split("/")
    if any(part.startswith((".", "~$")) or part.casefold() in _SYSTEM_NAMES for part in parts):
        return "hidden"
    if parts[0] == ATTACHMENT_FOLDER and len(parts) > 2:
        return "unlinked"
    if not parts[-1].casefold().endswith(SUFFIXES):
        return "not_text"
    if size > MAX_BYTES:
        return "too_large"
    return "empty" if size == 0 else None


def shown_name(name: str) -> str:
    """Return a file's name as text that can be stored: NFC, bytes that are no text as \\x.. and control
    characters out.
    """
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(
        char if unicodedata.category(char) != "Cc" else "�" for char in unicodedata.normalize("NFC", text)
    )


def _walk(folder: Path, above: str) -> Iterator[SourceFile]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield SourceFile(above + "/", _failing(error), "unreadable_file")
        return
    for entry in entries:
        path = f"{above}/{shown_name(entry.name)}"
        if entry.is_symlink():
            yield SourceFile(path, _nothing, "link")
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), path)
        elif not entry.is_file(follow_symlinks=False):
            yield SourceFile(path, _nothing, "not_text")  # a socket or a pipe: reading it could wait for ever
        else:
            # Judged by the path below the source: a source that lies in a hidden folder itself is still
            # meant.
            below = path.split("/", 1)[1]
            yield SourceFile(path, Path(entry.path).read_bytes, judge(below, _size(entry)))


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except OSError:
        return 1  # vanished meanwhile; reading it will say so


def _nothing() -> bytes:
    return b""


def _failing(error: OSError) -> Callable[[], bytes]:
    def read() -> bytes:
        raise error

    return read
