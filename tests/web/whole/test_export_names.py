"""Names of fields in the CRMs: seen beside what each CRM makes of them, mended with every fault named, kept as a version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from notes_app.bootstrap import Workspace
from notes_app.template.decision import Decision
from tests.web.conftest import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def published(space: Workspace, written: Any) -> None:
    session = space.board(written)
    for key in ("予算", "決裁者", "競合"):
        session.decide(Decision(key=key, choice="keep"))
    session.publish("はじめの版")


def named(space: Workspace, **names: str) -> dict[str, list[str]]:
    """Return the form with every field's name, some of them changed: API name now -> API name typed."""
    newest = space.templates.find_newest()
    assert newest is not None
    return {
        "field": [one.field_id for one in newest.fields],
        "name": [names.get(one.api_name, one.api_name) for one in newest.fields],
    }


def names_now(space: Workspace) -> set[str]:
    newest = space.templates.find_newest()
    assert newest is not None
    return {one.api_name for one in newest.fields}


def test_before_the_first_version_it_says_what_to_do(visit: Visit) -> None:
    assert "先にひな形を公開" in visit().get("/export/names").text


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_crm_shows_its_own_name(visit: Visit, language: str) -> None:
    page = visit("manager", f"m-{language}", language).get("/export/names").text
    for name in ("budget__c", "mn_budget", "x_budget"):
        assert f"<code>{name}</code>" in page


@pytest.mark.usefixtures("published")
def test_a_mended_name_is_a_version_of_its_own_and_stays(visit: Visit, space: Workspace, written: Any) -> None:
    visitor = visit()
    assert visitor.post("/export/names", named(space, budget="Budget_JPY")).status_code == 303
    assert "Budget_JPY" in names_now(space)
    assert len(space.templates.list_versions()) == 2
    assert visitor.post("/export/names", named(space)).status_code == 303  # nothing changed, no third version
    assert len(space.templates.list_versions()) == 2
    assert "Budget_JPY" in visitor.get("/export/preview").text
    session = space.board(written)
    session.decide(Decision(key="予算", choice="rename", label="ご予算"))
    session.publish("改名")
    assert "Budget_JPY" in names_now(space)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("bad", ["9lives", "A__B", "予算", "ends_", "decision_maker", "x" * 41, "class"])
def test_a_name_that_cannot_stand_is_said_at_its_field_and_nothing_is_lost(visit: Visit, space: Workspace, bad: str) -> None:
    answer = visit().post("/export/names", named(space, budget=bad, competitors="Rivals"))
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert f'value="{bad}"' in answer.text
    assert 'value="Rivals"' in answer.text
    assert "budget" in names_now(space)


@pytest.mark.usefixtures("published")
def test_a_reserved_word_is_shown_as_what_the_crm_makes_of_it(visit: Visit, space: Workspace) -> None:
    visitor = visit()
    visitor.post("/export/names", named(space, budget="Type"))
    page = visitor.get("/export/names").text
    assert "<code>Type_F__c</code>" in page
    assert "別名" in page


@pytest.mark.usefixtures("published")
def test_a_name_that_is_in_a_crm_already_is_changed_only_when_one_is_sure(
    visit: Visit, space: Workspace, written: Any, tmp_path: Any
) -> None:
    space.export(written, "salesforce", tmp_path / "package")
    visitor = visit()
    assert "Salesforce に書き出し済み" in visitor.get("/export/names").text
    answer = visitor.post("/export/names", named(space, budget="Budget_JPY"))
    assert answer.status_code == 409
    assert "それでも名前を変える" in answer.text
    assert "budget" in names_now(space)
    assert visitor.post("/export/names", {**named(space, budget="Budget_JPY"), "sure": "yes"}).status_code == 303
    assert "Budget_JPY" in names_now(space)


@pytest.mark.usefixtures("published")
def test_a_writer_neither_sees_nor_changes_names(visit: Visit, space: Workspace) -> None:
    visitor = visit("rep", "w")
    assert visitor.get("/export/names").status_code == 403
    assert visitor.post("/export/names", named(space, budget="Mine")).status_code == 403
    assert "budget" in names_now(space)
