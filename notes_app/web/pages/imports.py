"""In from outside: files and zips are uploaded, every one of them is accounted for, and a batch can go again.

A folder of the server is never named from a browser; that is what the command line is for.
"""

from __future__ import annotations

import secrets
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from werkzeug.datastructures import FileStorage

from notes_app.catalog.catalog import MAX_PAGE, NoteFilter
from notes_app.errors import NotesAppError, NotFoundError
from notes_app.imports.import_store import ImportBatch
from notes_app.imports.report import ImportReport
from notes_app.imports.source_files import MAX_BYTES, SUFFIXES, shown_name
from notes_app.web.context import workspace
from notes_app.web.guards import permits, send_to
from notes_app.web.identity import current_person, current_readers, current_session
from notes_app.web.jobs import Job, jobs, prepare_jobs, work_folder
from notes_app.web.people_names import person_name
from notes_app.web.security import LARGEST_REQUEST_BYTES

blueprint = Blueprint("imports", __name__, url_prefix="/import")
blueprint.record_once(prepare_jobs)

MOST_FILES = 2_000
SHOWN_NOTES = 300
SHOWN_BATCHES = 50
COMMAND_LINE = "cli"
"""Whom the ledger names for what was done on the command line."""


class NothingChosenError(NotesAppError):
    ja = "ファイルが選ばれていません。Markdown（.md）、テキスト（.txt）、または zip を選んでください。"
    en = "No file was chosen. Choose Markdown (.md), text (.txt) or a zip."


class TooManyFilesError(NotesAppError):
    """Facts: most."""

    ja = "一度に送れるのは {most} 件までです。zip にまとめるか、分けて送ってください。"
    en = "Up to {most} files can be sent at once. Put them into a zip, or send them in parts."


@blueprint.get("")
@permits("import.run")
def page() -> ResponseReturnValue:
    return render_template(
        "import/page.html",
        batches=[one for one in workspace().imports.list(limit=1_000) if _is_open_to_me(one)][:SHOWN_BATCHES],
        person_name=person_name,
        suffixes=SUFFIXES,
        is_sample_open=workspace().sample_on_offer(),
        limit_mb=LARGEST_REQUEST_BYTES // 1024**2,
        file_mb=MAX_BYTES // 1024**2,
    )


@blueprint.post("")
@permits("import.run")
def upload() -> ResponseReturnValue:
    """Take the files, then import them in a thread: one zip is one batch, loose files together are
    another.
    """
    sent = [one for one in request.files.getlist("files") if one.filename]
    if not sent:
        raise NothingChosenError()
    if len(sent) > MOST_FILES:
        raise TooManyFilesError(most=MOST_FILES)
    parcels = _keep(sent, work_folder(current_app))
    space, person, session_id = workspace(), current_person(), current_session().session_id
    defaults = {"author": name} if (name := request.form.get("author", "").strip()[:200]) else None

    def work(job: Job) -> list[ImportReport]:
        def advance(done: int, total: int | None) -> None:
            job.done, job.total = done, total

        reports = []
        try:
            for path, name in parcels:
                with path.open("rb") as file:
                    reports.append(
                        space.importer.import_upload(
                            person,
                            file,
                            name,
                            defaults=defaults,
                            progress=advance,
                            is_cancelled=lambda: job.is_cancelled,
                            session_id=session_id,
                        )
                    )
        finally:
            space.follow_saves()
            for path, _name in parcels:
                path.unlink(missing_ok=True)
        return reports

    return _to_job(jobs().start("import", person.person_id, work, names=[name for _path, name in parcels]))


@blueprint.post("/sample")
@permits("import.run")
def load_sample() -> ResponseReturnValue:
    space, person = workspace(), current_person()

    def work(job: Job) -> list[ImportReport]:
        return [space.load_sample(person, progress=job.advance)]

    return _to_job(jobs().start("import", person.person_id, work, names=[gettext("Example workspace")]))


@blueprint.get("/jobs/<job_id>")
@permits("import.run")
def job_page(job_id: str) -> ResponseReturnValue:
    job = jobs().get(job_id, current_person().person_id)
    if job.state == "done" and len(job.result) == 1:
        return send_to(url_for("imports.batch", batch_id=job.result[0].batch_id))
    part = "import/job_part.html" if request.headers.get("HX-Request") else "import/job.html"
    return render_template(part, job=job)


