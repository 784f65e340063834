"""A `NoteStore` that is a folder of files, safe against kills, full disks, symbolic links and other programs.

A write goes to a hidden file in the same folder, is flushed to the disk, renamed over the old file, and then
the
folder is flushed: at every instant there is either the old note or the new one.

Source: https://lwn.net/Articles/457667/ (how to write a file so that it survives)
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import time
import unicodedata
from collections.abc import Container, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from notes_app.minutes.errors import BadPathError, NoteFileNotFoundError, NoteNotWrittenError
from notes_app.minutes.naming import ATTACHMENT_FOLDER, is_note_file, safe_path
from notes_app.minutes.note_store import FileStat

SAMPLE_MARK = ".notes-app-sample"
"""A file that marks a folder below the notes as the shipped example: it becomes notes when somebody imports
it.
"""

_TEMPORARY = ".saving-"
_STALE_S = 3600
_FLUSHERS = 8  # a disk flushes several files in the time of one, if it is asked for them at once


class FileNoteStore:
    """The notes folder at `root`, made if need be."""

    def __init__(self, root: Path) -> None:
        try:
            root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NoteNotWrittenError(path=str(root), reason=error.strerror or str(error)) from error
        self.root = root.resolve()

    def read(self, path: str) -> bytes:
        file = self._find(path)
        if file is None:
            raise NoteFileNotFoundError(what=path)
        try:
            return file.read_bytes()
        except FileNotFoundError as error:
            raise NoteFileNotFoundError(what=path) from error

    def read_head(self, path: str, count: int) -> bytes:
        file = self._find(path)
        if file is None:
            raise NoteFileNotFoundError(what=path)
        with file.open("rb") as opened:
            return opened.read(count)

    def write(self, path: str, data: bytes) -> None:
        target = self._find(path) or self.root / safe_path(path)
        with _explained(path):
            self._make_folder(target.parent)
            temporary = target.parent / f"{_TEMPORARY}{secrets.token_hex(8)}"
            try:
                _write_flushed(temporary, data, _mode_of(target))
                temporary.replace(target)
            except BaseException:
                with contextlib.suppress(OSError):
                    temporary.unlink()
                raise
            _flush_folder(target.parent)

    def write_new(self, files: Mapping[str, bytes]) -> None:
        targets = {self.root / safe_path(path): data for path, data in files.items()}
        waiting: dict[Path, Path] = {}
        done: list[Path] = []
        with _explained(next(iter(files), "")):
            try:
                for folder in dict.fromkeys(target.parent for target in targets):
                    self._make_folder(folder)
                    _refuse_taken(folder, targets)
                waiting = {
                    target.parent / f"{_TEMPORARY}{secrets.token_hex(8)}": target for target in targets
                }
                with ThreadPoolExecutor(_FLUSHERS) as flushers:
                    list(
                        flushers.map(lambda file: _write_flushed(file, targets[waiting[file]], None), waiting)
                    )
                for temporary, target in waiting.items():
                    temporary.replace(target)
                    done.append(target)
                for folder in dict.fromkeys(target.parent for target in targets):
                    _flush_folder(folder)
            except BaseException:
                for file in (*waiting, *done):
                    with contextlib.suppress(OSError):
                        file.unlink()
                raise

    def exists(self, path: str) -> bool:
        return self._find(path) is not None

    def move(self, old: str, new: str) -> None:
        source = self._find(old)
        if source is None:
            raise NoteFileNotFoundError(what=old)
        target = self.root / safe_path(new)
        with _explained(new):
            self._make_folder(target.parent)
            if self._find(new) is not None:
                raise FileExistsError(17, "already there")
            source.rename(target)
            _flush_folder(target.parent)
            _flush_folder(source.parent)

    def remove(self, path: str) -> None:
        file = self._find(path)
        if file is None:
            return
        with _explained(path):
            file.unlink(missing_ok=True)
            _flush_folder(file.parent)

    def list(self) -> Iterator[FileStat]:
        found = (item for item in _walk(self.root, "", {ATTACHMENT_FOLDER}) if is_note_file(item.path))
        yield from sorted(found, key=lambda item: item.path)

    def list_files(self, folder: str) -> Iterator[FileStat]:
        start = self.root / safe_path(folder)
        if start.is_dir() and start.resolve() == start:  # a link on the way there leads to files of others
            yield from sorted(_walk(start, safe_path(folder) + "/"), key=lambda item: item.path)

    def stat(self, path: str) -> FileStat | None:
        file = self._find(path)
        if file is None:
            return None
        try:
            seen = file.stat()
        except OSError:
            return None
        return FileStat(safe_path(path), seen.st_size, seen.st_mtime_ns)

    def sweep(self) -> int:
        """Remove what saves that were killed left behind, and return how many; saves under way are let be."""
        removed = 0
        for folder, _names, files in os.walk(self.root):
            for name in files:
                file = Path(folder, name)
                if name.startswith(_TEMPORARY) and file.lstat().st_mtime < time.time() - _STALE_S:
                    file.unlink(missing_ok=True)
                    removed += 1
        return removed

    def _find(self, path: str) -> Path | None:
        """Return the regular file that `path` names inside the folder, None when there is none."""
        file = self.root / safe_path(path)
        try:
            if not stat.S_ISREG(file.lstat().st_mode) or file.parent.resolve() != file.parent:
                return self._behind_links(file)
        except (FileNotFoundError, NotADirectoryError):
            return self._in_other_form(path)
        except OSError as error:
            raise NoteNotWrittenError(path=path, reason=error.strerror or str(error)) from error
        return file

    def _behind_links(self, file: Path) -> Path | None:
        real = file.resolve()
        return real if real.is_file() and real.is_relative_to(self.root) else None

    def _in_other_form(self, path: str) -> Path | None:
        """Return the file whose name is `path` in another Unicode form, as macOS and zip programs write them.
        """
        if path.isascii():
            return None
        place = self.root
        for part in safe_path(path).split("/"):
            try:
                same = next(
                    (at for at in place.iterdir() if unicodedata.normalize("NFC", at.name) == part), None
                )
            except OSError:
                return None
            if same is None:
                return None
            place = same
        return self._behind_links(place)

    def _make_folder(self, folder: Path) -> None:
        """Make a folder below the root, on disk for good, unless a link on the way leads out of the root."""
        missing = []
        at = folder
        while not at.exists():
            missing.append(at)
            at = at.parent
        if not at.resolve().is_relative_to(self.root):
            raise BadPathError(path=str(folder.relative_to(self.root)))
        for new in reversed(missing):
            new.mkdir(exist_ok=True)
            _flush_folder(new.parent)


def _walk(folder: Path, above: str, left_out: Container[str] = ()) -> Iterator[FileStat]:
    """Return every file below `folder`; hidden ones and symbolic links are passed over, and the folders `left_out`."""
    try:
        entries = list(os.scandir(folder))
    except OSError:  # vanished or closed to us meanwhile: the rest is still worth listing
        return
    if above and any(entry.name == SAMPLE_MARK for entry in entries):
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")) or not _is_text(entry.name):
            continue
        path = above + unicodedata.normalize("NFC", entry.name)
        try:
            if path in left_out and entry.is_dir(follow_symlinks=False):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path), path + "/")
            elif entry.is_file(follow_symlinks=False):
                seen = entry.stat(follow_symlinks=False)
                yield FileStat(path, seen.st_size, seen.st_mtime_ns)
        except OSError:
            continue


def _is_text(name: str) -> bool:
    """Whether a file's name is text; one in another encoding cannot be addressed by any of our paths."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return not any(char < " " or char in "\\\x7f" for char in name)


def _mode_of(file: Path) -> int | None:
    try:
        return stat.S_IMODE(file.stat().st_mode)
    except OSError:
        return None


def _write_flushed(file: Path, data: bytes, mode: int | None) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o666)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        if mode is not None:
            os.chmod(file, mode)  # noqa: PTH101 - a note keeps the permissions its folder's owner gave it
        os.fsync(out.fileno())


def _refuse_taken(folder: Path, targets: Container[Path]) -> None:
    """Refuse targets that are there already, in whichever Unicode form; one listing serves them all."""
    for name in os.listdir(folder):  # noqa: PTH208 - names alone, and there may be thousands
        if folder / unicodedata.normalize("NFC", name) in targets:
            raise FileExistsError(17, "already there", name)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows keeps renames itself and cannot open a folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _explained(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NoteNotWrittenError(path=path, reason=error.strerror or str(error)) from error
