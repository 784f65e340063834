"""What people like to write and no template needs: small talk, housekeeping, and catch-alls that one writer keeps."""

from __future__ import annotations

import pytest

from notes_app.mining.fields.asides import is_aside_label, speaks_of_asides
from notes_app.mining.fields.candidates import MiningReport
from notes_app.mining.fields.report import mine
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
    assert reasons(report("備考：晴れ", "備考：駐車場は満車", "備考：昼はうどん")) == {"備考": "single_author"}
    assert reasons(report("メモ：昼はうどん")) == {"メモ": "single_author"}
    assert reasons(report(*["備考：来年は創業八十周年とのこと"] * 3)) == {}
    assert reasons(report("余談：来年は創業八十周年とのこと")) == {"余談": "single_author"}


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("本日の走行：88km", "本日の走行"), ("移動メモ：地下鉄と徒歩7分", "移動メモ"), ("犬は：黒柴", "犬は"), ("空模様：むし暑い", "空模様"),
        ("帰着= 18:10", "帰着"), ("昼 カレーうどん", "昼"), ("（雑談：来年定年とのこと）", "雑談"), ("vibe:: good coffee", "vibe"),
        ("停めた場所：裏の空き地", "停めた場所"), ("猫の名前：ゴマ", "猫の名前"), ("昼の店：二軒隣の食堂", "昼の店"), ("雑感：秋らしくなった", "雑感"),
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


def test_housekeeping_is_a_label_in_the_weakest_form_too() -> None:
    assert reasons(report("顧客：青葉商事\n走行 88km", "顧客：青葉商事\n走行 120km")) == {"走行": "single_author"}


def test_words_of_small_talk() -> None:
    assert is_aside_label("天気")
    assert not is_aside_label("予算")
    assert [speaks_of_asides(value) for value in ("曇りのち雨", "ハレ", "3件の見積", "")] == [True, True, False, False]
