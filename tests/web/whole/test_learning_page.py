"""What was learnt: asked once, answered with one click where the words stand, listed with its teacher, and forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from notes_app.bootstrap import Workspace
from notes_app.people.permission import Person
from tests.web.conftest import Visitor

Visit = Callable[..., Visitor]
pytestmark = pytest.mark.usefixtures("written")


@pytest.fixture
def asked(space: Workspace, written: Person) -> str:
    """Return the id of the newest of three notes with a word of amano's own."""
    for day, amount in (("2026-10-01", 100), ("2026-10-02", 220), ("2026-10-03", 340)):
        front = {"title": "訪問", "author": "amano", "held_at": day}
        note = space.keeper.create(written, front=front, body=f"話の山：{amount}万円\n")
    space.catch_up(index=False)
    return note.note_id


def answer(visitor: Visitor, page: str, concept: str, **more: str) -> object:
    form = re.search(r"<form[^>]*action=\"/template/learning\".*?</form>", page, re.DOTALL)
    assert form is not None
    parts = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    return visitor.post("/template/learning", {**parts, "csrf_token": visitor.token, "concept": concept}, **more)


def test_the_board_asks_one_question_and_one_click_teaches(visit: Visit, space: Workspace, asked: str) -> None:
    visitor = visit()
    assert "/template/learning/question" in visitor.get("/template").text
    part = visitor.get("/template/learning/question").text
    assert "「話の山」は「予算」ですか" in part
    assert re.search(r"/notes/n\w+\?at=\d+-\d+", part)
    told = answer(visitor, part, "予算", headers={"HX-Request": "true"})
    assert "「話の山」を「予算」として読みます" in told.text  # type: ignore[attr-defined]
    assert "ですか" not in told.text  # type: ignore[attr-defined]
    report = space.mining_report(visitor.person)  # type: ignore[arg-type]
    assert "話の山" in next(one for one in report.fields if one.concept == "予算").labels


def test_the_note_asks_and_is_read_anew_at_once(visit: Visit, asked: str) -> None:
    visitor = visit("rep", "hinata")
    page = visitor.get(f"/notes/{asked}").text
    assert "「話の山」は「予算」ですか" in page
    back = answer(visitor, page, "予算")
    assert back.location == f"/notes/{asked}#fields"  # type: ignore[attr-defined]
    page = visitor.get(f"/notes/{asked}").text
    assert re.search(r'field-name[^>]*>予算</div>\s*<div class="field-value is-filled"', page)
    assert "ですか" not in page.split('id="fields"')[1].split("</section>")[0]


def test_everything_learnt_is_listed_with_its_teacher_and_forgotten(visit: Visit, space: Workspace, asked: str) -> None:
    visitor = visit()
    answer(visitor, visitor.get("/template/learning").text, "予算")
    page = visitor.get("/template/learning").text
    row = re.search(r"<tr><th scope=\"row\">話の山.*?</tr>", page, re.DOTALL)
    assert row is not None
    assert all(words in row[0] for words in ("予算", "質問に答えた", "轟", "?at="))
    forget = re.search(r'action="(/template/learning/\d+/undo)"', row[0])
    assert forget is not None
    visitor.post(forget[1])
    assert "忘れたもの" in visitor.get("/template/learning").text
    assert space.lessons.lessons() == ()


def test_moving_a_value_teaches_where_it_belongs(visit: Visit, space: Workspace, asked: str) -> None:
    visitor = visit("rep", "segawa")
    visitor.get(f"/notes/{asked}")
    visitor.post("/template/learning", {"note_id": asked, "label": "話の山", "concept": "契約", "why": "corrected"})
    assert space.lessons.lessons() == ()  # no such field
    visitor.post("/template/learning", {"note_id": asked, "label": "話の山", "concept": "予算", "why": "corrected", "from": "note"})
    assert [one.why for one in space.lessons.lessons()] == ["corrected"]
    assert "値を移した" in visitor.get("/template/learning").text


def test_what_was_learnt_from_a_closed_note_is_shown_to_its_teacher_alone(visit: Visit, space: Workspace, written: Person) -> None:
    front = {"title": "内緒", "author": "hinata", "held_at": "2026-10-01", "access": "private"}
    note = space.keeper.create(written, front=front, body="密談の値：340万円\n", reason="import")
    space.catch_up(index=False)
    hinata = visit("rep", "hinata")
    hinata.get(f"/notes/{note.note_id}")
    hinata.post("/template/learning", {"note_id": note.note_id, "label": "密談の値", "concept": "予算"})
    assert "密談の値" in hinata.get("/template/learning").text
    assert "密談の値" not in visit().get("/template/learning").text


