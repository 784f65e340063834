"""Competitors under a label: whom the value names, among the remarks about them."""

from __future__ import annotations

import pytest

from tests.mining.writing import values

NAMED = {
    "三条電子(現行)、ナカノ精工": "三条電子 ナカノ精工",
    "三条電子さんとナカノ精工さんの2社": "三条電子 ナカノ精工",
    "工事は三条電子、ソフトはリブラン": "三条電子 リブラン",
    "教材はずっと三条電子さん": "三条電子",
    "地元の工務店 (有)浜野建装": "有限会社浜野建装",
    "今使っているのは三条電子": "三条電子",
    "三条電子480万": "三条電子",
    "三条電子と一騎打ち": "三条電子",
    "三条電子かリブラン": "三条電子 リブラン",
    "三条電子　ナカノ精工　3社入札": "三条電子 ナカノ精工",
    "三条電子殿が海外製で先行": "三条電子",
    "リブランとかいうネットの店": "リブラン",
    "リブランを使用中、来年3月で切れる": "リブラン",
    "三条電子、営業は吉田さん": "三条電子",
    "価格は三条電子が有利、品質は当社": "三条電子",
    "勝者=三条電子": "三条電子",
    "三条電子＝本命、リブラン＝当て馬": "三条電子 リブラン",
    "①三条電子②リブラン": "三条電子 リブラン",
    "家具のモリタと三条電子": "家具のモリタ 三条電子",
    "隣町の三条電子": "三条電子",
    "北組合アジアの風(先月見積)": "北組合アジアの風",
    "さくら技研が本命、みらい電装は当て馬": "さくら技研 みらい電装",
    "ﾘﾌﾞﾗﾝ ﾅｶﾉ精工": "リブラン ナカノ精工",
    "A社(大手)とB社(地元)": "A社 B社",
    "ハヤブサ便、南北運輸、当社の3社": "ハヤブサ便 南北運輸",
}
GONE = {
    "三条電子は辞退、残りナカノ精工": "ナカノ精工",
    "三条電子（辞退）、リブラン": "リブラン",
    "三条電子はもう呼ばん": "",
    "三条電子は降りた。ナカノ精工が残っている": "ナカノ精工",
    "三条電子は降りた": "三条電子",
}
NOBODY = (
    "おらん", "聞かれへんかった", "まだどこにも声をかけていない", "当社のみ", "うちだけ", "随意契約", "大手3社", "3社コンペ(社名不明)", "2社いるが社名は教えてもらえず",
    "地元の業者", "量販店の法人窓口を見ているらしい", "ネット通販", "社長の知り合いの業者", "現状維持", "内製も検討",
)  # fmt: skip
ENGLISH = {
    "Brightline, put in the present line": ["Brightline"],
    "Brightline (incumbent) and Oakmere Systems": ["Brightline", "Oakmere Systems"],
    "the incumbent, Brightline": ["Brightline"],
    "local outfit called Brightline": ["Brightline"],
    "Brightline's renewal is in May": ["Brightline"],
    "Brightline has dropped out, Oakmere still in": ["Oakmere"],
    "The Print Barn, Oakmere": ["The Print Barn", "Oakmere"],
    "Brightline quoted 12k; Oakmere 14k": ["Brightline", "Oakmere"],
    "nobody else": [],
    "two others, names not given": [],
    "Excel and paper": [],
}


@pytest.mark.parametrize(("value", "named"), [*NAMED.items(), *GONE.items(), *((value, "") for value in NOBODY)])
def test_names_are_read_and_remarks_left(value: str, named: str) -> None:
    assert values(f"訪問先：株式会社鈴原製作所\n競合：{value}\n次回：5/20 10時", "競合") == named.split()


@pytest.mark.parametrize(("value", "named"), ENGLISH.items())
def test_english_remarks_are_no_names(value: str, named: list[str]) -> None:
    assert values(f"Account: Fenwick Mills Ltd\nCompetitors: {value}\nNext: 20 May", "競合") == named
