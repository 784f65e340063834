"""A catalog in one SQLite file, by sqlite-utils.

Derived: a file that is missing, damaged or made by another version of this module is replaced by an empty
         one, and
`reconcile` fills it. Readers never wait for a writer (WAL); a rebuild is one transaction, so who reads
meanwhile sees the old catalog and then the new one. Several processes may share the file.

Permission: notes share few distinct sets of readers, so each set is kept once (`reader_set`) and a note names
            its
set; the filter is then one small `IN` that every index can begin with.
"""
# ruff: noqa: S608 - SQL is put together from words of this room alone; values always travel as parameters

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, LifoQueue
from typing import TypeVar

from sqlite_utils import Database
from sqlite_utils.db import DescIndex

from notes_app.catalog.catalog import (
    EVERYTHING,
    MAX_PAGE,
    Dimension,
    NoteFilter,
    Page,
    Seen,
    check_dimension,
    parse_sort,
)
from notes_app.catalog.entry import CatalogEntry
from notes_app.catalog.sqlite_rows import entry_from, row_of, set_name
from notes_app.catalog.sqlite_where import SORT_COLUMNS, conditions, order_by
from notes_app.errors import NotesAppError

BUSY_TIMEOUT_MS = 15_000
_COLUMNS: dict[str, type] = {
    "note_id": str,
    "reader_set": str,
    "month": str,
    "kind": str,
    "account": str,
    "author": str,
    "owner": str,
    "channel": str,
    "deal": str,
    "template": str,
    "held_on": str,
    **dict.fromkeys((f"sort_{name}" for name in SORT_COLUMNS), str),
    "path": str,
    "mtime_ns": int,
    "size": int,
    "revision": str,
    "unreadable_reason": str,
    "unreadable_reason_en": str,
    "claimed_id": str,
    "held_at": str,
    "title": str,
    "contacts": str,
    "tags": str,
    "readers": str,
    "excerpt": str,
}
_INDEXES = (
    ("-sort_held_on", "note_id", "reader_set"),
    ("account",),
    ("deal",),
    ("mtime_ns", "note_id"),
    *(
        (("reader_set", name))
        for name in ("account", "author", "owner", "month", "kind", "channel", "unreadable_reason")
    ),
)
_FINGERPRINT = hashlib.sha256(repr((1, _COLUMNS, _INDEXES)).encode()).hexdigest()[:16]
"""Names the shape of the tables; raise the number when the meaning of a column changes without its name."""

_Answer = TypeVar("_Answer")


class CatalogUnusableError(NotesAppError):
    """Facts: path, reason."""

    ja = (
        "目録 {path} を開けません（{reason}）。フォルダの書き込み権限とディスクの空き容量を確かめてください。"
        "議事録は無事です。目録は消しても作り直されます。"
    )
    en = (
        "The catalog {path} cannot be opened ({reason}). Check the folder's permissions and the free disk "
        "space. "
        "The notes are safe; the catalog may be deleted and is made anew."
    )
    status = 503


