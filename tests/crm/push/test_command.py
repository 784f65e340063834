"""`notes-app push` as a program: what it prints, and the plug pulled in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from notes_app.bootstrap import OPERATOR, open_workspace
from notes_app.cli import notes_app
from notes_app.crm.exporting import ExportOrder, make_package
from notes_app.crm.parcel import MemoryParcel
from notes_app.crm.planning import ExportOptions, ExportScope
from notes_app.settings import read_settings
from notes_app.template.decision import Decision
from tests.crm.push.case import held_by, variables
from tests.crm.push.loopback import Asked
from tests.crm.push.salesforce_server import Salesforce, salesforce_of
from tests.patience import PATIENCE_S


@dataclass
class Program:
    """The command over a workspace with a dozen notes, and an org on this machine."""

    folder: Path
    server: Salesforce
    environment: dict[str, str]

    def start(self, *words: str, language: str = "en_US.UTF-8") -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "notes_app", "--notes", str(self.folder / "notes"), "--var", str(self.folder / "var"), "push", "salesforce", *words]
        environment = os.environ | self.environment | {"LANG": language, "LC_ALL": language}
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)

    def run(self, *words: str, language: str = "en_US.UTF-8") -> tuple[int, str, str]:
        """Run the command in this process: a second interpreter takes seconds to start."""
        command = ["--notes", str(self.folder / "notes"), "--var", str(self.folder / "var"), "push", "salesforce", *words]
        done = CliRunner().invoke(notes_app, command, env=self.environment | {"LANG": language, "LC_ALL": language})
        return done.exit_code, done.stdout, done.stderr

    @property
    def keys(self) -> list[str]:
        return sorted(one["key"] for records in held_by(self.server).values() for one in records)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, MemoryParcel]:
    """The workspace, with a template published, and the package of its records."""
    folder = tmp_path_factory.mktemp("written")
    space = open_workspace(read_settings({}, notes=folder / "notes", var=folder / "var", engine="memory"))
    for number in range(12):
        body = f"予算：{number + 1}00万円\n決裁者：部長\n次回：来週"
        front = {"title": f"訪問{number}", "account": f"青空{number % 3}工業", "held_at": f"2026-04-{number + 1:02}"}
        space.keeper.create(OPERATOR, front=front, body=body)
    space.catch_up(index=False)
    board = space.board(OPERATOR)
    for key in ("予算", "決裁者"):
        board.decide(Decision(key=key, choice="keep"))
    version = board.publish("はじめの版")
    order = ExportOrder("salesforce", version, ExportScope(), ExportOptions(space.today), "cli")
    parcel = make_package(order, space.export_notes(OPERATOR))[0]
    space.close()
    return folder, parcel


@pytest.fixture
def program(written: tuple[Path, MemoryParcel]) -> Iterator[Program]:
    folder, parcel = written
    server = salesforce_of(parcel)
    yield Program(folder, server, variables("salesforce", server, parcel))
    server.close()


def test_a_dry_run_speaks_to_people_in_their_language_and_sends_nothing(program: Program) -> None:
    code, out, _err = program.run("--dry-run", language="ja_JP.UTF-8")
    assert code == 0
    assert "送り先: 青空商事" in out
    assert "作成" in out
    assert program.server.writes == []


def test_wrong_credentials_end_with_one_line(program: Program) -> None:
    program.environment["NOTES_APP_SALESFORCE_TOKEN"] = "wrong"
    code, out, err = program.run()
    assert (code, out) == (1, "")
    assert err == "notes-app: Salesforce refused (401): “Session expired or invalid (INVALID_SESSION_ID)”. Please check credentials, permissions and fields.\n"


def test_killed_while_a_job_runs_it_asks_for_that_job_and_makes_nothing_twice(program: Program) -> None:
    process = program.start("--json")
    looks = [0]

    def is_third_look(asked: Asked) -> bool:
        looks[0] += asked.method == "GET" and "/jobs/ingest/" in asked.path
        return looks[0] == 3

    program.server.trouble(is_third_look, then=lambda: os.kill(process.pid, signal.SIGKILL))
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == -signal.SIGKILL
    code, out, err = program.run("--json")
    assert (code, err) == (0, "")
    report = json.loads(out)
    assert (report["state"], report["gone"]) == ("done", {})
    assert not [one for one in report["rejects"] if one["code"].startswith("refused.")]
    assert len(program.keys) == len(set(program.keys)) >= 15
    objects = [job["object"] for job in program.server.jobs.values()]
    assert len(objects) == len(set(objects))
