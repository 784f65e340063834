"""How does an English report of a day go from customer to customer? By a number, an hour or an order before a name. Pure, on folded text.

2) 1215 Pentreath Dive School. Gwen. ...; First Cobblegate Dental at nine: ...; 10.30 Oakfield Quarry - ... Lists of things to do and the
points of one meeting look alike: a head opens with a name, is followed by a stop and not by the rest of a sentence, and one of the
names at least ends as companies' names do, or the first line says that the day had several calls.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from notes_app.mining.english.word_classes import CLASS_OF
from notes_app.mining.values.english_names import FIRST_WORDS, find_english_companies

Told = tuple[int, int, int, int]
"""Where a visit begins and ends, and the span of its customer's name."""
_FEWEST, _MOST, _READ, _TELLING, _FIRST = 2, 20, 20_000, 12, 90
_HOUR = r"(?:(?:[01]?\d|2[0-3])[:.h]?[0-5]\d\s?(?:[ap]\.?m\.?)?|\d{1,2}\s?[ap]\.?m\.?)"
_NUMBER = r"(?:\d{1,2}|one|two|three|four|five|six)"
_COUNT = re.compile(
    rf"[ \t]*(?:[-*•]\s+)?(?:\*\*|__)?(?:[(\[#]?(?P<number>\d{{1,2}}|[A-H])(?:[.)\]:/]{{1,2}}(?!\d)\s*|\s?[-–]\s)(?:{_HOUR}[\s:,-]*)?|(?P<counted>(?:stop|call|visit|customer|client|no\.?|#)\s?{_NUMBER}|(?:one|two|three|four|five|six)(?=[.:),]))\s?[-–:.)/,]*\s?(?:{_HOUR}[\s:,-]*)?"
    rf"|(?P<hour>{_HOUR}|[ap]\.?m\.?|(?:early |late )?(?:morning|afternoon)|midday|noon|lunchtime|lunch)[\s:,/–-]+)(?:-\s)?(?:\*\*|__)?",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:First|Then|Next|Second|Third|Fourth|Last|Lastly|Finally|After (?:that|lunch|them|this)|Later|Afterwards|Morning|Afternoon|(?:First|Second|Third|Next|Last|Final) (?:call|stop|visit|up)|(?:I )?(?:[Ss]tarted|[Bb]egan|[Ff]inished|[Ee]nded)(?: up)?(?: the day)?|From there|Over|On)(?: on| of the day)?(?: was)?[,:]?\s"
    r"(?:(?:it was|was|came|off|over|on|up|down|back|out|across|I (?:went|drove)(?: on| over)?)\s)?(?:(?:to|at|with|by|in)\s)?(?=[A-Z])"
)
_PART = r"(?:[A-Z][\w'’.-]*\w|[A-Z]{2,})"
_NAME = re.compile(rf"(?:The\s)?{_PART}(?:\s(?:&\s|and\s(?=[A-Z][a-z]+[.,:(-])|of\s)?{_PART}){{0,4}}")
_ENDS = re.compile(rf"\s?(?:[.,:;(/]|-\s|–|―|$|\n)|\s(?:at|around|about|\d)|,?\s{_HOUR}")
_SEVERAL = re.compile(r"\b(?:calls|stops|visits|customers|accounts|clients|round|route|loop|rounds|day log|daily|day report|road day|in one day|three|four|five|six)\b", re.IGNORECASE)
_SAYS_SEVERAL = re.compile(r"\b(?:calls|stops|visits|customers|accounts|clients)\b", re.IGNORECASE)
_LINE = re.compile(r"[^\n]+")


def english_visits(text: str) -> list[Told]:
    """Return the visits of a day that an English note tells one after the other, [] where it tells of one customer or none."""
    for heads in (_counted(text), _ordered(text), _named(text)):
        if _FEWEST <= len(heads) <= _MOST and len({text[a:b].lower() for _, a, b in heads}) >= _FEWEST and _are_customers(text, heads):
            stops = [start for start, _, _ in heads[1:]] + [_end(text, heads)]
            return [(start, stop, a, b) for (start, a, b), stop in zip(heads, stops, strict=True)]
    return []


_Head = tuple[int, int, int]
"""Where a visit begins, and the span of its customer's name."""


