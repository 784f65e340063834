"""Writing: the empty note, the editor, autosave, and what to do when two people changed the same place.

A note comes into being with its first character: /notes/new creates nothing. Nothing here ever rewrites the text.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.errors import NotesAppError
from notes_app.minutes.errors import SaveConflictError
from notes_app.minutes.keeper import SaveResult
from notes_app.minutes.note import CHANNELS, KINDS, Note
from notes_app.template.errors import UnknownValueError
from notes_app.web.completion import complete
from notes_app.web.context import workspace
from notes_app.web.editor_answer import panel_html, saved_answer, shown_anew
from notes_app.web.field_panel import find_value, read_panel
from notes_app.web.guards import permits, wants_json
from notes_app.web.i18n import language, local
from notes_app.web.identity import current_person, current_session
from notes_app.web.names import access_names, channel_names, kind_names
from notes_app.web.note_form import FORM_PARTS, NoteDraft, draft_of, front_changes, new_front, read_draft
from notes_app.web.questions import tellable
from notes_app.web.reading import get_note
from notes_app.web.security import limiter
from notes_app.web.sent import sent_parts, whole_number
from notes_app.web.telling import learn_from_choice

blueprint = Blueprint("editor", __name__, url_prefix="/notes")

REMEMBERED_KEYS = 2_000


class CreatedDrafts:
    """Which note each new draft became, so that a draft sent twice (the answer was lost) makes one note.

    Bounded and in this process's memory: a second sending comes within minutes, from the same browser.
    """

    def __init__(self) -> None:
        self._notes: OrderedDict[str, str] = OrderedDict()
        self.lock = threading.Lock()

    def find(self, key: str) -> str | None:
        return self._notes.get(key)

    def remember(self, key: str, note_id: str) -> None:
        self._notes[key] = note_id
        while len(self._notes) > REMEMBERED_KEYS:
            self._notes.popitem(last=False)


@blueprint.record_once
def _prepare(state: object) -> None:
    state.app.extensions["created_drafts"] = CreatedDrafts()  # type: ignore[attr-defined]


@blueprint.get("/new")
@permits("note.write")
def new() -> ResponseReturnValue:
    now = local(workspace().now())
    draft = NoteDraft(
        account=request.args.get("account", "")[:200], held_on=now.date().isoformat(), held_time=f"{now:%H:%M}",
        owner=current_person().name, kind=request.args.get("kind", "minutes"),
    )  # fmt: skip
    return _show_editor(draft, note=None)


@blueprint.post("")
@permits("note.write")
@limiter.limit("120 per minute")
def create() -> ResponseReturnValue:
    """Create a note from a form or a script."""
    sent = sent_parts()
    draft = read_draft(sent)
    if draft.is_blank:
        if wants_json():
            return jsonify(error="Blank", message=gettext("There is nothing to save yet.")), 422
        flash(gettext("Nothing was written, so nothing was saved."), "info")
        return redirect(url_for("home.page"), code=303)
    note = _create_once(draft, str(sent.get("draft_key", ""))[:64])
    if wants_json():
        return jsonify(saved_answer(note, "saved")), 201
    flash(gettext("Saved."), "success")
    return redirect(url_for("note.page", note_id=note.note_id), code=303)


@blueprint.get("/<note_id>/edit")
@permits("note.write")
def edit(note_id: str) -> ResponseReturnValue:
    note = get_note(note_id, "note.write")
    return _show_editor(draft_of(note), note=note)


@blueprint.post("/<note_id>")
@permits("note.write")
def save(note_id: str) -> ResponseReturnValue:
    """Save from the form, without scripts; a conflict shows both sides and a draft of both together."""
    note = get_note(note_id, "note.write")
    base = _base(note_id, request.form.get("expected_revision", ""), note)
    try:
        draft = read_draft(request.form, base)
        result = _save(note, base, draft, request.form.get("expected_revision", ""), "save")
    except SaveConflictError as error:
        return _show_conflict(note_id, error, base, read_draft(request.form, base)), 409
    except NotesAppError as error:
        words = error.explain(language())
        return _show_editor(
            read_draft({"body": request.form.get("body", "")}, base), note=note, error=words
        ), error.status
    flash(
        gettext("Saved, together with somebody else's changes.")
        if result.outcome == "merged"
        else gettext("Saved."),
        "success",
    )
    return redirect(url_for("note.page", note_id=note_id), code=303)


@blueprint.put("/<note_id>/autosave")
@permits("note.write")
def autosave(note_id: str) -> ResponseReturnValue:
    """Save from the script: JSON in; out the new revision, or 409 when both changed the same place."""
    sent = sent_parts()
    revision = str(sent.get("revision", ""))
    note = get_note(note_id, "note.write")
    base = _base(note_id, revision, note)
    result = _save(note, base, read_draft(sent, base), revision, "save" if sent.get("final") else "autosave")
    return jsonify(saved_answer(result.note, result.outcome))


@blueprint.post("/fill")
@permits("note.read")
@limiter.limit("300 per minute")
def fill() -> ResponseReturnValue:
    """Return the fields said so far in a text that is being written, and what is missing."""
    sent = sent_parts()
    note = get_note(str(sent["note_id"])) if sent.get("note_id") else None
    return jsonify(html=panel_html(read_draft(sent, draft_of(note) if note else None), note))


@blueprint.post("/<note_id>/value")
@permits("value.decide")
def decide_value(note_id: str) -> ResponseReturnValue:
    """Accept or reject one value of the text as it was just saved: its field and its characters of the body.

    The answer has the note's new revision, and the parts of the form as they stand now: accepting writes front matter.
    """
    sent = sent_parts()
    note = get_note(note_id, "value.decide")
    start, end = whole_number(sent.get("start"), -1), whole_number(sent.get("end"), -1)
    found = find_value(note, str(sent.get("field_id", "")), start + note.body_start, end + note.body_start)
    if found is None or start < 0:
        raise UnknownValueError(what=str(sent.get("value", ""))[:60])
    desk, person = workspace().value_desk, current_person()
    learn_from_choice(note, *found, is_refused=sent.get("choice") != "accept")
    if sent.get("choice") == "accept":
        note = desk.accept(person, note_id, [found], expected_revision=note.revision).note
        workspace().follow_saves()
    else:
        desk.reject(person, note_id, [found])
    return jsonify(shown_anew(note))


@blueprint.get("/suggest")
@permits("note.read")
@limiter.limit("300 per minute")
def suggest() -> ResponseReturnValue:
    """Return what can be completed: people, tags or customers, best first, of what the asker may read."""
    kind, typed = request.args.get("kind", ""), request.args.get("q", "")[:100]
    return jsonify([{"value": one.value, "hint": one.hint} for one in complete(kind, typed)])


def _create_once(draft: NoteDraft, key: str) -> Note:
    person = current_person()
    known: CreatedDrafts = current_app.extensions["created_drafts"]
    with known.lock:
        earlier = known.find(f"{person.person_id}/{key}") if key else None
        if earlier:
            # Its text may have grown since: what is on the way now is saved over it.
            note = get_note(earlier, "note.write")
            return _save(note, draft_of(note), draft, note.revision, "autosave").note
        note = workspace().keeper.create(
            person, front=new_front(draft) | _stamp(), body=draft.body, session_id=current_session().session_id
        )
        workspace().follow_saves()
        if key:
            known.remember(f"{person.person_id}/{key}", note.note_id)
    return note


def _save(note: Note, base: NoteDraft, draft: NoteDraft, revision: str, reason: str) -> SaveResult:
    changes = front_changes(base, draft)
    if draft.body != base.body:
        changes |= _stamp()
    result = workspace().keeper.save(
        current_person(), note.note_id, expected_revision=revision, front=changes, body=draft.body, reason=reason,
        session_id=current_session().session_id,
    )  # fmt: skip
    if result.outcome != "unchanged":
        workspace().follow_saves()
    return result


def _stamp() -> dict[str, object | None]:
    """Return the front matter that tells under which version of the template a text was written, {} before the first."""
    version = workspace().templates.find_newest()
    return {"template": version.stamp} if version else {}


def _base(note_id: str, revision: str, note: Note) -> NoteDraft:
    """Return the form as it was when its writer opened it, to tell what they changed from what others did."""
    if revision in ("", note.revision):
        return draft_of(note)
    keeper = workspace().keeper
    number = next((one.number for one in keeper.history(note_id) if one.revision == revision), None)
    return draft_of(keeper.read_version(note_id, number)) if number is not None else draft_of(note)


def _show_editor(draft: NoteDraft, *, note: Note | None, error: str = "") -> str:
    return render_template(
        "editor/page.html", draft=draft, note=note, error=error, access=access_names(), file_mb=workspace().settings.file_mb,
        kinds=_offered(kind_names(), KINDS, draft.kind), channels=_offered(channel_names(), CHANNELS, draft.channel),
        panel=read_panel(draft, author=current_person().name, note=note), tellable=tellable(),
    )  # fmt: skip


def _offered(names: Mapping[str, str], order: Sequence[str], chosen: str) -> list[tuple[str, str]]:
    """Return the choices of a list with their names; a word of the writer's own is one of them."""
    offered = [(one, names[one]) for one in order]
    return offered if not chosen or chosen in order else [*offered, (chosen, chosen)]


def _show_conflict(note_id: str, error: SaveConflictError, base: NoteDraft, mine: NoteDraft) -> str:
    """Show both sides, and one form in which they become one; what only one side changed is already in it."""
    theirs = get_note(note_id, "note.write")
    theirs_draft = draft_of(theirs)
    kept = {
        part: getattr(mine if getattr(mine, part) != getattr(base, part) else theirs_draft, part)
        for part in FORM_PARTS
        if part != "body"
    }
    names = {
        "contacts": gettext("Contacts"),
        "account": gettext("Customer"),
        "title": gettext("Title"),
        "tags": gettext("Tags"),
    }
    clashes = [
        {
            "name": part,
            "label": names.get(part, part),
            "mine": getattr(mine, part),
            "theirs": getattr(theirs_draft, part),
        }
        for part in FORM_PARTS
        if part in error.conflict.fields
    ]
    return render_template(
        "editor/conflict.html", theirs=theirs, conflict=error.conflict, kept=kept, clashes=clashes
    )
