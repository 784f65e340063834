"""Customers of a workspace as one person may see them: the directory, and each one's view.

Reads the catalog and the notes' files; writes nothing. The reader's tokens go into every query.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from notes_app.accounts.account_note import AccountNote, account_note
from notes_app.accounts.account_view import AccountView, make_account_view
from notes_app.accounts.directory import AccountDirectory, FiledAccount
from notes_app.catalog.catalog import EVERYTHING, MAX_PAGE, Catalog, NoteFilter
from notes_app.catalog.entry import CatalogEntry
from notes_app.errors import NotAllowedError, NotFoundError
from notes_app.mining.evidence import SlotValue
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.slots import find_slots
from notes_app.mining.source import source_of
from notes_app.minutes.note import Note
from notes_app.people.permission import Person, may
from notes_app.template.field import TemplateVersion
from notes_app.template.filling import fill_slots, knowledge_of
from notes_app.template.value_decision import ValueDecision, confirmed_days

_KEPT = 20_000  # readings of notes kept in memory, a few kB each at most


class SlotShelf:
    """Values found in notes, kept per revision while what reading leans on stays the same. Safe to share
    by threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._knowledge: Knowledge | None = None
        self._slots: dict[tuple[str, str], tuple[SlotValue, ...]] = {}

    def slots_of(self, note: Note, knowledge: Knowledge) -> tuple[SlotValue, ...]:
        """Return what `find_slots` finds, from memory where it can."""
        key = (note.note_id, note.revision)
        with self._lock:
            if knowledge is not self._knowledge or len(self._slots) >= _KEPT:
                self._knowledge, self._slots = knowledge, {}
            kept = self._slots.get(key)
        if kept is None:
            kept = find_slots(source_of(note), knowledge)
            with self._lock:
                if knowledge is self._knowledge:
                    self._slots[key] = kept
        return kept


class AccountBook:
    """The customers.

    Args:
        load: note id -> the note as its file is now, None when it is gone.
        knowledge, version: what reading leans on, and the template in force, asked for anew each time.
        values: note ids -> decisions in force about their values.
        today: the day it is where the company is. shelf: readings shared with whoever else reads many notes.
    """

    def __init__(
        self,
        catalog: Catalog,
        load: Callable[[str], Note | None],
        knowledge: Callable[[], Knowledge],
        version: Callable[[], TemplateVersion | None],
        values: Callable[[Iterable[str]], Sequence[ValueDecision]],
        *,
        today: Callable[[], date],
        shelf: SlotShelf | None = None,
    ) -> None:
        self._catalog = catalog
        self._load = load
        self._knowledge = knowledge
        self._version = version
        self._values = values
        self._today = today
        self._shelf = shelf or SlotShelf()
        self._lock = threading.Lock()
        self._directories: dict[frozenset[str], tuple[int, AccountDirectory]] = {}

    def directory(self, person: Person) -> AccountDirectory:
        """Return the customers named in the notes `person` may read.

        Raises:
            NotAllowedError.
        """
        if not may(person, "account.read"):
            raise NotAllowedError()
        readers, cursor = person.reader_tokens, self._catalog.cursor()
        with self._lock:
            kept = self._directories.get(readers)
        if kept and kept[0] == cursor and cursor:
            return kept[1]
        made = AccountDirectory(self._entries(NoteFilter(is_unreadable=False), readers))
        with self._lock:
            if len(self._directories) > 200:
                self._directories.clear()
            self._directories[readers] = (cursor, made)
        return made

    def list(self, person: Person, words: str = "", limit: int = 200) -> tuple[FiledAccount, ...]:
        """Return customers, the last seen first; with words, those they find (part, kana), likeliest
        first.
        """
        directory = self.directory(person)
        return directory.suggest(words, limit) if words.strip() else directory.accounts[:limit]

    def notes(self, person: Person, account: FiledAccount) -> tuple[AccountNote, ...]:
        """Return the notes about a customer that `person` may read, with their values."""
        version, knowledge = self._version(), self._knowledge()
        reading = knowledge_of(version, knowledge) if version else knowledge
        found = [note for note in self._notes(person, account) if may(person, "note.read", note)]
        decisions = self._values([note.note_id for note in found]) if version else ()
        made = []
        for note in found:
            slots = self._shelf.slots_of(note, reading)
            mine = [one for one in decisions if one.note_id == note.note_id]
            filled = fill_slots(source_of(note), version, slots, mine, reading) if version else ()
            made.append(account_note(note, slots, filled))
        return tuple(made)

    def view(self, person: Person, name: str) -> AccountView:
        """Return the one-screen view of the customer that `name`, in any spelling, stands for.

        Raises:
            NotAllowedError.
            NotFoundError: no note that `person` may read names it.
        """
        account = self.directory(person).find(name)
        if account is None:
            raise NotFoundError(what=name)
        notes = self.notes(person, account)
        decisions = self._values([one.note_id for one in notes])
        return make_account_view(
            account.name,
            notes,
            self._today(),
            version=self._version(),
            ours=self._knowledge().people,
            spellings=account.spellings,
            branches=account.branches,
            confirmed=confirmed_days(decisions),
        )

    def _notes(self, person: Person, account: FiledAccount) -> Iterator[Note]:
        for spelling in account.spellings:
            for entry in self._entries(NoteFilter(account=spelling), person.reader_tokens):
                note = self._load(entry.note_id)
                if note is not None:
                    yield note

    def _entries(self, where: NoteFilter, readers: frozenset[str]) -> Iterator[CatalogEntry]:
        offset = 0
        while True:
            page = self._catalog.list(where or EVERYTHING, readers=readers, limit=MAX_PAGE, offset=offset)
            yield from page.entries
            offset += MAX_PAGE
            if offset >= page.total:
                return
