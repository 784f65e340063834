"""Names of firms in hiragana, where a sentence runs into them."""

from __future__ import annotations

import pytest

from notes_app.mining.values.hiragana_firms import hiragana_firms
from tests.mining.writing import values


def names(text: str) -> list[str]:
    return [text[one.start : one.end] for one in hiragana_firms(text)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("入ってるのはゆりかご共済ですここが弱い", ["ゆりかご共済"]),
        ("保険料(年80万円)はいそかぜ損保に払う", ["いそかぜ損保"]),
        ("昼すぎにあやめ整骨院を初訪問", ["あやめ整骨院"]),
        ("最後のあけぼの薬局では店長と話した", ["あけぼの薬局"]),
        ("お金を借りてるひかり銀行からも言われた", ["ひかり銀行"]),
        ("民宿こもれびの若女将", ["民宿こもれび"]),
        ("車を持って工房ゆずりはという店へ", ["工房ゆずりは"]),
        ("山のめぐみ食品と比べている", ["山のめぐみ食品"]),
        ("まほろば塾は断ったとのこと", ["まほろば塾"]),
        ("アクアつばめ電力は安い", ["アクアつばめ電力"]),
        ("次回はひだまりの丘へ", ["ひだまりの丘"]),
    ],
)
def test_a_name_in_hiragana_is_found_in_a_sentence(text: str, named: list[str]) -> None:
    assert names(text) == named


@pytest.mark.parametrize(
    "text", ["使っている電話が古い", "これから検討したい", "工房という所", "見積をもらう予定", "話してくださった。", "ありがとうございます", "みなさんお揃いで", ""]
)
def test_a_sentence_names_none(text: str) -> None:
    assert names(text) == []


def test_a_rival_of_a_kind_is_the_firm_and_not_its_kind() -> None:
    said = "訪問先：株式会社鈴原製作所\n競合：{}\n次回：5/20 10時"
    assert values(said.format("メーカー系のむさし自販"), "競合") == ["むさし自販"]
    assert values(said.format("ただしカザミ商会が先行"), "競合") == ["カザミ商会"]
