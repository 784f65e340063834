"""A catalog in memory: the plainest reading of the port, for tests and for a workspace without a disk."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from notes_app.catalog.catalog import (
    EVERYTHING,
    MAX_PAGE,
    Dimension,
    NoteFilter,
    Page,
    Seen,
    check_dimension,
    fold,
    parse_sort,
    sort_value,
)
from notes_app.catalog.entry import CatalogEntry


class MemoryCatalog:
    """`Catalog` over a dictionary."""

    def __init__(self) -> None:
        self._entries: dict[str, CatalogEntry] = {}
        self._cursor = 0
        self._lock = threading.Lock()

    def replace(
        self, entries: Iterable[CatalogEntry], *, remove: Iterable[str] = (), cursor: int | None = None
    ) -> None:
        fresh, gone = list(entries), set(remove)
        with self._lock:
            kept = {note_id: entry for note_id, entry in self._entries.items() if note_id not in gone}
            self._entries = _with(kept, fresh)
            self._cursor = self._cursor if cursor is None else cursor

    def replace_all(self, entries: Iterable[CatalogEntry], *, cursor: int) -> None:
        fresh = list(entries)
        with self._lock:
            self._entries, self._cursor = _with({}, fresh), cursor

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
        meant = sorted(self._meant(where, readers), key=lambda entry: entry.note_id)
        meant.sort(key=lambda entry: sort_value(entry, name), reverse=is_downwards)
        meant.sort(key=lambda entry: not sort_value(entry, name))
        size = max(0, min(limit, MAX_PAGE))
        return Page(tuple(meant[max(offset, 0) : max(offset, 0) + size]), len(meant))

    def count_by(
        self, dimension: Dimension, where: NoteFilter = EVERYTHING, *, readers: frozenset[str] | None
    ) -> tuple[tuple[str, int], ...]:
        check_dimension(dimension)
        counts = Counter(
            value
            for entry in self._meant(where, readers)
            for value in set(values_of(entry, dimension))
            if value
        )
        if dimension == "month":
            return tuple(sorted(counts.items(), reverse=True))
        return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    def find(self, note_id: str) -> CatalogEntry | None:
        return self._entries.get(note_id)

    def find_by_path(self, path: str) -> CatalogEntry | None:
        return next((entry for entry in self._entries.values() if entry.path == path), None)

    def cursor(self) -> int:
        return self._cursor

    def snapshot(self) -> Mapping[str, Seen]:
        return {
            entry.path: Seen(entry.note_id, entry.size, entry.mtime_ns, entry.revision)
            for entry in self._entries.values()
        }

    def clear(self) -> None:
        self.replace_all((), cursor=0)

    def close(self) -> None:
        pass

    def _meant(self, where: NoteFilter, readers: frozenset[str] | None) -> tuple[CatalogEntry, ...]:
        return tuple(
            entry
            for entry in self._entries.values()
            if (readers is None or not readers.isdisjoint(entry.readers)) and _is_meant(entry, where)
        )


def values_of(entry: CatalogEntry, dimension: Dimension) -> tuple[str, ...]:
    """Return a note's values on a dimension: several tags and contacts, one of everything else."""
    if dimension in ("tag", "contact"):
        return entry.tags if dimension == "tag" else entry.contacts
    return (str(getattr(entry, dimension)),)


def _with(kept: dict[str, CatalogEntry], fresh: Iterable[CatalogEntry]) -> dict[str, CatalogEntry]:
    by_path = {entry.path: note_id for note_id, entry in kept.items()}
    for entry in fresh:
        kept.pop(by_path.pop(entry.path, ""), None)
        before = kept.pop(entry.note_id, None)
        if before is not None:
            by_path.pop(before.path, None)
        kept[entry.note_id] = entry
        by_path[entry.path] = entry.note_id
    return kept


_ONE_VALUE: tuple[Dimension, ...] = (
    "account", "author", "owner", "month", "kind", "channel", "deal", "template",
)  # fmt: skip


def _is_meant(entry: CatalogEntry, where: NoteFilter) -> bool:
    tests: tuple[Callable[[], bool], ...] = (
        lambda: all(getattr(where, name) in (None, getattr(entry, name)) for name in _ONE_VALUE),
        lambda: _has(entry.tags, where.tag) and _has(entry.contacts, where.contact),
        lambda: where.by is None or entry.author in where.by or entry.owner in where.by,
        lambda: where.since is None or (entry.held_on is not None and entry.held_on >= where.since),
        lambda: where.until is None or (entry.held_on is not None and entry.held_on <= where.until),
        lambda: where.ids is None or entry.note_id in where.ids,
        lambda: fold(entry.title).startswith(fold(where.title_prefix)),
        lambda: not where.folder or entry.path.startswith(where.folder.rstrip("/") + "/"),
        lambda: where.is_unreadable in (None, bool(entry.unreadable_reason)),
        lambda: where.is_copy in (None, bool(entry.claimed_id)),
    )
    return all(test() for test in tests)


def _has(values: tuple[str, ...], wanted: str | None) -> bool:
    return wanted is None or (not values if wanted == "" else wanted in values)
