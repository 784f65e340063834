"""A keeper on a real folder and a throw-away ledger, a clock that is moved by hand, and four people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine

from notes_app.ledger.database import open_ledger
from notes_app.minutes.files import FileNoteStore
from notes_app.minutes.keeper import NoteKeeper
from notes_app.people.permission import Person


@dataclass
class Clock:
    """Half past midnight of 23 November in Tokyo, while it is still the 22nd in UTC."""

    at: datetime = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **how_long: float) -> None:
        self.at += timedelta(**how_long)


@dataclass
class AuditBook:
    """Writes down what it is told, or fails when it is asked to."""

    entries: list[tuple[str, str, str]] = field(default_factory=list)
    is_broken: bool = False

    def append(
        self,
        person_id: str,
        action: str,
        thing_kind: str,
        thing_id: str,
        detail: Mapping[str, Any] | None = None,
        *,
        session_id: str = "",
    ) -> None:
        if self.is_broken:
            raise RuntimeError("the audit log is broken")
        self.entries.append((person_id, action, thing_id))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def audit() -> AuditBook:
    return AuditBook()


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_ledger(f"sqlite:///{tmp_path / 'var' / 'ledger.sqlite'}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "notes"


@pytest.fixture
def store(folder: Path) -> FileNoteStore:
    return FileNoteStore(folder)


@pytest.fixture
def keeper(store: FileNoteStore, engine: Engine, audit: AuditBook, clock: Clock) -> NoteKeeper:
    return NoteKeeper(store, engine, audit, clock, random=Random(1))


@pytest.fixture
def sato() -> Person:
    return Person("p-sato", "sato", "佐藤", "rep")


@pytest.fixture
def suzuki() -> Person:
    return Person("p-suzuki", "suzuki", "鈴木", "rep")


@pytest.fixture
def boss() -> Person:
    return Person("p-boss", "boss", "部長", "manager")


@pytest.fixture
def clerk() -> Person:
    return Person("p-clerk", "clerk", "事務", "backoffice")
