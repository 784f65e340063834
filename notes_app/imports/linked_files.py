"""Bring along the files that imported notes link to: pictures and papers become attachments of the notes that name them.

So do the files that lie in `attachments/<id>/` of a notes folder of ours, linked or not. The notes keep every byte; a link
is found again by the file's name (minutes/attachment.py).

Source: https://spec.commonmark.org/0.31.2/#links; Obsidian's `![[name]]`, which names a file wherever it lies.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote

from notes_app.errors import Language, NotesAppError
from notes_app.imports.report import BroughtAlong, Skipped
from notes_app.imports.source_files import SourceFile
from notes_app.minutes.attachment import Attachment, folder_of
from notes_app.people.permission import Person

_LINK = re.compile(r"\]\(\s*(?:<([^<>\n]{1,500})>|((?:[^()\s]|\([^()\s]*\)){1,500}))")
_WIKI_LINK = re.compile(r"\[\[([^\[\]|#\n]{1,300})")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")


class Attachments(Protocol):
    """What bringing along needs of `minutes.attaching.Attachments`."""

    def add(
        self, person: Person, note_id: str, name: str, data: bytes, *, session_id: str = "", is_import: bool = False
    ) -> Attachment: ...


@dataclass(frozen=True, slots=True)
class Linking:
    """A note that came in and what it links to. source_path: where its file was; former_id: the id it had there, if any."""

    note_id: str
    source_path: str
    links: tuple[str, ...]
    former_id: str = ""


def links_in(text: str) -> tuple[str, ...]:
    """Return the addresses a note links to or shows, each once, in order; those of the web left out."""
    found = [match[1] or match[2] for match in _LINK.finditer(text)] + [match[1] for match in _WIKI_LINK.finditer(text)]
    return tuple(dict.fromkeys(link for link in found if not _SCHEME.match(link)))


class FilesOnOffer:
    """The files of an import that are no notes, to be found by what a note calls them."""

    def __init__(self, files: Sequence[SourceFile]) -> None:
        self._by_path: dict[str, SourceFile] = {one.path: one for one in files if one.skip in ("not_text", "unlinked")}
        self._by_name: dict[str, list[SourceFile]] = {}
        self._by_folder: dict[str, list[SourceFile]] = {}
        for one in self._by_path.values():
            self._by_folder.setdefault(one.path.rsplit("/", 1)[0], []).append(one)
            self._by_name.setdefault(one.path.rsplit("/", 1)[-1].casefold(), []).append(one)

    def __bool__(self) -> bool:
        return bool(self._by_path)

    def of_note(self, note: Linking) -> dict[str, SourceFile]:
        """Return the files that belong to a note, by path: those it links to, and those kept beside it where it was."""
        linked = [self.find(link, note.source_path) for link in note.links]
        top = note.source_path.split("/", 1)[0]
        kept = self._by_folder.get(f"{top}/{folder_of(note.former_id)}", []) if note.former_id else []
        return {one.path: one for one in (*linked, *kept) if one is not None}

    def find(self, link: str, source_path: str) -> SourceFile | None:
        """Return the file that `link` means in the note at `source_path`: by path, else by a name that only one file has."""
        plain = unicodedata.normalize("NFC", unquote(re.split(r"[?#]", link, maxsplit=1)[0]).replace("\\", "/"))
        top = source_path.split("/", 1)[0]
        folder = top if plain.startswith("/") else posixpath.dirname(source_path)
        found = self._by_path.get(posixpath.normpath(posixpath.join(folder, plain.lstrip("/"))))
        if found is not None:
            return found
        named = self._by_name.get(plain.rsplit("/", 1)[-1].casefold(), [])
        return named[0] if len(named) == 1 else None


def bring_along(
    attachments: Attachments, person: Person, offered: FilesOnOffer, notes: Sequence[Linking], *, language: Language = "ja", session_id: str = ""
) -> Iterator[BroughtAlong | Skipped]:
    """Attach to each note the files it links to; yield each file that came, and each that could not, with the reason.

    A file that several notes link to comes with each of them.
    """
    for note in notes:
        for path, file in offered.of_note(note).items():
            try:
                added = attachments.add(person, note.note_id, path.rsplit("/", 1)[-1], file.read(), session_id=session_id, is_import=True)
                yield BroughtAlong(path, note.note_id, added.name)
            except NotesAppError as error:
                yield Skipped(path, "not_attached", error.explain(language))
            except OSError as error:
                yield Skipped(path, "unreadable_file", error.strerror or str(error))
