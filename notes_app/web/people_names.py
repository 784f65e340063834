"""What a person is called on a page, from their id, or from how a note names them."""

from __future__ import annotations

from flask import g
from flask_babel import gettext

from notes_app.web.context import workspace


def person_name(person_id: str) -> str:
    """Return a person's name; for "" an edit made outside the app."""
    if not person_id:
        return str(gettext("Outside the app"))
    return _names().get(person_id, person_id)


def writer_name(written: str) -> str:
    """Return the name of whom a note calls by login (`author: sato`); any other word as it is written."""
    return _names().get(f"login {written}", written)


def _names() -> dict[str, str]:
    """Return the names by id and by login; read once a request."""
    if "people_names" not in g:
        people = workspace().people.list()
        g.people_names = {one.person_id: one.name for one in people} | {
            f"login {one.login}": one.name for one in people
        }
    names: dict[str, str] = g.people_names
    return names
