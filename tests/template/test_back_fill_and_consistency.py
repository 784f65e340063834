"""New fields find values in old notes; notes that disagree are shown; belief has a source and a date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.mining.evidence import Evidence, SlotValue
from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.source import source_of
from notes_app.template.back_fill import accept_in_bulk, back_fill_queue, count_by_confidence, new_fields
from notes_app.template.consistency import (
    DatedValue,
    believed_value,
    find_contradictions,
    freshness,
    measure_consistency,
    same_value,
    shape_of,
)
from notes_app.template.field import Field
from tests.template.made import TODAY, version_of
from tests.template.test_accepting import REP, Desk

KNOWLEDGE = default_knowledge()
BUDGET = Field("f1", "予算", "budget", "money", "予算", freshness_days=90)
RIVALS = Field("f2", "競合", "competitors", "company_list", "競合")
STAGE = Field("f3", "フェーズ", "stage", "text", "フェーズ")


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.engine.dispose()


def test_only_values_nobody_decided_about_wait_in_the_queue(desk: Desk) -> None:
    first, second = desk.note("予算：800万円\n競合：みどり電機\n"), desk.note("予算：900万円\n")
    desk.values.accept(REP, first.note_id, [desk.found(first, "予算")])
    desk.values.reject(REP, second.note_id, [desk.found(second, "予算")])
    notes = [source_of(desk.keeper.get(one.note_id)) for one in (first, second)]
    queue = back_fill_queue(desk.version, desk.version.fields, notes, KNOWLEDGE, desk.store.list_values())
    assert [(one.field.label, one.slot.value) for one in queue] == [("競合", "みどり電機")]


def test_bulk_acceptance_takes_what_is_sure_and_is_undone_as_one(desk: Desk) -> None:
    notes = [desk.note(f"予算：{n}00万円\n") for n in range(1, 6)]
    before = {one.note_id: one.text for one in notes}
    queue = back_fill_queue(desk.version, desk.version.fields, map(source_of, notes), KNOWLEDGE)
    assert count_by_confidence(queue)[0.6] == 5
    gone = notes[0]
    desk.keeper.delete(REP, gone.note_id)
    done = accept_in_bulk(desk.values, REP, queue, min_confidence=0.6)
    assert (done.note_count, done.value_count, [note_id for note_id, _ in done.failed]) == (
        4,
        4,
        [gone.note_id],
    )
    assert desk.keeper.get(notes[1].note_id).front["予算"] == 2_000_000
    desk.values.undo(REP, done.decision_ids, desk.version.fields)
    assert {one.note_id: desk.keeper.get(one.note_id).text for one in notes[1:]} == {
        note_id: text for note_id, text in before.items() if note_id != gone.note_id
    }


def test_a_bar_above_every_confidence_accepts_nothing_and_leaves_the_files(desk: Desk) -> None:
    note = desk.note("予算：100万円\n")
    queue = back_fill_queue(desk.version, desk.version.fields, [source_of(note)], KNOWLEDGE)
    assert accept_in_bulk(desk.values, REP, queue, min_confidence=1.01).value_count == 0
    assert desk.keeper.get(note.note_id).revision == note.revision


def test_new_fields_are_those_added_or_retyped() -> None:
    old, new = version_of("予算"), version_of("予算", "競合")
    assert [one.label for one in new_fields(new, old)] == ["競合"]
    assert len(new_fields(new, None)) == 2


def said(
    value: object,
    day: str,
    *,
    confirmed: bool = False,
    author: str = "佐藤",
    written: str = "",
    **facts: object,
) -> DatedValue:
    text = written or str(value)
    slot = SlotValue(
        "予算",
        "予算",
        text,
        value,
        Evidence(day, 0, len(text), text),
        0.95,
        "front_matter" if confirmed else "label",
        "f1",
    )  # type: ignore[arg-type]
    return DatedValue(day, "青葉製作所", author, date.fromisoformat(day), slot, **facts)  # type: ignore[arg-type]


def test_the_newest_value_is_believed_with_its_source_and_date() -> None:
    believed = believed_value(
        BUDGET, [said(8, "2026-01-01"), said(9, "2026-11-01"), said(7, "2025-01-01")], TODAY
    )
    assert believed
    assert (believed.source.value, believed.source.said_on, believed.freshness) == (
        9,
        date(2026, 11, 1),
        "fresh",
    )
    assert believed_value(BUDGET, [], TODAY) is None


def test_a_value_goes_stale_until_somebody_says_it_is_still_right() -> None:
    assert freshness(BUDGET, date(2026, 1, 1), TODAY) == "stale"
    assert freshness(BUDGET, date(2026, 1, 1), TODAY, confirmed_on=date(2026, 11, 1)) == "fresh"
    assert freshness(BUDGET, None, TODAY) == "undated"
    assert freshness(STAGE, date(2001, 1, 1), TODAY) == "lasting"


def test_still_right_is_recorded_and_changes_no_file(desk: Desk) -> None:
    note = desk.note()
    done = desk.values.still_right(REP, note.note_id, *desk.found(note, "予算"))
    assert done.decisions[0].choice == "confirm"
    assert desk.keeper.get(note.note_id).revision == note.revision


def test_notes_that_disagree_about_a_customer_are_shown() -> None:
    (one,) = find_contradictions(BUDGET, [said(9, "2026-02-01"), said(8, "2026-01-01")])
    assert (one.earlier.value, one.later.value) == (8, 9)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        (BUDGET, [said(8, "2026-01-01"), said(8, "2026-02-01")]),
        (BUDGET, [said(8, "2026-01-01"), said(9, "2026-02-01", confirmed=True)]),
        (BUDGET, [said(8, "2026-01-01", deal="更新"), said(9, "2026-02-01", deal="増設")]),
        (RIVALS, [said("A社", "2026-01-01"), said("B社", "2026-02-01")]),
        (STAGE, [said("提案", "2026-01-01"), said("受注", "2026-02-01")]),
    ],
    ids=["the same", "confirmed by a person", "two deals", "lists", "moves on by nature"],
)
def test_what_may_differ_does_not_contradict(field: Field, values: list[DatedValue]) -> None:
    assert find_contradictions(field, values) == ()


def test_a_name_with_and_without_title_is_the_same() -> None:
    assert same_value("山崎", "山崎部長")
    assert not same_value("山崎", "大野")


def test_how_alike_people_write_a_field_is_measured() -> None:
    alike = [
        said(1, "2026-01-01", written="800万円"),
        said(2, "2026-01-02", author="森", written="1,200万円"),
    ]
    unlike = [
        said(1, "2026-01-01", written="800万円"),
        said(2, "2026-01-02", author="森", written="8,000,000"),
    ]
    assert measure_consistency(BUDGET, alike).agreement == 1.0
    assert measure_consistency(BUDGET, unlike).agreement == 0.0
    assert shape_of("約８００万円") == "あ9万円"


@given(st.text(max_size=100))
def test_a_shape_is_short_and_never_repeats_a_sign(written: str) -> None:
    shape = shape_of(written)
    assert len(shape) <= 60 * 3
    assert all(left != right for left, right in pairwise(shape))
