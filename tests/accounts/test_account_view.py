"""The call: one screen answers who they are, what was said last, what is open and what is due."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.accounts.account_view import AccountView, make_account_view
from notes_app.accounts.complaints import kind_of, list_complaints
from notes_app.accounts.contacts import list_contacts
from notes_app.accounts.deals import list_deals, outcome_of, probability_of
from notes_app.accounts.maturity import ITEMS, measure_maturity
from notes_app.accounts.promises import list_promises
from tests.accounts.made import talk

TODAY = date(2026, 11, 22)
FIRST = talk(
    "2026-09-01", "初回訪問\n先方：購買部 山崎部長、小林様\n予算：800万円\n確度：C\nTEL：03-0000-1234\n"
)
SECOND = talk(
    "2026-10-01",
    "二回目\n先方：山崎部長\n予算：900万円\n確度：B\n次回アクション：\n・概算見積の提出（佐藤／10月20日まで）\n",
)
THIRD = talk(
    "2026-11-18",
    "三回目\n先方：山崎部長\n決裁者：大野常務\n次回アクション：\n・見学会の案内を送付（佐藤／11月24日まで）\n・資料の印刷\n",
)
FOURTH = talk("2026-11-20", "電話\n確度：A\n先方：小林様\n", channel="phone")


def view(*notes: object, **facts: object) -> AccountView:
    return make_account_view(
        "青葉製作所", notes or (FIRST, SECOND, THIRD, FOURTH), TODAY, ours=("佐藤",), **facts
    )  # type: ignore[arg-type]


def test_the_last_three_talks_are_numbered_newest_first() -> None:
    shown = view()
    assert [(one.number, one.held_on) for one in shown.talks] == [
        (4, date(2026, 11, 20)),
        (3, date(2026, 11, 18)),
        (2, date(2026, 10, 1)),
    ]
    assert (shown.visit_count, shown.first_on, shown.dormant_days) == (4, date(2026, 9, 1), None)


def test_facts_carry_the_latest_value_with_its_source() -> None:
    phone = next(one for one in view().facts if one.field.concept == "電話番号")
    assert (phone.source.value, phone.source.note_id, phone.source.said_on) == (
        "03-0000-1234",
        "n-2026-09-01",
        date(2026, 9, 1),
    )


def test_promises_that_are_due_come_first_and_show_whose_they_are() -> None:
    found = view().promises
    assert [(one.state, one.due_on) for one in found][:2] == [
        ("overdue", date(2026, 10, 20)),
        ("due", date(2026, 11, 24)),
    ]
    assert found[0].side == "ours"
    text = SECOND.text
    assert text[found[0].evidence.start : found[0].evidence.end] == found[0].evidence.quote


def test_a_promise_that_a_later_note_tells_as_done_is_not_open() -> None:
    later = talk("2026-10-20", "概算見積は先週提出済み。\n")
    (promise,) = list_promises([SECOND, later], TODAY)
    assert (promise.state, promise.done_in) == ("done", later.note_id)


def test_a_checked_box_is_done() -> None:
    note = talk("2026-11-01", "訪問\n次回アクション：\n- [x] 事例集の送付\n- [ ] 見積の提出\n")
    assert {one.what: one.state for one in list_promises([note], TODAY)} == {
        "事例集の送付": "done",
        "見積の提出": "open",
    }


def test_people_are_one_each_with_title_and_who_decides() -> None:
    notes = [FIRST, SECOND, THIRD, talk("2026-11-19", "面談\n先方：山崎 太郎部長\n")]
    people = {one.name: one for one in list_contacts(notes)}
    yamazaki = next(one for name, one in people.items() if name.startswith("山崎"))
    assert len([name for name in people if name.startswith("山崎")]) == 1
    assert (yamazaki.title, yamazaki.last_on) == ("部長", date(2026, 11, 19))
    assert people["大野"].is_decision_maker


def test_our_own_people_are_no_contacts() -> None:
    note = talk("2026-11-01", "訪問\n先方：山崎様\n", contacts=("佐藤", "山崎"))
    assert [one.name for one in list_contacts([note], ours=["佐藤"])] == ["山崎"]


def test_two_people_with_one_surname_are_not_joined() -> None:
    notes = [
        talk("2026-01-01", "", contacts=("山崎 太郎",)),
        talk("2026-01-02", "", contacts=("山崎 花子",)),
        talk("2026-01-03", "", contacts=("山崎",)),
    ]
    assert len(list_contacts(notes)) == 3


def test_a_deal_has_what_was_said_last_of_it() -> None:
    (deal,) = list_deals([FIRST, SECOND, THIRD, FOURTH])
    assert (deal.amount_jpy, deal.probability_percent, deal.outcome) == (9_000_000, 80, "open")
    amount = deal.find("amount")
    assert amount
    assert amount.note_id == SECOND.note_id


def test_named_deals_are_kept_apart_and_won_ones_become_orders() -> None:
    notes = [
        talk("2026-05-01", "訪問\nフェーズ：提案\n予算：300万円\n", deal="更新"),
        talk("2026-06-01", "訪問\nフェーズ：受注\n金額：320万円\n", deal="更新"),
        talk("2026-07-01", "訪問\nフェーズ：初回\n", deal="増設"),
    ]
    shown = view(*notes)
    assert [(one.name, one.outcome) for one in shown.deals] == [("増設", "open"), ("更新", "won")]
    (order,) = shown.orders
    assert (order.deal, order.amount_jpy, order.note_id) == ("更新", 3_200_000, "n-2026-06-01")


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        ("受注", "won"),
        ("受注見込み", "open"),
        ("失注", "lost"),
        ("他社決定", "lost"),
        ("見送り", "lost"),
        ("Closed Won", "won"),
        ("提案中", "open"),
    ],
)
def test_a_stage_tells_the_outcome(stage: str, outcome: str) -> None:
    assert outcome_of(stage) == outcome


@pytest.mark.parametrize(
    ("said", "percent"),
    [
        ("70％", 70),
        ("７割", 70),
        (0.7, 70),
        (70, 70),
        ("B", 50),
        ("Ａ（高）", 80),
        ("中", 50),
        ("high", 80),
        ("未定", None),
        (None, None),
    ],
)
def test_a_probability_is_a_number(said: object, percent: int | None) -> None:
    assert probability_of(said) == percent  # type: ignore[arg-type]


def test_a_complaint_is_open_until_a_note_settles_it() -> None:
    said = talk("2026-10-01", "電話\nクレーム：納品の箱がつぶれていた\n原因：緩衝材不足\n")
    assert list_complaints([said])[0].is_open
    settled = talk("2026-10-10", "訪問\n対策：緩衝材を増やす。ご了承いただき解決。\n")
    (complaint,) = list_complaints([said, settled])
    assert (complaint.settled_in, complaint.kind, complaint.cause) == (
        settled.note_id,
        "quality",
        "緩衝材不足",
    )


def test_a_note_of_kind_complaint_is_one_without_a_label() -> None:
    (complaint,) = list_complaints([talk("2026-10-01", "請求が二重だった\nとのお電話。", kind="complaint")])
    assert (complaint.is_open, complaint.kind) == (True, "money")
    assert kind_of("何となく不満") == "other"


def test_maturity_says_the_level_and_what_is_missing_next() -> None:
    nothing = measure_maturity([])
    assert nothing.level == 0
    assert {one.level for one in nothing.missing} == {1}
    basics = measure_maturity([one.code for one in ITEMS if one.level == 1])
    assert basics.level == 1
    assert all(one.level == 2 for one in basics.missing)
    assert measure_maturity([one.code for one in ITEMS]).missing == ()
    assert view().maturity.level == 0
    assert "contacts" in {one.code for one in view().maturity.known}


def test_a_customer_not_spoken_to_for_half_a_year_is_dormant() -> None:
    assert view(talk("2026-01-01", "訪問")).dormant_days == 325


@given(st.permutations([FIRST, SECOND, THIRD, FOURTH]))
def test_the_order_of_notes_does_not_matter(notes: list[object]) -> None:
    assert view(*notes) == view()
