"""What search is told about a note. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from notes_app.minutes.note import CANONICAL_KEYS, Note
from notes_app.search.index import IndexedNote, Passage

_NOT_SEARCHED = frozenset({"id", "access", "template", *CANONICAL_KEYS})


def indexed_note(note: Note, passages: tuple[Passage, ...] = ()) -> IndexedNote:
    """Return `note` as the index keeps it, with what stands in the files beside it. Snippets count characters of `note.body`; add `note.body_start` for the file."""
    return IndexedNote(
        note_id=note.note_id, path=note.path, title=note.title, body=note.body, account=note.account, author=note.author,
        owner=note.owner, kind=note.kind, channel=note.channel, deal=note.deal, tags=note.tags, held_on=note.held_on,
        readers=note.readers, labels=" ".join(note.contacts), attributes=_attributes(note.front),
        passages=passages,
    )  # fmt: skip


def _attributes(front: Mapping[str, Any]) -> dict[str, str]:
    """Return the front-matter values that are not canonical, as text: what a person confirmed, and unknown keys."""
    return {key: text for key, value in front.items() if key not in _NOT_SEARCHED and (text := _text(value))}


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, Mapping):
        return " ".join(filter(None, (_text(inner) for inner in value.values())))
    if isinstance(value, list | tuple | set):
        return " ".join(filter(None, (_text(inner) for inner in value)))
    return str(value)
