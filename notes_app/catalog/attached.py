"""Notice files that another program put beside a note, changed or took away.

What was there at the last look is kept in one small file of derived data. A note whose files differ gets a line in the
change log, and whoever follows it looks at them anew. Without that file (thrown away, first start) nothing is said: the
followers begin from nothing, too.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from notes_app.catalog.catalog import Catalog
from notes_app.minutes.attachment import folder_of
from notes_app.minutes.change_log_store import What
from notes_app.minutes.naming import ATTACHMENT_FOLDER
from notes_app.minutes.note_store import NoteStore

Seen = Mapping[str, list[list[str | int]]]
"""Folder name -> name, size and time of change of each file in it."""


class Log(Protocol):
    """What looking needs of `minutes.change_log_store.ChangeLog`."""

    def append(self, note_id: str, path: str, revision: str, what: What) -> int: ...


class AttachmentWatch:
    """Compares `attachments/` with what was there at the last look. kept: the file that remembers it."""

    def __init__(self, store: NoteStore, catalog: Catalog, log: Log, kept: Path) -> None:
        self._store, self._catalog, self._log, self._kept = store, catalog, log, kept
        self._before: Seen | None = None
        self._looking = threading.Lock()

    def look(self) -> tuple[str, ...]:
        """Tell the change log of every note whose files are not as they were; return the paths of those notes."""
        with self._looking:
            now = self._see()
            before = self._before if self._before is not None else self._read()
            if before == now:
                self._before = now
                return ()
            changed = [] if before is None else sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
            paths = self._tell(changed)
            self._write(now)
            self._before = now
            return paths

    def orphans(self, known_ids: Iterable[str]) -> tuple[str, ...]:
        """Return the folders whose files belong to no note of `known_ids`; files that lie in no folder are one case together."""
        owned = {folder_of(note_id) for note_id in known_ids}
        seen = self._see()
        loose = any(name == "" for files in seen.values() for name, *_ in files)
        folders = (f"{ATTACHMENT_FOLDER}/{name}" for name, files in seen.items() if any(inner != "" for inner, *_ in files))
        return (*((ATTACHMENT_FOLDER,) if loose else ()), *(folder for folder in folders if folder not in owned))

    def _see(self) -> dict[str, list[list[str | int]]]:
        seen: dict[str, list[list[str | int]]] = {}
        for stat in self._store.list_files(ATTACHMENT_FOLDER):
            _, folder, *rest = stat.path.split("/")
            seen.setdefault(folder, []).append(["/".join(rest), stat.size, stat.mtime_ns])
        return seen

    def _tell(self, folders: list[str]) -> tuple[str, ...]:
        if not folders:
            return ()
        entries = [self._catalog.find(name) for name in folders]
        if None in entries:  # ids from elsewhere that cannot name a folder: those are found by what they are hashed to
            known = {folder_of(seen.note_id): seen.note_id for seen in self._catalog.snapshot().values()}
            entries = [
                entry or self._catalog.find(known.get(f"{ATTACHMENT_FOLDER}/{name}", "")) for entry, name in zip(entries, folders, strict=True)
            ]
        paths = []
        for entry in entries:
            if entry is not None:
                self._log.append(entry.note_id, entry.path, entry.revision, "saved")
                paths.append(entry.path)
        return tuple(paths)

    def _read(self) -> Seen | None:
        try:
            kept = json.loads(self._kept.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return kept if isinstance(kept, dict) else None

    def _write(self, now: Seen) -> None:
        self._kept.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._kept.with_name(f".{self._kept.name}.{os.getpid()}")
        temporary.write_text(json.dumps(now, ensure_ascii=False), encoding="utf-8")
        temporary.replace(self._kept)
