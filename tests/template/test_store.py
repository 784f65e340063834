"""What the ledger keeps of a template: decisions, immutable versions, decisions about values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from notes_app.ledger.database import open_ledger
from notes_app.template.decision import Decision
from notes_app.template.draft import draft_version
from notes_app.template.errors import (
    AlreadyPublishedError,
    EmptyTemplateError,
    NothingToPublishError,
    StaleDraftError,
    UnknownDecisionError,
    UnknownVersionError,
)
from notes_app.template.field import FIELD_TYPES, Field, TemplateVersion
from notes_app.template.template_store import TemplateStore, field_from_json, field_json
from notes_app.template.value_decision import ValueDecision
from tests.template.made import NOW, candidate, keep

FOUND = [candidate("予算"), candidate("天気"), candidate("確度")]


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = open_ledger("sqlite://")
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> TemplateStore:
    moments = iter(range(10_000))

    def now() -> datetime:
        return NOW + timedelta(seconds=next(moments))

    return TemplateStore(engine, now)


def publish(store: TemplateStore, *decisions: Decision) -> TemplateVersion:
    for one in decisions:
        store.record(one, "p1")
    versions = store.list_versions()
    previous = versions[-1] if versions else None
    draft = draft_version(previous, FOUND, store.list_decisions(), NOW, history=versions)
    return store.publish(draft, "p1", "初版")


def test_a_decision_comes_back_as_it_was_given(store: TemplateStore) -> None:
    given_ = Decision(
        "予算",
        "keep",
        reason="与信に要る",
        purpose="与信",
        used_by="経理",
        review_on=date(2027, 1, 1),
        label="予算感",
        labels=("a", "b"),
        field_type="money",
        choices=("x",),
        group="商談",
        freshness_days=90,
        note_count=12,
        author_count=3,
    )
    kept = store.record(given_, "p1")
    assert store.list_decisions() == (kept,)
    assert replace(kept, decision_id=0, at=given_.at, person_id="") == given_


def test_versions_are_numbered_immutable_and_come_back_exactly(store: TemplateStore) -> None:
    first = publish(store, keep("予算", purpose="与信", used_by="経理"), keep("天気"))
    second = publish(store, Decision("天気", "drop"))
    assert [first.number, second.number] == [1, 2]
    assert store.list_versions() == (first, second)
    assert store.find_newest() == second
    assert store.get(1) == first
    with pytest.raises(UnknownVersionError):
        store.get(7)


def test_the_same_content_is_not_published_twice(store: TemplateStore) -> None:
    publish(store, keep("予算"))
    with pytest.raises(NothingToPublishError):
        publish(store)
    with pytest.raises(EmptyTemplateError):
        publish(store, Decision("予算", "drop"))


def test_a_draft_made_before_somebody_else_published_is_refused(store: TemplateStore) -> None:
    store.record(keep("予算"), "p1")
    stale = draft_version(None, FOUND, store.list_decisions(), NOW)
    publish(store, keep("天気"))
    with pytest.raises(StaleDraftError):
        store.publish(stale, "p2")


def test_rolling_back_publishes_a_copy_and_sets_later_decisions_aside(store: TemplateStore) -> None:
    first = publish(store, keep("予算"))
    publish(store, keep("天気"))
    store.record(keep("確度"), "p1")
    third = store.roll_back(1, "p1", "戻す")
    assert (third.number, third.fields) == (3, first.fields)
    draft = draft_version(third, FOUND, store.list_decisions(), NOW, history=store.list_versions())
    assert draft.fields == first.fields


def test_undo_takes_a_decision_back_until_it_is_published(store: TemplateStore) -> None:
    kept = store.record(keep("予算"), "p1")
    store.undo(kept.decision_id, "p2")
    log = store.list_decisions()
    assert [(one.choice, one.undone_at is not None, one.person_id) for one in log] == [
        ("keep", True, "p1"),
        ("undo", False, "p2"),
    ]
    with pytest.raises(UnknownDecisionError):
        store.undo(kept.decision_id, "p1")
    again, watched = store.record(keep("予算"), "p1"), store.record(Decision("天気", "watch"), "p1")
    publish(store)
    with pytest.raises(AlreadyPublishedError):
        store.undo(again.decision_id, "p1")
    assert store.undo(watched.decision_id, "p1").undoes == watched.decision_id


def test_decisions_about_values_are_listed_until_undone(store: TemplateStore) -> None:
    yes = store.record_value(
        ValueDecision("n1", "f1", "accept", "800万円", 3, 8, "r", "p1", label="予算", normalized=8_000_000)
    )
    no = store.record_value(ValueDecision("n2", "f1", "reject", "晴れ", 0, 2, "r", "p1"))
    assert store.list_values() == (yes, no)
    assert store.list_values(["n2"]) == (no,)
    store.undo_values([yes.value_decision_id])
    assert store.list_values() == (no,)
    assert store.find_value(yes.value_decision_id) is not None


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    st.builds(
        Field,
        TEXT,
        TEXT,
        TEXT,
        st.sampled_from(FIELD_TYPES),
        TEXT,
        st.lists(TEXT).map(tuple),
        st.lists(TEXT).map(tuple),
        st.booleans(),
        TEXT,
        TEXT,
        TEXT,
        st.integers(),
        st.none() | st.integers(),
    )
)
def test_a_field_survives_json_exactly(field: Field) -> None:
    assert field_from_json(json.loads(json.dumps(field_json(field), ensure_ascii=False))) == field
