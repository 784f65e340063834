"""English notes: days, amounts, names, posts and firms that may be values, and the reports of a day that hold several customers."""

from __future__ import annotations

from datetime import date

import pytest

from notes_app.mining.english.day_report import english_visits
from notes_app.mining.english.people import lead_of, names_in
from notes_app.mining.english.spoken import is_spoken, spoken_firms
from notes_app.mining.english.tense import in_its_tense
from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.labelled import read_labelled
from notes_app.mining.labels import NoteReading, read_note
from notes_app.mining.mentions.finding import find_mentions
from notes_app.mining.mentions.firms import SMALL, find_firms
from notes_app.mining.mentions.mention import Mention
from notes_app.mining.mentions.signs import signs_of, surroundings_of
from notes_app.mining.slots import context_of
from notes_app.mining.values.dates import find_dates
from notes_app.mining.values.money import find_money
from tests.mining.writing import note

WEDNESDAY = date(2026, 2, 25)


def mentioned(text: str) -> tuple[NoteReading, list[Mention], list[list[str]]]:
    """Return a note as read, its mentions, and the signs of each."""
    reading = read_note(note(text), default_knowledge())
    labelled = read_labelled(reading, context_of(reading, default_knowledge()), default_knowledge())
    mentions = find_mentions(reading, labelled, WEDNESDAY, frozenset())
    around = surroundings_of(reading, labelled, mentions)
    return reading, mentions, [signs_of(around, one) for one in mentions]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("next: 28-Feb 0800, low tide", date(2026, 2, 28)), ("date: 10-Mar-26", date(2026, 3, 10)), ("Gil: 2nd 11am and bring the list", date(2026, 3, 2)),
        ("next 26th.", date(2026, 2, 26)), ("back in a fortnight", date(2026, 3, 11)), ("Friday wk, if he is in", date(2026, 3, 6)),
    ],
)  # fmt: skip
def test_days_as_short_notes_write_them(text: str, day: date) -> None:
    assert [one.day for one in find_dates(text, WEDNESDAY)] == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("We met Tuesday at ten", date(2026, 2, 24)), ("I popped in on Monday about five", date(2026, 2, 23)), ("we speak Tuesday at ten", date(2026, 3, 3)),
        ("so we talk again on the 23rd", date(2026, 3, 23)), ("he said he would ring on Tuesday", date(2026, 3, 3)), ("Tuesday at ten", date(2026, 3, 3)),
    ],
)  # fmt: skip
def test_the_verb_says_which_tuesday_is_meant(text: str, day: date) -> None:
    (found,) = find_dates(text, WEDNESDAY)
    assert in_its_tense(found, text, WEDNESDAY).day == day


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("I have 15,000 pounds for the whole year", [15_000]), ("The price they keep quoting back is 61,500. No more.", [61_500]), ("a budget of around 24000 for it", [24_000]),
        ("order 4512 came on pallet 88123", []), ("the budget for 2026 is open", []), ("14,200 sheets a week", []), ("nine-fifty a month for the lot", [950]), ("40 to 45k a year", [40_000]),
        ("he took ninety minutes and four people", []), ("forty quid a week for the lot", [40]), ("between 1.2 and 1.5 million", [1_200_000]), ("it is 450/mth, kit apart", [450]), ("it came in at 1.25m. He smiled", [1_250_000]), ("the shed is 2.5m wide", []), ("eighteen hundred, he says", [1_800]),
    ],
)  # fmt: skip
def test_amounts_without_a_sign(text: str, amounts: list[int]) -> None:
    assert [one.amount for one in find_money(text)] == amounts


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Saw Hester Amory-Lunt and Ruiz-Park", ["Hester Amory-Lunt", "Ruiz-Park"]), ("Beat Tillbright to it. Rang Petrie about it", ["Tillbright", "Petrie"]), ("with Captain Strand at the quay", ["Strand"]),
        ("Nine of them. We've time. Well, no", []), ("Mr McAllister decides", ["McAllister"]),
    ],
)  # fmt: skip
def test_names_without_the_words_that_open_a_sentence(text: str, names: list[str]) -> None:
    assert [name for _, _, name in names_in(text)] == names


def test_what_stands_before_a_name_is_counted_in_characters() -> None:
    assert (lead_of("Saw Old Whitcombe", opens=True), lead_of("Chase Marlow", opens=False)) == (8, 0)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Beat Tillbright because ours was dry", ["Tillbright"]), ("he hates Boothline's screens", ["Boothline"]), ("24/3 Brackwell Foods WON", ["Brackwell Foods"]),
        ("so this is about pellam rail services i was there at one", ["pellam rail services"]), ("right now they use ledgerline and hate it", ["ledgerline"]),
    ],
)  # fmt: skip
def test_firms_without_what_is_no_part_of_their_names(text: str, named: list[str]) -> None:
    found = [str(one.value) for one in find_firms(text, frozenset()) if SMALL not in one.facts]
    assert set(named) <= set(found)