class SqliteCatalog:
    """`Catalog` in the file at `path`; its folder is made if need be.

    Raises:
        CatalogUnusableError: the file can be neither opened nor made.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writing = threading.Lock()
        self._idle: LifoQueue[tuple[tuple[int, int], Database]] = LifoQueue()
        self._closed = False
        try:
            with self._writing:
                self._prepare()
        except (sqlite3.Error, OSError) as error:
            raise CatalogUnusableError(path=path, reason=error) from error

    def replace(
        self, entries: Iterable[CatalogEntry], *, remove: Iterable[str] = (), cursor: int | None = None
    ) -> None:
        fresh, gone = list(entries), list(remove)
        self._write(lambda db: _replace(db, fresh, gone, cursor))

    def replace_all(self, entries: Iterable[CatalogEntry], *, cursor: int) -> None:
        fresh = list(entries)

        def swap(db: Database) -> None:
            for table in ("entry", "word", "reader_set"):
                db.conn.execute(f"DELETE FROM {table}")
            _replace(db, fresh, [], cursor)

        self._write(swap)

    def list(
        self,
        where: NoteFilter = EVERYTHING,
        *,
        readers: frozenset[str] | None,
        sort: str = "-held_on",
        limit: int = 50,
        offset: int = 0,
    ) -> Page:
        name, is_downwards = parse_sort(sort)
        test, facts = conditions(where, readers)
        size = max(0, min(limit, MAX_PAGE))
        # The rows of the page are found by narrow columns alone and fetched whole afterwards. The plus keeps
        # SQLite from gathering all that may be read before sorting it, when walking an index in order finds a
        # page at once.
        walked = test.replace("reader_set IN", "+reader_set IN", 1)
        chosen = (
            f"SELECT rowid FROM entry WHERE {walked} ORDER BY {order_by(name, is_downwards)} LIMIT ? OFFSET ?"
        )
        query = f"SELECT entry.* FROM ({chosen}) AS page JOIN entry ON entry.rowid = page.rowid"
        query += f" ORDER BY {order_by(name, is_downwards, 'entry.')}"

        def ask(db: Database) -> Page:
            total = db.execute(f"SELECT count(*) FROM entry WHERE {test}", facts).fetchone()[0]
            rows = db.query(query, [*facts, size, max(offset, 0)]) if size else ()
            return Page(tuple(entry_from(row) for row in rows), total)

        return self._read(ask)

    def count_by(
        self, dimension: Dimension, where: NoteFilter = EVERYTHING, *, readers: frozenset[str] | None
    ) -> tuple[tuple[str, int], ...]:
        check_dimension(dimension)
        test, facts = conditions(where, readers)
        order = "1 DESC" if dimension == "month" else "2 DESC, 1"
        source, value = "entry", str(dimension)
        if dimension in ("tag", "contact"):
            source, value = "word JOIN entry USING (note_id)", "word.word"
            test, facts = f"word.role = ? AND {test}", [dimension, *facts]
        query = f"SELECT {value}, count(*) FROM {source} WHERE {test} AND {value} <> ''"
        query += f" GROUP BY 1 ORDER BY {order}"
        return self._read(lambda db: tuple((row[0], row[1]) for row in db.execute(query, facts)))

    def find(self, note_id: str) -> CatalogEntry | None:
        return self._find("note_id", note_id)

    def find_by_path(self, path: str) -> CatalogEntry | None:
        return self._find("path", path)

    def cursor(self) -> int:
        return self._read(
            lambda db: int(db.execute("SELECT value FROM fact WHERE name = 'cursor'").fetchone()[0])
        )

    def snapshot(self) -> Mapping[str, Seen]:
        query = "SELECT path, note_id, size, mtime_ns, revision FROM entry"
        return self._read(lambda db: {row[0]: Seen(*row[1:]) for row in db.execute(query)})

    def clear(self) -> None:
        self.replace_all((), cursor=0)

    def close(self) -> None:
        self._closed = True
        with suppress(Empty):
            while True:
                self._idle.get_nowait()[1].close()

    # --- connections
    # ------------------------------------------------------------------------------------------

    def _find(self, column: str, value: str) -> CatalogEntry | None:
        query = f"SELECT * FROM entry WHERE {column} = ?"
        row = self._read(lambda db: next(iter(db.query(query, [value])), None))
        return None if row is None else entry_from(row)

    def _read(self, ask: Callable[[Database], _Answer]) -> _Answer:
        """Ask a question; a catalog found damaged or deleted is made anew, empty, and answers once more."""
        try:
            with self._borrowed() as db:
                return ask(db)
        except sqlite3.DatabaseError as error:
            if not _is_lost(error):
                raise
        with self._writing:
            self._prepare()
        with self._borrowed() as db:
            return ask(db)

    def _write(self, change: Callable[[Database], None]) -> None:
        with self._writing:
            for is_last_try in (False, True):
                try:
                    with self._borrowed() as db:
                        _commit(db, change)
                        return
                except sqlite3.DatabaseError as error:
                    if is_last_try or not _is_lost(error):
                        raise
                self._prepare()

    @contextmanager
    def _borrowed(self) -> Iterator[Database]:
        """Lend a connection to one caller at a time; those to a file that was deleted or replaced are thrown
        away.
        """
        place, db = self._take()
        try:
            yield db
        except BaseException:
            db.close()
            raise
        if self._closed:
            db.close()
        else:
            self._idle.put((place, db))

    def _take(self) -> tuple[tuple[int, int], Database]:
        place = _place(self._path)
        with suppress(Empty):
            while True:
                known, db = self._idle.get_nowait()
                if known == place:
                    return known, db
                db.close()
        if place is None:
            raise sqlite3.DatabaseError(_GONE)
        return place, _connect(self._path)

    def _prepare(self) -> None:
        """Make sure a sound catalog of this version's shape is at the path. Called with the writing lock
        held.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        for is_last_try in (False, True):
            db = None
            try:
                db = _connect(self._path)
                sound = db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
                if sound:
                    _commit(db, _shape)
                    return
            except sqlite3.DatabaseError as error:
                if is_last_try or not _is_lost(error):
                    raise
            finally:
                if db is not None:
                    db.close()
            for ending in ("", "-wal", "-shm", "-journal"):
                Path(f"{self._path}{ending}").unlink(missing_ok=True)


