"""Read a note from the bytes of its file, and change its front matter or body without losing a byte
elsewhere.

Pure.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from notes_app.minutes import meaning
from notes_app.minutes.encoding import BinaryFileError, clean, decode, rewrite
from notes_app.minutes.errors import UnreadableNoteError
from notes_app.minutes.front_matter import YamlFront, find_front
from notes_app.minutes.note import CANONICAL_KEYS, Note
from notes_app.minutes.yaml_front import FrontMatterError, read_moment

REVISION_DIGITS = 16
_SALVAGED = re.compile(
    r"^(id|access|author|owner|title)[ \t]*[:=][ \t]*[\"']?([^\"'\n]*?)[\"']?[ \t]*$", re.MULTILINE
)


def revision_of(data: bytes) -> str:
    """Return the revision of a file's bytes: 16 hex digits of their SHA-256."""
    return hashlib.sha256(data).hexdigest()[:REVISION_DIGITS]


def parse_note(data: bytes, path: str) -> Note:
    """Return the note that the file at `path` holds.

    Raises:
        UnreadableNoteError: no text, or front matter that cannot be read; names file, line and reason.
    """
    text = _text(data, path)
    try:
        block = find_front(text)
    except FrontMatterError as error:
        raise _unreadable(path, error) from error
    values = {} if block is None else block.values
    return _note(data, path, text, block.body_start if block else 0, values)


def parse_leniently(data: bytes, path: str) -> tuple[Note, UnreadableNoteError | None]:
    """Return a note whatever the file holds, and what is wrong with it.

    Broken front matter becomes part of the body, so that it can be read and mended; id, author, owner and
    access
    are still taken from its lines, for a slip of the pen must not open a private note to all.
    """
    try:
        return parse_note(data, path), None
    except UnreadableNoteError as error:
        try:
            text = _text(data, path)
        except UnreadableNoteError:
            return _note(data, path, "", 0, {"access": "managers"}, problem=error), error
        salvaged: dict[str, Any] = {}
        for key, value in _SALVAGED.findall(text[: 64 * 1024]):
            salvaged.setdefault(key, value)
        return _note(data, path, text, 0, salvaged, problem=error), error


def edit_front_matter(data: bytes, changes: Mapping[str, object | None]) -> bytes:
    """Return `data` with each key of `changes` set, or removed where the value is None; all else byte by
    byte.

    A file without front matter gets one. Setting a key to what it already says changes nothing, so a key
    without a
    value stays where a form gives None for it.

    Raises:
        UnreadableNoteError: the front matter cannot be read, so it cannot be changed safely.
    """
    text = _text(data, "")
    return rewrite(data, _edit_front(text, changes))


def edit_note(data: bytes, changes: Mapping[str, object | None], body: str) -> bytes:
    """Return `data` with front matter changed as by `edit_front_matter`, and with `body` as its body."""
    text = _edit_front(_text(data, ""), changes)
    block = find_front(text)
    start = block.body_start if block else 0
    if text[start:] == clean(body):
        return rewrite(data, text)
    return rewrite(data, _joined(text[:start], clean(body)))


def edit_whole_note(data: bytes, note: Note, changes: Mapping[str, object | None], body: str | None) -> bytes:
    """Return `data`, the file of `note`, with `changes` and `body` (None: as it is) in it.

    While its front matter is broken its body is the whole file; then a body mends it, and a change to a key
    raises
    the note's problem.
    """
    if note.problem is None:
        return edit_note(data, changes, note.body if body is None else body)
    if any(value not in (None, "", [], (), note.front.get(key)) for key, value in changes.items()):
        raise note.problem
    return data if body is None else rewrite(data, clean(body))


def with_id(data: bytes, note_id: str) -> bytes:
    """Return the file with its id in the front matter, unless that is broken: then only the ledger knows it.
    """
    note, problem = parse_leniently(data, "")
    return (
        data if problem is not None or note.note_id == note_id else edit_front_matter(data, {"id": note_id})
    )


