"""Tell a damaged index file from a sound one: sizes and CRC-32 of the files that never change once written.

Engines write a segment's files once; a flipped byte in one would otherwise show as wrong or missing hits.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path

_NAME = "sums.json"
_CHANGING = (".json", ".lock", "LOCK", ".tmp")
_BLOCK = 1 << 20


def write_sums(folder: Path) -> None:
    """Write the sums of files that are new since the last call; those of files gone are dropped."""
    known = _read(folder)
    sums: dict[str, list[int]] = {}
    for path in _steady_files(folder):
        try:
            size = path.stat().st_size
            held = known.get(path.name)
            sums[path.name] = held if held is not None and held[0] == size else [size, _crc(path)]
        except FileNotFoundError:
            continue  # merged away meanwhile
    if sums != known:
        beside = folder / f"{_NAME}.{os.getpid()}.tmp"
        beside.write_text(json.dumps(sums), "utf-8")
        beside.replace(folder / _NAME)


def damaged_file(folder: Path) -> str | None:
    """Return the name of a file that is not as it was written, None when all those known are."""
    for name, (size, crc) in _read(folder).items():
        path = folder / name
        try:
            if path.stat().st_size != size or _crc(path) != crc:
                return name
        except FileNotFoundError:
            continue  # merged away, or the engine will say so itself
    return None


class FileWatch:
    """Sees at a glance whether files that never change have changed: size and time, and the sum where the time is another."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sums_seen: object = None
        self._sums: dict[str, list[int]] = {}
        self._times: dict[str, int] = {}

    def damaged_file(self) -> str | None:
        """Return the name of a file that is not as it was written, None when all are, or are gone."""
        stamp = _stamp(self._folder / _NAME)
        if stamp != self._sums_seen:
            self._sums, self._sums_seen = _read(self._folder), stamp
        for name, (size, crc) in self._sums.items():
            try:
                stat = os.stat(self._folder / name)  # noqa: PTH116 - asked before every search, and twice as fast
                known = self._times.setdefault(name, stat.st_mtime_ns)
                if stat.st_size != size or (stat.st_mtime_ns != known and _crc(self._folder / name) != crc):
                    return name
                self._times[name] = stat.st_mtime_ns
            except FileNotFoundError:
                continue  # merged away, or the engine will say so itself
        return None


def _stamp(path: Path) -> object:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns


def _steady_files(folder: Path) -> Iterator[Path]:
    """Yield the files that will not change any more; what a merge in the background has begun is not among them."""
    committed = _committed_segments(folder / "meta.json")
    for path in folder.iterdir():
        is_finished = committed is None or path.name.partition(".")[0] in committed
        if is_finished and path.is_file() and not path.name.endswith(_CHANGING) and not path.name.startswith("."):
            yield path


def _committed_segments(meta: Path) -> frozenset[str] | None:
    """Return the names of tantivy's finished segments, None for an engine that keeps no such list."""
    try:
        listed = json.loads(meta.read_text("utf-8"))["segments"]
        return frozenset(str(segment["segment_id"]).replace("-", "") for segment in listed)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        return frozenset()


def _read(folder: Path) -> dict[str, list[int]]:
    try:
        held = json.loads((folder / _NAME).read_text("utf-8"))
        return {str(name): [int(size), int(crc)] for name, (size, crc) in held.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _crc(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            crc = zlib.crc32(block, crc)
    return crc
