"""What the evidence speaks for is suggested with a ready decision; what was turned down rests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.mining.fields.candidates import Candidate, Drift, MiningReport, Unneeded
from notes_app.template.decision import Decision, challenge, merge_roots, mining_decisions
from notes_app.template.draft import draft_version
from notes_app.template.field import TemplateVersion
from notes_app.template.suggestion import Suggestion, compare
from notes_app.template.version_diff import diff_versions, longest_in_order, side_by_side
from tests.template.made import NOW, TODAY, candidate, decide, keep


def report(*fields: Candidate, **facts: object) -> MiningReport:
    return MiningReport(40, 5, fields, **facts)  # type: ignore[arg-type]


def version(*decisions: Decision, found: tuple[Candidate, ...]) -> TemplateVersion:
    return draft_version(None, found, decide(*decisions), NOW)


def kinds(suggestions: tuple[Suggestion, ...]) -> set[tuple[str, str]]:
    return {(one.kind, one.label) for one in suggestions}


BUDGET, WEATHER = candidate("予算", "予算感", notes=24), candidate("天気", notes=8)


def test_what_is_not_in_the_template_is_an_addition_with_its_evidence() -> None:
    (one,) = compare(version(keep("予算"), found=(BUDGET,)), report(BUDGET, WEATHER), today=TODAY)
    assert (one.kind, one.key, one.fills_count, one.evidence) == ("add", "天気", 8, WEATHER.evidence)
    assert one.decision.choice == "keep"
    assert one.decision.note_count == 8
    assert "40件中8件" in one.ja
    assert "8 of 40" in one.en


def test_unneeded_and_doubtful_ones_are_not_suggested() -> None:
    doubtful = replace(candidate("雑談"), confidence_word="low")
    unneeded = Unneeded("天気", "天気", "constant", 8)
    assert compare(None, report(doubtful, WEATHER, unneeded=(unneeded,)), today=TODAY) == ()


def test_a_field_that_is_unneeded_is_suggested_for_removal() -> None:
    found = compare(
        version(keep("天気"), found=(WEATHER,)),
        report(unneeded=(Unneeded("天気", "天気", "always_empty", 8),)),
        today=TODAY,
    )
    assert [(one.kind, one.reasons) for one in found] == [("drop", ("always_empty",))]


def test_a_field_that_nobody_wrote_since_it_was_published_is_too_but_not_at_once() -> None:
    published = version(keep("天気"), found=(WEATHER,))
    assert compare(published, report(BUDGET), today=TODAY + timedelta(days=5))[0].kind == "add"
    later = compare(published, report(BUDGET), today=TODAY + timedelta(days=40))
    assert ("drop", "天気") in kinds(later)


def test_people_writing_another_label_suggest_a_rename_unless_a_person_chose_it() -> None:
    found = replace(BUDGET, label="予算感", labels=("予算感", "予算"))
    published = version(keep("予算"), found=(BUDGET,))
    assert ("rename", "予算") in kinds(compare(published, report(found), today=TODAY))
    chosen = decide(keep("予算"), Decision("予算", "rename", label="予算（税抜）"))
    renamed = draft_version(None, [BUDGET], chosen, NOW)
    assert compare(renamed, report(found), chosen, today=TODAY) == ()


def test_typed_values_and_new_choices_suggest_another_type() -> None:
    text = version(keep("天気"), found=(WEATHER,))
    enum = replace(WEATHER, type="enum", choices=("晴", "雨"), notes=20, labelled_notes=20)
    (one,) = compare(text, report(enum), today=TODAY)
    assert (one.kind, one.decision.field_type, one.decision.choices) == ("retype", "enum", ("晴", "雨"))
    typed = version(keep("天気"), found=(enum,))
    more = replace(enum, choices=("晴", "雨", "雪"))
    (one,) = compare(typed, report(more), today=TODAY)
    assert (one.reasons, one.decision.choices) == (("new_choices",), ("晴", "雨", "雪"))


def test_required_and_relaxed() -> None:
    published = version(keep("予算"), found=(BUDGET,))
    assert kinds(compare(published, report(replace(BUDGET, required=True)), today=TODAY)) == {
        ("require", "予算")
    }
    strict = version(keep("予算", purpose="p", used_by="u"), Decision("予算", "require"), found=(BUDGET,))
    rare = replace(BUDGET, support=0.2)
    assert kinds(compare(strict, report(rare), today=TODAY)) == {("relax", "予算")}


def test_two_fields_that_mining_reads_as_one_suggest_a_merge() -> None:
    both = version(keep("天気"), keep("天候"), found=(WEATHER, candidate("天候")))
    one_field = replace(WEATHER, labels=("天気", "天候"))
    (one,) = compare(both, report(one_field), today=TODAY)
    assert one.kind == "merge"
    merged = draft_version(both, [one_field], [replace(one.decision, decision_id=9)], NOW)
    assert [field.labels for field in merged.fields] == [("天気", "天候")]


def test_an_order_unlike_the_one_people_write_in_suggests_a_reorder_that_settles_it() -> None:
    names = ("会社名", "目的", "予算", "次回予定", "決裁者")
    found = tuple(candidate(name) for name in names)
    published = version(*(keep(one.key) for one in found), found=found)
    ids = tuple(one.field_id for one in reversed(published.fields))
    turned = draft_version(published, found, [Decision("order", "arrange", labels=ids, decision_id=9)], NOW)
    (one,) = compare(turned, report(*found), today=TODAY)
    assert one.kind == "reorder"
    settled = draft_version(turned, found, [replace(one.decision, decision_id=10)], NOW)
    assert compare(settled, report(*found), today=TODAY) == ()


def test_every_suggestion_can_be_accepted_as_it_is() -> None:
    found = (
        replace(BUDGET, label="予算感", labels=("予算感", "予算")),
        replace(WEATHER, type="date", notes=20, labelled_notes=20),
    )
    published = version(keep("予算"), keep("天気"), found=(BUDGET, WEATHER))
    suggestions = compare(published, report(*found, candidate("競合")), today=TODAY)
    accepted = [replace(one.decision, decision_id=at) for at, one in enumerate(suggestions, start=9)]
    after = draft_version(published, [*found, candidate("競合")], accepted, NOW)
    assert compare(after, report(*found, candidate("競合")), today=TODAY) == ()


@pytest.mark.parametrize(
    ("notes", "since", "review_on", "today", "back"),
    [
        (8, "", None, TODAY, None),
        (15, "", None, TODAY, None),
        (16, "", None, TODAY, "doubled"),
        (8, "2026-12", None, TODAY, "drift"),
        (8, "2026-09", None, TODAY, None),  # it drifted before it was dropped: that was known
        (8, "", date(2026, 11, 22), TODAY, "review_due"),
        (8, "", date(2026, 11, 23), TODAY, None),
    ],
)
def test_a_dropped_one_comes_back_only_for_a_reason(
    notes: int, since: str, review_on: date | None, today: date, back: str | None
) -> None:
    decision = Decision("天気", "drop", note_count=8, review_on=review_on, at=NOW)
    assert challenge(decision, notes, drift_since=since, today=today) == back
    now = replace(WEATHER, notes=notes)
    drift = (Drift("天気", "天気", "rising", since),) if since else ()
    again = compare(None, report(now, drift=drift), decide(decision), today=today)
    assert bool(again) == (back is not None)


def test_a_suggestion_about_a_field_can_be_turned_down_too() -> None:
    published = version(keep("予算"), found=(BUDGET,))
    asked = report(replace(BUDGET, required=True))
    (one,) = compare(published, asked, today=TODAY)
    no = decide(keep("予算"), Decision(one.key, "drop", note_count=24))
    assert compare(published, asked, no, today=TODAY) == ()
    assert draft_version(published, [BUDGET], [replace(no[1], decision_id=5)], NOW).fields == published.fields


def test_merges_chain_and_a_later_one_the_other_way_round_wins() -> None:
    chain = decide(Decision("a", "merge", into="b"), Decision("b", "merge", into="c"))
    assert merge_roots(chain) == {"a": "c", "b": "c"}
    turned = decide(Decision("a", "merge", into="b"), Decision("b", "merge", into="a"))
    assert merge_roots(turned) == {"b": "a"}
    told = mining_decisions([*chain, Decision("d", "split", labels=("ご予算",), decision_id=3)])
    assert (told.merges, told.splits) == ({"a": "c", "b": "c"}, frozenset({"予算"}))


KEYS = st.sampled_from("abcd")


@given(st.lists(st.tuples(KEYS, KEYS), max_size=8))
def test_merges_never_go_in_circles(pairs: list[tuple[str, str]]) -> None:
    roots = merge_roots(decide(*(Decision(one, "merge", into=other) for one, other in pairs)))
    assert not set(roots.values()) & set(roots)


def test_a_diff_says_in_words_what_changed() -> None:
    first = version(keep("予算"), keep("天気"), found=(BUDGET, WEATHER))
    second = draft_version(
        first,
        [BUDGET, candidate("競合")],
        [
            Decision("天気", "drop", decision_id=3),
            Decision("予算", "rename", label="予算額", decision_id=4),
            Decision("予算", "require", purpose="与信", used_by="経理", decision_id=5),
            replace(keep("競合"), decision_id=6),
        ],
        NOW,
    )
    difference = diff_versions(first, second)
    assert [one.kind for one in difference] == [
        "removed",
        "renamed",
        "required",
        "aliases",
        "purpose",
        "used_by",
        "added",
    ]
    assert "「予算」を「予算額」に改名しました。" in difference.sentences("ja")
    assert "Removed “天気”." in difference.sentences("en")
    assert {one["kind"] for one in difference.to_json()["changes"]} >= {"removed", "added"}
    assert diff_versions(first, first) == ()
    assert [
        (line.before is None, line.after is None) for line in side_by_side(first.fields, second.fields)
    ] == [
        (False, True),
        (False, False),
        (True, False),
    ]


@given(st.permutations(range(7)))
def test_the_fewest_moves_explain_a_new_order(places: list[int]) -> None:
    items = [f"f{place}" for place in places]
    kept = longest_in_order(items, places)
    assert [int(one[1:]) for one in kept] == sorted(int(one[1:]) for one in kept)


def test_a_label_that_mining_did_not_dare_to_merge_is_a_question_and_no_new_field() -> None:
    doubtful = replace(candidate("条件", notes=4), key="条件", concept="ニーズ")
    needs = candidate("ニーズ")
    (one,) = compare(version(keep("ニーズ"), found=(needs,)), report(needs, doubtful), today=TODAY)
    assert (one.kind, one.label, one.reasons, one.evidence) == ("merge", "条件", ("may_mean",), doubtful.evidence)
    assert (one.decision.key, one.decision.choice, one.decision.into) == ("条件", "merge", "ニーズ")
    draft = draft_version(version(keep("ニーズ"), found=(needs,)), (needs, doubtful), decide(keep("ニーズ"), one.decision), NOW)
    assert "条件" in draft.fields[0].labels
