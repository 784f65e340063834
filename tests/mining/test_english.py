"""What English notes say, in the ways salespeople write them: diaries, e-mails, telegrams, chats, dictation."""

from __future__ import annotations

from datetime import date

import pytest

from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.slots import find_slots
from notes_app.mining.source import SourceNote
from notes_app.mining.values.dates import find_dates
from notes_app.mining.values.english_times import find_spoken_time

COLD = default_knowledge()
DAY = date(2026, 4, 14)  # a Tuesday


def said(text: str, concept: str, author: str = "Harlow", day: date = DAY) -> list[object]:
    note = SourceNote("n", text, 0, author, "", day)
    found = find_slots(note, COLD)
    assert all(text[slot.evidence.start : slot.evidence.end] == slot.evidence.quote for slot in found)
    return [slot.normalized for slot in found if slot.concept == concept]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("the second of may", "2026-05-02"), ("april the sixteenth", "2026-04-16"), ("on the twenty third", "2026-04-23"), ("Tuesday week", "2026-04-28"),
        ("next friday", "2026-04-24"), ("Weds 22 April", "2026-04-22"), ("this morning", "2026-04-14"), ("last Thursday", "2026-04-09"), ("5 May 8.05am", "2026-05-05"),
    ],
)  # fmt: skip
def test_days_in_words(words: str, day: str) -> None:
    assert [found.day.isoformat() for found in find_dates(f"we talk {words} or so", DAY)] == [day]


def test_words_that_only_begin_like_days_and_months_are_neither() -> None:
    assert find_dates("Money on the market may decide the decision; we sat down and march on, sundry septic monitors", DAY) == ()


@pytest.mark.parametrize(
    ("words", "time"),
    [("at half past eleven", (11, 30)), ("ten to nine this morning", (8, 50)), ("two o'clock", (14, 0)), ("half one", (13, 30)), ("saw them at ten.", (10, 0)), ("at one site", None)],
)
def test_hours_in_words(words: str, time: tuple[int, int] | None) -> None:
    found = find_spoken_time(words)
    assert (found[2] if found else None) == time


def test_the_order_of_day_and_month_is_the_writers_own() -> None:
    assert said("Visit: 11/04\nClient: Hartwell Mills Ltd", "日時") == ["2026-04-11"]
    assert said("Visit: 04/11\nClient: Hartwell Mills Ltd", "日時") == ["2026-04-11"]
    assert said("Visit: 14/04/2026\nClient: Hartwell Mills Ltd\nNext: 05/06", "次回予定") == ["2026-06-05"]
    assert said("Visit: 04/14/2026\nClient: Hartwell Mills Ltd\nNext: 05/06", "次回予定") == ["2026-05-06"]


@pytest.mark.parametrize(
    "text",
    [
        "I owe them a revised drawing.", "I'll ring their fitter about the hoses.", "Beth to send the wiring plan by 20 April", "Please reissue the invoice.", "me -> contract draft Fri",
        "- [ ] Beth: hours per shift", "Quotation by Friday the 24th.", "okay so i said we would bring two samples by the twentieth and then they all had to go because lunch was ready in the canteen for everybody",
    ],
)  # fmt: skip
def test_promises(text: str) -> None:
    assert len(said(text, "次回アクション")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "They must show a permit by the inspection on 20 May.", "- [x] price list handed over", "Order confirmed, 5 units.", "Go-live 11 May.", "They ship pumps and find out about leaks only when a driver complains.",
        "Beth: 21 April 10:30, after the shift", "She said please do.", "The board votes on 27 April.",
    ],
)  # fmt: skip
def test_what_nobody_promised(text: str) -> None:
    assert said(text, "次回アクション") == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I'll send two options by next Tuesday and we talk again on Thursday the 30th at 11.", ["2026-04-30T11:00"]), ("I see her Wednesday 6 May at 11.", ["2026-05-06T11:00"]),
        ("Presentation on 6 May at 2.", ["2026-05-06T14:00"]), ("we go back on the nineteenth", ["2026-04-19"]), ("The grant must be spent before June 30.", []),
        ("Result is announced on 5 May.", []), ("They have an audit on 9 May so don't visit that week.", []),
    ],
)  # fmt: skip
def test_the_next_meeting_is_the_day_we_meet(text: str, day: list[str]) -> None:
    assert said(text, "次回予定") == day


