"""Two-step sign-in of one's own: turn it on with an authenticator app, keep recovery codes, turn it off."""

from __future__ import annotations

import segno
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from notes_app.errors import NotesAppError
from notes_app.people.second_factor import Enrolment, enrol
from notes_app.web.context import workspace
from notes_app.web.deeds import note_deed
from notes_app.web.guards import confirmed, needs_second_factor, permits
from notes_app.web.i18n import language
from notes_app.web.identity import current_person
from notes_app.web.security import SIGN_IN_LIMIT, limiter

blueprint = Blueprint("second_factor", __name__, url_prefix="/settings/second-factor")
_PENDING = "second_factor_secret"


@blueprint.get("")
@permits("own.settings")
@confirmed
def page() -> ResponseReturnValue:
    return _show()


@blueprint.post("")
@permits("own.settings")
@confirmed
@limiter.limit(SIGN_IN_LIMIT)
def turn_on() -> ResponseReturnValue:
    person = current_person()
    try:
        codes = workspace().second_factors.turn_on(person.person_id, _pending().secret, request.form.get("code", ""))
    except NotesAppError as error:
        return _show(error=error.explain(language())), error.status
    session.pop(_PENDING, None)
    note_deed("second_factor.on", "person", person.person_id)
    return render_template("my_settings/recovery_codes.html", codes=codes)


@blueprint.post("/off")
@permits("own.settings")
@confirmed
def turn_off() -> ResponseReturnValue:
    person = current_person()
    if workspace().second_factors.turn_off(person.person_id):
        note_deed("second_factor.off", "person", person.person_id)
        flash(gettext("Two-step sign-in is off."), "success")
    return redirect(url_for("my_settings.page"), code=303)


def _pending() -> Enrolment:
    """Return the enrolment this browser was shown, the same until it is completed. Its secret is sealed in the session cookie."""
    login, sealed = current_person().login, session.get(_PENDING, "")
    if sealed:
        return enrol(login, workspace().sealer.open(sealed, what=gettext("two-step sign-in")))
    fresh = enrol(login)
    session[_PENDING] = workspace().sealer.seal(fresh.secret)
    return fresh


def _show(**more: object) -> str:
    factor = workspace().second_factors.find(current_person().person_id)
    pending = None if factor else _pending()
    return render_template(
        "my_settings/second_factor.html", factor=factor, pending=pending, code_image=_draw(pending.uri) if pending else "",
        is_needed=needs_second_factor(current_person()), **more,
    )  # fmt: skip


def _draw(uri: str) -> Markup:
    """Return a QR code as SVG of our own making: no part of it was typed by anybody but us."""
    return Markup(segno.make(uri, error="m").svg_inline(scale=5, border=2, dark="#000", light="#fff", svgclass="qr", lineclass=None))  # noqa: S704
