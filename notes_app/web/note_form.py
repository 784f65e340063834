"""What the editor edits of a note, between the form and the front matter. Pure.

Only what was really changed goes into the front matter: a note that is opened and saved unchanged keeps its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time

from notes_app.errors import NotesAppError
from notes_app.minutes.note import Note
from notes_app.minutes.yaml_front import can_be_told_everywhere

LONGEST_FIELD = 500
_SEPARATORS = re.compile(r"[,、，;；\n]+")


class BadDayError(NotesAppError):
    """Facts: value."""

    ja = "日付「{value}」を読めません。2026-11-22 のように入力してください。"
    en = "The date “{value}” cannot be read. Write it like 2026-11-22."


class LongFieldError(NotesAppError):
    """Facts: name, maximum."""

    ja = "{name} が長すぎます。{maximum} 文字以内にして、くわしい内容は本文に書いてください。"
    en = "{name} is too long. Use up to {maximum} characters and put the details into the text."


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """The parts of a note a form holds, as text; "" is empty. held_on: 2026-11-22. held_time: 10:30."""

    title: str = ""
    account: str = ""
    held_on: str = ""
    held_time: str = ""
    kind: str = "minutes"
    channel: str = ""
    contacts: str = ""
    tags: str = ""
    owner: str = ""
    access: str = "team"
    body: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written yet: nothing is kept of a blank note."""
        return not (self.title.strip() or self.body.strip() or self.account.strip())


FORM_PARTS = tuple(part.name for part in fields(NoteDraft))


def draft_of(note: Note) -> NoteDraft:
    """Return what the form shows of `note`."""
    moment = note.held_at
    return NoteDraft(
        # A title made from the first line is not the writer's: writing it into the file would freeze it.
        title=note.title if note.front.get("title") else "", account=note.account, held_on=note.held_on.isoformat() if note.held_on else "",
        held_time=f"{moment:%H:%M}" if moment else "", kind=note.kind, channel=note.channel, contacts="、".join(note.contacts),
        tags="、".join(note.tags), owner=note.owner, access=note.access, body=note.body,
    )  # fmt: skip


def read_draft(form: Mapping[str, object], base: NoteDraft | None = None) -> NoteDraft:
    """Return the draft a form or a script sent; parts it did not send are as in `base`.

    Raises:
        LongFieldError, BadDayError.
    """
    base = base or NoteDraft()
    words: dict[str, str] = {}
    for part in fields(NoteDraft):
        sent = form.get(part.name)
        # Browsers send CRLF; a note's text counts LF.
        text = (
            str(sent).replace("\r\n", "\n").replace("\r", "\n")
            if isinstance(sent, str)
            else getattr(base, part.name)
        )
        words[part.name] = text if part.name == "body" else text.strip()
        if part.name != "body" and len(text) > LONGEST_FIELD:
            raise LongFieldError(name=part.name, maximum=LONGEST_FIELD)
    draft = NoteDraft(**words)
    if draft.held_on != base.held_on or draft.held_time != base.held_time:
        held(draft)
    return draft


def split_names(text: str) -> list[str]:
    """Return the names of a list typed on one line: 「、」, a comma or a semicolon parts them; # and 様 stay as typed."""
    names = (part.strip().lstrip("#＃").strip() for part in _SEPARATORS.split(text))
    return list(dict.fromkeys(name for name in names if name))


def held(draft: NoteDraft) -> date | datetime | None:
    """Return when it was held: a day, or a day and a time. Raises: BadDayError."""
    if not draft.held_on:
        return None
    try:
        day = date.fromisoformat(draft.held_on)
        moment = datetime.combine(day, time.fromisoformat(draft.held_time)) if draft.held_time else day
    except ValueError:
        raise BadDayError(value=f"{draft.held_on} {draft.held_time}".strip()) from None
    if not can_be_told_everywhere(moment):
        raise BadDayError(value=f"{draft.held_on} {draft.held_time}".strip())
    return moment


def front_changes(before: NoteDraft, after: NoteDraft) -> dict[str, object | None]:
    """Return the front-matter keys that differ between two drafts; None for one that was emptied."""
    changes: dict[str, object | None] = {}
    for key in ("title", "account", "kind", "channel", "owner", "access"):
        if getattr(before, key) != getattr(after, key):
            changes[key] = getattr(after, key) or None
    for key in ("contacts", "tags"):
        if getattr(before, key) != getattr(after, key):
            changes[key] = split_names(getattr(after, key)) or None
    if (before.held_on, before.held_time) != (after.held_on, after.held_time):
        changes["held_at"] = held(after)
    return changes


def new_front(draft: NoteDraft) -> dict[str, object]:
    """Return the front matter of a new note: what is not empty and not what everybody has anyway."""
    changes = front_changes(NoteDraft(kind="", access="team"), draft)
    return {key: value for key, value in changes.items() if value is not None}
