"""Keep what was read from files, by their content, in a folder of derived data: deleting it is always safe.

Beside the texts stands which content a file had when it was read, by its path, size and time of change: so a page knows
what was read of a file without reading the file.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import re
import secrets
import zlib
from collections import OrderedDict
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from notes_app.extraction.extracted import Extracted, extracted_from_json
from notes_app.extraction.reading import EXTRACTION_VERSION

_REMEMBERED, _REMEMBERED_KEYS = 512, 20_000


def fingerprint() -> str:
    """Return what the texts depend on; what was read by other code is read again."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("pypdfium2", "openpyxl", "lxml"))
    return f"extraction {EXTRACTION_VERSION}, {libraries}"


def content_hash(data: bytes, name: str) -> str:
    """Return the key of a file: its bytes, and its suffix, which may decide how they are read."""
    suffix = name.casefold().rpartition(".")[2] if "." in name else ""
    return hashlib.sha256(suffix.encode("utf-8", "replace") + b"\x00" + data).hexdigest()


class TextStore:
    """One small file for each content in `folder`, written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._fingerprint = fingerprint()
        self._recent: OrderedDict[str, Extracted] = OrderedDict()
        self._keys: OrderedDict[str, str] = OrderedDict()
        self._statuses: dict[str, Extracted] = {}

    def find(self, key: str) -> Extracted | None:
        """Return what was read, None when nothing was, or by other code, or when what was kept is damaged."""
        if key in self._recent:
            with contextlib.suppress(KeyError):  # another thread dropped it
                return self._recent[key]
        try:
            kept = json.loads(gzip.decompress(self._file(key).read_bytes()).decode("utf-8"))
            if kept["fingerprint"] != self._fingerprint:
                return None
            found = extracted_from_json(kept)
        except (OSError, ValueError, KeyError, TypeError, EOFError, zlib.error):
            return None
        self._remember(key, found)
        return found

    def find_status(self, key: str) -> Extracted | None:
        """Return what was read without its passages: quick for long files, too."""
        known = self._statuses.get(key)
        if known is None and (found := self.find(key)) is not None:
            known = self._statuses[key] = replace(found, passages=())
            if len(self._statuses) > _REMEMBERED_KEYS:
                self._statuses.clear()
        return known

    def put(self, key: str, extracted: Extracted) -> None:
        self._statuses.pop(key, None)
        data = json.dumps({"fingerprint": self._fingerprint, **extracted.to_json()}, ensure_ascii=False).encode("utf-8")
        _write(self._file(key), gzip.compress(data, 6, mtime=0))
        self._remember(key, extracted)

    def find_key(self, seen: str) -> str | None:
        """Return the content that a file had when it was last read, None when it was not. seen: its path, size and time."""
        known = self._keys.get(seen)
        if known is None:
            try:
                known = self._seen_file(seen).read_text(encoding="ascii")
            except (OSError, ValueError):
                return None
            if not re.fullmatch(r"[0-9a-f]{64}", known):
                return None
            self._remember_key(seen, known)
        return known

    def put_key(self, seen: str, key: str) -> None:
        _write(self._seen_file(seen), key.encode("ascii"))
        self._remember_key(seen, key)

    def clear(self) -> None:
        """Forget everything that was read."""
        for file in self._folder.rglob("*"):
            if file.parent != self._folder and file.is_file():
                file.unlink(missing_ok=True)
        self._recent.clear()
        self._keys.clear()
        self._statuses.clear()

    def _remember_key(self, seen: str, key: str) -> None:
        self._keys[seen] = key
        while len(self._keys) > _REMEMBERED_KEYS:
            with contextlib.suppress(KeyError):
                self._keys.popitem(last=False)

    def _remember(self, key: str, extracted: Extracted) -> None:
        if sum(len(one.text) for one in extracted.passages) < 20_000:  # long ones are read again from their file
            self._recent[key] = extracted
            while len(self._recent) > _REMEMBERED:
                with contextlib.suppress(KeyError):
                    self._recent.popitem(last=False)

    def _file(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json.gz"

    def _seen_file(self, seen: str) -> Path:
        name = hashlib.sha256(seen.encode("utf-8", "surrogatepass")).hexdigest()[:40]
        return self._folder / "seen" / name[:2] / name


def _write(file: Path, data: bytes) -> None:
    """Put `data` at `file`, all of it or nothing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        temporary.write_bytes(data)
        os.replace(temporary, file)  # noqa: PTH105 - one call that replaces on every system
    finally:
        temporary.unlink(missing_ok=True)
