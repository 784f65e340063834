"""Change single keys of YAML front matter without touching the other lines.

Pure. The lines of a changed key are written by ruamel.yaml's emitter and spliced in where the old ones stood;
the
result is read again, and if it does not say exactly what was asked, the front matter is written anew as a
whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from notes_app.minutes.yaml_front import Entry, FrontMapping, FrontMatterError, read_yaml, write_yaml


def edit_yaml(text: str, changes: Mapping[str, Any], order: Sequence[str] = ()) -> str:
    """Return `text` with each key of `changes` set, or removed where the value is None; other lines as they
    are.

    order: keys in the order a new note has them; a new key goes behind its nearest predecessor there, else
           last.

    Raises:
        FrontMatterError: the front matter cannot be read, so it cannot be changed safely either.
    """
    mapping = read_yaml(text) or FrontMapping(())
    expected = _changed(mapping, changes)
    if expected == mapping.values:
        return text
    edited = text if mapping.is_flow else _edit_lines(text, mapping, changes, order)
    if mapping.is_flow or _values(edited) != expected:  # rare layouts are written anew rather than risked
        edited = write_yaml(expected)
    if _values(edited) != expected:
        raise FrontMatterError(0, "この値は YAML に書けません", "such a value cannot be written as YAML")
    return edited


def _values(text: str) -> dict[str, Any] | None:
    try:
        mapping = read_yaml(text)
    except FrontMatterError:
        return None
    return {} if mapping is None else mapping.values


def _changed(mapping: FrontMapping, changes: Mapping[str, Any]) -> dict[str, Any]:
    values = mapping.values
    for key, value in changes.items():
        if value is None:
            values.pop(key, None)
        else:
            values[key] = value
    return values


def _edit_lines(text: str, mapping: FrontMapping, changes: Mapping[str, Any], order: Sequence[str]) -> str:
    entries = {entry.key: entry for entry in mapping.entries}
    edits: list[tuple[int, int, str]] = []  # start, end, replacement; never overlapping
    added: dict[str, Any] = {}
    for key, value in changes.items():
        entry = entries.get(key)
        if entry is None:
            added |= {} if value is None else {key: value}
        elif value is None:
            edits.append((_line_start(text, entry.start), _last_line_end(text, entry), ""))
        elif value != entry.value:
            edits.append(_replacement(text, entry, value, mapping.indent))
    ends = {entry.key: _last_line_end(text, entry) for entry in mapping.entries}
    for place, keys in _places(added, list(entries), order).items():
        at = (
            ends[place]
            if place
            else _line_start(text, mapping.entries[0].start)
            if mapping.entries
            else len(text)
        )
        new = write_yaml({key: added[key] for key in keys}, indent=mapping.indent)
        edits.append((at, at, ("" if at == 0 or text[at - 1] == "\n" else "\n") + new))
    # Removed keys go first at the same place, so that what is added there stays.
    for start, end, new in sorted(edits, key=lambda edit: (edit[0], edit[1]), reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _replacement(text: str, entry: Entry, value: Any, indent: int) -> tuple[int, int, str]:
    written = write_yaml({entry.key: value}, style=entry.style)
    on_one_line = "\n" not in text[entry.start : entry.value_end]
    if on_one_line and written.count("\n") == 1 and (new := read_yaml(written)) is not None:
        fresh = new.entries[0]
        gap = "" if entry.value_start < entry.value_end or text[entry.value_start - 1] in " \t" else " "
        return entry.value_start, entry.value_end, gap + written[fresh.value_start : fresh.value_end]
    lines = write_yaml({entry.key: value}, indent=indent, style=entry.style)
    return _line_start(text, entry.start), _last_line_end(text, entry), lines


def _places(added: Mapping[str, Any], present: list[str], order: Sequence[str]) -> dict[str, list[str]]:
    """Return, per present key ("" for the very top), the new keys to be written right behind it."""
    rank = {key: number for number, key in enumerate(order)}
    places: dict[str, list[str]] = {}
    for key in sorted(added, key=lambda key: rank.get(key, len(rank))):
        before = [other for other in present if key in rank and rank.get(other, len(rank)) < rank[key]]
        first_of_all = key in rank and rank[key] == 0
        place = before[-1] if before else "" if first_of_all or not present else present[-1]
        places.setdefault(place, []).append(key)
    return places


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _last_line_end(text: str, entry: Entry) -> int:
    """Return where the line after the entry begins; blank lines and comments behind it are not its own."""
    end = entry.value_end
    written = text[entry.start : end].rstrip(" \t\n")
    end = entry.start + len(written)
    newline = text.find("\n", end)
    return len(text) if newline < 0 else newline + 1
