"""Who is a person, who was there, who decides and who promised: the ways people are written beside titles, duties and talk."""

from __future__ import annotations

import pytest

from notes_app.mining.folding import fold
from notes_app.mining.values.people import find_people, list_people
from tests.mining.writing import values


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("田辺介護主任、奥野感染管理看護師", ["田辺", "奥野"]),
        ("沼尻生産管理課長", ["沼尻"]),
        ("西園寺工場次長", ["西園寺"]),
        ("竹原OT、松浦Ns", ["竹原", "松浦"]),
        ("総務部 芥様 / 経理 長田様", ["芥", "長田"]),
        ("岡本、日下部", ["岡本", "日下部"]),
        ("遠藤 ICT担当", ["遠藤"]),
        ("相馬のみ", ["相馬"]),
        ("平岡 真鍋(D)", ["平岡", "真鍋"]),
        ("岩瀬、企画の小出", ["岩瀬", "小出"]),
        ("事務長 大迫様、情報科主任 古川先生", ["大迫", "古川"]),
        ("看護主任大久保さん", ["大久保"]),
        ("小暮さん(HRマネージャー)", ["小暮"]),
        ("鵜沢工場長", ["鵜沢"]),
    ],
)
def test_a_name_ends_where_a_duty_or_a_post_begins(written: str, names: list[str]) -> None:
    assert [one.name for one in list_people(fold(written).text)] == names


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("昨日大山さんに会った", ["大山"]),
        ("10時川崎様と", ["川崎"]),
        ("資材課の古屋敷屋様", ["古屋敷屋"]),
        ("社長の甥御さんで経理の堀田さん", ["堀田"]),
        ("代表のサム・ウォーカーさん", ["サム・ウォーカー"]),
        ("地域連携室長に相談", []),
        ("訪問看護師が来る", []),
        ("大阪支店長へ報告", []),
        ("青空塾さんを出たところ", []),
        ("図書館司書の派遣", []),
        ("必ず一人リーダーを付ける", []),
        ("Busan and Kansan", []),
    ],
)
def test_prose_names_people_and_no_offices(written: str, names: list[str]) -> None:
    assert [one.name for one in find_people(fold(written).text)] == names


def test_a_label_names_the_side_in_brackets() -> None:
    text = "| 項目 | 内容 |\n|---|---|\n| Attendee (us) | 沢田, 三輪 Mgr |\n| Attendee (先方) | 総務部 芥様 |\n"
    assert values(text, "当方出席者") == ["沢田", "三輪"]
    assert values(text, "先方出席者") == ["芥"]