def _counted(text: str) -> list[_Head]:
    """Return the lines that a number or an hour opens before a name; [] where lines so counted hold anything else."""
    families: dict[str, list[_Head | None]] = {}
    for line in _LINE.finditer(text[:_READ]):
        if lead := _COUNT.match(line[0]):
            name = _name_at(text, line.start() + lead.end(), line.end())
            families.setdefault("number" if lead["number"] else "counted" if lead["counted"] else "hour", []).append((line.start(), *name) if name else None)
    for found in families.values():
        heads = [one for one in found if one]
        if len(heads) >= _FEWEST and len(heads) * 3 > len(found) * 2:
            return heads
    return []


def _ordered(text: str) -> list[_Head]:
    """Return the sentences and lines that go on to the next customer: First ..., Then ..., Last, ..."""
    heads = []
    for lead in _ORDER.finditer(text[:_READ]):
        before = text[max(0, lead.start() - 2) : lead.start()]
        line_end = text.find("\n", lead.end())
        if (not before or before.endswith("\n") or before.strip() in (".", "!", ":")) and (name := _name_at(text, lead.end(), line_end if line_end >= 0 else len(text))):
            heads.append((lead.start(), *name))
    return heads


_BULLET = re.compile(r"[ \t]*[-*•]\s+")
_SAYS_MUCH = 25  # characters behind a name in a list of customers


def _named(text: str) -> list[_Head]:
    """Return the paragraphs or the members of a list that open with a firm's name each, [] where others stand between them.

    Paragraphs are those of several customers where the note says that it is of several; a list is where nothing but its first line stands before.
    """
    heads: list[_Head | None] = []
    bullets = 0
    for line in _LINE.finditer(text[:_READ]):
        lead = _BULLET.match(line[0])
        bullets += bool(lead)
        name = _name_at(text, line.start() + (lead.end() if lead else 0), line.end(), is_listed=bool(lead))
        heads.append((line.start(), *name) if name and (lead or not bullets) else None)
    if bullets >= _FEWEST:
        heads = [one if one and _BULLET.match(text, one[0]) else None for one in heads]
    found = [one for one in heads if one]
    if len(found) < _FEWEST:
        return []
    first, last = heads.index(found[0]), heads.index(found[-1])
    is_list = bullets == len(found) and first <= 1 and all(text.find("\n", b) < 0 or text.find("\n", b) - b >= _SAYS_MUCH for _, _, b in found)
    is_told = bool(_SAYS_SEVERAL.search(text[:_FIRST])) and all(find_english_companies(text[a:b]) for _, a, b in found)
    return found if (is_list or is_told) and None not in heads[first:last] else []


def _name_at(text: str, at: int, end: int, *, is_listed: bool = False) -> tuple[int, int] | None:
    """Return the span of the firm's name that begins somewhere, None where no name does or a sentence goes on behind it.

    is_listed: it is a member of a list, where a name of several words may go on as a sentence.
    """
    match = _NAME.match(text, at, end)
    if not match:
        return None
    formed = next(((at + a, at + b) for a, b in find_english_companies(text[at:end]) if a == 0), None)
    if formed and formed[1] >= match.end():
        return formed
    first = match[0].split()[0]
    is_plain = (first in FIRST_WORDS and first != "The") or (first.lower() in CLASS_OF and not formed)
    goes_on = not _ENDS.match(text, match.end()) and not (is_listed and " " in match[0])
    return None if is_plain or goes_on or end - match.end() < _TELLING else match.span()


def _are_customers(text: str, heads: Sequence[_Head]) -> bool:
    formed = sum(bool(find_english_companies(text[a:b])) for _, a, b in heads)
    opens_lines = all(not start or text[start - 1] == "\n" for start, _, _ in heads)
    is_in_order = opens_lines and len(heads) > _FEWEST and all(_ORDER.match(text, start) for start, _, _ in heads)
    return formed * 2 >= len(heads) or is_in_order or (formed > 0 and bool(_SEVERAL.search(text[:_FIRST]))) or bool(_SAYS_SEVERAL.search(text[:_FIRST]))


def _end(text: str, heads: Sequence[_Head]) -> int:
    """Return where the last visit ends: where every visit before is one line or paragraph, so is the last."""
    starts = [start for start, _, _ in heads]
    if all("\n" not in text[a:b].strip() for a, b in pairwise(starts)):
        stop = text.find("\n", starts[-1])
        return stop + 1 if stop >= 0 else len(text)
    return len(text)
