"""Rename a customer once and it changes everywhere; merge a stub, or a duplicate, into the customer it
really is.

Only the `account:` of the notes' front matter is written, through the keeper, so history, audit and undo
are whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from notes_app.accounts.company_names import fold_company
from notes_app.catalog.catalog import MAX_PAGE, Catalog, NoteFilter
from notes_app.catalog.entry import CatalogEntry
from notes_app.errors import NotesAppError
from notes_app.people.permission import Person
from notes_app.template.accepting import FrontKeeper

Progress = Callable[[int, int], None]


class EmptyAccountNameError(NotesAppError):
    ja = "会社名が空です。1 文字以上で入力してください。"
    en = "The company name is empty. Type at least one character."


@dataclass(frozen=True, slots=True)
class RenamedNote:
    """One note that changed: what stood there, and what stands there now."""

    note_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Renaming:
    """What a renaming did. failed: (note id, why) of notes left alone, e.g. closed to this person or being
    edited.
    """

    notes: tuple[RenamedNote, ...]
    failed: tuple[tuple[str, NotesAppError], ...] = ()


class AccountRenaming:
    """Renames and merges customers, note by note."""

    def __init__(self, catalog: Catalog, keeper: FrontKeeper) -> None:
        self._catalog = catalog
        self._keeper = keeper

    def rename(
        self, person: Person, spellings: Iterable[str], new: str, *, progress: Progress | None = None
    ) -> Renaming:
        """File every note that names one of `spellings` under `new`; the same call merges one customer
        into another.

        Raises:
            EmptyAccountNameError.
        """
        name = " ".join(new.split())
        if not name or not fold_company(name):
            raise EmptyAccountNameError()
        wanted = [
            entry.note_id
            for spelling in dict.fromkeys(spellings)
            if spelling and spelling != name
            for entry in self._entries(person, spelling)
        ]
        done: list[RenamedNote] = []
        failed: list[tuple[str, NotesAppError]] = []
        for at, note_id in enumerate(dict.fromkeys(wanted), start=1):
            self._move(person, note_id, name, done, failed)
            if progress:
                progress(at, len(wanted))
        return Renaming(tuple(done), tuple(failed))

    def undo(self, person: Person, renaming: Renaming) -> Renaming:
        """Put back what stood in each note, unless somebody has filed it under a third name since."""
        done: list[RenamedNote] = []
        failed: list[tuple[str, NotesAppError]] = []
        for one in renaming.notes:
            self._move(person, one.note_id, one.before, done, failed, only_from=one.after)
        return Renaming(tuple(done), tuple(failed))

    def _move(
        self,
        person: Person,
        note_id: str,
        name: str,
        done: list[RenamedNote],
        failed: list[tuple[str, NotesAppError]],
        *,
        only_from: str | None = None,
    ) -> None:
        try:
            note = self._keeper.get(note_id)
            if note.account == name or (only_from is not None and note.account != only_from):
                return
            self._keeper.set_front(
                person, note_id, {"account": name}, expected_revision=note.revision, reason="save"
            )
        except NotesAppError as error:
            failed.append((note_id, error))
            return
        done.append(RenamedNote(note_id, note.account, name))

    def _entries(self, person: Person, spelling: str) -> Iterable[CatalogEntry]:
        offset = 0
        while True:
            page = self._catalog.list(
                NoteFilter(account=spelling), readers=person.reader_tokens, limit=MAX_PAGE, offset=offset
            )
            yield from page.entries
            offset += MAX_PAGE
            if offset >= page.total:
                return
