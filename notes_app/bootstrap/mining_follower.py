"""Mining follows the change log while somebody waits; what was read before something was learnt is read anew behind them.

Two authors who teach a word, or a newer extractor, make every note old at once: the counts as they were are shown until
the thread of this module has come through.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from notes_app.mining.contribution_store import ChangeRow, ContributionStore
    from notes_app.mining.knowledge import Knowledge
    from notes_app.mining.source import SourceNote

_log = logging.getLogger(__name__)

AT_ONCE = 300
"""Notes that are read anew while somebody waits: some tenths of a second."""
_TURN = 50  # notes between two chances for whoever waits for the counts
_TURN_S = 0.02


class MiningFollower:
    """Brings the contributions up to the log and to what was learnt. Until `start`, everything is done at once.

    store: called when first needed, so that nothing is opened before it is asked for.
    """

    def __init__(
        self, store: Callable[[], ContributionStore], changes_since: Callable[[int, int], Sequence[ChangeRow]],
        load: Callable[[str], SourceNote | None], knowledge: Callable[[], Knowledge],
    ) -> None:  # fmt: skip
        self._store = store
        self._changes_since = changes_since
        self._load = load
        self._knowledge = knowledge
        self._thread: threading.Thread | None = None
        self._woken = threading.Event()
        self._stopping = threading.Event()

    def catch_up(self, *, wait: bool = True) -> int:
        """Take in what changed; return how many notes were read.

        wait: for every note, however many are to be read anew; else many are left to the thread, where it runs.
        """
        store, knowledge = self._store(), self._knowledge()
        is_long = not wait and self._thread is not None and store.old_count(knowledge) > AT_ONCE
        read = store.catch_up(self._changes_since, self._load, knowledge, most_old=0 if is_long else None)
        if is_long:
            self._woken.set()
        return read

    def start(self) -> None:
        """Begin to wait for work."""
        self._thread = threading.Thread(target=self._run, name="mining-anew", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 10.0) -> None:
        """End after the notes at hand."""
        self._stopping.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait()
            self._woken.clear()
            try:
                self._read_anew()
            except Exception:  # the next look at the board begins again
                _log.exception("notes could not be read anew")

    def _read_anew(self) -> None:
        store = self._store()
        while not self._stopping.is_set() and store.old_count(knowledge := self._knowledge()):
            store.catch_up(self._changes_since, self._load, knowledge, most_old=_TURN)
            self._stopping.wait(_TURN_S)