@pytest.mark.parametrize(
    ("text", "odds"),
    [("I'd call it a fair chance, no more.", "fair"), ("i'd say sixty percent", "60%"), ("We're on the last two, B on our scale.", "B"), ("I have put it down as 40%.", "40%"), ("I think it is likely.", "likely"), ("Call it fifty-fifty.", "50%")],
)
def test_odds_in_words(text: str, odds: str) -> None:
    assert said(text, "確度") == [odds]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("It goes to the trustees' chair, a Mr Pettifer, whom I have never met.", "Pettifer"), ("Nobody spends it without the board, who meet in May.", "the board"), ("It needs the FD's signature.", "FD"), ("She has to clear it with the finance director.", "the finance director"), ("They need Gail Stone to sign.", "Gail Stone"), ("Only the owner can say yes.", "owner"), ("Her brother must agree.", "brother"),
        ("The plant manager picks, but the landlord must be told.", "plant manager"), ("The governors have to agree on the second of May.", "governors"), ("Saw Tom Reed at Vale Foods Ltd. The final word is Nora Whitlock's, the finance director.", "Nora Whitlock"),
    ],
)  # fmt: skip
def test_who_has_the_last_word(text: str, who: str) -> None:
    assert said(text, "決裁者") == [who]


def test_the_answer_to_who_signs_names_the_decider() -> None:
    chat = "Harlow: What did you want to spend?\nEsme Tully: About 18k, we need it by May.\nHarlow: And who signs?\nEsme Tully: Dr Marchbank, he holds the money.\nHarlow: Thanks, I'll send a quote."
    assert said(chat, "決裁者") == ["Marchbank"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("They have nine thousand eight hundred all in.", 9_800), ("they can spend five point two million yen on it", 5_200_000), ("She let slip fourteen hundred a month.", 1_400), ("Budget is 40 grand.", 40_000),
        ("Figure: £27k to £30k per month.", 27_000), ("450 a month tops, she says.", 450), ("They pay £25k now to another firm; we quoted 31k.", 31_000), ("Teal Robotics came in at 118; our price was £133k.", 133_000),
        ("They turned over 9.1m last year and have 64k set aside.", 64_000), ("He signs up to 60k himself. Roughly 52,000 for the year is what they have.", 52_000),
    ],
)  # fmt: skip
def test_what_they_can_spend_or_what_we_ask(text: str, amount: int) -> None:
    assert said(text, "予算") == [amount]


@pytest.mark.parametrize("text", ["They were fined £12,000.", "Purse >> n/a. Renewal of $21,400 not due till June.", "Teal Robotics quoted £90k."])
def test_money_that_is_not_theirs_to_spend_nor_ours_to_ask(text: str) -> None:
    assert said(text, "予算") == []


@pytest.mark.parametrize(
    ("text", "rivals"),
    [
        ("Saw Vale Foods Ltd. Marlow Bennet quoted her £7,800.", ["Marlow Bennet"]), ("Saw Vale Foods Ltd. At present Coldwell Brace look after three of the homes.", ["Coldwell Brace"]),
        ("Saw Vale Foods Ltd. The other name on the table is Tallybrook.", ["Tallybrook"]), ("Saw Vale Foods Ltd. Up against Teal Robotics and Northbeam.", ["Teal Robotics", "Northbeam"]),
        ("Saw Vale Foods Ltd. Northbeam want 4k less.", ["Northbeam"]), ("Saw Vale Foods Ltd. Northbeam came in at £44,500 against our 49k.", ["Northbeam"]), ("Saw Vale Foods Ltd. The lease is through Pennant Asset Finance.", []),
    ],
)  # fmt: skip
def test_rivals_by_what_is_said_of_them(text: str, rivals: list[str]) -> None:
    assert said(text, "競合") == rivals


