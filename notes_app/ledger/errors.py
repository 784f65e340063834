"""What can go wrong with the ledger, said so that an administrator knows what to do."""

from __future__ import annotations

from notes_app.errors import NotesAppError


class HalfCharacterError(NotesAppError):
    """Half a surrogate pair, or a byte that is no text, came where words belong."""

    ja = "文字として扱えない符号が含まれています。入力し直してください。"
    en = "It holds a code that is no character. Please type it again."


class NumberTooLargeError(NotesAppError):
    """A number that no row can have was asked for, as in the address of a version."""

    ja = "そのような番号のものはありません。一覧から選び直してください。"
    en = "There is nothing with that number. Please choose from the list again."
    status = 404


class LedgerLockedError(NotesAppError):
    """Another process holds the write lock for longer than we wait. Facts: where."""

    ja = "台帳（{where}）が他の処理で使用中です。少し待ってから、もう一度お試しください。"
    en = "The ledger ({where}) is in use by another process. Please wait a moment and try again."
    status = 503


class LedgerUnreadableError(NotesAppError):
    """The ledger cannot be opened, read or written at all. Facts: where, reason."""

    ja = (
        "台帳（{where}）を開けません: {reason}。"
        "ディスクの空き容量とアクセス権を確かめ、直らなければバックアップから復元してください。"
    )
    en = (
        "The ledger ({where}) cannot be used: {reason}. "
        "Check the free disk space and the file permissions; if that does not help, restore a backup."
    )
    status = 503


class LedgerTooNewError(LedgerUnreadableError):
    """The ledger was migrated by a later version of the app. Facts: where, reason."""

    ja = "台帳（{where}）は、より新しい版のアプリで作られています（{reason}）。アプリを更新してください。"
    en = "The ledger ({where}) was made by a newer version of the app ({reason}). Please update the app."
