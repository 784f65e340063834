"""Several customers in one note: where does each visit of a daily report begin and end? Pure, on folded text.

A visit begins at a heading, ■, number or bullet whose line opens with a customer: a filed account (or its first
syllables), a name with a corporate form, or 〜様. Marks of one kind only; at least two different customers; and never
inside a labelled list (競合: A社, B社), whose members are values and no visits. Names that nothing else tells for are
customers where the same labels (面, 額, 次) come again below each of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from notes_app.mining.draft import ValueContext
from notes_app.mining.english.day_report import english_visits
from notes_app.mining.english.language import is_written_in_english
from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.labels import NoteReading
from notes_app.mining.lines import Line
from notes_app.mining.prose.customer_names import firm_strength, is_person_name, may_name_firm
from notes_app.mining.prose.visit_english import told_in_english
from notes_app.mining.prose.visit_heads import UNMARKED, Kind, family, head_kind
from notes_app.mining.prose.visit_names import HEAD_LIMIT, Named, any_name, bare_name, customer_behind, customer_of, english_name
from notes_app.mining.prose.visit_prose import told_in_order
from notes_app.mining.resolve import resolve_key
from notes_app.mining.values.companies import (
    company_key,
    resolve_company,
)
from notes_app.mining.values.english_names import FIRST_WORDS

FEWEST, MOST = 2, 40
@dataclass(frozen=True, slots=True)
class Visit:
    """One customer's part of a note: folded `[start, end)`, the folded span of the customer's name, and the name as filed.

    is_sure: his letters make him a firm, or he is filed; is_held: somebody was met; a closed door and a card left behind are no meeting.
    """

    start: int
    end: int
    name_start: int
    name_end: int
    company: str
    is_sure: bool = True
    is_held: bool = True


LONGEST_REPORT = 20_000  # characters; nobody tells of his day at greater length, and every visit is read by itself


_Heads = dict[Kind, list[tuple[Line, Named]]]
"""Lines that may head a visit, by family."""


def find_visits(reading: NoteReading, context: ValueContext, knowledge: Knowledge) -> tuple[Visit, ...]:
    """Return the visits of a note in order, () where it tells of one customer alone. What stands before the first is common."""
    if len(reading.text) > LONGEST_REPORT:
        return ()
    if is_written_in_english(reading.text) and (days := english_visits(reading.text)) and not _is_named_before(days[0][0], reading, knowledge):
        return _held([Visit(start, end, a, b, resolve_company(reading.text[a:b], context.by_key)) for start, end, a, b in days], reading.text)
    lines = [line for line in reading.lines[:1500] if line.kind == "text"]
    heads, plain, behind = _heads_of(lines, reading, context, knowledge)
    for kind, lined in _in_order(heads):
        kept = _family_of_visits(kind, lined, plain.get(kind, ()), reading, knowledge)
        if _are_several(kept) and _is_report(kept, kind, lines, reading, knowledge):
            return _held(_cut(kept, kind, lines, len(reading.text)), reading.text)
    for kind, found in _in_order(behind):
        same = sum((line.mark, line.level, family(line), line.indent) == (*kind, 0) for line in lines)
        if _are_several(found) and len(found) * 2 > same and not _is_named_before(found[0][0].start, reading, knowledge) and _is_report(found, kind, lines, reading, knowledge):
            return _held(_cut(found, kind, lines, len(reading.text)), reading.text)
    for kind, found in _in_order(plain):
        if FEWEST <= len(found) <= MOST and len({company for _, (_, _, company, _) in found}) == len(found) and _same_below(found, reading, knowledge):
            return _held(_cut(found, kind, lines, len(reading.text)), reading.text)
    told = _told(reading, lines) if not _is_named_before(len(reading.text), reading, knowledge) else []
    return tuple(Visit(start, end, a, b, resolve_company(reading.text[a:b], context.by_key), firm_strength(reading.text[a:b]) == 2) for start, end, a, b in told)


def _told(reading: NoteReading, lines: Sequence[Line]) -> list[tuple[int, int, int, int]]:
    if is_written_in_english(reading.text):
        return told_in_english(reading.text, is_of_several=_is_told(reading))
    return told_in_order(reading.text, lines)


def _is_told(reading: NoteReading, before: int = 10_000) -> bool:
    """Return whether a note says at its beginning (before that offset) that it is of several calls."""
    return bool(_OF_SEVERAL.search(reading.text, 0, min(before, _SAID_BEFORE)))


def _in_order(families: _Heads) -> list[tuple[Kind, list[tuple[Line, Named]]]]:
    return sorted(families.items(), key=lambda item: item[1][0][0].start)


def _are_several(found: Sequence[tuple[Line, Named]]) -> bool:
    return FEWEST <= len(found) <= MOST and len({company_key(name) for _, (_, _, name, _) in found}) >= FEWEST


def _family_of_visits(
    kind: Kind, lined: list[tuple[Line, Named]], plain: Sequence[tuple[Line, Named]], reading: NoteReading, knowledge: Knowledge
) -> list[tuple[Line, Named]]:
    """Return the heads of visits among the lines of one family, [] where they are none."""
    first = lined[0][0].start
    is_told = _is_told(reading, first)
    found = [one for one in lined if kind[0] != "alone" or _APART.search(reading.text, max(0, one[0].start - _RULE), one[0].start)]
    if kind[0] == "alone" and is_told and len(lined) == len(plain) and all(is_sure for _, (_, _, _, is_sure) in lined):
        found = lined  # each line of nothing but a firm, in a report of a day
    sure = sum(is_sure for _, (_, _, _, is_sure) in found)
    if not sure or (kind[0] == "counted" and sure * 2 < len(found)) or (kind[0] == "value" and sure < len(plain)) or (kind[0] in ("heading", "value", *UNMARKED) and sure * 2 <= len(found)):
        return []  # ①価格 ②納期, a day's timetable and a note's own headings are no customers
    if kind[0] not in ("label", "value") and _is_named_before(found[0][0].start, reading, knowledge):
        return []
    if kind[0] == "bullet":
        return [one for one in found if one[1][3] or (is_told and sure * 2 >= len(found))]
    return _filled(found, plain, kind, sure, reading, knowledge, is_told=is_told)


_APART, _RULE = re.compile(r"(?:\A|\n)[^\S\n]*[-=─━―_*~]*[^\S\n]*\n\Z"), 60
"""Behind a blank line or a rule; and how long a rule is at most."""


def _heads_of(
    lines: Sequence[Line], reading: NoteReading, context: ValueContext, knowledge: Knowledge
) -> tuple[_Heads, _Heads, _Heads]:
    """Return the lines that may head a visit, by family: those that open with a customer, those with any name, and those with a firm
    behind their first word."""
    heads: _Heads = {}
    plain: _Heads = {}
    behind: _Heads = {}
    author = reading.note.author
    placed = [(line, *head_kind(line, _content(reading, line), knowledge, author)) for line in lines if line.indent == 0 and line.body < line.end]
    is_told = _is_told(reading)
    members = Counter(kind for _, kind, _ in placed)
    for line, kind, at in placed:
        if kind and members[kind] >= FEWEST:  # a line by itself heads nothing
            content, start = _content(reading, line)[at:], line.body + at
            named = _named_in(content, kind, _content(reading, line)[:at], context, knowledge, author, is_told=is_told)
            bare = named or any_name(content, is_counted=False)
            later = customer_behind(content, context, knowledge, author) if line.mark and not (named and named[3]) else None
            for families, one in ((heads, named), (plain, bare), (behind, later)):
                if one:
                    a, b, company, is_sure = one
                    families.setdefault(kind, []).append((line, (start + a, start + b, company, is_sure)))
    return heads, plain, behind


_FILLS = frozenset({"number", "symbol", "heading", "label", "counted", "ordered", "lettered", "boxed"})
_BEHIND_NAME = re.compile(r"\s*(?:$|[\t(/:→―>】』」〕\]-]|[、。,.]|\s)")
_BEHIND_ENGLISH = re.compile(r"\s?(?:[.,(:\]]|$)|\s(?:-|\d|(?:with|where|at|about|around|this)\b)")
_OF_SEVERAL = re.compile(r"日報|(?<!第)[二三四五六七2-7](?:件|軒|社|か所)(?!目)|\b(?:two|three|four|five|six|several)\s(?:stops|calls|visits|customers|accounts)\b|\b(?:day|daily|road|field|route|visit)\s(?:log|report|notes|diary)|\A[^\n]{0,40}\b(?:calls|visits|stops|rounds?|route)\b", re.IGNORECASE)


def _filled(
    found: list[tuple[Line, Named]], plain: Sequence[tuple[Line, Named]], kind: Kind, sure: int, reading: NoteReading, knowledge: Knowledge,
    *, is_told: bool,
) -> list[tuple[Line, Named]]:
    """Return the heads of a family with those whose customer nothing but the others tell to be one: ①タマキ among firms."""
    if kind[0] not in _FILLS:
        return found
    held = {line.start for line, _ in found}
    more = [one for one in plain if one[0].start not in held and _may_head(one, reading, knowledge)]
    return sorted([*found, *more]) if more and ((sure >= FEWEST and sure * 2 >= len(found) + len(more)) or is_told) else found


_SAID_BEFORE = 120  # characters in which a note says that it is of several calls


def _may_head(one: tuple[Line, Named], reading: NoteReading, knowledge: Knowledge) -> bool:
    line, (_, end, name, _) = one
    if name.split()[0] in FIRST_WORDS and name.split()[0] != "The":
        return False
    is_known = resolve_key(fold_key(name), reading.note.author, knowledge) is not None
    behind = reading.text[end : min(line.end, end + 20)]
    return not is_known and may_name_firm(name) and not is_person_name(name) and bool((_BEHIND_ENGLISH if name.isascii() else _BEHIND_NAME).match(behind))


def _content(reading: NoteReading, line: Line) -> str:
    return reading.text[line.body : min(line.end, line.body + HEAD_LIMIT)]


def _named_in(content: str, kind: Kind, lead: str, context: ValueContext, knowledge: Knowledge, author: str, *, is_told: bool) -> Named | None:
    """Return the customer behind the lead of a line that may head a visit of this kind."""
    named = customer_of(content, context, knowledge, author, is_listed=kind[0] in ("bullet", "check"))
    if is_told and kind[0] == "bullet" and content.isascii() and not (named and named[3]):
        return english_name(content) or named
    if named is None and kind[0] in UNMARKED:
        return english_name(content) if content.isascii() else bare_name(content)
    if named is None and kind[0] == "counted":
        named = any_name(content, is_counted=bool(_CALLS.search(lead)))
        return named if named and (named[3] or may_name_firm(named[2])) else None
    return named


def _is_named_before(start: int, reading: NoteReading, knowledge: Knowledge) -> bool:
    """Return whether a label names the customer of the whole note before the first head: what follows are its parts."""
    for one in reading.observations:
        if one.label_start >= start:
            return False
        known = resolve_key(one.key, reading.note.author, knowledge)
        if known and known.concept == "会社名" and one.parts and one.source != "column" and one.parts[0][0] < start:
            return True
    return False


_OF_LINES = frozenset({"counted", "ordered", "lettered", "label", "value", "boxed", *UNMARKED})
"""Families whose heads no mark of Markdown makes; a visit goes to the next head."""
_OF_A_VISIT = frozenset("先方出席者 予算 競合 決裁者 確度 次回予定 次回アクション 目的 課題 ニーズ".split())


def _same_below(found: Sequence[tuple[Line, Named]], reading: NoteReading, knowledge: Knowledge) -> bool:
    """Return whether the labels of a visit come again below (most) heads: two or more below each, one of them shared."""
    starts = [line.start for line, _ in found]
    below: list[set[str]] = [set() for _ in starts]
    for one in reading.observations:
        at = bisect_right(starts, one.label_start) - 1
        known = resolve_key(one.key, reading.note.author, knowledge) if at >= 0 and one.label_start > found[at][1][1] else None
        if known and known.concept in _OF_A_VISIT:
            below[at].add(known.concept)
    told = [concepts for concepts in below if len(concepts) >= 2]
    return len(told) >= 2 and len(told) * 2 > len(below) and bool(set.intersection(*told))


_CALLS = re.compile(r"[件軒社]目|[かヶ箇]所目|客先?|訪問先?|先方")


def _is_report(
    found: Sequence[tuple[Line, Named]], kind: Kind, lines: Sequence[Line], reading: NoteReading,
    knowledge: Knowledge,
) -> bool:
    """Return whether the heads hold more than names: lines below them or words behind them, and no label above the list."""
    if kind[0] == "value":
        return all(reading.text.count("\n", one[0].start, other[0].start) > 1 for one, other in pairwise(found))
    if kind[0] in _OF_LINES and kind[0] != "english beside":
        return True
    starts = {line.start for line, _ in found}
    at = next(number for number, line in enumerate(lines) if line.start in starts)
    if kind[0] in ("bullet", "number", "check", "english beside") and at:
        above = reading.text[lines[at - 1].body : lines[at - 1].end].rstrip(" :")
        if (lines[at - 1].mark != kind[0] or not lines[at - 1].mark) and resolve_key(fold_key(above), reading.note.author, knowledge):
            return False
    if kind[0] in _OF_LINES:
        return True
    same = [line for line in lines if (line.mark, line.level, family(line), line.indent) == (*kind, 0)]
    telling = sum(line.end - name_end >= 3 for line, (_, name_end, _, _) in found)
    below = sum(any(other.start == line.end + 1 and other not in same for other in lines) for line, _ in found)
    return telling + below >= len(found) and (kind[0] in ("heading", "symbol") or len(found) * 2 >= len(same))


_AWAY = re.compile(
    r"留守|(?<!担当)(?<!担当者)不在(?!者|時)|定休|休業|休み(?:で|だった|。|$)|閉ま(?:って|り)|会えず|お会いできず|面会できず|名刺(?:だけ|のみ)?(?:を)?(?:置|投函)|(?:カタログ|資料|チラシ|パンフ)(?:だけ|のみ)?(?:を)?(?:投函|ポスト|置いて)|\b(?:shut|closed|nobody in|no one in|not in|left (?:a )?card)\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[。、,.\n→]")
_OF_NO_VISIT = re.compile(rf"{_AWAY.pattern}|名刺|カタログ|資料|チラシ|飛び?込|訪問|^\W|\d時", re.IGNORECASE)
_REMARK = 4  # characters; a longer clause says more than who was out
_AWAY_LONGEST = 60  # characters of a visit that came to nothing


def _held(visits: Sequence[Visit], text: str) -> tuple[Visit, ...]:
    """Return the visits with those marked that met nobody: a line that says only who was out."""
    told = []
    for visit in visits:
        rest = text[visit.name_end : visit.end].strip()
        away = len(rest) <= _AWAY_LONGEST and _AWAY.search(rest.split("\n\n")[0])
        more = [clause for clause in _CLAUSES.split(rest.split("\n\n")[0]) if len(clause.strip()) > _REMARK and not _OF_NO_VISIT.search(clause)] if away else ()
        told.append(replace(visit, is_held=not away or bool(more)))
    return tuple(told)


def _cut(
    found: Sequence[tuple[Line, Named]], kind: Kind, lines: Sequence[Line], length: int
) -> tuple[Visit, ...]:
    """Return the visits, each to the next line of its kind or above; the last one to where plain lines resume."""
    heads = {_begin(line, found, lines) if kind[0] in ("label", "value") else line.start: named for line, named in found}
    bounds = [
        line.start
        for line in lines
        if (line.mark, line.level, family(line), line.indent) == (*kind, 0) or (line.mark == "heading" and (line.level or 9) < (kind[1] or 9))
    ]
    bounds = sorted({*bounds, *heads, length})
    visits = []
    for start, (a, b, company, is_sure) in sorted(heads.items()):
        end = next(at for at in bounds if at > start)
        visits.append(Visit(start, end, a, b, company, is_sure))
    last = visits[-1]
    if kind[0] in _OF_LINES:
        return tuple(visits)
    inner = [line for line in lines if line.start not in heads and any(v.start < line.start < v.end for v in visits[:-1])]
    if all(line.mark or line.indent for line in inner) and kind[0] != "heading":
        plain = next((line.start for line in lines if last.start < line.start < last.end and not line.mark and not line.indent), last.end)
        visits[-1] = replace(last, end=plain)
    return tuple(visits)


def _begin(head: Line, found: Sequence[tuple[Line, Named]], lines: Sequence[Line]) -> int:
    """Return where the paragraph of a labelled customer begins, where it holds no other customer."""
    others = {line.start for line, _ in found if line is not head}
    at = lines.index(head)
    while at and lines[at - 1].end + 1 == lines[at].start and lines[at - 1].start not in others and lines[at - 1].mark != "heading":
        at -= 1
    blocked = at and lines[at - 1].start in others and lines[at - 1].end + 1 == lines[at].start
    return head.start if blocked else lines[at].start
