"""Make a note file of a file from elsewhere: an id, its date and its origin go in front, every other byte
stays. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from notes_app.imports.report import Warning_
from notes_app.minutes.encoding import DecodedFile, decode
from notes_app.minutes.meaning import date_in_name, first_text
from notes_app.minutes.note_text import edit_front_matter, new_note_bytes, parse_leniently

_KEPT_ID = re.compile(r"[A-Za-z0-9_-]{4,40}")
_DATED = ("held_at", "date")


@dataclass(frozen=True, slots=True)
class Dressed:
    """A file ready to be a note. data: its bytes; encoding: of the original, and so of `data`."""

    note_id: str
    data: bytes
    title: str
    held_on: date | None
    encoding: str
    warnings: tuple[Warning_, ...]


def own_id(data: bytes, source_path: str) -> str:
    """Return the id a file brings along, "" when it has none that could be kept."""
    note, problem = parse_leniently(data, source_path)
    return note.note_id if problem is None and _KEPT_ID.fullmatch(note.note_id) else ""


def dress(
    data: bytes, *, source_path: str, note_id: str, defaults: Mapping[str, object] | None = None
) -> Dressed:
    """Return the file with `note_id` and what it lacks in its front matter: date from its name, origin,
    defaults.

    Front matter that cannot be read is left where it is, as the beginning of the text, and a new one put
    before it; who may read the note is still taken from it.

    Raises:
        BinaryFileError: it is no text.
    """
    decoded = decode(data)
    note, problem = parse_leniently(data, source_path)
    said = note.front if problem is None else {}
    wanted: dict[str, object] = {"id": note_id}
    warnings: list[Warning_] = []
    former = first_text(note.front.get("id"))
    if former and former != note_id:
        warnings.append("id_replaced")
        wanted["source_id"] = former
    held_on = note.held_on or date_in_path(source_path)
    if held_on and not any(said.get(key) for key in _DATED):
        wanted["held_at"] = held_on
    if problem is not None:
        warnings.append("front_matter_unreadable")
        wanted |= {
            key: value for key, value in note.front.items() if key in ("access", "author", "owner") and value
        }
        if note.access != "team":
            wanted["access"] = note.access
    missing = {key: value for key, value in (defaults or {}).items() if value and not said.get(key)}
    wanted = {**missing, **wanted, "source_path": source_path}
    if "\ufffd" in decoded.text:
        warnings.append("broken_characters")
    fitting = {key: _fitting(value, decoded) for key, value in wanted.items()}
    dressed = edit_front_matter(data, fitting) if problem is None else _put_before(data, decoded, fitting)
    title = first_text(wanted.get("title")) or note.title
    return Dressed(note_id, dressed, title, held_on, decoded.encoding, tuple(warnings))


def date_in_path(source_path: str) -> date | None:
    """Return the date a path tells: 2019-08-27.md, 20191119.txt, 2019-08-27/README.md, 2019/08/27.md,
    2019/0827.md.

    The name nearest to the file counts most; then folders that only together make a date.
    """
    parts = source_path.split("/")
    stem = parts[-1].rsplit(".", 1)[0]
    names = [stem, *reversed(parts[:-1])]
    for name in names:
        if found := date_in_name(name):
            return found
    for count in (2, 3):
        if len(names) >= count:
            together = list(reversed(names[:count]))
            if count == 2 and re.match(r"\d{4}(?!\d)", together[1]):  # 2019/0827 is read as 2019-08-27
                together[1] = f"{together[1][:2]}-{together[1][2:]}"
            if found := date_in_name("-".join(together)):
                return found
    return None


def _fitting(value: object, decoded: DecodedFile) -> object:
    """Return a value such that the file's own encoding can hold it: the file must not be re-encoded for a
    path's sake.
    """
    if not isinstance(value, str):
        return value
    try:
        value.encode(decoded.encoding)
    except UnicodeEncodeError:
        return quote(value, safe="/ ")
    return value


def _put_before(data: bytes, decoded: DecodedFile, front: Mapping[str, object]) -> bytes:
    fence = new_note_bytes(front, "").decode()
    fence = fence if fence.endswith("\n\n") else fence + "\n"
    return decoded.bom + decoded.encode(fence) + data[len(decoded.bom) :]
