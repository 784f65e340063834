"""The port every catalog stands behind, and the questions that can be asked of it.

Pure. `sqlite.py` and `memory.py` are the catalogs; tests/contract/test_catalog.py holds both to the same
answers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from notes_app.catalog.entry import CatalogEntry
from notes_app.errors import NotesAppError

Dimension = Literal[
    "account", "author", "owner", "month", "tag", "kind", "channel", "deal", "contact", "template"
]
DIMENSIONS: tuple[Dimension, ...] = Dimension.__args__  # type: ignore[attr-defined]

SORTS = ("held_on", "title", "account", "author", "owner", "kind", "path", "changed")
"""What a list may be sorted by; "-" before the name turns it round. Empty values come last either way."""

MAX_PAGE = 1_000


class UnknownSortError(NotesAppError):
    """Facts: sort, known."""

    ja = "「{sort}」では並べ替えられません。使えるのは {known} です（先頭に - を付けると逆順）。"
    en = "Notes cannot be sorted by “{sort}”. Use one of {known}, with - in front for the other way round."


class UnknownDimensionError(NotesAppError):
    """Facts: dimension, known."""

    ja = "「{dimension}」ごとには数えられません。使えるのは {known} です。"
    en = "Notes cannot be counted by “{dimension}”. Use one of {known}."


@dataclass(frozen=True, slots=True)
class NoteFilter:
    """Which notes are meant; None leaves a part open, "" asks for notes where it is empty.

    by:           author or owner is one of these names: "mine".
    since, until: days on which it was held, both included; a note without a date is in no such range.
    ids:          only these notes.
    title_prefix: how the title begins, however typed (full or half width, upper or lower case).
    folder:       only files below this folder, as "imported/2026".
    is_unreadable: True for the files that could not be read, False for the others.
    is_copy:      True for the files that carry another note's id, False for the others.
    """

    account: str | None = None
    author: str | None = None
    owner: str | None = None
    month: str | None = None
    tag: str | None = None
    kind: str | None = None
    channel: str | None = None
    deal: str | None = None
    contact: str | None = None
    template: str | None = None
    by: frozenset[str] | None = None
    since: date | None = None
    until: date | None = None
    ids: frozenset[str] | None = None
    title_prefix: str = ""
    folder: str = ""
    is_unreadable: bool | None = None
    is_copy: bool | None = None


EVERYTHING = NoteFilter()


@dataclass(frozen=True, slots=True)
class Page:
    """entries: one page, in order. total: how many there are on all pages, of those the asker may read."""

    entries: tuple[CatalogEntry, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What the catalog remembers of a file: enough to tell whether it changed."""

    note_id: str
    size: int
    mtime_ns: int
    revision: str = ""


class Catalog(Protocol):
    """Lists and counts the notes of the folder. Safe to use from several threads.

    readers: the asker's tokens (`Person.reader_tokens`); None asks for the machine itself and filters
             nothing, which
    no page may do.
    """

    def replace(
        self, entries: Iterable[CatalogEntry], *, remove: Iterable[str] = (), cursor: int | None = None
    ) -> None:
        """Take notes out by id, then put notes in, all or nothing; an entry's id and its path are each
        unique.

        cursor: where in the change log this catalog now stands; None leaves it.
        """

    def replace_all(self, entries: Iterable[CatalogEntry], *, cursor: int) -> None:
        """Make `entries` the whole catalog at one stroke; who reads meanwhile sees the old one."""

    def list(
        self,
        where: NoteFilter = EVERYTHING,
        *,
        readers: frozenset[str] | None,
        sort: str = "-held_on",
        limit: int = 50,
        offset: int = 0,
    ) -> Page:
        """Return one page of the notes meant, ties by id; `limit` is cut to `MAX_PAGE`.

        Raises:
            UnknownSortError: `sort` is not in `SORTS`.
        """

    def count_by(
        self, dimension: Dimension, where: NoteFilter = EVERYTHING, *, readers: frozenset[str] | None
    ) -> tuple[tuple[str, int], ...]:
        """Return how many of the notes meant have each value, most first (months: newest first); blanks left
        out.

        Raises:
            UnknownDimensionError
        """

    def find(self, note_id: str) -> CatalogEntry | None: ...

    def find_by_path(self, path: str) -> CatalogEntry | None: ...

    def cursor(self) -> int:
        """Return where in the change log this catalog stands; 0 for a new or emptied one."""

    def snapshot(self) -> Mapping[str, Seen]:
        """Return every file the catalog knows: path to what was seen of it."""

    def clear(self) -> None: ...

    def close(self) -> None: ...


def parse_sort(sort: str) -> tuple[str, bool]:
    """Return the sort's name and whether it goes downwards. Raises: UnknownSortError."""
    name = sort.removeprefix("-")
    if name not in SORTS:
        raise UnknownSortError(sort=sort, known=", ".join(SORTS))
    return name, sort.startswith("-")


def check_dimension(dimension: str) -> None:
    """Raises: UnknownDimensionError."""
    if dimension not in DIMENSIONS:
        raise UnknownDimensionError(dimension=dimension, known=", ".join(DIMENSIONS))


def fold(text: str) -> str:
    """Return text as titles are compared: NFKC, lower case, so that ＡＢＣ, ABC and abc are one."""
    return unicodedata.normalize("NFKC", text).casefold()


def sort_value(entry: CatalogEntry, name: str) -> str:
    """Return the text by which `entry` is sorted; "" means it has none and comes last."""
    if name == "held_on":
        # A note with a time follows those of the same day without one.
        return "" if entry.held_on is None else entry.held_on.isoformat() + entry.held_at[10:16]
    if name == "changed":
        return f"{entry.mtime_ns:020d}" if entry.mtime_ns else ""
    return entry.path if name == "path" else fold(str(getattr(entry, name)))
