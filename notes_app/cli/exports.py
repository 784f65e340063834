"""`export TARGET --out DIR`: the newest template version and the notes, as a checked package."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from notes_app.bootstrap import OPERATOR
from notes_app.cli import command, workspace_of
from notes_app.cli.output import Output
from notes_app.crm.planning import ExportScope, years_before
from notes_app.crm.target import list_exporters
from notes_app.settings import Settings


@command("export")
@click.argument("target", type=click.Choice(list_exporters()))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write, empty or an earlier export; or a file ending in .zip.")
@click.option("--version", "number", type=int, help="Template version (default: the newest).")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only notes held on or after this day.")
@click.option("--traded-within", "years", type=click.IntRange(1, 50), help="Only customers last talked to within this many years.")
@click.option("--account", "accounts", multiple=True, help="Only this account; may be given several times.")
@click.option("--history", type=click.Choice(["all", "in_progress", "none"]), default="all", show_default=True, help="Which conversations leave with the customers.")
@click.option("--changes", is_flag=True, help="Only records that are new or changed since the last export to this target.")
def export(
    settings: Settings, output: Output, target: str, out: Path, number: int | None, since: datetime | None, years: int | None,
    accounts: tuple[str, ...], history: str, changes: bool,
) -> None:  # fmt: skip
    """Write template and notes as a package for TARGET, checked, with import steps in both languages."""
    workspace = workspace_of(settings)
    workspace.catch_up(index=False, progress=output.progress("集計中", "Counting"))
    traded = years_before(workspace.today, years) if years else None
    scope = ExportScope(since=since.date() if since else None, traded_since=traded, accounts=frozenset(accounts), history=history)  # type: ignore[arg-type]
    report = workspace.export(
        OPERATOR, target, out, number=number, scope=scope, mode="changes" if changes else "full",
        progress=output.progress("書き出し中", "Exporting"),
    )  # fmt: skip
    output.answer(report.to_json())
    output.table([output.pick("対象", "object"), output.pick("件数", "records")], report.records.items())
    output.say(
        f"{len(report.files)} ファイルを {out} に書き出しました。除外 {len(report.rejects)} 件、指摘 {len(report.findings)} 件。",
        f"{len(report.files)} files written to {out}; {len(report.rejects)} rejects, {len(report.findings)} findings.",
    )
    if any(finding.severity == "error" for finding in report.findings):
        click.get_current_context().exit(1)
