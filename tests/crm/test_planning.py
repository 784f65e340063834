"""The plan: what leaves, what does not and why, and that an id never changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.crm.cells import Refusal, to_cell
from notes_app.crm.identity import account_id, contact_id, join_name, split_name
from notes_app.crm.plan import ColumnType, ExportNote, ExportPlan, ExportValue, Value
from notes_app.crm.planning import ExportScope, build_plan
from notes_app.template.field import FieldType, TemplateVersion
from tests.crm.making import BUDGET, MOMENT, OPTIONS, PHASE, TOKYO, VERSION, field, sample_notes, sample_plan


def plan_with(field_type: FieldType, *values: ExportValue, **more: object) -> ExportPlan:
    version = TemplateVersion("t", 1, "試験", (field(1, "項目", "Item", field_type, **more),), MOMENT, "p")
    return build_plan(version, [ExportNote("n1", "件名", values={"f00000001": values})], ExportScope(), OPTIONS)


def cell(plan: ExportPlan) -> Value | None:
    return plan.object("meeting_note").rows[0].values.get("Item")


def test_objects_come_in_load_order_and_references_point_back() -> None:
    plan = sample_plan()
    assert list(plan.counts) == ["account", "contact", "deal", "meeting_note", "todo"]
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


def test_a_deal_knows_the_latest_word() -> None:
    deal = sample_plan().object("deal").rows[0].values
    assert (deal["stage"], deal["amount"], deal["owner"], deal["last_met_on"]) == ("見積", 5_000_000, "鈴木", date(2026, 5, 1))
    assert "owner_user" not in deal  # 鈴木 has none, and 山田's is not hers


def test_a_promise_becomes_a_record_of_its_own() -> None:
    todo = sample_plan().object("todo").rows[0].values
    assert (todo["subject"], todo["due_on"], todo["assignee"], todo["meeting_note"]) == ("見積を送る", date(2026, 4, 10), "山田", "n1")


def test_every_mined_cell_has_evidence_and_quotes_the_note() -> None:
    plan, notes = sample_plan(), {note.note_id: note for note in sample_notes()}
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
        (ExportScope(), (1, 1, 1, 2, 1)),
        (ExportScope(since=date(2026, 4, 15)), (1, 1, 1, 1, 0)),
        (ExportScope(accounts=frozenset({"㈱青空工業"})), (1, 1, 1, 2, 1)),
        (ExportScope(accounts=frozenset({"かもめ産業"})), (0, 0, 0, 0, 0)),
        (ExportScope(history="none"), (1, 1, 1, 0, 0)),
        (ExportScope(history="in_progress"), (1, 1, 1, 2, 1)),
    ],
)
def test_scope(scope: ExportScope, counts: tuple[int, ...]) -> None:
    assert tuple(build_plan(VERSION, sample_notes(), scope, OPTIONS).counts.values()) == counts


def test_history_in_progress_leaves_out_closed_deals() -> None:
    first, second = sample_notes()
    won = replace(second, values={PHASE.field_id: (ExportValue("受注", "受注"),)})
    assert build_plan(VERSION, [first, won], ExportScope(history="in_progress"), OPTIONS).counts["meeting_note"] == 0


def test_the_order_of_notes_does_not_matter() -> None:
    assert build_plan(VERSION, sample_notes()[::-1], ExportScope(), OPTIONS) == sample_plan()


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(lambda name: name.strip()))
def test_a_split_name_joins_again(name: str) -> None:
    assert join_name(*split_name(name)) == " ".join(name.split())
