"""The bin: deleted notes, to be taken out again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.web.context import workspace
from notes_app.web.guards import permits
from notes_app.web.identity import current_person, current_readers, current_session
from notes_app.web.people_names import person_name

blueprint = Blueprint("bin", __name__, url_prefix="/bin")


@blueprint.get("")
@permits("note.restore")
def page() -> ResponseReturnValue:
    readers = current_readers()
    deleted = [one for one in workspace().keeper.list_deleted() if not one.note.readers.isdisjoint(readers)]
    return render_template("bin/page.html", deleted=deleted, person_name=person_name)


@blueprint.post("/<note_id>/undelete")
@permits("note.restore")
def undelete(note_id: str) -> ResponseReturnValue:
    note = workspace().keeper.undelete(current_person(), note_id, session_id=current_session().session_id)
    workspace().follow_saves()
    flash(gettext("“%(title)s” is back.", title=note.title), "success")
    return redirect(url_for("note.page", note_id=note_id), code=303)
