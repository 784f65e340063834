"""Which CRM, and is it time: readiness with its next steps, what each target would hold, limits with source and day, a year's cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from notes_app.bootstrap import Workspace
from notes_app.crm.target import list_exporters
from notes_app.crm.target_fit import load_facts
from notes_app.template.decision import Decision
from tests.web.conftest import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def published(space: Workspace, written: Any) -> None:
    session = space.board(written)
    for key in ("予算", "決裁者", "競合"):
        session.decide(Decision(key=key, choice="keep"))
    session.publish("はじめの版")


def test_before_the_first_version_it_says_what_to_do(visit: Visit) -> None:
    assert "先にひな形を公開" in visit().get("/export/fit").text


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_target_says_what_it_would_hold(visit: Visit, language: str) -> None:
    page = visit("manager", f"m-{language}", language).get("/export/fit").text
    for target in list_exporters():
        assert f'id="fit-{target}"' in page
    assert ("すべて入る" if language == "ja" else "Holds everything") in page
    assert ("まだ早い" if language == "ja" else "Not yet") in page
    assert "秘密商会" not in page


@pytest.mark.usefixtures("published")
def test_each_reason_leads_to_where_it_is_made_good(visit: Visit) -> None:
    page = visit().get("/export/fit", query_string={"target": "kintone"}).text
    assert '<a href="/template/review">' in page
    assert '<a href="/notes/new">' in page


@pytest.mark.usefixtures("published")
def test_a_year_is_reckoned_from_the_price_one_was_quoted(visit: Visit) -> None:
    page = visit().get("/export/fit", query_string={"users": "12", "price": "1800"}).text
    assert "259,200" in page
    for strange in ("-1", "たくさん", "9" * 40, "1e9"):
        assert visit().get("/export/fit", query_string={"users": strange, "price": strange, "target": strange}).status_code == 200


def test_facts_name_their_source_and_their_day_and_no_price() -> None:
    facts = load_facts()
    assert set(facts) == set(list_exporters())
    for one in facts.values():
        assert one.known_on.year >= 2026
        assert one.price_ja
        assert one.price_en
        for limit in one.limits:
            assert limit.source
            assert limit.figure
        assert not any(sign in one.price_ja + one.price_en for sign in "¥$€円")