_GONE = "the catalog file is gone"


def _is_lost(error: sqlite3.DatabaseError) -> bool:
    """Return whether an error means that the file is gone, damaged or another thing, rather than busy or
    full.
    """
    name = getattr(error, "sqlite_errorname", "") or ""
    return (
        str(error) == _GONE
        or name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR"))
        or "no such" in str(error)
    )


def _place(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def _connect(path: Path) -> Database:
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000, check_same_thread=False)
    # synchronous=NORMAL: a power cut may cost the last changes, which the change log's cursor tells us to
    # repeat.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-16000", "mmap_size=134217728"):
        connection.execute(f"PRAGMA {pragma}")
    return Database(connection, recursive_triggers=False, execute_plugins=False)


def _commit(db: Database, change: Callable[[Database], None]) -> None:
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        change(db)
    except BaseException:
        db.rollback()
        raise
    db.commit()


def _shape(db: Database) -> None:
    """Make the tables, unless they are there and made by this version."""
    names = db.table_names()
    if "fact" in names:
        found = db.execute("SELECT value FROM fact WHERE name = 'fingerprint'").fetchone()
        if found and found[0] == _FINGERPRINT:
            return
    for name in names:
        db.conn.execute(f'DROP TABLE "{name}"')
    db.table("fact").create({"name": str, "value": str}, pk="name")
    db.table("entry").create(_COLUMNS, pk="note_id", not_null=set(_COLUMNS))
    db.table("word").create({"note_id": str, "role": str, "word": str}, pk=("note_id", "role", "word"))
    db.table("reader_set").create({"token": str, "reader_set": str}, pk=("token", "reader_set"))
    db.table("entry").create_index(["path"], unique=True)
    for columns in _INDEXES:
        db.table("entry").create_index([DescIndex(name[1:]) if name[0] == "-" else name for name in columns])
    db.table("word").create_index(["role", "word", "note_id"])
    db.table("fact").insert_all(
        [{"name": "fingerprint", "value": _FINGERPRINT}, {"name": "cursor", "value": "0"}]
    )


def _replace(db: Database, fresh: list[CatalogEntry], gone: Iterable[str], cursor: int | None) -> None:
    last = {entry.note_id: entry for entry in fresh}
    last = {entry.note_id: entry for entry in {entry.path: entry for entry in last.values()}.values()}
    execute = db.conn.executemany
    out = [(note_id,) for note_id in (*gone, *last)]
    execute("DELETE FROM word WHERE note_id = ?", out)
    execute("DELETE FROM entry WHERE note_id = ?", out)
    execute("DELETE FROM entry WHERE path = ?", [(entry.path,) for entry in last.values()])
    db.table("reader_set").insert_all(
        (
            {"token": token, "reader_set": set_name(readers)}
            for readers in {e.readers for e in last.values()}
            for token in readers
        ),
        ignore=True,
    )
    db.table("entry").insert_all((row_of(entry) for entry in last.values()), batch_size=500)
    db.table("word").insert_all(
        {"note_id": entry.note_id, "role": role, "word": word}
        for entry in last.values()
        for role, words in (("tag", entry.tags), ("contact", entry.contacts))
        for word in dict.fromkeys(words)
    )
    if cursor is not None:
        db.conn.execute("UPDATE fact SET value = ? WHERE name = 'cursor'", [str(cursor)])