def test_dictation_names_the_customer_and_the_rival_without_capitals() -> None:
    text = (
        "okay this is for vale rail services i was at the depot at one this afternoon and it was the plant boss only they have northbeam in as well and budget is sixty four thousand pounds "
        "i said we would send two reference sites by the twentieth and i go back on the twenty second"
    )
    assert (said(text, "会社名"), said(text, "競合"), said(text, "予算"), said(text, "次回予定")) == (["vale rail services"], ["northbeam"], [64_000], ["2026-04-22"])


def test_a_day_of_several_customers_in_english() -> None:
    text = "Squeezed in two visits today.\n\nFirst Orchard & Fell LLP. They have 35,000 a month.\n\nThen Mossgrove Nursery Schools, where we lost. Ours was 120 thousand a month."
    assert said(text, "会社名") == ["Orchard & Fell LLP", "Mossgrove Nursery Schools"]
    assert said(text, "予算") == [35_000, 120_000]
    lettered = "Nagoya loop\n\nA) Undercroft Ceramics\nsaw: Ren Oba\n\nB) Whitmere University\nsaw: Ana Duarte\n"
    assert said(lettered, "会社名") == ["Undercroft Ceramics", "Whitmere University"]


def test_a_label_for_people_may_name_their_firm_too() -> None:
    text = "Rang in: Dana Oakes, kitchen manager, Vale Care Homes\nwho: Dana Oakes, Orchard & Fell LLP"
    assert "Orchard & Fell LLP" in said(text, "会社名")
    assert said(text, "先方出席者") == ["Dana Oakes"]


@pytest.mark.parametrize(
    ("text", "theirs", "ours"),
    [
        ("Met Dana Oakes and her deputy, Tom Pike, at Vale Foods Ltd. Her boss, Gail Stone, decides.", ["Dana Oakes", "Tom Pike"], []),
        ("Dana Oakes dialled in from the works and brought Sol Marsh from IT with her.", ["Dana Oakes", "Sol Marsh"], []), ("Saw Dana at Vale Foods Ltd. Dana Oakes runs the stores.", ["Dana Oakes"], []),
        ("Gil and I drove out to Vale Foods Ltd. Dana Oakes gave us the tour.", ["Dana Oakes"], ["Gil"]), ("Dana Oakes, kitchen manager, Vale Care Homes rang at ten.", ["Dana Oakes"], []),
        ("Saw Noguchi-san at Vale Foods Ltd. Mr Hale was away.", ["Noguchi"], []), ("Made a sheet with Excel for Vale Foods Ltd. Only an English manual.", [], []), ("They signed with Teal Robotics. Nora Whitlock is on leave.", [], []),
        ("okay so i was at the depot at one this afternoon and met agnes thorley and her boss who is dominic and it was raining all the time so we stayed inside", ["Agnes Thorley", "Dominic"], []),
    ],
)  # fmt: skip
def test_who_was_there_in_prose(text: str, theirs: list[str], ours: list[str]) -> None:
    assert (said(text, "先方出席者"), said(text, "当方出席者")) == (theirs, ours)


def test_whoever_answers_sits_across_the_table() -> None:
    talk = (
        "Harlow: Thanks both. Did the pack answer your questions, Sol?\nSol Marsh: Mostly. I need single sign-on.\nBreck: That is in the top tier.\nDana Oakes: What does the tier add?\n"
        "Breck: Eleven thousand a year.\nDana: So all in we are at?\nHarlow: 133 thousand for year one.\nDana: That fits.\n"
    )
    assert (said(talk, "先方出席者"), said(talk, "当方出席者")) == (["Sol Marsh", "Dana Oakes"], ["Harlow", "Breck"])
    assert said(talk, "予算") == [133_000]


def test_colleagues_who_talk_of_a_visit_are_ours() -> None:
    chat = "Harlow: just came out of Vale Dental Group\nBeth: I was with you\nHarlow: right. Saw Dr. Marchbank, owner\nBoss: who signs\nHarlow: he does. Odds high\nBeth: he hates paper.\n"
    assert (said(chat, "先方出席者"), said(chat, "当方出席者"), said(chat, "決裁者")) == (["Marchbank"], ["Harlow", "Beth"], ["Marchbank"])


