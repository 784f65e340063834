"""Back up notes and ledger into one zip while the app runs, and restore it into empty folders.

The ledger is copied by the database's own online copy; note files are written atomically by the app, so each is whole.
The ledger is copied after the files: history then holds every file version in the archive, or a newer one.
Layout of the zip: `manifest.json`, `ledger.sqlite`, `notes/…`. The manifest lists the SHA-256 of every member, and
under `names` the real names of files whose names are no UTF-8, which a zip cannot hold.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from sqlalchemy import Engine

from notes_app.errors import NotesAppError
from notes_app.ledger.backup import backup_ledger, verify_backup

FORMAT = 1
Progress = Callable[[int, int | None], None]


class BackupExistsError(NotesAppError):
    """Facts: file."""

    ja = "{file} はすでにあります。別の名前を指定してください。"
    en = "{file} exists already. Please give another name."
    status = 409


class BackupUnreadableError(NotesAppError):
    """Facts: file, problem."""

    ja = "控え {file} を読めません: {problem}。何も書き換えていません。"
    en = "The backup {file} cannot be read: {problem}. Nothing was changed."


class FolderNotEmptyError(NotesAppError):
    """Facts: folder."""

    ja = "{folder} は空ではありません。控えは空のフォルダにだけ戻せます。"
    en = "{folder} is not empty. A backup is restored into empty folders only."
    status = 409


@dataclass(frozen=True, slots=True)
class BackupReport:
    """files: note files carried; size_bytes: of the zip."""

    file: Path
    files: int
    size_bytes: int
    taken_at: str


def backup(notes: Path, ledger: Engine, out: Path, now: datetime, progress: Progress | None = None) -> BackupReport:
    """Write a consistent, verified copy of `notes` and the ledger to the zip `out`.

    Raises:
        BackupExistsError: `out` exists; a backup never overwrites another.
    """
    if out.exists():
        raise BackupExistsError(file=out)
    out.parent.mkdir(parents=True, exist_ok=True)
    say = progress or (lambda done, total: None)
    members = sorted(_files(notes))
    unfinished = out.with_name(out.name + ".part")
    hashes: dict[str, str] = {}
    names: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as scratch, zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, file in enumerate(members, 1):
            real = "notes/" + file.relative_to(notes).as_posix()
            name = real if _is_text(real) else "notes/" + hashlib.sha256(os.fsencode(real)).hexdigest()
            if name != real:
                names[name] = real
            try:
                content = file.read_bytes()
            except FileNotFoundError:
                continue  # moved to the bin or renamed since it was listed; history in the ledger still has it
            hashes[name] = hashlib.sha256(content).hexdigest()
            archive.writestr(name, content)
            say(done, len(members))
        copy = Path(scratch) / "ledger.sqlite"
        backup_ledger(ledger, copy)
        hashes["ledger.sqlite"] = hashlib.sha256(copy.read_bytes()).hexdigest()
        archive.write(copy, "ledger.sqlite")
        manifest = {"format": FORMAT, "taken_at": now.isoformat(timespec="seconds"), "sha256": hashes, "names": names}
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    try:
        _check(unfinished)
    except BackupUnreadableError:
        unfinished.unlink()  # a copy that cannot be restored must not lie about as if it could
        raise
    with unfinished.open("rb") as written:
        os.fsync(written.fileno())
    unfinished.replace(out)
    return BackupReport(out, len(hashes) - 1, out.stat().st_size, str(manifest["taken_at"]))


def restore(file: Path, notes: Path, var: Path, progress: Progress | None = None) -> BackupReport:
    """Restore a backup into empty folders; every file's hash is checked before the first one is written.

    Raises:
        BackupUnreadableError: not a backup of ours, damaged, or with a path that leads out of the folder.
        FolderNotEmptyError: `notes` or `var` holds something already.
    """
    manifest = _check(file)
    for folder in (notes, var):
        if folder.is_dir() and any(one.name != ".gitkeep" for one in folder.iterdir()):
            raise FolderNotEmptyError(folder=folder)
    say = progress or (lambda done, total: None)
    members = list(manifest["sha256"])
    written: list[Path] = []
    try:
        with zipfile.ZipFile(file) as archive:
            for done, name in enumerate(members, 1):
                target = _target(manifest.get("names", {}).get(name, name), notes, var)
                target.parent.mkdir(parents=True, exist_ok=True)
                written.append(target)
                with archive.open(name) as source, target.open("wb") as sink:
                    shutil.copyfileobj(source, sink)
                say(done, len(members))
    except BaseException:  # the disk is full, or Ctrl+C: half a restore must not pass for a whole one
        for target in written:
            target.unlink(missing_ok=True)
        raise
    notes.mkdir(parents=True, exist_ok=True)
    return BackupReport(file, len(members) - 1, file.stat().st_size, str(manifest["taken_at"]))


def _target(name: str, notes: Path, var: Path) -> Path:
    """Return where a file of the backup goes."""
    return var / "ledger.sqlite" if name == "ledger.sqlite" else notes.joinpath(*PurePosixPath(name).parts[1:])


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _files(notes: Path) -> Iterator[Path]:
    """Yield every file of the folder, the bin and attachments included; no links, which may lead out, and no pipes."""
    for folder, _, names in os.walk(notes):
        for name in names:
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink() and not name.startswith(".saving-"):
                yield path


_DAMAGE = (
    OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError,  # the zip: cut, changed, encrypted, packed in another way
    KeyError, ValueError, TypeError, AttributeError,  # the manifest: not ours
)  # fmt: skip


def _stays_inside(name: str) -> bool:
    """Whether a name in a backup is the ledger's or leads to a place below the notes folder."""
    parts = PurePosixPath(name).parts
    return name == "ledger.sqlite" or (len(parts) > 1 and parts[0] == "notes" and ".." not in parts and "\x00" not in name)


def _check(file: Path) -> dict[str, dict[str, str]]:
    """Return the manifest of a backup after checking paths, hashes and the ledger's own integrity."""
    try:
        with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory() as scratch:
            manifest: dict[str, dict[str, str]] = json.loads(archive.read("manifest.json"))
            hashes, _taken_at = manifest["sha256"], manifest["taken_at"]
            for name, expected in hashes.items():
                if not _stays_inside(manifest.get("names", {}).get(name, name)):
                    raise BackupUnreadableError(file=file, problem=f"path {name}")
                if _sha256_of(archive, name) != expected:
                    raise BackupUnreadableError(file=file, problem=f"{name}: SHA-256")
            archive.extract("ledger.sqlite", scratch)
            verify_backup(Path(scratch) / "ledger.sqlite")
            return manifest
    except _DAMAGE as error:
        raise BackupUnreadableError(file=file, problem=error) from error


def _sha256_of(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as source:
        while block := source.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
