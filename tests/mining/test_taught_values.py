"""A writer says of words what they are, or are not: his next notes are read in his own way, and nobody else's are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notes_app.mining.author_grammar import rivals_of
from notes_app.mining.contribution import fingerprint
from notes_app.mining.grammar import Frame, Shown, what_it_teaches
from notes_app.mining.knowledge import Knowledge, default_knowledge
from notes_app.mining.labels import read_note
from notes_app.mining.learning import Lesson, learn, shown
from notes_app.mining.slots import find_slots
from tests.mining.writing import note, slots, values


def told(text: str, words: str, concept: str, author: str = "sakura", *, is_refused: bool = False, stands_for: str = "") -> Lesson:
    """Return what is learnt when somebody selects words of a note and says what they are."""
    reading = read_note(note(text, author=author), default_knowledge())
    start = reading.text.index(words)
    return shown(reading, start, start + len(words), concept, is_refused=is_refused, stands_for=stands_for)


def taught(*lessons: Lesson) -> Knowledge:
    return learn(default_knowledge(), lessons)


def test_a_value_shown_under_a_label_names_the_label() -> None:
    known = taught(told("おたずね先：木村屋総本店\n影の声：北辰物産\n", "北辰物産", "競合"))
    assert values("影の声：丸星データ\n", "競合", known) == ["丸星データ"]
    assert values("影の声：丸星データ\n", "競合") == []


def test_a_mark_of_the_writers_own_parts_label_and_value() -> None:
    known = taught(told("いつもの店\n脈≫ ふつう\n", "ふつう", "確度"))
    assert values("脈≫ 高\nまた行く。\n", "確度", known) == ["高"]
    assert values("予算≫ 300万円\nまた行く。\n", "予算", known) == [3_000_000]


def test_a_note_that_uses_a_mark_throughout_needs_no_teacher() -> None:
    text = "ようす≫ ふつう\n予算≫ 300万円\n競合≫ 北辰物産\n天気≫ くもり\n"
    assert values(text, "予算") == [3_000_000]
    assert values(text, "競合") == ["北辰物産"]


def test_the_place_of_a_customer_in_the_first_line_is_learnt_by_the_shape_of_what_stands_before() -> None:
    known = taught(told("4/20 14時／菓匠すず里さん／電話\n見積の話\n", "菓匠すず里", "会社名"))
    assert values("5/7 10時／木匠あおいさん／電話\n見積の話\n", "会社名", known) == ["木匠あおい"]
    assert values("雑談／木匠の話／電話\n見積の話\n", "会社名", known) == []


def test_words_before_a_value_are_a_cue_of_their_writer() -> None:
    lesson = told("鍵をにぎるのは山吹専務。また伺う。\n", "山吹専務", "決裁者")
    assert ("words", "鍵をにぎるのは") in {(one.kind, one.words) for one in what_it_teaches(Shown("決裁者", lesson.frame or Frame("")))}
    assert values("鍵をにぎるのは川原常務。\n", "決裁者", taught(lesson)) == ["川原"]


def test_a_rival_once_shown_is_known_where_he_is_named_again() -> None:
    known = taught(told("いまの話ではカクメイ堂が気になるらしい。\n", "カクメイ堂", "競合"))
    [found] = [one for one in slots("先方がカクメイ堂の名を口にした。\n", known) if one.concept == "競合"]
    assert (found.value, found.via) == ("カクメイ堂", "learnt")
    assert values("訪問先：カクメイ堂\n", "競合", known) == []  # here he is the customer


def test_a_name_read_in_part_is_read_whole_once_it_was_shown() -> None:
    known = taught(told("【他社状況】ロジ転職のヒラケ\n", "ロジ転職のヒラケ", "競合"))
    assert values("他社：ロジ転職のヒラケ\n", "競合", known) == ["ロジ転職のヒラケ"]


def test_what_was_refused_is_not_offered_again() -> None:
    text = "競合は湊川商事とのこと。\n"
    assert values(text, "競合") == ["湊川商事"]
    known = taught(told(text, "湊川商事", "競合", is_refused=True))
    assert values("他社は湊川商事が提案中。\n", "競合", known) == []
    assert values("他社は湊川商事が提案中。\n", "競合", learn(default_knowledge(), [])) == ["湊川商事"]


def test_a_person_refused_once_may_take_part_another_time() -> None:
    known = taught(told("先方：三上部長\n", "三上部長", "先方出席者", is_refused=True))
    assert values("先方：三上部長\n", "先方出席者", known) == ["三上"]


def test_one_of_several_refused_says_nothing_of_the_label() -> None:
    known = taught(told("宿題：見積を送る、三上部長の出張\n", "三上部長の出張", "次回アクション", is_refused=True))
    assert len(values("宿題：見積を送る\n", "次回アクション", known)) == 1


def test_our_people_are_ours_from_then_on() -> None:
    known = taught(told("北辰物産を訪ねた。苫米地も来た。\n", "苫米地", "当方出席者"))
    assert values("■出席：三上部長、苫米地\n", "当方出席者", known) == ["苫米地"]


def test_words_for_a_customer_stand_for_the_account_they_were_shown_on() -> None:
    known = taught(told("潮路さんに行った。\n", "潮路", "会社名", stands_for="潮路信用金庫"))
    assert values("訪問先：潮路\n", "会社名", known) == ["潮路信用金庫"]


def test_a_speaker_is_no_label() -> None:
    lesson = told("蜂谷：見積を金曜までに送ります。\n北村：お願いします。\n", "見積を金曜までに送ります", "次回アクション", author="蜂谷")
    assert lesson.frame is not None
    assert not lesson.frame.opens
    assert taught(lesson).learnt_concept("蜂谷", "蜂谷") == ""


def test_an_odd_value_does_not_turn_a_label_round() -> None:
    known = taught(told("▽読：B\n", "B", "確度"), told("▽読：失注\n", "失注", "フェーズ"))
    assert known.learnt_concept("sakura", "読") == "確度"


LESSONS = (
    told("影の声：北辰物産\n", "北辰物産", "競合"),
    told("手ざわり≫ ふつう\n", "ふつう", "確度"),
    told("4/20 14時／菓匠すず里さん／電話\n", "菓匠すず里", "会社名"),
    told("鍵をにぎるのは山吹専務。\n", "山吹専務", "決裁者"),
    told("競合は湊川商事とのこと。\n", "湊川商事", "競合", is_refused=True),
    told("北辰物産を訪ねた。苫米地も来た。\n", "苫米地", "当方出席者"),
    told("影の声：北辰物産\n", "北辰物産", "競合", author="hinata"),
    told("決裁は課長の鶴見さんらしい。\n", "鶴見さん", "決裁者", author="hinata"),
)
NOTES = (
    "影の声：北辰物産\n脈≫ 高\n競合は湊川商事とのこと。\n",
    "5/7 10時／木匠あおいさん／電話\n鍵をにぎるのは川原常務。苫米地も来た。\n北辰物産の名が出た。\n",
    "■出席：三上部長、苫米地\n■予算：３００万円\n㈱湊川の話。ｷｮｳｷﾄﾚｰﾄﾞも\n",
)


def readings(known: Knowledge, author: str) -> list[object]:
    return [find_slots(note(text, author=author), known) for text in NOTES]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(LESSONS), max_size=6), st.sampled_from(LESSONS))
def test_what_is_taught_and_taken_back_leaves_every_reading_as_it_was(before: Sequence[Lesson], more: Lesson) -> None:
    known = learn(default_knowledge(), before)
    again = learn(default_knowledge(), [one for one in [*before, more] if one is not more or one in before])
    assert readings(known, "sakura") == readings(learn(default_knowledge(), list(before)), "sakura")
    if more not in before:
        assert readings(again, "sakura") == readings(known, "sakura")
        assert fingerprint("sakura", again) == fingerprint("sakura", known)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(LESSONS), max_size=8))
def test_one_author_teaches_nobody_else(lessons: Sequence[Lesson]) -> None:
    mine = [one for one in lessons if one.author == "sakura"]
    known = learn(default_knowledge(), mine)
    assert readings(known, "amano") == readings(default_knowledge(), "amano")
    assert fingerprint("amano", known) == fingerprint("amano", default_knowledge())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(LESSONS), max_size=8))
def test_every_value_quotes_the_note_whatever_was_taught(lessons: Sequence[Lesson]) -> None:
    known = learn(default_knowledge(), lessons)
    for text in NOTES:
        for one in find_slots(note(text), known):
            assert text[one.evidence.start : one.evidence.end] == one.evidence.quote == one.value


def test_two_authors_teach_everyone() -> None:
    known = learn(default_knowledge(), LESSONS)
    assert values("影の声：北辰物産\n", "競合", known) == ["北辰物産"]
    assert [one.normalized for one in find_slots(note("北辰物産の名が出た。\n", author="amano"), known) if one.concept == "競合"] == ["北辰物産"]
    assert (known.shared_grammar.delimiters, known.grammar_of("sakura").delimiters) == (frozenset(), {"≫"})  # one taught it


def test_a_frame_is_kept_as_plain_values() -> None:
    frame = LESSONS[2].frame
    assert frame is not None
    assert Frame.from_json(frame.to_json()) == frame
    assert (frame.where, frame.parted_by, frame.nth, frame.shape) == ("line 0", "/", 1, "d")


FILED = replace(
    default_knowledge(), companies=("潮路信用金庫", "タカナギ自動車販売株式会社", "Pennywort Skincare Japan"), people=("苫米地", "Callum Brisk"),
    rivals=("カクメイ堂",),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("潮路信金に伺った。\n", "潮路信用金庫"), ("訪問先：タカナギ自販\n", "タカナギ自動車販売株式会社"),
        ("Call with Pennywort about the pallets.\n", "Pennywort Skincare Japan"),
    ],
)  # fmt: skip
def test_a_customer_is_known_by_his_short_name(text: str, whole: str) -> None:
    assert values(text, "会社名", FILED) == [whole]


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("■出席：三上部長 / 苫米地\n", ["苫米地"]), ("三上部長にお会いした。苫米地さんも一緒でした。\n", ["苫米地"]),
        ("Went with Callum Brisk. We met Ada Moss at Orlan Foods.\n", ["Callum Brisk"]), ("三上部長に伺った。\n宿題：見積を送る 苫米地 4/20\n", []),
    ],
)  # fmt: skip
def test_our_filed_people_were_there_where_attendance_is_told(text: str, ours: list[str]) -> None:
    assert values(text, "当方出席者", FILED) == ours


def test_a_rival_named_under_a_label_is_known_in_a_sentence() -> None:
    assert rivals_of(["北辰物産、カクメイ堂(現行)", "なし", "価格"]) == ("北辰物産", "カクメイ堂")
    assert values("先方がカクメイ堂の名を口にした。\n", "競合", FILED) == ["カクメイ堂"]
