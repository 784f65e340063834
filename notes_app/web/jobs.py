"""Long work behind a page: it runs in a thread of this process, says how far it is, and keeps its result
for a while.

The app is one process with threads (cli/serving.py), so memory is enough to tell about work under way;
what the work
did is in the ledger. A person sees only their own jobs.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

from flask import Flask, current_app
from flask.blueprints import BlueprintSetupState

from notes_app.errors import NotesAppError, NotFoundError

log = logging.getLogger(__name__)

JobState = Literal["running", "done", "failed"]
Progress = Callable[[int, int | None], None]

KEPT_S = 3600.0
"""How long a finished job, and the file it made, can still be asked for: a package full of
customers should not lie about.
"""


class CancelledError(NotesAppError):
    ja = "中止しました。途中までの結果は残っていません。"
    en = "It was cancelled. Nothing half-made was kept."
    status = 409


@dataclass(slots=True)
class Job:
    """One piece of long work.

    file: what it made for download, None when it makes none; facts: what the page shows of it.
    """

    job_id: str
    kind: str
    person_id: str
    state: JobState = "running"
    done: int = 0
    total: int | None = None
    result: Any = None
    error: NotesAppError | None = None
    file: Path | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    ended_at: float = 0.0
    is_cancelled: bool = False

    @property
    def percent(self) -> int | None:
        """How far it is, 0 to 100; None while nobody can say."""
        return None if not self.total else min(100, round(100 * self.done / self.total))

    def advance(self, done: int, total: int | None) -> None:
        """Note how far it is; raises `CancelledError` when the person does not want it any more."""
        if self.is_cancelled:
            raise CancelledError()
        self.done, self.total = done, total


class Jobs:
    """The jobs of this process. `clock` gives seconds that only rise."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._clock = clock

    def start(self, kind: str, person_id: str, work: Callable[[Job], Any], *, file: Path | None = None, **facts: Any) -> Job:
        """Run `work` in a thread and return the job at once."""
        job = Job(secrets.token_urlsafe(12), kind, person_id, file=file, facts=facts)
        with self._lock:
            self._sweep()
            self._jobs[job.job_id] = job
        threading.Thread(target=self._run, args=(job, work), name=f"job-{kind}", daemon=True).start()
        return job

    def keep(self, kind: str, person_id: str, result: Any) -> Job:
        """Keep what was done at once, so that it can be taken back for a while."""
        job = Job(secrets.token_urlsafe(12), kind, person_id, state="done", result=result, ended_at=self._clock())
        with self._lock:
            self._sweep()
            self._jobs[job.job_id] = job
        return job

    def get(self, job_id: str, person_id: str) -> Job:
        """Return a job of this person. Raises: NotFoundError."""
        with self._lock:
            self._sweep()
            job = self._jobs.get(job_id)
        if job is None or job.person_id != person_id:
            raise NotFoundError(what=job_id[:24])
        return job

    def _run(self, job: Job, work: Callable[[Job], Any]) -> None:
        ended: JobState = "failed"
        try:
            job.result = work(job)
            ended = "done"
        except NotesAppError as error:
            job.error = error
        except Exception:  # the page tells of it; a thread has nobody else to tell
            log.exception("job %s failed", job.kind)
            job.error = NotesAppError()
        finally:
            if ended == "failed" and job.file is not None:
                job.file.unlink(missing_ok=True)
            job.ended_at = self._clock()
            job.state = ended  # last: whoever sees that it ended sees when, and a sweep in between does not take it for an old one

    def _sweep(self) -> None:
        old = [one for one in self._jobs.values() if one.state != "running" and self._clock() - one.ended_at > KEPT_S]
        for job in old:
            del self._jobs[job.job_id]
            if job.file is not None:
                job.file.unlink(missing_ok=True)


def jobs() -> Jobs:
    """Return the jobs of the running app."""
    found: Jobs = current_app.extensions["jobs"]
    return found


def prepare_jobs(state: BlueprintSetupState) -> None:
    """Give the app a place for its jobs (several pages ask for it), and drop the files of an
    earlier run of the app.
    """
    app = cast(Flask, state.app)
    if "jobs" in app.extensions:
        return
    app.extensions["jobs"] = Jobs()
    for left in work_folder(app).glob("*"):
        left.unlink(missing_ok=True)


def work_folder(app: Flask) -> Path:
    """Return the folder of files that jobs make for download or are given to read, made when it is
    missing.
    """
    folder: Path = app.extensions["workspace"].settings.var / "work"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
