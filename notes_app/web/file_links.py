"""The address of a file beside a note: an id made from its name by a keyed hash, so that no address can be guessed or be a path."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from flask import current_app, url_for

from notes_app.minutes.attachment import INLINE_TYPES, Attachment, linked_name
from notes_app.minutes.markdown import FileAddress, FindFile
from notes_app.minutes.note import Note
from notes_app.web.context import workspace


def file_id(note_id: str, name: str) -> str:
    """Return the id a file of a note is asked for by."""
    key = current_app.config["SECRET_KEY"]
    secret = hashlib.sha256(b"attachments" + (key if isinstance(key, bytes) else str(key).encode())).digest()
    return hashlib.blake2b(f"{note_id}\0{name}".encode("utf-8", "surrogatepass"), key=secret, digest_size=15).hexdigest()


def file_url(note_id: str, name: str) -> str:
    return url_for("attachments.file", note_id=note_id, name_id=file_id(note_id, name))


def find_among(note: Note, files: Sequence[Attachment]) -> FindFile:
    """Return how the text of a note finds its files: only its own, and only safe images to be drawn."""
    by_name = {one.name: one for one in files}
    former_id = str(note.front.get("source_id") or "")

    def find(address: str) -> FileAddress | None:
        found = by_name.get(linked_name(address, note.note_id, former_id) or "")
        if found is None:
            return None
        is_image = found.kind == "image" and workspace().attachments.media_type(found) in INLINE_TYPES
        return FileAddress(file_url(note.note_id, found.name), is_image)

    return find
