"""Contributions of all notes, kept in `var/derived/mining.sqlite`, and the sums over them in memory.

Follows the change log with a cursor of its own. Derived: deleting the file is always safe. A row made by another
extractor, or before something was learnt, is made anew when the store next catches up. Several processes may share
the file: each takes in what another wrote by the sequence number of the row.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from notes_app.mining.contribution import Contribution, contribute, fingerprint
from notes_app.mining.fields.aggregate import Aggregate, MiningDecisions
from notes_app.mining.fields.candidates import MiningReport
from notes_app.mining.fields.report import rank
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.source import SourceNote

_log = logging.getLogger(__name__)

ChangeRow = tuple[int, str, str]
"""(sequence, note id, what)"""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS contribution (
  note_id TEXT PRIMARY KEY, stamp INTEGER NOT NULL, author TEXT NOT NULL, fingerprint TEXT NOT NULL, body TEXT
);
CREATE INDEX IF NOT EXISTS contribution_stamp ON contribution (stamp);
CREATE TABLE IF NOT EXISTS progress (name TEXT PRIMARY KEY, at INTEGER NOT NULL);
"""
_BATCH = 500
_REPORTS_KEPT = 16
_SUMS_KEPT = 2  # of readers of several groups; each is as large as all their notes together


class ContributionStore:
    """One contribution per note, and reports over those the asker may read. Safe to share between threads."""

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self._lock = threading.RLock()
        self._open()

    def _open(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connect()
        except sqlite3.DatabaseError:  # a damaged file: derived, so begin anew
            self._path.unlink(missing_ok=True)
            self._connect()
        self._forget()

    def _connect(self) -> None:
        self._db = sqlite3.connect(self._path, timeout=10, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)

    def _forget(self) -> None:
        self._held: dict[str, Contribution] = {}
        self._groups: dict[tuple[str, ...], Aggregate] = {}
        self._prints: Counter[tuple[str, str]] = Counter()
        self._stamp = 0
        self._version = 0
        self._reports: OrderedDict[object, MiningReport] = OrderedDict()
        self._written: dict[tuple[str, frozenset[str]], tuple[str, ...]] = {}
        self._sums: OrderedDict[tuple[tuple[str, ...], ...], Aggregate] = OrderedDict()

    def cursor(self) -> int:
        """Return the sequence number of the last change taken in."""
        with self._lock:
            return self._progress("cursor")

    def count(self) -> int:
        """Return how many notes are counted."""
        with self._lock:
            self._take_in()
            return len(self._held)

    def clear(self) -> None:
        """Forget everything; the next `catch_up` reads the change log from its beginning."""
        with self._lock:
            self._db.execute("DELETE FROM contribution")
            self._db.execute("DELETE FROM progress")
            self._forget()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    # -- following -----------------------------------------------------------------------------

    def catch_up(
        self,
        changes_since: Callable[[int, int], Sequence[ChangeRow]],
        load: Callable[[str], SourceNote | None],
        knowledge: Knowledge,
        *,
        most_old: int | None = None,
    ) -> int:
        """Take in what changed since the cursor; return how many notes were read.

        changes_since: (cursor, limit) -> rows, oldest first. load: the note as it is now, None when it is gone.
        most_old: how many notes are read anew that were read by an older extractor or before something was learnt; None for all.
        """
        with self._lock:
            self._take_in()
            read = 0
            while rows := changes_since(self._progress("cursor"), _BATCH):
                wanted = list(dict.fromkeys(note_id for _, note_id, _ in rows))
                read += self._renew(wanted, load, knowledge, cursor=rows[-1][0])
            stale = self._stale(knowledge)[:most_old]
            for at in range(0, len(stale), _BATCH):
                read += self._renew(stale[at : at + _BATCH], load, knowledge, cursor=None)
            return read

    def old_count(self, knowledge: Knowledge, readers: frozenset[str] | None = None) -> int:
        """Return how many notes were read by an older extractor, or before something was learnt, of those these readers may read (None: of all)."""
        with self._lock:
            self._take_in()
            old = self._stale(knowledge)
            return len(old) if readers is None else sum(not readers.isdisjoint(self._held[note_id].readers) for note_id in old)

    def _stale(self, knowledge: Knowledge) -> list[str]:
        wanted = {author: fingerprint(author, knowledge) for author, _ in self._prints}
        if all(wanted[author] == made for author, made in self._prints):
            return []
        return [one.note_id for one in self._held.values() if wanted[one.author] != one.fingerprint]

    def _renew(
        self,
        note_ids: Iterable[str],
        load: Callable[[str], SourceNote | None],
        knowledge: Knowledge,
        cursor: int | None,
    ) -> int:
        fresh: list[tuple[str, Contribution | None]] = []
        for note_id in note_ids:
            note = load(note_id)
            fresh.append((note_id, _read(note, knowledge) if note is not None else None))
        self._db.execute("BEGIN IMMEDIATE")
        try:
            stamp = max(self._progress("stamp"), self._stamp)
            for note_id, one in fresh:
                stamp += 1
                body = json.dumps(one.to_json(), ensure_ascii=False) if one else None
                self._db.execute(
                    "INSERT OR REPLACE INTO contribution VALUES (?,?,?,?,?)",
                    (note_id, stamp, one.author if one else "", one.fingerprint if one else "", body),
                )
            self._db.execute("INSERT OR REPLACE INTO progress VALUES ('stamp', ?)", (stamp,))
            if cursor is not None:
                self._db.execute(
                    "INSERT OR REPLACE INTO progress VALUES ('cursor', max(?, ?))",
                    (cursor, self._progress("cursor")),
                )
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        if stamp - self._stamp == len(fresh):  # nobody else wrote in between
            for note_id, one in fresh:
                self._count(note_id, one)
            self._stamp = stamp
        else:
            self._take_in()
        return len(fresh)

    def _progress(self, name: str) -> int:
        row = self._db.execute("SELECT at FROM progress WHERE name = ?", (name,)).fetchone()
        return int(row[0]) if row else 0

    def _take_in(self) -> None:
        """Count the rows another process, or an earlier run, has written."""
        stamp = self._progress("stamp")
        if stamp == self._stamp:
            return
        if stamp < self._stamp:  # somebody cleared the file
            self._forget()
        rows = self._db.execute("SELECT note_id, stamp, body FROM contribution WHERE stamp > ? ORDER BY stamp", (self._stamp,))
        for note_id, _, body in rows.fetchall():
            self._count(note_id, Contribution.from_json(json.loads(body)) if body else None)
        self._stamp = stamp

    def _count(self, note_id: str, fresh: Contribution | None) -> None:
        old = self._held.pop(note_id, None)
        if old is not None:
            self._groups[old.readers].remove(old)
            for total in self._sums_with(old):
                total.remove(old)
            self._prints[old.author, old.fingerprint] -= 1
            self._prints += Counter()  # drop zeroes
        if fresh is not None:
            self._held[note_id] = fresh
            self._groups.setdefault(fresh.readers, Aggregate()).add(fresh)
            for total in self._sums_with(fresh):
                total.add(fresh)
            self._prints[fresh.author, fresh.fingerprint] += 1
        self._version += 1

    # -- reporting -----------------------------------------------------------------------------

    def report(self, readers: frozenset[str], knowledge: Knowledge, decisions: MiningDecisions | None = None) -> MiningReport:
        """Return the report over the notes that a person with these reader tokens may read, and over no other."""
        with self._lock:
            self._take_in()
            groups = sorted(group for group in self._groups if not readers.isdisjoint(group) and self._groups[group].notes)
            decided = decisions or MiningDecisions()
            mark = (self._version, tuple(groups), fingerprint("", knowledge), _mark(decided))
            if mark in self._reports:
                self._reports.move_to_end(mark)
                return self._reports[mark]
            report = rank(self._sum(groups), knowledge, decided)
            self._reports[mark] = report
            while len(self._reports) > _REPORTS_KEPT:
                self._reports.popitem(last=False)
            return report

    def contributions(self, readers: frozenset[str], author: str | None = None) -> tuple[Contribution, ...]:
        """Return the contributions of the notes these readers may read, of one author or (None) of all, oldest month first."""
        with self._lock:
            self._take_in()
            mine = [
                one for one in self._held.values()
                if (author is None or one.author == author) and not readers.isdisjoint(one.readers)
            ]  # fmt: skip
            return tuple(sorted(mine, key=lambda one: (one.month, one.note_id)))

    def keys(self, readers: frozenset[str]) -> frozenset[str]:
        """Return the folded labels that stand in the notes these readers may read."""
        with self._lock:
            self._take_in()
            mine = [tally.keys for group, tally in self._groups.items() if not readers.isdisjoint(group)]
            return frozenset(key for keys in mine for key, _ in keys)

    def written(self, concept: str, readers: frozenset[str]) -> tuple[str, ...]:
        """Return the short values that stand under labels for a concept in the notes these readers may read, sorted.

        Never waits: while another thread takes notes in, the answer is the last one.
        """
        if not self._lock.acquire(blocking=False):
            return self._written.get((concept, readers), ())
        try:
            mine = [tally for group, tally in self._groups.items() if not readers.isdisjoint(group)]
            found = {value for one in mine for (key, name), tally in one.keys.items() if name == concept and key for value in tally.values}
            self._written[concept, readers] = tuple(sorted(value for value in found if not value.startswith("#")))
            return self._written[concept, readers]
        finally:
            self._lock.release()

    @property
    def version(self) -> int:
        """What changes whenever this process counts a note anew; read without waiting."""
        return self._version

    def stamp(self) -> int:
        """Return what changes whenever a contribution does."""
        with self._lock:
            self._take_in()
            return self._version

    def _sum(self, groups: Sequence[tuple[str, ...]]) -> Aggregate:
        """Return the sum over several groups, which follows every later change and remembers what its last report worked out."""
        if len(groups) == 1:
            return self._groups[groups[0]]
        wanted = tuple(groups)
        if wanted not in self._sums:
            self._sums[wanted] = Aggregate()
            for group in groups:
                self._sums[wanted].absorb(self._groups[group])
        self._sums.move_to_end(wanted)
        while len(self._sums) > _SUMS_KEPT:
            self._sums.popitem(last=False)
        return self._sums[wanted]

    def _sums_with(self, one: Contribution) -> list[Aggregate]:
        return [total for groups, total in self._sums.items() if one.readers in groups]


def _read(note: SourceNote, knowledge: Knowledge) -> Contribution | None:
    """Return what a note adds; one that trips a fault of ours adds nothing, and every other note is still counted."""
    try:
        return contribute(note, knowledge)
    except Exception:
        _log.exception("note %s could not be read for its fields", note.note_id)
        return None


def _mark(decisions: MiningDecisions) -> tuple[object, ...]:
    return (
        tuple(sorted(decisions.merges.items())), tuple(sorted(decisions.splits)), tuple(sorted(decisions.renames.items())),
        tuple(sorted(decisions.dropped)),
    )  # fmt: skip
