"""Copy a ledger that is in use, as it was at one instant, and prove that the copy can be opened.

Source: https://www.sqlite.org/lang_vacuum.html#vacuuminto
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from sqlalchemy import Engine

from notes_app.ledger.errors import LedgerUnreadableError


def backup_ledger(engine: Engine, target: Path) -> None:
    """Write a copy of the ledger to `target`, replacing a file there only when the new copy is whole and
    sound.

    Writers go on meanwhile; the copy holds what was committed when it began.

    Raises:
        LedgerUnreadableError: not SQLite, the disk is full, or the copy came out damaged.
    """
    if engine.dialect.name != "sqlite":
        reason = f"use the backup program of {engine.dialect.name}"
        raise LedgerUnreadableError(where=engine.url.render_as_string(), reason=reason)
    partial = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        with contextlib.closing(engine.raw_connection()) as connection:
            # Outside any transaction: the driver's autocommit is on, see database.py.
            connection.cursor().execute("VACUUM INTO ?", (str(partial),))
        verify_backup(partial)
        with partial.open("rb+") as copied:
            os.fsync(copied.fileno())
        partial.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise LedgerUnreadableError(where=target, reason=str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def verify_backup(file: Path) -> None:
    """Return when the file is a sound ledger.

    Raises:
        LedgerUnreadableError: damaged, or something else.
    """
    try:
        with contextlib.closing(
            sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if verdict == "ok":
                connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise LedgerUnreadableError(where=file, reason=str(error)) from error
    if verdict != "ok":
        raise LedgerUnreadableError(where=file, reason=str(verdict))
