"""A note's versions: see them, compare two, go back to one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.minutes.diff import count_changes, diff_texts, hunks
from notes_app.minutes.errors import VersionNotFoundError
from notes_app.minutes.note import Note
from notes_app.people.permission import may
from notes_app.web.context import workspace
from notes_app.web.file_links import find_among
from notes_app.web.guards import permits
from notes_app.web.identity import current_person, current_session
from notes_app.web.names import called, reason_names
from notes_app.web.people_names import person_name
from notes_app.web.reading import get_note, show_markdown

blueprint = Blueprint("history", __name__, url_prefix="/notes/<note_id>/history")


@blueprint.get("")
@permits("note.read")
def list_page(note_id: str) -> ResponseReturnValue:
    note = get_note(note_id)
    versions = workspace().keeper.history(note_id)
    return render_template(
        "history/list.html",
        note=note,
        versions=versions,
        person_name=person_name,
        reasons=reason_names(),
        called=called,
    )


@blueprint.get("/<int:number>")
@permits("note.read")
def version(note_id: str, number: int) -> ResponseReturnValue:
    note, old = get_note(note_id), _read(note_id, number)
    about = next(one for one in workspace().keeper.history(note_id) if one.number == number)
    html = show_markdown(old.body, (), find_among(note, workspace().attachments.list(note_id)))
    return render_template(
        "history/version.html", note=note, old=old, about=about, html=html, person_name=person_name,
        reasons=reason_names(), called=called,
    )  # fmt: skip


@blueprint.get("/compare")
@permits("note.read")
def compare(note_id: str) -> ResponseReturnValue:
    """Show what changed from version `old` to version `new`; without them, the last change."""
    note = get_note(note_id)
    versions = workspace().keeper.history(note_id)
    numbers = [one.number for one in versions]
    new = request.args.get("new", type=int) or (numbers[0] if numbers else 0)
    old = request.args.get("old", type=int) or max(
        (number for number in numbers if number < new), default=new
    )
    rows = diff_texts(_read(note_id, old).text, _read(note_id, new).text)
    return render_template(
        "history/compare.html", note=note, hunks=hunks(rows), counts=count_changes(rows),
        old=old, new=new, versions=versions, person_name=person_name,
    )  # fmt: skip


@blueprint.post("/<int:number>/restore")
@permits("note.restore")
def restore(note_id: str, number: int) -> ResponseReturnValue:
    get_note(note_id, "note.restore")
    workspace().keeper.restore(current_person(), note_id, number, session_id=current_session().session_id)
    workspace().follow_saves()
    flash(
        gettext(
            "Version %(number)s is in force again. The one before it is kept in the history.", number=number
        ),
        "success",
    )
    return redirect(url_for("note.page", note_id=note_id), code=303)


def _read(note_id: str, number: int) -> Note:
    """Return a version the person may read: an old one may have been more private than the note is today."""
    old = workspace().keeper.read_version(note_id, number)
    if not may(current_person(), "note.read", old):
        raise VersionNotFoundError(what=note_id, number=number)
    return old
