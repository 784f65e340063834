"""What the editor's scripts are answered: where the note is kept now, the parts of its form, and the fields beside the text."""

from __future__ import annotations

from flask import render_template, url_for

from notes_app.minutes.note import Note
from notes_app.web.context import workspace
from notes_app.web.field_panel import read_panel
from notes_app.web.i18n import show_time
from notes_app.web.identity import current_person
from notes_app.web.note_form import FORM_PARTS, NoteDraft, draft_of


def saved_answer(note: Note, outcome: str) -> dict[str, object]:
    """Return where a note is kept and which revision it has now; its body where somebody else's changes were taken in."""
    answer: dict[str, object] = {
        "note_id": note.note_id, "revision": note.revision, "outcome": outcome, "saved_at": show_time(workspace().now()),
        "page": url_for("note.page", note_id=note.note_id), "edit": url_for("editor.edit", note_id=note.note_id),
        "autosave": url_for("editor.autosave", note_id=note.note_id),
    }  # fmt: skip
    if outcome == "merged":
        answer["body"] = note.body
    return answer


def shown_anew(note: Note) -> dict[str, object]:
    """Return everything a form shows of a note after a decision: accepting writes front matter, which its parts may show."""
    draft = draft_of(note)
    parts = {part: getattr(draft, part) for part in FORM_PARTS if part != "body"}
    return {**saved_answer(note, "saved"), "fields": parts, "html": panel_html(draft, note)}


def panel_html(draft: NoteDraft, note: Note | None) -> str:
    """Return the fields said so far in a text, as the panel beside it shows them."""
    return render_template("editor/panel.html", panel=read_panel(draft, author=current_person().name, note=note), note=note)
