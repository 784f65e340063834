"""Reading one note: its text, its fields with their words, what others said about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from notes_app.catalog.catalog import NoteFilter, Page
from notes_app.errors import NotesAppError, NotFoundError
from notes_app.minutes.note import Note
from notes_app.people.reaction_store import REACTIONS
from notes_app.template.accepting import ValueDesk
from notes_app.web.asked_place import find_place, with_anchor
from notes_app.web.context import workspace
from notes_app.web.deeds import note_deed
from notes_app.web.field_panel import FieldPanel, find_value, note_panel
from notes_app.web.field_use import count_read
from notes_app.web.file_links import find_among
from notes_app.web.file_list import FileRow, file_rows
from notes_app.web.guards import allowed, permits
from notes_app.web.i18n import language
from notes_app.web.identity import current_person, current_readers, current_session
from notes_app.web.names import access_names, called, channel_names, kind_names, reason_names
from notes_app.web.people_names import person_name
from notes_app.web.questions import meanings
from notes_app.web.reading import get_note, show_markdown
from notes_app.web.telling import forget_choice, learn_from_choice

blueprint = Blueprint("note", __name__, url_prefix="/notes")

REACTION_ICONS = {
    "seen": "check2",
    "helped": "hand-thumbs-up",
    "question": "question-circle",
    "follow_up": "flag",
}
SHOWN_VERSIONS = 5
SHOWN_RELATED = 4


@dataclass(frozen=True, slots=True)
class CommentRow:
    comment_id: str
    name: str
    at: datetime
    html: Markup
    may_delete: bool


@dataclass(frozen=True, slots=True)
class ReactionButton:
    """One reaction. names: who gave it."""

    name: str
    label: str
    icon: str
    names: tuple[str, ...]
    is_mine: bool


@blueprint.get("/<note_id>")
@permits("note.read")
def page(note_id: str) -> ResponseReturnValue:
    note = get_note(note_id)
    panel, place = note_panel(note), find_place(note, request.args)
    if _mark_read(note) and current_person().name != note.author:
        count_read(panel)
    marks = [*_marks(note, panel), *(place.marks if place else ())]
    files = workspace().attachments.list(note_id)
    html = with_anchor(show_markdown(note.body, marks, find_among(note, files)))
    return render_template(
        "note/page.html", note=note, html=html, panel=panel, place=place,
        kinds=kind_names(), channels=channel_names(), access=access_names(), reasons=reason_names(), called=called,
        versions=workspace().keeper.history(note_id)[:SHOWN_VERSIONS], comments=_comments(note_id), reactions=_reactions(note_id),
        person_name=person_name, readers=_readers(note), related=_related(note), meanings=meanings,
        files=file_rows(note_id, files), removed=_removed(note), file_mb=workspace().settings.file_mb,
    )  # fmt: skip


@blueprint.post("/<note_id>/comments")
@permits("note.comment")
def comment(note_id: str) -> ResponseReturnValue:
    get_note(note_id, "note.comment")
    added = workspace().comments.add(current_person(), "note", note_id, request.form.get("body", ""))
    note_deed("note.comment", "note", note_id)
    return _after(note_id, "note/comments.html", f"comment-{added.comment_id}", comments=_comments(note_id))


@blueprint.post("/<note_id>/comments/<comment_id>/delete")
@permits("note.comment")
def delete_comment(note_id: str, comment_id: str) -> ResponseReturnValue:
    get_note(note_id, "note.comment")
    workspace().comments.delete(current_person(), comment_id)
    return _after(note_id, "note/comments.html", "comments", comments=_comments(note_id))


@blueprint.post("/<note_id>/reactions")
@permits("note.react")
def react(note_id: str) -> ResponseReturnValue:
    get_note(note_id, "note.react")
    name = request.form.get("reaction", "")
    if name not in REACTIONS:
        raise NotFoundError(what=name[:40])
    workspace().reactions.toggle(current_person(), note_id, name)
    return _after(note_id, "note/reactions.html", "reactions", reactions=_reactions(note_id))


@blueprint.post("/<note_id>/delete")
@permits("note.delete")
def delete(note_id: str) -> ResponseReturnValue:
    get_note(note_id, "note.delete")
    workspace().keeper.delete(current_person(), note_id, session_id=current_session().session_id)
    workspace().follow_saves()
    flash(gettext("Moved to the bin. It can be taken out again from there."), "success")
    return redirect(url_for("notes.list_page"), code=303)


@blueprint.post("/<note_id>/values")
@permits("value.decide")
def decide_value(note_id: str) -> ResponseReturnValue:
    """Accept or reject one value, named by its field and the characters it stands on; accepting writes the front matter."""
    note = get_note(note_id, "value.decide")
    field_id, start, end = (
        request.form.get("field_id", ""),
        request.form.get("start", -1, int),
        request.form.get("end", -1, int),
    )
    found = find_value(note, field_id, start, end)
    if found is None:
        raise ValueGoneError()
    desk, person = ValueDesk(workspace().keeper, workspace().templates), current_person()
    learn_from_choice(note, *found, is_refused=request.form.get("choice") != "accept")
    if request.form.get("choice") == "accept":
        decided = desk.accept(person, note_id, [found], expected_revision=note.revision)
        workspace().follow_saves()
    else:
        decided = desk.reject(person, note_id, [found])
    last = decided.decisions[-1]
    return _after(note_id, "note/fields.html", "fields", panel=note_panel(decided.note), last=last, meanings=meanings)


@blueprint.post("/<note_id>/values/<int:decision_id>/undo")
@permits("value.decide")
def undo_value(note_id: str, decision_id: int) -> ResponseReturnValue:
    """Take the last decision about a value back."""
    get_note(note_id, "value.decide")
    version = workspace().templates.find_newest()
    decision = workspace().templates.find_value(decision_id)
    if decision is None or decision.note_id != note_id:
        raise ValueGoneError()
    ValueDesk(workspace().keeper, workspace().templates).undo(
        current_person(), [decision_id], version.fields if version else ()
    )
    forget_choice(note_id, decision.start, decision.end)
    workspace().follow_saves()
    return _after(note_id, "note/fields.html", "fields", panel=note_panel(get_note(note_id)), meanings=meanings)


class ValueGoneError(NotesAppError):
    ja = "この値は、議事録が書き換えられたため見つかりません。画面を再読み込みしてください。"
    en = "This value is no longer in the note, which was changed meanwhile. Please reload the page."
    status = 409


def _after(note_id: str, fragment: str, anchor: str, **facts: object) -> ResponseReturnValue:
    """Answer htmx with the changed piece of the page, a browser with the page at that place."""
    if request.headers.get("HX-Request"):
        return render_template(fragment, note=get_note(note_id), **facts)
    return redirect(url_for("note.page", note_id=note_id, _anchor=anchor), code=303)


def _marks(note: Note, panel: FieldPanel) -> list[tuple[int, int, str]]:
    """Return the places of the body that the panel's values stand on, each under the key the panel names it by."""
    spans = {
        (value.start - note.body_start, value.end - note.body_start)
        for field in panel.fields
        for value in field.values
    }
    return [(start, end, f"{start}-{end}") for start, end in sorted(spans) if 0 <= start < end]


