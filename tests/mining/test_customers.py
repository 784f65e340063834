"""Customers without a corporate form: shops, schools, temples and associations, wherever a note names them."""

from __future__ import annotations

import pytest

from tests.mining.writing import values

NAMES = ("食堂まるい", "旅館松風", "県立東浜高校", "浜野町商工会", "あおぞら保育園", "浜野町教育委員会", "洋菓子のモンテ", "スギノト歯科", "緑風塾")
PLACES = {
    "an arrow": "どこ→{}さん\nいつ→5/12\n誰→山田店長",
    "beside his people": "先方：{} 山田店長\n日時：5/12 14:00",
    "day, name, person": "5/12 {} 山田店長\n新商品の提案。反応よし。",
    "a title": "# {}様 打合せメモ\n\n- 日時: 5/12 14:00\n- 山田店長",
    "name, day, kind": "{}／5月12日 14:00／来社\n\n山田店長「値段はどうなの」",
    "a mail": "鈴木課長\n\nお疲れ様です、佐藤です。\n本日14時より、{}の山田店長と面談してまいりました。",
    "prose": "5月12日、{}を訪問。山田店長と面談し、新商品を提案した。",
    "where they sat": "昨日の朝十時、{}の応接室で山田店長と初めて話した。",
    "dictation": "えーと今{}さん出たところです今日は山田店長と話しまして新商品の話をしました",
    "dictation without stops": "佐藤です5月12日の分です{}さんに行ってきました山田店長と会えました",
    "a chat": "佐藤 10:02\n{}さん行ってきたので共有。昨日です",
    "a call": "{}の山田店長から電話。見積の件、来週までにほしいとのこと。",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_customer_is_found_wherever_he_stands(place: str) -> None:
    found = {name: values(PLACES[place].format(name), "会社名") for name in NAMES}
    assert found == {name: [name] for name in NAMES}


NOBODY = (
    "5/12 新機能デモ\n社内で実施。", "5/12 移動日\n", "週報 5/12\n目標まであと少し。", "録音データが先生個人の手元に残っている。", "工場の山田さんから電話。",
    "現場の山田課長と面談。", "4月の勉強会に行った。", "小豆沢さんに迎えていただいた。", "3社に声をかけた。",
)  # fmt: skip


@pytest.mark.parametrize("text", NOBODY)
def test_topics_events_and_people_are_no_customers(text: str) -> None:
    assert values(text, "会社名") == []


def test_headings_of_a_named_customer_are_parts_of_his_note() -> None:
    assert values("---\nclient: 青葉食品\n---\n## 現状の物流\n- 倉庫から出荷\n\n## さくら倉庫\n見学した。\n\n## つばめ運輸\n契約中。", "会社名") == ["青葉食品"]


def test_a_closed_door_is_no_visit() -> None:
    text = "日報 5/12\n①青葉食品　山田部長\n見積提出。\n②三友商事　鈴木課長\n納品の相談。\n③みどり歯科　留守。名刺だけ置いた。"
    assert values(text, "会社名") == ["青葉食品", "三友商事"]


def test_the_row_of_totals_and_the_shops_of_a_customer_are_no_customers() -> None:
    text = "Account: 株式会社メイプル薬局\n\n| Store | Work | Estimate |\n|---|---|---|\n| 浜野 | 手すり | 18万 |\n| 駅前 | 棚 | 42万 |\n| Total | | 60万 |"
    assert values(text, "会社名") == ["株式会社メイプル薬局"]


def test_an_english_company_stands_behind_its_people_or_under_a_count() -> None:
    assert values("Who: Bethan Oakes, kitchen manager, Larkspur Foods\nDate: 12 May", "会社名") == ["Larkspur Foods"]
    assert values("1) Oakmere Systems - Ann Lowe, quote sent\n2) The Gilded Newt (pub, new) - landlady Sal Hatch", "会社名") == ["Oakmere Systems", "The Gilded Newt"]
