"""Fetch a note for a page: it must be there, and the person must be allowed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask_babel import gettext
from markupsafe import Markup, escape

from notes_app.minutes.errors import NoteNotFoundError
from notes_app.minutes.markdown import Mark, render_markdown
from notes_app.minutes.note import Note
from notes_app.people.permission import Action, may
from notes_app.web.context import workspace
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


def show_markdown(body: str, marks: Sequence[Mark] = ()) -> Markup:
    """Return a body as HTML a page may hold as it is: `render_markdown` has sanitised it.

    The boxes of task lists are given a name in the page's language, for those who hear the page.
    """
    names = {True: escape(gettext("Done")), False: escape(gettext("To do"))}
    html = _BOX.sub(lambda box: f'<input aria-label="{names["checked" in box[1]]}"{box[1]}>', render_markdown(body, marks))
    return Markup(html)  # noqa: S704  (what render_markdown promises)
