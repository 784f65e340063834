"""`doctor`, `backup`, `restore`: what is wrong, and how nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from notes_app.bootstrap.patient import WorkspacePatient
from notes_app.care.backup import backup as write_backup
from notes_app.care.backup import restore as read_backup
from notes_app.care.doctor import examine, mend
from notes_app.cli import command, workspace_of
from notes_app.cli.output import Output
from notes_app.settings import Settings


@command("doctor")
@click.option("--fix", is_flag=True, help="Mend what can be mended.")
def doctor(settings: Settings, output: Output, fix: bool) -> None:
    """Examine files, ledger, catalog and index; exit code 1 when an error remains."""
    findings = list(examine(WorkspacePatient(workspace_of(settings))))
    mended = {id(one) for one in mend(findings)} if fix else set()
    output.answer({"findings": [one.to_json(fixed=id(one) in mended) for one in findings]})
    if not findings:
        output.say("すべて正常です。", "All is well.")
    for one in findings:
        state = output.pick("直しました", "mended") if id(one) in mended else one.severity
        output.say(f"[{state}] {one.ja}", f"[{state}] {one.en}")
    if any(one.severity == "error" and id(one) not in mended for one in findings):
        click.get_current_context().exit(1)


@command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(settings: Settings, output: Output, file: Path) -> None:
    """Write notes and ledger to one verified zip, also while the app runs."""
    engine = workspace_of(settings).engine
    report = write_backup(settings.notes, engine, file, datetime.now(UTC), output.progress("控えを作成中", "Backing up"))
    output.answer({"file": str(report.file), "files": report.files, "bytes": report.size_bytes, "taken_at": report.taken_at})
    output.say(
        f"{report.files:,} ファイルと台帳を {report.file} に控えました ({report.size_bytes / 1e6:.1f} MB、検証済み)。",
        f"{report.files:,} files and the ledger are in {report.file} ({report.size_bytes / 1e6:.1f} MB, verified).",
    )


@command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(settings: Settings, output: Output, file: Path) -> None:
    """Restore a backup into empty folders (--notes and --var)."""
    report = read_backup(file, settings.notes, settings.var, output.progress("復元中", "Restoring"))
    output.answer({"file": str(report.file), "files": report.files, "taken_at": report.taken_at})
    output.say(
        f"{report.files:,} ファイルと台帳を戻しました。目録と索引は起動時に作り直されます。",
        f"{report.files:,} files and the ledger are back. Catalog and index are made anew at start-up.",
    )
