"""What its writer does with a private note (teaching, voting, attaching, searching, exporting) tells nobody else of it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask

from notes_app.bootstrap import Workspace
from notes_app.minutes.note import Note
from notes_app.people.permission import Role
from tests.web.conftest import Visitor

BODY = "【裏条件】琥珀色の見返り\n【密約事項】金糸雀に渡す\n【予算】98765万円\n競合：翡翠商会\n次回：2027-07-07 訪問\n"
FRONT = {"title": "極秘買収計画", "account": "紫水晶ホールディングス", "deal": "緋色案件", "access": "private", "author": "日向 葵", "held_at": "2026-11-21"}
SECRETS = ("極秘買収計画", "紫水晶", "緋色", "裏条件", "琥珀", "密約事項", "98765", "987650000", "金糸雀", "翡翠", "瑠璃", "珊瑚", "玻璃")

SEARCHED = ("琥珀", "緋色", "珊瑚")


@pytest.fixture(scope="module")
def writer(come: Callable[..., Visitor]) -> Visitor:
    return come("hinata", "manager", "日向 葵")


@pytest.fixture(scope="module")
def secret(space: Workspace, writer: Visitor) -> Note:
    """Four private notes of one manager, who then does everything there is to do with them."""
    assert writer.person is not None
    note, *others = (space.keeper.create(writer.person, front={**FRONT, "title": f"極秘買収計画 {at}"}, body=BODY) for at in range(4))
    space.follow_saves()
    space.catch_up()
    place = f"/notes/{note.note_id}"
    files = {"csrf_token": writer.token, "files": (io.BytesIO("珊瑚の覚え書き".encode()), "瑠璃の見積.txt")}
    assert writer.client.post(f"{place}/files", data=files, content_type="multipart/form-data").status_code == 303
    space.catch_up()
    assert writer.get(re.findall(rf'"({place}/files/[0-9a-f]+)', writer.get(place).text)[0]).status_code == 200
    assert writer.post("/template/learning", {"note_id": note.note_id, "label": "裏条件", "concept": ""}).status_code == 303
    assert writer.post("/template/learning", {"note_id": note.note_id, "label": "密約事項", "concept": "予算"}).status_code == 303
    for card in space.board(writer.person).board().cards:
        if "裏" in card.label or "密約" in card.label:
            writer.post("/template/comment", {"key": card.key, "body": "玻璃の一言"})
    writer.post(f"{place}/comments", {"body": "玻璃の返事"})
    for word in SEARCHED:
        assert writer.get(f"/search?q={quote(word)}").status_code == 200
    writer.post("/search/saved", {"q": "琥珀", "name": "琥珀の件"})
    writer.get(f"/accounts/{quote('紫水晶ホールディングス')}")
    places = re.findall(rf'name="place" value="({note.note_id}:[^"]+)"', writer.get("/template/back-fill").text)
    writer.post("/template/back-fill", {"place": places[0] if places else "", "answer": "accept"})
    writer.post(f"/notes/{others[0].note_id}/delete")
    ready = writer.post("/export/run", {"target": "data_package", "mode": "full"})
    assert "package.zip" in writer.follow(ready.location).text
    space.catch_up()
    return space.keeper.get(note.note_id)


@pytest.fixture(scope="module", params=["rep", "manager", "admin", "backoffice"])
def other(request: pytest.FixtureRequest, come: Callable[..., Visitor], secret: Note) -> Visitor:
    role: Role = request.param
    return come(f"other-{role}", role, f"他人 {role}")


def told(page: str, *, address: str) -> list[str]:
    """Return the secrets a page tells; what somebody searched for is in the audit log as they typed it."""
    is_log = address.startswith(("/audit", "/people/"))
    return [word for word in SECRETS if word in page and not (is_log and word in SEARCHED)]


def test_no_page_tells_what_its_writer_did(app: Flask, other: Visitor, space: Workspace, writer: Visitor) -> None:
    assert writer.person is not None
    sessions = space.sessions.list(writer.person.person_id, only_live=False)
    for rule in app.url_map.iter_rules():
        address = str(rule)
        if "<person_id>" in address:
            addresses = {address.replace("<person_id>", writer.person.person_id).replace("<session_id>", one.session_id) for one in sessions}
        else:
            addresses = {address, f"{address}?tab=unneeded&all=1"} if "<" not in address else set()
        for one in addresses if "GET" in (rule.methods or ()) else ():
            answer = other.get(one)
            assert answer.status_code < 500
            assert told(answer.text, address=one) == [], one


def test_a_lesson_of_a_private_note_is_neither_named_nor_taken_back_by_others(other: Visitor, space: Workspace, secret: Note) -> None:
    mine = [one for one in space.lessons.list() if one.note_id == secret.note_id]
    assert len(mine) == 2
    for one in mine:
        answer = other.post(f"/template/learning/{one.lesson_id}/undo", follow_redirects=True)
        assert answer.status_code in (403, 404)
        assert told(answer.text, address="") == []
    assert [one for one in space.lessons.list() if one.note_id == secret.note_id] == mine


def test_the_log_tells_its_writer(writer: Visitor, come: Callable[..., Visitor], secret: Note, space: Workspace) -> None:
    """The names are in the log, and whoever may read the notes reads them there."""
    assert writer.person is not None
    come("admin", "admin")  # somebody has to stay one when the writer is none any more
    space.people.set_role(writer.person.person_id, "admin")
    assert {"紫水晶", "裏条件"} <= set(told(writer.get("/audit").text, address=""))
    space.people.set_role(writer.person.person_id, "manager")