def test_back_office_reads_what_was_learnt_and_answers_nothing(visit: Visit, asked: str) -> None:
    office = visit("backoffice", "amamiya")
    assert "話の山" not in office.get("/template/learning").text
    assert "ですか" not in office.get("/template/learning/question").text
    assert office.post("/template/learning", {"label": "話の山", "concept": "予算"}).status_code == 403


def test_a_value_is_accepted_beside_the_text_and_the_text_stays(visit: Visit, space: Workspace, asked: str) -> None:
    manager = visit()
    manager.get("/template")
    for key in ("予算", "決裁者"):
        manager.post("/template/decide", {"key": key, "choice": "keep", "label": key})
    manager.post("/template/publish", {"number": "1"})
    body = "相見積の話が出た。\n決裁者は三上部長かもしれない。予算は300万円ほどとのこと。\n"
    made = manager.send("POST", "/notes", {"body": body, "draft_key": "k1"}).json
    note = space.keeper.get(made["note_id"])
    assert note.front["template"] == "v1"
    panel = manager.send("POST", "/notes/fill", {"body": body, "note_id": note.note_id}).json["html"]
    field, start, end = re.findall(r'data-field="(\w+)" data-from="(\d+)" data-to="(\d+)"', panel)[0]
    sent = {"field_id": field, "start": int(start), "end": int(end), "choice": "accept"}
    answered = manager.send("POST", f"/notes/{note.note_id}/value", sent).json
    after = space.keeper.get(note.note_id)
    assert (after.body, after.revision) == (body, answered["revision"])
    assert "is-confirmed" in answered["html"]
    assert manager.send("POST", f"/notes/{note.note_id}/value", {**sent, "start": 0, "end": 2}).status_code == 409


def test_only_a_save_of_the_text_stamps_a_note_with_its_version(visit: Visit, space: Workspace, asked: str) -> None:
    manager = visit()
    manager.get("/template")
    manager.post("/template/decide", {"key": "予算", "choice": "keep", "label": "予算"})
    manager.post("/template/publish", {"number": "1"})
    before = space.store.read(space.keeper.get(asked).path)
    manager.get(f"/notes/{asked}/edit")
    note = space.keeper.get(asked)
    sent = {"revision": note.revision, "body": note.body, "title": "訪問"}
    manager.send("PUT", f"/notes/{asked}/autosave", sent)
    assert space.store.read(note.path) == before
    manager.send("PUT", f"/notes/{asked}/autosave", {**sent, "body": note.body + "追記\n"})
    assert space.keeper.get(asked).front["template"] == "v1"


@pytest.fixture
def told(space: Workspace, written: Person) -> str:
    """Return the id of a note of hinata's own way of writing."""
    front = {"title": "訪問", "author": "hinata", "held_at": "2026-10-05"}
    note = space.keeper.create(written, front=front, body="潮路さんに寄る。先方がカクメイの名を口にした。\n", reason="import")
    space.catch_up(index=False)
    return note.note_id


def test_words_of_the_text_are_told_without_scripts(visit: Visit, space: Workspace, told: str) -> None:
    visitor = visit("rep", "hinata")
    page = visitor.get(f"/notes/{told}").text
    assert "本文の言葉が何かを教える" in page
    sent = {"note_id": told, "words": "カクメイ", "concept": "競合", "choice": "yes"}
    assert visitor.post("/template/learning/words", sent).location == f"/notes/{told}#fields"
    page = visitor.get(f"/notes/{told}").text
    assert "「カクメイ」は「競合」と覚えました" in page
    assert re.search(r'field-name[^>]*>競合</div>\s*<div class="field-value[^>]*>\s*<span class="field-text">カクメイ', page)
    [lesson] = space.lessons.lessons()
    assert (lesson.author, lesson.why, lesson.concept) == ("hinata", "shown", "競合")


def test_a_script_tells_words_by_their_place_and_gets_the_panel(visit: Visit, space: Workspace, told: str) -> None:
    visitor = visit("rep", "hinata")
    visitor.get(f"/notes/{told}")
    sent = {"note_id": told, "words": "潮路", "start": 0, "end": 2, "concept": "会社名", "choice": "yes"}
    answer = visitor.send("POST", "/template/learning/words", sent).json
    assert re.search(r'data-start="0" data-end="2" data-was="会社名"', answer["html"])
    assert len(answer["undo"]) == 1
    assert visitor.send("POST", answer["undo"][0], {}).status_code == 200
    assert space.lessons.lessons() == ()