def _removed(note: Note) -> list[FileRow]:
    """Return the files that were taken off, for those who may bring them back."""
    return file_rows(note.note_id, workspace().attachments.list_removed(note.note_id)) if allowed("note.write", note) else []


def _related(note: Note) -> Page | None:
    """Return the latest other talks with the same customer, and how many there are; None without a customer."""
    if not note.account:
        return None
    page = workspace().catalog.list(NoteFilter(account=note.account), readers=current_readers(), limit=SHOWN_RELATED + 1)
    others = tuple(one for one in page.entries if one.note_id != note.note_id)[:SHOWN_RELATED]
    return Page(others, page.total) if others else None


def _mark_read(note: Note) -> bool:
    """Remember that the person saw this version, and return whether they had not before; the audit log says so once a
    version and device, not once a look.
    """
    person, audit = current_person(), workspace().audit
    marks = workspace().read_marks.readers_of(note.note_id)
    is_first = not any(one.person_id == person.person_id and one.revision == note.revision for one in marks)
    if is_first:
        workspace().read_marks.mark(person, {note.note_id: note.revision})
    seen = audit.list(session_id=current_session().session_id, thing_id=note.note_id, action="note.view", limit=1)
    if not seen or seen[0].detail.get("revision") != note.revision:
        note_deed("note.view", "note", note.note_id, revision=note.revision)
    return is_first


def _readers(note: Note) -> list[str]:
    """Return the others who have read this note."""
    marks = workspace().read_marks.readers_of(note.note_id)
    return [person_name(one.person_id) for one in marks if one.person_id != current_person().person_id]


def _comments(note_id: str) -> list[CommentRow]:
    person = current_person()
    return [
        CommentRow(one.comment_id, person_name(one.person_id), one.at, show_markdown(one.body),
                   one.person_id == person.person_id or person.role == "admin")
        for one in workspace().comments.list("note", note_id)
    ]  # fmt: skip


def _reactions(note_id: str) -> list[ReactionButton]:
    given = workspace().reactions.list(note_id)
    mine = current_person().person_id
    place = 0 if language() == "ja" else 1
    buttons = []
    for name, words in REACTIONS.items():
        people = [one.person_id for one in given if one.reaction == name]
        buttons.append(
            ReactionButton(
                name,
                words[place],
                REACTION_ICONS[name],
                tuple(person_name(one) for one in people),
                mine in people,
            )
        )
    return buttons
