"""Import a folder, a file or a zip of Markdown and text as one batch, and take a batch back.

Every file found is accounted for. Killed half-way, nothing is lost or doubled: what is about to be written is
noted first, so the same import can simply be started again.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random, SystemRandom
from typing import IO, TypedDict, Unpack

from notes_app.errors import NotAllowedError, NotesAppError
from notes_app.imports.archive import list_archive
from notes_app.imports.dressing import Dressed, date_in_path, dress, own_id
from notes_app.imports.import_store import ImportItem, ImportStore
from notes_app.imports.linked_files import Attachments, FilesOnOffer, Linking, bring_along, links_in
from notes_app.imports.report import BroughtAlong, Imported, ImportReport, Reason, Skipped, UndoReport
from notes_app.imports.source_files import MAX_BYTES, SourceFile, judge, list_source, shown_name
from notes_app.minutes.arrival_store import Arrival
from notes_app.minutes.bringing_in import CHUNK, NoteIntake
from notes_app.minutes.encoding import BinaryFileError, decode
from notes_app.minutes.errors import NoteNotFoundError, NoteNotWrittenError
from notes_app.minutes.keeper import NoteKeeper
from notes_app.minutes.naming import new_note_id, note_path
from notes_app.minutes.note_text import revision_of
from notes_app.people.permission import Person, may

Progress = Callable[[int, int | None], None]
UNDATED_FOLDER = "undated"


class ImportsItselfError(NotesAppError):
    """Facts: source."""

    ja = (
        "「{source}」は議事録フォルダそのもの（またはその内側・外側）なので読み込めません。中のファイルはそ"
        "のままで議事録です。"
    )
    en = (
        "“{source}” is the notes folder itself, inside it or around it. Its files are notes already; there "
        "is nothing to import."
    )


class AlreadyUndoneError(NotesAppError):
    """Facts: batch_id."""

    ja = "この読み込み（{batch_id}）はもう取り消されています。"
    en = "This import ({batch_id}) has been undone already."
    status = 409


class ImportOptions(TypedDict, total=False):
    """How to import.

    defaults:     front matter for notes that lack it, as {"author": "佐藤", "tags": ["移行"]}.
    progress:     called with files done and files in all.
    is_cancelled: asked between chunks; what is left then is reported as cancelled.
    session_id:   for the audit log.
    """

    defaults: Mapping[str, object] | None
    progress: Progress | None
    is_cancelled: Callable[[], bool] | None
    session_id: str


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that was read and is worth importing."""

    path: str
    data: bytes
    source_hash: str


