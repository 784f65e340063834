"""One's own settings: name and language, password, and the devices that are signed in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from notes_app.errors import Language, NotAllowedError, NotesAppError
from notes_app.people.session_store import Session
from notes_app.people.sign_in import SignedIn, SignInRefusedError
from notes_app.web.context import workspace
from notes_app.web.deeds import note_deed
from notes_app.web.devices import name_device
from notes_app.web.guards import permits
from notes_app.web.i18n import language
from notes_app.web.identity import current_person, current_session, doors, let_in
from notes_app.web.pages.setup import read_password_twice
from notes_app.web.security import SIGN_IN_LIMIT, limiter

blueprint = Blueprint("my_settings", __name__, url_prefix="/settings")


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One signed-in device as the list shows it."""

    session: Session
    name: str
    is_this: bool


@blueprint.get("")
@permits("own.settings")
def page() -> ResponseReturnValue:
    return _show()


@blueprint.post("/profile")
@permits("own.settings")
def save_profile() -> ResponseReturnValue:
    chosen: Language = "en" if request.form.get("language") == "en" else "ja"
    try:
        workspace().people.edit(
            current_person().person_id, name=request.form.get("name", ""), reading=request.form.get("reading", ""), language=chosen,
        )  # fmt: skip
    except NotesAppError as error:
        return _show(profile_error=error.explain(language())), error.status
    with force_locale(chosen):
        flash(gettext("Saved."), "success")
    return redirect(url_for("my_settings.page"), code=303)


@blueprint.post("/password")
@permits("own.settings")
@limiter.limit(SIGN_IN_LIMIT)
def change_password() -> ResponseReturnValue:
    try:
        opened = doors().change_password(
            current_session(), old=request.form.get("old", ""), new=read_password_twice()
        )
    except SignInRefusedError as error:
        return _show(password_error=gettext("The current password is not right.")), error.status
    except NotesAppError as error:
        return _show(password_error=error.explain(language())), error.status
    response = let_in(redirect(url_for("my_settings.page"), code=303), SignedIn(current_person(), opened))
    flash(gettext("The password was changed. Every other device was signed out."), "success")
    return response


@blueprint.post("/devices/<session_id>/revoke")
@permits("own.settings")
def revoke(session_id: str) -> ResponseReturnValue:
    session = workspace().sessions.get(session_id)
    if session.person_id != current_person().person_id:
        raise NotAllowedError()
    workspace().sessions.revoke(session_id)
    note_deed("session.revoke", "session", session_id)
    flash(gettext("That device was signed out."), "success")
    return redirect(url_for("my_settings.page"), code=303)


@blueprint.post("/devices/revoke-others")
@permits("own.settings")
def revoke_others() -> ResponseReturnValue:
    mine = current_session()
    workspace().sessions.revoke_all(mine.person_id, but_not=mine.session_id)
    note_deed("session.revoke_others", "person", mine.person_id)
    flash(gettext("Every other device was signed out."), "success")
    return redirect(url_for("my_settings.page"), code=303)


def _show(**errors: str) -> str:
    here = current_session().session_id
    rows = [
        DeviceRow(session, name_device(session.device), session.session_id == here)
        for session in workspace().sessions.list(current_person().person_id)
    ]
    rows.sort(key=lambda row: not row.is_this)
    reading = next(
        (row.reading for row in workspace().people.list_rows() if row.person == current_person()), ""
    )
    factor = workspace().second_factors.find(current_person().person_id)
    return render_template("my_settings/page.html", devices=rows, reading=reading, factor=factor, **errors)
