"""Which names, amounts, days, odds and stages does a text mention? Liberal on purpose: weighing comes after. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from datetime import date
from functools import lru_cache

from notes_app.mining.english.money import weigh_english
from notes_app.mining.english.tense import in_its_tense
from notes_app.mining.labelled import LabelledReading
from notes_app.mining.labels import NoteReading
from notes_app.mining.mentions.choices import find_odds, find_stages, labelled_choices
from notes_app.mining.mentions.deciding import joined_to_deciding
from notes_app.mining.mentions.deeds import find_deeds
from notes_app.mining.mentions.filed import NOTHING_FILED, Filed
from notes_app.mining.mentions.firms import as_filed, find_firms, under_whole_names
from notes_app.mining.mentions.mention import Mention, step
from notes_app.mining.mentions.people import find_persons
from notes_app.mining.mentions.posts import find_posts
from notes_app.mining.prose.deal_cues import said_of_day
from notes_app.mining.values.dates import find_dates
from notes_app.mining.values.money import find_money
from notes_app.mining.values.money_context import weigh

_CHARACTERS, _LINE, _MOST = 12_000, 1500, 240
"""Characters looked at, of one line, mentions of one note: what is longer is a log."""


def find_mentions(
    reading: NoteReading, labelled: LabelledReading, reference: date | None, everyday: Set[str], nobody: Set[str] = frozenset(),
    filed: Filed = NOTHING_FILED,
) -> list[Mention]:
    """Return what the lines of a note mention, line by line, whom it names and which posts, and what may be to do; everyday words name
    no firm, nobody's no person, unless they are filed so."""
    found = _named(reading, reference, everyday, nobody, filed)
    known = {(one.kind, one.start) for one in found if one.kind in ("odds", "stage")}
    found += [one for one in labelled_choices(reading.text, labelled) if (one.kind, one.start) not in known]
    return found + find_deeds(reading, labelled, found)


def _named(reading: NoteReading, reference: date | None, everyday: Set[str], nobody: Set[str], filed: Filed) -> list[Mention]:
    found: list[Mention] = []
    lines = []
    for line in reading.lines:
        if line.start >= _CHARACTERS:
            break
        if line.kind not in ("text", "table"):
            continue
        text = reading.text[line.start : min(line.end, line.start + _LINE)]
        lines.append((line, text))
        if len(found) < _MOST:
            found += [
                Mention(one.kind, line.start + one.start, line.start + one.end, one.value, one.facts) for one in _of_line(text, reference, everyday, filed)
            ]
    people = find_persons(reading, lines, nobody, filed)[:_MOST]
    posts = find_posts(reading.text, lines, people)[:_MOST]
    found = [one for one in found if not (one.kind == "firm" and str(one.value).islower() and any(_meet(one, person) for person in people))]
    return as_filed(under_whole_names(found[:_MOST]), filed) + joined_to_deciding(reading.text[:_CHARACTERS], people + posts)


def _of_line(text: str, reference: date | None, everyday: Set[str], filed: Filed) -> Iterator[Mention]:
    yield from find_firms(text, everyday, filed)
    yield from _values_of(text, reference)


@lru_cache(maxsize=2048)
def _values_of(text: str, reference: date | None) -> tuple[Mention, ...]:
    """Return the amounts, days, odds and stages of one line. Kept, for whoever types changes one line and the others are read again."""
    return (*_amounts(text), *_days(text, reference), *find_odds(text), *find_stages(text))


def _meet(one: Mention, other: Mention) -> bool:
    """Return whether two mentions share words; a person of a dictation (met agnes thorley) is no firm named agnes."""
    return one.start < other.end and other.start < one.end


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
    is_english = not _JAPANESE.search(text)
    for found in find_dates(text, reference):
        one = in_its_tense(found, text, reference) if is_english else found
        ahead = f"ahead {step((one.day - reference).days, *_AHEAD)}" if reference else "ahead ?"
        facts = (ahead, f"precision {one.precision}", f"hour {one.time is not None}", *said_of_day(text, one.start, one.end))
        yield Mention("day", one.start, one.end, one.iso, facts)
