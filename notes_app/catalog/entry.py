"""One line of the catalog: what a list of notes shows of a note, without its text.

Pure.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from notes_app.errors import NotesAppError
from notes_app.minutes.meaning import first_text
from notes_app.minutes.note import Note

EXCERPT_LENGTH = 120
_LOOKED_AT = 6_000  # characters of the body an excerpt is made from; a 200 kB line must not slow a list down


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """A note as the catalog knows it; the file is the truth.

    note_id:  the note's id; for a file that cannot be read, `stand_in_id(path, "file")`.
    held_at:  ISO 8601 text of the date and time as written, "" when only the day, or nothing, is known.
    excerpt:  the first `EXCERPT_LENGTH` visible characters of the body, without markup and without the title.
    size, mtime_ns: of the file when it was looked at; a difference means "look again".
    claimed_id: the id a copied file carries although it is another note's; "" for every other file.
    unreadable_reason, unreadable_reason_en: why the file could not be read as a note, "" when it could.
    """

    note_id: str
    path: str
    title: str
    kind: str = "minutes"
    account: str = ""
    contacts: tuple[str, ...] = ()
    deal: str = ""
    owner: str = ""
    author: str = ""
    channel: str = ""
    held_on: date | None = None
    held_at: str = ""
    tags: tuple[str, ...] = ()
    template: str = ""
    readers: frozenset[str] = frozenset({"team"})
    revision: str = ""
    size: int = 0
    mtime_ns: int = 0
    excerpt: str = ""
    unreadable_reason: str = ""
    unreadable_reason_en: str = ""
    claimed_id: str = ""

    @property
    def month(self) -> str:
        """The month it was held in as `2026-04`, "" when unknown."""
        return self.held_on.isoformat()[:7] if self.held_on else ""


def entry_of(note: Note, *, size: int, mtime_ns: int) -> CatalogEntry:
    """Return the catalog's line for a note whose file has this size and modification time.

    A note with a `problem` is listed too, under its own id if that could be made out, so that it is seen and
    mended.
    """
    title, claimed = _storable(note.title), _storable(first_text(note.front.get("id")))
    return CatalogEntry(
        note_id=_storable(note.note_id),
        path=note.path,
        title=title,
        kind=_storable(note.kind),
        account=_storable(note.account),
        contacts=tuple(_storable(name) for name in note.contacts),
        deal=_storable(note.deal),
        owner=_storable(note.owner),
        author=_storable(note.author),
        channel=_storable(note.channel),
        held_on=note.held_on,
        held_at=note.held_at.isoformat() if note.held_at else "",
        tags=tuple(dict.fromkeys(_storable(tag) for tag in note.tags)),
        template=_storable(note.template),
        readers=frozenset(_storable(token) for token in note.readers),
        revision=note.revision,
        size=size,
        mtime_ns=mtime_ns,
        excerpt=excerpt_of(note.body, title),
        claimed_id=claimed if claimed != note.note_id else "",
        unreadable_reason=_storable(note.problem.explain("ja")) if note.problem else "",
        unreadable_reason_en=_storable(note.problem.explain("en")) if note.problem else "",
    )


def unreadable_entry(path: str, problem: NotesAppError, *, size: int, mtime_ns: int) -> CatalogEntry:
    """Return the line of a file that is no text at all; its name is all there is to show, and to managers
    only.
    """
    return CatalogEntry(
        note_id="file-" + hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        path=path,
        title=path.rsplit("/", 1)[-1],
        kind="",
        readers=frozenset({"role:manager", "role:admin"}),
        size=size,
        mtime_ns=mtime_ns,
        unreadable_reason=_storable(problem.explain("ja")),
        unreadable_reason_en=_storable(problem.explain("en")),
    )


_COMMENT = re.compile(r"<!--.*?(-->|\Z)", re.S)
_FENCE = re.compile(r"^\s*(```|~~~).*$", re.M)
_IMAGE = re.compile(r"!\[([^\]\n]{0,200})\]\([^)\n]{0,2000}\)")
_LINK = re.compile(r"\[([^\]\n]{0,200})\]\([^)\n]{0,2000}\)")
_LINE_START = re.compile(r"^[ \t]*(?:(?:[#>]+|[-*+]|\d{1,3}[.)])[ \t]+)*(?:\[[ xX]\][ \t]+)?", re.M)
_RULE = re.compile(r"^[ \t]*(?:[-=*_][ \t]*){3,}$", re.M)
_TABLE_RULE = re.compile(r"^[ \t]*\|?[ \t:|-]{3,}$", re.M)
_EMPHASIS = re.compile(r"(\*\*|__|~~|`+)(?=\S)(.{1,300}?)(?<=\S)\1")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def excerpt_of(body: str, title: str = "", length: int = EXCERPT_LENGTH) -> str:
    """Return the first `length` visible characters of a Markdown body on one line, an ellipsis where it was
    cut.
    """
    text = _COMMENT.sub(" ", body[:_LOOKED_AT])
    for pattern in (_FENCE, _RULE, _TABLE_RULE, _LINE_START):
        text = pattern.sub("", text)
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    text = _TAG.sub("", _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", text)))
    text = _ESCAPE.sub(r"\1", text)
    lines = [" ".join(line.replace("|", " ").split()) for line in text.split("\n")]
    if title and title in lines:
        lines.remove(title)
    joined = _storable(" ".join(line for line in lines if line))
    return joined if len(joined) <= length else joined[: length - 1].rstrip() + "…"


def _storable(text: str) -> str:
    """Return `text` as any database takes it: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
