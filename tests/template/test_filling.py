"""A template filled from a note: values quote their words, front matter wins, the rejected stays away."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.mining.evidence import Evidence, SlotValue
from notes_app.mining.knowledge import default_knowledge
from notes_app.template.coercion import coerce, match_choice
from notes_app.template.decision import Decision
from notes_app.template.draft import draft_version
from notes_app.template.field import Field
from notes_app.template.filling import fill, fill_slots, missing_fields, read_fields, state_of
from notes_app.template.value_decision import ValueDecision
from tests.template.made import NOW, TODAY, candidate, decide, keep, note, version_of

KNOWLEDGE = default_knowledge()


def slot(
    concept: str, value: str, text: str, *, label: str = "", confidence: float = 0.95, via: str = "label"
) -> SlotValue:
    at = text.index(value)
    return SlotValue(concept, label, value, None, Evidence("n1", at, at + len(value), value), confidence, via)


def test_labelled_values_fill_typed_fields_and_quote_the_note() -> None:
    text = "# 訪問\n予算：800万円\n次回訪問: 4月22日（火）10:00\n天気：晴れ\n"
    version = version_of("予算", "次回予定", "天気")
    found = fill(note(text), version, KNOWLEDGE)
    values = {version.find_field(one.field_id).label: one.normalized for one in found}  # type: ignore[union-attr]
    assert values["予算"] == 8_000_000
    assert str(values["次回予定"]).endswith("-04-22T10:00")
    assert values["天気"] == "晴れ"
    assert all(text[one.evidence.start : one.evidence.end] == one.evidence.quote for one in found)


def test_two_writers_of_one_visit_give_the_same_values() -> None:
    version = version_of("予算", "確度")
    one = fill(note("■予算：500万円\n■確度：B\n"), version, KNOWLEDGE)
    other = fill(note("ご予算感: 5,000,000円\n受注確度: （Ｂ）\n"), version, KNOWLEDGE)
    assert [slot.normalized for slot in one] == [slot.normalized for slot in other] == [5_000_000, "B"]


def test_front_matter_wins_over_the_text() -> None:
    text = "---\n予算: 3000000\n---\n予算：800万円\n"
    source = note(text, body_start=text.index("予算：800"), front={"予算": 3_000_000})
    (only,) = fill(source, version_of("予算"), KNOWLEDGE)
    assert (only.normalized, only.via, only.evidence.quote) == (3_000_000, "front_matter", "3000000")
    assert state_of(only) == "confirmed"


def test_members_in_front_matter_do_not_hide_the_other_members_of_a_list() -> None:
    text = "---\ncontacts:\n  - 山崎\n---\n先方は山崎部長と小林様\n"
    source = note(text, body_start=text.index("先方は"), front={"contacts": ["山崎"]})
    slots = [slot("先方出席者", "小林", text)]
    found = fill_slots(source, version_of("先方出席者"), slots)
    assert [(one.value, state_of(one)) for one in found] == [("山崎", "confirmed"), ("小林", "filled")]


def test_a_rejected_value_is_not_offered_again_but_another_one_is() -> None:
    version = version_of("予算")
    field = version.fields[0]
    no = ValueDecision("n1", field.field_id, "reject", "800万円", 3, 8, "r1", "p1")
    assert fill(note("予算：800万円\n"), version, KNOWLEDGE, [no]) == ()
    assert [one.normalized for one in fill(note("予算：900万円\n"), version, KNOWLEDGE, [no])] == [9_000_000]
    yes = replace(no, choice="accept")
    assert len(fill(note("予算：800万円\n"), version, KNOWLEDGE, [no, yes])) == 1


def test_a_value_that_its_type_cannot_take_is_offered_not_filled() -> None:
    version = draft_version(
        None,
        [candidate("天気")],
        decide(keep("天気"), Decision("天気", "retype", field_type="number")),
        NOW,
    )
    (only,) = fill(note("天気：晴れ\n"), version, KNOWLEDGE)
    assert only.normalized is None
    assert state_of(only) == "offered"


def test_members_of_a_list_of_the_companys_own_are_parted() -> None:
    version = draft_version(
        None,
        [candidate("推薦者")],
        decide(keep("推薦者"), Decision("推薦者", "retype", field_type="person_list")),
        NOW,
    )
    found = fill(note("推薦者：山田様、佐藤部長\n"), version, KNOWLEDGE)
    assert [one.value for one in found] == ["山田様", "佐藤部長"]
    assert found[0].normalized == "山田"


def test_one_value_fields_take_the_surest_value() -> None:
    text = "予算は100万円。予算は200万円。"
    slots = [slot("予算", "100万円", text, confidence=0.7), slot("予算", "200万円", text, confidence=0.95)]
    (only,) = fill_slots(note(text), version_of("予算"), slots)
    assert only.normalized == 2_000_000


def test_labels_a_manager_split_off_or_merged_go_where_the_manager_put_them() -> None:
    found = [candidate("予算", "見積金額"), candidate("天気", "天候")]
    version = draft_version(
        None,
        found,
        decide(keep("予算"), Decision("予算", "split", labels=("見積金額",)), keep("天気")),
        NOW,
    )
    text = "予算：100万円\n見積金額：90万円\n天候：雨\n"
    values = {
        version.find_field(s.field_id).label: s.normalized for s in fill(note(text), version, KNOWLEDGE)
    }  # type: ignore[union-attr]
    assert values == {"予算": 1_000_000, "見積金額": 900_000, "天気": "雨"}


def test_people_parted_by_side_still_fill_the_field_for_everyone() -> None:
    text = "参加者：山田、佐藤様、鈴木部長\n"
    everyone, parted = version_of("参加者"), version_of("参加者", "先方出席者")
    assert [one.normalized for one in fill(note(text), everyone, KNOWLEDGE)] == ["山田", "佐藤", "鈴木"]
    by_field: dict[str, list[object]] = {}
    for one in fill(note(text), parted, KNOWLEDGE):
        by_field.setdefault(parted.find_field(one.field_id).label, []).append(one.normalized)  # type: ignore[union-attr]
    assert by_field == {"参加者": ["山田", "佐藤", "鈴木"], "先方出席者": ["佐藤", "鈴木"]}


def test_what_is_missing_is_listed_required_fields_first() -> None:
    version = draft_version(
        None,
        [candidate("予算"), candidate("競合"), candidate("決裁者")],
        decide(
            keep("予算"),
            keep("競合"),
            keep("決裁者"),
            Decision("決裁者", "require", purpose="稟議", used_by="営業"),
        ),
        NOW,
    )
    slots = fill(note("予算：100万円\n"), version, KNOWLEDGE)
    assert [one.label for one in missing_fields(version, slots)] == ["決裁者", "競合"]
    assert {one.field.label: one.state for one in read_fields(version, slots)}["予算"] in (
        "filled",
        "offered",
    )


@pytest.mark.parametrize(
    ("field_type", "written", "value"),
    [
        ("money", "１億2000万円", 120_000_000),
        ("percent", "8割", 80),
        ("int", "約1,200名", 1200),
        ("date", "R8.4.1", "2026-04-01"),
        ("time", "午後3時半", "15:30"),
        ("bool", "有り", True),
        ("bool", "未定", None),
        ("email", "連絡はｔａｒｏ@example.jpへ", "taro@example.jp"),
        ("phone", "℡ ０３－１２３４－５６７８", "03-1234-5678"),
        ("text", "**重要** な件", "重要 な件"),
    ],
)
def test_values_are_typed(field_type: str, written: str, value: object) -> None:
    assert coerce(written, Field("f1", "x", "x", field_type), TODAY) == value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "choice"),
    [("B", "B"), ("（Ｂ）", "B"), ("B（来月決裁）", "B"), ("b+", None), ("AB", None), ("未定", None)],
)
def test_choices_are_recognised_however_they_are_decorated(written: str, choice: str | None) -> None:
    assert match_choice(written, ("A", "B", "C")) == choice


def test_the_longer_choice_wins() -> None:
    assert match_choice("再提案中", ("提案", "再提案", "受注")) == "再提案"


@given(
    st.text(max_size=80),
    st.sampled_from(["money", "date", "enum", "bool", "percent", "phone", "person", "time"]),
)
def test_typing_never_fails_and_typing_twice_changes_nothing(written: str, field_type: str) -> None:
    field = Field("f1", "x", "x", field_type, choices=("A", "提案"))  # type: ignore[arg-type]
    once = coerce(written, field, TODAY)
    assert once is None or coerce(once, field, TODAY) == once


@given(st.text(alphabet="予算：確度 :\n-■800万円Ｂ天気", max_size=120))
def test_every_value_quotes_its_text(text: str) -> None:
    for one in fill(note(text), version_of("予算", "確度", "天気"), KNOWLEDGE):
        assert text[one.evidence.start : one.evidence.end] == one.evidence.quote == one.value
