"""Competitors in prose: what is said of a firm makes it one; who only carries, lends or is ours is none."""

from __future__ import annotations

import pytest

from tests.mining.writing import values

SAID = {
    "いま入っているのがミナトビジョンさんで、契約は来年3月まで。": "ミナトビジョン",
    "いまのドリルナビは8月末で契約が切れる。": "ドリルナビ",
    "清掃は今、サンリツ管財が入っている。": "サンリツ管財",
    "イトハラ什器さんにも同じ条件で頼んでいるそうだ。": "イトハラ什器",
    "同じ話を東嶺メディカルにもしていると聞いた。": "東嶺メディカル",
    "別の業者（カワベ物流）にも声を掛けたそうで、そちらは安い。": "カワベ物流",
    "トウエ流通という地元の業者が先に提案に来ていて、うちより安い。": "トウエ流通",
    "結局、ミナトビジョンのまま行くそうです。": "ミナトビジョン",
    "RPOはサクラ採用センターに決定。失注。": "サクラ採用センター",
    "9名を当社、残り3名はジョブリンクス継続。": "ジョブリンクス",
    "残りを当社とジョブリンクス様で比較されます。": "ジョブリンクス",
    "2番手はビルケア白石さんでした。": "ビルケア白石",
    "三条電子が480万で出してきている。": "三条電子",
    "ちなみに他社さんのお話は？\n北都メディカさんからカタログだけ。": "北都メディカ",
}
NOT_SAID = (
    "支払いはミナト銀行の口座から。", "納品先のヨシカワ玩具さんに遅れそうとのこと。", "湊川銀行が1,500万まで貸すと言っている。", "リーダー手当は時間50円までとのこと。",
    "浴室の前にはコンセントが一つしかない。", "ハンディターミナルが20台入っている。", "4/24までにテスト加工の見積を出します。", "当社のカワセミシリーズを提案した。",
    "オカムラ先生が提案してくれた。", "スマートロックを検討している。", "来月カタログ持ってくる。",
)  # fmt: skip
ENGLISH = {
    "At present Coldmere Brace look after three of the homes.": ["Coldmere Brace"],
    "I'm afraid we've lost it. Hobbs Larder got the order at 21,200.": ["Hobbs Larder"],
    "They've been with Brightline for six years.": ["Brightline"],
    "Puddlewise Sensing has a trial running at one site.": ["Puddlewise Sensing"],
    "We are up against Brightline and Oakmere Systems.": ["Brightline", "Oakmere Systems"],
    "She used to work at Oakmere Systems.": [],
    "Tom Reyes quoted the rule book at me.": [],
}


@pytest.mark.parametrize(("sentence", "named"), [*SAID.items(), *((sentence, "") for sentence in NOT_SAID)])
def test_what_is_said_makes_a_competitor(sentence: str, named: str) -> None:
    assert values(f"5月12日、株式会社鈴原製作所を訪問。田辺部長と面談。\n\n{sentence}\n次回は5/20 10時。", "競合") == named.split()


@pytest.mark.parametrize(("sentence", "named"), ENGLISH.items())
def test_english_prose(sentence: str, named: list[str]) -> None:
    assert values(f"Visited Fenwick Mills Ltd on 12 May. Met Ann Lowe, the plant manager.\n\n{sentence}", "競合") == named


def test_words_of_the_sentence_are_no_part_of_an_english_customer() -> None:
    assert values("Visited Fenwick Mills Ltd on 12 May. Met Ann Lowe.", "会社名") == ["Fenwick Mills Ltd"]


CUSTOMERS = {
    "【お客様】食堂まるい様": "食堂まるい",
    "【お客様】光明寺様": "光明寺",
    "先方：光明寺 森住職": "光明寺",
    "先方：丸久 佐藤バイヤー": "丸久",
    "先方：みどり歯科の森院長": "みどり歯科",
    "訪問先：青葉製作所山崎様": "青葉製作所",
    "大崎工業株式会社 16:00": "大崎工業株式会社",
}


@pytest.mark.parametrize(("line", "customer"), CUSTOMERS.items())
def test_sama_may_honour_the_firm_itself(line: str, customer: str) -> None:
    assert values(f"{line}\n日時：5/12 14:00\n内容：新商品の提案。", "会社名") == [customer]


@pytest.mark.parametrize("line", ["先方：情報システム 山田様", "先方：購買の佐藤様", "先方：奥様 佐藤様", "先方：本部 佐藤部長"])
def test_an_office_before_a_person_is_no_customer(line: str) -> None:
    assert values(f"{line}\n日時：5/12 14:00\n内容：新商品の提案。", "会社名") == []


KANA = ("つばさ観光", "のぞみ警備保障", "東山ひまわり農園", "山のめぐみ食品", "まごころ弁当")
WHERE = ("競合：{}", "競合：昨年は{}", "競合：{}が先行", "競合：見積は{}が先", "今は{}さんが入っている。", "先方は{}と比較している。", "{}に決まった。")


@pytest.mark.parametrize("where", WHERE)
def test_a_competitor_may_be_written_in_hiragana(where: str) -> None:
    found = {name: values(f"訪問先：株式会社鈴原製作所\n日時：5/12 10:00\n{where.format(name)}\n次回：5/20 10時", "競合") for name in KANA}
    assert found == {name: [name] for name in KANA}


@pytest.mark.parametrize("label", ["昨年の旅行会社", "現警備会社", "前回の依頼先", "張り合う相手", "落札業者"])
def test_who_is_there_now_or_was_last_year_is_a_competitor_and_no_customer(label: str) -> None:
    text = f"訪問先：株式会社鈴原製作所\n日時：5/12 10:00\n{label}：つばさ観光（3月まで）\n次回：5/20 10時"
    assert (values(text, "会社名"), values(text, "競合")) == (["株式会社鈴原製作所"], ["つばさ観光"])