class Importer:
    """Imports into one workspace.

    Args:
        notes_folder: where the workspace's own notes are, which are never a source; None when there is no
                      folder.
        attachments: where the files go that notes link to; without it they are passed over.
    """

    def __init__(
        self, keeper: NoteKeeper, intake: NoteIntake, batches: ImportStore, *,
        notes_folder: Path | None = None, random: Random | None = None, attachments: Attachments | None = None,
    ) -> None:  # fmt: skip
        self._keeper, self._intake, self._batches = keeper, intake, batches
        self._notes_folder, self._attachments = notes_folder, attachments
        self._random = random or SystemRandom()

    def import_path(self, person: Person, source: Path, **how: Unpack[ImportOptions]) -> ImportReport:
        """Import a folder with all below it, one file, or a zip.

        Raises:
            NotAllowedError, NotFoundError, ImportsItselfError, BadArchiveError: nothing was imported.
        """
        self._refuse_own(source)
        if source.suffix.casefold() == ".zip" and source.is_file():
            with source.open("rb") as archive:
                return self._import(person, list_archive(archive, source.name), shown_name(source.name), how)
        return self._import(
            person, list_source(source), shown_name(source.resolve().name or str(source)), how
        )

    def import_upload(
        self, person: Person, file: IO[bytes], name: str, **how: Unpack[ImportOptions]
    ) -> ImportReport:
        """Import one uploaded file: a zip of many (seekable), or a note by itself. Errors as for
        `import_path`.
        """
        shown = shown_name(name.replace("\\", "/").rsplit("/", 1)[-1])
        if shown.casefold().endswith(".zip"):
            return self._import(person, list_archive(file, shown), shown, how)
        data = file.read(MAX_BYTES + 1)
        return self._import(person, [SourceFile(shown, lambda: data, judge(shown, len(data)))], shown, how)

    def undo(self, person: Person, batch_id: str, *, session_id: str = "") -> UndoReport:
        """Take a batch back: notes still as they came go to the bin, those edited since stay and are listed.

        Raises:
            NotAllowedError, NotFoundError, AlreadyUndoneError.
        """
        if not may(person, "import.run"):
            raise NotAllowedError
        if self._batches.get(batch_id).undone_at is not None:
            raise AlreadyUndoneError(batch_id=batch_id)
        removed, kept, missing = [], [], []
        for item in self._batches.items(batch_id):
            try:
                note = self._keeper.get(item.note_id)
                if note.revision == item.revision:
                    self._keeper.delete(person, item.note_id, session_id=session_id)
                    removed.append(item.note_id)
                    continue
            except NoteNotFoundError:
                missing.append(item.note_id)
                continue
            except NotAllowedError:
                pass  # somebody's private note came in with the others; only they may throw it away
            kept.append(Imported(item.source_path, item.note_id, note.path, note.title, note.held_on, ""))
        self._batches.mark_undone(batch_id)
        return UndoReport(batch_id, tuple(removed), tuple(kept), tuple(missing))

    # --- how
    # ------------------------------------------------------------------------------------------------------

    def _import(
        self, person: Person, offered: Iterable[SourceFile], source: str, how: ImportOptions
    ) -> ImportReport:
        if not may(person, "import.run"):
            raise NotAllowedError
        started = time.monotonic()
        files = list(offered)
        batch_id = f"b-{secrets.token_hex(6)}"
        self._batches.begin(batch_id, person.person_id, source)
        offered_files = FilesOnOffer(files if self._attachments else ())
        run = _Run(self, person, batch_id, how, looks_for_links=bool(offered_files))
        progress, is_cancelled = how.get("progress"), how.get("is_cancelled")
        waiting, done = iter(files), 0
        while chunk := list(islice(waiting, CHUNK)):
            if run.stopped is None and is_cancelled is not None and is_cancelled():
                run.stopped = Skipped("", "cancelled")
            run.take(chunk)
            done += len(chunk)
            if progress is not None:
                progress(done, len(files))
        if self._attachments is not None and run.linking:
            session_id = how.get("session_id", "")
            run.take_along(bring_along(self._attachments, person, offered_files, run.linking, language=person.language, session_id=session_id))
        report = ImportReport(
            batch_id, source, len(files), tuple(run.imported), tuple(run.skipped), tuple(run.attached), time.monotonic() - started
        )
        self._batches.finish(batch_id, report.to_json())
        return report

    def _refuse_own(self, source: Path) -> None:
        """Refuse to import what are notes already; a folder that the store passes over (the sample) is none
        of them.
        """
        if self._notes_folder is None or not source.exists():
            return
        own, asked = self._notes_folder.resolve(), source.resolve()
        if own.is_relative_to(asked):
            raise ImportsItselfError(source=shown_name(str(source)))
        if asked.is_relative_to(own):
            below = asked.relative_to(own).as_posix().casefold()
            if any(path == below or path.startswith(f"{below}/") for path in self._intake.taken_paths()):
                raise ImportsItselfError(source=shown_name(str(source)))


