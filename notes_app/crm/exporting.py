"""Run an export: plan, fit, write, lint, compare with the ledger, pour out, remember. Touches files and the ledger.

The ledger is written last: an export that failed half-way is not remembered, and the next one makes it good.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from notes_app.crm.csv_text import human_csv
from notes_app.crm.export_store import ExportDelta, RowHashes, hash_rows
from notes_app.crm.parcel import FolderParcel, MemoryParcel, ZipParcel, check_path
from notes_app.crm.plan import ExportNote, ExportPlan, Finding, with_rows
from notes_app.crm.planning import ExportOptions, ExportScope, build_plan
from notes_app.crm.target import ExportReport, get_exporter
from notes_app.crm.wire import json_bytes
from notes_app.errors import NotesAppError
from notes_app.template.field import TemplateVersion

Progress = Callable[[int, int | None], None]
MARKER = "notes-app-export.json"
"""In every package: its report. A folder that holds one may be written again; any other folder must be empty."""
STEPS = 5


class ExportFolderNotEmptyError(NotesAppError):
    """Facts: folder."""

    ja = "フォルダ {folder} には、ほかのファイルがあります。空のフォルダを指定してください。"
    en = "The folder {folder} holds other files. Please name an empty folder."
    status = 409


class Ledger(Protocol):
    """The part of `ExportLedger` that an export needs; None runs without one."""

    def compare(self, target: str, hashes: RowHashes) -> ExportDelta: ...
    def record(self, plan: ExportPlan, target: str, person_id: str, report: dict[str, object], hashes: RowHashes) -> str: ...


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What to export. mode: "full" writes every record, "changes" only those new or changed since the last export."""

    target: str
    version: TemplateVersion
    scope: ExportScope
    options: ExportOptions
    person_id: str
    mode: Literal["full", "changes"] = "full"


def run_export(
    order: ExportOrder, notes: Sequence[ExportNote], out: Path, *, ledger: Ledger | None = None, progress: Progress | None = None
) -> ExportReport:
    """Write a package to `out`, a folder, or a zip when its name ends in .zip; return what was written.

    Raises:
        ExporterNotFoundError: no such target.
        ExportFolderNotEmptyError: `out` holds files that are not an export of ours.
    """
    say = progress or (lambda done, total: None)
    is_zip = out.suffix.lower() == ".zip"
    if not is_zip:
        _check_folder(out)
    parcel, report, plan, hashes = make_package(order, notes, ledger=ledger, progress=say)
    if is_zip:
        with ZipParcel(out) as archive:
            for path in parcel.list():
                archive.write(path, parcel.read(path))
    else:
        _pour(parcel, out)
    say(4, STEPS)
    if ledger is not None:
        kept = {key: value for key, value in report.to_json().items() if key not in ("rejects", "gone")}
        ledger.record(plan, order.target, order.person_id, {**kept, "reject_count": len(report.rejects)}, hashes)
    say(STEPS, STEPS)
    return report


def make_package(
    order: ExportOrder, notes: Sequence[ExportNote], *, ledger: Ledger | None = None, progress: Progress | None = None
) -> tuple[MemoryParcel, ExportReport, ExportPlan, RowHashes]:
    """Return the package in memory with its report, the fitted plan and its row hashes; nothing is written or remembered."""
    say = progress or (lambda done, total: None)
    exporter = get_exporter(order.target)
    say(0, STEPS)
    plan = exporter.fit(build_plan(order.version, notes, order.scope, order.options))
    say(1, STEPS)
    hashes = hash_rows(plan)
    delta = ledger.compare(exporter.name, hashes) if ledger is not None else None
    written = _only_changes(plan, delta) if delta is not None and order.mode == "changes" else plan
    parcel = MemoryParcel()
    report = exporter.write(written, parcel)
    say(2, STEPS)
    if delta is not None and delta.gone:
        parcel.write("gone.csv", _gone_csv(delta))
    report = replace(
        report,
        files={path: len(parcel.read(path)) for path in parcel.list()},
        findings=(*report.findings, *exporter.lint(parcel)),
        delta=delta.counts if delta is not None else {},
        gone=delta.gone if delta is not None else {},
    )
    parcel.write(MARKER, json_bytes(report.to_json()))
    report = replace(report, files={**report.files, MARKER: len(parcel.read(MARKER))})
    say(3, STEPS)
    return parcel, report, plan, hashes


def _only_changes(plan: ExportPlan, delta: ExportDelta) -> ExportPlan:
    """Return the plan with what is new or changed, and the records that those point at, so that the package stands by itself."""
    wanted = {(name, key) for ids in (delta.new, delta.changed) for name, keys in ids.items() for key in keys}
    changed_count = len(wanted)
    for one in reversed(plan.objects):  # a row points at earlier objects only
        links = [column for column in one.columns if column.references]
        for row in one.rows:
            if (one.key, row.external_id) in wanted:
                wanted |= {(str(column.references), str(row.values[column.key])) for column in links if column.key in row.values}
    objects = tuple(
        replace(with_rows(one, rows), columns=one.columns)  # the schema does not shrink with the delta
        for one in plan.objects
        for rows in [[row for row in one.rows if (one.key, row.external_id) in wanted]]
    )
    evidence = tuple(one for one in plan.evidence if (one.object_key, one.external_id) in wanted)
    fresh = {name: frozenset(keys) for name, keys in delta.new.items()}
    parents = _parents_come_along(len(wanted) - changed_count) if len(wanted) > changed_count else ()
    return replace(plan, objects=objects, evidence=evidence, fresh=fresh, findings=(*plan.findings, *parents))


def _parents_come_along(count: int) -> tuple[Finding, ...]:
    return (
        Finding(
            "parents_come_along",
            "note",
            "changes",
            f"変わっていないレコード {count} 件も入っています。新規・変更分がそれを参照しているためで、取り込んでも増えません。",
            f"{count} unchanged records are in the package, because new or changed ones point at them; importing them adds nothing.",
        ),
    )


def _gone_csv(delta: ExportDelta) -> bytes:
    rows = [(name, key) for name, keys in sorted(delta.gone.items()) for key in keys]
    return human_csv(("対象 / object", "外部 ID / external id"), rows)


def _check_folder(out: Path) -> None:
    if out.is_file() or (out.is_dir() and any(out.iterdir()) and not (out / MARKER).is_file()):
        raise ExportFolderNotEmptyError(folder=out)


def _pour(parcel: MemoryParcel, out: Path) -> None:
    folder = FolderParcel(out)
    before: set[str] = set()
    if (out / MARKER).is_file():
        before = {str(one["path"]) for one in json.loads((out / MARKER).read_bytes())["files"]}
    for path in parcel.list():
        folder.write(path, parcel.read(path))
    for path in before - set(parcel.list()):
        (out / check_path(path)).unlink(missing_ok=True)
