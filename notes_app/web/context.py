"""The one way a page reaches the rooms below: `workspace()`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, cast

from flask import current_app

if TYPE_CHECKING:
    from notes_app.catalog.catalog import Catalog
    from notes_app.mining.knowledge import Knowledge
    from notes_app.minutes.keeper import NoteKeeper
    from notes_app.minutes.note_store import NoteStore
    from notes_app.people.audit_store import AuditLog
    from notes_app.people.comment_store import CommentStore
    from notes_app.people.person_store import PersonStore
    from notes_app.people.reaction_store import ReactionStore
    from notes_app.people.read_mark_store import ReadMarkStore
    from notes_app.people.session_store import SessionStore
    from notes_app.people.setup_link_store import SetupLinks
    from notes_app.settings import Settings
    from notes_app.template.template_store import TemplateStore


class Workspace(Protocol):
    """What the pages need of the opened workspace; `bootstrap.Workspace` is the real one."""

    settings: Settings
    people: PersonStore
    sessions: SessionStore
    setup_links: SetupLinks
    audit: AuditLog
    keeper: NoteKeeper
    store: NoteStore
    catalog: Catalog
    searcher: Any
    mining: Any
    templates: TemplateStore
    read_marks: ReadMarkStore
    comments: CommentStore
    reactions: ReactionStore
    now: Callable[[], datetime]

    def follow_saves(self) -> None:
        """Bring the catalog up to the change log, and wake the indexing worker; called before a save is answered."""

    def knowledge(self) -> Knowledge:
        """Return what reading a note may lean on: the lexicon, learnt labels, filed companies and people."""

    def sample_on_offer(self) -> bool:
        """Return whether the shipped example is there and has not been loaded or turned down."""

    def load_sample(self) -> None:
        """Take in the shipped example."""


def workspace() -> Workspace:
    """Return the workspace the running app was made with."""
    return cast("Workspace", current_app.extensions["workspace"])
