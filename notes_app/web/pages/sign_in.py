"""Sign in and out, the password asked again before export and administration, and the language before signing in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.errors import NotesAppError
from notes_app.people.sign_in import SignInRefusedError
from notes_app.web.context import workspace
from notes_app.web.guards import permits, public
from notes_app.web.i18n import LANGUAGE_COOKIE, LANGUAGES, language
from notes_app.web.identity import (
    address,
    current_session,
    device,
    doors,
    find_person,
    half_way,
    let_in,
    let_in_or_ask,
    let_out,
    safe_next,
)
from notes_app.web.security import SIGN_IN_LIMIT, limiter

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
@public
def form() -> ResponseReturnValue:
    after = safe_next(request.args.get("next"))
    if find_person():
        return redirect(after, code=303)
    return render_template(
        "sign_in/form.html", next=after, login="", is_set_up=workspace().people.has_admin()
    )


@blueprint.post("/sign-in")
@public
@limiter.limit(SIGN_IN_LIMIT)
def enter() -> ResponseReturnValue:
    login, after = request.form.get("login", ""), safe_next(request.form.get("next"))
    try:
        outcome = doors().sign_in(login, request.form.get("password", ""), device=device(), address=address())
    except SignInRefusedError as error:
        page = render_template(
            "sign_in/form.html", next=after, login=login, error=error.explain(language()), is_set_up=True
        )
        return page, error.status
    return let_in_or_ask(redirect(after, code=303), outcome, after)


@blueprint.get("/sign-in/code")
@public
def code() -> ResponseReturnValue:
    """Ask for the code of the second factor, after a right password."""
    if half_way() is None:
        return redirect(url_for("sign_in.form"), code=303)
    return render_template("sign_in/code.html")


@blueprint.post("/sign-in/code")
@public
@limiter.limit(SIGN_IN_LIMIT)
def enter_code() -> ResponseReturnValue:
    waiting = half_way()
    if waiting is None:
        flash(gettext("That took longer than five minutes. Please sign in again."), "warning")
        return redirect(url_for("sign_in.form"), code=303)
    person_id, after = waiting
    try:
        signed_in = doors().enter_code(person_id, request.form.get("code", ""), device=device(), address=address())
    except NotesAppError as error:
        return render_template("sign_in/code.html", error=error.explain(language())), error.status
    return let_in(redirect(safe_next(after), code=303), signed_in)


@blueprint.post("/sign-out")
@public
def leave() -> ResponseReturnValue:
    if find_person():
        doors().sign_out(current_session())
    return let_out(redirect(url_for("sign_in.form"), code=303))


@blueprint.get("/confirm")
@permits("own.settings")
def confirm() -> ResponseReturnValue:
    return render_template("sign_in/confirm.html", next=safe_next(request.args.get("next")))


@blueprint.post("/confirm")
@permits("own.settings")
@limiter.limit(SIGN_IN_LIMIT)
def confirm_password() -> ResponseReturnValue:
    after = safe_next(request.form.get("next"))
    try:
        doors().confirm(current_session(), request.form.get("password", ""))
    except SignInRefusedError as error:
        return render_template(
            "sign_in/confirm.html", next=after, error=gettext("That password is not right.")
        ), error.status
    flash(gettext("Your password was confirmed. Please go on where you were."), "success")
    return redirect(after, code=303)


@blueprint.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    """Set the language of the pages before signing in; a person's own language is in their settings."""
    response = redirect(safe_next(request.form.get("next"), url_for("sign_in.form")), code=303)
    chosen = request.form.get("language", "ja")
    if chosen in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE,
            chosen,
            max_age=31_536_000,
            samesite="Lax",
            httponly=True,
            secure=workspace().settings.secure_cookies,
        )
        if person := find_person():
            workspace().people.edit(person.person_id, language="en" if chosen == "en" else "ja")
            flash(gettext("The language was changed."), "success")
    return response
