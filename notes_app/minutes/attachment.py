"""A file beside a note: where it is kept, what it is called, what kind it is, and how the note's text names it.

Pure. Attachments lie in `attachments/<note id>/` below the notes folder, under the names people gave them.

Source: file signatures as each format's standard gives them; reserved names as in naming.py.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import unquote

from notes_app.minutes.naming import ATTACHMENT_FOLDER, BIN_FOLDER, MAX_NAME_BYTES, is_portable

Kind = Literal["pdf", "docx", "xlsx", "pptx", "mail", "text", "image", "old_office", "archive", "other"]

_PLAIN_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_FORBIDDEN = re.compile(r"""[<>:"/\\|?*\x00-\x1f\x7f-\x9f]""")
_LONGEST_SUFFIX = 16  # bytes, the dot counted
_IN_LINK = re.compile(r"(?:.*/)?" + ATTACHMENT_FOLDER + r"/([^/]+)/([^/]+)")
_ESCAPED_IN_LINK = {" ": "%20", "(": "%28", ")": "%29", "%": "%25", "#": "%23", "&": "%26", "[": "%5B", "]": "%5D", "`": "%60"}

HEAD_BYTES = 4096
"""How much of a file's beginning `media_type` wants to see."""

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF87a", "image/gif"), (b"GIF89a", "image/gif"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"), (b"PK\x03\x04", "application/zip"), (b"PK\x05\x06", "application/zip"),
)  # fmt: skip
INLINE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Raster images every browser draws and none of which can carry a script: these alone are shown in a page."""

_OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_KINDS: dict[str, Kind] = {
    ".pdf": "pdf", ".docx": "docx", ".docm": "docx", ".xlsx": "xlsx", ".xlsm": "xlsx", ".pptx": "pptx", ".pptm": "pptx", ".eml": "mail",
    ".txt": "text", ".csv": "text", ".tsv": "text", ".md": "text", ".markdown": "text", ".log": "text", ".png": "image", ".jpg": "image",
    ".jpeg": "image", ".gif": "image", ".webp": "image", ".heic": "image", ".heif": "image", ".bmp": "image", ".tif": "image",
    ".tiff": "image", ".svg": "image", ".doc": "old_office", ".xls": "old_office", ".ppt": "old_office", ".zip": "archive",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file beside a note. path: POSIX, below the notes folder, NFC; size in bytes; mtime_ns: its last change."""

    note_id: str
    name: str
    path: str
    size: int
    mtime_ns: int

    @property
    def kind(self) -> Kind:
        """What its name says it is, for an icon; what it is in truth `media_type` says."""
        return _KINDS.get(PurePosixPath(self.name).suffix.casefold(), "other")


def folder_of(note_id: str) -> str:
    """Return where a note's attachments lie. An id from elsewhere that could not be a folder's name is hashed."""
    return f"{ATTACHMENT_FOLDER}/{_folder_name(note_id)}"


def bin_folder_of(note_id: str) -> str:
    """Return where the attachments of a deleted note wait."""
    return f"{BIN_FOLDER}/{ATTACHMENT_FOLDER}/{_folder_name(note_id)}"


def removed_folder_of(note_id: str) -> str:
    """Return where attachments wait that were taken off a note."""
    return f"{BIN_FOLDER}/removed-{ATTACHMENT_FOLDER}/{_folder_name(note_id)}"


def _folder_name(note_id: str) -> str:
    if _PLAIN_ID.fullmatch(note_id) and is_portable(note_id):
        return note_id
    return "x" + hashlib.sha256(note_id.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def attachment_name(given: str) -> str:
    """Return a file's name as any computer can hold it: no folders, NFC, no signs that a system forbids, not too long.

    Japanese, blanks and brackets stay. What is left of nothing is "file".
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given.encode("utf-8", "replace").decode()))[-1]
    # Format characters go too: one of them turns the direction of writing, so that exe.pdf may be fdp.exe.
    shown = "".join(char for char in last if unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cn"))
    plain = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", shown)).strip(" ").rstrip(". ").lstrip(".")
    stem, suffix = _parted(plain)
    room = MAX_NAME_BYTES - len(suffix.encode()) - 4  # for "-999"
    stem = unicodedata.normalize("NFC", stem.encode()[:room].decode(errors="ignore")).rstrip(". ")
    name = (stem or "file") + suffix
    return name if is_portable(name) and not name.startswith("~$") else f"_{name}"


def numbered(name: str, number: int) -> str:
    """Return a name with a number before its suffix: 見積書-2.pdf."""
    stem, suffix = _parted(name)
    return f"{stem}-{number}{suffix}"


def _parted(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    if not stem or not suffix or len(f".{suffix}".encode()) > _LONGEST_SUFFIX or " " in suffix:
        return name, ""
    return stem, dot + suffix


def media_type(head: bytes, name: str) -> str:
    """Return the type of a file by its beginning. The name only tells apart what looks alike: the zips of Office, texts.

    head: its first `HEAD_BYTES` bytes.
    """
    for signature, found in _SIGNATURES:
        if head.startswith(signature):
            suffix = PurePosixPath(name).suffix.casefold().replace("m", "x") if found == "application/zip" else ""
            return _OFFICE.get(suffix, found)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"):
        return "image/heic"
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "application/octet-stream"
    return "message/rfc822" if PurePosixPath(name).suffix.casefold() == ".eml" else "text/plain"


def markdown_link(note_path: str, note_id: str, name: str, *, is_image: bool) -> str:
    """Return the link that a note at `note_path` names an attachment by, so that other Markdown programs find it too."""
    up = "../" * note_path.count("/")
    address = "".join(_ESCAPED_IN_LINK.get(char, char) for char in f"{up}{folder_of(note_id)}/{name}")
    label = re.sub(r"([\\\[\]`*<>])", r"\\\1", name)
    return f"{'!' if is_image else ''}[{label}]({address})"


def is_attachment_link(address: str) -> bool:
    """Whether a link of a note leads to an attachment, of whichever note."""
    return _linked(address) is not None


def linked_name(address: str, *note_ids: str) -> str | None:
    """Return the name of the file that a link of a note means, if it is one beside the note; None for any other link.

    A link by a path of its own (a note that was imported keeps its bytes) means the file of that name.

    Args:
        note_ids: the note's id, and the one it had elsewhere.
    """
    found = _linked(address)
    if found is not None:
        return found[1] if found[0] in map(_folder_name, filter(None, note_ids)) else None
    if address.startswith(("/", "#", "?")) or ":" in address.split("/", 1)[0]:
        return None
    name = unicodedata.normalize("NFC", unquote(re.split(r"[?#]", address, maxsplit=1)[0])).rsplit("/", 1)[-1]
    return attachment_name(name) if name else None


def _linked(address: str) -> tuple[str, str] | None:
    if ":" in address.split("/", 1)[0] or address.startswith("//"):
        return None
    found = _IN_LINK.fullmatch(re.split(r"[?#]", address, maxsplit=1)[0])
    return None if found is None else (unquote(found[1]), unicodedata.normalize("NFC", unquote(found[2])))
