"""From a `NoteFilter` to SQL: conditions with their parameters, and orders. Pure; values never become SQL
text.
"""

from __future__ import annotations

import json
from typing import Any

from notes_app.catalog.catalog import NoteFilter, fold

SORT_COLUMNS = ("held_on", "title", "account", "author", "owner", "kind")
"""Sorts that have a folded column of their own, `sort_<name>`; `path` and `changed` are sorted as they
are.
"""

_EQUAL = ("account", "author", "owner", "month", "kind", "channel", "deal", "template")


def conditions(where: NoteFilter, readers: frozenset[str] | None) -> tuple[str, list[Any]]:
    """Return the WHERE text over table `entry` and its parameters, the permission filter included."""
    tests: list[str] = ["1"]
    facts: list[Any] = []

    def add(test: str, *values: Any) -> None:
        tests.append(test)
        facts.extend(values)

    if readers is not None:
        tokens = json.dumps(sorted(readers))
        add(
            "reader_set IN (SELECT reader_set FROM reader_set WHERE token IN (SELECT value FROM "
            "json_each(?)))",
            tokens,
        )
    for name in _EQUAL:
        if getattr(where, name) is not None:
            add(f"entry.{name} = ?", getattr(where, name))
    for role, word in (("tag", where.tag), ("contact", where.contact)):
        _add_word(add, role, word)
    if where.by is not None:
        names = json.dumps(sorted(where.by))
        add(
            "(author IN (SELECT value FROM json_each(?)) OR owner IN (SELECT value FROM json_each(?)))",
            names,
            names,
        )
    _add_days(add, where)
    if where.ids is not None:
        add("entry.note_id IN (SELECT value FROM json_each(?))", json.dumps(sorted(where.ids)))
    if where.title_prefix:
        _add_prefix(add, "sort_title", fold(where.title_prefix))
    if where.folder:
        _add_prefix(add, "path", where.folder.rstrip("/") + "/")
    for column, is_set in (("unreadable_reason", where.is_unreadable), ("claimed_id", where.is_copy)):
        if is_set is not None:
            add(f"{column} {'<>' if is_set else '='} ''")
    return " AND ".join(tests), facts


def order_by(name: str, is_downwards: bool, table: str = "") -> str:
    """Return the ORDER BY text; empty values last, ties by id."""
    tie = f"{table}note_id"
    if name in ("path", "changed"):
        column, empty = (f"{table}path", "''") if name == "path" else (f"{table}mtime_ns", "0")
    else:
        column, empty = f"{table}sort_{name}", "''"
    if is_downwards:
        return f"{column} DESC, {tie}"  # the empty value is the smallest, so it is last by itself
    return f"{column} = {empty}, {column}, {tie}"


def _add_word(add: Any, role: str, word: str | None) -> None:
    if word == "":
        add("entry.note_id NOT IN (SELECT note_id FROM word WHERE role = ?)", role)
    elif word is not None:
        add("entry.note_id IN (SELECT note_id FROM word WHERE role = ? AND word = ?)", role, word)


def _add_days(add: Any, where: NoteFilter) -> None:
    if where.since is not None:
        add("held_on >= ?", where.since.isoformat())
    if where.until is not None:
        add("held_on <> '' AND held_on <= ?", where.until.isoformat())


def _add_prefix(add: Any, column: str, prefix: str) -> None:
    # A range rather than LIKE: no wildcard to escape, no case rule of SQLite's own, and an index can serve
    # it.
    add(f"{column} >= ? AND substr({column}, 1, ?) = ?", prefix, len(prefix), prefix)
