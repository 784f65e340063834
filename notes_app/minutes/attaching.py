"""Put files beside a note, take them off, bring them back. The files themselves are the list: nothing else keeps one.

A file is written as a note is (whole or not at all, flushed); what is taken off waits in the bin, and a deleted
note's files wait there with it.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from notes_app.errors import NotAllowedError, NotesAppError, NotFoundError
from notes_app.minutes.attachment import (
    HEAD_BYTES,
    Attachment,
    attachment_name,
    bin_folder_of,
    folder_of,
    media_type,
    numbered,
    removed_folder_of,
)
from notes_app.minutes.locks import NoteLocks
from notes_app.minutes.naming import ATTACHMENT_FOLDER
from notes_app.minutes.note import Note
from notes_app.minutes.note_store import NoteStore
from notes_app.people.permission import Action, Person, may

_log = logging.getLogger(__name__)
_MEASURED_FOR_S = 60.0  # how long the sum of all sizes is trusted
MOST_OF_ONE_NOTE = 200


class AttachmentTooLargeError(NotesAppError):
    """Facts: name, limit_mb."""

    ja = "「{name}」は大きすぎて添付できません（1 ファイル {limit_mb} MB まで）。共有フォルダに置き、場所を本文に書いてください。"
    en = "“{name}” is too large to attach (at most {limit_mb} MB a file). Put it in a shared folder and write down where."
    status = 413


class EmptyAttachmentError(NotesAppError):
    """Facts: name."""

    ja = "「{name}」は中身が空なので添付しませんでした。ファイルを開いて確かめてください。"
    en = "“{name}” is empty and was not attached. Please open the file and look."
    status = 422


class TooManyAttachmentsError(NotesAppError):
    """Facts: limit."""

    ja = "一つの議事録に添付できるのは {limit} ファイルまでです。"
    en = "A note holds at most {limit} files."
    status = 422


class AttachmentsFullError(NotesAppError):
    """Facts: limit_gb."""

    ja = "添付ファイル全体の上限 {limit_gb} GB に達しています。管理者に相談してください（設定 NOTES_APP_FILES_GB）。"
    en = "All attachments together have reached their limit of {limit_gb} GB. Please ask an administrator (setting NOTES_APP_FILES_GB)."
    status = 507


class AttachmentNotFoundError(NotFoundError):
    """Facts: what, the file's name."""

    ja = "添付ファイル「{what}」が見つかりません。外されたか、名前が変わりました。"
    en = "The attachment “{what}” was not found. It was taken off, or its name changed."


@dataclass(frozen=True, slots=True)
class AttachmentLimits:
    """What may be attached: bytes of one file, bytes of all."""

    file_bytes: int
    total_bytes: int


class Notes(Protocol):
    """What attaching needs of `keeper.NoteKeeper`."""

    def get(self, note_id: str) -> Note: ...


class Log(Protocol):
    """What attaching needs of `change_log_store.ChangeLog`."""

    def append(self, note_id: str, path: str, revision: str, what: Any) -> int: ...


class Audit(Protocol):
    """What attaching needs of `people.audit_store.AuditLog`."""

    def append(
        self, person_id: str, action: str, thing_kind: str, thing_id: str, detail: Any = None, *, session_id: str = ""
    ) -> object: ...


