"""An English user writes dates and small words as English has them."""

from __future__ import annotations

from datetime import date

import pytest

from notes_app.search.english_dates import parse_english_period
from notes_app.search.marks import day_marks, read_marks
from notes_app.search.query import parse_query

TODAY = date(2026, 11, 28)  # a Saturday


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("last month", "2026-10-01", "2026-10-31"), ("This week", "2026-11-23", "2026-11-29"), ("next quarter", "2027-01-01", "2027-03-31"),
        ("last year", "2025-01-01", "2025-12-31"), ("last Friday", "2026-11-27", "2026-11-27"), ("last Saturday", "2026-11-21", "2026-11-21"),
        ("next Monday", "2026-11-30", "2026-11-30"), ("this Monday", "2026-11-23", "2026-11-23"), ("on Monday", "2026-11-23", "2026-11-23"),
        ("the day before yesterday", "2026-11-26", "2026-11-26"), ("3 days ago", "2026-11-25", "2026-11-25"),
        ("3 weeks ago", "2026-11-02", "2026-11-08"), ("two months ago", "2026-09-01", "2026-09-30"), ("a year ago", "2025-01-01", "2025-12-31"),
        ("last 30 days", "2026-10-29", "2026-11-28"), ("past two weeks", "2026-11-14", "2026-11-28"),
        ("April 2026", "2026-04-01", "2026-04-30"), ("Apr. 2026", "2026-04-01", "2026-04-30"), ("April", "2026-04-01", "2026-04-30"),
        ("in January", "2026-01-01", "2026-01-31"), ("March 2026", "2026-03-01", "2026-03-31"),
        ("April 3, 2026", "2026-04-03", "2026-04-03"), ("3 April 2026", "2026-04-03", "2026-04-03"), ("the 3rd of April", "2026-04-03", "2026-04-03"),
        ("4/15/2026", "2026-04-15", "2026-04-15"), ("15/4/2026", "2026-04-15", "2026-04-15"), ("Q2 2026", "2026-04-01", "2026-06-30"),
        ("2026 Q2", "2026-04-01", "2026-06-30"), ("FY2026", "2026-04-01", "2027-03-31"), ("in 2026", "2026-01-01", "2026-12-31"),
        ("between April and June 2026", "2026-04-01", "2026-06-30"), ("from April to June 2026", "2026-04-01", "2026-06-30"),
        ("April 3 to April 9", "2026-04-03", "2026-04-09"), ("since April 2026", "2026-04-01", None), ("since Monday", "2026-11-23", None),
        ("after April 3", "2026-04-04", None), ("before June 2026", None, "2026-05-31"), ("until yesterday", None, "2026-11-27"),
        ("from last month", "2026-10-01", "2026-10-31"), ("last year's", "2025-01-01", "2025-12-31"),
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(typed: str, start: str | None, end: str | None) -> None:
    period = parse_english_period(typed, TODAY)
    assert period is not None
    assert (period.start and period.start.isoformat(), period.end and period.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    "typed",
    ["may", "March", "12 months", "31 June 2026", "0 days ago x", "between A and B", "from Sato", "99/99/2026", "to", "second half", "June to April 2026"],
)
def test_what_is_none_is_none(typed: str) -> None:
    assert parse_english_period(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("pricing last month", "contains “pricing”, (contains “last month” or held in October 2026)"),
        ("notes from last month about pricing", "contains “notes”, held in October 2026, contains “pricing”"),
        ("discount since April 2026", "contains “discount”, since April 2026"),
        ("from:last month", "since October 2026"), ("since: 3 weeks ago pricing", "since 2 November 2026, contains “pricing”"),
        ("date:April 2026 to:yesterday", "held in April 2026, until 27 November 2026"), ('date:"last month"', "held in October 2026"),
        ("the pricing for Aoba", "contains “pricing”, contains “Aoba”"), ("price or budget", "contains “price” or contains “budget”"),
        ("price and budget", "contains “price”, contains “budget”"), ("client:Aoba kind:call", "customer = Aoba, kind = phone"),
        ('"last month"', "contains “last month”"), ("may budget", "contains “may”, contains “budget”"), ("IT budget", "contains “IT”, contains “budget”"),
        ("the", "contains “the”"), ("a 社 予算", "contains “a”, contains “社”, contains “予算”"), ("2026", "contains “2026”"),
    ],
)  # fmt: skip
def test_a_query_is_read_as_it_is_meant(typed: str, said: str) -> None:
    assert parse_query(typed, TODAY).explain("en") == said


def test_one_day_finds_its_other_spellings_in_the_text_too() -> None:
    (words,) = parse_query("April 15, 2026", TODAY).wanted
    assert words.marks == ("@2026-04-15",)


@pytest.mark.parametrize("typed", ["has:coffee", "has:"])
def test_what_a_note_cannot_have_is_sought_as_words_and_said(typed: str) -> None:
    query = parse_query(typed, TODAY)
    assert [words.text for words in query.wanted] == [typed]
    assert query.notes


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("we met on may 12 and on the 3rd of june.", ["2026-05-12", "2026-06-03"]), ("sept. 3rd, 2025: signed", ["2025-09-03"]),
        ("quote by dec-15, call 15-jan-2027", ["2025-12-15", "2027-01-15"]), ("april 15,2026 or 15/4/2026", ["2026-04-15", "2026-04-15"]),
        ("april 15-17", ["2026-04-15"]), ("31 june 2026", []), ("about 15 may join, it may 3x, may 10%", []), ("march 15,000 units", []),
        ("april 2026", []), ("mar 10.5 and dec 3:30", []), ("on 2026-04-15", ["2026-04-15"]), ("15 of them", []),
    ],
)  # fmt: skip
def test_days_in_running_text(text: str, days: list[str]) -> None:
    marks, bare_days = read_marks(text)
    said = [*marks, *day_marks(bare_days, date(2026, 4, 20))]
    assert {mark[1:] for mark in said if mark.startswith("@")} == set(days)
