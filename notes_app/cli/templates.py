"""`template …`: the published versions, and publishing the decisions made so far."""

from __future__ import annotations

import click

from notes_app.bootstrap import OPERATOR
from notes_app.cli import notes_app, with_output, workspace_of
from notes_app.cli.output import Output
from notes_app.settings import Settings
from notes_app.template.field import TemplateVersion
from notes_app.template.template_store import field_json
from notes_app.template.version_diff import diff_versions


@notes_app.group("template")
def template() -> None:
    """List, show, publish and compare template versions."""


def version_json(version: TemplateVersion) -> dict[str, object]:
    """Return the documented shape of one version."""
    return {
        "template_id": version.template_id, "number": version.number, "name": version.name,
        "published_at": version.published_at.isoformat(), "published_by": version.published_by, "comment": version.comment,
        "fields": [field_json(field) for field in version.fields],
    }  # fmt: skip


@template.command("list")
@with_output
def list_versions(settings: Settings, output: Output) -> None:
    """List every published version, newest first."""
    versions = sorted(workspace_of(settings).templates.list_versions(), key=lambda one: -one.number)
    output.answer({"versions": [{**version_json(one), "fields": len(one.fields)} for one in versions]})
    headings = [output.pick("版", "version"), output.pick("公開日時", "published"), output.pick("項目", "fields"), output.pick("メモ", "comment")]
    output.table(headings, [(one.number, f"{one.published_at:%Y-%m-%d %H:%M}", len(one.fields), one.comment) for one in versions])


@template.command("show")
@click.argument("number", type=int, required=False)
@with_output
def show(settings: Settings, output: Output, number: int | None) -> None:
    """Show one version, the newest without NUMBER."""
    templates = workspace_of(settings).templates
    version = templates.find_newest() if number is None else templates.get(number)
    if version is None:
        output.answer({"fields": []})
        output.say("まだ公開された版はありません。", "No version has been published yet.")
        return
    output.answer(version_json(version))
    headings = [output.pick("項目", "field"), output.pick("型", "type"), "API", output.pick("必須", "required"), output.pick("目的", "purpose"), output.pick("使う人", "used by")]
    output.table(headings, [(one.label, one.field_type, one.api_name, "○" if one.required else "", one.purpose, one.used_by) for one in version.fields])


@template.command("publish")
@click.option("--top", type=click.IntRange(1, 200), help="First keep the N best candidates nobody has decided on yet.")
@click.option("--comment", default="", help="Why this version.")
@with_output
def publish(settings: Settings, output: Output, top: int | None, comment: str) -> None:
    """Publish what was decided on the board as the next version."""
    workspace = workspace_of(settings)
    workspace.catch_up(index=False, progress=output.progress("集計中", "Counting"))
    board = workspace.board(OPERATOR)
    if top:
        board.keep_best(top)
    version = board.publish(comment)
    output.answer(version_json(version))
    output.say(f"第{version.number}版を公開しました ({len(version.fields)} 項目)。", f"Version {version.number} is published ({len(version.fields)} fields).")


@template.command("diff")
@click.argument("older", type=int)
@click.argument("newer", type=int)
@with_output
def diff(settings: Settings, output: Output, older: int, newer: int) -> None:
    """Say in words what changed between two versions."""
    templates = workspace_of(settings).templates
    difference = diff_versions(templates.get(older), templates.get(newer))
    output.answer(difference.to_json())
    for line in difference.sentences(output.language):
        output.say(line, line)
