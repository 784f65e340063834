"""Follow the change log, so that a save is in the catalog before it is answered."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from typing import Protocol

from notes_app.catalog.catalog import Catalog
from notes_app.catalog.entry import CatalogEntry, entry_of
from notes_app.errors import NotesAppError
from notes_app.minutes.change_log_store import Change
from notes_app.minutes.note import Note
from notes_app.minutes.note_store import NoteStore

_log = logging.getLogger(__name__)

FAR_BEHIND = 2000
_NEWEST = 200
_STEP = 500


class Log(Protocol):
    """What following needs of `minutes.change_log_store.ChangeLog`."""

    def since(self, cursor: int, limit: int = 1000) -> tuple[Change, ...]: ...
    def head(self) -> int: ...


class Notes(Protocol):
    """What following needs of `minutes.keeper.NoteKeeper`."""

    def get(self, note_id: str) -> Note: ...


class CatalogFollower:
    """Brings one catalog up to the change log. Safe to call from several threads; each returns when it is
    caught up.
    """

    def __init__(
        self,
        catalog: Catalog,
        keeper: Notes,
        store: NoteStore,
        log: Log,
    ) -> None:
        self._catalog, self._keeper, self._store, self._log = catalog, keeper, store, log
        self._following = threading.Lock()

    def catch_up(self) -> int:
        """Take in every change since the catalog's cursor; return how many there were.

        Far behind (a catalog just made anew), only the newest changes are taken in and the cursor stays: a
        save must not wait for thousands of notes. `reconcile` fills in the rest.
        """
        taken = 0
        with self._following:
            cursor = self._catalog.cursor()
            head = self._log.head()
            if head - cursor > FAR_BEHIND:
                changes = self._log.since(head - _NEWEST, _NEWEST)
                self._apply(changes, cursor)
                return len(changes)
            while changes := self._log.since(cursor, _STEP):
                cursor = changes[-1].sequence
                self._apply(changes, cursor)
                taken += len(changes)
        return taken

    def _apply(self, changes: Iterable[Change], cursor: int) -> None:
        entries, gone = [], []
        for change in {change.note_id: change for change in changes}.values():
            entry = self._entry(change)
            if entry is None:
                gone.append(change.note_id)
            else:
                entries.append(entry)
        self._catalog.replace(entries, remove=gone, cursor=cursor)

    def _entry(self, change: Change) -> CatalogEntry | None:
        """Return the note's line as its file is now, whatever the change said; None when it is gone or
        deleted.
        """
        try:
            path = change.path
            for _ in range(3):
                # Size and time from before the reading: a change in between is then seen by the next look.
                stat = self._store.stat(path)
                note = self._keeper.get(change.note_id)
                if stat is not None and note.path == path:
                    return entry_of(note, size=stat.size, mtime_ns=stat.mtime_ns)
                path = note.path
        except NotesAppError:
            return None
        return None
