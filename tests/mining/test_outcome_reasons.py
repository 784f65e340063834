"""Why it was won or lost: labels that ask for a reason, sentences that name it; and telephone numbers wherever they stand."""

from __future__ import annotations

import pytest

from notes_app.mining.evidence import OFFERS
from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.prose.outcome_reasons import asks_why, outcome_of
from notes_app.mining.slots import find_slots
from tests.mining.writing import note


def said(text: str, *concepts: str) -> list[tuple[str, str]]:
    slots = find_slots(note(text), default_knowledge())
    assert all(text[one.evidence.start : one.evidence.end] == one.evidence.quote for one in slots)
    return [(one.concept, one.value) for one in slots if one.concept in concepts and one.confidence >= OFFERS]


def reasons(text: str) -> list[tuple[str, str]]:
    return said(text, "受注理由", "失注理由")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("段階：失注\n理由：夜間の保守に人を出せなかった\n", [("失注理由", "夜間の保守に人を出せなかった")]),
        ("行った先＝丸葉倉庫\n結果＝取れた！\nなんで取れた＝据付まで見るのがうちだけ\n", [("受注理由", "据付まで見るのがうちだけ")]),
        ("status: won\nwhy: we lent them a spare for a week\n", [("受注理由", "we lent them a spare for a week")]),
        ("昨日、失注の連絡。敗因は配送拠点が遠いこと。\n", [("失注理由", "配送拠点が遠いこと")]),
        ("受注しました。試運転を二度見てもらえたのが決め手。\n", [("受注理由", "試運転を二度見てもらえた")]),
        ("We lost it because their depot is ten minutes from the site.\n", [("失注理由", "their depot is ten minutes from the site")]),
    ],
    ids=["label after a loss", "its own wording", "English label", "named in a sentence", "what decided", "because"],
)
def test_the_reason_of_an_outcome_is_read(text: str, found: list[tuple[str, str]]) -> None:
    assert reasons(text) == found


def test_a_label_that_asks_why_is_the_purpose_where_nothing_came_out_yet() -> None:
    text = "訪問先：丸葉倉庫\n理由：新倉庫の照明の相談\n"
    assert reasons(text) == []
    assert said(text, "目的") == [("目的", "新倉庫の照明の相談")]


@pytest.mark.parametrize(("key", "is_asked"), [("理由", True), ("なんで取れた", True), ("決着の訳", True), ("なんで来た", False), ("why", True), ("通訳", False)])
def test_who_asks_why_he_came_asks_for_the_purpose(key: str, is_asked: bool) -> None:
    assert asks_why(key) is is_asked


def test_a_loss_outweighs_an_order_told_before() -> None:
    assert outcome_of("前回は受注。今回は失注。") == "失注理由"
    assert outcome_of("見積を出した。") == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("顔ぶれ≫ 奥山店長（携帯 090-0000-4417 に変わった）\n", "090-0000-4417"),
        ("相手　フタバ精機　千々石専務　03-5550-0196\n", "03-5550-0196"),
        ("his number is 01632 960417 now\n", "01632 960417"),
        ("cell 707-555-0163\n", "707-555-0163"),
        ("携帯が変わって090の0000の4417です\n", "090の0000の4417"),
    ],
    ids=["in brackets under a label", "behind a name", "British", "American", "dictated"],
)
def test_a_telephone_number_is_read_wherever_it_stands(text: str, number: str) -> None:
    assert said(text, "電話番号") == [("電話番号", number)]
