"""Fetch a note for a page: it must be there, and the person must be allowed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask_babel import gettext
from markupsafe import Markup, escape

from notes_app.minutes.attaching import AttachmentNotFoundError
from notes_app.minutes.attachment import Attachment
from notes_app.minutes.errors import NoteNotFoundError
from notes_app.minutes.markdown import FindFile, Mark, render_markdown
from notes_app.minutes.note import Note
from notes_app.people.permission import Action, may
from notes_app.web.context import workspace
from notes_app.web.file_links import file_id
from notes_app.web.guards import require
from notes_app.web.identity import current_person

_BOX = re.compile(r"<input( [^<>]*)>")
"""A box of a task list: what a person wrote as <input> is text, so no other input is left in a sanitised body."""


def get_note(note_id: str, action: Action = "note.read") -> Note:
    """Return the note as its file says.

    Raises:
        NoteNotFoundError: there is none, or the person may not even know that there is.
        NotAllowedError: they may read it but not do this.
    """
    note = workspace().keeper.get(note_id)
    if not may(current_person(), "note.read", note):
        raise NoteNotFoundError(what=note_id)
    require(action, note)
    return note


def get_file(note_id: str, name_id: str, *, removed: bool = False) -> Attachment:
    """Return the file of a note by the id its address names it by; removed: one that was taken off.

    Raises:
        AttachmentNotFoundError: the note has none of that id.
    """
    files = workspace().attachments
    there = files.list_removed(note_id) if removed else files.list(note_id)
    found = next((one for one in there if file_id(note_id, one.name) == name_id), None)
    if found is None:
        raise AttachmentNotFoundError(what=name_id[:40])
    return found


def show_markdown(body: str, marks: Sequence[Mark] = (), find_file: FindFile | None = None) -> Markup:
    """Return a body as HTML a page may hold as it is: `render_markdown` has sanitised it.

    The boxes of task lists are given a name in the page's language, for those who hear the page.
    """
    names = {True: escape(gettext("Done")), False: escape(gettext("To do"))}
    html = _BOX.sub(lambda box: f'<input aria-label="{names["checked" in box[1]]}"{box[1]}>', render_markdown(body, marks, find_file))
    return Markup(html)  # noqa: S704  (what render_markdown promises)
