"""Lines of lists of notes: what the catalog knows, with what the person who asks has read and others said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from notes_app.catalog.entry import CatalogEntry
from notes_app.web.context import workspace
from notes_app.web.identity import current_person


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One line. is_unread: not written by the asker, and changed since they looked, or never seen."""

    entry: CatalogEntry
    is_unread: bool
    comment_count: int
    reaction_count: int
    file_count: int

    @property
    def held(self) -> date | datetime | None:
        """When it was held, with the time where one is known."""
        return moment_of(self.entry)


def moment_of(entry: CatalogEntry) -> date | datetime | None:
    """Return when a note was held as a date, or a date and time."""
    try:
        return datetime.fromisoformat(entry.held_at) if entry.held_at else entry.held_on
    except ValueError:
        return entry.held_on


def rows_of(entries: Iterable[CatalogEntry]) -> tuple[NoteRow, ...]:
    """Return the lines of these notes, in their order."""
    listed = tuple(entries)
    space, person = workspace(), current_person()
    ids = [one.note_id for one in listed]
    seen = space.read_marks.revisions(person, ids)
    comments = space.comments.count("note", ids)
    reactions = space.reactions.list_many(ids)
    return tuple(
        NoteRow(
            one, is_unread(one, seen), comments.get(one.note_id, 0), len(reactions.get(one.note_id, ())), len(space.attachments.list(one.note_id))
        )
        for one in listed
    )


def is_unread(entry: CatalogEntry, seen: dict[str, str]) -> bool:
    """Return whether the asker, who has `seen` these revisions, would find something new in a note."""
    person = current_person()
    is_mine = bool({entry.author, entry.owner} & person.names)
    return not is_mine and not entry.unreadable_reason and seen.get(entry.note_id) != entry.revision
