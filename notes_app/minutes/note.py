"""A note: free-form minutes in one Markdown file, as the rest of the product sees it.

Pure: no clock, files or database. `parse_note` (note_text.py) makes one from bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from notes_app.errors import NotesAppError

CANONICAL_KEYS = (
    "id", "title", "kind", "account", "contacts", "deal", "owner", "author",
    "channel", "held_at", "tags", "template", "access",
)  # fmt: skip
"""Front-matter keys with a meaning of ours, in the order a new note is written. None is mandatory but `id`.
"""

KINDS = ("minutes", "memo", "phone", "report", "complaint")
CHANNELS = ("visit", "phone", "mail", "web", "online", "exhibition")
ACCESS_LEVELS = ("team", "managers", "private")
"""Who may read: everyone who may read notes; managers, admins and the author; the author and owner alone."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note as it stands in its file.

    note_id:    the `id:` of the front matter, the note's identity for ever; "" while a file has not been
                adopted.
    path:       POSIX path below the notes folder, NFC.
    text:       the whole file as text: decoded, without BOM, line ends as LF. Every span in the product
                (evidence, snippet, slot) counts characters of this text: `text[start:end] == quote`.
    body_start: where the body begins in `text`, 0 when there is no front matter.
    front:      the parsed front matter, every key, plain Python values (str, int, float, bool, date, list,
                dict).
    problem:    why the front matter could not be read, None when all is well; the whole file is then the
                body.
    revision:   16 hex digits of the SHA-256 of the file's bytes; the "expected version" of a save.
    """

    note_id: str
    path: str
    text: str
    body_start: int
    revision: str
    title: str
    kind: str = "minutes"
    account: str = ""
    contacts: tuple[str, ...] = ()
    deal: str = ""
    owner: str = ""
    author: str = ""
    channel: str = ""
    held_on: date | None = None
    held_at: datetime | None = None
    tags: tuple[str, ...] = ()
    template: str = ""
    access: str = "team"
    front: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    problem: NotesAppError | None = None

    @property
    def body(self) -> str:
        return self.text[self.body_start :]

    @property
    def readers(self) -> frozenset[str]:
        """Tokens of who may read this note; a person may when one of theirs is among them
        (people/permission.py).
        """
        own = {f"person:{name}" for name in (self.author, self.owner) if name}
        if self.access == "private":
            return frozenset(own)
        if self.access == "managers":
            return frozenset(own | {"role:manager", "role:admin"})
        return frozenset({"team"})
