"""A workspace as the doctor looks at it: reads only, until a mend is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from notes_app.catalog.catalog import MAX_PAGE, NoteFilter
from notes_app.minutes.naming import ATTACHMENT_FOLDER

if TYPE_CHECKING:
    from notes_app.bootstrap.workspace import Workspace


class WorkspacePatient:
    """`care.doctor.Patient` over an opened workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    @property
    def notes_folder(self) -> Path:
        return self._workspace.settings.notes

    @property
    def var_folder(self) -> Path:
        return self._workspace.settings.var

    def unreadable_files(self) -> Sequence[tuple[str, str, str]]:
        """Return (path, reason in Japanese, in English) of the files the catalog could not read."""
        page = self._workspace.catalog.list(NoteFilter(is_unreadable=True), readers=None, sort="path", limit=MAX_PAGE)
        return [(one.path, one.unreadable_reason, one.unreadable_reason_en) for one in page.entries]

    def folder_difference(self) -> tuple[int, int, int]:
        """Return how many files were added, changed and removed since the catalog last looked."""
        seen = self._workspace.catalog.snapshot()
        there = {stat.path: (stat.size, stat.mtime_ns) for stat in self._workspace.store.list()}
        changed = sum(path in seen and (seen[path].size, seen[path].mtime_ns) != stat for path, stat in there.items())
        return len(there.keys() - seen.keys()), changed, len(seen.keys() - there.keys())

    def duplicate_ids(self) -> Sequence[tuple[str, Sequence[str]]]:
        """Return each id that a copied file claims, with the path that has it and those that claim it."""
        claims: dict[str, list[str]] = {}
        for one in self._workspace.catalog.list(NoteFilter(is_copy=True), readers=None, sort="path", limit=MAX_PAGE).entries:
            claims.setdefault(one.claimed_id, []).append(one.path)
        owners = {note_id: self._workspace.catalog.find(note_id) for note_id in claims}
        return [(note_id, ([owner.path] if (owner := owners[note_id]) else []) + paths) for note_id, paths in claims.items()]

    def broken_audit_entry(self) -> int | None:
        """Return the first entry of the audit log that was changed after it was written, None when all is well."""
        broken = self._workspace.audit.verify()
        return None if broken is None else broken.entry

    def ledger_problem(self) -> str:
        """Return what the ledger's own check says is wrong, "" when nothing is."""
        if self._workspace.engine.dialect.name != "sqlite":
            return ""
        try:
            with self._workspace.engine.connect() as link:
                verdict = str(link.execute(text("PRAGMA quick_check(1)")).scalar_one())
        except DatabaseError as error:
            return str(error.orig)
        return "" if verdict == "ok" else verdict

    def lagging(self) -> Sequence[tuple[str, int]]:
        """Return the followers that are behind the change log, and by how many entries."""
        head = self._workspace.changes.head()
        cursors = {"index": self._workspace.index.cursor(), "mining": self._workspace.mining.cursor()}
        if any(True for _ in self._workspace.store.list_files(ATTACHMENT_FOLDER)):
            cursors["texts"] = self._workspace.followers.reader.cursor()
        return [(name, head - cursor) for name, cursor in cursors.items() if cursor < head]

    def orphaned_comments(self) -> int:
        """Return how many comments belong to notes that are not there now."""
        ids = self._workspace.comments.thing_ids("note")
        known = {one.note_id for one in self._workspace.catalog.list(NoteFilter(ids=ids), readers=None, limit=MAX_PAGE).entries}
        return sum(self._workspace.comments.count("note", ids - known).values())

    def unsearchable_files(self) -> Sequence[tuple[str, str, str]]:
        """Return (path, reason in Japanese, in English) of the attachments whose content cannot be searched and should be."""
        texts, found = self._workspace.texts, []
        for note_id in self._note_ids():
            for file in self._workspace.attachments.list(note_id):
                extracted = texts.status(file)
                if extracted is not None and extracted.is_trouble:
                    found.append((file.path, extracted.explain("ja"), extracted.explain("en")))
        return found

    def orphaned_files(self) -> Sequence[str]:
        """Return the folders of attachments that belong to no note there is."""
        return self._workspace.followers.attached.orphans(self._note_ids())

    def _note_ids(self) -> set[str]:
        return {seen.note_id for seen in self._workspace.catalog.snapshot().values()}

    def reconcile_now(self) -> object:
        return self._workspace.reconcile()

    def rebuild_derived(self, name: str) -> object:
        """Bring one follower up to the change log."""
        followers = self._workspace.followers
        if name == "mining":
            return followers.catch_up_mining()
        return followers.reader.drain() if name == "texts" else followers.worker.drain()
