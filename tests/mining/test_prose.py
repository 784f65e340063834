"""What notes without labels say, in the ways reps write: prose, dictation, telegrams, transcripts, mails."""

from __future__ import annotations

from datetime import date

import pytest

from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.label_model import guess_concepts
from notes_app.mining.slots import find_slots
from notes_app.mining.source import SourceNote

COLD = default_knowledge()


def said(text: str, concept: str, author: str = "佐藤") -> list[object]:
    note = SourceNote("n", text, 0, author, "", date(2026, 4, 10))
    found = find_slots(note, COLD)
    assert all(text[slot.evidence.start : slot.evidence.end] == slot.evidence.quote for slot in found)
    return [slot.normalized for slot in found if slot.concept == concept]


DICTATED = (
    "えー本日四月三日マルヨシ食品さんに行ってまいりました購買の田中課長と工場の黒田さんにお会いしまして充填機の更新の話なんですが予算は三千万ぐらいで考えていると"
    "他にはナナホシ機械さんから見積もりが出ているそうで決裁は工場長だそうで次回は四月二十日の午後二時に伺うことになりましたそれまでに見積もりを作ります確度はまあ六割くらいだと思います"
)
TELEGRAM = "訪マルヨシ食品\n面田中課長\n予3000万\n競ナナホシ機械\n決工場長\n次4/20 14:00\n宿見積4/15"


@pytest.mark.parametrize("text", [DICTATED, TELEGRAM], ids=["dictated", "a syllable a line"])
def test_who_where_how_much_and_when_without_labels_or_stops(text: str) -> None:
    assert said(text, "会社名") == ["マルヨシ食品"]
    assert said(text, "先方出席者")[0] == "田中"
    assert said(text, "予算") == [30_000_000]
    assert said(text, "競合") == ["ナナホシ機械"]
    assert said(text, "決裁者") == ["工場長"]
    assert said(text, "次回予定") == ["2026-04-20T14:00"]
    assert len(said(text, "次回アクション")) == 1


def test_money_that_is_no_budget_is_left_alone() -> None:
    text = "売上は48億円とのこと。昨年の工事は1,200万円、損害は50万円だった。今回は850万円に収めてほしいと言われた。"
    assert said(text, "予算") == [8_500_000]
    assert said("年商は30億円。前回の違約金は20万円。", "予算") == []


def test_a_list_of_people_names_its_sides() -> None:
    text = "参加者：先方 田中部長、鈴木様／当社 佐藤、山本"
    assert (said(text, "先方出席者"), said(text, "当方出席者")) == (["田中", "鈴木"], ["佐藤", "山本"])
    text = "出席者　田中工場長・鈴木様(先方)、佐藤・山本(弊社)"
    assert (said(text, "先方出席者"), said(text, "当方出席者")) == (["田中", "鈴木"], ["佐藤", "山本"])


def test_voices_of_a_transcript_were_there_and_colleagues_alone_are_no_meeting() -> None:
    talk = "佐藤：ご予算はおいくらでしょうか。\n戸田様：300万円です。\n佐藤：承知しました。\n戸田様：よろしくお願いします。"
    assert (said(talk, "先方出席者"), said(talk, "当方出席者")) == (["戸田"], ["佐藤"])
    chat = "佐藤: マルヨシどうだった？\n山本: 田中課長に会えた\n佐藤: 競合は？\n山本: ナナホシが出してる"
    assert said(chat, "先方出席者") == ["田中"]


def test_only_those_who_were_there_took_part() -> None:
    text = "北見フーズの安藤課長が待っていてくれた。前任の川畑さんの話も出た。こちらは私と高頭君。決めるのは神林専務だそうだ。"
    assert (said(text, "先方出席者"), said(text, "当方出席者"), said(text, "決裁者")) == (["安藤"], ["高頭"], ["神林"])


@pytest.mark.parametrize(
    ("value", "who"),
    [("社長（倉石部長が起案）", "社長"), ("社長。倉石部長は推してくれている", "社長"), ("本部長（福井様）", "福井"), ("鳴海様 → 管理本部長", "管理本部長"), ("財部専務", "財部")],
)
def test_a_remark_on_somebody_else_decides_nothing(value: str, who: str) -> None:
    assert said(f"決裁者：{value}", "決裁者") == [who]


def test_a_trade_is_no_company_and_a_carrier_no_competitor() -> None:
    text = "三条鍛工を訪問。緊急配送の見積を頼まれた。ナナホシ配送も見積を出している。倉庫はみどり運輸に委託中。"
    assert said(text, "競合") == ["ナナホシ配送"]


def test_ticked_boxes_are_done_and_a_fixed_hour_is_a_meeting() -> None:
    text = "## Next\n- [x] 議事録送付\n- [ ] 見積書 4/15\n- 4/20 14:00 見積提示"
    assert said(text, "次回アクション") == ["見積書 4/15"]
    assert said(text, "次回予定") == ["2026-04-20T14:00"]


def test_english_prose_parts_people_companies_and_rivals() -> None:
    text = (
        "Saw Anna Lindgren at Hartfield Dairies yesterday. Budget is around 45k. Marlow Packaging have been in twice and left a drawing.\n"
        "I'll send the layout by Friday, and we speak again on 21 April at 2pm. I'd put it at 60%."
    )
    author = "Jane Holt"
    assert said(text, "会社名", author) == ["Hartfield Dairies"]
    assert said(text, "先方出席者", author) == ["Anna Lindgren"]
    assert said(text, "競合", author) == ["Marlow Packaging"]
    assert said(text, "予算", author) == [45_000]
    assert said(text, "次回予定", author) == ["2026-04-21T14:00"]
    assert said(text, "確度", author) == ["60%"]


@pytest.mark.parametrize(
    ("label", "concept"),
    [("最後に頷く御仁", "決裁者"), ("かち合う相手方", "競合"), ("うちの面々一同", "当方出席者"), ("次にお目にかかる日", "次回予定"), ("持ち帰り分", "次回アクション")],
)
def test_a_label_nobody_lists_is_told_by_its_syllables(label: str, concept: str) -> None:
    assert guess_concepts(label, COLD.lexicon)[0][0] == concept


def test_labels_sound_the_same_in_every_script() -> None:
    text = "ﾋﾂﾞｹ　4/3\nｵｷｬｸ　三条鍛工㈱\nｱｲﾃ　倉石ｻﾝ\nｶﾈ　300万\nｷﾒﾙ人　社長\nﾂｷﾞ　4/22"
    assert said(text, "先方出席者") == ["倉石"]
    assert said(text, "予算") == [3_000_000]
    assert said(text, "決裁者") == ["社長"]
    assert said(text, "次回予定") == ["2026-04-22"]
