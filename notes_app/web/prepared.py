"""What takes long to read from every note, kept while nothing it was made from has changed.

A small workspace answers at once; in a large one the page shows how far the reading is and asks again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from flask import current_app

from notes_app.people.permission import Person
from notes_app.template.field import TemplateVersion
from notes_app.web.context import workspace
from notes_app.web.jobs import Job, jobs

PATIENCE_S = 2.5
"""How long a page waits for the reading before it shows progress instead; `create_app` may be told another."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One result. stamp: of everything it was made from."""

    stamp: Hashable
    value: Any


class Shelf:
    """The results of this process, the newest of each kind for each set of readers."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Kept] = {}
        self._running: dict[Hashable, Job] = {}
        self._lock = threading.Lock()

    def fetch(self, kind: str, person: Person, stamp: Hashable, make: Callable[[Job], Any], *, patience_s: float) -> tuple[Any, Job | None]:
        """Return the value, or None and the job that makes it; a failed job's error is raised."""
        key = (kind, person.reader_tokens)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and kept.stamp == stamp:
                return kept.value, None
            job = self._running.get((key, stamp))
            if job is None:
                job = jobs().start(kind, person.person_id, make)
                self._running[(key, stamp)] = job
        until = time.monotonic() + patience_s
        while job.state == "running" and time.monotonic() < until:
            time.sleep(0.02)
        if job.state == "running":
            return None, job
        with self._lock:
            self._running.pop((key, stamp), None)
            if job.error is None:
                self._kept[key] = Kept(stamp, job.result)
        if job.error is not None:
            raise job.error
        return job.result, None


def page_patience_s() -> float:
    """Return how long a page of this app waits."""
    return float(current_app.config["PATIENCE_S"])


def values_stamp(version: TemplateVersion) -> Hashable:
    """Return what changes whenever a value of `version` in some note could have: notes, version, people's yes and no,
    and what was taught.
    """
    space = workspace()
    newest = max((one.value_decision_id for one in space.templates.list_values()), default=0)
    return space.catalog.cursor(), version.template_id, version.number, newest, space.lessons.stamp()


def prepare(
    kind: str, person: Person, stamp: Hashable, make: Callable[[Job], Any], *, patience_s: float | None = None
) -> tuple[Any, Job | None]:
    """Return what `make` gives for what `person` may read, from the shelf where nothing has changed since.

    patience_s: how long to wait for it; None for as long as pages wait.
    """
    shelf: Shelf = current_app.extensions.setdefault("shelf", Shelf())
    return shelf.fetch(kind, person, stamp, make, patience_s=page_patience_s() if patience_s is None else patience_s)
