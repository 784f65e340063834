"""Where a package is written and read back: a folder, a zip, or memory. Touches files.

A path inside a package is POSIX, relative, ASCII or Japanese, and never leaves the package.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Protocol, Self

_ZIP_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say; the same bytes come out whenever it is written


class Sink(Protocol):
    """Takes the files of a package, each written once."""

    def write(self, path: str, data: bytes) -> None: ...


class Source(Protocol):
    """Gives back the files of a package."""

    def list(self) -> tuple[str, ...]: ...
    def read(self, path: str) -> bytes: ...


def check_path(path: str) -> str:
    """Return `path`; ValueError when it could leave the package."""
    pure = PurePosixPath(path)
    if not path or pure.is_absolute() or ".." in pure.parts or "\\" in path or ":" in path:
        raise ValueError(f"not a path inside a package: {path!r}")
    return path


class MemoryParcel:
    """A package in memory: sink and source."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self.files: dict[str, bytes] = dict(files or {})

    def write(self, path: str, data: bytes) -> None:
        self.files[check_path(path)] = data

    def list(self) -> tuple[str, ...]:
        return tuple(sorted(self.files))

    def read(self, path: str) -> bytes:
        return self.files[path]


class FolderParcel:
    """A package as a folder: sink and source. Each file appears whole or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, data: bytes) -> None:
        target = self.root / check_path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def list(self) -> tuple[str, ...]:
        return tuple(sorted(one.relative_to(self.root).as_posix() for one in self.root.rglob("*") if one.is_file()))

    def read(self, path: str) -> bytes:
        return (self.root / check_path(path)).read_bytes()


class ZipParcel:
    """A package as a zip: the same files give the same bytes. Written to `path` when the `with` block ends well."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._files: dict[str, bytes] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            FolderParcel(self.path.parent).write(self.path.name, zip_bytes(self._files))

    def write(self, path: str, data: bytes) -> None:
        self._files[check_path(path)] = data


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """Return a deterministic zip of `files`, names in order, UTF-8 names."""
    from io import BytesIO

    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, files[path])
    return buffer.getvalue()


def unzip(path: Path) -> MemoryParcel:
    """Return the files of a zip of ours."""
    with zipfile.ZipFile(path) as archive:
        return MemoryParcel({name: archive.read(name) for name in archive.namelist()})
