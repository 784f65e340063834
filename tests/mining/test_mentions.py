"""Mentions: whatever a note names, weighed by the words around it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.mention_fit import Sample, fit, folds_of, follow
from benchmarks.mining_sets import Gold, read_half
from benchmarks.mining_slots import comparable, overlaps
from notes_app.mining.draft import TOLD
from notes_app.mining.evidence import OFFERS, SlotValue
from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.labelled import read_labelled
from notes_app.mining.labels import NoteReading, read_note
from notes_app.mining.mentions.counted import Counted, load_counted
from notes_app.mining.mentions.finding import find_mentions
from notes_app.mining.mentions.firms import find_firms
from notes_app.mining.mentions.mention import CONCEPTS, Mention
from notes_app.mining.mentions.namesakes import namesakes_of, signs_of_firm
from notes_app.mining.mentions.weighing import chance_of, odds_of
from notes_app.mining.slots import context_of, find_slots, findings_of
from notes_app.mining.values.companies import company_key
from tests.mining.writing import note

EVERYDAY = frozenset({"見積", "資料"})


def mentions_of(reading: NoteReading) -> list[Mention]:
    context = context_of(reading, default_knowledge())
    return find_mentions(reading, read_labelled(reading, context, default_knowledge()), context.reference, EVERYDAY)


def firms(text: str) -> list[str]:
    return [text[one.start : one.end] for one in find_firms(text, EVERYDAY)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("いまは三洛印刷さん、次点がナナホシ。", ["三洛印刷", "ナナホシ"]),
        ("先月アド・ラボーレが出した見積", ["アド・ラボーレ"]),
        ("up against Calder & Fenn Scientific", ["Calder & Fenn Scientific"]),
        ("弊社と三光社が残った", ["三光社"]),
        ("他社: 珈琲舎まろん、カフェロード", ["珈琲舎まろん"]),
        ("商売敵 → 木箱のイシドリ", ["木箱のイシドリ"]),
        ("14日にみどり潟農協さまへ見本を", ["みどり潟農協"]),
        ("寺岡ですベニマチ呉服さんなくなりました", ["ベニマチ呉服"]),
        ("15:30 夕凪荘(瀬川さんに同行)", ["夕凪荘"]),
        ("敵 大槻 相見積済", ["大槻"]),
        ("昨日、白河リネット食品受注です", ["白河リネット食品"]),
        ("Saw Morrow Turbine at ten", ["Morrow Turbine"]),
        ("Polarbox and Norrfrys AB", ["Polarbox", "Norrfrys AB"]),
        ("まずマルヨシ旅館。値上げの話。", ["マルヨシ旅館"]),
        ("つづいてナカヤ設備、10時", ["ナカヤ設備"]),
        ("えーと今杉並ロジテックさんを出ました", ["杉並ロジテック"]),
        ("今村製作所は前向き", ["今村製作所"]),
        ("三ツ葉ゴムの件、ご報告します", ["三ツ葉ゴム"]),
        ("3柏木内装 不在", ["柏木内装"]),
        ("会社名は青島ロジ株式会社4月2日の朝", ["青島ロジ株式会社"]),
        ("月曜日株式会社みつほ水産さんへ", ["株式会社みつほ水産"]),
        ("医療法人社団ひらき会の本院にて", ["医療法人社団ひらき会"]),
        ("他社ではカフェロード様と珈琲舎まろん様", ["カフェロード", "珈琲舎まろん"]),
        ("保守は長年北斗原動機が請け負う", ["北斗原動機"]),
    ],
)
def test_whatever_may_name_a_firm_is_mentioned(text: str, named: list[str]) -> None:
    assert set(named) <= set(firms(text))
    assert not EVERYDAY & set(firms(text))


@pytest.mark.parametrize("text", ["朝10時に出る", "月39万のまま", "18店全部", "年1,200万円"])
def test_an_amount_or_an_hour_names_no_firm(text: str) -> None:
    assert not [name for name in firms(text) if re.search(r"\d", name)]


@given(st.text(alphabet="青葉製作所ナナホシさん社様がは、。\n 3月5日4/1100万円部長AB%ab", max_size=120))
def test_every_mention_quotes_its_text(text: str) -> None:
    reading = read_note(note(text), default_knowledge())
    for mention in mentions_of(reading):
        assert 0 <= mention.start < mention.end <= len(reading.text)
        assert "\n" not in reading.text[mention.start : mention.end]
        if mention.kind == "firm":
            assert company_key(str(mention.value)).startswith(company_key(reading.text[mention.start : mention.end]))


@pytest.mark.parametrize("text", ["昨日の見積りを確認した", "来週に持ち越し", "使い方の説明", "今日は岡田さんと話した"])
def test_a_sentence_is_no_name_with_hiragana_inside(text: str) -> None:
    assert not [name for name in firms(text) if re.search("[ぁ-ん]", name)]


def test_a_name_cut_short_stands_for_the_whole_one_of_its_note() -> None:
    reading = read_note(note("クオリアス人材の三条さんを訪ねた。\nクオリアスは前向き。\n"), default_knowledge())
    named = {mention.value for mention in mentions_of(reading) if mention.kind == "firm"}
    assert "クオリアス人材" in named
    assert "クオリアス" not in named


def signs_of_firms(text: str) -> dict[str, list[str]]:
    reading = read_note(note(text), default_knowledge())
    mentions = mentions_of(reading)
    read = namesakes_of(reading.text, mentions)
    return {str(one.value): signs_of_firm(read, one) for one in mentions if one.kind == "firm"}


def test_what_is_said_of_a_firm_is_heard_wherever_it_is_named() -> None:
    signs = signs_of_firms("タナリンクの三条さんを訪問。\nポチ運輸を使っているが高い。\nタナリンクとしては前向き。\n")
    assert {"person follows", "behind it visits", "in the first lines"} <= set(signs["タナリンク"]) | {sign.removeprefix("else ") for sign in signs["タナリンク"]}
    assert "named 2" in signs["タナリンク"]
    assert "behind it uses" in signs["ポチ運輸"]
    assert "behind it visits" not in signs["ポチ運輸"]


def test_what_is_said_of_a_firm_is_heard_with_how_it_is_led_and_listed() -> None:
    signs = signs_of_firms("タナリンクの三条さんを訪問。\nポチ運輸が見積を出し、マルビシ便とカナデ配送は降りた。\n")
    assert {"particle が", "が then quotes", "firm number 1"} <= set(signs["ポチ運輸"])
    assert {"listed before a firm", "particle と", "と then decides"} <= set(signs["マルビシ便"])
    assert {"listed behind a firm", "は then decides"} <= set(signs["カナデ配送"])


def test_a_customer_cut_short_is_filed_under_the_whole_name_of_the_note() -> None:
    found = find_slots(note("ハルナさんを訪問。ハルナ製菓としては前向きとのこと。\n"), default_knowledge())
    assert [slot.normalized for slot in found if slot.concept == "会社名"] == ["ハルナ製菓"]


def test_a_mention_is_weighed_beside_the_others_of_its_note() -> None:
    text = "昨日、ナナホシ運輸の三条さんを訪ねた。今はマルビシを使っているが、値上げを言ってきたらしい。\n"
    parts = findings_of(read_note(note(text), default_knowledge()), default_knowledge(), load_counted())
    signs = {(slot.concept, slot.evidence.quote): set(found) for part in parts for slot, found in part}
    assert "競合: rank 0" in signs["競合", "マルビシ"]
    assert "会社名: rank 0" in signs["会社名", "ナナホシ運輸"]


def test_what_was_counted_names_every_concept_of_its_kind() -> None:
    counted = load_counted()
    assert counted.weights.keys() == CONCEPTS.keys()
    assert all(len(held) == len(CONCEPTS[kind]) for kind, signs in counted.weights.items() for held in signs.values())
    assert {"電話", "名前"} <= counted.everyday


def test_a_likely_mention_that_no_rule_reads_is_found() -> None:
    text = "昨日、ナナホシ運輸の三条さんを訪ねた。今はマルビシを使っているが、値上げを言ってきたらしい。\n"
    parts = findings_of(read_note(note(text), default_knowledge()), default_knowledge(), load_counted())
    found = [(slot.concept, slot.evidence.quote, slot.via) for part in parts for slot, _ in part]
    assert ("競合", "マルビシ", TOLD) in found


def test_what_mentions_add_is_mostly_right_and_worth_a_look() -> None:
    right = wrong = 0
    for notes in read_half("counted").values():
        for one in notes[:4]:
            for slot in find_slots(one.source, default_knowledge()):
                if slot.via == TOLD:
                    assert slot.confidence >= OFFERS
                    filed = one.values(slot.concept)
                    is_deed = slot.concept == "次回アクション"
                    is_right = any(overlaps(slot, gold) for gold in filed) if is_deed else _says_what(slot, filed)
                    right, wrong = right + is_right, wrong + (not is_right)
    assert right >= 20
    assert right > 2 * wrong


def _says_what(slot: SlotValue, filed: list[Gold]) -> bool:
    return comparable(slot.concept, slot.normalized) in {comparable(slot.concept, gold.normalized) for gold in filed}


def test_without_anything_counted_nothing_is_told() -> None:
    text = "ナナホシ運輸の三条さんを訪ねた。いまは丸菱便を使っている。\n"
    found = findings_of(read_note(note(text), default_knowledge()), default_knowledge(), Counted())
    assert all(slot.via != TOLD for part in found for slot, _ in part)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("決裁者：林部長\n", "先方出席者"),  # a label says what he is
        ("競合：なし\n既存の丸菱便は継続。\n", "競合"),  # and that there is none
        ("違約金は300万円だという。\n", "予算"),
        ("5月22日の10時に納品。\n", "次回予定"),
        ("三条さんと打合せ。林部長は本日欠席。来週、林部長と話す。\n", ""),
    ],
)
def test_what_is_said_outright_outweighs_the_surroundings(text: str, concept: str) -> None:
    told = [slot for slot in find_slots(note(text), default_knowledge()) if slot.via == TOLD]
    assert not [slot for slot in told if slot.concept == concept]
    assert "林" not in [slot.normalized for slot in told if slot.concept.endswith("出席者")]


def sample(value: str, *signs: str, filed: str = "") -> Sample:
    return Sample("firm", ("bias", *signs), frozenset({filed}) if filed else frozenset(), value)


def test_signs_are_learnt_and_those_that_say_nothing_dropped() -> None:
    samples = [((["bias", "L ライバル", "odd"] if at % 2 else ["bias", "odd"]), bool(at % 2)) for at in range(60)]
    weights = follow(samples)
    assert weights["L ライバル"] > 1
    assert abs(weights.get("odd", 0.0)) < weights["L ライバル"] / 4
    assert follow(samples) == weights


def test_words_of_several_companies_that_nobody_files_are_everyday() -> None:
    by_folder = {
        "a": [sample("在庫"), sample("丸菱便", "L 他社", filed="競合"), sample("納期")],
        "b": [sample("在庫"), sample("丸菱便"), sample("山車")],
    }
    assert fit(by_folder).everyday == {"在庫"}


def test_a_company_has_no_part_in_what_is_counted_for_it() -> None:
    by_folder = {f"company {at}": [sample("在庫", f"own {at}", filed="競合")] * 4 for at in range(8)}
    for left_out, counted in folds_of(by_folder):
        own = {f"own {folder.split()[1]}" for folder in left_out}
        assert left_out
        assert not own & counted.weights["firm"].keys()


def test_chances_are_the_logistic_sum() -> None:
    assert odds_of(["x", "y", "z"], {"x": [1.0, -1.0], "y": [0.5, 0.0]}, 2) == [1.5, -1.0]
    assert (chance_of(0), round(chance_of(2), 3), chance_of(-1000) > 0) == (0.5, 0.881, True)


def test_an_amount_in_a_sentence_does_not_outweigh_what_a_label_calls_the_budget() -> None:
    text = "【客先】緑川ゴム工業\n【協議内容】\n機器台帳は10月から月額18千円で使用開始済み。\n【予算感】前年並み（298万円）\n"
    found = [one for one in find_slots(note(text), default_knowledge()) if one.concept == "予算"]
    assert [(one.normalized, one.via) for one in found] == [(2_980_000, "label")]
