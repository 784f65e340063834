"""Examine a workspace: ids, duplicates, unreadable files, ledger, audit chain, derived data, folders, disk.

A check returns findings; a finding says what is wrong, how bad it is, what to do, and whether `--fix` mends it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from notes_app.errors import Language

Severity = Literal["error", "warning", "note"]
LOW_DISK_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """code: stable, for programs. thing: file, id or folder it is about. mend: what `--fix` runs, None when a person must act."""

    code: str
    severity: Severity
    thing: str
    ja: str
    en: str
    mend: Callable[[], object] | None = None

    def say(self, language: Language) -> str:
        return self.ja if language == "ja" else self.en

    def to_json(self, *, fixed: bool) -> dict[str, Any]:
        return {
            "code": self.code, "severity": self.severity, "thing": self.thing, "message_ja": self.ja, "message_en": self.en,
            "fixable": self.mend is not None, "fixed": fixed,
        }  # fmt: skip


class Patient(Protocol):
    """What the doctor looks at; `bootstrap.Workspace` offers it."""

    @property
    def notes_folder(self) -> Path: ...
    @property
    def var_folder(self) -> Path: ...
    def unreadable_files(self) -> Sequence[tuple[str, str, str]]: ...
    def folder_difference(self) -> tuple[int, int, int]: ...
    def duplicate_ids(self) -> Sequence[tuple[str, Sequence[str]]]: ...
    def broken_audit_entry(self) -> int | None: ...
    def ledger_problem(self) -> str: ...
    def lagging(self) -> Sequence[tuple[str, int]]: ...
    def orphaned_comments(self) -> int: ...
    def unsearchable_files(self) -> Sequence[tuple[str, str, str]]: ...
    def orphaned_files(self) -> Sequence[str]: ...
    def reconcile_now(self) -> object: ...
    def rebuild_derived(self, name: str) -> object: ...


def examine(patient: Patient) -> Iterator[Finding]:
    """Yield everything that is wrong, worst first within each check; an empty answer means all is well."""
    for check in (_folders, _disk, _ledger, _audit, _files, _duplicates, _catalog, _derived, _orphans, _attachments):
        yield from check(patient)


def mend(findings: Sequence[Finding]) -> list[Finding]:
    """Run every mend there is and return the findings that were mended."""
    mended = []
    for finding in findings:
        if finding.mend is not None:
            finding.mend()
            mended.append(finding)
    return mended


def _folders(patient: Patient) -> Iterator[Finding]:
    for folder in (patient.notes_folder, patient.var_folder):
        if not os.access(folder, os.W_OK | os.X_OK):
            yield Finding(
                "folder_not_writable", "error", str(folder), f"フォルダ {folder} に書き込めません。所有者と権限を確かめてください。",
                f"The folder {folder} cannot be written to. Check its owner and permissions.",
            )  # fmt: skip
    secret = patient.var_folder / "secret_key"
    if secret.exists() and os.name == "posix" and secret.stat().st_mode & 0o077:
        yield Finding(
            "secret_key_readable", "warning", str(secret), "署名鍵をほかの利用者が読めます。", "The signing key can be read by other users of this machine.",
            lambda: secret.chmod(0o600),
        )  # fmt: skip


def _disk(patient: Patient) -> Iterator[Finding]:
    for folder in {patient.notes_folder, patient.var_folder}:
        free = shutil.disk_usage(folder).free
        if free < LOW_DISK_BYTES:
            yield Finding(
                "disk_low", "warning", str(folder), f"空き容量が {free // 1024**2} MB しかありません。",
                f"Only {free // 1024**2} MB are free on this disk.",
            )  # fmt: skip


def _ledger(patient: Patient) -> Iterator[Finding]:
    problem = patient.ledger_problem()
    if problem:
        yield Finding(
            "ledger_damaged", "error", "ledger", f"台帳が壊れています ({problem})。最新の控えから戻してください。",
            f"The ledger is damaged ({problem}). Restore the newest backup.",
        )  # fmt: skip


def _audit(patient: Patient) -> Iterator[Finding]:
    broken = patient.broken_audit_entry()
    if broken is not None:
        yield Finding(
            "audit_chain_broken", "error", str(broken), f"操作記録の {broken} 番目以降が、書き込まれた後に変えられています。",
            f"The audit log was changed after it was written, from entry {broken} on.",
        )  # fmt: skip


def _files(patient: Patient) -> Iterator[Finding]:
    for path, ja, en in patient.unreadable_files():
        yield Finding("file_unreadable", "warning", path, f"{path}: {ja}", f"{path}: {en}")


def _duplicates(patient: Patient) -> Iterator[Finding]:
    for note_id, paths in patient.duplicate_ids():
        listed = ", ".join(paths)
        yield Finding(
            "duplicate_id", "warning", note_id, f"同じ id {note_id} のファイルが複数あります: {listed}。写しのほうの id の行を消してください。",
            f"Several files carry the id {note_id}: {listed}. Remove the id line from the copy.",
        )  # fmt: skip


def _catalog(patient: Patient) -> Iterator[Finding]:
    added, changed, removed = patient.folder_difference()
    if added or changed or removed:
        yield Finding(
            "catalog_behind", "note", "catalog", f"目録がフォルダと違います (追加 {added}、変更 {changed}、削除 {removed})。",
            f"The catalog differs from the folder (added {added}, changed {changed}, removed {removed}).", patient.reconcile_now,
        )  # fmt: skip


def _derived(patient: Patient) -> Iterator[Finding]:
    for name, behind in patient.lagging():
        yield Finding(
            f"{name}_behind", "note", name, f"{name} が {behind} 件遅れています。", f"{name} is {behind} changes behind.",
            lambda name=name: patient.rebuild_derived(name),  # type: ignore[misc]
        )  # fmt: skip


def _orphans(patient: Patient) -> Iterator[Finding]:
    count = patient.orphaned_comments()
    if count:
        yield Finding(
            "orphaned_comments", "note", "comments", f"いまは無い議事録へのコメントが {count} 件あります (議事録を戻せば再び見えます)。",
            f"{count} comments belong to notes that are gone (they show again when the note is brought back).",
        )  # fmt: skip


def _attachments(patient: Patient) -> Iterator[Finding]:
    for path, ja, en in patient.unsearchable_files():
        yield Finding("attachment_unsearchable", "note", path, f"{path}: {ja}", f"{path}: {en}")
    for folder in patient.orphaned_files():
        yield Finding(
            "attachments_orphaned", "warning", folder, f"{folder} の添付ファイルには、もとの議事録がありません (議事録を戻せば再び見えます)。",
            f"The attachments in {folder} belong to no note there is (they show again when it is brought back).",
        )  # fmt: skip
