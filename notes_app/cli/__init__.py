"""The command line: the same rooms as the web, for operators and scripts. Every command also speaks `--json`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import click

from notes_app.bootstrap import Workspace, open_workspace
from notes_app.cli.output import Output, language_of
from notes_app.errors import NotesAppError
from notes_app.settings import Settings, read_settings

P = ParamSpec("P")


class Doors(click.Group):
    """The group of commands; an error of ours becomes one line for a person and exit code 1 (2 is a wrong call)."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except NotesAppError as error:
            click.echo(f"notes-app: {error.explain(language_of())}", err=True)
            ctx.exit(1)


@click.group(cls=Doors, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--notes", type=click.Path(path_type=Path), help="Folder of the notes (NOTES_APP_NOTES, default: notes).")
@click.option("--var", type=click.Path(path_type=Path), help="Folder of ledger, catalog and index (NOTES_APP_VAR, default: var).")
@click.version_option(package_name="notes-app")
@click.pass_context
def notes_app(context: click.Context, notes: Path | None, var: Path | None) -> None:
    """Minutes first: keep, find, mine and export free-form sales minutes."""
    context.obj = read_settings(notes=notes, var=var)


def command(name: str) -> Callable[[Callable[Concatenate[Settings, Output, P], None]], click.Command]:
    """Register a command that takes the settings and an `Output`, with `--json`."""

    def register(action: Callable[Concatenate[Settings, Output, P], None]) -> click.Command:
        return notes_app.command(name)(with_output(action))

    return register


def with_output(action: Callable[Concatenate[Settings, Output, P], None]) -> Callable[..., None]:
    """Give `action` the settings and an `Output` made from `--json`."""

    @click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        as_json = bool(kwargs.pop("as_json"))
        action(click.get_current_context().obj, Output(as_json=as_json), *args, **kwargs)

    return run


def workspace_of(settings: Settings) -> Workspace:
    """Open the workspace and have it closed when the command ends."""
    workspace = open_workspace(settings)
    click.get_current_context().call_on_close(workspace.close)
    return workspace


def main() -> None:
    """Run the command line; broken pipes (`| head`) end quietly."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    from notes_app.cli import care, exports, notes, people, serving, templates  # noqa: F401  (commands register themselves)

    notes_app()
