"""Keep an index replaceable while it answers: generations side by side, one of them current.

    index-whoosh/CURRENT          the name of the generation that answers, replaced by an atomic rename
    index-whoosh/g000001/         one engine's files, with fingerprint.json: what made them

An index whose files cannot be read is put aside and an empty one answers in its place (cursor 0), so the worker
fills it again. One that another version of the code made goes on answering until `rebuild` has swapped it.
"""

from __future__ import annotations

import json
import logging
import os
import pickle
import shutil
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol, TypeVar

from filelock import FileLock

from notes_app.errors import NotesAppError
from notes_app.search.analysis import fingerprint
from notes_app.search.engines.checksums import FileWatch, damaged_file, write_sums
from notes_app.search.index import IndexedNote, SearchIndex, SearchRequest, SearchResult
from notes_app.search.preparing import Helpers, Prepare

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_FEW = 1000  # notes that are indexed before helpers are worth their start
_HANDFUL = 100  # notes handed to a helper at a time
_POLL_S = 0.01  # between two looks for the writer's place
_LOOK_S = 0.1  # between two looks at whether files that never change have changed

Tail = Callable[[SearchIndex], object]
"""Brings a rebuilt index up to what was saved while it was rebuilt."""


class FillableIndex(SearchIndex, Protocol):
    """An engine, as this module drives it."""

    def fill(self, prepared: Iterable[Any], *, cursor: int) -> None:
        """Add notes to an empty index, each once and prepared by the engine's own `Opener.prepare`; with the last goes the cursor."""
        ...


@dataclass(frozen=True, slots=True)
class Opener:
    """How an engine's index is opened in a folder, and its notes are prepared; is_kept: its files outlive the process."""

    open: Callable[[Path], FillableIndex]
    version: str
    prepare: Prepare
    is_kept: bool = True


