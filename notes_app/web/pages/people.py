"""The members: who may sign in, in which role. Administrators only, with the password typed lately."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.errors import NotesAppError
from notes_app.people.permission import ROLES, Role
from notes_app.web.context import workspace
from notes_app.web.deeds import note_deed
from notes_app.web.guards import confirmed, permits
from notes_app.web.i18n import language

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
    note_deed("person.add", "person", person.person_id, role=person.role)
    return _show_link(person.person_id, gettext("%(name)s was added.", name=person.name))


@blueprint.post("/<person_id>/role")
@permits("people.manage")
@confirmed
def set_role(person_id: str) -> ResponseReturnValue:
    role = request.form.get("role", "")
    person = workspace().people.set_role(person_id, cast(Role, role))
    note_deed("person.role", "person", person_id, role=role)
    return _back(gettext("The role of %(name)s was changed.", name=person.name))


@blueprint.post("/<person_id>/disable")
@permits("people.manage")
@confirmed
def disable(person_id: str) -> ResponseReturnValue:
    person = workspace().people.disable(person_id)
    note_deed("person.disable", "person", person_id)
    return _back(gettext("%(name)s can no longer sign in, and was signed out of every device.", name=person.name))


@blueprint.post("/<person_id>/enable")
@permits("people.manage")
@confirmed
def enable(person_id: str) -> ResponseReturnValue:
    person = workspace().people.enable(person_id)
    note_deed("person.enable", "person", person_id)
    return _back(gettext("%(name)s can sign in again.", name=person.name))


@blueprint.post("/<person_id>/second-factor/reset")
@permits("people.manage")
@confirmed
def reset_second_factor(person_id: str) -> ResponseReturnValue:
    """For somebody who lost the phone and the recovery codes: the next sign-in asks for the password alone."""
    person = workspace().people.get(person_id)
    workspace().second_factors.turn_off(person_id)
    note_deed("second_factor.reset", "person", person_id)
    return _back(gettext("The two-step sign-in of %(name)s was reset.", name=person.name))


@blueprint.post("/<person_id>/password-link")
@permits("people.manage")
@confirmed
def password_link(person_id: str) -> ResponseReturnValue:
    person = workspace().people.get(person_id)
    note_deed("person.password_link", "person", person_id)
    return _show_link(
        person_id, gettext("Here is a link for %(name)s to set a new password.", name=person.name)
    )


def _show_link(person_id: str, words: str) -> str:
    """Show a fresh one-time link. It is in this answer only: kept nowhere, and not in an address that could be shared."""
    token = workspace().setup_links.issue("password", person_id)
    # A path, not a full address: the Host header is whatever the browser sent. The script on the page completes it.
    return _show(link=url_for("setup.form", token=token), link_words=words)


def _back(words: str) -> ResponseReturnValue:
    flash(words, "success")
    return redirect(url_for("people.list_page"), code=303)


def _show(**more: object) -> str:
    space = workspace()
    return render_template(
        "people/list.html", rows=space.people.list_rows(), roles=ROLES, two_step=space.second_factors.owners(), **{"filled": {}, **more}
    )
