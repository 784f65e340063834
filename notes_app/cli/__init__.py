"""The command line: the same rooms as the web, for operators and scripts. Every command also speaks `--json`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import click

from notes_app.cli.output import Output, language_of
from notes_app.errors import NotesAppError
from notes_app.settings import Settings, read_settings

if TYPE_CHECKING:
    from notes_app.bootstrap import Workspace

P = ParamSpec("P")


COMMANDS = {
    "serve": "serving", "import": "notes", "reconcile": "notes", "rebuild": "notes", "search": "notes", "mine": "notes",
    "fill": "notes", "template": "templates", "export": "exports", "push": "pushes", "person": "people", "engine": "engines", "doctor": "care",
    "backup": "care", "restore": "care",
}  # fmt: skip
"""Each command and the module that defines it, loaded when the command is asked for: `person list` loads no CRM."""


class FolderTroubleError(NotesAppError):
    """Facts: where, reason, as the system says it."""

    ja = "{where} を読み書きできません ({reason})。場所、空き容量、アクセス権を確かめてください。"
    en = "{where} cannot be read or written ({reason}). Check the place, the free space and the permissions."


class Doors(click.Group):
    """The group of commands; an error of ours becomes one line for a person and exit code 1 (2 is a wrong call)."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            import_module(f"notes_app.cli.{COMMANDS[cmd_name]}")
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except NotesAppError as error:
            self._refuse(ctx, error)
        except BrokenPipeError:
            raise  # the reader has left (`| head`); click ends quietly
        except OSError as error:
            self._refuse(ctx, FolderTroubleError(where=error.filename or "?", reason=error.strerror or error))

    @staticmethod
    def _refuse(ctx: click.Context, error: NotesAppError) -> None:
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
    from notes_app.bootstrap import open_workspace

    workspace = open_workspace(settings)
    click.get_current_context().call_on_close(workspace.close)
    return workspace


def main() -> None:
    """Run the command line; broken pipes (`| head`) end quietly."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    notes_app()
