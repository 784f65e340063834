"""The one way a page reaches the rooms below: `workspace()`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, cast

from flask import current_app

if TYPE_CHECKING:
    from notes_app.catalog.catalog import Catalog
    from notes_app.minutes.keeper import NoteKeeper
    from notes_app.people.audit_store import AuditLog
    from notes_app.people.person_store import PersonStore
    from notes_app.people.session_store import SessionStore
    from notes_app.people.setup_link_store import SetupLinks
    from notes_app.settings import Settings


class Workspace(Protocol):
    """What the pages need of the opened workspace; `bootstrap.Workspace` is the real one."""

    settings: Settings
    people: PersonStore
    sessions: SessionStore
    setup_links: SetupLinks
    audit: AuditLog
    keeper: NoteKeeper
    catalog: Catalog
    searcher: Any
    mining: Any
    templates: Any
    read_marks: Any
    comments: Any
    reactions: Any
    now: Callable[[], datetime]


def workspace() -> Workspace:
    """Return the workspace the running app was made with."""
    return cast("Workspace", current_app.extensions["workspace"])