class Attachments:
    """The attachments of one workspace. locks: the keeper's folder of locks."""

    def __init__(
        self, store: NoteStore, keeper: Notes, changes: Log, audit: Audit, *, limits: AttachmentLimits, locks: Path,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._store, self._keeper, self._changes, self._audit = store, keeper, changes, audit
        self._limits, self._locks, self._clock_s = limits, NoteLocks(locks), clock_s
        self._measured: tuple[float, int] | None = None

    @property
    def limits(self) -> AttachmentLimits:
        return self._limits

    # --- reading --------------------------------------------------------------------------------------------

    def list(self, note_id: str) -> tuple[Attachment, ...]:
        """Return the files beside a note, by name; those another program put there too."""
        return self._in(folder_of(note_id), note_id)

    def list_removed(self, note_id: str) -> tuple[Attachment, ...]:
        """Return the files that were taken off a note and can be brought back."""
        return self._in(removed_folder_of(note_id), note_id)

    def get(self, note_id: str, name: str) -> Attachment:
        """Return one file.

        Raises:
            AttachmentNotFoundError: the note has no such file.
        """
        found = next((one for one in self.list(note_id) if one.name == name), None)
        if found is None:
            raise AttachmentNotFoundError(what=name[:120])
        return found

    def read(self, attachment: Attachment) -> bytes:
        return self._store.read(attachment.path)

    def media_type(self, attachment: Attachment) -> str:
        """Return what a file is, by what it holds."""
        return media_type(self._store.read_head(attachment.path, HEAD_BYTES), attachment.name)

    # --- writing --------------------------------------------------------------------------------------------

    def add(
        self, person: Person, note_id: str, name: str, data: bytes, *, session_id: str = "", is_import: bool = False
    ) -> Attachment:
        """Put a file beside a note and return it. The same file under the same name again is the one that is there;
        another one gets a number. is_import: it comes with the note, which may be somebody else's.

        Raises:
            NotAllowedError, NoteNotFoundError, NoteBusyError, NoteNotWrittenError, AttachmentTooLargeError,
            EmptyAttachmentError, TooManyAttachmentsError, AttachmentsFullError: nothing was written.
        """
        wanted = attachment_name(name)
        with self._locks.note(note_id):
            note = self._keeper.get(note_id) if is_import and may(person, "import.run") else self._allowed(person, "note.write", note_id)
            there = self.list(note_id)
            self._judge(wanted, len(data), len(there))
            names = {one.name.casefold(): one for one in there}
            same = names.get(wanted.casefold())
            if same is not None and same.size == len(data) and self._store.read(same.path) == data:
                return same
            free, number = wanted, 2
            while free.casefold() in names:
                free, number = numbered(wanted, number), number + 1
            path = f"{folder_of(note_id)}/{free}"
            self._store.write_new({path: data})
            if self._measured is not None:
                self._measured = (self._measured[0], self._measured[1] + len(data))
            detail = {"name": free, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            self._told(person, note, "attachment.add", detail, session_id)
        return self.get(note_id, free)

    def remove(self, person: Person, note_id: str, name: str, *, session_id: str = "") -> None:
        """Take a file off a note; it waits in the bin."""
        with self._locks.note(note_id):
            note = self._allowed(person, "note.write", note_id)
            found = self.get(note_id, name)
            _move(self._store, found.path, removed_folder_of(note_id), name)
            self._told(person, note, "attachment.remove", {"name": name}, session_id)

    def restore(self, person: Person, note_id: str, name: str, *, session_id: str = "") -> None:
        """Bring a file back that was taken off."""
        with self._locks.note(note_id):
            note = self._allowed(person, "note.write", note_id)
            found = next((one for one in self.list_removed(note_id) if one.name == name), None)
            if found is None:
                raise AttachmentNotFoundError(what=name[:120])
            _move(self._store, found.path, folder_of(note_id), name)
            self._told(person, note, "attachment.restore", {"name": name}, session_id)

    # --- how ------------------------------------------------------------------------------------------------

    def _in(self, folder: str, note_id: str) -> tuple[Attachment, ...]:
        found = self._store.list_files(folder)
        depth = folder.count("/") + 1
        return tuple(
            Attachment(note_id, stat.path.rsplit("/", 1)[1], stat.path, stat.size, stat.mtime_ns)
            for stat in found
            if stat.path.count("/") == depth
        )

    def _allowed(self, person: Person, action: Action, note_id: str) -> Note:
        note = self._keeper.get(note_id)
        if not may(person, action, note):
            raise NotAllowedError
        return note

    def _judge(self, name: str, size: int, count: int) -> None:
        if size == 0:
            raise EmptyAttachmentError(name=name)
        if size > self._limits.file_bytes:
            raise AttachmentTooLargeError(name=name, limit_mb=self._limits.file_bytes // 1024**2)
        if count >= MOST_OF_ONE_NOTE:
            raise TooManyAttachmentsError(limit=MOST_OF_ONE_NOTE)
        if self._total() + size > self._limits.total_bytes:
            raise AttachmentsFullError(limit_gb=self._limits.total_bytes // 1024**3)

    def _total(self) -> int:
        now = self._clock_s()
        if self._measured is None or now - self._measured[0] > _MEASURED_FOR_S:
            self._measured = (now, sum(stat.size for stat in self._store.list_files(ATTACHMENT_FOLDER)))
        return self._measured[1]

    def _told(self, person: Person, note: Note, action: str, detail: dict[str, object], session_id: str) -> None:
        """Tell change log and audit. Never fails: the file is where it is meant to be, and the next look finds it."""
        try:
            self._changes.append(note.note_id, note.path, note.revision, "saved")
            self._audit.append(person.person_id, action, "note", note.note_id, detail, session_id=session_id)
        except Exception:
            _log.exception("the ledger was not told of %s of %s", action, note.note_id)


def bin_attachments(store: NoteStore, note_id: str) -> None:
    """Move a deleted note's files into the bin. Never fails: they belong to the note by its id, wherever they lie."""
    _move_all(store, folder_of(note_id), bin_folder_of(note_id))


def unbin_attachments(store: NoteStore, note_id: str) -> None:
    """Bring a note's files back with it."""
    _move_all(store, bin_folder_of(note_id), folder_of(note_id))


def _move_all(store: NoteStore, old: str, new: str) -> None:
    try:
        for stat in tuple(store.list_files(old)):
            _move(store, stat.path, new, stat.path.removeprefix(f"{old}/"))
    except Exception:
        _log.exception("files of %s could not be moved to %s; doctor lists them", old, new)


def _move(store: NoteStore, path: str, folder: str, name: str) -> None:
    target = next(one for one in _names(name) if not store.exists(f"{folder}/{one}"))
    store.move(path, f"{folder}/{target}")


def _names(name: str) -> Iterator[str]:
    yield name
    yield from (numbered(name, number) for number in range(2, 10_000))
