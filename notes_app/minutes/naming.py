"""Name notes and their files: ids that can be read over the phone, paths that any computer can hold.

Pure; the source of randomness is passed in.

Source: Crockford base 32 (no i, l, o, u); reserved names:
https://learn.microsoft.com/windows/win32/fileio/naming-a-file
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import PurePosixPath
from random import Random

from notes_app.minutes.errors import BadPathError

ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 12
SHORT_ID_LENGTH = 6
MAX_NAME_BYTES = 180  # of the 255 most file systems allow: sync tools and backups add suffixes of their own
NOTE_SUFFIXES = (".md", ".markdown", ".txt")
BIN_FOLDER = ".bin"
ATTACHMENT_FOLDER = "attachments"
"""Below the notes folder: the files beside notes, a folder for each note. Nothing in it is a note."""

_ID = re.compile(rf"n[{ID_LETTERS}]{{{ID_LENGTH - 1}}}")
_SHORT_ID = re.compile(rf"-(n[{ID_LETTERS}]{{{SHORT_ID_LENGTH - 1}}})(?:-\d+)?\.[a-z]+$")
_FORBIDDEN = re.compile(r"""[<>:"/\\|?*\x00-\x1f\x7f-\x9f]""")
_AWKWARD = re.compile(r"[\s#%&{}$!'`@+=^~\[\]()、。,;・]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)


def new_note_id(random: Random) -> str:
    """Return a new note id: n and 11 letters or digits, 55 random bits, none that look alike."""
    return "n" + "".join(random.choice(ID_LETTERS) for _ in range(ID_LENGTH - 1))


def is_note_id(text: str) -> bool:
    """Whether `text` is an id as we give them. Files from elsewhere may carry another, which is kept."""
    return _ID.fullmatch(text) is not None


def short_id_in(path: str) -> str:
    """Return the short id at the end of a file name of ours, "" when there is none."""
    found = _SHORT_ID.search(path)
    return found[1] if found else ""


def note_path(
    note_id: str, title: str, on: date, is_taken: Callable[[str], bool] = lambda _path: False
) -> str:
    """Return the path of a new note: 2026/11/2026-11-22-<title>-<short id>.md.

    is_taken: whether there is a file at a path already; a number is then added.
    """
    tail = f"-{note_id[:SHORT_ID_LENGTH]}.md"
    folder, start = f"{on:%Y/%m}/", f"{on:%Y-%m-%d}"
    room = MAX_NAME_BYTES - len((start + tail).encode()) - 5  # for "-999" and the dash before the title
    words = _readable(title, room)
    name = f"{start}-{words}" if words else start
    path, number = folder + name + tail, 2
    while is_taken(path):
        path, number = f"{folder}{name}{tail.removesuffix('.md')}-{number}.md", number + 1
    return path


def _readable(title: str, room: int) -> str:
    """Return the title as part of a file name, at most `room` bytes long and never cut inside a character."""
    plain = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", title))
    kept = "".join(char for char in plain if unicodedata.category(char)[0] != "C" or char.isspace())
    words = _AWKWARD.sub("-", kept).strip("-. ")
    cut = unicodedata.normalize("NFC", words.encode()[:room].decode(errors="ignore"))
    return re.sub(r"-{2,}", "-", cut).strip("-. ")


def safe_path(path: str) -> str:
    """Return `path` in its one normal form: relative, below the notes folder, NFC, with slashes.

    Raises:
        BadPathError: it is absolute, climbs out, holds control characters or is longer than a file system
                      allows.
    """
    parts = unicodedata.normalize("NFC", path).split("/")
    if (
        not path or "\\" in path or re.search(r"[\x00-\x1f\x7f]", path) or _has_surrogates(path)
        or any(part in ("", ".", "..") or len(part.encode()) > 255 for part in parts)
        or re.match(r"[A-Za-z]:", path) or len(path.encode()) > 3000
    ):  # fmt: skip
        raise BadPathError(path=path.encode("utf-8", "backslashreplace").decode()[:200])
    return "/".join(parts)


def is_portable(path: str) -> bool:
    """Whether every part of `path` can be a file name on Windows too."""
    return not any(
        _FORBIDDEN.search(part) or _RESERVED.match(part) or part.endswith((".", " "))
        for part in path.split("/")
    )


def is_note_file(path: str) -> bool:
    """Whether a file of that path is a note: Markdown or text, not hidden, not a README, not an attachment."""
    parts = PurePosixPath(path).parts
    if parts[0] == ATTACHMENT_FOLDER and len(parts) > 1:
        return False
    name = parts[-1].casefold()
    hidden = any(part.startswith((".", "~$")) for part in parts)
    return name.endswith(NOTE_SUFFIXES) and not hidden and name not in ("readme.md", "people.json")


def _has_surrogates(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)
