"""What people like to write and no template needs: small talk, housekeeping, and catch-alls that one writer keeps."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from notes_app.mining.contribution import contribute
from notes_app.mining.fields.aside_chance import Habit, chance_of_aside, label_signs, load_weights, signs_of
from notes_app.mining.fields.asides import is_aside_label, speaks_of_asides
from notes_app.mining.fields.candidates import MiningReport
from notes_app.mining.fields.report import mine
from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import default_knowledge
from tests.mining.writing import note

COLD = default_knowledge()
OTHERS = ["顧客：青葉商事\n予算：300万円", "顧客：北斗精機\n予算：150万円"]


def report(*texts: str) -> MiningReport:
    """Return the report over one writer's notes, beside those of three others."""
    notes = [note(text, f"m{at}", "mori") for at, text in enumerate(texts)]
    notes += [note(text, f"o{at}{who}", who) for at, text in enumerate(OTHERS) for who in ("noda", "oba", "sato")]
    return mine(notes, COLD)


def reasons(found: MiningReport) -> dict[str, str]:
    return {one.label: one.reason for one in found.unneeded}


@pytest.mark.parametrize(
    "line",
    ["天気：晴れ", "昼食：そば", "駐車場：満車で裏に停めた", "歩数：9,412", "ひとりごと：今日は疲れた", "lunch: sandwich", "mood: tired", "受付：守衛さんが親切"],
)
def test_one_writers_small_talk_is_a_habit_and_no_field(line: str) -> None:
    found = report(*[f"顧客：青葉商事\n{line}"] * 2)
    assert list(reasons(found).values()) == ["single_author"]
    assert line.partition("：")[0] not in {label for one in found.fields for label in one.labels}


def test_values_tell_what_the_label_does_not() -> None:
    assert reasons(report("ぷち：うどん大盛り", "ぷち：カレー", "ぷち：せんべい")) == {"ぷち": "single_author"}
    assert reasons(report("ぷち：2トン車を4台", "ぷち：冷凍庫の入替", "ぷち：検品の自動化")) == {}


def test_a_catch_all_is_a_habit_where_its_values_are_small_talk() -> None:
    assert reasons(report(*[f"顧客：青葉商事\n備考：{talk}" for talk in ("晴れ", "駐車場は満車", "昼はうどん")])) == {"備考": "single_author"}
    assert reasons(report("顧客：青葉商事\nメモ：昼はうどん")) == {"メモ": "single_author"}
    assert reasons(report(*["備考：来年は創業八十周年とのこと"] * 3)) == {}
    assert reasons(report("顧客：青葉商事\n余談：来年は創業八十周年とのこと")) == {"余談": "single_author"}


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("本日の走行：88km", "本日の走行"), ("移動メモ：地下鉄と徒歩7分", "移動メモ"), ("犬は：黒柴", "犬は"), ("空模様：むし暑い", "空模様"),
        ("帰着= 18:10", "帰着"), ("昼 カレーうどん", "昼"), ("（雑談：来年定年とのこと）", "雑談"), ("vibe:: good coffee", "vibe"),
        ("停めた場所：裏の空き地", "停めた場所"), ("猫の名前：ゴマ", "猫の名前"), ("昼の店：二軒隣のうどん屋", "昼の店"), ("雑感：秋らしくなった", "雑感"),
    ],
)  # fmt: skip
def test_small_talk_is_known_in_whatever_words_stand_around_it(line: str, label: str) -> None:
    assert reasons(report(*[f"顧客：青葉商事\n{line}"] * 2)) == {label: "single_author"}


def test_nothing_said_again_and_again_is_an_empty_field() -> None:
    assert reasons(report(*["ぷち：なし"] * 3)) == {"ぷち": "always_empty"}


def test_what_several_write_or_what_a_deal_is_made_of_is_kept() -> None:
    skies = {"mori": "晴れ", "noda": "雨", "oba": "曇り", "sato": "雪"}
    notes = [note(f"顧客：青葉商事\n天気：{sky}", f"n{who}", who) for who, sky in skies.items()]
    assert mine(notes, COLD).unneeded == ()
    assert reasons(report(*["引合：5月14日 10時"] * 3)) == {}