def new_note_bytes(front: Mapping[str, object], body: str) -> bytes:
    """Return the file of a new note: canonical keys in their order, then the others, blank ones left out;
    UTF-8, LF.
    """
    values = {
        key: plain_value(key, front[key])
        for key in CANONICAL_KEYS
        if front.get(key) not in (None, "", (), [])
    }
    values |= {
        key: plain_value(key, value)
        for key, value in front.items()
        if key not in CANONICAL_KEYS and value is not None
    }
    fenced = f"---\n{YamlFront().export(values)}---\n\n" if values else ""
    return _joined(fenced, clean(body)).encode()


def plain_value(key: str, value: object) -> Any:
    """Return a value as front matter holds it: lists for tuples, clean text, a date for an ISO `held_at`
    text.
    """
    if isinstance(value, str):
        if key in ("held_at", "date") and (moment := read_moment(value.strip())):
            return moment
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(name)): plain_value("", item) for name, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return [plain_value("", item) for item in items]
    return (
        value if isinstance(value, (bool, int, float, date, datetime)) or value is None else clean(str(value))
    )


def _edit_front(text: str, changes: Mapping[str, object | None]) -> str:
    try:
        block = find_front(text)
        values = {} if block is None else block.values
        wanted = {
            key: plain_value(key, value) for key, value in changes.items()
            if (value is not None or key in values) and not _says(values, key, value)
        }  # fmt: skip
        if not wanted:
            return text
        if block is None:
            new = {key: wanted[key] for key in (*CANONICAL_KEYS, *wanted) if key in wanted}
            return _joined(f"---\n{YamlFront().export(new)}---\n\n", text)
        edited = block.handler.edit(text[block.start : block.end], wanted, CANONICAL_KEYS)
        if edited and not edited.endswith("\n"):
            edited += "\n"
        return text[: block.start] + edited + text[block.end :]
    except FrontMatterError as error:
        raise _unreadable("", error) from error


def _says(values: Mapping[str, Any], key: str, value: object) -> bool:
    """Whether the key already says so: a form gives every value as text, also numbers, dates and lists of
    one.
    """
    if key not in values:
        return False
    old, new = values[key], plain_value(key, value)
    if type(old) is type(new):
        return bool(old == new)
    return (
        isinstance(value, str)
        and isinstance(old, (int, float, date))
        and meaning.as_text(old) == value.strip()
    )


def _joined(fenced: str, body: str) -> str:
    """Return front matter and body such that the body read back is the same, whatever blank lines it begins
    with.
    """
    if fenced and not fenced.endswith("\n"):
        fenced += "\n"
    if fenced and not fenced.endswith("\n\n") and body.startswith("\n"):
        fenced += "\n"
    return fenced + body


def _text(data: bytes, path: str) -> str:
    try:
        return decode(data).text
    except BinaryFileError as error:
        raise UnreadableNoteError(
            path=path, line=1, reason_ja="文章ではないファイル（バイナリ）です", reason_en=str(error)
        ) from error


def _unreadable(path: str, error: FrontMatterError) -> UnreadableNoteError:
    return UnreadableNoteError(
        path=path, line=error.line, reason_ja=error.reason_ja, reason_en=error.reason_en
    )


def _note(
    data: bytes,
    path: str,
    text: str,
    body_start: int,
    front: dict[str, Any],
    *,
    problem: UnreadableNoteError | None = None,
) -> Note:
    held = meaning.held_of(front, path)
    return Note(
        note_id=meaning.first_text(front.get("id")),
        path=path,
        text=text,
        body_start=body_start,
        revision=revision_of(data),
        title=meaning.title_of(front, text[body_start:] if problem is None else "", path),
        kind=meaning.first_text(front.get("kind")) or "minutes",
        account=meaning.first_text(front.get("account")),
        contacts=meaning.names(front.get("contacts")),
        deal=meaning.first_text(front.get("deal")),
        owner=meaning.first_text(front.get("owner")),
        author=meaning.first_text(front.get("author")),
        channel=meaning.first_text(front.get("channel")),
        held_on=held.date() if isinstance(held, datetime) else held,
        held_at=held if isinstance(held, datetime) else None,
        tags=meaning.tags(front.get("tags")),
        template=meaning.first_text(front.get("template")),
        access=meaning.access(front.get("access")),
        front=MappingProxyType(front),
        problem=problem,
    )
