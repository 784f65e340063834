"""Decisions become the next version; a field stays the same field through everything people do to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notes_app.errors import NotesAppError
from notes_app.template.api_names import is_api_name
from notes_app.template.decision import CHOICES, Decision
from notes_app.template.draft import draft_version
from notes_app.template.errors import (
    ChoicesNeededError,
    DuplicateLabelError,
    MergeIntoItselfError,
    RequiredNeedsPurposeError,
    SplitTakesAllError,
    UnknownFieldError,
)
from notes_app.template.field import TemplateVersion, find_by_key
from notes_app.template.version_diff import diff_versions
from tests.template.made import NOW, candidate, decide, keep

BUDGET, WEATHER = candidate("予算", "予算感", "金額"), candidate("天気", "天候")
RANK, RIVAL = candidate("確度"), candidate("競合", "他社")
FOUND = [BUDGET, WEATHER, RANK, RIVAL]


def draft(*decisions: Decision, previous: TemplateVersion | None = None) -> TemplateVersion:
    through = previous.last_decision if previous else 0
    numbered = [replace(one, decision_id=through + at) for at, one in enumerate(decisions, start=1)]
    return draft_version(previous, FOUND, numbered, NOW, history=[previous] if previous else [])


def labels(version: TemplateVersion) -> list[str]:
    return [one.label for one in version.fields]


def test_a_kept_candidate_becomes_a_typed_field_with_its_spellings_as_aliases() -> None:
    version = draft(keep("予算", purpose="見積の妥当性", used_by="経理"))
    (field,) = version.fields
    assert (field.label, field.aliases, field.field_type, field.api_name) == (
        "予算",
        ("予算感", "金額"),
        "money",
        "budget",
    )
    assert (field.concept, field.purpose, field.used_by) == ("予算", "見積の妥当性", "経理")
    assert version.number == 1
    assert version.last_decision == 1


def test_fields_stand_in_the_order_people_write_them() -> None:
    assert labels(draft(keep("天気"), keep("確度"), keep("予算"))) == ["予算", "確度", "天気"]


def test_rename_keeps_id_and_api_name_and_the_old_label_as_an_alias() -> None:
    first = draft(keep("天気"))
    second = draft(Decision("天気", "rename", label="気象"), previous=first)
    before, after = first.fields[0], second.fields[0]
    assert (after.field_id, after.api_name) == (before.field_id, before.api_name)
    assert after.label == "気象"
    assert "天気" in after.aliases


def test_merge_turns_the_labels_of_one_into_aliases_of_the_other() -> None:
    merged = draft(keep("予算"), keep("天気"), Decision("天気", "merge", into="予算"))
    (field,) = merged.fields
    assert {"天気", "天候"} <= set(field.aliases)


def test_merge_before_keep_is_remembered() -> None:
    (field,) = draft(Decision("天気", "merge", into="予算"), keep("予算")).fields
    assert {"天気", "天候"} <= set(field.aliases)
    first = draft(Decision("天気", "merge", into="予算"), keep("確度"))
    later = draft_version(
        first,
        FOUND,
        [*decide(Decision("天気", "merge", into="予算"), keep("確度"), keep("予算"))],
        NOW,
        history=[first],
    )
    assert "天気" in next(one for one in later.fields if one.label == "予算").aliases


def test_merging_a_field_into_a_candidate_gives_the_field_the_candidates_name() -> None:
    first = draft(keep("天気"))
    (field,) = draft(Decision("天気", "merge", into="予算"), previous=first).fields
    assert field.field_id == first.fields[0].field_id
    assert field.label == "予算"
    assert {"天気", "予算感"} <= set(field.aliases)


def test_split_parts_labels_into_a_field_of_their_own() -> None:
    version = draft(keep("予算"), Decision("予算", "split", labels=("金額",)))
    assert {one.label: one.aliases for one in version.fields} == {"予算": ("予算感",), "金額": ()}
    assert len({one.field_id for one in version.fields}) == len({one.api_name for one in version.fields}) == 2


def test_a_field_merged_away_and_split_off_again_is_the_same_field() -> None:
    first = draft(keep("予算"), keep("天気"))
    weather = find_by_key(first.fields, "天気")
    assert weather
    back = draft(
        Decision("天気", "merge", into="予算"),
        Decision("予算", "split", labels=("天気", "天候")),
        previous=first,
    )
    again = find_by_key(back.fields, "天気")
    assert again
    assert (again.field_id, again.api_name) == (weather.field_id, weather.api_name)


def test_a_field_dropped_and_kept_again_is_the_same_field() -> None:
    first = draft(keep("天気"), keep("予算"))
    second = draft(Decision("天気", "drop"), previous=first)
    third = draft_version(second, FOUND, [replace(keep("天気"), decision_id=9)], NOW, history=[first, second])
    assert labels(second) == ["予算"]
    assert find_by_key(third.fields, "天気") == find_by_key(first.fields, "天気")


@pytest.mark.parametrize(("purpose", "used_by"), [("", ""), ("与信", ""), ("", "経理"), (" ", "経理")])
def test_a_field_is_not_required_without_a_purpose_and_someone_who_uses_it(
    purpose: str, used_by: str
) -> None:
    with pytest.raises(RequiredNeedsPurposeError) as raised:
        draft(keep("予算"), Decision("予算", "require", purpose=purpose, used_by=used_by))
    assert "予算" in raised.value.explain("ja")
    said = draft(keep("予算", purpose="与信"), Decision("予算", "require", used_by="経理"))
    assert said.fields[0].required


@pytest.mark.parametrize(
    ("decisions", "error"),
    [
        ([keep("予算"), keep("天気", label="金額")], DuplicateLabelError),
        ([keep("予算"), keep("天気"), Decision("天気", "rename", label="予 算")], DuplicateLabelError),
        ([Decision("予算", "merge", into="予算")], MergeIntoItselfError),
        ([keep("予算"), Decision("予算", "split", labels=("予算", "予算感", "金額"))], SplitTakesAllError),
        ([keep("ない項目")], UnknownFieldError),
        ([keep("予算"), Decision("予算", "retype", field_type="enum")], ChoicesNeededError),
    ],
    ids=[
        "label taken",
        "rename to a taken one",
        "merge into itself",
        "split everything",
        "no such key",
        "no choices",
    ],
)
def test_what_cannot_be_says_so(decisions: list[Decision], error: type[NotesAppError]) -> None:
    with pytest.raises(error):
        draft(*decisions)


def test_undone_decisions_and_those_already_published_are_left_out() -> None:
    first = draft(keep("予算"), replace(keep("天気"), undone_at=NOW))
    assert labels(first) == ["予算"]
    same = draft_version(first, FOUND, decide(keep("予算"), Decision("予算", "drop")), NOW, history=[first])
    assert labels(same) == ["予算"]


def test_arrange_sets_the_order() -> None:
    first = draft(keep("予算"), keep("天気"), keep("確度"))
    ids = [one.field_id for one in reversed(first.fields)]
    assert [
        one.field_id for one in draft(Decision("", "arrange", labels=tuple(ids)), previous=first).fields
    ] == ids


KEYS = st.sampled_from(["予算", "天気", "確度", "競合", "金額", "ない"])
LABELS = st.sampled_from(["予算", "気象", "金額", "他社", "Budget", "", "ご予算"])


@st.composite
def a_decision(draw: Callable[..., object]) -> Decision:
    return Decision(
        key=draw(KEYS),
        choice=draw(st.sampled_from(CHOICES)),
        into=draw(KEYS),
        label=draw(LABELS),  # type: ignore[arg-type]
        labels=tuple(draw(st.lists(LABELS, max_size=3))),
        purpose=draw(st.sampled_from(["", "目的"])),  # type: ignore[arg-type,call-overload]
        used_by=draw(st.sampled_from(["", "経理"])),
        field_type=draw(st.sampled_from(["", "text", "enum", "money"])),  # type: ignore[arg-type]
        choices=draw(st.sampled_from([(), ("A", "B")])),  # type: ignore[arg-type]
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(a_decision(), max_size=5), max_size=5))
def test_whatever_people_decide_every_version_holds_together(rounds: list[list[Decision]]) -> None:
    history: list[TemplateVersion] = []
    taken: list[Decision] = []
    names: dict[str, str] = {}
    for decisions in rounds:
        for one in decisions:
            attempt = [*taken, replace(one, decision_id=len(taken) + 1)]
            try:
                draft_version(history[-1] if history else None, FOUND, attempt, NOW, history=history)
            except NotesAppError:
                continue
            taken = attempt
        version = draft_version(history[-1] if history else None, FOUND, taken, NOW, history=history)
        for field in version.fields:
            assert names.setdefault(field.field_id, field.api_name) == field.api_name
            assert is_api_name(field.api_name)
            assert not field.required or (field.purpose and field.used_by)
        ids = [one.field_id for one in version.fields]
        owned = [label for one in version.fields for label in one.labels]
        assert len(set(ids)) == len(ids)
        assert len(set(owned)) == len(owned)
        assert len({name.lower() for name in names.values()}) == len(names)
        before = history[-1] if history else None
        if before:
            assert bool(diff_versions(before, version)) != before.says_the_same(version)
            assert diff_versions(version, version) == ()
        history.append(version)
        again = draft_version(version, FOUND, taken, NOW, history=history)
        assert again.fields == version.fields
