"""Notice files changed outside the app while it runs: a thread that takes a cheap look every few seconds."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from notes_app.catalog.report import ReconcileReport

_log = logging.getLogger(__name__)
_REST_RATIO = 20
"""A look is followed by a rest of at least twenty times its length: a slow share must not keep a processor
busy.
"""


class FolderWatcher:
    """Calls `look` every `every_s` seconds until stopped. Whatever goes wrong is logged, and the next look is
    taken.

    Args:
        look: takes a look at the folder (`reconcile`) and returns what it found.
        on_change: called after a look that found something, as to wake the indexing worker.
    """

    def __init__(
        self,
        look: Callable[[], ReconcileReport],
        every_s: float,
        on_change: Callable[[ReconcileReport], None] | None = None,
    ) -> None:
        self._look, self._every_s, self._on_change = look, every_s, on_change
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._trouble = ""

    @property
    def is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin watching; an interval of 0 means not to watch at all. Starting twice is starting once."""
        if self._every_s <= 0 or self.is_running:
            return
        self._stopping.clear()
        self._thread = threading.Thread(target=self._watch, name="folder-watcher", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 10.0) -> None:
        """Stop watching and wait for a look under way to end."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout_s)

    def look_once(self) -> ReconcileReport | None:
        """Take one look now; None when it failed, which is logged."""
        try:
            report = self._look()
            if not report.is_quiet and self._on_change is not None:
                self._on_change(report)
        except Exception as error:
            # The same trouble at every look would fill the log in a night: it is told once, until it changes.
            if str(error) != self._trouble:
                _log.exception("looking for changed files failed; trying again in %s s", self._every_s)
            self._trouble = str(error)
            return None
        self._trouble = ""
        return report

    def _watch(self) -> None:
        rest_s = 0.0  # the first look is taken at once: files may have changed while the app was not running
        while not self._stopping.wait(rest_s):
            started = time.monotonic()
            self.look_once()
            rest_s = max(self._every_s, (time.monotonic() - started) * _REST_RATIO)
