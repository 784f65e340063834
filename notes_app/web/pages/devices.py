"""A member's devices, for administrators: shut a lost one out in seconds, and see everything it opened."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.crm.csv_text import human_csv
from notes_app.errors import NotFoundError
from notes_app.people.session_store import Session
from notes_app.web.audit_view import AuditRow, audit_rows
from notes_app.web.context import workspace
from notes_app.web.deeds import note_deed
from notes_app.web.devices import name_device
from notes_app.web.guards import confirmed, permits
from notes_app.web.i18n import local

blueprint = Blueprint("devices", __name__, url_prefix="/people/<person_id>/devices")


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One device that is or was signed in. deed_count: entries of the audit log it made."""

    session: Session
    name: str
    deed_count: int


@blueprint.get("")
@permits("people.manage")
@confirmed
def list_page(person_id: str) -> ResponseReturnValue:
    one = workspace().people.get(person_id)
    rows = [
        DeviceRow(session, name_device(session.device), len(workspace().audit.list_session(session.session_id)))
        for session in workspace().sessions.list(person_id, only_live=False)[:50]
    ]
    return render_template("people/devices.html", one=one, rows=rows)


@blueprint.get("/<session_id>")
@permits("people.manage")
@confirmed
def report(person_id: str, session_id: str) -> ResponseReturnValue:
    session, rows = _report(person_id, session_id)
    note_deed("session.report", "session", session_id)
    return render_template(
        "people/device_report.html", one=workspace().people.get(person_id), session=session,
        name=name_device(session.device), rows=rows, opened=[row for row in rows if row.is_opening],
    )  # fmt: skip


@blueprint.get("/<session_id>/report.csv")
@permits("people.manage")
@confirmed
def report_csv(person_id: str, session_id: str) -> ResponseReturnValue:
    _, rows = _report(person_id, session_id)
    note_deed("session.report", "session", session_id)
    head = [gettext("Time"), gettext("What was done"), gettext("What it concerned"), gettext("Id")]
    data = human_csv(head, ([f"{local(row.at):%Y-%m-%d %H:%M:%S}", row.words, row.thing, row.thing_id] for row in rows))
    return Response(data, mimetype="text/csv", headers={"Content-Disposition": "attachment; filename=device-report.csv"})


@blueprint.post("/<session_id>/revoke")
@permits("people.manage")
@confirmed
def revoke(person_id: str, session_id: str) -> ResponseReturnValue:
    _session_of(person_id, session_id)
    workspace().sessions.revoke(session_id)
    note_deed("session.revoke", "session", session_id, of=person_id)
    flash(gettext("That device was signed out. Below is what it opened."), "success")
    return redirect(url_for("devices.report", person_id=person_id, session_id=session_id), code=303)


@blueprint.post("/revoke-all")
@permits("people.manage")
@confirmed
def revoke_all(person_id: str) -> ResponseReturnValue:
    one = workspace().people.get(person_id)
    count = workspace().sessions.revoke_all(person_id)
    note_deed("session.revoke_all", "person", person_id, devices=count)
    flash(gettext("%(name)s was signed out of every device.", name=one.name), "success")
    return redirect(url_for("devices.list_page", person_id=person_id), code=303)


def _session_of(person_id: str, session_id: str) -> Session:
    session = workspace().sessions.get(session_id)
    if session.person_id != person_id:
        raise NotFoundError(what=session_id[:12])
    return session


def _report(person_id: str, session_id: str) -> tuple[Session, list[AuditRow]]:
    session = _session_of(person_id, session_id)
    return session, audit_rows(workspace().audit.list_session(session_id))
