"""The audit log: who saw, searched, changed, exported and signed in. Entries are only ever added.

Each entry carries the SHA-256 of its own facts and of the entry before it, so that a changed, removed or
inserted entry breaks the chain from there on. What a chain alone cannot show is a cut-off tail: keep `head()`
somewhere else (a backup does) and give it to `verify`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, and_, desc, func, insert, select, text

from notes_app.ledger.schema import AUDIT

FIRST_HASH = "0" * 64
"""What the first entry names as the hash before it."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that was done. session_id: the session's public id, "" for the command line and the machine
    itself.
    """

    entry: int
    at: datetime
    person_id: str
    session_id: str
    action: str
    thing_kind: str
    thing_id: str
    detail: Mapping[str, Any]
    previous_hash: str
    entry_hash: str


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The newest entry's number and hash; 0 and `FIRST_HASH` for an empty log."""

    entry: int
    entry_hash: str


@dataclass(frozen=True, slots=True)
class BrokenAudit:
    """Where the chain first fails. reason: "changed" (its facts), "gap" (what came before it) or "cut"
    (entries after it).
    """

    entry: int
    reason: str


class AuditLog:
    """Append to the log, list it, and prove that nobody touched it. Safe to use from several threads and
    processes.
    """

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def append(
        self,
        person_id: str,
        action: str,
        thing_kind: str,
        thing_id: str,
        detail: Mapping[str, Any] | None = None,
        *,
        session_id: str = "",
        connection: Connection | None = None,
    ) -> AuditEntry:
        """Write one entry and return it.

        Args:
            detail: what else is worth knowing, JSON values; never a password, a token or a note's text.
            connection: write inside this open transaction, so that the deed and its entry stand or fall
                        together.
        """
        with self._write(connection) as link:
            _hold(link)
            before = _head(link)
            facts: dict[str, Any] = {
                "at": self._now().astimezone(UTC),
                "person_id": person_id,
                "session_id": session_id,
                "action": action,
                "thing_kind": thing_kind,
                "thing_id": thing_id,
                "detail": json.loads(json.dumps(dict(detail or {}), default=str)),
            }
            digest = hash_entry(facts, before.entry_hash)
            stored = insert(AUDIT).values(**facts, previous_hash=before.entry_hash, entry_hash=digest)
            number = link.execute(stored.returning(AUDIT.c.entry)).scalar_one()
        return AuditEntry(entry=number, previous_hash=before.entry_hash, entry_hash=digest, **facts)

    def list(
        self,
        *,
        person_id: str | None = None,
        session_id: str | None = None,
        action: str | None = None,
        thing_kind: str | None = None,
        thing_id: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 200,
        offset: int = 0,
    ) -> tuple[AuditEntry, ...]:
        """Return the matching entries, newest first. action: a whole action, or a family with a final dot
        ("note.").
        """
        tests = [
            column == wanted
            for column, wanted in (
                (AUDIT.c.person_id, person_id), (AUDIT.c.session_id, session_id),
                (AUDIT.c.thing_kind, thing_kind), (AUDIT.c.thing_id, thing_id),
            )
            if wanted is not None
        ]  # fmt: skip
        if action is not None:
            tests.append(
                AUDIT.c.action.startswith(action, autoescape=True)
                if action.endswith(".")
                else AUDIT.c.action == action
            )
        if since is not None:
            tests.append(AUDIT.c.at >= since)
        if until is not None:
            tests.append(AUDIT.c.at < until)
        query = (
            select(AUDIT).where(and_(True, *tests)).order_by(desc(AUDIT.c.entry)).limit(limit).offset(offset)
        )
        with self._engine.connect() as link:
            return tuple(_entry(row) for row in link.execute(query).mappings())

    def list_session(self, session_id: str) -> tuple[AuditEntry, ...]:
        """Return all that one session did, oldest first: the report of a lost device."""
        query = select(AUDIT).where(AUDIT.c.session_id == session_id).order_by(AUDIT.c.entry)
        with self._engine.connect() as link:
            return tuple(_entry(row) for row in link.execute(query).mappings())

    def head(self) -> AuditHead:
        with self._engine.connect() as link:
            return _head(link)

    def verify(self, known_head: AuditHead | None = None) -> BrokenAudit | None:
        """Walk the whole chain; return the first place where it fails, None when all is as it was written.

        Args:
            known_head: a head noted earlier; the log must still contain it.
        """
        previous, last, seen = FIRST_HASH, 0, known_head is None or known_head.entry == 0
        with self._engine.connect() as link:
            rows = (
                link.execution_options(yield_per=1000)
                .execute(select(AUDIT).order_by(AUDIT.c.entry))
                .mappings()
            )
            for row in rows:
                facts = {name: row[name] for name in _FACTS}
                if row["previous_hash"] != previous:
                    return BrokenAudit(row["entry"], "gap")
                if hash_entry(facts, previous) != row["entry_hash"]:
                    return BrokenAudit(row["entry"], "changed")
                previous, last = row["entry_hash"], row["entry"]
                seen = seen or (known_head is not None and known_head.entry_hash == previous)
        return None if seen else BrokenAudit(last, "cut")

    @contextmanager
    def _write(self, connection: Connection | None) -> Iterator[Connection]:
        if connection is not None:
            yield connection
            return
        with self._engine.begin() as opened:
            yield opened


_FACTS = ("at", "person_id", "session_id", "action", "thing_kind", "thing_id", "detail")


def hash_entry(facts: Mapping[str, Any], previous_hash: str) -> str:
    """Return the SHA-256, in hex, of an entry's facts and the hash before it (canonical JSON: sorted keys, no
    spaces).
    """
    plain = {
        **{name: facts[name] for name in _FACTS},
        "at": facts["at"].astimezone(UTC).isoformat(timespec="microseconds"),
    }
    line = json.dumps([previous_hash, plain], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()


def _hold(link: Connection) -> None:
    """Make other writers wait until this transaction ends: two entries must never name the same entry before
    them.

    On SQLite `engine.begin()` has taken the write lock already (ledger/database.py).
    """
    if link.dialect.name == "postgresql":
        link.execute(text("LOCK TABLE audit IN EXCLUSIVE MODE"))


def _head(link: Connection) -> AuditHead:
    newest = select(func.max(AUDIT.c.entry)).scalar_subquery()
    row = link.execute(select(AUDIT.c.entry, AUDIT.c.entry_hash).where(AUDIT.c.entry == newest)).first()
    return AuditHead(0, FIRST_HASH) if row is None else AuditHead(row.entry, row.entry_hash)


def _entry(row: RowMapping) -> AuditEntry:
    return AuditEntry(**dict(row))
