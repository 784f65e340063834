"""Straight into a CRM: its credentials, a look at what would go, the sending with its progress, and what came of it.

A report, the answers and the rejects are shown to the person who sent them: they hold what that person may read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.crm.planning import ExportScope, years_before
from notes_app.crm.push.answers import read_answers
from notes_app.crm.push.credentials import OBJECT_KEYS, CredentialField, CredentialForm, Credentials, form_of, read_apps
from notes_app.crm.push.errors import BadCredentialError, PushStoppedError
from notes_app.crm.push.report import PushReport, read_scope, scope_json
from notes_app.crm.push.sent_store import PushRun
from notes_app.crm.push.targets import PUSH_TARGETS
from notes_app.errors import NotesAppError, NotFoundError
from notes_app.web import export_words
from notes_app.web.context import workspace
from notes_app.web.deeds import note_deed
from notes_app.web.guards import confirmed, permits, send_to
from notes_app.web.i18n import today
from notes_app.web.identity import current_person, current_session
from notes_app.web.jobs import Job, jobs, prepare_jobs
from notes_app.web.note_links import note_url
from notes_app.web.people_names import person_name

blueprint = Blueprint("push", __name__, url_prefix="/export/push")
blueprint.record_once(prepare_jobs)
blueprint.add_app_template_test(lambda target: target in PUSH_TARGETS, "sendable")

SHOWN_REJECTS = 200
ANSWERS_A_PAGE = 50


@blueprint.get("/<target>")
@permits("export.push")
def page(target: str) -> ResponseReturnValue:
    form = form_of(target)
    credentials, problem = _credentials(form)
    scope = _scope(request.args)
    return render_template(
        "push/page.html", form=form, credentials=credentials, problem=problem, is_ready=credentials is not None and _is_enough(credentials),
        stored_at=workspace().sending.credentials.stored_at(form.target), newest=workspace().templates.find_newest(), scope=scope,
        scope_fields=_fields_of(scope), words=export_words, runs=workspace().sending.store.list_runs(form.target), person_name=person_name,
    )  # fmt: skip


# --- credentials ------------------------------------------------------------------------------------------------------


@blueprint.get("/<target>/credentials")
@permits("export.push")
@confirmed
def credentials_page(target: str) -> ResponseReturnValue:
    form = form_of(target)
    return _credentials_page(form, {}, "")


@blueprint.post("/<target>/credentials")
@permits("export.push")
def save_credentials(target: str) -> ResponseReturnValue:
    """Keep what was typed, sealed. When the password has to be typed again the form is not carried along: it holds secrets."""
    form = form_of(target)
    if not workspace().sessions.is_confirmed(current_session()):
        flash(gettext("Please confirm your password, then type the credentials once more."), "warning")
        return send_to(url_for("sign_in.confirm", next=url_for("push.credentials_page", target=form.target)))
    typed = {one.name: request.form.get(one.name, "") or _apps_of(one) for one in form.fields}
    if not any(value.strip() for value in typed.values()):
        flash(gettext("Nothing was typed, so nothing was saved."), "warning")
        return redirect(url_for("push.credentials_page", target=form.target), code=303)
    try:
        workspace().sending.credentials.set(form.target, typed)
    except BadCredentialError as error:
        shown = {one.name: typed[one.name] for one in form.fields if not one.is_secret}
        return _credentials_page(form, shown, error), 400
    note_deed("export.credentials", "export", form.target, fields=sorted(name for name, value in typed.items() if value.strip()))
    flash(gettext("Saved. The secret values are sealed and will not be shown again."), "success")
    return redirect(url_for("push.page", target=form.target), code=303)


@blueprint.post("/<target>/credentials/forget")
@permits("export.push")
@confirmed
def forget_credentials(target: str) -> ResponseReturnValue:
    form = form_of(target)
    workspace().sending.credentials.forget(form.target)
    note_deed("export.credentials_forget", "export", form.target)
    flash(gettext("The credentials were removed."), "success")
    return redirect(url_for("push.page", target=form.target), code=303)


def _apps_of(field: CredentialField) -> str:
    """Return the numbers of the apps, asked for one by one, as one text."""
    if field.kind != "apps":
        return ""
    numbers = {key: request.form.get(f"apps.{key}", "").strip() for key in OBJECT_KEYS}
    return ",".join(f"{key}={number}" for key, number in numbers.items() if number)


def _credentials_page(form: CredentialForm, typed: Mapping[str, str], error: NotesAppError | str) -> str:
    credentials, problem = _credentials(form)
    values = {one.name: credentials.get(one.name) for one in form.fields if not one.is_secret} if credentials else {}
    kept = {one.name for one in form.fields if one.is_secret and credentials and credentials.get(one.name)}
    from_environment = bool(credentials and "environment" in credentials.sources.values())
    return render_template(
        "push/credentials.html", form=form, values={**values, **typed}, kept=kept, from_environment=from_environment, problem=error or problem,
        apps={**dict.fromkeys(OBJECT_KEYS, ""), **read_apps(values.get("apps", ""))}, words=export_words,
    )  # fmt: skip


def _credentials(form: CredentialForm) -> tuple[Credentials | None, NotesAppError | None]:
    """Return what is in force, or why it cannot be read."""
    try:
        return workspace().sending.credentials.get(form.target), None
    except NotesAppError as error:
        return None, error


def _is_enough(credentials: Credentials) -> bool:
    try:
        credentials.require()
    except NotesAppError:
        return False
    return True


# --- looking and sending ----------------------------------------------------------------------------------------------


@blueprint.post("/<target>/check")
@permits("export.push")
def check(target: str) -> ResponseReturnValue:
    """Look what sending would do, and lead to the progress."""
    return _start(form_of(target), is_dry_run=True)


@blueprint.post("/<target>/send")
@permits("export.push")
@confirmed
def send(target: str) -> ResponseReturnValue:
    """Send, and lead to the progress."""
    return _start(form_of(target), is_dry_run=False)


def _start(form: CredentialForm, *, is_dry_run: bool) -> ResponseReturnValue:
    space, person, scope = workspace(), current_person(), _scope(request.form)
    session_id = current_session().session_id

    def work(job: Job) -> PushReport:
        def advance(done: int, total: int | None) -> None:
            if job.is_cancelled:
                raise PushStoppedError
            job.advance(done, total)

        return space.sending.push(person, form.target, scope=scope, is_dry_run=is_dry_run, progress=advance, session_id=session_id)

    job = jobs().start("push", person.person_id, work, form=form, scope=scope, is_dry_run=is_dry_run)
    return redirect(url_for("push.job_page", job_id=job.job_id), code=303)


@blueprint.get("/jobs/<job_id>")
@permits("export.push")
def job_page(job_id: str) -> ResponseReturnValue:
    job = replace(jobs().get(job_id, current_person().person_id))  # as it is now: it goes on while the page is made
    if job.kind != "push":
        raise NotFoundError(what=job_id[:24])
    report: PushReport | None = job.result if job.state == "done" else None
    shown = report.to_json() if report else None
    part = "push/job_part.html" if request.headers.get("HX-Request") else "push/job.html"
    return render_template(
        part, job=job, report=shown, form=job.facts["form"], scope_fields=_fields_of(job.facts["scope"]), words=export_words,
        rejects=_reject_rows(shown), is_dry_run=job.facts["is_dry_run"],
    )  # fmt: skip


@blueprint.post("/jobs/<job_id>/stop")
@permits("export.push")
def stop(job_id: str) -> ResponseReturnValue:
    """Stop after the batch that is under way."""
    jobs().get(job_id, current_person().person_id).is_cancelled = True
    return redirect(url_for("push.job_page", job_id=job_id), code=303)


# --- runs -------------------------------------------------------------------------------------------------------------


@blueprint.get("/runs/<run_id>")
@permits("export.push")
def run_page(run_id: str) -> ResponseReturnValue:
    run = _own_run(run_id)
    scope = read_scope(run.scope)
    return render_template(
        "push/run.html", run=run, report=run.report or None, form=form_of(run.target), scope_fields=_fields_of(scope), words=export_words,
        rejects=_reject_rows(run.report), is_dry_run=False,
    )  # fmt: skip


@blueprint.get("/runs/<run_id>/answers")
@permits("export.push")
def answers(run_id: str) -> ResponseReturnValue:
    run = _own_run(run_id)
    number = max(1, min(request.args.get("page", 1, type=int), 10_000))
    found, total = read_answers(workspace().sending.folder, run.run_id, offset=(number - 1) * ANSWERS_A_PAGE, limit=ANSWERS_A_PAGE)
    note_deed("export.push_answers", "export", run.target, run=run.run_id)
    return render_template(
        "push/answers.html", run=run, form=form_of(run.target), answers=found, total=total, number=number,
        has_more=number * ANSWERS_A_PAGE < total,
    )  # fmt: skip


@blueprint.get("/runs/<run_id>/rejects.csv")
@permits("export.push")
@confirmed
def rejects_file(run_id: str) -> ResponseReturnValue:
    run = _own_run(run_id)
    file = workspace().sending.folder / f"{run.run_id}.rejects.csv"
    if not file.is_file():
        abort(404)
    note_deed("export.push_rejects", "export", run.target, run=run.run_id)
    name = f"notes-app-{run.target}-{run.at:%Y%m%d}-rejects.csv"
    return send_file(file, mimetype="text/csv", as_attachment=True, download_name=name, max_age=0)


def _own_run(run_id: str) -> PushRun:
    run = workspace().sending.store.find_run(run_id)
    if run is None or run.person_id != current_person().person_id:
        raise NotFoundError(what=run_id[:24])
    return run


# --- the scope --------------------------------------------------------------------------------------------------------


def _scope(form: Mapping[str, str]) -> ExportScope:
    """Return the scope that the export page's form, or our own hidden fields, say."""
    kept = {name: form.get(name, "")[:10_000] for name in ("since", "traded_since", "accounts", "history")}
    years = form.get("years", "")
    if years.isdecimal() and len(years) < 4 and 1 <= int(years) <= 50:
        kept["traded_since"] = years_before(today(), int(years)).isoformat()
    return read_scope(kept)


def _fields_of(scope: ExportScope) -> dict[str, str]:
    """Return a scope as hidden fields."""
    kept = scope_json(scope)
    return {name: "\n".join(value) if isinstance(value, list) else str(value or "") for name, value in kept.items()}


def _reject_rows(report: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    rows = (report or {}).get("rejects", ())
    first = [one for one in rows if str(one["code"]).startswith("refused.")] + [one for one in rows if not str(one["code"]).startswith("refused.")]
    return [{**one, "url": note_url(one["note_id"], one["start"], one["end"]) if one["note_id"] else ""} for one in first[:SHOWN_REJECTS]]


