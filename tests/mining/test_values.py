"""Dates, money, people, companies and things to do, as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from notes_app.mining.folding import fold, fold_key
from notes_app.mining.values.actions import read_action, split_actions
from notes_app.mining.values.choices import find_choice, is_nothing
from notes_app.mining.values.companies import clean_company, company_key, find_companies, resolve_company
from notes_app.mining.values.dates import find_dates
from notes_app.mining.values.money import find_money
from notes_app.mining.values.people import find_people, list_people

WEDNESDAY = date(2025, 5, 14)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2025年4月8日（火）14:00〜15:00", "2025-04-08T14:00"),
        ("R7.4.23 13時半〜", "2025-04-23T13:30"),
        ("令和七年六月一日", "2025-06-01"),
        ("４／１５　１１：００", "2025-04-15T11:00"),
        ("来週金曜15時", "2025-05-23T15:00"),
        ("来週（火）", "2025-05-20"),
        ("来週23日", "2025-05-23"),
        ("翌営業日", "2025-05-15"),
        ("月末まで", "2025-05-31"),
        ("６月中旬", "2025-06-15"),
        ("年度末", "2026-03-31"),
        ("2週間以内", "2025-05-28"),
        ("12/20", "2024-12-20"),
        ("1/10", "2025-01-10"),
        ("明後日10時", "2025-05-16T10:00"),
        ("午後3時に5/20", "2025-05-20"),
        ("May 22, 2025", "2025-05-22"),
        ("next Tuesday", "2025-05-20"),
        ("4 Feb 2025 at 2pm", "2025-02-04T14:00"),
        ("H31.4.30", "2019-04-30"),
    ],
)
def test_reads_a_date_however_it_is_written(written: str, iso: str) -> None:
    assert find_dates(fold(written).text, WEDNESDAY)[0].iso == iso


@pytest.mark.parametrize(
    "written", ["2024年問題", "15店舗", "月末に2名が2日残業", "第3四半期", "1/2程度に圧縮できる" + "。", "GW明け", "型番 12-345", "3日間"]
)
def test_sees_no_day_where_none_is_meant(written: str) -> None:
    found = find_dates(fold(written).text, WEDNESDAY)
    assert all(one.precision != "day" or one.iso in ("2025-01-02", "2025-12-02") for one in found)


def test_a_relative_date_needs_a_reference() -> None:
    assert find_dates("来週金曜15時", None) == ()
    assert find_dates("2025/6/3", None)[0].iso == "2025-06-03"


@pytest.mark.parametrize(
    ("written", "yen"),
    [
        ("月額2.8万円", 28_000),
        ("1億2000万円", 120_000_000),
        ("200〜250万円", 2_000_000),
        ("100千円", 100_000),
        ("¥6,000,000", 6_000_000),
        ("approx. 9 million yen", 9_000_000),
        ("三百万円", 3_000_000),
        ("約一千万円", 10_000_000),
        ("５百万円", 5_000_000),
        ("2.5億", 250_000_000),
        ("JPY 3.5M", 3_500_000),
        ("税抜1,280円", 1_280),
        ("30K円", 30_000),
    ],
)
def test_reads_an_amount_however_it_is_written(written: str, yen: int) -> None:
    assert find_money(fold(written).text)[0].amount == yen


@pytest.mark.parametrize("written", ["15店舗", "80万人", "40分", "No.123", "2024年問題", "3万部", "予算は未定"])
def test_a_count_is_no_money(written: str) -> None:
    assert find_money(fold(written).text) == ()


def test_a_bare_number_is_money_only_under_a_label_for_it() -> None:
    assert find_money("1,860,000") == ()
    assert find_money("1,860,000", labelled=True)[0].amount == 1_860_000


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("購買部 山崎部長、情報システム課 小林様", ["山崎", "小林"]),
        ("院長 村上先生", ["村上"]),
        ("品質保証部服部課長", ["服部"]),
        ("三浦工場長（500万円まで）", ["三浦"]),
        ("製造部 杉本部長", ["杉本"]),
        ("平野事務局長", ["平野"]),
        ("佐藤、木村", ["佐藤", "木村"]),
        ("技術 長谷川", ["長谷川"]),
        ("鈴木 一郎、高橋（営業）", ["鈴木 一郎", "高橋"]),
        ("Ken Mori (CTO), Sarah Lee (PM)", ["Ken Mori", "Sarah Lee"]),
        ("稲見・柏葉", ["稲見", "柏葉"]),
    ],
)
def test_parts_names_from_titles_and_departments(written: str, names: list[str]) -> None:
    assert [one.name for one in list_people(fold(written).text)] == names


@pytest.mark.parametrize(
    "written", ["お客様", "ドライブコムさんから連絡", "みなと運輸さん", "仕様を確認", "同様の構成", "部長会議", "青葉製作所さん"]
)
def test_takes_no_word_for_a_person(written: str) -> None:
    assert find_people(written) == ()


def test_a_company_is_resolved_as_it_is_filed() -> None:
    filed = {company_key("株式会社青葉製作所"): "株式会社青葉製作所"}
    for spelling in ("㈱青葉製作所", "青葉製作所（株）", "青葉製作所", "青葉製作所 川崎工場"):
        assert resolve_company(spelling, filed) == "株式会社青葉製作所"
    assert resolve_company("㈱ヤマト印刷", {}) == "株式会社ヤマト印刷"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("大森電機（株）様", "大森電機(株)"),
        ("㈱ヤマト印刷 本社工場", "(株)ヤマト印刷"),
        ("医療法人社団 和光会", "医療法人社団 和光会"),
        ("Pacific Foods Inc.", "Pacific Foods Inc."),
    ],
)
def test_cleans_a_company_of_what_stands_beside_it(written: str, name: str) -> None:
    text = fold(written).text
    assert text[slice(*clean_company(text))] == name


def test_finds_companies_in_a_sentence() -> None:
    assert [c.name for c in find_companies("5月16日、富岡化学工業株式会社へ。")] == ["富岡化学工業株式会社"]
    assert [c.name for c in find_companies("株式会社サンライズ物産の吉村部長を訪問")] == ["株式会社サンライズ物産"]


@pytest.mark.parametrize(
    ("written", "choice"),
    [("A（ほぼ確実）", "A"), ("B→A", "A"), ("40%", "40%"), ("7割くらい", "70%"), ("◎", "◎"), ("高め", "高め"), ("Ｂランク", "B")],
)
def test_reads_a_choice(written: str, choice: str) -> None:
    found = find_choice(fold(written).text)
    assert found is not None
    assert found[2] == choice


@pytest.mark.parametrize("written", ["なし", "未定（来期で要求予定）", "特になし。", "聞けず", "TBD", "-", "特にいない", ""])
def test_knows_the_ways_to_say_nothing(written: str) -> None:
    assert is_nothing(fold(written).text)


@pytest.mark.parametrize("written", ["A社", "未起案", "なしのつぶて商会", "内田教育システムズ"])
def test_does_not_take_something_for_nothing(written: str) -> None:
    assert not is_nothing(written)


def test_a_thing_to_do_parts_into_words_owner_and_due() -> None:
    action = read_action("概算見積の提出(佐藤/4月18日まで)", 0, date(2025, 4, 8))
    assert action is not None
    assert (action.what, action.owner, action.due) == ("概算見積の提出", "佐藤", date(2025, 4, 18))


def test_commas_part_things_to_do_only_where_each_stands_alone() -> None:
    assert len(split_actions("契約書ドラフト送付、設置日調整", 0)) == 2
    assert len(split_actions("原価を確認し、見積を提出", 0)) == 1


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("■ ご予算　：", "予算"),
        ("【日　時】", "日時"),
        ("1. 打ち合わせ日", "打合せ日"),
        ("Next Actions:", "next-actions"),
        ("参加者（敬称略）", "参加者"),
        ("ﾗﾝｸ", "ランク"),
    ],
)
def test_variants_of_a_label_share_a_key(label: str, key: str) -> None:
    assert fold_key(label) == key
