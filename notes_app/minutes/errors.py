"""What can go wrong with a note, said to the person who wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notes_app.errors import NotesAppError, NotFoundError

if TYPE_CHECKING:
    from notes_app.minutes.merge import Conflict


class UnreadableNoteError(NotesAppError):
    """A file, or its front matter, cannot be read. Facts: path, line (1 for the first), reason_ja, reason_en.
    """

    ja = "{path} の {line} 行目が読めません: {reason_ja}"
    en = "{path}, line {line}, cannot be read: {reason_en}"
    status = 422

    @property
    def path(self) -> str:
        return str(self.facts["path"])

    @property
    def line(self) -> int:
        return int(str(self.facts["line"]))

    @property
    def reason(self) -> str:
        return str(self.facts["reason_en"])


class NoteNotFoundError(NotFoundError):
    """Facts: what, the note's id."""

    ja = "議事録 {what} が見つかりません。削除されたか、フォルダの外へ移されました。"
    en = "The note {what} was not found. It was deleted, or moved out of the folder."


class VersionNotFoundError(NotFoundError):
    """Facts: what, the note's id; number."""

    ja = "議事録 {what} の第 {number} 版は残っていません。"
    en = "Version {number} of the note {what} is not kept."


class BadPathError(NotesAppError):
    """Facts: path, as it was given."""

    ja = "「{path}」は議事録フォルダの中のファイルではありません。"
    en = "“{path}” is not a file inside the notes folder."


class NoteFileNotFoundError(NotFoundError):
    """Facts: what, the path below the notes folder."""


class NoteNotWrittenError(NotesAppError):
    """The disk is full, or the folder may not be written. Nothing was changed. Facts: path, reason."""

    ja = (
        "{path} を保存できませんでした: {reason}。元のファイルはそのまま残っています。"
        "ディスクの空き容量とフォルダの書き込み権限を確かめてください。"
    )
    en = (
        "{path} could not be saved: {reason}. The file is as it was. "
        "Check the free disk space and the permissions of the folder."
    )
    status = 507


class NoteBusyError(NotesAppError):
    """Another save of the same note did not finish in time. Facts: what, the note's id."""

    ja = "議事録 {what} は他の人が保存中です。少し待ってから、もう一度保存してください。"
    en = "The note {what} is being saved by someone else. Please wait a moment and save again."
    status = 503


class LocksYouOutError(NotesAppError):
    """The new access would keep the saver from reading the note."""

    ja = (
        "この公開範囲にすると、あなた自身がこの議事録を読めなくなります。"
        "作成者か担当者の欄に自分を入れてください。"
    )
    en = (
        "With this access you could no longer read the note yourself. "
        "Put your own name as author or owner first."
    )
    status = 422


class SaveConflictError(NotesAppError):
    """Two people changed the same place. Nothing was saved; both sides are in `conflict`. Facts: what."""

    ja = (
        "議事録 {what} は、あなたが開いたあとに他の人が同じ箇所を書き換えました。"
        "両方の内容を見比べて選んでください。"
    )
    en = "Someone else changed the same part of the note {what} after you opened it. Compare both and choose."
    status = 409

    def __init__(self, *, conflict: Conflict, **facts: object) -> None:
        self.conflict = conflict
        super().__init__(**facts)
