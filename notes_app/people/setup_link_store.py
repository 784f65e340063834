"""One-time links: the first administrator's setup, and setting a password without knowing an old one.

Only the SHA-256 of a link's token is kept. A link works once and not for ever; a newer link of the same
purpose and person makes the older ones worthless.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Engine, RowMapping, insert, select, update

from notes_app.errors import NotesAppError
from notes_app.ledger.schema import SETUP_LINK
from notes_app.people.session_store import hash_token

Purpose = Literal["setup", "password"]
VALID_FOR: dict[Purpose, timedelta] = {"setup": timedelta(hours=48), "password": timedelta(hours=24)}


class LinkNotValidError(NotesAppError):
    ja = (
        "このリンクは使えません。すでに使われたか、期限が切れています。管理者に新しいリンクを頼んでください。"
    )
    en = "This link cannot be used: it was used before or has expired. Ask an administrator for a new one."
    status = 410


@dataclass(frozen=True, slots=True)
class SetupLink:
    """person_id: whose password it sets; "" for the first setup."""

    purpose: Purpose
    person_id: str
    expires_at: datetime


class SetupLinks:
    """Links in the ledger. `now` gives aware UTC."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def issue(self, purpose: Purpose, person_id: str = "") -> str:
        """Make a link and return its token, to be shown once; older links of the same purpose and person
        end.
        """
        now, token = self._now(), secrets.token_urlsafe(32)
        same = (
            (SETUP_LINK.c.purpose == purpose)
            & (SETUP_LINK.c.person_id == person_id)
            & SETUP_LINK.c.used_at.is_(None)
        )
        with self._engine.begin() as link:
            link.execute(update(SETUP_LINK).where(same).values(used_at=now))
            link.execute(insert(SETUP_LINK).values(
                token_hash=hash_token(token), purpose=purpose, person_id=person_id,
                created_at=now, expires_at=now + VALID_FOR[purpose],
            ))  # fmt: skip
        return token

    def find(self, token: str) -> SetupLink | None:
        """Return what a link is for while it still works; None otherwise. Looking does not use it up."""
        with self._engine.connect() as link:
            row = (
                link.execute(select(SETUP_LINK).where(SETUP_LINK.c.token_hash == hash_token(token)))
                .mappings()
                .first()
            )
        if row is None or row["used_at"] is not None or row["expires_at"] <= self._now():
            return None
        return _link(row)

    def use(self, token: str) -> SetupLink:
        """Use a link up and return what it was for; of two callers at the same moment, one.

        Raises:
            LinkNotValidError: unknown, used, replaced or expired.
        """
        now = self._now()
        fresh = (
            (SETUP_LINK.c.token_hash == hash_token(token))
            & SETUP_LINK.c.used_at.is_(None)
            & (SETUP_LINK.c.expires_at > now)
        )
        with self._engine.begin() as link:
            row = (
                link.execute(update(SETUP_LINK).where(fresh).values(used_at=now).returning(*SETUP_LINK.c))
                .mappings()
                .first()
            )
        if row is None:
            raise LinkNotValidError()
        return _link(row)


def _link(row: RowMapping) -> SetupLink:
    return SetupLink(purpose=row["purpose"], person_id=row["person_id"] or "", expires_at=row["expires_at"])
