"""Put notes into an engine's terms in further processes, while an index is made anew.

That is where the time of indexing goes, and one process can use one core only. The helpers are processes of our own at
the end of a pipe: when this process ends, however it ends, they read its end and end too.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import IO, Any

from notes_app.search.analysis import read_ahead
from notes_app.search.index import IndexedNote

Prepare = Callable[[IndexedNote], Any]
"""Puts a note into an engine's terms; a function of a module, so that another process finds it by name."""

_MOST = 4  # helpers
_AHEAD = 2  # batches for each that are under way
_MEANWHILE = 20  # batches prepared here while the helpers start, which takes long on a busy machine
_PATIENCE_S = 10.0  # for a helper to end once nothing more comes
_NICENESS = 5  # whoever waits for a page goes first
_PROGRAM = "from notes_app.search.preparing import serve; serve()"


class Helpers:
    """Processes that put notes into terms. Without any (one core, or none can be started) it is done here."""

    def __init__(self, prepare: Prepare, count: int | None = None) -> None:
        self._prepare = prepare
        self._count = min(_MOST, os.cpu_count() or 1) if count is None else count
        self._local = threading.local()
        self._has_answered = False
        self._started: list[subprocess.Popen[bytes]] = []
        self._threads = ThreadPoolExecutor(max(1, self._count), thread_name_prefix="preparing")

    def __enter__(self) -> Helpers:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)
        for helper in self._started:
            for pipe in (helper.stdin, helper.stdout):
                with suppress(OSError):
                    assert pipe is not None
                    pipe.close()
            try:
                helper.wait(_PATIENCE_S)
            except subprocess.TimeoutExpired:
                helper.kill()
                helper.wait()

    def each(self, batches: Iterable[Sequence[IndexedNote]]) -> Iterator[list[Any]]:
        """Yield every batch in terms, in order."""
        if self._count < 2:
            for batch in batches:
                yield _in_terms(self._prepare, batch)
            return
        under_way: deque[Future[list[Any]]] = deque()
        most = self._count * _AHEAD
        for batch in batches:
            while under_way and under_way[0].done():
                yield under_way.popleft().result()
            if sum(not one.done() for one in under_way) >= most:
                if not self._has_answered and len(under_way) < most + _MEANWHILE:
                    under_way.append(_done(self._prepare, batch))
                    continue
                yield under_way.popleft().result()
            under_way.append(self._threads.submit(self._prepared, batch))
        while under_way:
            yield under_way.popleft().result()

    def _prepared(self, batch: Sequence[IndexedNote]) -> list[Any]:
        """Have a batch prepared by this thread's helper; when that one is gone, here."""
        helper = self._helper()
        if helper is not None:
            assert helper.stdin is not None
            assert helper.stdout is not None
            try:
                _send(helper.stdin, (self._prepare, batch))
                answer = _receive(helper.stdout)
            except (OSError, EOFError, pickle.UnpicklingError):
                answer = None
            if isinstance(answer, list):
                self._has_answered = True
                return answer
            self._local.helper = None
        return _in_terms(self._prepare, batch)

    def _helper(self) -> subprocess.Popen[bytes] | None:
        if not hasattr(self._local, "helper"):
            self._local.helper = None
            with suppress(OSError):
                self._local.helper = subprocess.Popen(  # noqa: S603 - this very interpreter, with a program of our own
                    [sys.executable, "-c", _PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"},
                )  # fmt: skip
                self._started.append(self._local.helper)
        return self._local.helper  # type: ignore[no-any-return]


def _done(prepare: Prepare, batch: Sequence[IndexedNote]) -> Future[list[Any]]:
    """Return the batch prepared at once; what goes wrong is told in its turn."""
    future: Future[list[Any]] = Future()
    try:
        future.set_result(_in_terms(prepare, batch))
    except Exception as error:
        future.set_exception(error)
    return future


def _in_terms(prepare: Prepare, batch: Sequence[IndexedNote]) -> list[Any]:
    read_ahead(batch)
    return list(map(prepare, batch))


def serve() -> None:
    """Be a helper: prepare the batches that come in, until their end."""
    with suppress(OSError, AttributeError):  # not every system has it
        os.nice(_NICENESS)
    gc.disable()  # nothing that is prepared refers to itself, and looking for it takes a tenth of the time
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            prepare, batch = _receive(sys.stdin.buffer)
            try:
                answer: object = _in_terms(prepare, batch)
            except Exception as error:
                answer = repr(error)  # it is tried again over there, where the error is told
            _send(sys.stdout.buffer, answer)


def _send(pipe: IO[bytes], value: object) -> None:
    pickle.dump(value, pipe, protocol=5)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    return pickle.load(pipe)  # noqa: S301 - from a process of our own
