"""How does English prose go from customer to customer? First …, Then on to …, At …; or paragraph by paragraph. Pure, on folded text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from notes_app.mining.prose.visit_heads import ENGLISH_NAME, ORDERED
from notes_app.mining.values.companies import company_key
from notes_app.mining.values.english_names import FIRST_WORDS, find_english_companies

_OPENS = re.compile(r"(?:\A|\n|(?<=[a-z\d)][.!?]\s))(?=[A-Z])")
_LED = re.compile(rf"(?:{ORDERED}|(?:Visited|Saw|Rang|Phoned|At)\s(?:the\s)?(?=[A-Z]))")
_NAME = re.compile(ENGLISH_NAME)
_SAID = re.compile(r"(?:'s\s[A-Z]|\s?[.,:;/(]|\s(?:-|―)\s|\s(?:first|next|last|then|in the|this|on|after|with|where|at|about|is|are|was|were|has|have|rang|called|wants?|need|said|and)\b)")
_MOST, _FEWEST, _READ = 40, 2, 20_000


@dataclass(frozen=True, slots=True)
class _Opening:
    """Where a visit may begin, the span of its customer, whether something leads to him, whether he is a firm by his name, and
    whether a line begins there."""

    start: int
    name_start: int
    name_end: int
    is_led: bool
    is_sure: bool
    at_line: bool


def told_in_english(text: str, *, is_of_several: bool) -> list[tuple[int, int, int, int]]:
    """Return (start, end, name start, name end) of the visits that English prose tells one after the other; [] for fewer than two firms.

    is_of_several: the note says that it is of several calls.
    """
    places = dict.fromkeys(match.end() for match in _OPENS.finditer(text[:_READ]))
    found = [one for at in places if (one := _opening(text, at))]
    led, lines = [one for one in found if one.is_led], [one for one in found if one.at_line and not one.is_led and is_of_several]
    sure = [one for one in (*led, *lines) if one.is_sure]
    enough = _names(text, [one for one in led if one.is_sure]) >= _FEWEST or (is_of_several and _names(text, [*led, *lines]) >= _FEWEST and len(sure) * 2 >= len(led) + len(lines))
    if not enough or len(led) + len(lines) > _MOST:
        return []
    kept = sorted([*led, *lines], key=lambda one: one.start)
    stops = [one.start for one in kept[1:]] + [len(text)]
    return [(one.start, stop, one.name_start, one.name_end) for one, stop in zip(kept, stops, strict=True)]


def _names(text: str, found: Sequence[_Opening]) -> int:
    return len({company_key(text[one.name_start : one.name_end]) for one in found})


def _opening(text: str, at: int) -> _Opening | None:
    lead = _LED.match(text, at)
    begin = lead.end() if lead else at
    name = _NAME.match(text, begin)
    if not name or (name[1].split()[0] in FIRST_WORDS and not name[1].startswith("The ")) or not _SAID.match(text, name.end()):
        return None
    firm = next(iter(find_english_companies(name[1])), None)
    is_sure = firm is not None and firm[0] == 0
    if not is_sure and ((" " not in name[1] and not lead) or not FIRST_WORDS.isdisjoint(name[1].split()[1:])):
        return None
    return _Opening(at, begin, name.end(), lead is not None, is_sure, at == 0 or text[at - 1] == "\n")
