"""A throw-away ledger and a clock that moves when told to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine

from notes_app.ledger.database import open_ledger
from notes_app.ledger.sealing import Sealer
from notes_app.people import passwords
from notes_app.people.audit_store import AuditLog
from notes_app.people.person_store import PersonStore
from notes_app.people.second_factor_store import SecondFactors
from notes_app.people.session_store import SessionStore
from notes_app.people.setup_link_store import SetupLinks
from notes_app.people.sign_in import SignIn

GOOD = "あめのち晴れ 42 banana"


@dataclass
class Clock:
    at: datetime = field(default_factory=lambda: datetime(2026, 4, 1, 9, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class House:
    engine: Engine
    clock: Clock
    persons: PersonStore
    sessions: SessionStore
    links: SetupLinks
    audit: AuditLog
    factors: SecondFactors
    door: SignIn


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real parameters are slow on purpose; what is tested here does not depend on them."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", quick)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = open_ledger("sqlite://")
    yield engine
    engine.dispose()


@pytest.fixture
def house(engine: Engine, clock: Clock, tmp_path: Path) -> House:
    persons, links, audit = PersonStore(engine, clock), SetupLinks(engine, clock), AuditLog(engine, clock)
    sessions = SessionStore(engine, clock, idle=timedelta(hours=8), absolute=timedelta(days=30))
    factors = SecondFactors(engine, clock, Sealer(tmp_path / "secret_key"))
    door = SignIn(persons, sessions, links, audit, factors)
    return House(engine, clock, persons, sessions, links, audit, factors, door)