@pytest.mark.parametrize(
    "line",
    [
        "保証期間：引渡しから5年", "搬入経路：裏の通用口から、幅90cm", "床荷重：1平米あたり500kgまで", "エレベーター：4人乗りが1基", "図面番号：A-1023", "与信枠：300万円", "電源：三相200V",
        "納品形態：パレット積み", "保守契約：年1回の点検つき", "温度帯：冷凍と冷蔵", "検査方法：抜き取り", "warranty: five years", "loading dock: rear gate, 2 m",
    ],
)  # fmt: skip
def test_a_rare_field_of_worth_is_no_small_talk_even_at_the_end_of_a_note(line: str) -> None:
    for times in (1, 3):
        assert reasons(report(*[f"顧客：青葉商事\n予算：300万円\n次回：5月14日\n{line}"] * times)) == {}
        assert reasons(report(*[f"顧客：青葉商事\n予算：300万円\n次回：5月14日\n天気：晴れ\n{line}"] * times)) == {"天気": "single_author"}


@pytest.mark.parametrize("line", ["朝の散歩道：川に鴨がいた。うらやましい", "寝床：早起きで眠い", "汁もの：豚汁、うまい", "post-visit treat: cake and coffee"])
def test_small_talk_that_no_list_knows_is_told_by_what_is_said_and_where(line: str) -> None:
    label = line.partition("：")[0].partition(":")[0]
    assert not is_aside_label(fold_key(label))
    assert reasons(report(f"顧客：青葉商事\n予算：300万円\n次回：5月14日\n{line}")) == {label: "single_author"}


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("昼 ジンギスカン", "昼"), ("＜道の駅＞ よもぎ餅", "道の駅"), ("散歩〉川沿いを30分", "散歩"), ("（おやつ：大福）", "おやつ"), ("P.S. so tired", "P.S."), ("気温 32℃", "気温"), ("ﾃﾝｷ ﾊﾚ", "テンキ"),
        ("Lunch - ramen", "Lunch"), ("天気\n快晴", "天気"), ("天晴 昼カレー 走88km", "走"),
    ],
)  # fmt: skip
def test_small_talk_is_a_label_in_weak_forms_where_what_follows_bears_it_out(line: str, label: str) -> None:
    text = f"顧客：青葉商事\n{line}\n"
    assert fold_key(label) in {one.key for one in contribute(note(text, "n", "mori"), COLD).entries}


@pytest.mark.parametrize("line", ["車 3台の更新", "バス　3台の更新", "「映画」の話で盛り上がった", "花粉 対策", "昼 12時集合"])
def test_a_word_of_small_talk_at_the_head_of_a_sentence_is_no_label(line: str) -> None:
    assert {one.key for one in contribute(note(f"顧客：青葉商事\n{line}\n", "n", "mori"), COLD).entries if one.key} == {"顧客"}


def test_what_the_file_says_of_itself_is_unneeded_in_one_note_already() -> None:
    assert reasons(report("---\ntags: [教育, 夏期]\n---\n顧客：青葉商事")) == {"tags": "metadata_duplicate"}


def test_each_sign_of_small_talk_has_a_weight_that_can_be_looked_up() -> None:
    habit = Habit("散歩道", "", notes=1, filled=1, asides=1, kinds={"text": 1}, until=99)
    weights = load_weights()
    pull = sum(weights.get(sign, 0.0) for sign in (*label_signs(habit.key), *signs_of(habit)))
    assert chance_of_aside(habit) == pytest.approx(1 / (1 + math.exp(-pull)))
    assert chance_of_aside(habit) > chance_of_aside(replace(habit, asides=0)) > chance_of_aside(replace(habit, asides=0, until=30))
    assert weights["label: small talk"] > 0 > weights["small talk: none"]
    assert chance_of_aside(replace(habit, concept="予算", is_read=True)) == 0.0


def test_housekeeping_is_a_label_in_the_weakest_form_too() -> None:
    assert reasons(report("顧客：青葉商事\n走行 88km", "顧客：青葉商事\n走行 120km")) == {"走行": "single_author"}


def test_words_of_small_talk() -> None:
    assert is_aside_label("天気")
    assert not is_aside_label("予算")
    assert [speaks_of_asides(value) for value in ("曇りのち雨", "ハレ", "3件の見積", "")] == [True, True, False, False]
