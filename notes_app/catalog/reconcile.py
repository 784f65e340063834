"""Make the catalog agree with the folder, whatever happened to the files behind our back.

A look is cheap: sizes and times of change are compared with what the catalog saw last, and only files that
differ are read (`full=True` reads all). No file is ever changed by a look: a file without an id is known by
an id that the ledger keeps for its path (minutes/adoption.py), and a copy that carries another file's id gets
one of its own there too, because two notes must not share a history; the report lists it, for a person to
decide.

A folder that suddenly lost most of its files is more often a share that is not mounted than a clean-out: then
nothing is taken out of the catalog, and the report says so, until a `full` look confirms it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from notes_app.catalog.catalog import MAX_PAGE, Catalog, NoteFilter, Seen
from notes_app.catalog.entry import CatalogEntry, entry_of, unreadable_entry
from notes_app.catalog.report import Duplicate, ReconcileReport, Unreadable
from notes_app.errors import NotesAppError
from notes_app.minutes.errors import NoteFileNotFoundError
from notes_app.minutes.note import Note
from notes_app.minutes.note_store import FileStat, NoteStore

Progress = Callable[[int, int | None], None]
_BATCH = 200
"""Entries per write to the catalog: what was read so far is kept when a long look is interrupted."""

HOLD_BACK_COUNT = 20
"""Up to so many missing files are always believed; more only while they are less than half of all."""


class Keeper(Protocol):
    """What a look needs of `minutes.keeper.NoteKeeper`."""

    def adopt_all(self, paths: Iterable[str]) -> Iterator[tuple[str, Note | NotesAppError]]: ...
    def forget(self, note_id: str, path: str) -> None: ...


def reconcile(
    keeper: Keeper,
    store: NoteStore,
    catalog: Catalog,
    *,
    full: bool = False,
    progress: Progress | None = None,
    cursor: int | None = None,
) -> ReconcileReport:
    """Compare the folder with the catalog, take in what differs, and report it.

    Args:
        full: read every file again instead of trusting size and time of change.
        progress: called with files read and files to read.
        cursor: the head of the change log before the look, where the catalog then stands; None leaves it.
    """
    started = time.monotonic()
    before = (
        catalog.snapshot()
    )  # before the folder is listed: a note saved in between is looked at twice, not lost
    files = {stat.path: stat for stat in store.list()}
    differing = [stat for stat in files.values() if full or _differs(stat, before.get(stat.path))]
    look = _Look(before, files)
    for batch in _take_in(keeper, differing, look, progress):
        catalog.replace(batch)
    missing = [path for path in sorted(look.former.values()) if not store.exists(path)]
    is_doubtful = len(missing) > HOLD_BACK_COUNT and len(missing) * 2 > len(before) and not full
    removed = [] if is_doubtful else missing
    for path in removed:
        keeper.forget(before[path].note_id, path)
    catalog.replace((), remove=[before[path].note_id for path in removed], cursor=cursor)
    return ReconcileReport(
        looked_at=len(files), unchanged=len(files) - len(look.added) - len(look.changed) - len(look.moved),
        added=tuple(look.added), changed=tuple(look.changed), moved=tuple(sorted(look.moved)),
        removed=tuple(removed), duplicates=_duplicates(catalog), unreadable=_unreadable(catalog),
        held_back=tuple(missing) if is_doubtful else (), seconds=time.monotonic() - started,
    )  # fmt: skip


def rebuild(
    keeper: Keeper, store: NoteStore, catalog: Catalog, *, progress: Progress | None = None,
    cursor: int = 0,
) -> ReconcileReport:  # fmt: skip
    """Make the catalog anew from the files; who reads meanwhile sees the old one. Arguments as for
    `reconcile`.
    """
    started = time.monotonic()
    files = {stat.path: stat for stat in store.list()}
    look = _Look({}, files)
    entries = [entry for batch in _take_in(keeper, files.values(), look, progress) for entry in batch]
    catalog.replace_all(entries, cursor=cursor)
    return ReconcileReport(
        looked_at=len(files), added=tuple(look.added), duplicates=_duplicates(catalog),
        unreadable=_unreadable(catalog), seconds=time.monotonic() - started,
    )  # fmt: skip


@dataclass(slots=True)
class _Look:
    """A look under way. before: what the catalog knew; files: what the folder holds."""

    before: Mapping[str, Seen]
    files: Mapping[str, FileStat]
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)
    former: dict[str, str] = field(default_factory=dict)  # id -> where a file now gone was

    def __post_init__(self) -> None:
        self.former = {seen.note_id: path for path, seen in self.before.items() if path not in self.files}

    def note(self, entry: CatalogEntry, seen: Seen | None) -> None:
        """Put a file that was read under what happened to it."""
        if entry.note_id in self.former:
            self.moved.append((self.former.pop(entry.note_id), entry.path))
        elif seen is None:
            self.added.append(entry.path)
        elif (seen.revision, seen.note_id) != (entry.revision, entry.note_id):
            self.changed.append(entry.path)


def _differs(stat: FileStat, seen: Seen | None) -> bool:
    return seen is None or (stat.size, stat.mtime_ns) != (seen.size, seen.mtime_ns)


def _take_in(
    keeper: Keeper,
    stats: Iterable[FileStat],
    look: _Look,
    progress: Progress | None,
) -> Iterator[list[CatalogEntry]]:
    """Adopt files and yield their entries in batches. Sizes and times are those from before the reading, so
    that a change during it is seen at the next look.
    """
    listed = list(stats)
    batch: list[CatalogEntry] = []
    for done, (path, found) in enumerate(keeper.adopt_all(stat.path for stat in listed), 1):
        stat = look.files[path]
        if not isinstance(found, NoteFileNotFoundError):  # gone since the listing; the next look will say so
            entry = _entry(found, stat)
            look.note(entry, look.before.get(path))
            batch.append(entry)
        if progress is not None and (done % 50 == 0 or done == len(listed)):
            progress(done, len(listed))
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    yield batch


def _entry(found: Note | NotesAppError, stat: FileStat) -> CatalogEntry:
    if isinstance(found, NotesAppError):
        return unreadable_entry(stat.path, found, size=stat.size, mtime_ns=stat.mtime_ns)
    return entry_of(
        found, size=stat.size, mtime_ns=stat.mtime_ns
    )


def _unreadable(catalog: Catalog) -> tuple[Unreadable, ...]:
    page = catalog.list(NoteFilter(is_unreadable=True), readers=None, sort="path", limit=MAX_PAGE)
    return tuple(
        Unreadable(one.path, one.unreadable_reason, one.unreadable_reason_en) for one in page.entries
    )


def _duplicates(catalog: Catalog) -> tuple[Duplicate, ...]:
    page = catalog.list(NoteFilter(is_copy=True), readers=None, sort="path", limit=MAX_PAGE)
    return tuple(Duplicate(one.path, one.claimed_id, one.note_id) for one in page.entries)
