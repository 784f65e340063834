"""Which names, amounts, days, odds and stages does a text mention? Liberal on purpose: weighing comes after. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from datetime import date

from notes_app.mining.english.money import weigh_english
from notes_app.mining.labelled import LabelledReading
from notes_app.mining.labels import NoteReading
from notes_app.mining.mentions.choices import find_odds, find_stages, labelled_choices
from notes_app.mining.mentions.deeds import find_deeds
from notes_app.mining.mentions.firms import find_firms, under_whole_names
from notes_app.mining.mentions.mention import Mention, step
from notes_app.mining.prose.deal_cues import said_of_day
from notes_app.mining.prose.people_cues import said_of_person
from notes_app.mining.values.dates import find_dates
from notes_app.mining.values.money import find_money
from notes_app.mining.values.money_context import weigh
from notes_app.mining.values.people import find_people
from notes_app.mining.values.titles import TITLES, surnames
from notes_app.mining.values.word_list import any_of

_CHARACTERS, _LINE, _MOST = 12_000, 1500, 240
"""Characters looked at, of one line, mentions of one note: what is longer is a log."""


def find_mentions(reading: NoteReading, labelled: LabelledReading, reference: date | None, everyday: Set[str]) -> list[Mention]:
    """Return what the lines of a note mention, line by line, and what may be to do; everyday words name no firm."""
    found = _named(reading, reference, everyday)
    known = {(one.kind, one.start) for one in found if one.kind in ("odds", "stage")}
    found += [one for one in labelled_choices(reading.text, labelled) if (one.kind, one.start) not in known]
    return found + find_deeds(reading, labelled, found)


def _named(reading: NoteReading, reference: date | None, everyday: Set[str]) -> list[Mention]:
    found: list[Mention] = []
    for line in reading.lines:
        if line.start >= _CHARACTERS:
            break
        if line.kind not in ("text", "table"):
            continue
        text = reading.text[line.start : min(line.end, line.start + _LINE)]
        for mention in _of_line(text, reference, everyday):
            found.append(Mention(mention.kind, line.start + mention.start, line.start + mention.end, mention.value, mention.facts))
            if len(found) >= _MOST:
                return under_whole_names(found)
    return under_whole_names(found)


def _of_line(text: str, reference: date | None, everyday: Set[str]) -> Iterator[Mention]:
    yield from find_firms(text, everyday)
    yield from _people(text)
    yield from _posts(text)
    yield from _amounts(text)
    yield from _days(text, reference)
    yield from find_odds(text)
    yield from find_stages(text)


def _people(text: str) -> Iterator[Mention]:
    for one in find_people(text):
        if one.name:
            facts = (f"honorific {one.honorific}", f"title {one.title[-2:]}", f"surname {one.name in surnames()}", *said_of_person(text, one))
            yield Mention("person", one.start, one.end, one.name, facts)


_POST = re.compile(
    rf"(?:[一-鿿]{{0,4}}?{any_of(TITLES)})(?!室|会(?!議)|[一-鿿]{{2}}さん)|[一-鿿ァ-ヴー]{{0,8}}(?:委員会|理事会|役員会|取締役会|総会|常務会|経営会議|役員会議|本部|本社)|奥[様さ]ん?|オーナー|\b(?:[Tt]he )?(?:[Bb]oard|CFO|CEO|COO|CTO|MD|VP|[Oo]wner|[Dd]irector|[Pp]resident|[Cc]ouncil|[Cc]ommittee|[Gg]overnors|[Tt]rustees|[Gg]eneral [Mm]anager)\b"
)


def _posts(text: str) -> Iterator[Mention]:
    for match in _POST.finditer(text):
        yield Mention("post", match.start(), match.end(), match[0], (f"tail {match[0][-2:]}",))


_JAPANESE = re.compile(r"[ぁ-んァ-ヴ一-鿿]")
_AMOUNTS = (1_000, 10_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000, 100_000_000)


def _amounts(text: str) -> Iterator[Mention]:
    is_english = not _JAPANESE.search(text)
    for one in find_money(text):
        weight = weigh_english(text, one) if is_english else weigh(text, one)
        facts = (
            f"amount {step(one.amount, *_AMOUNTS)}", f"period {one.period}", f"currency {one.currency}", f"range {one.upper is not None}",
            f"spoken for {step(weight, -4, -1, 0, 0.5, 2, 3, 4, 5)}",
        )  # fmt: skip
        yield Mention("money", one.start, one.end, one.amount, facts)


_AHEAD = (-30, -7, -1, 0, 1, 2, 4, 8, 15, 31, 61, 121)


def _days(text: str, reference: date | None) -> Iterator[Mention]:
    for one in find_dates(text, reference):
        ahead = f"ahead {step((one.day - reference).days, *_AHEAD)}" if reference else "ahead ?"
        facts = (ahead, f"precision {one.precision}", f"hour {one.time is not None}", *said_of_day(text, one.start, one.end))
        yield Mention("day", one.start, one.end, one.iso, facts)
