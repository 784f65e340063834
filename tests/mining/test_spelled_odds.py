"""Odds and stages as people write them: in words, as marks, and under labels of their own."""

from __future__ import annotations

import pytest

from benchmarks.mining_slots import comparable
from notes_app.mining.mentions.choices import find_odds, find_stages
from notes_app.mining.values.spelled_odds import spelled_odds
from tests.mining.test_deeds import mentioned


@pytest.mark.parametrize(
    ("words", "odds"),
    [
        ("seventy-five per cent", "75%"), ("60 per cent", "60%"), ("three in four", "75%"), ("four chances in ten", "40%"), ("2 out of 3", "67%"), ("two thirds", "67%"),
        ("a coin toss", "50%"), ("fifty-fifty", "50%"), ("evens", "50%"), ("50:50", "50%"), ("五分五分", "50%"), ("六割五分", "65%"), ("八分", "80%"), ("九分どおり", "90%"),
        ("七十パーセント", "70%"), ("better than even", ""), ("five in four", ""), ("うすい", ""), ("B+", ""),
    ],
)  # fmt: skip
def test_odds_in_words_are_a_percentage(words: str, odds: str) -> None:
    assert spelled_odds(words) == odds


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("見込みは六割五分とみた。", "65%"), ("I'd put it at three in four.", "75%"), ("月950k。A. 契約書は金曜", "A"), ("脈うすい", "うすい"), ("〈熱さ〉★★★☆☆", "★★★☆☆"),
        ("手応え：中の上", "中"), ("a fair chance, no more", "fair"), ("bet 4/5", "4/5"),
    ],
)  # fmt: skip
def test_words_of_odds_are_mentioned(text: str, value: str) -> None:
    assert value in [str(one.value) for one in find_odds(text)]


@pytest.mark.parametrize(("text", "value"), [("10名失注 他社へ", "失注"), ("注文書待ち。早い", "注文書待ち"), ("段階はProposal", "Proposal"), ("parked till July", "parked"), ("1,300万円で受注。", "受注")])
def test_words_of_a_stage_are_mentioned(text: str, value: str) -> None:
    assert value in [str(one.value) for one in find_stages(text)]


@pytest.mark.parametrize(("text", "kind", "value"), [("脈＝まずまず\n", "odds", "まずまず"), ("すすみ＝機種決め\n", "stage", "機種決め"), ("確度：B→据置\n", "odds", "B")])
def test_what_stands_under_a_label_may_be_odds_or_a_stage(text: str, kind: str, value: str) -> None:
    assert value in [str(one.value) for one in mentioned(text) if one.kind == kind]


def test_the_same_odds_agree_however_they_are_written() -> None:
    assert {comparable("確度", one) for one in ("65%", "六割五分")} == {"65%"}
    assert {comparable("確度", one) for one in ("八分", "8割", "80%")} == {"80%"}
    assert {comparable("確度", one) for one in ("五分", "五分五分", "半々", "50%")} == {"50%"}
