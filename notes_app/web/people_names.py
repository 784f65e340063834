"""What a person is called on a page, from their id."""

from __future__ import annotations

from flask import g
from flask_babel import gettext

from notes_app.web.context import workspace


def person_name(person_id: str) -> str:
    """Return a person's name; for "" an edit made outside the app. People are read once a request."""
    if not person_id:
        return gettext("Outside the app")
    if "people_names" not in g:
        g.people_names = {one.person_id: one.name for one in workspace().people.list()}
    return str(g.people_names.get(person_id, person_id))
