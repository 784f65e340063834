"""How the command line speaks when it is run in earnest: languages, pipes, nothing loaded that is not needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from notes_app import cli
from notes_app.cli import COMMANDS
from tests.cli.conftest import FILES, Desk, put
from tests.patience import PATIENCE_S

PROGRAM = [sys.executable, "-m", "notes_app"]


def start(desk: Desk, *words: str, language: str = "ja_JP.UTF-8", code: str = "") -> subprocess.CompletedProcess[str]:
    environ = {"LC_ALL": language, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PATH": "/usr/bin:/bin"}
    folders = ["--notes", str(desk.notes), "--var", str(desk.var)]
    program = [sys.executable, "-c", code, *folders] if code else [*PROGRAM, *folders]
    return subprocess.run([*program, *words], env=environ, capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE_S, cwd=desk.home)


@pytest.mark.parametrize(("language", "word"), [("ja_JP.UTF-8", "見つかりません"), ("en_US.UTF-8", "not found"), ("C", "not found"), ("", "not found")])
def test_errors_are_in_the_language_of_the_terminal(desk: Desk, language: str, word: str) -> None:
    done = start(desk, "person", "disable", "nobody", language=language)
    assert done.returncode == 1
    assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_no_progress_in_a_pipe(desk: Desk) -> None:
    put(desk.notes, FILES)
    done = start(desk, "rebuild")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\r" not in done.stdout


def test_a_reader_that_leaves_early_is_no_error(desk: Desk) -> None:
    put(desk.notes, FILES)
    words = " ".join([*PROGRAM, "--notes", str(desk.notes), "--var", str(desk.var), "mine", "--json"])
    done = subprocess.run(["/bin/sh", "-c", f"{words} | head -c 1"], capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE_S, cwd=Path(__file__).resolve().parents[2])
    assert (done.stdout, done.stderr) == ("{", "")


def test_listing_people_loads_no_heavy_room(desk: Desk) -> None:
    start(desk, "person", "list")
    watched = "import sys; from notes_app.cli import notes_app; notes_app(standalone_mode=False); print(*[m for m in sys.modules if m.startswith('notes_app.') or '.' not in m])"
    done = start(desk, "person", "list", code=watched)
    loaded = set(done.stdout.split())
    assert "notes_app.people.person_store" in loaded
    heavy = ("notes_app.crm", "notes_app.search", "notes_app.mining", "notes_app.template", "notes_app.imports", "notes_app.web", "notes_app.catalog")
    assert [one for one in sorted(loaded) if one.startswith(heavy)] == []
    assert loaded.isdisjoint({"alembic", "flask", "whoosh", "sudachipy", "numpy"})


def test_every_command_in_the_table_is_there() -> None:
    context = __import__("click").Context(cli.notes_app)
    assert [cli.notes_app.get_command(context, name).name for name in COMMANDS] == list(COMMANDS)  # type: ignore[union-attr]
    assert set(cli.notes_app.commands) == set(COMMANDS)
