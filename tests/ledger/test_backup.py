"""A ledger in use is copied whole, and a copy that is not whole never takes the place of a good one."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, func, insert, select

from notes_app.ledger.backup import backup_ledger, verify_backup
from notes_app.ledger.database import check_ledger, open_ledger
from notes_app.ledger.errors import LedgerUnreadableError
from notes_app.ledger.schema import CHANGE


def add(engine: Engine, note_id: str) -> None:
    with engine.begin() as connection:
        connection.execute(
            insert(CHANGE).values(
                note_id=note_id,
                path="a.md",
                revision="0",
                what="saved",
                at=datetime(2026, 11, 22, tzinfo=UTC),
            )
        )


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(CHANGE)).scalar_one()


def test_a_copy_made_while_others_write_is_sound_and_opens(tmp_path: Path) -> None:
    engine = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    stop = threading.Event()

    def write_on() -> None:
        while not stop.is_set():
            add(engine, "n")

    add(engine, "first")
    writer = threading.Thread(target=write_on)
    writer.start()
    backup_ledger(engine, tmp_path / "backups" / "copy.sqlite")
    stop.set()
    writer.join()
    copy = open_ledger(f"sqlite:///{tmp_path / 'backups' / 'copy.sqlite'}")
    assert 1 <= count(copy) <= count(engine)
    assert check_ledger(copy) == ()


def test_a_later_backup_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    engine = open_ledger("sqlite://")
    for _ in range(2):
        add(engine, "n")
        backup_ledger(engine, tmp_path / "copy.sqlite")
        verify_backup(tmp_path / "copy.sqlite")
        assert [file.name for file in tmp_path.iterdir()] == ["copy.sqlite"]
    with create_engine(f"sqlite:///{tmp_path / 'copy.sqlite'}").connect() as connection:
        assert connection.execute(select(func.count()).select_from(CHANGE)).scalar() == 2


def test_a_backup_that_fails_leaves_the_earlier_one(tmp_path: Path) -> None:
    engine = open_ledger("sqlite://")
    good = tmp_path / "copy.sqlite"
    backup_ledger(engine, good)
    before = good.read_bytes()
    with pytest.raises(LedgerUnreadableError):
        backup_ledger(engine, tmp_path / "copy.sqlite" / "inside a file.sqlite")
    (tmp_path / ".copy.sqlite.partial").mkdir()
    with pytest.raises(LedgerUnreadableError):
        backup_ledger(engine, good)
    assert good.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"no ledger", b"SQLite format 3\0" + b"\1" * 5000])
def test_something_else_is_no_backup(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "copy.sqlite"
    file.write_bytes(content)
    with pytest.raises(LedgerUnreadableError):
        verify_backup(file)
    with pytest.raises(LedgerUnreadableError):
        verify_backup(tmp_path / "missing.sqlite")
