"""Where notes contradict each other, what has grown old, and how differently two people write up one visit."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from notes_app.bootstrap import Workspace
from notes_app.people.permission import Person
from notes_app.template.field import TemplateVersion
from tests.web.conftest import Clock, Visitor

Visit = Callable[..., Visitor]
pytestmark = pytest.mark.usefixtures("written")


@pytest.fixture
def version(visit: Visit, space: Workspace, written: Person) -> TemplateVersion:
    for author, body in (("kuze", "【予算】800万円\n【決裁者】専務\n"), ("segawa", "予算は300万円ほど。決裁者は専務です。\n")):
        front = {"title": "同行", "account": "北の丸運輸株式会社", "author": author, "held_at": "2026-11-05"}
        space.keeper.create(written, front=front, body=body)
    space.catch_up(index=False)
    manager = visit()
    manager.get("/template")
    for key, days in (("予算", "90"), ("決裁者", "")):
        manager.post("/template/decide", {"key": key, "choice": "keep", "label": key, "freshness_days": days})
    manager.post("/template/publish", {"number": "1"})
    found = space.templates.find_newest()
    assert found
    return found


def part(page: str, name: str) -> str:
    return page.split(f'id="{name}"')[1].split("</section>", maxsplit=1)[0]


def test_contradictions_open_both_notes_and_are_settled_and_taken_back(visit: Visit, space: Workspace, version: TemplateVersion) -> None:
    visitor = visit()
    page = visitor.get("/template/consistency").text
    clashes = part(page, "contradictions")
    assert "6,500,000円" in clashes
    assert "9999" not in page
    for link in re.findall(r'class="quoted" href="([^"]+)"', clashes)[:4]:
        assert 'id="at"' in visitor.get(html.unescape(link)).text
    count = clashes.count("<li")
    place = next(one for one in re.findall(r'name="place" value="([^"]+)"', clashes))
    note = space.keeper.get(place.split(":")[0])
    answered = visitor.post("/template/consistency", {"place": place, "answer": "right"})
    assert space.keeper.get(note.note_id).front["予算"]
    assert space.keeper.get(note.note_id).body == note.body
    page = visitor.get(answered.location).text
    assert part(page, "contradictions").count("<li") == count - 1
    undo = re.search(r'name="decision" value="(\d+)"', page)
    assert undo
    visitor.post("/template/consistency/undo", {"decision": undo[1]})
    assert space.store.read(note.path) == space.store.read(space.keeper.get(note.note_id).path)
    assert part(visitor.get("/template/consistency").text, "contradictions").count("<li") == count


def test_still_right_makes_a_value_fresh_and_changes_no_note(visit: Visit, space: Workspace, version: TemplateVersion) -> None:
    visitor = visit("rep", "kuze")
    old = part(visitor.get("/template/consistency").text, "old")
    assert "海風フーズ株式会社" in old  # last said on 2 July, believed for 90 days
    assert "青葉製作所" not in old  # said on 10 October
    place = re.findall(r'name="place" value="([^"]+)"', old)[0]
    note = space.keeper.get(place.split(":")[0])
    before = space.store.read(note.path)
    visitor.post("/template/consistency", {"place": place, "answer": "still_right"})
    assert space.store.read(note.path) == before
    assert "海風フーズ" not in part(visitor.get("/template/consistency").text, "old")


def test_it_is_also_said_on_the_customer_s_page_and_grows_old_again(visit: Visit, version: TemplateVersion, clock: Clock) -> None:
    visitor = visit("rep", "kuze")
    page = visitor.get("/accounts/海風フーズ株式会社").text
    place = re.findall(r'name="place" value="([^"]+)"', page)[0]
    back = visitor.post("/template/consistency", {"place": place, "answer": "still_right", "account": "海風フーズ株式会社"})
    assert "/accounts/" in back.location
    assert "まだ正しい" not in visitor.get("/accounts/海風フーズ株式会社").text
    clock.at += timedelta(days=91)
    visitor.sign_in("kuze")
    assert "まだ正しい" in visitor.get("/accounts/海風フーズ株式会社").text


def test_one_visit_written_by_two_is_compared_value_by_value(visit: Visit, version: TemplateVersion) -> None:
    events = part(visit().get("/template/consistency").text, "events")
    assert "1 件" in events
    assert "≠" in events
    assert "8,000,000円" in events
    assert "3,000,000円" in events
    assert re.search(r"同じ：\s*決裁者", events)


def test_ways_of_writing_are_shown_with_their_words(visit: Visit, version: TemplateVersion) -> None:
    styles = part(visit().get("/template/consistency").text, "styles")
    assert "<code>9万円</code>" in styles
    assert re.search(r'class="shape" href="/notes/\w+\?at=', styles)


@pytest.mark.parametrize("place", ["", "x", "n:f:1", "n:f:1:x", "n:f:99999999999:1", "nowhere:f:0:1"])
def test_what_is_not_there_is_said_so(visit: Visit, version: TemplateVersion, place: str) -> None:
    visitor = visit()
    visitor.get("/template/consistency")
    assert visitor.post("/template/consistency", {"place": place, "answer": "right"}).status_code in (404, 409)
    assert visitor.post("/template/consistency/undo", {"decision": "12345"}).status_code == 409


def test_back_office_looks_and_answers_nothing(visit: Visit, version: TemplateVersion) -> None:
    office = visit("backoffice", "amano")
    assert 'name="place"' not in office.get("/template/consistency").text
    assert office.post("/template/consistency", {"place": "a:b:1:2"}).status_code == 403


def test_without_a_version_it_teaches(visit: Visit, written: Person) -> None:
    assert "まだ版がありません" in visit().get("/template/consistency").text
