"""`push TARGET`: the newest template version's records, sent to a CRM over its API; `--dry-run` looks and sends nothing."""

from __future__ import annotations

from datetime import datetime

import click

from notes_app.bootstrap import OPERATOR
from notes_app.cli import command, workspace_of
from notes_app.cli.output import Output
from notes_app.crm.planning import ExportScope, years_before
from notes_app.crm.push.report import PushReport
from notes_app.crm.push.targets import PUSH_TARGETS
from notes_app.settings import Settings

SHOWN = 20


@command("push")
@click.argument("target", type=click.Choice(PUSH_TARGETS))
@click.option("--dry-run", is_flag=True, help="Only look: what would be created and updated, and what is missing in the target.")
@click.option("--again", is_flag=True, help="Send also what went before and has not changed.")
@click.option("--version", "number", type=int, help="Template version (default: the newest).")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only notes held on or after this day.")
@click.option("--traded-within", "years", type=click.IntRange(1, 50), help="Only customers last talked to within this many years.")
@click.option("--account", "accounts", multiple=True, help="Only this account; may be given several times.")
@click.option("--history", type=click.Choice(["all", "in_progress", "none"]), default="all", show_default=True, help="Which conversations leave with the customers.")
def push(
    settings: Settings, output: Output, target: str, dry_run: bool, again: bool, number: int | None, since: datetime | None,
    years: int | None, accounts: tuple[str, ...], history: str,
) -> None:  # fmt: skip
    """Send what is new or changed to TARGET over its API. Stopped half-way, the same command goes on where it stopped."""
    workspace = workspace_of(settings)
    workspace.catch_up(index=False, progress=output.progress("集計中", "Counting"))
    traded = years_before(workspace.today, years) if years else None
    scope = ExportScope(since=since.date() if since else None, traded_since=traded, accounts=frozenset(accounts), history=history)  # type: ignore[arg-type]
    report = workspace.sending.push(
        OPERATOR, target, number=number, scope=scope, is_dry_run=dry_run, again=again, progress=output.progress("送信中", "Sending"),
    )  # fmt: skip
    output.answer(report.to_json())
    _tell(output, report)
    if report.state not in ("done", "ready"):
        click.get_current_context().exit(1)


def _tell(output: Output, report: PushReport) -> None:
    output.say(f"送り先: {report.destination}", f"Destination: {report.destination}")
    label = "label" if output.language == "ja" else "label_en"
    if report.is_dry_run:
        heads = [output.pick("対象", "object"), output.pick("作成", "create"), output.pick("更新", "update"), output.pick("変更なし", "unchanged")]
        output.table(heads, [(getattr(one, label), one.to_create, one.to_update, one.unchanged) for one in report.parts.values()])
    else:
        heads = [output.pick("対象", "object"), output.pick("作成", "created"), output.pick("更新", "updated"),
                 output.pick("変更なし", "unchanged"), output.pick("断られた", "refused")]  # fmt: skip
        output.table(
            heads, [(getattr(one, label), one.created, one.updated, one.unchanged, one.refused) for one in report.parts.values()]
        )
    for finding in [one for one in report.findings if one.severity != "note"][:SHOWN]:
        output.say(f"{finding.where}: {finding.ja}", f"{finding.where}: {finding.en}")
    for reject in [one for one in report.rejects if one.code.startswith("refused.")][:SHOWN]:
        output.say(f"{reject.label} {reject.external_id}: {reject.ja}", f"{reject.label} {reject.external_id}: {reject.en}")
    if report.gone is not None and (count := sum(map(len, report.gone.values()))):
        output.say(
            f"今の書き出しにないレコードが {count} 件、送り先に残っています。消すなら送り先で消してください（--json に一覧）。",
            f"{count} records still stand there that the export no longer has; delete them there if you wish (listed by --json).",
        )
    if report.problem_ja:
        output.say(report.problem_ja, report.problem_en)
