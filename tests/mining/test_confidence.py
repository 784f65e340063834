"""Confidence is counted: honest marks, an order that is kept, and signs that all have names."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.confidence_fit import samples_of
from benchmarks.mining_sets import read_half
from notes_app.mining.confidence import FILLED_FROM, OFFERED_FROM, chance, graded, load_weights
from notes_app.mining.evidence import FILLS, OFFERS
from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.labels import read_note
from notes_app.mining.mentions.counted import load_counted
from notes_app.mining.slots import signed_slots_of
from tests.mining.writing import note, slots


def test_the_marks_every_reader_of_slots_knows() -> None:
    assert graded(OFFERED_FROM) == OFFERS
    assert graded(FILLED_FROM) == FILLS
    assert graded(0.0) == 0.0
    assert graded(1.0) == 1.0


@given(st.floats(0, 1), st.floats(0, 1))
def test_what_is_likelier_is_surer(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert graded(low) <= graded(high)


@given(st.lists(st.sampled_from(sorted(load_weights())), max_size=30))
def test_a_chance_is_a_chance(names: list[str]) -> None:
    assert 0 <= chance(names, load_weights()) <= 1


def test_a_label_everybody_knows_fills_and_a_guess_is_less_sure() -> None:
    labelled = next(one for one in slots("日時：5/14\n予算：300万円\n先方：森課長") if one.concept == "予算")
    guessed = next(one for one in slots("森課長と立ち話。300万円くらいの話もしたかな。") if one.concept == "予算")
    assert labelled.confidence >= 0.9
    assert labelled.confidence > guessed.confidence


def test_the_signs_of_a_value_have_weights_that_speak_for_it() -> None:
    text = "日時：5/14\n予算：300万円\n先方：森課長"
    found = {slot.concept: (slot, signs) for slot, signs in signed_slots_of(read_note(note(text), default_knowledge()), default_knowledge())}
    slot, signs = found["予算"]
    weights = load_weights()
    assert sum(name in weights for name in signs) > len(signs) / 2
    assert sum(weights.get(name, 0.0) for name in signs) > math.log(FILLED_FROM / (1 - FILLED_FROM))
    assert slot.confidence == graded(chance(signs, weights))


def test_what_was_not_counted_keeps_the_word_of_its_rule() -> None:
    found = signed_slots_of(read_note(note("課題：手入力が多い"), default_knowledge()), default_knowledge())
    assert [(slot.confidence, signs) for slot, signs in found if slot.concept == "課題"] == [(0.95, ())]


def test_chances_hold_on_companies_kept_for_counting() -> None:
    """Of the values of these notes that are offered, at least four in five are right."""
    knowledge, weights = default_knowledge(), load_weights()
    told = [
        (chance(signs, weights), is_right) for notes in read_half("counted").values() for one in notes[:4] for signs, is_right in samples_of(one, knowledge, load_counted())
    ]
    offered = [is_right for sure, is_right in told if sure >= OFFERED_FROM]
    assert len(offered) > 100
    assert sum(offered) / len(offered) >= OFFERED_FROM


def test_what_its_writer_doubts_is_asked_about() -> None:
    sure = {one.concept: one.confidence for one in slots("予算は500万円とのこと。決裁者は三上部長。\n")}
    doubted = {one.concept: one.confidence for one in slots("予算は500万円かもしれない。決裁者は三上部長だろう。\n")}
    assert sure["予算"] >= FILLS
    assert sure["決裁者"] >= doubted["決裁者"]
    assert OFFERS <= min(doubted["予算"], doubted["決裁者"]) <= max(doubted["予算"], doubted["決裁者"]) < FILLS
