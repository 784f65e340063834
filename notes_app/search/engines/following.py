"""Follow the choice of engine while the app serves: a small file names the engine, and the next search asks that one.

The file may be written by another process (`notes-app engine switch`). A choice that cannot be opened costs nothing:
the engine that answered goes on answering, and at a start the default one does.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from notes_app.search.engines.swapping import SwappingIndex, Tail
from notes_app.search.index import IndexedNote, SearchRequest, SearchResult

_log = logging.getLogger(__name__)

DEFAULT_ENGINE = "whoosh"
_LONGEST_NAME = 40  # characters


class FollowingIndex:
    """The index of the engine that `choice` names. Safe to use from several threads and processes.

    choice: a file that holds an engine's name; without it `DEFAULT_ENGINE` answers. open_engine: opens one by name.
    """

    def __init__(self, choice: Path, open_engine: Callable[[str], SwappingIndex]) -> None:
        self._choice = choice
        self._open_engine = open_engine
        self._lock = threading.RLock()
        self._writing = threading.RLock()
        self._seen: object = ()
        self._engine = ""
        self._index: SwappingIndex | None = None
        self._retired: list[SwappingIndex] = []
        self._current()

    @property
    def engine(self) -> str:
        """The name of the engine that answers now."""
        with self._lock:
            self._current()
            return self._engine

    @property
    def folder(self) -> Path:
        return self._current().folder

    def replace(self, notes: Iterable[IndexedNote], *, remove: Sequence[str] = (), cursor: int | None = None) -> None:
        self._current().replace(notes, remove=remove, cursor=cursor)

    def search(self, request: SearchRequest) -> SearchResult:
        return self._current().search(request)

    def values(self, name: str) -> tuple[str, ...]:
        return self._current().values(name)

    def vocabulary(self) -> tuple[str, ...]:
        return self._current().vocabulary()

    def count(self) -> int:
        return self._current().count()

    def cursor(self) -> int:
        return self._current().cursor()

    def clear(self) -> None:
        self._current().clear()

    def scrub(self) -> None:
        self._current().scrub()

    def needs_rebuild(self) -> bool:
        return self._current().needs_rebuild()

    def rebuild(self, notes: Iterable[IndexedNote], *, cursor: int, tail: Tail | None = None) -> None:
        self._current().rebuild(notes, cursor=cursor, tail=tail)

    @contextmanager
    def writing(self) -> Iterator[SwappingIndex]:
        """Hold the writer's place, on the engine chosen now; engines no longer chosen are put down first."""
        with self._writing:
            index = self._current()
            with self._lock:
                retired, self._retired = self._retired, []
            for one in retired:
                one.close()
            with index.writing() as held:
                yield held

    def close(self) -> None:
        with self._writing, self._lock:
            for index in (*self._retired, *([self._index] if self._index else [])):
                index.close()
            self._retired, self._index, self._engine, self._seen = [], None, "", ()

    def _current(self) -> SwappingIndex:
        with self._lock:
            stamp = _stamp(self._choice)
            if self._index is None or stamp != self._seen:
                self._follow(read_choice(self._choice))
                self._seen = stamp
            assert self._index is not None
            return self._index

    def _follow(self, name: str) -> None:
        if self._index is not None and name == self._engine:
            return
        try:
            index = self._open_engine(name)
        except Exception as error:
            if self._index is not None:
                _log.warning("The search engine %s cannot be used (%r); %s goes on answering", name, error, self._engine)
                return
            if name == DEFAULT_ENGINE:
                raise
            _log.warning("The search engine %s cannot be used (%r); %s answers instead", name, error, DEFAULT_ENGINE)
            name, index = DEFAULT_ENGINE, self._open_engine(DEFAULT_ENGINE)
        if self._index is not None:
            self._retired.append(self._index)  # a search may still be reading it
        self._engine, self._index = name, index


def read_choice(choice: Path) -> str:
    """Return the engine that the file names, `DEFAULT_ENGINE` when there is no such file or it says nothing."""
    try:
        return choice.read_text("utf-8").strip()[:_LONGEST_NAME] or DEFAULT_ENGINE
    except (OSError, ValueError):
        return DEFAULT_ENGINE


def write_choice(choice: Path, engine: str) -> None:
    """Name the engine that answers from now on, in every process; readers see the old name or the new one."""
    choice.parent.mkdir(parents=True, exist_ok=True)
    beside = choice.with_name(f"{choice.name}.{os.getpid()}.tmp")
    with beside.open("w", encoding="utf-8") as file:
        file.write(f"{engine}\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(choice)


def _stamp(choice: Path) -> object:
    try:
        stat = choice.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size