class _Run:
    """One import under way: takes chunk after chunk and keeps the account."""

    def __init__(
        self, importer: Importer, person: Person, batch_id: str, how: ImportOptions, *, looks_for_links: bool
    ) -> None:
        self._intake, self._batches, self._random = importer._intake, importer._batches, importer._random
        self._person, self._batch_id, self._defaults = person, batch_id, how.get("defaults") or {}
        self._taken, self._session_id = importer._intake.taken_paths(), how.get("session_id", "")
        self._ids: set[str] = set()
        self._first_of: dict[tuple[str, date | None], str] = {}
        self.imported: list[Imported] = []
        self.skipped: list[Skipped] = []
        self.attached: list[BroughtAlong] = []
        self.linking: list[Linking] = []
        self._looks_for_links = looks_for_links
        self.stopped: Skipped | None = None

    def take(self, chunk: Iterable[SourceFile]) -> None:
        """Import what can be imported of a chunk; every file of it ends in `imported` or `skipped`."""
        if self.stopped is not None:
            self.skipped += [
                Skipped(file.path, file.skip or self.stopped.code, self.stopped.detail) for file in chunk
            ]
            return
        fresh = list(
            self._without_known([found for file in chunk if (found := self._read(file)) is not None])
        )
        dressed = [self._dress(found) for found in fresh]
        arrivals = [self._arrival(one) for one in dressed]
        self._batches.expect(
            self._batch_id,
            [
                ImportItem(arrival.note_id, found.path, arrival.revision, found.source_hash)
                for found, arrival in zip(fresh, arrivals, strict=True)
            ],
        )
        try:
            self._intake.bring_in(self._person, arrivals, session_id=self._session_id)
        except NoteNotWrittenError as error:
            self.stopped = Skipped("", "not_written", str(error.facts.get("reason", "")))
            self.skipped += [Skipped(found.path, "not_written", self.stopped.detail) for found in fresh]
            return
        for found, one, arrival in zip(fresh, dressed, arrivals, strict=True):
            self.imported.append(
                Imported(
                    found.path, one.note_id, arrival.path, one.title, one.held_on, one.encoding, one.warnings
                )
            )
            if self._looks_for_links:
                links, former_id = links_in(decode(found.data).text), own_id(found.data, found.path)
                if links or former_id:
                    self.linking.append(Linking(one.note_id, found.path, links, former_id))

    def take_along(self, files: Iterable[BroughtAlong | Skipped]) -> None:
        """Move files that notes link to from those passed over to those attached, or say why they could not be."""
        failed: dict[str, Skipped] = {}
        for file in files:
            if isinstance(file, BroughtAlong):
                self.attached.append(file)
            else:
                failed[file.path] = file
        came = {file.source_path for file in self.attached}
        self.skipped = [failed.get(one.path, one) for one in self.skipped if one.path not in came]

    def _read(self, file: SourceFile) -> _Read | None:
        """Return the file if it is worth importing, else put it on the list of the others."""
        skip, detail, data = file.skip, "", b""
        try:
            data = b"" if skip else file.read()
            skip = skip or _judge_content(data)
        except OSError as error:
            skip, detail = "unreadable_file", error.strerror or str(error)
        source_hash = hashlib.sha256(data).hexdigest()
        # Two files of one content whose names tell different days are two meetings with the same words.
        same = (source_hash, date_in_path(file.path))
        if skip is None and same in self._first_of:
            skip, detail = "duplicate", self._first_of[same]
        if skip is not None:
            self.skipped.append(Skipped(file.path, skip, detail))
            return None
        self._first_of[same] = file.path
        return _Read(file.path, data, source_hash)

    def _without_known(self, found: list[_Read]) -> Iterator[_Read]:
        before = self._batches.came_before(one.source_hash for one in found)
        for one in found:
            standing = next(
                (name for name in before.get(one.source_hash, ()) if self._intake.is_there(name)), None
            )
            if standing is None:
                yield one
            else:
                self.skipped.append(Skipped(one.path, "already_imported", standing))

    def _dress(self, found: _Read) -> Dressed:
        note_id = own_id(found.data, found.path)
        if not note_id or note_id in self._ids or self._intake.is_known(note_id):
            note_id = new_note_id(self._random)
        self._ids.add(note_id)
        return dress(found.data, source_path=found.path, note_id=note_id, defaults=self._defaults)

    def _arrival(self, dressed: Dressed) -> Arrival:
        path = note_path(dressed.note_id, dressed.title, dressed.held_on or _NO_DAY, self._is_taken)
        if dressed.held_on is None:
            # No day is known: a file name with today's date in it would be taken for the day of the meeting.
            path = f"{UNDATED_FOLDER}/{path.rsplit('/', 1)[-1].removeprefix(_NO_DAY.isoformat() + '-')}"
        while self._is_taken(path):
            path = f"{path.removesuffix('.md')}-2.md"
        self._taken.add(path.casefold())
        return Arrival(dressed.note_id, path, revision_of(dressed.data), dressed.data)

    def _is_taken(self, path: str) -> bool:
        return path.casefold() in self._taken


_NO_DAY = date(1000, 1, 1)


def _judge_content(data: bytes) -> Reason | None:
    if len(data) > MAX_BYTES:
        return "too_large"
    try:
        return None if decode(data).text.strip() else "empty"
    except BinaryFileError:
        return "binary"
