"""Switching the search engine from the command line, while a server goes on answering."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from notes_app.bootstrap import OPERATOR, Workspace, open_workspace
from notes_app.bootstrap.engine_choice import EngineIsSetError, chosen_engine, switch_engine
from notes_app.cli import notes_app
from notes_app.search.engines.following import FollowingIndex, write_choice
from notes_app.settings import Settings, read_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "notes").mkdir()
    for at in range(5):
        (tmp_path / "notes" / f"{at}.md").write_text(f"# 商談{at}\n\n値引きの話をした。\n", "utf-8")
    return read_settings({}, notes=tmp_path / "notes", var=tmp_path / "var")


@pytest.fixture
def server(settings: Settings) -> Iterator[Workspace]:
    """A process that has the workspace open and indexes what is saved."""
    workspace = open_workspace(settings)
    workspace.catch_up()
    yield workspace
    workspace.close()


def run(settings: Settings, *arguments: str, environ: dict[str, str] | None = None) -> Result:
    given = ["--notes", str(settings.notes), "--var", str(settings.var), *arguments]
    return CliRunner().invoke(notes_app, given, env={"LANG": "en", "NOTES_APP_ENGINE": "", **(environ or {})})


def engine_of(workspace: Workspace) -> str:
    assert isinstance(workspace.index, FollowingIndex)
    return workspace.index.engine


def write(settings: Settings, name: str, text: str) -> None:
    (settings.notes / name).write_text(text, "utf-8")


def found(workspace: Workspace, words: str) -> int:
    return workspace.search(OPERATOR, words).result.total


def test_a_running_server_follows_the_switch_and_back(settings: Settings, server: Workspace) -> None:
    assert (engine_of(server), found(server, "値引き")) == ("whoosh", 5)
    done = json.loads(run(settings, "engine", "switch", "tantivy", "--json").stdout)
    assert (done["engine"], done["was"], done["notes"]) == ("tantivy", "whoosh", 5)
    assert (engine_of(server), found(server, "値引き")) == ("tantivy", 5)
    write(settings, "new.md", "# 追加\n\n値引きをもう一度。\n")
    server.catch_up()
    assert found(server, "値引き") == 6
    assert run(settings, "engine", "switch", "whoosh").exit_code == 0
    assert (engine_of(server), found(server, "値引き")) == ("whoosh", 6)


def test_the_servers_worker_writes_to_the_engine_that_was_chosen(settings: Settings, server: Workspace) -> None:
    server.start_background()
    for engine in ("tantivy", "whoosh", "tantivy"):
        result = run(settings, "engine", "switch", engine)
        assert result.exit_code == 0, result.output
        write(settings, f"{engine}.md", f"# {engine}\n\n{engine}へ切り替えた後の契約。\n")
        server.catch_up()
        assert found(server, f"{engine}へ切り替えた後") == 1
    assert engine_of(server) == "tantivy"


def test_another_process_starts_with_the_choice(settings: Settings) -> None:
    run(settings, "engine", "switch", "tantivy")
    workspace = open_workspace(settings)
    assert (engine_of(workspace), workspace.index.count()) == ("tantivy", 5)
    workspace.close()


def test_show_says_what_answers_and_why(settings: Settings, server: Workspace) -> None:
    shown = json.loads(run(settings, "engine", "show", "--json").stdout)
    assert (shown["engine"], shown["chosen_by"]) == ("whoosh", "default")
    rows = {row["engine"]: row for row in shown["engines"]}
    assert (rows["whoosh"]["notes"], rows["whoosh"]["behind"], rows["whoosh"]["is_current"]) == (5, 0, True)
    assert (rows["tantivy"]["notes"], rows["tantivy"]["bytes"]) == (0, 0)
    run(settings, "engine", "switch", "tantivy")
    assert json.loads(run(settings, "engine", "show", "--json").stdout)["chosen_by"] == "switch"
    assert "tantivy" in run(settings, "engine", "show").stdout


def test_switching_to_the_engine_in_force_changes_nothing(settings: Settings, server: Workspace) -> None:
    result = run(settings, "engine", "switch", "whoosh")
    assert (result.exit_code, chosen_engine(settings)) == (0, ("whoosh", "default"))
    assert "already" in result.stdout


def test_the_setting_wins_and_says_so(settings: Settings) -> None:
    result = run(settings, "engine", "switch", "tantivy", environ={"NOTES_APP_ENGINE": "whoosh"})
    assert result.exit_code == 1
    assert "NOTES_APP_ENGINE" in result.stderr
    fixed = open_workspace(read_settings({"NOTES_APP_ENGINE": "tantivy"}, notes=settings.notes, var=settings.var))
    with pytest.raises(EngineIsSetError):
        switch_engine(fixed, "whoosh")
    assert not isinstance(fixed.index, FollowingIndex)
    fixed.close()


def test_an_unknown_engine_is_a_wrong_call(settings: Settings) -> None:
    assert run(settings, "engine", "switch", "solr").exit_code == 2


@pytest.mark.parametrize("nonsense", [b"solr", b"", b"\xff\xfe", b"../../etc", b"x" * 5000])
def test_a_choice_nobody_can_open_costs_nothing(settings: Settings, server: Workspace, nonsense: bytes) -> None:
    (settings.var / "engine").write_bytes(nonsense)
    assert (engine_of(server), found(server, "値引き")) == ("whoosh", 5)
    again = open_workspace(settings)
    assert (engine_of(again), again.index.count()) == ("whoosh", 5)
    again.close()


def test_a_broken_choice_leaves_the_engine_that_answered(settings: Settings, server: Workspace) -> None:
    run(settings, "engine", "switch", "tantivy")
    assert engine_of(server) == "tantivy"
    write_choice(settings.var / "engine", "no-such-engine")
    assert (engine_of(server), found(server, "値引き")) == ("tantivy", 5)


def test_clearing_what_is_derived_keeps_the_choice(settings: Settings) -> None:
    import shutil

    run(settings, "engine", "switch", "tantivy")
    shutil.rmtree(settings.derived)
    workspace = open_workspace(settings)
    workspace.catch_up()
    assert (engine_of(workspace), found(workspace, "値引き")) == ("tantivy", 5)
    workspace.close()
