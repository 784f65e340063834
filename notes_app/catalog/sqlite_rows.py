"""How a catalog entry stands in its SQLite row, and back. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from notes_app.catalog.catalog import sort_value
from notes_app.catalog.entry import CatalogEntry
from notes_app.catalog.sqlite_where import SORT_COLUMNS

_SAME = tuple(
    "note_id path title kind account deal owner author channel held_at template revision size mtime_ns excerpt "
    "unreadable_reason unreadable_reason_en claimed_id".split()
)
"""Columns that hold an entry's own value, as it is."""


def set_name(readers: frozenset[str]) -> str:
    """Return the name under which a set of readers is kept once."""
    return hashlib.sha256(json.dumps(sorted(readers)).encode()).hexdigest()[:16]


def row_of(entry: CatalogEntry) -> dict[str, Any]:
    """Return the entry as a row of the table `entry`."""
    return {
        **{name: getattr(entry, name) for name in _SAME},
        **{f"sort_{name}": sort_value(entry, name) for name in SORT_COLUMNS},
        "month": entry.month,
        "held_on": entry.held_on.isoformat() if entry.held_on else "",
        "reader_set": set_name(entry.readers),
        "readers": json.dumps(sorted(entry.readers), ensure_ascii=False),
        "contacts": json.dumps(entry.contacts, ensure_ascii=False),
        "tags": json.dumps(entry.tags, ensure_ascii=False),
    }


def entry_from(row: Mapping[str, Any]) -> CatalogEntry:
    """Return the entry a row holds."""
    return CatalogEntry(
        **{name: row[name] for name in _SAME},
        held_on=date.fromisoformat(row["held_on"]) if row["held_on"] else None,
        readers=frozenset(json.loads(row["readers"])),
        contacts=tuple(json.loads(row["contacts"])),
        tags=tuple(json.loads(row["tags"])),
    )
