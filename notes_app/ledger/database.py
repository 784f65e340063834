"""Open the ledger: brought up to the newest schema, safe against power cuts, with errors that say what to do.

On SQLite, `engine.begin()` takes the write lock at once (`BEGIN IMMEDIATE`): a transaction that reads before
it
writes can then never fail half-way because another wrote in between. `engine.connect()` only reads and never
waits for a writer (WAL). Any other database is reached by its URL and follows its own rules.

Source: https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from notes_app.ledger.errors import HalfCharacterError, LedgerLockedError, LedgerTooNewError, LedgerUnreadableError, NumberTooLargeError
from notes_app.ledger.schema import NEWEST

if TYPE_CHECKING:
    from alembic.config import Config

BUSY_TIMEOUT_MS = 15_000
MIGRATION_TRIES, MIGRATION_PAUSE_S = 4, 0.5
_WRITING = "notes_app_writing"
_MIGRATIONS = Path(__file__).parent / "migrations"


class LedgerEngine(Engine):
    """An `Engine` whose `begin()` says beforehand that it is going to write."""

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        with self.connect() as connection:
            connection.execution_options(**{_WRITING: True})
            with connection.begin():
                yield connection


def open_ledger(url: str) -> Engine:
    """Return an engine on the ledger at `url`, created if need be and migrated to the newest schema.

    `sqlite://` (no file) gives a throw-away ledger for tests: a real file in a temporary folder, so that
    threads
    and locks behave as they do in earnest, removed with the engine.

    Raises:
        LedgerLockedError: another process is migrating or writing and did not finish in time.
        LedgerTooNewError: the schema is newer than this program.
        LedgerUnreadableError: no such folder, no permission, disk full, or not a ledger.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed)
        _migrate(engine, str(parsed))
        return engine
    lasting = bool(parsed.database) and parsed.database != ":memory:"
    file = (
        Path(parsed.database or "") if lasting else Path(tempfile.mkdtemp(prefix="ledger-")) / "ledger.sqlite"
    )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerUnreadableError(where=file, reason=error.strerror or str(error)) from error
    engine = _sqlite_engine(file, lasting=lasting)
    if not lasting:
        weakref.finalize(engine, shutil.rmtree, file.parent, ignore_errors=True)
    try:
        _migrate(engine, str(file))
    except BaseException:
        engine.dispose()
        raise
    return engine


def check_ledger(engine: Engine) -> tuple[str, ...]:
    """Return what SQLite finds wrong inside the ledger (damaged pages, dangling references); () when all is
    well.
    """
    if engine.dialect.name != "sqlite":
        return ()
    with engine.connect() as connection:
        damage = [str(row[0]) for row in connection.execute(text("PRAGMA quick_check(20)")) if row[0] != "ok"]
        dangling = connection.execute(text("PRAGMA foreign_key_check")).fetchmany(20)
    return (*damage, *(f"{row[0]} row {row[1]} refers to a missing {row[2]}" for row in dangling))


def migration_config() -> Config:
    """Return the Alembic configuration, all of it in code: there is no alembic.ini to lose."""
    # Half a second to load, and needed only when there is something to migrate.
    from alembic.config import Config

    config = Config()
    # "%" is an interpolation sign in Config, and a folder may be named so.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def newest_schema() -> str:
    """Return the id of the newest migration this program knows, as the migrations themselves say."""
    from alembic.script import ScriptDirectory

    head = ScriptDirectory.from_config(migration_config()).get_current_head()
    assert head is not None  # the initial migration ships with the program
    return head


def _sqlite_engine(file: Path, *, lasting: bool) -> LedgerEngine:
    plain = create_engine(
        f"sqlite:///{file}", connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False}
    )
    engine = LedgerEngine(plain.pool, plain.dialect, plain.url)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours to send; the driver's own comes too late for DDL
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}", "journal_mode=WAL", "foreign_keys=ON",
            f"synchronous={'FULL' if lasting else 'OFF'}",
        ):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(_WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    @event.listens_for(engine, "handle_error")
    def explain(context: ExceptionContext) -> None:
        if isinstance(context.original_exception, OverflowError):  # SQLite's integers have 64 bits, an address any number
            raise NumberTooLargeError from context.original_exception
        if isinstance(context.original_exception, UnicodeEncodeError):
            raise HalfCharacterError from context.original_exception
        explained = _explained(context.original_exception, file)
        if explained is not None:
            raise explained from context.original_exception

    return engine


_UNUSABLE = (
    "SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN",
    "SQLITE_PERM",
)  # fmt: skip


def _explained(error: BaseException, file: Path) -> LedgerLockedError | LedgerUnreadableError | None:
    if not isinstance(error, sqlite3.Error):
        return None
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LedgerLockedError(where=file)
    return LedgerUnreadableError(where=file, reason=str(error)) if name.startswith(_UNUSABLE) else None


def _migrate(engine: Engine, where: str) -> None:
    """Bring the ledger to the newest schema, waiting for another process that is doing the same.

    SQLite's own waiting does not cover the first switch to WAL, and a slow machine may migrate for longer than it lasts.
    """
    for left in reversed(range(MIGRATION_TRIES)):
        try:
            _migrate_once(engine, where)
            return
        except LedgerLockedError:
            if not left:
                raise
            time.sleep(MIGRATION_PAUSE_S)


def _migrate_once(engine: Engine, where: str) -> None:
    try:
        with engine.connect() as connection:
            if _is_newest(connection):
                return
        _upgrade(engine, where)
    except sqlite3.Error as error:  # pragmas run on the bare connection, before SQLAlchemy looks after errors
        raise _explained(error, Path(where)) or LedgerUnreadableError(where=where, reason=str(error)) from error
    except (DBAPIError, SQLAlchemyError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        explained = _explained(cause, Path(where)) if cause is not None else None
        raise explained or LedgerUnreadableError(where=where, reason=str(cause)) from error


def _is_newest(connection: Connection) -> bool:
    """Return whether the ledger is at `NEWEST`, read from Alembic's own table without loading Alembic."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    return list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars()) == [NEWEST]


def _upgrade(engine: Engine, where: str) -> None:
    from alembic import command
    from alembic.util import CommandError

    try:
        with engine.begin() as connection:  # the lock makes a second process wait, then find nothing left to do
            config = migration_config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:
        raise LedgerTooNewError(where=where, reason=str(error)) from error
