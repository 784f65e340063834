"""What people do on the pages, over HTTP."""

from __future__ import annotations

from collections.abc import Callable

from notes_app.minutes.note import Note
from tests.web.conftest import SmallWorkspace, Visitor


def test_write_find_read_and_edit_a_note(rep: Visitor, space: SmallWorkspace) -> None:
    assert rep.get("/notes/new").status_code == 200
    assert list(space.store.list()) == []  # an empty sheet keeps nothing
    answer = rep.post(
        "/notes",
        {
            "title": "初回訪問",
            "account": "青空商事",
            "held_on": "2026-11-22",
            "held_time": "10:30",
            "body": "予算は500万円。\r\n次回は来週。\r\n",
        },
    )
    assert answer.status_code == 303
    page = rep.get(answer.location)
    assert "初回訪問" in page.text
    assert "11月22日(日) 10:30" in page.text
    assert "初回訪問" in rep.get("/notes?account=青空商事").text
    assert "初回訪問" in rep.get("/").text
    assert "予算は500万円。\n次回" in rep.get(f"{answer.location}/edit").text


def test_autosave_creates_once_and_then_saves(rep: Visitor, space: SmallWorkspace) -> None:
    first = rep.send("POST", "/notes", {"draft_key": "new-1", "body": "あ"})
    again = rep.send("POST", "/notes", {"draft_key": "new-1", "body": "あい"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json["note_id"] == again.json["note_id"]
    saved = rep.send("PUT", again.json["autosave"], {"revision": again.json["revision"], "body": "あいう"})
    assert saved.json["outcome"] == "saved"
    assert saved.json["saved_at"] == "10:30"
    assert space.keeper.get(first.json["note_id"]).body == "あいう"


def test_two_people_on_different_lines_are_merged(
    rep: Visitor, enter: Callable[..., Visitor], write: Callable[..., Note], space: SmallWorkspace
) -> None:
    note = write(rep.person, "一行目。\n二行目。\n三行目。\n")
    other = enter("suzuki", name="鈴木 花")
    path = f"/notes/{note.note_id}/autosave"
    rep.send("PUT", path, {"revision": note.revision, "body": "一行目、改。\n二行目。\n三行目。\n"})
    answer = other.send(
        "PUT", path, {"revision": note.revision, "body": "一行目。\n二行目。\n三行目、改。\n"}
    )
    assert answer.json["outcome"] == "merged"
    assert answer.json["body"] == "一行目、改。\n二行目。\n三行目、改。\n"


def test_two_people_on_the_same_line_see_both_texts(
    rep: Visitor, enter: Callable[..., Visitor], write: Callable[..., Note], space: SmallWorkspace
) -> None:
    note = write(rep.person, "予算は未定。\n")
    other = enter("suzuki", name="鈴木 花")
    path = f"/notes/{note.note_id}"
    rep.send("PUT", f"{path}/autosave", {"revision": note.revision, "body": "予算は五百万円。\n"})
    refused = other.send("PUT", f"{path}/autosave", {"revision": note.revision, "body": "予算は六百万円。\n"})
    assert refused.status_code == 409
    page = other.post(
        path, {"expected_revision": note.revision, "body": "予算は六百万円。\n", "title": "", "tags": "急ぎ"}
    )
    assert page.status_code == 409
    assert "<mark>予算は五百万円。</mark>" in page.text
    assert "<mark>予算は六百万円。</mark>" in page.text
    settled = other.post(
        path,
        {
            "expected_revision": space.keeper.get(note.note_id).revision,
            "body": "予算は五百から六百万円。\n",
            "tags": "急ぎ",
        },
    )
    assert settled.status_code == 303
    assert space.keeper.get(note.note_id).tags == ("急ぎ",)
