"""Finance reads through its lens and asks for more; where a field is used is counted, and argues for or against it."""

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
def version(visit: Visit, space: Workspace) -> TemplateVersion:
    manager = visit()
    manager.get("/template")
    for key, used_by in (("予算", "経理"), ("決裁者", "営業部長"), ("競合", "営業部長")):
        manager.post("/template/decide", {"key": key, "choice": "keep", "label": key, "purpose": "見込み", "used_by": used_by, "freshness_days": "90"})
    manager.post("/template/publish", {"number": "1"})
    found = space.templates.find_newest()
    assert found
    return found


def test_the_lens_shows_its_fields_note_by_note_and_opens_the_words(visit: Visit, version: TemplateVersion) -> None:
    office = visit("backoffice", "amano")
    page = office.get("/template/lens?name=accounting").text
    assert "6,500,000円" in page
    assert "9999" not in page  # of a note that is closed to her
    assert "競合</span>" not in page
    (link, *_) = re.findall(r'class="quoted[^"]*" href="([^"]+)"', page)
    assert 'id="at"' in office.get(html.unescape(link)).text


def test_a_request_stands_on_the_board_with_its_reason(visit: Visit, version: TemplateVersion) -> None:
    office = visit("backoffice", "amano")
    office.get("/template/lens")
    office.post("/template/lens", {"key": "支払条件", "reason": "月末の資金繰りに使う", "name": "accounting"})
    office.post("/template/lens", {"key": version.fields[0].field_id, "reason": "税抜か税込かを知りたい"})
    board = visit().get("/template", query_string={"all": "1"}).text
    assert "まだだれも書いていませんが、1 人が求めています" in board
    assert "月末の資金繰りに使う" in board
    assert "税抜か税込かを知りたい" in visit().get("/template", query_string={"tab": "kept"}).text
    assert office.post("/template/lens", {"key": "ない項目"}).status_code == 404


def test_use_is_counted_where_a_field_is_searched_read_and_exported(visit: Visit, space: Workspace, version: TemplateVersion, clock: Clock) -> None:
    budget, decider, rival = (next(one.field_id for one in version.fields if one.label == name) for name in ("予算", "決裁者", "競合"))
    reader = visit("rep", "segawa")
    reader.get("/search?q=予算 承認")
    reader.get("/search?q=予算", headers={"HX-Request": "true"})  # still being typed
    note = next(one for one in space.catalog.list(readers=frozenset({"team"})).entries if one.author == "kuze" and "2026-10" in one.title)
    reader.get(f"/notes/{note.note_id}")
    reader.get(f"/notes/{note.note_id}")
    uses = space.field_uses.uses()
    assert (uses[budget].searched, uses[budget].read) == (1, 1)
    assert (uses[decider].searched, uses[decider].read) == (0, 1)
    clock.at += timedelta(days=31)
    board = space.board(reader.person).board()  # type: ignore[arg-type]
    assert not board.find_card(budget).economics.argues_for_removal  # type: ignore[union-attr]
    assert space.field_uses.uses(since="2026-12") == {}
    assert uses[rival].read == 1


def test_what_costs_and_is_never_used_is_shown_as_perhaps_unneeded(visit: Visit, version: TemplateVersion, clock: Clock) -> None:
    clock.at += timedelta(days=31)
    page = visit().get("/template", query_string={"tab": "unneeded"}).text
    assert "書く手間はかかるのに、使われていません" in page
    assert "検索 0 回・閲覧 0 回・書き出し 0 回" in page


def test_how_long_a_value_is_believable_is_said_and_taken_back(visit: Visit, space: Workspace, version: TemplateVersion) -> None:
    assert {one.freshness_days for one in version.fields} == {90}
    manager = visit()
    form = {"key": "予算", "choice": "keep", "label": "予算", "freshness_days": ""}
    manager.get("/template")
    manager.post("/template/decide", form)
    draft = space.board(manager.person).board().draft  # type: ignore[arg-type]
    assert next(one for one in draft.fields if one.label == "予算").freshness_days is None


def test_without_a_version_the_lens_teaches(visit: Visit, written: Person) -> None:
    assert "まだ版がありません" in visit("backoffice", "amano").get("/template/lens").text
