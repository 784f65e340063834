"""The plan: what leaves, what does not and why, and that an id never changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.crm.cells import Refusal, to_cell
from notes_app.crm.identity import account_id, contact_id, join_name, meeting_note_id, split_name
from notes_app.crm.plan import ColumnType, ExportNote, ExportPlan, ExportValue, Value
from notes_app.crm.planning import ExportScope, build_plan
from notes_app.template.field import FieldType, TemplateVersion
from tests.crm.making import (
    BUDGET,
    MOMENT,
    OPTIONS,
    PHASE,
    TOKYO,
    VERSION,
    few,
    field,
    notes_for,
    sample_notes,
    sample_plan,
    told_notes,
    versions,
    whole_plan,
)


def plan_with(field_type: FieldType, *values: ExportValue, **more: object) -> ExportPlan:
    version = TemplateVersion("t", 1, "試験", (field(1, "項目", "Item", field_type, **more),), MOMENT, "p")
    return build_plan(version, [ExportNote("n1", "件名", values={"f00000001": values})], ExportScope(), OPTIONS)


def cell(plan: ExportPlan) -> Value | None:
    return plan.object("meeting_note").rows[0].values.get("Item")


def test_objects_come_in_load_order_and_references_point_back() -> None:
    plan = whole_plan()
    assert list(plan.counts) == ["account", "contact", "deal", "meeting_note", "todo", "order", "complaint"]
    seen: set[str] = set()
    for one in plan.objects:
        seen.add(one.key)
        ids = {row.external_id for other in plan.objects if other.key in seen for row in other.rows}
        for column in one.columns:
            assert column.references is None or column.references in seen
            assert all(row.values[column.key] in ids for row in one.rows if column.references and column.key in row.values)


def test_two_spellings_are_one_account_and_one_person() -> None:
    plan = sample_plan()
    assert [(row.values["name"], row.values.get("aliases")) for row in plan.object("account").rows] == [
        ("青空工業株式会社", ("青空工業(株)",))
    ]
    assert [(row.values["last_name"], row.values["first_name"]) for row in plan.object("contact").rows] == [("佐藤", "花子")]
    assert account_id("青空工業株式会社") == account_id("㈱青空工業") == account_id("青空工業 (株)")
    assert contact_id("A社", "佐藤花子") == contact_id("Ａ社", "佐藤 花子 様") != contact_id("B社", "佐藤花子")


@pytest.mark.parametrize(
    ("kind", "channel", "said"),
    [("complaint", "visit", ("クレーム", "訪問")), ("phone", "web", ("電話", "Webフォーム")), ("表敬", "立ち話", ("表敬", "立ち話")), ("minutes", "", ("議事録", None))],
)
def test_kind_and_channel_leave_as_people_say_them(kind: str, channel: str, said: tuple[str, str | None]) -> None:
    (row,) = build_plan(VERSION, [ExportNote("n1", "件名", kind=kind, channel=channel)], ExportScope(), OPTIONS).object("meeting_note").rows
    assert (row.values["kind"], row.values.get("channel")) == said


def test_a_note_keeps_its_id_unless_no_crm_takes_it_for_a_key() -> None:
    assert meeting_note_id("n7k2m9q4x1ab") == "n7k2m9q4x1ab"
    for strange in ("x" * 5_000, "a\nb", "議事録 1", "../../etc/passwd", "\ud800", ""):
        assert len(meeting_note_id(strange)) == 21
        assert meeting_note_id(strange) != meeting_note_id(strange + "x")


def test_a_deal_knows_the_latest_word() -> None:
    deal = sample_plan().object("deal").rows[0].values
    assert (deal["stage"], deal["amount"], deal["owner"], deal["last_met_on"]) == ("見積", 5_000_000, "鈴木", date(2026, 5, 1))
    assert "owner_user" not in deal  # 鈴木 has none, and 山田's is not hers


def test_a_promise_becomes_a_record_of_its_own() -> None:
    todo = sample_plan().object("todo").rows[0].values
    assert (todo["subject"], todo["due_on"], todo["assignee"], todo["meeting_note"]) == ("見積を送る", date(2026, 4, 10), "山田", "n1")


def test_every_mined_cell_has_evidence_and_quotes_the_note() -> None:
    plan, notes = whole_plan(), {note.note_id: note for note in told_notes()}
    traced = {(one.object_key, one.external_id, one.column_key) for one in plan.evidence}
    note_object = plan.object("meeting_note")
    for row in note_object.rows:
        for column in note_object.columns:
            if column.field_id and column.key in row.values:
                assert ("meeting_note", row.external_id, column.key) in traced
    for one in plan.evidence:
        if one.start is not None:
            assert notes[one.note_id].body[one.start : one.end] == one.quote


@pytest.mark.parametrize(("confidence", "confirmed", "leaves"), [(0.9, False, True), (0.89, False, False), (0.1, True, True)])
def test_only_confirmed_or_firm_values_leave(confidence: float, confirmed: bool, leaves: bool) -> None:
    plan = plan_with("text", ExportValue("x", "x", confidence=confidence, confirmed=confirmed))
    assert (cell(plan) == "x") is leaves
    assert [reject.code for reject in plan.rejects] == ([] if leaves else ["low_confidence"])


def test_a_single_field_takes_the_firmest_value_and_lists_the_other() -> None:
    plan = plan_with("money", ExportValue(1, "1円"), ExportValue(2, "2円", confidence=0.9, confirmed=True), ExportValue(2, "二円"))
    assert cell(plan) == 2
    assert [(reject.code, reject.value) for reject in plan.rejects] == [("second_value", "1円")]


@pytest.mark.parametrize(
    ("column_type", "normalized", "expected"),
    [
        ("money", 5_000_000, 5_000_000),
        ("money", "5,000,000", 5_000_000),
        ("money", 1.5, "not_a_number"),
        ("money", 10**18, "too_many_digits"),
        ("number", 0.1, Decimal("0.1")),
        ("number", 1e20, "too_many_digits"),
        ("number", float("nan"), "not_a_number"),
        ("percent", "30%", Decimal(30)),
        ("date", "2026-04-30", date(2026, 4, 30)),
        ("date", "4月30日", "not_a_date"),
        ("datetime", "2026-04-30T13:30", datetime(2026, 4, 30, 13, 30, tzinfo=TOKYO)),
        ("datetime", "2026-04-30", datetime(2026, 4, 30, tzinfo=TOKYO)),
        ("choice", "ａ", "A"),
        ("choice", "B", "not_a_choice"),
        ("bool", "はい", True),
        ("bool", "たぶん", "not_a_bool"),
        ("email", "ａ＠example.com", "a@example.com"),
        ("email", "a at b", "not_an_email"),
        ("text", "  ", None),
        ("text", 7, "7"),
        ("phone", "+81-3-1234-5678", "+81-3-1234-5678"),
        ("text", "007", "007"),
        ("text", None, "not_normalized"),
    ],
)
def test_values_become_typed_cells_or_say_why_not(column_type: ColumnType, normalized: object, expected: object) -> None:
    found = to_cell(ExportValue(normalized, "言葉"), column_type, choices=("A",), zone=TOKYO)  # type: ignore[arg-type]
    assert (found.code if isinstance(found, Refusal) else found) == expected


def test_a_reject_says_where_and_why_in_both_languages() -> None:
    plan = build_plan(
        VERSION,
        [replace(sample_notes()[0], values={BUDGET.field_id: (replace(sample_notes()[0].values[BUDGET.field_id][0], normalized=None),)})],
        ExportScope(),
        OPTIONS,
    )
    reject = plan.rejects[0]
    assert (reject.note_id, reject.label, reject.value, reject.start, reject.end) == ("n1", "予算", "500万円", 18, 23)
    assert reject.ja
    assert reject.en


def test_a_required_field_that_is_empty_somewhere_leaves_as_optional() -> None:
    plan = build_plan(
        replace(VERSION, fields=(replace(PHASE, required=True), replace(BUDGET, required=True))), sample_notes(), ExportScope(), OPTIONS
    )
    required = {column.key: column.required for column in plan.object("meeting_note").columns if column.field_id}
    assert required == {"Phase": True, "Budget": False}
    assert [(one.code, one.where) for one in plan.findings if one.code == "required_relaxed"] == [("required_relaxed", "予算")]


@pytest.mark.parametrize(
    ("scope", "counts"),
    [
        (ExportScope(), (2, 2, 2, 3, 1, 1, 1)),
        (ExportScope(since=date(2026, 4, 15)), (2, 2, 2, 2, 0, 1, 1)),
        (ExportScope(traded_since=date(2026, 5, 1)), (2, 2, 2, 3, 1, 1, 1)),
        (ExportScope(traded_since=date(2026, 5, 2)), (1, 1, 1, 1, 0, 1, 1)),
        (ExportScope(accounts=frozenset({"㈱青空工業"})), (1, 1, 1, 2, 1, 0, 0)),
        (ExportScope(accounts=frozenset({"ミナト機工"})), (0, 0, 0, 0, 0, 0, 0)),
        (ExportScope(history="none"), (2, 2, 1, 0, 0, 0, 1)),
        (ExportScope(history="in_progress"), (2, 2, 1, 2, 1, 0, 1)),
    ],
)
def test_scope(scope: ExportScope, counts: tuple[int, ...]) -> None:
    assert tuple(build_plan(VERSION, told_notes(), scope, OPTIONS).counts.values()) == counts


def test_a_deal_that_was_won_is_an_order() -> None:
    (order,) = whole_plan().object("order").rows
    deal = next(row for row in whole_plan().object("deal").rows if row.values["name"] == "搬送機の増設")
    assert (order.values["name"], order.values["amount"], order.values["quantity"]) == ("搬送機の増設", 3_000_000, "2台")
    assert (order.values["deal"], order.values["ordered_on"]) == (deal.external_id, date(2026, 5, 20))


def test_a_complaint_says_its_kind_its_cause_and_whether_it_is_settled() -> None:
    plan = whole_plan()
    (complaint,) = plan.object("complaint").rows
    said = complaint.values
    assert (said["words"], said["complaint_kind"], said["state"]) == ("搬送機の外装に傷があった", "品質", "未解決")
    assert (said["cause"], said["measure"]) == ("梱包の不足", "緩衝材を足す")
    quoted = {one.column_key: one.quote for one in plan.evidence if one.external_id == complaint.external_id and one.start is not None}
    assert quoted == {
        "name": "搬送機の外装に傷があった",
        "words": "搬送機の外装に傷があった",
        "cause": "梱包の不足",
        "measure": "緩衝材を足す",
    }
    assert [one.value for one in plan.rejects if one.object_key == "complaint"] == ["納期も遅れたかもしれない"]


def test_a_settled_complaint_is_history() -> None:
    notes = told_notes()
    later = ExportNote("n4", "報告", "傷の件、了承をいただき解決した。", "かもめ産業", kind="complaint", held_on=date(2026, 5, 25))
    states = {row.values["said_on"]: row.values["state"] for row in build_plan(VERSION, [*notes, later], ExportScope(), OPTIONS).object("complaint").rows}
    assert states[date(2026, 5, 20)] == "解決済み"
    assert date(2026, 5, 20) not in {
        row.values["said_on"]
        for row in build_plan(VERSION, [*notes, later], ExportScope(history="in_progress"), OPTIONS).object("complaint").rows
    }


@pytest.mark.parametrize(
    ("stage", "is_open"), [("受注", False), ("失注", False), ("受注見込み", True), ("受注予定", True), ("未完了", True), ("完了", False), ("提案", True)]
)
def test_a_deal_in_progress_is_told_from_one_that_is_over(stage: str, is_open: bool) -> None:
    version = replace(VERSION, fields=(field(2, "フェーズ", "Phase", "text", concept="フェーズ"),))
    note = replace(sample_notes()[1], values={PHASE.field_id: (ExportValue(stage, stage),)})
    counts = build_plan(version, [note], ExportScope(history="in_progress"), OPTIONS).counts
    assert (counts["deal"], counts["meeting_note"]) == ((1, 1) if is_open else (0, 0))


def test_a_promise_that_was_kept_is_done() -> None:
    notes = sample_notes()
    assert [row.values["done"] for row in sample_plan().object("todo").rows] == [False]
    later = ExportNote("n5", "電話", "先日の見積を送る件、見積を送付済み。見積を送った。", "青空工業", held_on=date(2026, 4, 11))
    assert [row.values["done"] for row in build_plan(VERSION, [*notes, later], ExportScope(), OPTIONS).object("todo").rows] == [True]


def test_history_in_progress_leaves_out_closed_deals() -> None:
    first, second = sample_notes()
    won = replace(second, values={PHASE.field_id: (ExportValue("受注", "受注"),)})
    counts = build_plan(VERSION, [first, won], ExportScope(history="in_progress"), OPTIONS).counts
    assert (counts["account"], counts["deal"], counts["meeting_note"]) == (1, 0, 0)


def test_the_order_of_notes_does_not_matter() -> None:
    assert build_plan(VERSION, sample_notes()[::-1], ExportScope(), OPTIONS) == sample_plan()


@pytest.mark.parametrize("scope", [ExportScope(), ExportScope(history="in_progress"), ExportScope(history="none"), ExportScope(traded_since=date(2020, 1, 1))])
@given(data=st.data())
@few(15)
def test_no_reference_points_at_a_record_that_stays_behind(scope: ExportScope, data: st.DataObject) -> None:
    version = data.draw(versions())
    plan = build_plan(version, data.draw(notes_for(version)), scope, OPTIONS)
    there = {one.key: {row.external_id for row in one.rows} for one in plan.objects}
    for one in plan.objects:
        for column in one.columns:
            if column.references:
                assert {row.values[column.key] for row in one.rows if column.key in row.values} <= there[column.references]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(lambda name: name.strip()))
def test_a_split_name_joins_again(name: str) -> None:
    assert join_name(*split_name(name)) == " ".join(name.split())
