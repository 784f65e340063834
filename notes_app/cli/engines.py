"""`engine …`: which search engine answers, and changing it while the app serves."""

from __future__ import annotations

from dataclasses import asdict

import click

from notes_app.bootstrap.engine_choice import KEPT_ENGINES, chosen_engine, list_engines, switch_engine
from notes_app.cli import notes_app, with_output, workspace_of
from notes_app.cli.output import Output
from notes_app.settings import Settings


@notes_app.group("engine")
def engine() -> None:
    """Show or switch the search engine."""


@engine.command("show")
@with_output
def show(settings: Settings, output: Output) -> None:
    """Say which engine answers, and what lies in the folder of each."""
    states = list_engines(workspace_of(settings))
    name, chosen_by = chosen_engine(settings)
    output.answer({"engine": name, "chosen_by": chosen_by, "engines": [asdict(one) for one in states]})
    headings = [output.pick("エンジン", "engine"), output.pick("議事録", "notes"), output.pick("未反映", "behind"), "MB", output.pick("使用中", "in use")]
    rows = [(one.engine, f"{one.notes:,}", f"{one.behind:,}", f"{one.bytes / 1e6:.1f}", "○" if one.is_current else "") for one in states]
    output.table(headings, rows)


@engine.command("switch")
@click.argument("name", type=click.Choice(KEPT_ENGINES))
@with_output
def switch(settings: Settings, output: Output, name: str) -> None:
    """Build the index of NAME beside the one that answers, then let it answer, also in a running server."""
    done = switch_engine(workspace_of(settings), name)
    output.answer({"engine": done.engine, "was": done.was, "notes": done.notes, "seconds": round(done.seconds, 2)})
    if done.engine == done.was:
        output.say(f"検索エンジンはすでに {done.engine} です。", f"The search engine is {done.engine} already.")
        return
    output.say(
        f"検索エンジンを {done.was} から {done.engine} に切り替えました ({done.notes:,} 件、{done.seconds:.1f} 秒)。",
        f"The search engine is {done.engine} now, no longer {done.was} ({done.notes:,} notes, {done.seconds:.1f} s).",
    )
