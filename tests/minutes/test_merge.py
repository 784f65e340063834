"""Two people's changes go together where they can, and are shown side by side where they cannot."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.minutes.merge import Conflict, Merge, Side, merge_bodies, merge_notes

BASE = "田中部長と面談。予算は500万円。次回は来週。\n\n宿題\n- 見積\n"


def side(body: str = BASE, **front: Any) -> Side:
    return Side(body, front)


def test_changes_to_different_lines_go_together() -> None:
    mine, theirs = BASE.replace("見積", "見積書"), "前文\n" + BASE
    assert merge_bodies(BASE, mine, theirs) == ("前文\n" + mine, False)


def test_changes_to_different_sentences_of_one_line_go_together() -> None:
    mine, theirs = BASE.replace("500", "800"), BASE.replace("田中部長", "田中課長")
    assert merge_bodies(BASE, BASE.replace("来週", "来月"), theirs) == (
        BASE.replace("来週", "来月").replace("田中部長", "田中課長"),
        False,
    )
    merged, clashes = merge_bodies(BASE, mine, BASE.replace("500万円", "未定"))
    assert clashes
    assert "予算は800万円。" in merged
    assert "予算は未定。" in merged


def test_both_additions_at_the_end_are_shown_when_they_differ() -> None:
    merged, clashes = merge_bodies(BASE, BASE + "私の追記", BASE + "相手の追記")
    assert clashes
    assert (
        merged.index("<<<<<<<")
        < merged.index("私の追記")
        < merged.index("=======")
        < merged.index("相手の追記")
    )
    assert merge_bodies(BASE, BASE + "同じ", BASE + "同じ") == (BASE + "同じ", False)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "changes"),
    [
        ({"a": 1}, {"a": 2}, {"a": 1}, {"a": 2}),
        ({"a": 1}, {"a": 1}, {"a": 2}, {}),
        ({"a": 1}, {"a": 2}, {"a": 2}, {}),
        ({"a": 1}, {}, {"a": 1, "b": 2}, {"a": None}),
        ({}, {"a": 1}, {"b": 2}, {"a": 1}),
        ({"tags": ["x", "y"]}, {"tags": ["x", "z"]}, {"tags": ["w", "x", "y"]}, {"tags": ["w", "x", "z"]}),
        ({}, {"tags": ["a"]}, {"tags": ["b"]}, {"tags": ["b", "a"]}),
    ],
)
def test_front_matter_is_merged_key_by_key(
    base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any], changes: dict[str, Any]
) -> None:
    assert merge_notes(side(**base), side(**mine), side(**theirs)) == Merge(BASE, changes)


def test_one_key_changed_twice_is_a_conflict_that_names_it() -> None:
    conflict = merge_notes(
        side(account="青空", deal="x"), side(account="緑川", deal="x"), side(account="赤坂", deal="y")
    )
    assert isinstance(conflict, Conflict)
    assert (conflict.fields, conflict.body_clashes, conflict.marked_body) == (("account",), False, BASE)


def test_without_a_base_only_equal_texts_agree() -> None:
    assert merge_notes(None, side("同じ"), side("同じ")) == Merge("同じ", {})
    conflict = merge_notes(None, side("私"), side("相手"))
    assert isinstance(conflict, Conflict)
    assert conflict.body_clashes


TEXTS = st.lists(st.sampled_from(["一。", "二。", "三", "四\n", "\n", "五！"]), max_size=8).map("".join)


@given(TEXTS, TEXTS)
def test_the_only_change_always_wins(base: str, changed: str) -> None:
    assert merge_bodies(base, changed, base) == (changed, False)
    assert merge_bodies(base, base, changed) == (changed, False)
    assert merge_bodies(base, changed, changed) == (changed, False)


@given(TEXTS, TEXTS, TEXTS)
def test_nothing_new_that_anyone_wrote_is_lost(base: str, mine: str, theirs: str) -> None:
    mine, theirs = mine + "私が書いた", theirs + "\n相手が書いた"
    merged, _ = merge_bodies(base, mine, theirs)
    assert "私が書いた" in merged
    assert "相手が書いた" in merged


@given(TEXTS, TEXTS, TEXTS)
def test_who_saves_first_does_not_decide_whether_there_is_a_conflict(
    base: str, mine: str, theirs: str
) -> None:
    one, one_clashes = merge_bodies(base, mine, theirs)
    other, other_clashes = merge_bodies(base, theirs, mine)
    assert one_clashes == other_clashes
    assert one_clashes or one == other
