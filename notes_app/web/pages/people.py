"""The members: who may sign in, in which role. Administrators only, with the password typed lately."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.errors import NotesAppError
from notes_app.people.permission import ROLES, Role
from notes_app.web.context import workspace
from notes_app.web.guards import confirmed, permits
from notes_app.web.i18n import language
from notes_app.web.identity import current_person, current_session

blueprint = Blueprint("people", __name__, url_prefix="/people")


@blueprint.get("")
@permits("people.manage")
@confirmed
def list_page() -> ResponseReturnValue:
    return _show()


@blueprint.post("")
@permits("people.manage")
@confirmed
def add() -> ResponseReturnValue:
    filled = {name: request.form.get(name, "") for name in ("login", "name", "reading", "role", "language")}
    try:
        person = workspace().people.add(
            login=filled["login"], name=filled["name"], reading=filled["reading"], role=cast(Role, filled["role"]),
            language="en" if filled["language"] == "en" else "ja",
        )  # fmt: skip
    except NotesAppError as error:
        return _show(filled=filled, error=error.explain(language())), error.status
    _note("person.add", person.person_id, role=person.role)
    return _show_link(person.person_id, gettext("%(name)s was added.", name=person.name))


@blueprint.post("/<person_id>/role")
@permits("people.manage")
@confirmed
def set_role(person_id: str) -> ResponseReturnValue:
    role = request.form.get("role", "")
    person = workspace().people.set_role(person_id, cast(Role, role))
    _note("person.role", person_id, role=role)
    flash(gettext("The role of %(name)s was changed.", name=person.name), "success")
    return redirect(url_for("people.list_page"), code=303)


@blueprint.post("/<person_id>/disable")
@permits("people.manage")
@confirmed
def disable(person_id: str) -> ResponseReturnValue:
    person = workspace().people.disable(person_id)
    _note("person.disable", person_id)
    flash(
        gettext("%(name)s can no longer sign in, and was signed out of every device.", name=person.name),
        "success",
    )
    return redirect(url_for("people.list_page"), code=303)


@blueprint.post("/<person_id>/enable")
@permits("people.manage")
@confirmed
def enable(person_id: str) -> ResponseReturnValue:
    person = workspace().people.enable(person_id)
    _note("person.enable", person_id)
    flash(gettext("%(name)s can sign in again.", name=person.name), "success")
    return redirect(url_for("people.list_page"), code=303)


@blueprint.post("/<person_id>/password-link")
@permits("people.manage")
@confirmed
def password_link(person_id: str) -> ResponseReturnValue:
    person = workspace().people.get(person_id)
    _note("person.password_link", person_id)
    return _show_link(
        person_id, gettext("Here is a link for %(name)s to set a new password.", name=person.name)
    )


def _note(action: str, person_id: str, **detail: str) -> None:
    workspace().audit.append(
        current_person().person_id,
        action,
        "person",
        person_id,
        detail,
        session_id=current_session().session_id,
    )


def _show_link(person_id: str, words: str) -> str:
    """Show a fresh one-time link. It is in this answer only: kept nowhere, and not in an address that could be shared."""
    token = workspace().setup_links.issue("password", person_id)
    # A path, not a full address: the Host header is whatever the browser sent. The script on the page completes it.
    return _show(link=url_for("setup.form", token=token), link_words=words)


def _show(**more: object) -> str:
    return render_template(
        "people/list.html", rows=workspace().people.list_rows(), roles=ROLES, **{"filled": {}, **more}
    )
