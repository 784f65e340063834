"""Out to a CRM: choose where to and what, see whether it is time, look at what would leave, and get the
package.

The plan that is shown is the plan that is written. A package leaves only after the password was typed lately.
"""

from __future__ import annotations

import secrets
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, cast

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from notes_app.crm.plan import Column, ExportObject, ExportPlan, Reject
from notes_app.crm.planning import ExportScope, years_before
from notes_app.crm.target import ExportReport, get_exporter, list_exporters
from notes_app.errors import NotFoundError
from notes_app.minutes.markdown import render_markdown
from notes_app.web import export_words
from notes_app.web.context import workspace
from notes_app.web.deeds import note_deed
from notes_app.web.export_plan import plan_export
from notes_app.web.guards import confirmed, permits
from notes_app.web.i18n import language, today
from notes_app.web.identity import current_person, current_readers
from notes_app.web.jobs import Job, jobs, prepare_jobs, work_folder
from notes_app.web.note_links import note_url
from notes_app.web.people_names import person_name
from notes_app.web.value_text import show_value

blueprint = Blueprint("crm", __name__, url_prefix="/export")
blueprint.record_once(prepare_jobs)

SHOWN_ROWS = 3
SHOWN_COLUMNS = 6
SHOWN_REJECTS = 200
LONGEST_CELL = 60
MOST_YEARS = 50
HISTORIES = ("all", "in_progress", "none")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form says. since: "" or a day that can be read; years: "" or a number of years within which a customer was
    last talked to; accounts: one name a line.
    """

    target: str
    since: str
    years: str
    accounts: str
    history: str
    mode: str

    @property
    def scope(self) -> ExportScope:
        names = frozenset(name.strip() for name in self.accounts.replace("、", "\n").splitlines() if name.strip())
        day = date.fromisoformat(self.since) if self.since else None
        traded = years_before(today(), int(self.years)) if self.years else None
        return ExportScope(since=day, traded_since=traded, accounts=names, history=cast(Literal["all", "in_progress", "none"], self.history))

    def as_form(self) -> dict[str, Any]:
        return {
            "target": self.target,
            "since": self.since,
            "years": self.years,
            "accounts": self.accounts,
            "history": self.history,
            "mode": self.mode,
        }


@dataclass(frozen=True, slots=True)
class Sample:
    """One object of the preview: its first columns and rows, cells as text; more: columns that are
    not shown.
    """

    part: ExportObject
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int


@dataclass(frozen=True, slots=True)
class RejectRow:
    """One value that did not go, with where it stands."""

    reject: Reject
    url: str


@blueprint.get("")
@permits("export.run")
def export_page() -> ResponseReturnValue:
    asked = _asked(request.args)
    accounts = [name for name, _count in workspace().catalog.count_by("account", readers=current_readers())]
    return render_template(
        "export/page.html",
        asked=asked,
        targets=_targets(),
        newest=workspace().templates.find_newest(),
        accounts=accounts,
        runs=workspace().exports.list_runs(limit=20),
        person_name=person_name,
        words=export_words,
        shown=_preview(asked) if request.args.get("preview") else None,
    )


@blueprint.get("/preview")
@permits("export.run")
def preview() -> ResponseReturnValue:
    """Return the part of the page that needs every note read: readiness, counts, samples, names."""
    return render_template("export/preview.html", **_preview(_asked(request.args)))


@blueprint.post("/owners")
@permits("export.run")
def save_owners() -> ResponseReturnValue:
    """Keep who our people are in the target."""
    asked = _asked(request.form)
    pairs = zip(request.form.getlist("owner")[:2000], request.form.getlist("user")[:2000], strict=False)
    kept = workspace().owners.set(asked.target, dict(pairs))
    note_deed("export.owners", "export", asked.target, mapped=len(kept))
    flash(gettext("Saved."), "success")
    return redirect(url_for("crm.export_page", **asked.as_form()), code=303)


@blueprint.post("/run")
@permits("export.run")
@confirmed
def run() -> ResponseReturnValue:
    """Start writing the package and lead to its progress."""
    asked = _asked(request.form)
    space, person = workspace(), current_person()
    file = work_folder(current_app) / f"{secrets.token_hex(8)}.zip"

    def work(job: Job) -> ExportReport:
        mode = cast(Literal["full", "changes"], asked.mode)
        return space.export(person, asked.target, file, scope=asked.scope, mode=mode, progress=job.advance)

    job = jobs().start("export", person.person_id, work, file=file, asked=asked)
    return redirect(url_for("crm.job_page", job_id=job.job_id), code=303)


@blueprint.get("/jobs/<job_id>")
@permits("export.run")
def job_page(job_id: str) -> ResponseReturnValue:
    job = replace(jobs().get(job_id, current_person().person_id))  # as it is now: it goes on while the page is made
    page = "export/job_part.html" if request.headers.get("HX-Request") else "export/job.html"
    report: ExportReport | None = job.result if job.state == "done" else None
    return render_template(
        page,
        job=job,
        report=report,
        asked=job.facts["asked"],
        targets=_targets(),
        words=export_words,
        rejects=_reject_rows(report.rejects[:SHOWN_REJECTS]) if report else (),
        steps=_steps(job) if report else "",
    )


@blueprint.post("/jobs/<job_id>/gone")
@permits("export.run")
def forget_gone(job_id: str) -> ResponseReturnValue:
    """Take records off the ledger that somebody says were deleted in the CRM."""
    job = jobs().get(job_id, current_person().person_id)
    report: ExportReport | None = job.result if job.state == "done" else None
    if report is None:
        raise NotFoundError(what="gone")
    for key, ids in report.gone.items():
        workspace().exports.forget(report.target, key, ids)
    count = sum(map(len, report.gone.values()))
    note_deed("export.forget", "export", report.target, records=count)
    job.result = replace(report, gone={})
    flash(gettext("They are off the list."), "success")
    return redirect(url_for("crm.job_page", job_id=job_id), code=303)


@blueprint.get("/jobs/<job_id>/package.zip")
@permits("export.run")
@confirmed
def download(job_id: str) -> ResponseReturnValue:
    job = jobs().get(job_id, current_person().person_id)
    if job.state != "done" or job.file is None or not job.file.is_file():
        raise NotFoundError(what="package.zip")
    target = job.facts["asked"].target
    note_deed("export.download", "export", target, bytes=job.file.stat().st_size)
    name = f"notes-app-{target.replace('_', '-')}-{today():%Y%m%d}.zip"
    return send_file(job.file, mimetype="application/zip", as_attachment=True, download_name=name, max_age=0)


# --- reading the form
# -----------------------------------------------------------------------------------------------


def _asked(form: Mapping[str, str]) -> Asked:
    known = list_exporters()
    since, years = form.get("since", ""), form.get("years", "")[:3]
    try:
        since = date.fromisoformat(since).isoformat() if since else ""
    except ValueError:
        since = ""
    return Asked(
        target=form.get("target", "") if form.get("target") in known else known[0],
        since=since,
        years=years if years.isascii() and years.isdigit() and 0 < int(years) <= MOST_YEARS else "",
        accounts=form.get("accounts", "")[:10_000],
        history=form.get("history", "") if form.get("history") in HISTORIES else "all",
        mode="changes" if form.get("mode") == "changes" else "full",
    )


# --- showing ----------------------------------------------------------------------------------------
# ----------------


def _targets() -> dict[str, str]:
    return {name: get_exporter(name).labels[language()] for name in list_exporters()}


def _preview(asked: Asked) -> dict[str, Any]:
    """Return everything the preview shows; with no version there is nothing to plan."""
    templates = workspace().templates
    newest = templates.find_newest()
    if newest is None:
        return {"asked": asked, "plan": None, "readiness": None}
    patience = 600.0 if request.args.get("preview") else None
    planned, job = plan_export(newest, asked.target, asked.scope, patience_s=patience)
    if planned is None:
        return {"asked": asked, "plan": None, "readiness": None, "job": job}
    plan, whole = planned.plan, planned.whole
    mapped = workspace().owners.get(asked.target)
    return {
        "asked": asked,
        "plan": plan,
        "readiness": planned.readiness,
        "samples": [_sample(one) for one in plan.objects],
        "totals": {key: count for key, count in whole.counts.items() if count != plan.counts[key]},
        "named": [column for column in plan.object("meeting_note").columns if column.field_id],
        "words": export_words,
        "owners": [(name, mapped.get(name, "")) for name in _owners(plan)],
        "rejects": _reject_rows(plan.rejects[: SHOWN_ROWS * 4]),
        "targets": _targets(),
        "evidence_count": len(plan.evidence),
        "reject_reasons": _reasons(plan),
    }


def _owners(plan: ExportPlan) -> list[str]:
    """Return our people as the notes of the plan name them."""
    return sorted({str(row.values["owner"]) for row in plan.object("meeting_note").rows if "owner" in row.values})


def _sample(part: ExportObject) -> Sample:
    filled = [column for column in part.columns if any(column.key in row.values for row in part.rows)]
    columns = tuple(sorted(filled, key=lambda column: -sum(column.key in row.values for row in part.rows))[:SHOWN_COLUMNS])
    fullest = sorted(part.rows, key=lambda row: -sum(column.key in row.values for column in columns))[:SHOWN_ROWS]
    rows = tuple(tuple(_cell(row.values.get(column.key), column) for column in columns) for row in fullest)
    return Sample(part, columns, rows, len(part.columns) - len(columns))


def _cell(value: object, column: Column) -> str:
    text = "" if value is None else show_value(value, column.column_type)
    return " ".join(text[: LONGEST_CELL + 1].split()) if len(text) <= LONGEST_CELL else " ".join(text[:LONGEST_CELL].split()) + "…"


def _reasons(plan: ExportPlan) -> list[tuple[str, int]]:
    """Return why values stay behind, in words, with how many, most first."""
    words: dict[str, str] = {}
    counts: dict[str, int] = {}
    for one in plan.rejects:
        words.setdefault(one.code, one.ja if language() == "ja" else one.en)
        counts[one.code] = counts.get(one.code, 0) + 1
    return sorted(((words[code], count) for code, count in counts.items()), key=lambda pair: -pair[1])


def _reject_rows(rejects: Sequence[Reject]) -> list[RejectRow]:
    return [RejectRow(one, note_url(one.note_id, one.start, one.end) if one.note_id else "") for one in rejects]


def _steps(job: Job) -> Markup:
    """Return the package's own README as HTML: the exact steps to import it."""
    if job.file is None or not job.file.is_file():
        return Markup()
    with zipfile.ZipFile(job.file) as archive:
        name = f"README.{language()}.md"
        text = archive.read(name).decode("utf-8-sig") if name in archive.namelist() else ""
    return Markup(render_markdown(text))  # noqa: S704 - render_markdown sanitises