class SwappingIndex:
    """`SearchIndex` that survives damage, new code and rebuilds. Safe to use from several threads and processes."""

    def __init__(self, folder: Path, opener: Opener) -> None:
        self._folder = folder
        self._opener = opener
        self._lock = threading.RLock()
        self._name = ""
        self._seen: object = None
        self._index: FillableIndex | None = None
        self._watch = FileWatch(folder)
        self._looked_s = 0.0
        self._retired: list[FillableIndex] = []
        self._pointer = folder / "CURRENT"
        self._writer_lock = FileLock(folder / "writing.lock")
        self._current()

    @property
    def folder(self) -> Path:
        return self._folder

    # -- SearchIndex

    def replace(
        self, notes: Iterable[IndexedNote], *, remove: Sequence[str] = (), cursor: int | None = None
    ) -> None:
        given = tuple(notes)
        self._mending(lambda index: self._replace(index, given, remove, cursor))

    def _replace(
        self, index: SearchIndex, notes: Sequence[IndexedNote], remove: Sequence[str], cursor: int | None
    ) -> None:
        index.replace(notes, remove=remove, cursor=cursor)
        if self._opener.is_kept:
            write_sums(self._folder / self._name)

    def search(self, request: SearchRequest) -> SearchResult:
        return self._mending(lambda index: index.search(request))

    def values(self, name: str) -> tuple[str, ...]:
        return self._mending(lambda index: index.values(name))

    def vocabulary(self) -> tuple[str, ...]:
        return self._mending(lambda index: index.vocabulary())

    def count(self) -> int:
        return self._mending(lambda index: index.count())

    def cursor(self) -> int:
        return self._mending(lambda index: index.cursor())

    def clear(self) -> None:
        self._mending(lambda index: index.clear())

    def close(self) -> None:
        with self._lock:
            for index in (*self._retired, *([self._index] if self._index else [])):
                index.close()
            self._retired, self._index, self._seen = [], None, None

    # -- generations

    @contextmanager
    def writing(self) -> Iterator[SwappingIndex]:
        """Hold the writer's place: no other thread or process writes or swaps meanwhile.

        Whoever reads the cursor to write what comes after it does both in here: a generation swapped in between
        stands elsewhere, and changes would be left out for good.
        """
        if not self._opener.is_kept:
            with self._lock:
                yield self
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._writer_lock.acquire(poll_interval=_POLL_S):
            yield self

    def needs_rebuild(self) -> bool:
        """Return whether other code than this made the index that answers."""
        with self._lock:
            self._current()
            return self._opener.is_kept and self._read_fingerprint(self._name) != self._fingerprint()

    def rebuild(self, notes: Iterable[IndexedNote], *, cursor: int, tail: Tail | None = None) -> None:
        """Index `notes` beside the current index and let it answer from then on; `cursor` is where they stood.

        tail: applied to the new index, while nobody writes, in the moment before it answers.
        """
        if not self._opener.is_kept:
            with self.writing():
                self.clear()
                self.replace(notes, cursor=cursor)
                if tail is not None:
                    tail(self)
            return
        with self._lock:
            self._current()
            name = self._make()
        fresh = self._opener.open(self._folder / name)
        try:
            self._fill(fresh, notes, cursor)
            if tail is not None:
                tail(fresh)  # most of it: only the rest has to wait for the writer's place
            with self.writing():
                if tail is not None:
                    tail(fresh)
                fresh.close()
                write_sums(self._folder / name)
                with self._lock:
                    old = self._name
                    self._point_at(name)
                    self._current()
                    self._discard(old)
        except BaseException:
            self._discard(name)
            raise
        finally:
            fresh.close()

    def _fill(self, fresh: FillableIndex, notes: Iterable[IndexedNote], cursor: int) -> None:
        coming = iter(notes)
        first = tuple(islice(coming, _FEW))
        if len(first) < _FEW:
            fresh.fill(map(self._opener.prepare, first), cursor=cursor)
            return
        with Helpers(self._opener.prepare) as helpers:
            batches = helpers.each(_batches(chain(first, coming), _HANDFUL))
            fresh.fill(chain.from_iterable(batches), cursor=cursor)

    def _current(self) -> FillableIndex:
        """Return the index that answers now, following `CURRENT`, which another process may have replaced."""
        if not self._opener.is_kept:
            if self._index is None:
                self._index = self._opener.open(self._folder)
            return self._index
        seen = self._stamp()
        if self._index is not None and seen == self._seen and seen is not None and not self._is_damaged():
            return self._index
        name = self._read_pointer()
        if name is None or not (self._folder / name / "fingerprint.json").exists():
            name = self._make()
            self._point_at(name)
        if self._index is not None and name == self._name and not self._is_damaged():
            self._seen = self._stamp()
            return self._index
        if self._index is not None:
            with suppress(Exception):
                self._index.close()
        self._name = name
        self._watch = FileWatch(self._folder / name)
        try:
            if (damaged := damaged_file(self._folder / name)) is not None:
                raise DamagedFileError(damaged)
            self._index = self._opener.open(self._folder / name)
            self._watch.damaged_file()  # from now on it knows how they stand
        except Exception as error:
            if _is_busy(error):
                raise
            self._index = self._replaced(name, error)
        self._seen = self._stamp()
        return self._index

    def scrub(self) -> None:
        """Read every file of the index whole, and let an empty one take its place when one is damaged."""
        with self._lock:
            index = self._current()
            if self._opener.is_kept and damaged_file(self._folder / self._name) is not None and self._index is index:
                self._put_down(index)
                self._current()

    def _is_damaged(self) -> bool:
        now = time.monotonic()
        if now - self._looked_s < _LOOK_S:
            return False
        self._looked_s = now
        damaged = self._watch.damaged_file()
        if damaged is not None and self._index is not None:
            self._put_down(self._index)
        return damaged is not None

    def _replaced(self, name: str, error: Exception) -> FillableIndex:
        """Let an empty index answer in place of the damaged one; that one is thrown away only when this is open."""
        _log.warning("The index in %s is damaged (%r): an empty one takes its place", name, error)
        fresh = self._make()
        index = self._opener.open(self._folder / fresh)
        self._point_at(fresh)
        self._name = fresh
        self._watch = FileWatch(self._folder / fresh)
        self._discard(name)
        return index

    def _mending(self, act: Callable[[SearchIndex], _T]) -> _T:
        """Do `act` on the current index; when its files turn out damaged, on an empty one in its place.

        An error over sound files is the caller's or ours, and is raised: it must never cost the index.
        """
        with self._lock:
            index = self._current()
            name = self._name
        try:
            return _without_panic(act, index)
        except (NotesAppError, MemoryError, TimeoutError):
            raise
        except Exception as error:
            if not self._opener.is_kept or _is_busy(error):
                raise
            with self._lock:
                if self._read_pointer() == name and self._index is index:
                    _log.warning("The index in %s failed (%r); its files are looked at", name, error)
                    self._put_down(index)
                index = self._current()  # reads every file again, and takes an empty one when one is damaged
                name = self._name
        try:
            return _without_panic(act, index)
        except _DAMAGE as error:
            with self._lock:
                if self._read_pointer() == name and not _is_busy(error):
                    self._put_down(index)
                    self._index, self._seen = self._replaced(name, error), self._stamp()
                index = self._current()
            return act(index)

    def _put_down(self, index: SearchIndex) -> None:
        with suppress(Exception):
            index.close()
        self._index, self._seen = None, None

    def _fingerprint(self) -> str:
        return f"{self._opener.version}; {fingerprint()}"

    def _read_fingerprint(self, name: str) -> str | None:
        try:
            return str(json.loads((self._folder / name / "fingerprint.json").read_text("utf-8"))["made_by"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _make(self) -> str:
        """Make the folder of a new generation and return its name."""
        self._folder.mkdir(parents=True, exist_ok=True)
        number = max(
            (int(path.name[1:]) for path in self._folder.glob("g[0-9]*") if path.name[1:].isdigit()),
            default=0,
        )
        while True:
            number += 1
            path = self._folder / f"g{number:06}"
            try:
                path.mkdir()
                break
            except FileExistsError:
                continue
        (path / "fingerprint.json").write_text(json.dumps({"made_by": self._fingerprint()}), "utf-8")
        return path.name

    def _stamp(self) -> object:
        try:
            stat = self._pointer.stat()
        except OSError:
            return None
        return stat.st_ino, stat.st_mtime_ns

    def _read_pointer(self) -> str | None:
        try:
            name = self._pointer.read_text("utf-8").strip()
        except (OSError, ValueError):
            return None
        return name if name.startswith("g") and name[1:].isdigit() else None

    def _point_at(self, name: str) -> None:
        beside = self._folder / f"CURRENT.{os.getpid()}.{threading.get_ident()}"
        beside.write_text(name, "utf-8")
        beside.replace(self._pointer)

    def _discard(self, name: str) -> None:
        if name and name != self._read_pointer():
            shutil.rmtree(self._folder / name, ignore_errors=True)


class DamagedFileError(Exception):
    """A file of the index is not as it was written."""


class EnginePanicError(ValueError):
    """The engine gave up in the middle of something, as over damaged files."""


_DAMAGE = (OSError, EOFError, ValueError, LookupError, zlib.error, struct.error, pickle.UnpicklingError)
"""What reading damaged files raises; anything else over sound files is a fault of the code."""


def _without_panic(act: Callable[[FillableIndex], _T], index: FillableIndex) -> _T:
    """Do `act`; that a library in Rust gave up over what it read is an error like any other."""
    try:
        return act(index)
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise EnginePanicError(str(error)) from error
        raise


def _is_busy(error: Exception) -> bool:
    """Whether another process only holds the writer lock, or the disk is full: nothing is damaged then."""
    return (
        type(error).__name__ == "LockError"
        or "LockBusy" in str(error)
        or (isinstance(error, OSError) and error.errno in (28, 24, 12))
    )


def _batches(notes: Iterable[IndexedNote], size: int) -> Iterator[tuple[IndexedNote, ...]]:
    batch: list[IndexedNote] = []
    for note in notes:
        batch.append(note)
        if len(batch) >= size:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)
