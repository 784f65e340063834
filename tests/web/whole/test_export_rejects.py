"""What would stay behind: by reason, opened at its words, accepted, answered or turned down in place, and then it leaves."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from notes_app.bootstrap import Workspace
from notes_app.crm.plan import Reject
from notes_app.crm.planning import ExportOptions, ExportScope, build_plan
from notes_app.people.permission import Person
from notes_app.template.decision import Decision
from tests.web.conftest import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def published(space: Workspace, written: Person) -> None:
    """A template of which one field cannot take the words people wrote."""
    session = space.board(written)
    for key in ("予算", "決裁者", "競合"):
        session.decide(Decision(key=key, choice="keep"))
    session.decide(Decision(key="競合", choice="retype", field_type="multi_enum", choices=("かもめ産業", "みなと機工")))
    session.publish("はじめの版")


def rejects(space: Workspace, person: Person) -> tuple[Reject, ...]:
    newest = space.templates.find_newest()
    assert newest is not None
    return build_plan(newest, space.export_notes(person), ExportScope(), ExportOptions(space.today)).rejects


def answer(one: Reject, **more: str) -> dict[str, Any]:
    return {"target": "data_package", "note_id": one.note_id, "field_id": one.field_id, "start": one.start, "end": one.end, **more}


def test_before_the_first_version_it_says_what_to_do(visit: Visit) -> None:
    assert "先にひな形を公開" in visit().get("/export/rejects").text


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_opens_at_its_words(visit: Visit, space: Workspace, written: Person, language: str) -> None:
    (first, *_) = [one for one in rejects(space, written) if one.start is not None]
    page = visit("manager", f"m-{language}", language).get("/export/rejects").text
    assert f"/notes/{first.note_id}?at={first.start}-{first.end}#at" in page
    assert "秘密商会" not in page


@pytest.mark.usefixtures("published")
def test_the_right_value_is_said_and_leaves(visit: Visit, space: Workspace, written: Person) -> None:
    one = next(one for one in rejects(space, written) if one.code == "not_a_choice")
    before = space.keeper.get(one.note_id)
    assert visit().post("/export/rejects", answer(one, choice="replace", value="かもめ産業")).status_code == 303
    after = space.keeper.get(one.note_id)
    assert after.body == before.body
    assert "かもめ産業" in str(after.front)
    assert all(other.start != one.start or other.note_id != one.note_id or other.field_id != one.field_id for other in rejects(space, written))


@pytest.mark.usefixtures("published")
def test_a_value_of_another_kind_is_refused_and_nothing_changes(visit: Visit, space: Workspace, written: Person) -> None:
    one = next(one for one in rejects(space, written) if one.code == "not_a_choice")
    before = space.keeper.get(one.note_id).revision
    assert visit().post("/export/rejects", answer(one, choice="replace", value="")).status_code == 422
    assert visit().post("/export/rejects", answer(one, choice="replace", value="ない会社")).status_code == 422
    assert visit().post("/export/rejects", answer(one, choice="accept", start=0, end=1)).status_code == 409
    assert visit().post("/export/rejects", {"note_id": "nowhere", "choice": "accept"}).status_code == 404
    assert space.keeper.get(one.note_id).revision == before


@pytest.mark.usefixtures("published")
def test_what_is_no_value_does_not_come_back(visit: Visit, space: Workspace, written: Person) -> None:
    found = rejects(space, written)
    one = next(one for one in found if one.code == "not_a_choice")
    assert visit().post("/export/rejects", answer(one, choice="reject")).status_code == 303
    assert len(rejects(space, written)) == len(found) - 1


@pytest.mark.usefixtures("published")
def test_reasons_narrow_the_list(visit: Visit, space: Workspace, written: Person) -> None:
    page = visit().get("/export/rejects", query_string={"why": "not_a_choice", "page": "1"}).text
    count = sum(one.code == "not_a_choice" for one in rejects(space, written))
    assert len(re.findall(r'class="card card-body"', page)) == count
    assert visit().get("/export/rejects", query_string={"why": "?", "page": "-3", "target": "?"}).status_code == 200


@pytest.mark.usefixtures("published")
def test_a_rep_does_not_see_the_list(visit: Visit) -> None:
    assert visit("rep", "r").get("/export/rejects").status_code == 403
