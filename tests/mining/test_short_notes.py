"""Terse notes and compound labels: what one syllable, a head word or an hour of the day says."""

from __future__ import annotations

import pytest

from tests.mining.writing import values


def test_one_syllable_and_a_bracket_are_a_label() -> None:
    text = "訪)6/2 10時\n客)(株)みなと商事\n敵)ｻｸﾗｼｽﾃﾑ\n裁)柴田専務\n確)B\n次)6/20"
    assert [str(value)[:10] for value in values(text, "日時")] == ["2025-06-02"]
    assert values(text, "会社名") == ["株式会社みなと商事"]
    assert values(text, "競合") == ["サクラシステム"]
    assert values(text, "決裁者") == ["柴田"]
    assert values(text, "確度") == ["B"]


def test_a_remark_in_brackets_is_no_label() -> None:
    assert values("柴田専務(兼務) 今日は同席\n原田(新任) 名刺交換", "決裁者") == []


@pytest.mark.parametrize(
    ("label", "concept", "value", "expected"),
    [
        ("ここだけの値段", "予算", "300万円", [3_000_000]),
        ("最後に決める人", "決裁者", "柴田社長", ["柴田"]),
        ("競合の値段", "予算", "300万円", []),
    ],
)
def test_the_head_of_a_compound_says_what_it_is(label: str, concept: str, value: str, expected: list[object]) -> None:
    assert values(f"{label}：{value}\n場所：本社", concept) == expected


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("1台3.5万×40台で140万", 1_400_000), ("年300万円まで。なお前回は総額420万円だった", 3_000_000), ("1人あたり900円、全部で月45,000円", 45_000),
        ("200万円（税別）。うち工事が50万円", 2_000_000), ("1名2,400円なら即決。3,000円は無理", 2_400),
    ],
)  # fmt: skip
def test_the_amount_asked_for_not_the_piece_nor_the_past(value: str, amount: int) -> None:
    assert values(f"予算：{value}", "予算") == [amount]


def test_the_hour_of_a_day_ahead_is_an_appointment() -> None:
    assert [str(v)[:16] for v in values("先方：では5月22日の15時に見せてください。\n当方：承知しました。", "次回予定")] == [
        "2025-05-22T15:00"
    ]
    assert values("5月22日の10時に納品。", "次回予定") == []
    assert values("The contract lapses on 31 May next year.", "次回予定") == []


@pytest.mark.parametrize("text", ["検査員4名→受注 始6/15", "みなと商事、失注しました", "契約更改（受注）。", "15台のうち10台失注 他社へ"])
def test_how_it_ended_is_the_stage(text: str) -> None:
    assert [str(value)[:2] for value in values(text, "フェーズ")] in (["受注"], ["失注"])


def test_what_would_be_won_is_no_stage() -> None:
    assert values("受注したら倉庫を借りる。受注できるかは価格次第。", "フェーズ") == []


def test_early_afternoon_and_the_day_under_when() -> None:
    assert [str(v) for v in values("次回：5/22の昼1時半", "次回予定")] == ["2025-05-22T13:30"]
    assert values("いつ：8月の休み", "日時") == []


SIDE_BY_SIDE = (
    "R7.5.14 日報\n①みなと冷蔵　面森課長　件誤報対策　額月28万　敵大野ガード　決常務　確B　次5/22 14時　宿配置図5/18\n②まるや物産　面三宅さん　件入退室　次6/1 10時",
    "5/14 日報\n◎みなと冷蔵\n面）森課長\n件）誤報対策\n額）月28万\n敵）大野ガード\n次）5/22 14時\n◎まるや物産\n面）三宅さん\n件）入退室\n次）6/1",
    "5/14\n[みなと冷蔵]\n面:森課長/額:月28万/敵:大野ガード/次:5/22 14:00\n[まるや物産]\n面:三宅さん/次:6/1 10:00",
    "5/14 日報\n【1】みなと冷蔵（10:00）\n面：森課長　額：月28万　敵：大野ガード　次：5/22 14時\n【2】まるや物産（14:00）\n面：三宅さん　次：6/1",
    "五月十四日　日報\n一、みなと冷蔵（午前十時）\n　面…森課長\n　額…月28万\n　敵…大野ガード\n　次…五月二十二日\n二、まるや物産\n　面…三宅さん\n　次…六月一日",
    "5/14 報告\n1件目：みなと冷蔵\n〔面〕森課長〔額〕月28万〔敵〕大野ガード〔次〕5/22 14時\n2件目：まるや物産\n〔面〕三宅さん〔次〕6/1",
)  # fmt: skip


@pytest.mark.parametrize("text", SIDE_BY_SIDE)
def test_the_same_labels_below_each_name_make_it_a_customer(text: str) -> None:
    assert values(text, "会社名") == ["みなと冷蔵", "まるや物産"]
    assert values(text, "先方出席者") == ["森", "三宅"]
    assert values(text, "予算") == [280_000]
    assert values(text, "競合")[0] == "大野ガード"
    assert [str(value)[5:10] for value in values(text, "次回予定")] == ["05-22", "06-01"]


def test_parts_of_a_talk_are_no_customers() -> None:
    assert values("◎価格の話\n予算：300万円\n◎納期の話\n次回：5/22", "会社名") == []


def test_words_that_begin_like_a_label_stay_whole() -> None:
    assert values("面談記録 次回未定 金額確認 会社案内送付", "予算") == []


TALK = "江崎 09:12\nみなと商事の件、行ってきました\n森田 09:13\n決裁は？\n江崎 09:14\n坂巻常務です。見込みは6割くらい\n森田 09:15\n次は\n江崎 09:16\n5/22 14時"


def test_what_a_talk_asks_for_is_the_label_of_the_answer() -> None:
    assert values(TALK, "決裁者") == ["坂巻"]
    assert [str(value)[:16] for value in values(TALK, "次回予定")] == ["2025-05-22T14:00"]
    assert values("森：ご予算は？\n江崎：月28万までです。", "予算") == [280_000]
    assert not [value for value in values(TALK, "次回アクション") if "09:" in str(value)]


def test_who_heads_a_message_says_no_hour_of_a_visit() -> None:
    assert values("江崎 09:12\n受注しました", "日時") == []


def test_an_office_and_a_title_in_contacts_are_no_name() -> None:
    assert values("---\ncontacts:\n  - 総務課 高瀬課長\n  - 森 健二\n---\n本文", "先方出席者") == ["高瀬", "森 健二"]


def test_a_firm_with_an_honorific_is_no_person() -> None:
    assert values("昨日ひかり冷蔵様を訪問し、高瀬課長と面談しました。", "先方出席者") == ["高瀬"]
