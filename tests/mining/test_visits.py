"""A daily report tells of several customers, and their values never mix."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.slots import find_slots
from notes_app.mining.source import SourceNote

FILED = replace(default_knowledge(), companies=("青葉精密株式会社", "株式会社みなと物流", "ひかり食品"))
REPORT = """日報 9/25
■青葉精密（訪問 10:00）
- 先方：波多野さん
- 予算：200万円
- 競合：オルカ計測
■みなと物流
- 予算：80万円
- 宿題：見積を送る
■ひかり食品 電話 担当不在
一言：移動が多かった
"""


def slots_of(text: str) -> list[tuple[str, object]]:
    note = SourceNote("n", text, 0, "sato", "", date(2026, 9, 25))
    found = find_slots(note, FILED)
    assert all(text[one.evidence.start : one.evidence.end] == one.evidence.quote for one in found)
    return [(one.concept, one.normalized) for one in found]


def test_each_visit_of_a_daily_report_keeps_its_own_values() -> None:
    found = slots_of(REPORT)
    companies = [value for concept, value in found if concept == "会社名"]
    assert companies == ["青葉精密株式会社", "株式会社みなと物流", "ひかり食品"]
    second = found.index(("会社名", "株式会社みなと物流"))
    assert ("予算", 2_000_000) in found[:second]
    assert ("予算", 800_000) in found[second:]
    assert ("競合", "オルカ計測") in found[:second]


def test_a_list_of_competitors_is_no_list_of_visits() -> None:
    found = slots_of("会社名：ひかり食品\n競合：\n- 青葉精密 300万円で提案中\n- みなと物流 価格は不明\n")
    assert [value for concept, value in found if concept == "会社名"] == ["ひかり食品"]


def test_headings_of_one_customer_are_one_visit() -> None:
    found = slots_of("# ひかり食品 定例\n## 予算\n200万円\n## 競合\n青葉精密\n")
    assert [value for concept, value in found if concept == "会社名"] == ["ひかり食品"]


@given(st.lists(st.sampled_from([*REPORT.splitlines(), "", "　・ｱｵﾊﾞ精密㈱様", "# みなと物流", "1. ひかり食品 訪問", "午前は青葉精密へ。波多野課長と面談。", "三時、㈱みなと物流。ﾊﾀﾉ課長に会う。", "＜ひかり食品＞", "[TEL] 青葉精密 10/2", "Then on to Orchard & Fell, 4k."]), max_size=25))
def test_every_value_quotes_the_note_however_the_lines_fall(lines: list[str]) -> None:
    slots_of("\n".join(lines))


def test_who_else_a_visit_names_stays_a_competitor() -> None:
    found = slots_of("■1件目　有限会社すみれ園芸　10:00\n予算は30万円。\n\n■2件目　若草農協　14:00\nアグリネットさんが提案済み。\n")
    assert [value for concept, value in found if concept == "会社名"] == ["有限会社すみれ園芸", "若草農協"]
    assert ("競合", "アグリネット") in found


UNMARKED = {
    "a bracket": "5/12\n【{}】\n山田部長。見積提出。\n【{}】\n鈴木課長。納品の相談。\n【{}】\n高橋様。クレーム対応。",
    "a line alone": "5/12\n\n{}\n山田部長。見積提出。\n\n{}\n鈴木課長。納品の相談。\n\n{}\n高橋様。クレーム対応。",
    "its hour": "5月12日の訪問\n\n{}（10時）\n山田部長に見積提出\n\n{}（13時半）\n鈴木課長から納品の相談\n\n{}（16時）\n高橋様",
    "beside people": "5/12\n{}　山田部長　見積提出。\n{}　鈴木課長　納品の相談。\n{}　高橋様　クレーム対応。",
    "between rules": "5/12 日報\n── {} ──\n山田部長。\n── {} ──\n鈴木課長。\n── {} ──\n高橋様。",
    "counted in speech": "えーと5月12日です一件目は{}さんで山田部長に見積を出しました二件目は{}さんで納品の相談三件目は{}さんで高橋様にお詫びしました",
    "one after the other": "5月12日。午前中は{}さんへ。山田部長に見積を出した。午後は{}さんへ。鈴木課長から相談。最後に{}さんに寄り、お詫びした。",
}


@pytest.mark.parametrize("way", UNMARKED)
def test_the_visits_of_a_day_need_no_mark(way: str) -> None:
    customers = ["青葉製作所", "食堂まるい", "県立東浜高校"]
    found = find_slots(SourceNote("n", UNMARKED[way].format(*customers), 0, "sato", "", date(2026, 5, 13)), default_knowledge())
    assert [one.normalized for one in found if one.concept == "会社名"] == customers


HEADS = (
    "{n} {name}\n{body}", "第{n}　{name}\n{body}", "その{n} {name}\n{body}", "案件{n}：{name}\n{body}", "{n}-{name}\n{body}", "1{n}時半　{name}　{body}", "【午前】{name}\n{body}",
    "{name}（川崎）\n{body}", "{name} 訪問\n{body}", "{name}　来社［新規］\n{body}", "{name} 1{n}:00〜14:00\n{body}", "{name}／川崎工場\n{body}", "{name}：\n{body}", "{name}→{body}",
    "{name} | 10:00 | 訪問\n{body}", "往訪：{name}\n{body}", "acct:: {name}\nwho:: {body}", "----\n{name}\n{body}", "＜{name}＞\n{body}", "『{name}』\n{body}", "10/{n} {name}\n{body}",
    "■朝イチ {name}\n{body}", "午後いちばんに{name}を訪問。{body}", "{n}時、{name}。{body}。そのほかの話はなし", "次いで{name}。{body}。そのほかの話はなし", "{name}の営業部長の鈴木さんに会う。{body}",
)  # fmt: skip


@pytest.mark.parametrize("head", HEADS)
def test_a_visit_may_be_headed_in_many_ways(head: str) -> None:
    customers, bodies = ["青葉製作所", "港南リネン", "三友商事"], ["山田部長に見積", "佐藤課長、納品の件", "高橋様にお詫び"]
    visits = [head.format(n=n, name=name, body=body) for n, (name, body) in enumerate(zip(customers, bodies, strict=True), start=1)]
    text = "9/25 日報\n" + "\n".join(visits)
    found = find_slots(SourceNote("n", text, 0, "堀", "", date(2026, 9, 25)), default_knowledge())
    assert [one.normalized for one in found if one.concept == "会社名"] == customers


ENGLISH_HEADS = (
    "Stop {n}: {name}\n{body}", "{n}pm - {name} - {body}", "{n}) 0{n}00 {name}. {body}", "Then on to {name}, where {body}", "{name} - {body}", "\n{name}\n{body}",
    "#{n} {name}\n{body}", "== {name} ==\n{body}", "[{name}]\n{body}", "* {name}: {body}", "At {name}, {body}", "Saw {name}. {body}",
)  # fmt: skip


@pytest.mark.parametrize("head", ENGLISH_HEADS)
def test_an_english_visit_may_be_headed_in_many_ways(head: str) -> None:
    customers, bodies = ["Orchard & Fell", "Mossgrove Nursery Schools", "Tolland Dental"], ["Anna Bell wants twenty units.", "Tom Reyes has a budget of 4k.", "Joan Pike asked for samples."]
    visits = [head.format(n=n, name=name, body=body) for n, (name, body) in enumerate(zip(customers, bodies, strict=True), start=1)]
    found = find_slots(SourceNote("n", "Thu 12 March, three calls\n" + "\n".join(visits), 0, "Holt", "", date(2026, 3, 12)), default_knowledge())
    assert [one.normalized for one in found if one.concept == "会社名"] == customers


@pytest.mark.parametrize("mark", ["■", "① ", "1. ", "・", "### "])
@pytest.mark.parametrize("head", ["新規：{}", "【新規】{}", "[TEL] {}", "新規訪問／{}", "10:00〜11:00　訪問　{}", "浜松：{}", "既存・{}", "{}の鈴木部長と打合せ", "{}さん", "電話→{}"])
def test_what_stands_before_and_behind_the_name_in_a_marked_head(mark: str, head: str) -> None:
    customers, bodies = ["青葉製作所", "港南リネン", "三友商事"], ["見積を出した。", "納品の件で相談。", "お詫びした。"]
    heads = [mark.replace("1", str(n)).replace("①", "①②③"[n - 1]) + head.format(name) for n, name in enumerate(customers, start=1)]
    text = "9/25 日報\n" + "\n".join(f"{one}\n{body}" for one, body in zip(heads, bodies, strict=True))
    found = find_slots(SourceNote("n", text, 0, "堀", "", date(2026, 9, 25)), default_knowledge())
    assert [one.normalized for one in found if one.concept == "会社名"] == customers


ENGLISH_PROSE = (
    "Busy Thursday. First {}, where Anna Bell wants twenty units. Then {}, Tom Reyes has a budget of 4k. Last {}, Joan Pike asked for samples.",
    "Started at {} and Anna Bell wants twenty units.\n\nThen on to {}, where Tom Reyes has 4k.\n\nFinished at {} with Joan Pike, samples promised.",
    "Three calls today.\n\n{} is nearly done: Anna Bell signed for twenty.\n\n{} is slower. Tom Reyes has gone with a rival.\n\n{} rang about samples, Joan Pike wants two.",
)


@pytest.mark.parametrize("text", ENGLISH_PROSE)
def test_english_prose_goes_from_customer_to_customer(text: str) -> None:
    customers = ["Harrow Vale Brewery", "Mossgrove Nursery Schools", "Tolland Dental"]
    found = find_slots(SourceNote("n", text.format(*customers), 0, "Holt", "", date(2026, 3, 12)), default_knowledge())
    assert [one.normalized for one in found if one.concept == "会社名"] == customers


def test_a_rival_at_the_head_of_a_paragraph_is_no_visit() -> None:
    text = "Saw Anna Bell at Harrow Vale Brewery. They want twenty units by May.\n\nTolland Dental is cheaper, she says, by a tenth.\n\nShe signs herself."
    found = find_slots(SourceNote("n", text, 0, "Holt", "", date(2026, 3, 12)), default_knowledge())
    assert [one.normalized for one in found if one.concept == "会社名"] == ["Harrow Vale Brewery"]


def test_a_short_name_among_firms_is_one() -> None:
    found = slots_of("日報 9/25\n①ヒノデ　見積を提出、200万\n②青葉精密　10:00　波多野課長\n③みなと物流　留守\n④給油　31L\n")
    assert [value for concept, value in found if concept == "会社名"] == ["ヒノデ", "青葉精密株式会社"]


def test_who_was_out_but_left_something_to_do_counts() -> None:
    found = slots_of("日報 9/25\n■青葉精密\n留守。名刺だけ置いてきた。木曜に電話。\n■みなと物流\n留守。名刺だけ。\n■ひかり食品\n部長に見積を出した。\n")
    assert [value for concept, value in found if concept == "会社名"] == ["青葉精密株式会社", "ひかり食品"]


def test_what_stands_around_the_visits_is_quoted_where_it_stands() -> None:
    text = "日報 ｻﾄｳ\n訪問日：2026年9月25日\n■青葉精密\n- 予算：200万円\n■みなと物流\n- 予算：80万円\n\n次回：10月2日\n当方：佐藤、鈴木\n"
    found = find_slots(SourceNote("n", text, 0, "sato", "", date(2026, 9, 25)), FILED)
    assert all(text[one.evidence.start : one.evidence.end] == one.evidence.quote == one.value for one in found)
    assert {"日時", "次回予定"} <= {one.concept for one in found}


def test_lunch_and_an_hour_are_no_visit() -> None:
    found = slots_of("9/25\n午前は青葉精密へ。波多野課長と面談。\n昼、駅前でカレーうどん。\n夕方はみなと物流に電話。鈴木課長から納期の相談。\n晩は串カツ。\n")
    assert [value for concept, value in found if concept == "会社名"] == ["青葉精密株式会社", "株式会社みなと物流"]


def test_voices_of_a_chat_are_no_heads() -> None:
    found = find_slots(
        SourceNote("n", "9/25\n森：青葉製作所さん、どうでした\n堀：見積を出しました\n森：うん、三友商事より高い？\n堀：いえ、うちが安いそうです\n", 0, "堀", "", date(2026, 9, 25)),
        default_knowledge(),
    )
    assert len([one for one in found if one.concept == "会社名"]) <= 1


def test_points_of_one_talk_are_no_visits() -> None:
    text = "青葉製作所を訪問。\n\n価格（10時）\n高いと言われた。\n\n納期（11時）\n遅いと言われた。\n\n次に品質の話、最後に保守の話をした。"
    found = find_slots(SourceNote("n", text, 0, "sato", "", date(2026, 5, 13)), default_knowledge())
    assert [one.normalized for one in found if one.concept == "会社名"] == ["青葉製作所"]
