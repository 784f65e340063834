"""Counting over notes: exact both ways, honest about chance, and blind to what the asker may not read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from notes_app.mining.contribution import Contribution, contribute
from notes_app.mining.contribution_store import ContributionStore
from notes_app.mining.fields.aggregate import Aggregate, MiningDecisions
from notes_app.mining.fields.candidates import MiningReport
from notes_app.mining.fields.drift import discoveries, measure_change
from notes_app.mining.fields.report import mine, rank
from notes_app.mining.fields.scoring import choices_of, wilson_floor
from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.learning import Lesson, ask, correction, learn
from notes_app.mining.source import SourceNote
from tests.mining.writing import note, values

COLD = default_knowledge()


def corpus() -> list[SourceNote]:
    """Two habits of three writers over half a year: 12 notes."""
    notes = []
    for month in range(1, 7):
        on = date(2025, month, 10)
        notes.append(
            note(
                f"顧客：青葉商事{month}\n予算：{month}00万円\n競合：ナビロジ\n天気：晴れ\n備考：",
                f"a{month}",
                "asai",
                on=on,
                account="青葉商事",
            )
        )
        notes.append(
            note(
                f"【会社名】北斗精機\n【予算感】{month}50万円\n【ライバル】キーセンス\n【ランク】{'ABC'[month % 3]}",
                f"b{month}",
                "baba" if month % 2 else "chiba",
                on=on,
                account="北斗精機",
            )
        )
    return notes


def labels(report: MiningReport) -> list[str]:
    return [one.key for one in report.fields]


def test_synonyms_are_one_candidate_with_evidence_from_both_writers() -> None:
    report = mine(corpus(), COLD)
    budget = next(one for one in report.fields if one.concept == "予算")
    assert set(budget.labels) == {"予算", "予算感"}
    assert (budget.notes, budget.authors, budget.type, budget.required) == (12, 3, "money", True)
    assert {e.note_id[0] for e in budget.evidence} == {"a", "b"}


def test_every_evidence_quotes_its_note() -> None:
    texts = {one.note_id: one.text for one in corpus()}
    report = mine(corpus(), COLD)
    for field in (*report.fields, *report.unneeded):
        assert field.evidence
        for e in field.evidence:
            assert texts[e.note_id][e.start : e.end] == e.quote


def test_what_is_not_needed_says_why() -> None:
    reasons = {one.label: one.reason for one in mine(corpus(), COLD).unneeded}
    assert reasons["備考"] == "always_empty"
    assert reasons["天気"] in ("constant", "single_author")


def test_the_shape_of_the_command_line() -> None:
    shown = mine(corpus(), COLD).to_json()
    assert set(shown) == {"notes", "authors", "fields", "unneeded", "drift"}
    assert set(shown["fields"][0]) == {
        "key",
        "label",
        "labels",
        "type",
        "choices",
        "notes",
        "authors",
        "support",
        "required",
        "confidence",
        "score",
        "evidence",
    }
    assert set(shown["fields"][0]["evidence"][0]) == {"note_id", "start", "end", "quote"}


def contributions() -> list[Contribution]:
    return [contribute(one, COLD) for one in corpus()]


def total(parts: list[Contribution]) -> Aggregate:
    aggregate = Aggregate()
    for one in parts:
        aggregate.add(one)
    return aggregate


PARTS = contributions()


@settings(max_examples=30, deadline=None)
@given(st.permutations(PARTS))
def test_order_does_not_matter(order: list[Contribution]) -> None:
    assert total(order) == total(PARTS)
    assert rank(total(order), COLD) == rank(total(PARTS), COLD)


@settings(max_examples=30, deadline=None)
@given(st.sets(st.sampled_from(range(len(PARTS)))))
def test_remove_undoes_add(gone: set[int]) -> None:
    aggregate = total(PARTS)
    for at in gone:
        aggregate.remove(PARTS[at])
    assert aggregate == total([one for at, one in enumerate(PARTS) if at not in gone])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(range(len(PARTS))), max_size=12))
def test_what_a_report_remembers_is_what_it_would_add_up_anew(touched: list[int]) -> None:
    """A note is taken away, or put back, and the report asked for each time: the memory never shows."""
    aggregate, there = total(PARTS), set(range(len(PARTS)))
    for at in touched:
        if at in there:
            aggregate.remove(PARTS[at])
        else:
            aggregate.add(PARTS[at])
        there ^= {at}
        assert rank(aggregate, COLD) == rank(total([PARTS[one] for one in sorted(there)]), COLD)
    assert aggregate == total([PARTS[one] for one in sorted(there)])


def test_one_by_one_is_all_at_once() -> None:
    assert rank(total(PARTS), COLD) == mine(corpus(), COLD)


def test_a_contribution_survives_storing() -> None:
    assert [Contribution.from_json(one.to_json()) for one in PARTS] == PARTS


def test_decisions_merge_split_rename_and_drop() -> None:
    aggregate = total(PARTS)
    assert "予算" not in labels(rank(aggregate, COLD, MiningDecisions(dropped=frozenset({"予算"}))))
    split = rank(aggregate, COLD, MiningDecisions(splits=frozenset({"予算感"})))
    assert {"予算", "予算感"} <= set(labels(split))
    renamed = rank(aggregate, COLD, MiningDecisions(renames={"予算": "ご予算"}))
    assert next(one.label for one in renamed.fields if one.key == "予算") == "ご予算"
    merged = rank(aggregate, COLD, MiningDecisions(merges={"競合": "予算"}))
    assert "競合" not in labels(merged)


def test_two_of_two_rank_below_eighty_of_a_hundred() -> None:
    assert wilson_floor(2, 2) < wilson_floor(80, 100)


def test_choices_never_mix_patterns() -> None:
    from collections import Counter

    kinds = Counter({"enum": 8})
    assert choices_of(Counter({"A": 4, "B": 3, "C": 1}), kinds) == ("A", "B", "C")
    assert choices_of(Counter({"A": 4, "40%": 4}), kinds) == ()


def test_a_changing_mix_of_authors_is_no_drift() -> None:
    """One writer always used the field and left, another never does and came: the naive share falls, nothing drifted."""
    assert measure_change({"gone": (1, 1, 39, 39), "new": (0, 39, 0, 1)}) is None
    real = measure_change({"stays": (2, 40, 38, 40)})
    assert real is not None
    assert real.difference < -0.8
    assert not real.tentative


def test_many_tests_raise_the_bar() -> None:
    assert discoveries([0.04]) == [True]
    assert not any(discoveries([0.04] + [0.9] * 19))


def test_permission_hides_evidence_and_counts(tmp_path: Path) -> None:
    store = ContributionStore(tmp_path / "derived" / "mining.sqlite")
    notes = {one.note_id: one for one in corpus()}
    notes["secret"] = note("顧客：内密商事\n内緒の項目：あれ", "secret", "dan", readers=frozenset({"person:dan"}))
    log = [(at, name, "saved") for at, name in enumerate(notes, start=1)]
    store.catch_up(lambda cursor, limit: [row for row in log if row[0] > cursor][:limit], notes.get, COLD)
    team = store.report(frozenset({"team"}), COLD)
    both = store.report(frozenset({"team", "person:dan"}), COLD)
    assert (team.notes, both.notes) == (12, 13)
    assert all(e.note_id != "secret" for field in team.fields for e in field.evidence)
    store.close()


def test_a_sum_over_several_groups_follows_every_change(tmp_path: Path) -> None:
    store = ContributionStore(tmp_path / "mining.sqlite")
    notes = {one.note_id: one for one in corpus()}
    notes |= {f"own{at}": note(f"顧客：北斗精機\n社内限り：{at}案", f"own{at}", "dan", readers=frozenset({"person:dan"})) for at in range(4)}
    log = [(at, name, "saved") for at, name in enumerate(notes, start=1)]

    def since(cursor: int, limit: int) -> list[tuple[int, str, str]]:
        return [row for row in log if row[0] > cursor][:limit]

    store.catch_up(since, notes.get, COLD)
    both = frozenset({"team", "person:dan"})
    assert store.report(both, COLD) == mine(notes.values(), COLD)
    notes["own1"] = note("顧客：北斗精機\n予算：90万円", "own1", "dan")  # opened to the team
    del notes["own2"], notes["a3"]
    log += [(90, "own1", "saved"), (91, "own2", "removed"), (92, "a3", "removed")]
    store.catch_up(since, notes.get, COLD)
    assert store.report(both, COLD) == mine(notes.values(), COLD)
    seen = [one for one in notes.values() if "team" in one.readers]
    assert store.report(frozenset({"team"}), COLD) == mine(seen, COLD)
    store.close()


def test_the_store_follows_the_change_log_and_equals_mining_in_one_go(tmp_path: Path) -> None:
    path = tmp_path / "mining.sqlite"
    notes: dict[str, SourceNote] = {one.note_id: one for one in corpus()}
    log = [(at, name, "saved") for at, name in enumerate(notes, start=1)]

    def since(cursor: int, limit: int) -> list[tuple[int, str, str]]:
        return [row for row in log if row[0] > cursor][:limit]

    store = ContributionStore(path)
    assert store.catch_up(since, notes.get, COLD) == 12
    assert store.catch_up(since, notes.get, COLD) == 0
    other = ContributionStore(path)  # another process on the same file
    del notes["a1"]
    notes["a2"] = note("予算：9万円", "a2", "asai", on=date(2025, 2, 10))
    log += [(13, "a1", "removed"), (14, "a2", "saved")]
    store.catch_up(since, notes.get, COLD)
    expected = mine(notes.values(), COLD)
    for one in (store, other, ContributionStore(path)):
        assert one.report(frozenset({"team"}), COLD) == expected
        assert one.cursor() == 14
        one.close()


def test_what_is_learnt_renews_only_that_writers_notes(tmp_path: Path) -> None:
    store = ContributionStore(tmp_path / "mining.sqlite")
    notes = {one.note_id: one for one in corpus()}
    log = [(at, name, "saved") for at, name in enumerate(notes, start=1)]

    def since(cursor: int, limit: int) -> list[tuple[int, str, str]]:
        return [row for row in log if row[0] > cursor][:limit]

    store.catch_up(since, notes.get, COLD)
    taught = learn(COLD, [Lesson("asai", "天気", "備考")])
    assert store.catch_up(since, notes.get, taught) == 6
    store.close()


def test_an_unknown_label_with_a_familiar_value_asks_one_question_and_one_answer_teaches_it() -> None:
    text = "顧客：青葉商事\n訪問日：5/14\n内容：顔合わせ\nもふもふ：5/30 10時"
    parts = [contribute(note(text, f"m{at}", "mori"), COLD) for at in range(3)]
    (question,) = ask(parts, COLD)
    assert (question.label, question.concept, question.notes) == ("もふもふ", "次回予定", 3)
    assert all(text[e.start : e.end] == e.quote for e in question.evidence)
    lesson = Lesson("mori", question.label, question.concept)
    taught = learn(COLD, [lesson])
    assert taught.learnt_concept("mori", "もふもふ") == "次回予定"
    assert taught.learnt_concept("noda", "もふもふ") == ""
    assert ask(parts, COLD, [lesson]) == ()


def test_two_authors_teach_everyone_and_undoing_is_leaving_out() -> None:
    lessons = [Lesson("mori", "もふもふ", "次回予定"), Lesson("noda", "もふもふ", "次回予定")]
    assert learn(COLD, lessons).learnt_concept("anybody", "もふもふ") == "次回予定"
    assert learn(COLD, lessons[:1]).learnt_concept("anybody", "もふもふ") == ""
    quarrel = [lessons[0], Lesson("noda", "もふもふ", "期限")]
    assert learn(COLD, quarrel).learnt_concept("anybody", "もふもふ") == ""


def test_a_correction_teaches() -> None:
    lesson = correction("sakura", "コンタクト", "先方出席者")
    assert lesson is not None
    assert values("コンタクト：深町、堂本", "先方出席者", learn(COLD, [lesson])) == ["深町", "堂本"]
    assert correction("sakura", "", "予算") is None
