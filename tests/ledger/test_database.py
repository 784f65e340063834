"""The ledger opens on anything it should, refuses clearly what it cannot, and never locks itself out."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, insert, inspect, select, text

from notes_app.ledger import database
from notes_app.ledger.database import check_ledger, migration_config, newest_schema, open_ledger
from notes_app.ledger.errors import LedgerLockedError, LedgerTooNewError, LedgerUnreadableError
from notes_app.ledger.schema import CHANGE, METADATA, NEWEST, PERSON

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def change(note_id: str) -> dict[str, object]:
    return {"note_id": note_id, "path": "a.md", "revision": "0" * 16, "what": "saved", "at": NOON}


def test_migrated_schema_is_the_declared_schema() -> None:
    with open_ledger("sqlite://").connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_file_ledger_keeps_what_was_written_and_opens_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new folder' / '100% 台帳.sqlite'}"
    first = open_ledger(url)
    with first.begin() as connection:
        connection.execute(insert(CHANGE).values(change("n1")))
    first.dispose()
    with open_ledger(url).connect() as connection:
        row = connection.execute(select(CHANGE)).one()
    assert (row.note_id, row.at) == ("n1", NOON)


def test_a_file_ledger_survives_power_cuts_and_checks_references(tmp_path: Path) -> None:
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}").connect() as connection:
        asked = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert asked == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": database.BUSY_TIMEOUT_MS,
    }


def test_reading_first_and_writing_then_never_collides_with_another_writer() -> None:
    engine = open_ledger("sqlite://")

    def count_up() -> None:
        for _ in range(25):
            with engine.begin() as connection:
                seen = len(connection.execute(select(CHANGE.c.sequence)).all())
                connection.execute(insert(CHANGE).values(change(f"n{seen}")))

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        assert [row.note_id for row in connection.execute(select(CHANGE).order_by(CHANGE.c.sequence))] == [
            f"n{i}" for i in range(100)
        ]


def test_a_reader_does_not_wait_for_a_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 0)
    engine = open_ledger("sqlite://")
    with engine.begin() as writer:
        writer.execute(insert(CHANGE).values(change("n1")))
        with engine.connect() as reader:
            assert reader.execute(select(CHANGE)).all() == []


def test_a_failed_transaction_leaves_nothing() -> None:
    engine = open_ledger("sqlite://")

    def fail_half_way() -> None:
        with engine.begin() as connection:
            connection.execute(insert(CHANGE).values(change("n1")))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with engine.connect() as connection:
        assert connection.execute(select(CHANGE)).all() == []


def test_a_locked_ledger_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 0)
    file = tmp_path / "ledger.sqlite"
    engine = open_ledger(f"sqlite:///{file}")
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerLockedError, match="in use by another process") as caught, engine.begin():
        pass
    holder.close()
    assert "使用中" in caught.value.explain("ja")
    assert caught.value.status == 503


@pytest.mark.parametrize(
    "content",
    [b"this is not a database, " * 400, b"SQLite format 3\0" + b"\xff" * 9000],
    ids=["text", "damaged"],
)
def test_a_file_that_is_no_ledger_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "ledger.sqlite"
    file.write_bytes(content)
    with pytest.raises(LedgerUnreadableError, match="restore a backup"):
        open_ledger(f"sqlite:///{file}")
    assert file.read_bytes() == content


def test_a_folder_where_none_can_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LedgerUnreadableError):
        open_ledger(f"sqlite:///{tmp_path / 'file' / 'ledger.sqlite'}")


def test_a_ledger_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    with open_ledger(url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from the future'"))
    with pytest.raises(LedgerTooNewError, match="update the app"):
        open_ledger(url)


def test_the_newest_schema_is_the_one_the_migrations_end_with() -> None:
    assert newest_schema() == NEWEST


EARLIER = [one.revision for one in ScriptDirectory.from_config(migration_config()).walk_revisions()][::-1]


@pytest.mark.parametrize("released", EARLIER)
def test_a_ledger_of_any_earlier_release_opens_with_everything_it_held(tmp_path: Path, released: str) -> None:
    file = tmp_path / "ledger.sqlite"
    old = create_engine(f"sqlite:///{file}")
    with old.begin() as connection:
        config = migration_config()
        config.attributes["connection"] = connection
        command.upgrade(config, released)
        held = {table for table in inspect(connection).get_table_names() if table != "alembic_version"}
        connection.exec_driver_sql(
            "INSERT INTO person (person_id, login, name, reading, role, language, password_hash, is_active, failed_sign_ins, created_at)"
            " VALUES ('p-1', 'sato', '佐藤', '', 'rep', 'ja', '', 1, 0, '2026-04-01T00:00:00.000000+00:00')"
        )
        connection.exec_driver_sql(
            "INSERT INTO change (note_id, path, revision, what, at) VALUES ('n1', 'a.md', '0', 'saved', '2026-04-01T00:00:00.000000+00:00')"
        )
    old.dispose()
    engine = open_ledger(f"sqlite:///{file}")
    assert check_ledger(engine) == ()
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        assert held <= set(inspect(connection).get_table_names())
        assert connection.execute(select(PERSON.c.name)).scalars().all() == ["佐藤"]
        assert connection.execute(select(CHANGE.c.note_id)).scalars().all() == ["n1"]


def test_processes_that_start_together_migrate_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    program = f"from notes_app.ledger.database import open_ledger; open_ledger({url!r})"
    started = [
        subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    assert [(process.communicate()[1], process.returncode) for process in started] == [("", 0)] * 3
    with open_ledger(url).connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).all() == [
            (newest_schema(),)
        ]


def test_a_sound_ledger_has_nothing_to_report_and_a_dangling_reference_is_named() -> None:
    engine = open_ledger("sqlite://")
    assert check_ledger(engine) == ()
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("INSERT INTO import_item VALUES ('lost batch', 'n1', 'a.md', '0', 'h')")
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        connection.exec_driver_sql("BEGIN")
    assert check_ledger(engine) == ("import_item row 1 refers to a missing import_batch",)