def test_small_letters_name_a_firm_only_where_nothing_has_capitals() -> None:
    said = "they have axlemark in as well and the firm was mopwell brothers"
    assert is_spoken(said)
    assert {said[a:b] for a, b in spoken_firms(said)} == {"axlemark", "mopwell brothers"}
    assert not is_spoken("They have Axlemark in as well")
    assert [one.value for one in find_firms("They have axlemark in as well", frozenset({"nothing"}))] == []


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("Who signs - board of trustees", "board of trustees"), ("nod from head of procurement", "head of procurement"), ("the trust board meets in May", "trust board"),
        ("her brother must agree", "brother"), ("decides: her director, name to follow", "director"), ("ask the regional facilities manager", "regional facilities manager"),
    ],
)  # fmt: skip
def test_posts_and_bodies_that_may_decide(text: str, post: str) -> None:
    _, mentions, _ = mentioned(text)
    assert [one.value for one in mentions if one.kind == "post"] == [post]


def test_the_words_nearest_to_a_mention_and_their_kinds_are_signs() -> None:
    _, mentions, signs = mentioned("The works are fine.\nThey bought the last one from Tarnline and hate it. Who else?\nBoothline only.")
    of = {one.value: names for one, names in zip(mentions, signs, strict=True) if one.kind == "firm"}
    assert {"<w from", "<w one from", "L says use", "> says switch"} <= set(of["Tarnline"])
    assert {"answers", "answers rival"} <= set(of["Boothline"])


def test_whether_a_mention_is_the_value_of_its_label_is_a_sign() -> None:
    _, mentions, signs = mentioned("Who signs: Mr Hale\nBudget: 40k, if the board likes it\nNext: 3 March at ten, on site with all of them")
    of = {one.kind: names for one, names in zip(mentions, signs, strict=True)}
    assert "is its value True" in of["person"]
    assert {"opens its value True", "is its value False"} <= set(of["day"])


def test_he_decides_is_said_of_whoever_was_named_last() -> None:
    _, mentions, _ = mentioned("Met Sol Marsh and Gareth Lowe yesterday. He decides up to 60k himself.")
    assert [one.value for one in mentions if one.kind == "person" and "he decides" in one.facts] == ["Gareth Lowe"]


REPORTS = (
    "Thursday, three calls\n\n1) 0900 Larkholt Yacht Services. Abern plus Jo. Trial unit liked.\n\n2) 1215 Penwell Dive School. Gwen. Wants twelve sets.\n\n3) 1600 Moorline. Mr Tull complained at length.\n",
    "Thursday round. First Larkholt Dental at nine: Lena signed the order.\nThen Penwell Denture Lab, half eleven. Mr Gorse is cross.\nLast, Moorline around three. Yusra needs sixty heads.",
    "Day report\n* Larkholt & Marsh 9:30: Dan signed.  He wants it in May.\n* Penwell Dive School asked for a price list and more time.\n* Moorline Foods: nobody decides before the summer there.",
    "Tuesday\n- 9:00 Larkholt Cold Stores, Ann Lee. The quote is with her.\n- 11:30 Penwell Dental, Jo Hart. Wants a trial in May.\n- 15:00 Moorline Foods, Mr Tull. Nothing new there.",
    "two calls today\n(1) Larkholt Fish Bars, Colm Witt. Eight tills, 14 grand.\n(2) Moorline, go-live check with Betty. One printer jammed.",
)


@pytest.mark.parametrize("text", REPORTS)
def test_a_report_of_a_day_goes_from_customer_to_customer(text: str) -> None:
    visits = english_visits(text)
    assert [text[a:b].split(maxsplit=1)[0] for _, _, a, b in visits] == (["Larkholt", "Penwell", "Moorline"] if "Penwell" in text else ["Larkholt", "Moorline"])
    assert all(start <= a < b <= end for start, end, a, b in visits)


@pytest.mark.parametrize(
    "text",
    [
        "Visit to Vale Foods Ltd\n1. Send the quote by Friday\n2. Ring Ann Lee about the trial\n3. Book the van",
        "Met Ann Lee of Vale Foods Ltd. First we walked the line. Then Tom joined us. Last, the budget: 40k.",
        "Vale Foods Ltd, 3 March\nAnn Lee: How much is it?\nTom Pike: Forty thousand.\nAnn Lee: Fine.",
        "Vale Foods Ltd\nRivals:\n- Tarnline: quoted 40k\n- Boothline: out\nNext: 3 March",
        "9:30 Vale Foods Ltd, Ann Lee. All is well with the new ovens.\n11:00 lunch on the quay",
    ],
)
def test_a_note_of_one_customer_stays_whole(text: str) -> None:
    assert english_visits(text) == []
