"""Sessions: which devices are signed in, and how to shut one out.

The cookie holds 32 random bytes; the ledger holds only their SHA-256, so a stolen ledger opens no session.
That hash is also the session's public id: it can be shown in a list and named in the audit log, and it signs
nobody in.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, RowMapping, insert, select, update

from notes_app.errors import NotFoundError
from notes_app.ledger.schema import PERSON, SESSION

SEEN_STEP = timedelta(minutes=1)
"""`seen_at` is written at most this often: a write per request would make every page wait for the disk."""


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in device. confirmed_at: when the password was last typed on it. ended: "", "revoked",
    "idle" or "expired".
    """

    session_id: str
    person_id: str
    device: str
    address: str
    created_at: datetime
    seen_at: datetime
    confirmed_at: datetime
    revoked_at: datetime | None
    ended: str = ""


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A fresh session and its token: give the token to the browser, and keep it nowhere."""

    token: str
    session: Session


class SessionStore:
    """Sessions in the ledger.

    Args:
        idle: a session unused for this long ends.
        absolute: a session this old ends in any case.
    """

    def __init__(
        self, engine: Engine, now: Callable[[], datetime], *, idle: timedelta, absolute: timedelta
    ) -> None:
        self._engine = engine
        self._now = now
        self._idle = idle
        self._absolute = absolute

    def open(self, person_id: str, *, device: str = "", address: str = "") -> OpenedSession:
        """Open a session for a person whose password was just checked."""
        now, token = self._now(), secrets.token_urlsafe(32)
        session = Session(
            session_id=hash_token(token), person_id=person_id, device=device[:300], address=address[:80],
            created_at=now, seen_at=now, confirmed_at=now, revoked_at=None,
        )  # fmt: skip
        columns = {column.name: getattr(session, column.name) for column in SESSION.c}
        with self._engine.begin() as link:
            link.execute(insert(SESSION).values(**columns))
        return OpenedSession(token, session)

    def find(self, token: str) -> Session | None:
        """Return the live session of a token and note that it was seen; None when it ended or its person is
        disabled.
        """
        if not 20 <= len(token) <= 200:
            return None
        query = (
            select(SESSION).join(PERSON).where(SESSION.c.session_id == hash_token(token), PERSON.c.is_active)
        )
        with self._engine.connect() as link:
            row = link.execute(query).mappings().first()
        session = None if row is None else self._session(row)
        if session is None or session.ended:
            return None
        if self._now() - session.seen_at >= SEEN_STEP:
            self._set(SESSION.c.session_id == session.session_id, seen_at=self._now())
        return session

    def get(self, session_id: str) -> Session:
        """Return a session, live or ended. Raises: NotFoundError."""
        with self._engine.connect() as link:
            row = link.execute(select(SESSION).where(SESSION.c.session_id == session_id)).mappings().first()
        if row is None:
            raise NotFoundError(what=session_id[:12])
        return self._session(row)

    def list(self, person_id: str, *, only_live: bool = True) -> tuple[Session, ...]:
        """Return a person's sessions, last seen first."""
        query = select(SESSION).where(SESSION.c.person_id == person_id).order_by(SESSION.c.seen_at.desc())
        with self._engine.connect() as link:
            sessions = [self._session(row) for row in link.execute(query).mappings()]
        return tuple(session for session in sessions if not (only_live and session.ended))

    def confirm(self, session_id: str) -> None:
        """Note that the password was typed again just now; export and administration ask for it
        (`is_confirmed`).
        """
        self._set(SESSION.c.session_id == session_id, confirmed_at=self._now())

    def is_confirmed(self, session: Session, *, within: timedelta = timedelta(minutes=15)) -> bool:
        return self._now() - session.confirmed_at <= within

    def revoke(self, session_id: str) -> bool:
        """End one session at once; False when it had been revoked before or never was."""
        return self._revoke(SESSION.c.session_id == session_id) > 0

    def revoke_all(self, person_id: str, *, but_not: str = "") -> int:
        """End a person's sessions, all but `but_not`; return how many."""
        return self._revoke((SESSION.c.person_id == person_id) & (SESSION.c.session_id != but_not))

    def _revoke(self, which: ColumnElement[bool]) -> int:

        return self._set(which & SESSION.c.revoked_at.is_(None), revoked_at=self._now())

    def _set(self, which: ColumnElement[bool], **changes: datetime) -> int:
        with self._engine.begin() as link:
            return link.execute(update(SESSION).where(which).values(**changes)).rowcount

    def _session(self, row: RowMapping) -> Session:
        now = self._now()
        ended = ""
        if row["revoked_at"] is not None:
            ended = "revoked"
        elif now - row["created_at"] >= self._absolute:
            ended = "expired"
        elif now - row["seen_at"] >= self._idle:
            ended = "idle"
        return Session(**dict(row), ended=ended)


def hash_token(token: str) -> str:
    """Return the SHA-256 of a token, in hex. Tokens are 256 random bits, so a fast hash without salt is
    enough.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
