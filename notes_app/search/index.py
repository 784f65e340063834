"""The port every search engine stands behind, and the plain values that cross it.

Pure. Engines live in `engines/`; nothing outside them knows an engine's query language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, Protocol

from notes_app.search.query import Query

PassagePart = Literal["name", "page", "sheet", "slide", "text"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a file beside the note that is searched with it.

    file: the file's name. part: what kind of part, "name" being the name itself; at: which, "3" or a sheet's name.
    """

    file: str
    text: str
    part: PassagePart = "text"
    at: str = ""

    def explain(self, language: Literal["ja", "en"] = "ja") -> str:
        """Return where this stands, in words: 見積書.pdf 3ページ."""
        ja = {"page": " {0}ページ", "sheet": " シート「{0}」", "slide": " スライド{0}"}
        en = {"page": ", page {0}", "sheet": ", sheet “{0}”", "slide": ", slide {0}"}
        return self.file + (ja if language == "ja" else en).get(self.part, "").format(self.at)


@dataclass(frozen=True, slots=True)
class IndexedNote:
    """What a search engine is told about one note. `readers` are permission tokens (minutes.Note.readers).

    passages: what stands in the files beside it, in order; they may be read by whoever may read the note.
    """

    note_id: str
    path: str
    title: str
    body: str
    account: str = ""
    author: str = ""
    owner: str = ""
    kind: str = ""
    channel: str = ""
    deal: str = ""
    tags: tuple[str, ...] = ()
    held_on: date | None = None
    readers: frozenset[str] = frozenset({"team"})
    labels: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One question to an index. readers: the asker's tokens; a note is seen only when one of them is among its own.

    only: ask these notes alone.
    """

    query: Query
    readers: frozenset[str]
    limit: int = 20
    offset: int = 0
    facets: tuple[str, ...] = ()
    account: str | None = None
    only: frozenset[str] | None = None


class Snippet(NamedTuple):
    """A passage of the original text and the spans inside it to highlight: (start, end), characters of `text`."""

    text: str
    highlights: tuple[tuple[int, int], ...] = ()
    start: int = 0


@dataclass(frozen=True, slots=True)
class AttachedSnippet:
    """What was found in a file beside the note. passage: where, its text left out; snippet: counts characters of that text."""

    passage: Passage
    snippet: Snippet


class SearchHit(NamedTuple):
    """One note found, and why: passages of its body, spans of its title, and the other words that stood for the asked.

    attached: the best passages of the files beside it, best first, when what was sought stands in them.

    Spans count characters of what they are spans of; `Snippet.start` counts characters of the note's body.
    """

    note_id: str
    path: str
    title: str
    score: float
    snippets: tuple[Snippet, ...] = ()
    account: str = ""
    author: str = ""
    kind: str = ""
    held_on: date | None = None
    title_highlights: tuple[tuple[int, int], ...] = ()
    matched_aliases: tuple[str, ...] = ()
    attached: tuple[AttachedSnippet, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """hits: best first. total: how many notes match and may be read. facets: name -> ((value, count), most first)."""

    hits: tuple[SearchHit, ...]
    total: int
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


class SearchIndex(Protocol):
    """A disposable index over notes. One writer at a time; readers are never blocked by it."""

    def replace(
        self, notes: Iterable[IndexedNote], *, remove: Sequence[str] = (), cursor: int | None = None
    ) -> None:
        """Add or replace notes and remove ids in one commit; `cursor` is stored with it (see minutes change log)."""

    def search(self, request: SearchRequest) -> SearchResult: ...

    def values(self, name: str) -> tuple[str, ...]:
        """Return every value of account, author, owner, tag, kind, channel, stage, deal or month, as written.

        Regardless of who may read the notes: for filling in, see `suggestions.py`, which asks with permission.
        """
        ...

    def vocabulary(self) -> tuple[str, ...]:
        """Return every word of the index, in normal form and folded; regardless of readers, as `values`."""
        ...

    def count(self) -> int:
        """Return the number of notes indexed."""
        ...

    def cursor(self) -> int:
        """Return the change-log cursor stored with the last commit, 0 for an empty index."""
        ...

    def clear(self) -> None: ...

    def close(self) -> None: ...
