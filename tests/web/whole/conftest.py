"""The pages over a whole workspace: real files, ledger, catalog, index and mining, and a few people."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from notes_app.bootstrap import Workspace
from notes_app.people.permission import Person, Role
from notes_app.settings import read_settings
from tests.web.conftest import PASSWORD, Clock, Visitor, patient_app

AOBA, UMIKAZE, KITANO = "青葉製作所株式会社", "海風フーズ株式会社", "北の丸運輸株式会社"
NOTES = (
    (
        "2026-04-03", "kuze", AOBA,
        "【予算】500万円\n【決裁者】林部長\n【競合】オルビス\n値引きは6万円まで。<script>alert(1)</script>\n次回：4/10 見積を送る",
    ),
    (
        "2026-05-12", "kuze", AOBA,
        "【予算】620万円\n【決裁者】林部長\n【競合】なし\nサーバー更新の相談。電話 03-1234-5678",
    ),
    ("2026-06-20", "hinata", AOBA, "予算：700万円\n決裁者：林部長\nクレーム：納期の遅れ\n対策書を来週までに送る"),
    ("2026-06-25", "hinata", UMIKAZE, "予算：90万円\n決裁者：社長\n宿題：見積もりの再提出（日向、6/30まで）"),
    ("2026-07-02", "hinata", UMIKAZE, "予算：95万円\n決裁者：社長\n競合：オルビス"),
    ("2026-08-08", "segawa", KITANO, "予算は300万円ほどとのこと。決裁者は専務です。値引きの話は断った。"),
    ("2026-09-09", "segawa", KITANO, "予算：310万円\n天候：晴れ\n決裁者：専務"),
    ("2026-10-10", "kuze", AOBA, "【予算】650万円\n【決裁者】林部長\n【競合】オルビス\n見積書を提出"),
)  # fmt: skip


@pytest.fixture
def clock() -> Clock:
    return Clock()


def open_at(folder: Path, clock: Clock) -> Workspace:
    return Workspace(read_settings({}, notes=folder / "notes", var=folder / "var", engine="memory"), now=clock)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the workspace with the notes above once; each test that wants it works on a copy."""
    folder = tmp_path_factory.mktemp("made")
    space = open_at(folder, Clock())
    writer = space.people.add(login="todoroki", name="轟", role="manager")
    for day, author, account, body in NOTES:
        front = {"title": f"{account} {day}", "account": account, "author": author, "held_at": day}
        space.keeper.create(writer, front=front, body=body)
    secret = {"title": "内緒の話", "account": "秘密商会", "author": "hinata", "held_at": "2026-11-01", "access": "private"}
    space.keeper.create(writer, front=secret, body="予算：9999万円 値引きの密談", reason="import")
    space.catch_up()
    space.close()
    return folder


@pytest.fixture
def space(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    """An empty workspace; with `written`, a copy of the one that has notes."""
    if "written" in request.fixturenames:
        shutil.copytree(request.getfixturevalue("made"), tmp_path, dirs_exist_ok=True)
    opened = open_at(tmp_path, clock)
    yield opened
    opened.close()


@pytest.fixture
def app(space: Workspace) -> Flask:
    return patient_app(space)


@pytest.fixture
def visit(app: Flask, space: Workspace) -> Callable[..., Visitor]:
    """Return how to come in as somebody of a role; the same login again is the same person."""

    def come(role: Role = "manager", login: str = "todoroki", language: str = "ja") -> Visitor:
        known = {row.person.login: row.person for row in space.people.list_rows()}
        person = known.get(login) or space.people.add(
            login=login,
            name=f"{login} さん",
            role=role,
            password=PASSWORD,
            language="en" if language == "en" else "ja",
        )
        visitor = Visitor(app, person)
        visitor.sign_in(login)
        return visitor

    return come


@pytest.fixture
def written(space: Workspace) -> Person:
    """Return the manager who wrote the notes above, one of which only hinata may read."""
    (writer,) = space.people.list()
    space.people.set_password(writer.person_id, PASSWORD)
    space.catch_up()
    return writer
