"""Who decides: how people and posts are joined to words of deciding, and who holds the post that does."""

from __future__ import annotations

import pytest

from notes_app.mining.draft import Draft
from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.labelled import read_labelled
from notes_app.mining.labels import read_note
from notes_app.mining.mentions.deciding import CLOSELY, OVERRULED, REALLY
from notes_app.mining.mentions.finding import find_mentions
from notes_app.mining.prose.post_holders import name_holders
from notes_app.mining.slots import context_of, find_slots
from notes_app.mining.values.people import find_people
from tests.mining.writing import note

COLD = default_knowledge()


def facts(text: str) -> dict[str, set[str]]:
    """Return what is true of each person and post of a text, all of his mentions together."""
    reading = read_note(note(text), COLD)
    context = context_of(reading, COLD)
    found: dict[str, set[str]] = {}
    for one in find_mentions(reading, read_labelled(reading, context, COLD), context.reference, frozenset()):
        if one.kind in ("person", "post"):
            found.setdefault(str(one.value), set()).update(one.facts)
    return found


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("積み増しを決めるのは室長、ほぼ確実。", "室長"),
        ("最終の印鑑は奥様で経理の葛城様がお持ちです。", "葛城"),
        ("財布はお母さんです。", "お母さん"),
        ("返事は本部の葛城取締役次第。", "葛城"),
        ("先代の会長がうなずかない限り動かない。", "会長"),
        ("値引きは葛城さんの許しが要る。", "葛城"),
        ("うんと言う人 → 女将", "女将"),
        ("決めるのは社長でも役員でもなくその葛城さんなんです", "葛城"),
    ],
)
def test_who_is_subject_predicate_or_owner_of_deciding_is_joined_to_it(text: str, who: str) -> None:
    assert [name for name, told in facts(text).items() if CLOSELY in told] == [who]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("説明すると社長はすぐうなずいた。", "subject nod は past"),
        ("そこは部長が決められる？", "subject decide が asked"),
        ("所長の一存で三百万円までは通る。", "subject depend の so far"),
        ("これ以上は本部長の判断になる。", "beyond a sum"),
        ("三百万円までなら所長の判断で済む。", "up to a sum"),
        ("女将がいて、この人が全部決めています", "pronoun before same"),
        ("ご判断は葛城様で？\n葛城：いえ、代表の湯沢です。", "denied"),
    ],
)
def test_how_a_sentence_turns_what_it_says_is_heard(text: str, told: str) -> None:
    heard = facts(text)
    assert any(told in some for some in heard.values()), heard


def test_a_past_nod_a_question_and_a_limit_are_no_close_tie() -> None:
    for text in ("説明すると社長はすぐうなずいた。", "そこは部長が決められる？", "所長の一存で三百万円までは通る。", "社長の葛城様が印を押す。"):
        assert not any(CLOSELY in told for name, told in facts(text).items() if name != "葛城"), text


def test_who_answers_a_question_who_decides_is_told() -> None:
    assert "answer question 0 is 1" in facts("湊：決裁はどなたが？\n和泉：総務の葛城さんです。")["葛城"]


def test_who_decides_in_truth_overrules_who_is_said_to() -> None:
    text = "【決裁】理事会（3月25日開催）。実質は葛城理事長。\n"
    told = facts(text)
    assert OVERRULED in told["理事会"]
    assert REALLY in told["葛城"]
    assert [slot.normalized for slot in find_slots(note(text), COLD) if slot.concept == "決裁者"] == ["葛城"]


@pytest.mark.parametrize(
    ("post", "text", "who"),
    [
        ("女将", "参加：葛城女将", "葛城"),
        ("奥様", "奥様の葛城さん（経理）と社長。", "葛城"),
        ("社長", "葛城代表取締役社長に面会。", "葛城"),
        ("社長", "葛城副社長に面会。", "社長"),  # another post
        ("専務", "葛城専務と湯沢専務。", "専務"),  # which of the two?
        ("理事長", "決裁者　理事長", "理事長"),  # a label is nobody's name
        ("社長", "社長（葛城部長が起案）", "社長"),
    ],
)
def test_a_post_is_its_holder_where_a_note_names_exactly_one(post: str, text: str, who: str) -> None:
    read = text.replace("（", "(").replace("）", ")").replace("　", "\t")
    assert [one.normalized for one in name_holders([Draft("決裁者", 0, 2, post)], read)] == [who]


def test_he_himself_is_the_one_who_was_met() -> None:
    met = Draft("先方出席者", 0, 2, "葛城")
    assert name_holders([met, Draft("決裁者", 9, 12, "ご本人")], "葛城さんに会う。決めるのはご本人")[1].normalized == "葛城"


def test_a_syllable_that_is_a_label_is_nobody() -> None:
    assert find_people("決 事務長(面未)") == ()
