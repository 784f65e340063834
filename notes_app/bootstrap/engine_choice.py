"""Which search engine answers: the setting, else what was chosen with `engine switch`, else Whoosh."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from filelock import FileLock, Timeout

from notes_app.errors import NotesAppError
from notes_app.search.engines import open_index
from notes_app.search.engines.following import FollowingIndex, read_choice, write_choice
from notes_app.search.engines.swapping import SwappingIndex
from notes_app.settings import Settings

if TYPE_CHECKING:
    from notes_app.bootstrap.workspace import Workspace

KEPT_ENGINES = ("whoosh", "tantivy")
"""Engines whose index outlives the process: only these can be switched to."""


class EngineIsSetError(NotesAppError):
    """Facts: engine."""

    ja = "検索エンジンは設定 NOTES_APP_ENGINE={engine} で決まっています。切り替えるには、その設定を外すか書き換えてください。"
    en = "The setting NOTES_APP_ENGINE={engine} decides the search engine. To switch, remove or change that setting."


class SwitchingError(NotesAppError):
    """No facts."""

    ja = "別の「engine switch」が動いています。終わってからもう一度お試しください。"
    en = "Another “engine switch” is at work. Try again when it has ended."


@dataclass(frozen=True, slots=True)
class EngineState:
    """What lies in one engine's folder. behind: changes of the log not indexed yet; bytes: on disk, old files included."""

    engine: str
    notes: int
    behind: int
    bytes: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Switched:
    """One switch. notes: in the index that answers now; was: the engine before, the same when nothing changed."""

    engine: str
    was: str
    notes: int
    seconds: float


def choice_file(settings: Settings) -> Path:
    """Return where the choice is kept: beside the ledger, for clearing what is derived must not undo it."""
    return settings.var / "engine"


def open_chosen(settings: Settings) -> SwappingIndex | FollowingIndex:
    """Return the index of the engine in force; without the setting it follows the choice while it is open."""
    if settings.engine:
        return open_engine(settings, settings.engine)
    return FollowingIndex(choice_file(settings), lambda name: open_engine(settings, name))


def open_engine(settings: Settings, engine: str) -> SwappingIndex:
    return open_index(engine, settings.derived / f"index-{engine}")


def chosen_engine(settings: Settings) -> tuple[str, Literal["setting", "switch", "default"]]:
    """Return the engine named to answer, and by what."""
    if settings.engine:
        return settings.engine, "setting"
    return read_choice(choice_file(settings)), "switch" if choice_file(settings).exists() else "default"


def list_engines(workspace: Workspace) -> list[EngineState]:
    """Return the state of every engine that has an index, and of the one in force."""
    settings, head = workspace.settings, workspace.changes.head()
    chosen = chosen_engine(settings)[0]
    states = []
    for engine in dict.fromkeys((*KEPT_ENGINES, chosen)):
        folder = settings.derived / f"index-{engine}"
        if not folder.exists():
            states.append(EngineState(engine, 0, head, 0, engine == chosen))
            continue
        with closing(open_engine(settings, engine)) as index:
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
            states.append(EngineState(engine, index.count(), max(0, head - index.cursor()), size, engine == chosen))
    return states


def switch_engine(workspace: Workspace, engine: str, clock: Callable[[], float] = time.monotonic) -> Switched:
    """Build the index of `engine` beside the one that answers, then name it: every process follows at its next search.

    Raises:
        EngineIsSetError: the setting decides. SwitchingError: another switch is at work.
        UnknownEngineError: there is no such engine.
    """
    settings = workspace.settings
    if settings.engine:
        raise EngineIsSetError(engine=settings.engine)
    started = clock()
    with _alone(settings):
        was = chosen_engine(settings)[0]
        workspace.reconcile()
        if engine == was:
            workspace.followers.worker.drain()
            return Switched(engine, was, workspace.index.count(), clock() - started)
        with closing(open_engine(settings, engine)) as index:
            worker = workspace.followers.worker_on(index, lock="indexing-beside.lock")
            if not index.cursor():
                worker.rebuild()  # quicker than following the log from its beginning
            worker.drain()
            notes = index.count()
        write_choice(choice_file(settings), engine)  # only now: its files are closed, the server's worker may write them
    return Switched(engine, was, notes, clock() - started)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    try:
        with FileLock(settings.derived / "switching.lock").acquire(timeout=0):
            yield
    except Timeout as error:
        raise SwitchingError from error
