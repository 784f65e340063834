"""What follows the change log: the catalog before a save is answered, mining and the index a moment later.

And the thread that looks through the folder for files edited outside the app.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from notes_app.bootstrap.directory import Directory
from notes_app.bootstrap.mining_follower import MiningFollower
from notes_app.catalog.attached import AttachmentWatch
from notes_app.catalog.catalog import EVERYTHING, MAX_PAGE
from notes_app.catalog.follow import CatalogFollower
from notes_app.catalog.reconcile import rebuild, reconcile
from notes_app.catalog.report import ReconcileReport
from notes_app.catalog.watch import FolderWatcher
from notes_app.extraction.worker import ExtractionWorker
from notes_app.mining.evidence import SlotValue
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.source import SourceNote, source_of
from notes_app.minutes.errors import NoteNotFoundError
from notes_app.minutes.note import Note
from notes_app.people.permission import Person, may
from notes_app.search.index import IndexedNote, Passage
from notes_app.search.indexing import indexed_note
from notes_app.search.worker import ChangeRow, IndexWorker
from notes_app.template.field import TemplateVersion
from notes_app.template.filling import fill_slots, knowledge_of
from notes_app.template.value_decision import ValueDecision

if TYPE_CHECKING:
    from notes_app.bootstrap.workspace import Workspace
    from notes_app.search.engines.following import FollowingIndex
    from notes_app.search.engines.swapping import SwappingIndex

Progress = Callable[[int, int | None], None]
_MOST_TEXT = 1_000_000  # characters of all files beside one note that are searched with it


class Followers:
    """The followers of one workspace. Nothing runs by itself until `start`."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._catalog = CatalogFollower(workspace.catalog, workspace.keeper, workspace.store, workspace.changes)
        self._watcher: FolderWatcher | None = None
        self._directory = Directory(workspace)
        self._mining = MiningFollower(lambda: workspace.mining, self._changes_since, self._load_source, self.knowledge)
        self.worker = self.worker_on(workspace.index)
        derived = workspace.settings.derived
        self.attached = AttachmentWatch(workspace.store, workspace.catalog, workspace.changes, derived / "attachments.json")
        self.reader = ExtractionWorker(
            workspace.texts, changes_since=self._changes_since, announce=self._announce_files, folder=derived / "texts"
        )

    def worker_on(self, index: SwappingIndex | FollowingIndex, lock: str = "indexing.lock") -> IndexWorker:
        """Return a worker that brings `index` up to the change log; it does not run yet. lock: who holds it leads."""
        workspace = self._workspace
        return IndexWorker(
            index, changes_since=self._changes_since, load=self._load_indexed,
            lock_path=workspace.settings.derived / lock, now=workspace.now,
        )  # fmt: skip

    def start(self, watch_s: float) -> None:
        """Start indexing and the folder watch, each in a thread of its own; the first look is taken at once."""
        self.worker.start()
        self.reader.start()
        self._mining.start()
        self._watcher = FolderWatcher(self.look, watch_s, lambda report: self.wake())
        self._watcher.start()

    def stop(self) -> None:
        """End the threads after the work at hand."""
        if self._watcher:
            self._watcher.stop()
        self._mining.stop()
        self.reader.stop()
        self.worker.stop()

    def wake(self) -> None:
        """Say that something was saved."""
        self.worker.wake()
        self.reader.wake()

    def look(self, *, full: bool = False, progress: Progress | None = None) -> ReconcileReport:
        """Compare folder and catalog and take in what differs."""
        workspace = self._workspace
        head = workspace.changes.head()  # before the look: what is saved during it is followed afterwards
        report = reconcile(workspace.keeper, workspace.store, workspace.catalog, full=full, progress=progress, cursor=head)
        return replace(report, attached=self.attached.look())

    def remake_catalog(self, progress: Progress | None = None) -> ReconcileReport:
        """Make the catalog anew from the files; who reads meanwhile sees the old one."""
        workspace = self._workspace
        head = workspace.changes.head()
        return rebuild(workspace.keeper, workspace.store, workspace.catalog, progress=progress, cursor=head)

    def catch_up_catalog(self) -> None:
        """Bring the catalog up to the change log."""
        self._catalog.catch_up()

    def catch_up_mining(self, *, wait: bool = True) -> int:
        """Bring the mining counts up to the change log; return how many notes were read. wait: see `MiningFollower.catch_up`."""
        return self._mining.catch_up(wait=wait)

    def knowledge(self) -> Knowledge:
        """Return what reading a note leans on."""
        return self._directory.knowledge()

    def notes(self, person: Person) -> Iterator[Note]:
        """Yield every note `person` may read, newest first, as its file is now."""
        offset = 0
        while True:
            page = self._workspace.catalog.list(EVERYTHING, readers=person.reader_tokens, limit=MAX_PAGE, offset=offset)
            for entry in page.entries:
                note = self.find(entry.note_id)
                if note is not None and may(person, "note.read", note):
                    yield note
            offset += MAX_PAGE
            if offset >= page.total:
                return

    def filled_notes(
        self, person: Person, version: TemplateVersion
    ) -> Iterator[tuple[Note, tuple[SlotValue, ...], tuple[SlotValue, ...]]]:
        """Yield every note `person` may read with the values of `version` in it, rejected ones left out, and all that mining reads."""
        decisions: dict[str, list[ValueDecision]] = {}
        for one in self._workspace.templates.list_values():
            decisions.setdefault(one.note_id, []).append(one)
        knowledge = knowledge_of(version, self.knowledge())
        for note in self.notes(person):
            slots = self._workspace.slot_shelf.slots_of(note, knowledge)
            yield note, fill_slots(source_of(note), version, slots, decisions.get(note.note_id, ()), knowledge), slots

    def find(self, note_id: str) -> Note | None:
        """Return the note as its file is now, None when it is gone."""
        try:
            return self._workspace.keeper.get(note_id)
        except NoteNotFoundError:
            return None

    def _changes_since(self, cursor: int, limit: int) -> Sequence[ChangeRow]:
        return [(one.sequence, one.note_id, one.what) for one in self._workspace.changes.since(cursor, limit)]

    def _load_indexed(self, note_id: str) -> IndexedNote | None:
        note = self.find(note_id)
        return None if note is None else indexed_note(note, tuple(self._passages(note_id)))

    def _passages(self, note_id: str) -> Iterator[Passage]:
        """Yield the names of the files beside a note, and what stands in those that have been read."""
        room = _MOST_TEXT
        for file, extracted in self._workspace.texts.of(note_id):
            yield Passage(file.name, file.name, "name")
            for one in extracted.passages if extracted else ():
                room -= len(one.text)
                if room >= 0:
                    yield Passage(file.name, one.text, one.part, one.at)

    def _announce_files(self, note_id: str) -> None:
        """Say that files of a note can be searched now."""
        note = self.find(note_id)
        if note is not None:
            self._workspace.changes.append(note_id, note.path, note.revision, "saved")
            self.worker.wake()

    def _load_source(self, note_id: str) -> SourceNote | None:
        note = self.find(note_id)
        return None if note is None else source_of(note)
