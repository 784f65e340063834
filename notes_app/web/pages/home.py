"""The first page: today, what is new, what waits for somebody."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from notes_app.catalog.catalog import NoteFilter
from notes_app.catalog.entry import CatalogEntry
from notes_app.web.context import workspace
from notes_app.web.guards import allowed, permits
from notes_app.web.i18n import local, today
from notes_app.web.identity import current_person, current_readers
from notes_app.web.names import channel_names, kind_names
from notes_app.web.note_rows import is_unread, rows_of

blueprint = Blueprint("home", __name__)

SHOWN = 6
LOOKED_AT = 200  # of the notes changed last; what is older is old news and stays in the list
WAITING_DAYS = 30


@blueprint.get("/")
@permits("note.read")
def page() -> ResponseReturnValue:
    catalog, readers, person = workspace().catalog, current_readers(), current_person()
    recent = catalog.list(readers=readers, sort="-changed", limit=LOOKED_AT)
    todays = catalog.list(
        NoteFilter(since=today(), until=today()), readers=readers, sort="held_on", limit=20
    ).entries
    seen = workspace().read_marks.revisions(person, [one.note_id for one in recent.entries])
    unread = [entry for entry in recent.entries if is_unread(entry, seen)]
    mine = catalog.list(
        NoteFilter(by=person.names), readers=readers, sort="-changed", limit=SHOWN
    )
    return render_template(
        "home/page.html", total=recent.total, todays=rows_of(todays), unread=rows_of(unread[:SHOWN]), unread_count=len(unread),
        mine=rows_of(mine.entries), recent=rows_of(recent.entries[:SHOWN]), waiting=rows_of(_waiting()[:SHOWN]), today=today(),
        hour=local(workspace().now()).hour, names={"kind": kind_names(), "channel": channel_names()},
    )  # fmt: skip


@blueprint.post("/read")
@permits("note.read")
def mark_read() -> ResponseReturnValue:
    """Take the unread marks off what the home page counts; what changes afterwards is unread again."""
    person = current_person()
    recent = workspace().catalog.list(readers=current_readers(), sort="-changed", limit=LOOKED_AT)
    seen = workspace().read_marks.revisions(person, [one.note_id for one in recent.entries])
    workspace().read_marks.mark(person, {one.note_id: one.revision for one in recent.entries if is_unread(one, seen)})
    return redirect(url_for("home.page"), code=303)


def _waiting() -> list[CatalogEntry]:
    """Return the notes of the last weeks that nobody has reacted to, oldest first, for those who lead a team."""
    if not allowed("template.decide"):
        return []
    person = current_person()
    held = NoteFilter(since=today() - timedelta(days=WAITING_DAYS), until=today())
    entries = (
        workspace().catalog.list(held, readers=current_readers(), sort="held_on", limit=LOOKED_AT).entries
    )
    answered = workspace().reactions.note_ids_with_any()
    return [
        one
        for one in entries
        if one.note_id not in answered and not {one.author, one.owner} & person.names
    ]