def test_what_a_value_is_not_is_told_with_what_it_is(visit: Visit, space: Workspace, told: str) -> None:
    visitor = visit("rep", "hinata")
    visitor.get(f"/notes/{told}")
    visitor.send("POST", "/template/learning/words", {"note_id": told, "words": "カクメイ", "concept": "競合", "was": "会社名", "choice": "yes"})
    assert [(one.why, one.concept) for one in space.lessons.lessons()] == [("refused", "会社名"), ("shown", "競合")]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"words": "どこにもない"}, 409), ({"words": ""}, 409), ({"words": "潮路", "start": 1, "end": 3}, 409), ({"words": "潮路", "concept": "契約"}, 404),
        ({"words": "潮路", "was": "契約"}, 404), ({"words": "あ" * 500}, 409), ({"words": "潮路", "start": "x", "end": "9" * 30}, 303),
    ],
)  # fmt: skip
def test_words_that_cannot_be_told_are_said_so_and_teach_nothing(
    visit: Visit, space: Workspace, told: str, sent: dict[str, object], status: int
) -> None:
    visitor = visit("rep", "hinata")
    visitor.get(f"/notes/{told}")
    assert visitor.post("/template/learning/words", {"note_id": told, "concept": "会社名", "choice": "yes", **sent}).status_code == status
    assert len(space.lessons.lessons()) == (status == 303)


def test_words_of_a_note_one_may_not_read_or_answer_teach_nothing(visit: Visit, space: Workspace, written: Person) -> None:
    front = {"title": "内緒", "author": "hinata", "held_at": "2026-10-01", "access": "private"}
    note = space.keeper.create(written, front=front, body="カクメイの話。\n", reason="import")
    space.catch_up(index=False)
    sent = {"note_id": note.note_id, "words": "カクメイ", "concept": "競合"}
    other, office = visit("rep", "segawa"), visit("backoffice", "amamiya")
    assert other.post("/template/learning/words", sent).status_code == 404
    assert office.post("/template/learning/words", sent).status_code == 403
    assert space.lessons.lessons() == ()


def test_what_words_taught_is_listed_in_words_and_forgotten(visit: Visit, space: Workspace, written: Person) -> None:
    front = {"title": "訪問", "author": "hinata", "held_at": "2026-10-05"}
    note = space.keeper.create(written, front=front, body="10/5 14時／菓匠すず里さん／電話\n手ざわり≫ ふつう\n", reason="import")
    space.catch_up(index=False)
    visitor = visit("rep", "hinata")
    visitor.get(f"/notes/{note.note_id}")
    for words, concept, choice in (("菓匠すず里", "会社名", "yes"), ("ふつう", "確度", "yes"), ("電話", "競合", "no")):
        visitor.post("/template/learning/words", {"note_id": note.note_id, "words": words, "concept": concept, "choice": choice})
    page = visitor.get("/template/learning").text
    for line in ("本文の1行目を「/」で分けた2番目", "項目名と内容を「≫」で区切る", "「手ざわり」と書いた項目の内容", "「競合」ではない", "違うと言った"):
        assert line in page
    for url in re.findall(r'action="(/template/learning/\d+/undo)"', page):
        visitor.post(url)
    assert space.lessons.lessons() == ()
    assert "忘れたもの" in visitor.get("/template/learning").text


def test_accepting_and_rejecting_teach_and_taking_it_back_does_not(visit: Visit, space: Workspace, asked: str) -> None:
    manager = visit()
    manager.get("/template")
    manager.post("/template/decide", {"key": "決裁者", "choice": "keep", "label": "決裁者"})
    manager.post("/template/publish", {"number": "1"})
    note = space.keeper.create(manager.person, front={"title": "訪問", "held_at": "2026-10-09"}, body="決裁者は三上部長かもしれない。\n")
    space.catch_up(index=False)
    page = manager.get(f"/notes/{note.note_id}").text
    form = re.search(r'name="field_id" value="(\w+)"><input type="hidden" name="start" value="(\d+)"><input type="hidden" name="end" value="(\d+)"', page)
    assert form is not None
    place = dict(zip(("field_id", "start", "end"), form.groups(), strict=True))
    page = manager.post(f"/notes/{note.note_id}/values", {**place, "choice": "reject"}, headers={"HX-Request": "true"}).text
    assert [one.why for one in space.lessons.lessons()] == ["refused"]
    undo = re.search(r'action="(/notes/\w+/values/\d+/undo)"', page)
    assert undo is not None
    manager.post(undo[1])
    assert space.lessons.lessons() == ()