@blueprint.post("/jobs/<job_id>/cancel")
@permits("import.run")
def cancel(job_id: str) -> ResponseReturnValue:
    jobs().get(job_id, current_person().person_id).is_cancelled = True
    return redirect(url_for("imports.job_page", job_id=job_id), code=303)


@blueprint.get("/<batch_id>")
@permits("import.run")
def batch(batch_id: str) -> ResponseReturnValue:
    shown = _require_batch(batch_id)
    return render_template(
        "import/batch.html",
        batch=shown,
        report=_readable(shown),
        person_name=person_name,
        shown_notes=SHOWN_NOTES,
        encodings=_encodings(shown),
    )


@blueprint.post("/<batch_id>/undo")
@permits("import.run")
def undo(batch_id: str) -> ResponseReturnValue:
    _require_batch(batch_id)
    report = workspace().importer.undo(current_person(), batch_id, session_id=current_session().session_id)
    workspace().follow_saves()
    count = len(report.removed)
    flash(ngettext("%(num)s note went to the bin.", "%(num)s notes went to the bin.", count), "success")
    if report.kept:
        titles = "、".join(one.title or one.path for one in report.kept[:10])
        flash(
            gettext("%(count)s were edited since and stay: %(titles)s", count=len(report.kept), titles=titles),
            "warning",
        )
    return redirect(url_for("imports.page"), code=303)


def _require_batch(batch_id: str) -> ImportBatch:
    """Return an import the asker may know of. Raises: NotFoundError."""
    found = workspace().imports.get(batch_id)
    if not _is_open_to_me(found):
        raise NotFoundError(what=batch_id)
    return found


def _is_open_to_me(batch: ImportBatch) -> bool:
    """Whether the asker made the import, or administers what the command line made: file names tell what notes are about."""
    person = current_person()
    return batch.person_id == person.person_id or (person.role == "admin" and batch.person_id == COMMAND_LINE)


def _readable(batch: ImportBatch) -> Mapping[str, Any]:
    """Return the report of a batch; of one that somebody else made, with the notes the asker may read."""
    notes = batch.report.get("notes", [])
    if batch.person_id == current_person().person_id or not notes:
        return batch.report
    readable: set[str] = set()
    for start in range(0, len(notes), MAX_PAGE):
        where = NoteFilter(ids=frozenset(one["note_id"] for one in notes[start : start + MAX_PAGE]))
        page = workspace().catalog.list(where, readers=current_readers(), limit=MAX_PAGE)
        readable |= {entry.note_id for entry in page.entries}
    return {**batch.report, "notes": [one for one in notes if one["note_id"] in readable]}


def _keep(sent: list[FileStorage], folder: Path) -> list[tuple[Path, str]]:
    """Write what was uploaded to the work folder; return (file, name for the report) of each batch to be."""
    parcels: list[tuple[Path, str]] = []
    loose: list[FileStorage] = []
    for one in sent:
        if (one.filename or "").casefold().endswith(".zip"):
            path = folder / f"{secrets.token_hex(8)}.upload"
            one.save(path)
            parcels.append((path, one.filename or "upload.zip"))
        else:
            loose.append(one)
    if len(loose) == 1:
        path = folder / f"{secrets.token_hex(8)}.upload"
        loose[0].save(path)
        parcels.append((path, loose[0].filename or "note.md"))
    elif loose:
        parcels.append(_pack(loose, folder))
    return parcels


def _pack(loose: list[FileStorage], folder: Path) -> tuple[Path, str]:
    """Put loose files into one archive, so that they are one batch with one report."""
    path = folder / f"{secrets.token_hex(8)}.upload"
    names: set[str] = set()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for place, one in enumerate(loose, 1):
            name = shown_name((one.filename or "").replace("\\", "/").rsplit("/", 1)[-1]) or f"{place}.txt"
            while name.casefold() in names:
                name = f"{place}-{name}"
            names.add(name.casefold())
            with archive.open(name, "w", force_zip64=True) as target:
                shutil.copyfileobj(one.stream, target)
    return path, gettext("%(count)s files", count=len(loose)) + ".zip"


def _to_job(job: Job) -> ResponseReturnValue:
    return redirect(url_for("imports.job_page", job_id=job.job_id), code=303)


def _encodings(shown: ImportBatch) -> list[tuple[str, int]]:
    found: Mapping[str, Any] = shown.report.get("encodings", {})
    return sorted(found.items(), key=lambda pair: -pair[1])
