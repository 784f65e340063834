"""Sorting: everybody sees, votes and comments; managers decide, take back, publish and go back."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest

from notes_app.bootstrap import Workspace, mining_follower
from notes_app.mining.learning import Lesson
from notes_app.people.permission import Person
from notes_app.template.lesson_store import TaughtLesson
from tests.web.conftest import Visitor

Visit = Callable[..., Visitor]
ON_BOARD = {"HX-Request": "true", "HX-Current-URL": "http://localhost/template?tab=open"}
pytestmark = pytest.mark.usefixtures("written")


def keep(visitor: Visitor, key: str, **form: str) -> object:
    visitor.get("/template")
    return visitor.post("/template/decide", {"key": key, "choice": "keep", "label": key, **form})


def test_a_card_says_how_often_by_whom_and_in_which_words(visit: Visit) -> None:
    page = visit().get("/template").text
    assert "8件中8件" in page
    assert "3名中3名" in page
    assert re.search(r"at=\d+-\d+#at", page)


def test_a_card_tells_nothing_of_notes_one_may_not_read(visit: Visit) -> None:
    visitor = visit()
    assert "9999万円" not in visitor.get("/template").text
    assert "9999万円" not in visitor.get("/template/card", query_string={"key": "予算"}).text
    own = visit("rep", "hinata")
    assert "9件中9件" in own.get("/template").text


def test_every_quote_opens_its_note_at_the_words(visit: Visit) -> None:
    visitor = visit()
    page = visitor.get("/template/card", query_string={"key": "決裁者"}).text
    links = re.findall(r'href="(/notes/[^"]+at=[^"]+)"', page)
    assert len(links) >= 5
    for link in links:
        assert 'id="at"' in visitor.get(html.unescape(link)).text


def test_required_needs_a_purpose_and_somebody_who_uses_it(visit: Visit, space: Workspace) -> None:
    visitor = visit()
    refused = keep(visitor, "予算", required="1", purpose="見込みを出す")
    assert refused.status_code == 400  # type: ignore[attr-defined]
    assert "目的" in refused.text  # type: ignore[attr-defined]
    assert space.templates.list_decisions() == ()
    keep(visitor, "予算", required="1", purpose="見込みを出す", used_by="営業部長")
    (line,) = space.board(visitor.person).board().draft.fields  # type: ignore[arg-type]
    assert (line.label, line.required, line.purpose, line.used_by) == (
        "予算",
        True,
        "見込みを出す",
        "営業部長",
    )


def test_dropping_and_watching_keep_reason_and_day(visit: Visit, space: Workspace) -> None:
    visitor = visit()
    visitor.get("/template")
    visitor.post(
        "/template/decide",
        {"key": "競合", "choice": "drop", "picked": "使う人がいない", "reason": "CRMで見る"},
    )
    visitor.post("/template/decide", {"key": "決裁者", "choice": "watch", "review_on": "2026-12-22"})
    drop, watch = space.templates.list_decisions()
    assert (drop.choice, drop.reason) == ("drop", "使う人がいない、CRMで見る")
    assert watch.review_on is not None
    assert watch.note_count == 8
    assert "競合" in visitor.get("/template", query_string={"tab": "dropped"}).text
    assert "12月22日" in visitor.get("/template", query_string={"tab": "watched"}).text


def test_a_decision_can_be_taken_back(visit: Visit, space: Workspace) -> None:
    visitor = visit()
    keep(visitor, "予算")
    (decision,) = space.templates.list_decisions()
    answer = visitor.post("/template/undo", {"decision": str(decision.decision_id)}, headers=ON_BOARD)
    assert 'id="board"' in answer.text
    assert not space.board(visitor.person).board().draft.fields  # type: ignore[arg-type]


def test_merging_makes_a_spelling_of_it(visit: Visit, space: Workspace) -> None:
    visitor = visit()
    keep(visitor, "予算")
    visitor.post("/template/decide", {"key": "競合", "choice": "merge", "into": "予算"})
    (field,) = space.board(visitor.person).board().draft.fields  # type: ignore[arg-type]
    assert "競合" in field.labels


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/template/decide", {"key": "予算", "choice": "keep"}),
        ("/template/undo", {"decision": "1"}),
        ("/template/publish", {}),
        ("/template/versions/1/roll-back", {}), ("/template/suggestion", {"key": "x"}),
    ],
)  # fmt: skip
def test_only_managers_decide(visit: Visit, path: str, form: dict[str, str]) -> None:
    for role, login in (("rep", "kuze"), ("backoffice", "nanjo")):
        visitor = visit(role, login)
        assert "採用" in visitor.get("/template").text
        assert visitor.post(path, form).status_code == 403


def test_a_vote_is_given_shown_and_taken_back(visit: Visit) -> None:
    rep = visit("rep", "kuze")
    rep.get("/template")
    rep.post("/template/vote", {"key": "予算", "vote": "want"})

    def wanted_by() -> str:
        page = visit().get("/template/card", query_string={"key": "予算"}).text
        return page.split("必要：")[1].split("<br>")[0]

    assert "kuze さん" in wanted_by()
    rep.post("/template/vote", {"key": "予算", "vote": "want"})
    assert "kuze さん" not in wanted_by()
    assert rep.post("/template/vote", {"key": "予算", "vote": "nonsense"}).status_code == 404


def test_a_comment_stands_on_its_card_as_text(visit: Visit) -> None:
    rep = visit("backoffice", "nanjo")
    rep.get("/template/card", query_string={"key": "予算"})
    rep.post("/template/comment", {"key": "予算", "body": "<b>支払条件</b>も知りたい"})
    page = visit().get("/template/card", query_string={"key": "予算"}).text
    assert "&lt;b&gt;支払条件&lt;/b&gt;も知りたい" in page


def test_publishing_comparing_and_going_back(visit: Visit, space: Workspace) -> None:
    visitor = visit()
    keep(visitor, "予算")
    assert "公開" in visitor.get("/template/publish").text
    visitor.post("/template/publish", {"number": "1", "comment": "はじめの版", "name": "商談メモ"})
    keep(visitor, "競合")
    assert visitor.post("/template/publish", {"number": "1"}).status_code == 409  # seen before the version in between
    visitor.post("/template/publish", {"number": "2"})
    page = visitor.get("/template/versions").text
    assert "項目「競合」" in page
    assert "はじめの版" in page
    assert visitor.get("/template/versions", query_string={"number": "7"}).status_code == 404
    visitor.post("/template/versions/1/roll-back")
    newest = space.templates.find_newest()
    assert newest is not None
    assert (newest.number, [one.label for one in newest.fields]) == (3, ["予算"])
    assert [entry.action for entry in space.audit.list(action="template.", limit=3)] == [
        "template.roll_back", "template.publish", "template.keep",
    ]  # fmt: skip


def test_an_unknown_field_is_a_clear_404(visit: Visit) -> None:
    answer = visit().get("/template/card", query_string={"key": "ありえない<項目>"})
    assert answer.status_code == 404
    assert "ありえない&lt;項目&gt;" in answer.text


def test_the_monthly_review_draws_and_tables_the_same_numbers(visit: Visit) -> None:
    visitor = visit()
    keep(visitor, "予算", purpose="見込み")
    page = visitor.get("/template/review").text
    assert "<svg" in page
    assert re.search(r'<th scope="row">予算</th><td>1<span[^>]*>100%</span>', page)
    assert "予算" in page.split("この1か月の変更")[1]


PAGES = ("/template", "/template/versions", "/template/review", "/template/publish")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_empty_workspace_teaches(visit: Visit, space: Workspace, written: Person, language: str) -> None:
    for entry in space.catalog.list(readers=written.reader_tokens).entries:
        space.keeper.delete(written, entry.note_id)
    space.catch_up()
    visitor = visit("manager", "newcomer", language)
    for path in PAGES:
        assert visitor.get(path).status_code == 200
    assert 'class="empty"' in visitor.get("/template").text


def test_a_decision_away_from_the_board_leads_back(visit: Visit) -> None:
    visitor = visit()
    visitor.get("/template")
    form = {"key": "予算", "choice": "watch"}
    on_card = {"HX-Request": "true", "HX-Current-URL": "http://localhost/template/card?key=x"}
    assert visitor.post("/template/decide", form, headers=on_card).headers["HX-Redirect"] == "/template/card?key=x"
    elsewhere = {"HX-Request": "true", "HX-Current-URL": "http://evil.example/steal?key=x"}
    assert visitor.post("/template/decide", form, headers=elsewhere).headers["HX-Redirect"].startswith("/template?")


def test_a_trial_run_says_what_the_draft_would_fill(visit: Visit, space: Workspace) -> None:
    visitor = visit()
    keep(visitor, "予算")
    part = visitor.get("/template/publish/trial").text
    assert "議事録 2 件" in part  # September and October; the private one of November is not the manager's to read
    assert "100%" in part
    assert visit("rep", "kuze").get("/template/publish/trial").status_code == 403


def test_the_board_says_how_many_notes_are_still_read_anew(visit: Visit, space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = visit()
    monkeypatch.setattr(mining_follower, "AT_ONCE", 3)
    monkeypatch.setattr(mining_follower.MiningFollower, "_run", lambda self: None)  # the thread that never comes to it
    assert "読み直しています" not in visitor.get("/template").text
    space.start_background()
    for author in ("kuze", "segawa"):
        space.lessons.teach(TaughtLesson(Lesson(author, "天候", "備考"), visitor.person.person_id))
    page = visitor.get("/template").text
    assert "議事録を読み直しています（残り8件）" in page
    assert 'href="/template?tab=open">状況を更新' in page  # without scripts
    assert "残り9件" in visit("rep", "hinata").get("/template").text, "and nobody is told of a note they may not read"
    assert "残り8件" in visitor.get("/template/anew").text
    space.catch_up()
    over = visitor.get("/template/anew", query_string={"tab": "kept"}).text
    assert "すべての議事録を読み直しました" in over
    assert "/template?tab=kept" in over
    assert 'id="anew"' not in visitor.get("/template").text
