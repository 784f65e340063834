"""One note, many ways to write it: the same values come out, each with its exact words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notes_app.mining.knowledge import Knowledge, default_knowledge, load_lexicon
from notes_app.mining.slots import find_slots
from notes_app.mining.source import SourceNote
from tests.mining.writing import note, slots, values

FORMS = {
    "brackets": "【予算】800万円\n【競合】ナビロジ\n【次回訪問】5/28（水）",
    "colon": "予算：800万円\n競合：ナビロジ\n次回訪問：5/28（水）",
    "bold bullets": "- **予算**: 800万円\n- **競合**: ナビロジ\n- **次回訪問**: 5/28",
    "symbols and a wide space": "■予算　800万円\n■競合　ナビロジ\n■次回訪問　5/28",
    "symbols over a body": "■予算\n・800万円\n■競合\n・ナビロジ\n■次回訪問\n・5/28",
    "headings": "## 予算\n800万円\n\n## 競合\nナビロジ\n\n## 次回訪問\n5/28",
    "two-column table": "| 項目 | 内容 |\n|---|---|\n| 予算 | 800万円 |\n| 競合 | ナビロジ |\n| 次回訪問 | 5/28 |",
    "pairs of columns": "| 予算 | 800万円 | 競合 | ナビロジ |\n|---|---|---|---|\n| 次回訪問 | 5/28 | 確度 | B |",
    "equals": "予算=800万円\n競合=ナビロジ\n次回訪問=5/28",
    "slash": "予算／800万円\n競合／ナビロジ\n次回訪問／5/28",
    "arrow": "予算→800万円\n競合→ナビロジ\n次回訪問→5/28",
    "tabs": "予算\t800万円\n競合\tナビロジ\n次回訪問\t5/28",
    "front matter": "---\n予算: 800万円\n競合: [ナビロジ]\n次回訪問: 2025-05-28\n---\n本文",
    "one line": "予算：800万円　競合：ナビロジ　次回訪問：5/28",
    "spaced letters": "予　算：８００万円\n競　合：ﾅﾋﾞﾛｼﾞ\n次回訪問：５／２８",
    "dataview": "予算:: 800万円\n競合:: ナビロジ\n次回訪問:: 5/28",
    "closing bracket": "予算)800万円\n競合)ナビロジ\n次回訪問)5/28",
    "numbers before a slash": "1／予算　800万円\n2／競合　ナビロジ\n3／次回訪問　5/28",
    "numbers in kanji": "一、予算　800万円\n二、競合　ナビロジ\n三、次回訪問　5/28",
    "sentences": "予算は800万円とのこと。競合はナビロジ。次回は5/28に訪問する。",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_reads_every_form_of_a_label(text: str) -> None:
    assert values(text, "予算") == [8_000_000]
    assert values(text, "競合") == ["ナビロジ"]
    assert [str(value)[:10] for value in values(text, "次回予定")] == ["2025-05-28"]


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_every_value_quotes_the_note(text: str) -> None:
    for one in slots(text):
        assert text[one.evidence.start : one.evidence.end] == one.evidence.quote == one.value


def test_a_label_that_says_nothing_stays_empty_whatever_the_prose_says() -> None:
    assert values("競合：なし\n内容：以前はナビロジも提案していた。", "競合") == []


def test_honorifics_part_the_sides() -> None:
    text = "出席者：総務部 中川課長、田口様、鈴木"
    assert values(text, "先方出席者") == ["中川", "田口"]
    assert values(text, "当方出席者") == ["鈴木"]


def test_a_divider_and_a_role_part_the_sides_in_english() -> None:
    text = "**Attendees:** Ken Mori (CTO), Sarah Lee (PM) / 中村"
    assert values(text, "先方出席者") == ["Ken Mori", "Sarah Lee"]
    assert values(text, "当方出席者") == ["中村"]


def test_our_own_people_are_never_the_customers() -> None:
    ours = Knowledge(load_lexicon(), people=("野口",))
    assert values("出席者：坂本様、野口", "当方出席者", ours) == ["野口"]


def test_a_label_that_names_company_and_person_gives_both() -> None:
    text = "訪問先：株式会社ミライ建設 工務部 坂本次長"
    assert values(text, "会社名") == ["株式会社ミライ建設"]
    assert values(text, "先方出席者") == ["坂本"]


def test_a_child_label_takes_its_line_from_the_parent() -> None:
    text = "## 参加者\n- 先方: 工務部 坂本次長\n- 当社: 高橋"
    assert values(text, "先方出席者") == ["坂本"]
    assert values(text, "当方出席者") == ["高橋"]


def test_columns_of_a_table_of_things_to_do_belong_to_the_item() -> None:
    head = "## アクションアイテム\n| タスク | 担当 | 期限 |\n|---|---|---|\n"
    text = head + "| 見積書提出 | 伊藤 | 2025/05/24 |\n| 図面入手 | 岩田部長 | 2025/05/30 |"
    assert values(text, "次回アクション") == ["見積書提出", "図面入手"]
    assert values(text, "期限") == []


def test_code_is_not_read() -> None:
    assert values("```\n予算：800万円\n```", "予算") == []


def test_a_speaker_is_no_field() -> None:
    found = slots("久世部長：うちは今期450万円の予算があります。\n羽生：承知しました。")
    assert {one.concept for one in found} <= {"予算", "先方出席者"}
    assert values("久世部長：うちは今期450万円の予算があります。", "予算") == [4_500_000]


UNSEEN_WORDS = {
    "いけそう度：80%": ("確度", "80%"),
    "使えるお金：650万円": ("予算", 6_500_000),
    "ハンコを押す人：理事長 晴山様": ("決裁者", "晴山"),
    "先様：総務部長 向坂様": ("先方出席者", "向坂"),
    "よその動き：クマダ農機": ("競合", "クマダ農機"),
    "うちのメンツ：野口、三宅": ("当方出席者", "野口"),
    "次のお約束：5/30 10:30": ("次回予定", "2025-05-30T10:30"),
    "Up against: OvenWorks": ("競合", "OvenWorks"),
    "Signs off: Priya Nair (COO)": ("決裁者", "Priya Nair"),
}


@pytest.mark.parametrize(("text", "wanted"), UNSEEN_WORDS.items(), ids=UNSEEN_WORDS.keys())
def test_understands_labels_that_no_list_holds(text: str, wanted: tuple[str, object]) -> None:
    concept, value = wanted
    assert values(text, concept)[:1] == [value]


def test_a_taught_label_wins() -> None:
    taught = Knowledge(load_lexicon(), aliases={"sakura": {"もふもふ": "競合"}})
    assert values("もふもふ：ナビロジ", "競合", taught) == ["ナビロジ"]
    assert values("もふもふ：ナビロジ", "競合") == []


def test_a_dictated_note_without_punctuation_is_read() -> None:
    text = "五月十二日に日東ベアリング株式会社の奥平さんと話しました予算は千五百万円くらいで"
    text += "競合はオムニロボさんが提案しているそうです次回は五月二十六日の十時に訪問します"
    assert values(text, "予算") == [15_000_000]
    assert values(text, "先方出席者") == ["奥平"]
    assert values(text, "次回予定") == ["2025-05-26T10:00"]


_PIECES = st.sampled_from(
    [
        "予算",
        "：",
        "800万円",
        "\n",
        "競合",
        "【",
        "】",
        "ナビロジ",
        "　",
        "- ",
        "5/28",
        "次回",
        "様",
        "山崎部長",
        "|",
        "は",
        "。",
        "ﾃﾞﾓ",
        "①",
        "㈱",
        "## ",
        "なし",
        "```",
        "---\n",
        "決裁",
        "A",
        "\t",
        "🙂",
        "：：",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_any_note_is_read_and_every_span_quotes_exactly(text: str) -> None:
    for one in find_slots(note(text), default_knowledge()):
        assert text[one.evidence.start : one.evidence.end] == one.evidence.quote == one.value
        assert one.evidence.start < one.evidence.end


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_is_read(text: str) -> None:
    for one in find_slots(note(text), default_knowledge()):
        assert text[one.evidence.start : one.evidence.end] == one.evidence.quote


def test_contacts_as_filed_keep_their_whole_names() -> None:
    text = "---\ncontacts:\n- 小宮山\n- 若宮 遥\n- 雨宮 大地様\n---\n打合せ。\n"
    found = find_slots(SourceNote("n1", text, body_start=text.index("打合せ")), default_knowledge())
    assert [slot.normalized for slot in found if slot.concept == "先方出席者"] == ["小宮山", "若宮 遥", "雨宮 大地"]
    assert all(text[slot.evidence.start : slot.evidence.end] == slot.evidence.quote for slot in found)
