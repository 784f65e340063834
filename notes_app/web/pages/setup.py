"""The two one-time links: making the first administrator, and setting a password an administrator asked for."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.errors import NotesAppError
from notes_app.people.setup_link_store import LinkNotValidError, SetupLink
from notes_app.web.context import workspace
from notes_app.web.guards import confirmed, permits, public
from notes_app.web.i18n import language
from notes_app.web.identity import address, current_person, device, doors, let_in, let_in_or_ask
from notes_app.web.security import SETUP_LIMIT, limiter

blueprint = Blueprint("setup", __name__)


@blueprint.get("/setup/<token>")
@public
def form(token: str) -> ResponseReturnValue:
    """Show what a one-time link is for: setting up, or choosing a password."""
    link = _require_link(token)
    if link.purpose == "password":
        return render_template("setup/password.html", name=workspace().people.get(link.person_id).name)
    return render_template("setup/form.html", filled={"language": language()})


@blueprint.post("/setup/<token>")
@public
@limiter.limit(SETUP_LIMIT)
def use(token: str) -> ResponseReturnValue:
    return _set_password(token) if _require_link(token).purpose == "password" else _create(token)


def _create(token: str) -> ResponseReturnValue:
    filled = {name: request.form.get(name, "") for name in ("login", "name", "language")}
    try:
        signed_in = doors().set_up(
            token, login=filled["login"], name=filled["name"], password=read_password_twice(),
            language="en" if filled["language"] == "en" else "ja", device=device(), address=address(),
        )  # fmt: skip
    except LinkNotValidError:
        raise
    except NotesAppError as error:
        return render_template(
            "setup/form.html", filled=filled, error=error.explain(language())
        ), error.status
    target = url_for("setup.sample") if workspace().sample_on_offer() else url_for("home.page")
    return let_in(redirect(target, code=303), signed_in)


@blueprint.get("/setup/sample")
@permits("people.manage")
def sample() -> ResponseReturnValue:
    """Offer the shipped example, once, right after setting up."""
    if not workspace().sample_on_offer():
        return redirect(url_for("home.page"), code=303)
    return render_template("setup/sample.html")


@blueprint.post("/setup/sample")
@permits("people.manage")
@confirmed
def load_sample() -> ResponseReturnValue:
    if workspace().sample_on_offer() and request.form.get("choice") == "load":
        workspace().load_sample(current_person())
        flash(
            gettext("The example workspace is ready. Have a look around; it can be removed at any time."),
            "success",
        )
    return redirect(url_for("home.page"), code=303)


def _set_password(token: str) -> ResponseReturnValue:
    try:
        outcome = doors().set_password_by_link(
            token, read_password_twice(), device=device(), address=address()
        )
    except LinkNotValidError:
        raise
    except NotesAppError as error:
        name = workspace().people.get(_require_link(token).person_id).name
        return render_template(
            "setup/password.html", name=name, error=error.explain(language())
        ), error.status
    answer = let_in_or_ask(redirect(url_for("home.page"), code=303), outcome, url_for("home.page"))
    flash(gettext("Your password is set. Welcome."), "success")
    return answer


class PasswordsDifferError(NotesAppError):
    ja = "2 回のパスワードが一致しません。もう一度入力してください。"
    en = "The two passwords differ. Please type them again."


def read_password_twice() -> str:
    """Return the new password of the form. Raises: PasswordsDifferError."""
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        raise PasswordsDifferError()
    return password


def _require_link(token: str) -> SetupLink:
    link = workspace().setup_links.find(token)
    if link is None:
        raise LinkNotValidError()
    return link
