"""Comments on notes and on template fields. Whether a person may comment is asked of `may`, not here."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Engine, RowMapping, func, insert, select, update

from notes_app.errors import NotAllowedError, NotesAppError, NotFoundError
from notes_app.ledger.schema import COMMENT
from notes_app.people.permission import Person

ThingKind = Literal["note", "field"]
MAX_LENGTH = 10_000


class BadCommentError(NotesAppError):
    """Facts: maximum."""

    ja = "コメントが空か、長すぎます。1 文字以上 {maximum} 文字以内で書いてください。"
    en = "The comment is empty or too long. Write 1 to {maximum} characters."


@dataclass(frozen=True, slots=True)
class Comment:
    """What one person said about a thing. body: plain text or Markdown, rendered safely by the page."""

    comment_id: str
    thing_kind: str
    thing_id: str
    person_id: str
    body: str
    at: datetime


class CommentStore:
    """Comments in the ledger; a deleted one is hidden, not erased."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def add(self, person: Person, thing_kind: ThingKind, thing_id: str, body: str) -> Comment:
        """Raises: BadCommentError."""
        text = body.strip()
        if not text or len(text) > MAX_LENGTH:
            raise BadCommentError(maximum=MAX_LENGTH)
        comment = Comment(
            f"c-{secrets.token_hex(8)}", thing_kind, thing_id, person.person_id, text, self._now()
        )
        with self._engine.begin() as link:
            link.execute(insert(COMMENT).values({name: getattr(comment, name) for name in _COLUMNS}))
        return comment

    def list(self, thing_kind: ThingKind, thing_id: str) -> tuple[Comment, ...]:
        """Return the comments on a thing, oldest first."""
        query = select(COMMENT).where(
            _SHOWN, COMMENT.c.thing_kind == thing_kind, COMMENT.c.thing_id == thing_id
        )
        with self._engine.connect() as link:
            return tuple(
                _comment(row)
                for row in link.execute(query.order_by(COMMENT.c.at, COMMENT.c.comment_id)).mappings()
            )

    def count(self, thing_kind: ThingKind, thing_ids: Iterable[str]) -> dict[str, int]:
        """Return how many comments each thing has; things without one are absent."""
        wanted = _SHOWN & (COMMENT.c.thing_kind == thing_kind) & COMMENT.c.thing_id.in_(list(thing_ids))
        query = select(COMMENT.c.thing_id, func.count()).where(wanted).group_by(COMMENT.c.thing_id)
        with self._engine.connect() as link:
            return {row[0]: row[1] for row in link.execute(query)}

    def thing_ids(self, thing_kind: ThingKind) -> frozenset[str]:
        """Return the ids of everything of a kind that has a comment."""
        test = (COMMENT.c.thing_kind == thing_kind) & COMMENT.c.deleted_at.is_(None)
        with self._engine.connect() as link:
            return frozenset(link.execute(select(COMMENT.c.thing_id).where(test).distinct()).scalars())

    def delete(self, person: Person, comment_id: str) -> None:
        """Hide a comment: one's own, or anybody's for an admin.

        Raises:
            NotFoundError, NotAllowedError.
        """
        with self._engine.begin() as link:
            row = (
                link.execute(select(COMMENT).where(_SHOWN, COMMENT.c.comment_id == comment_id))
                .mappings()
                .first()
            )
            if row is None:
                raise NotFoundError(what=comment_id)
            if row["person_id"] != person.person_id and person.role != "admin":
                raise NotAllowedError()
            link.execute(
                update(COMMENT).where(COMMENT.c.comment_id == comment_id).values(deleted_at=self._now())
            )


_SHOWN = COMMENT.c.deleted_at.is_(None)
_COLUMNS = ("comment_id", "thing_kind", "thing_id", "person_id", "body", "at")


def _comment(row: RowMapping) -> Comment:
    return Comment(**{name: row[name] for name in _COLUMNS})
