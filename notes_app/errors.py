"""The one family of errors a person may see: each explains itself in Japanese and in English.

Pure. Every room derives its own errors from `NotesAppError`; the doors (web, command line) print
`error.explain(language)` and never a traceback.
"""

from __future__ import annotations

from typing import ClassVar, Literal

Language = Literal["ja", "en"]


class NotesAppError(Exception):
    """Base of every error that a person can cause or mend.

    Subclasses set `ja` and `en`, format strings over the keyword facts given to the constructor, and
    `status`, the HTTP status a page answers with (4xx: the asker can mend it, 5xx: we cannot serve it now).
    """

    ja: ClassVar[str] = "エラーが起きました。"
    en: ClassVar[str] = "Something went wrong."
    status: ClassVar[int] = 400

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.explain("en"))

    def explain(self, language: Language = "ja") -> str:
        """Return one or two sentences: what is wrong, where (line, cell, file), and what to do about it."""
        return (self.ja if language == "ja" else self.en).format(**self.facts)


class NotAllowedError(NotesAppError):
    ja = "この操作をする権限がありません。管理者に相談してください。"
    en = "You are not allowed to do this. Please ask an administrator."
    status = 403


class NotFoundError(NotesAppError):
    """Facts: what, the thing looked for, as the person would name it."""

    ja = "{what} が見つかりません。"
    en = "{what} was not found."
    status = 404