def test_a_mail_is_signed_by_one_of_us() -> None:
    assert said("Hi Marcus,\n\nI met Dana Oakes at Vale Foods Ltd yesterday.\n\nCheers,\nBeth", "当方出席者") == ["Beth"]
    assert said("Met Dana Oakes at Vale Foods Ltd yesterday.\n\nShe likes it.\nBeth", "当方出席者") == []


@pytest.mark.parametrize(
    ("label", "value", "concept", "read"),
    [
        ("Around the table", "Dana Oakes, her deputy Tom Pike", "先方出席者", ["Dana Oakes", "Tom Pike"]), ("We were", "Harlow, Beth Lund", "当方出席者", ["Harlow", "Beth Lund"]), ("Who met us", "Dana Oakes", "先方出席者", ["Dana Oakes"]),
        ("Big chief", "Gail Stone", "決裁者", ["Gail Stone"]), ("Other horses", "Northbeam, Teal Robotics", "競合", ["Northbeam", "Teal Robotics"]), ("Dosh", "45k", "予算", [45_000]), ("Caller", "Dana Oakes", "先方出席者", ["Dana Oakes"]),
    ],
)  # fmt: skip
def test_labels_of_their_own(label: str, value: str, concept: str, read: list[object]) -> None:
    assert said(f"Customer: Vale Foods Ltd\n{label}: {value}\nWish: a quieter pump", concept) == read


@pytest.mark.parametrize(
    ("text", "stage"),
    [("Met Dana Oakes. Order confirmed, 5 units.", "Order confirmed"), ("Please mark it lost.", "lost"), ("Northbeam Foods has signed.", "signed"), ("We're now in procurement.", "procurement"), ("Good talk. On hold.", "On hold"), ("They will sign if we are in legal by May.", None)],
)
def test_how_far_a_deal_has_come(text: str, stage: str | None) -> None:
    assert said(text, "フェーズ") == ([stage] if stage else [])


@pytest.mark.parametrize("text", ["She asked me to send the plan.", "Dana promised the drawings.", "Measure the bay by Friday.", "They want a price by Monday.", "he to confirm the voltage"])
def test_more_promises(text: str) -> None:
    assert len(said(text, "次回アクション")) == 1


def test_the_head_of_a_note_and_where_somebody_works_name_the_customer() -> None:
    assert said("# Site visit: Oakfield Quarry\n\nThe crusher is out two days a month.", "会社名") == ["Oakfield Quarry"]
    text = "Anders at Polar Fish rang today. He chose us over Frostline. Two others were invited: Parkline and Greenspace Direct."
    assert (said(text, "会社名"), said(text, "競合")) == (["Polar Fish"], ["Frostline", "Parkline", "Greenspace Direct"])
    assert said("Saw Dana Oakes at Vale Foods Ltd. Alfa Flow and Tetraline are both in the running. Northbeam quoting.", "競合") == ["Alfa Flow", "Tetraline", "Northbeam"]


def test_small_things_that_are_easily_misread() -> None:
    assert said("No decision before her boss is back on 1 May.", "次回予定") == []
    assert said("She thinks there will be around half a million for kit.", "予算") == [500_000]
    assert said("Saw Vale Foods Ltd. Met Dana Oakes. I'm seeing Roger on 12 May at 10.", "先方出席者") == ["Dana Oakes"]
    assert said("Brightwater Hotel, Torquay. Met Simon Vale, GM.", "先方出席者") == ["Simon Vale"]
    assert said("Saw Laura Finn and Tom at Vale Foods Ltd. Laura's call.", "決裁者") == ["Laura Finn"]


@pytest.mark.parametrize("text", ["Lost the Ridgeway job.", "Quick one about Ridgeway. Ann Lee phoned.", "Contract signed with Ridgeway today.", "Went round the new Ridgeway site. Ann Lee showed us the bays."])
def test_a_firm_without_a_form_is_told_by_its_job_or_site(text: str) -> None:
    assert (said(text, "会社名"), said(text, "競合"), said(text, "次回アクション")) == (["Ridgeway"], [], [])


def test_what_happens_by_itself_is_nothing_to_do() -> None:
    assert said("Trial starts Monday.", "次回アクション") == []
    assert said("Ann Lee of Ridgeway & Sons phoned.", "会社名") == ["Ridgeway & Sons"]
