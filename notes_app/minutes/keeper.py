"""The save protocol: everything that writes notes goes through the keeper.

Permission, then the expected revision (else a three-way merge), then the file (flushed, renamed, flushed), then history, audit and change log. Once the file is written the note is saved: what fails later is logged, and
`adopt` makes up for it when the folder is next looked through.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random, SystemRandom
from typing import Any, Literal, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from notes_app.errors import NotAllowedError, NotesAppError
from notes_app.minutes.adoption import Adoption, unused_id
from notes_app.minutes.attaching import bin_attachments, unbin_attachments
from notes_app.minutes.bookkeeping_store import Bookkeeping
from notes_app.minutes.change_log_store import What
from notes_app.minutes.encoding import clean
from notes_app.minutes.errors import (
    LocksYouOutError,
    NoteNotFoundError,
    SaveConflictError,
)
from notes_app.minutes.finding import NoteFinder
from notes_app.minutes.history_store import NoteVersion
from notes_app.minutes.locks import NoteLocks
from notes_app.minutes.merge import Conflict, Side, merge_notes
from notes_app.minutes.naming import BIN_FOLDER, note_path
from notes_app.minutes.note import Note
from notes_app.minutes.note_store import NoteStore
from notes_app.minutes.note_text import (
    edit_whole_note,
    new_note_bytes,
    parse_leniently,
    plain_value,
    with_id,
)
from notes_app.minutes.place_store import Place
from notes_app.people.permission import Action, Person, may

_log = logging.getLogger(__name__)
_GIVEN_ID = re.compile(r"[A-Za-z0-9_-]{4,40}")


class Audit(Protocol):
    """What the keeper needs of `people.audit_store.AuditLog`."""

    def append(
        self, person_id: str, action: str, thing_kind: str, thing_id: str,
        detail: Mapping[str, Any] | None = None, *, session_id: str = "",
    ) -> object: ...  # fmt: skip


@dataclass(frozen=True, slots=True)
class SaveResult:
    """A save that went well. outcome: "merged" when someone else had saved since and both changes went
    together.
    """

    note: Note
    outcome: Literal["unchanged", "saved", "merged"]


@dataclass(frozen=True, slots=True)
class DeletedNote:
    """A note that can be brought back. note.path: where it was; person_id: who deleted it, "" for outside the
    app.
    """

    note: Note
    deleted_at: datetime
    person_id: str


class NoteKeeper:
    """Reads and writes notes. `now` returns aware UTC; timezone: the one whose date a new file is named by.
    """

    def __init__(
        self, store: NoteStore, engine: Engine, audit: Audit, now: Callable[[], datetime], *,
        timezone: str = "Asia/Tokyo", random: Random | None = None, locks: Path | None = None,
    ) -> None:  # fmt: skip
        self._store, self._audit, self._now = store, audit, now
        self._random = random or SystemRandom()
        self._zone = ZoneInfo(timezone)
        self._books = Bookkeeping(engine, now)
        self._locks = NoteLocks(locks or self._books.lock_folder())
        self._finder = NoteFinder(store, self._books.places)
        self._adoption = Adoption(store, self._books, self._locks, now, self._random)

    # --- reading --------------------------------------------------------------------------------------------

    def get(self, note_id: str) -> Note:
        """Return the note as its file is now; `note.problem` says what is wrong with its front matter, if
        anything.

        Raises:
            NoteNotFoundError: no such note, or it is deleted.
        """
        return self._finder.find(note_id)[0]

    def history(self, note_id: str) -> tuple[NoteVersion, ...]:
        """Return the versions of a note, newest first, deleted notes included."""
        return self._books.history.shown(note_id)

    def read_version(self, note_id: str, number: int) -> Note:
        """Return the note as it was in one version.

        Raises:
            VersionNotFoundError: there is no such version.
        """
        version = self._books.history.about(note_id, number)
        return _parsed(self._books.history.get(note_id, number), version.path, note_id)

    def list_deleted(self) -> tuple[DeletedNote, ...]:
        """Return the deleted notes that can be brought back, the latest first."""
        found = (self._deleted(place) for place in self._books.places.list_deleted())
        return tuple(deleted for deleted in found if deleted is not None)

    # --- writing --------------------------------------------------------------------------------------------

    def create(
        self,
        person: Person,
        *,
        front: Mapping[str, object],
        body: str,
        reason: str = "create",
        session_id: str = "",
    ) -> Note:
        """Write a new note and return it. An `id` in `front` is kept if no other note has it; author: the
        person.

        Raises:
            NotAllowedError: the person may not write notes.
            LocksYouOutError: the person could not read the note with this access.
            NoteNotWrittenError: disk full or folder not writable; nothing is left behind.
        """
        if not may(person, "note.write"):
            raise NotAllowedError
        note_id = self._new_id(front)
        author = front.get("author") or person.name or person.login
        data = new_note_bytes({**front, "author": author, "id": note_id}, body)
        draft = _parsed(data, "", note_id)
        if reason != "import" and not may(person, "note.read", draft):
            raise LocksYouOutError
        on = draft.held_on or self._now().astimezone(self._zone).date()
        with self._locks.note(note_id):
            path = note_path(note_id, draft.title, on, self._store.exists)
            self._store.write(path, data)
            self._told(note_id, data, path=path, person=person, reason=reason, session_id=session_id)
        return _parsed(data, path, note_id)

    def save(
        self, person: Person, note_id: str, *, expected_revision: str, front: Mapping[str, object | None],
        body: str, reason: str = "save", session_id: str = "",
    ) -> SaveResult:  # fmt: skip
        """Save what a person made of the revision they opened.

        front: keys to set, or to remove (None); keys not named stay. body: the whole body.

        Raises:
            NotAllowedError, LocksYouOutError: the person may not, or would shut themselves out.
            SaveConflictError: someone else changed the same place meanwhile; carries both sides.
            NoteNotFoundError, NoteBusyError, NoteNotWrittenError: nothing was saved.
        """
        return self._save(
            person, note_id, expected_revision, front=front, body=body, reason=reason, session_id=session_id
        )

    def set_front(
        self, person: Person, note_id: str, changes: Mapping[str, object | None], *,
        expected_revision: str | None = None, reason: str = "accept", session_id: str = "",
    ) -> Note:  # fmt: skip
        """Set or remove (None) front matter keys and leave the body; raises as `save` does."""
        return self._save(
            person, note_id, expected_revision, front=changes, body=None, reason=reason, session_id=session_id
        ).note

    def delete(self, person: Person, note_id: str, *, session_id: str = "") -> None:
        """Move a note to the bin, from where `undelete` brings it back."""
        with self._locks.note(note_id):
            note, data = self._finder.find(note_id)
            self._allow(person, "note.delete", note)
            self._keep_outside_edit(note, data)
            bin_path = _free(f"{BIN_FOLDER}/{note.path}", self._store.exists)
            self._store.move(note.path, bin_path)
            bin_attachments(self._store, note_id)
            self._told(
                note_id, data, path=note.path, person=person, reason="delete", what="removed",
                now_at=bin_path, deleted_at=self._now(), session_id=session_id,
            )  # fmt: skip

    def undelete(self, person: Person, note_id: str, *, session_id: str = "") -> Note:
        """Bring a deleted note back to where it was, also one whose file was removed outside the app.

        Raises:
            NoteNotFoundError: it is not deleted, or no version of it is kept.
        """
        with self._locks.note(note_id):
            place = self._books.places.find(note_id)
            data = self._deleted_bytes(place) if place and place.deleted_at else None
            if place is None or data is None:
                raise NoteNotFoundError(what=note_id)
            in_bin = place.path.startswith(BIN_FOLDER + "/")
            path = _free(place.path.removeprefix(BIN_FOLDER + "/"), self._store.exists)
            note = _parsed(data, path, note_id)
            self._allow(person, "note.restore", note)
            if in_bin and self._store.exists(place.path):
                self._store.move(place.path, path)
            else:
                self._store.write(path, data)
            unbin_attachments(self._store, note_id)
            self._told(note_id, data, path=path, person=person, reason="undelete", session_id=session_id)
        return note

    def restore(self, person: Person, note_id: str, number: int, *, session_id: str = "") -> Note:
        """Make an old version the newest one; what was there in between stays in the history.

        Raises:
            VersionNotFoundError: there is no such version.
        """
        with self._locks.note(note_id):
            note, current = self._finder.find(note_id)
            self._allow(person, "note.restore", note)
            data = with_id(self._books.history.get(note_id, number), note_id)
            if data != current:
                self._replace(note, current, data, person=person, reason="restore", session_id=session_id)
        return _parsed(data, note.path, note_id)

    # --- what happens outside -------------------------------------------------------------------------------

    def adopt(self, path: str) -> Note:
        """Take in a file as it is: known, new, edited or moved outside the app. The file is not changed.

        Raises:
            UnreadableNoteError: it is no text. Broken front matter is no error: see `note.problem`.
            NoteFileNotFoundError: it is gone.
        """
        known = self._adoption.known(self._store.read(path), path)
        if known is not None:
            return known
        _, result = next(iter(self._adoption.adopt_all([path])))
        if isinstance(result, NotesAppError):
            raise result
        return result

    def adopt_all(self, paths: Iterable[str]) -> Iterator[tuple[str, Note | NotesAppError]]:
        """Adopt many files, quickly; yields each path with its note, or with the reason it cannot be one."""
        return self._adoption.adopt_all(paths)

    def forget(self, note_id: str, path: str) -> None:
        """Take in that the file at `path` was removed outside the app; its history stays."""
        self._adoption.forget(note_id, path)

    # --- how ------------------------------------------------------------------------------------------------

    def _save(
        self, person: Person, note_id: str, expected: str | None, *, front: Mapping[str, object | None],
        body: str | None, reason: str, session_id: str,
    ) -> SaveResult:  # fmt: skip
        changes = {key: value for key, value in front.items() if key != "id"}
        with self._locks.note(note_id):
            theirs, current = self._finder.find(note_id)
            self._allow(person, "note.write", theirs)
            merged = expected not in (None, theirs.revision)
            if merged:
                changes, body = self._merge(theirs, str(expected), changes, body)
            data = edit_whole_note(current, theirs, changes, body)
            if data == current:
                self._settle(person, theirs, reason)
                return SaveResult(theirs, "unchanged")
            data = with_id(data, note_id)
            note = _parsed(data, theirs.path, note_id)
            if not may(person, "note.read", note):
                raise LocksYouOutError
            why = "merge" if merged else reason
            self._replace(theirs, current, data, person=person, reason=why, session_id=session_id)
        return SaveResult(note, "merged" if merged else "saved")

    def _merge(
        self, theirs: Note, expected: str, changes: dict[str, object | None], body: str | None
    ) -> tuple[dict[str, object | None], str]:
        base_data = self._books.history.find_revision(theirs.note_id, expected)
        base = None if base_data is None else _parsed(base_data, theirs.path, theirs.note_id)
        if base is not None and (base.problem is None) != (theirs.problem is None):
            base = None  # one body is the whole file, the other is not: they have nothing to compare
        start = base or theirs
        mine = Side(start.body if body is None else clean(body), _with_changes(start.front, changes))
        outcome = merge_notes(None if base is None else Side.of(base), mine, Side.of(theirs))
        if isinstance(outcome, Conflict):
            raise SaveConflictError(what=theirs.title, conflict=outcome)
        return dict(outcome.changes), outcome.body

    def _replace(
        self, note: Note, current: bytes, data: bytes, *, person: Person, reason: str, session_id: str
    ) -> None:
        self._keep_outside_edit(note, current)
        self._store.write(note.path, data)
        self._told(note.note_id, data, path=note.path, person=person, reason=reason, session_id=session_id)

    def _keep_outside_edit(self, note: Note, current: bytes) -> None:
        """Keep in the history what another program wrote, before it is overwritten."""
        try:
            last = self._books.history.last(note.note_id)
            if last is None or last.revision != note.revision:
                self._books.write(note.note_id, current, path=note.path, person_id="", reason="outside")
        except NotesAppError:
            raise
        except Exception:
            _log.exception("the outside edit of %s was not kept in the history", note.path)

    def _told(
        self, note_id: str, data: bytes, *, path: str, person: Person, reason: str, what: What = "saved",
        now_at: str | None = None, deleted_at: datetime | None = None, session_id: str = "",
    ) -> None:  # fmt: skip
        """Tell ledger and audit about a file that is written. Never fails: the note is saved, whatever comes
        now.
        """
        try:
            self._books.write(
                note_id, data, path=path, person_id=person.person_id, reason=reason, what=what,
                now_at=now_at, deleted_at=deleted_at,
            )  # fmt: skip
        except Exception:
            _log.exception("%s is written, but the ledger was not told; reconcile makes up for it", path)
        try:
            detail = {"path": path, "reason": reason}
            self._audit.append(
                person.person_id, f"note.{reason}", "note", note_id, detail, session_id=session_id
            )
        except Exception:
            _log.exception("%s is written, but the audit log has no entry of it", path)

    def _settle(self, person: Person, note: Note, reason: str) -> None:
        if reason != "save":
            return
        try:
            last = self._books.history.last(note.note_id)
            if last and (last.reason, last.person_id, last.revision) == (
                "autosave",
                person.person_id,
                note.revision,
            ):
                self._books.history.settle(note.note_id, last.number, reason)
        except Exception:
            _log.exception("the last autosave of %s could not be marked as saved", note.path)

    def _deleted(self, place: Place) -> DeletedNote | None:
        data = self._deleted_bytes(place)
        if data is None or place.deleted_at is None:
            return None
        last = self._books.history.last(place.note_id)
        note = _parsed(data, place.path.removeprefix(BIN_FOLDER + "/"), place.note_id)
        return DeletedNote(note, place.deleted_at, last.person_id if last and last.reason == "delete" else "")

    def _deleted_bytes(self, place: Place) -> bytes | None:
        if place.path.startswith(BIN_FOLDER + "/") and self._store.exists(place.path):
            return self._store.read(place.path)
        last = self._books.history.last(place.note_id)
        return None if last is None else self._books.history.get(place.note_id, last.number)

    def _allow(self, person: Person, action: Action, note: Note) -> None:
        if not may(person, action, note):
            raise NotAllowedError

    def _new_id(self, front: Mapping[str, object]) -> str:
        given = str(front.get("id") or "")
        if _GIVEN_ID.fullmatch(given) and self._books.places.find(given) is None:
            return given
        return unused_id(self._random, self._books)


def _parsed(data: bytes, path: str, note_id: str) -> Note:
    return replace(parse_leniently(data, path)[0], note_id=note_id)


def _with_changes(front: Mapping[str, Any], changes: Mapping[str, object | None]) -> dict[str, Any]:
    changed = {**front, **{key: plain_value(key, value) for key, value in changes.items()}}
    return {key: value for key, value in changed.items() if value is not None or key not in changes}


def _free(path: str, is_taken: Callable[[str], bool]) -> str:
    """Return `path`, or with a number added while there is a file of that name."""
    stem, dot, suffix = path.rpartition(".")
    number, free = 2, path
    while is_taken(free):
        free, number = f"{stem}-{number}{dot}{suffix}", number + 1
    return free
