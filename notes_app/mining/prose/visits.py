"""Several customers in one note: where does each visit of a daily report begin and end? Pure, on folded text.

A visit begins at a heading, ■, number or bullet whose line opens with a customer: a filed account (or its first
syllables), a name with a corporate form, or 〜様. Marks of one kind only; at least two different customers; and never
inside a labelled list (競合: A社, B社), whose members are values and no visits. Names that nothing else tells for are
customers where the same labels (面, 額, 次) come again below each of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from notes_app.mining.draft import ValueContext
from notes_app.mining.english.day_report import english_visits
from notes_app.mining.english.language import is_written_in_english
from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.labels import NoteReading
from notes_app.mining.lines import Line
from notes_app.mining.prose.customer_names import firm_strength
from notes_app.mining.prose.visit_heads import UNMARKED, bare_name, told_in_order, unmarked_head
from notes_app.mining.resolve import resolve_key
from notes_app.mining.values.companies import (
    clean_company,
    company_key,
    find_companies,
    looks_own_company,
    resolve_company,
)
from notes_app.mining.values.english_names import find_english_companies
from notes_app.mining.values.people import find_people
from notes_app.mining.values.proper_names import looks_proper
from notes_app.mining.values.titles import ORGANISATION_TAILS, TITLES

FEWEST, MOST = 2, 40
_HEAD_LIMIT = 80  # characters of a line looked at
_LEAD = re.compile(
    r"^(?:(?:\d{1,2}[:時]\d{0,2}分?(?:\s?[-~〜]\s?\d{1,2}[:時]?\d{0,2}分?)?|\d{1,2}\s?件目|\d{1,2}[.)、]|午前|午後|AM|PM|訪問先?\d?|訪問|電話|TEL|[①-⑳]|\d{1,2}\s(?=\S))[\s:、/]*)+", re.IGNORECASE
)
_WORD = re.compile(r"[^\s:、。,/()\[\]【】〉》→]{2,30}(?:\((?:株|有|同)\)[^\s:、。,/(\[【→]{0,20})?")
_FORM_AND_NAME = re.compile(r"(?:株式会社|有限会社|合同会社|\((?:株|有|同)\))\s?[^\s:、。,/(\[【→]{2,24}")
_HONOURED = re.compile(r"^([一-鿿々ァ-ヴーA-Za-z0-9&ぁ-ん]{2,20}?)(?:様|御中)(?=$|[\s:、,/(\]】])")


@dataclass(frozen=True, slots=True)
class Visit:
    """One customer's part of a note: folded `[start, end)`, the folded span of the customer's name, and the name as filed.

    is_held: somebody was met; a closed door and a card left behind are no meeting.
    """

    start: int
    end: int
    name_start: int
    name_end: int
    company: str
    is_held: bool = True


LONGEST_REPORT = 20_000  # characters; nobody tells of his day at greater length, and every visit is read by itself


def find_visits(reading: NoteReading, context: ValueContext, knowledge: Knowledge) -> tuple[Visit, ...]:
    """Return the visits of a note in order, () where it tells of one customer alone. What stands before the first is common."""
    if len(reading.text) > LONGEST_REPORT:
        return ()
    if is_written_in_english(reading.text) and (days := english_visits(reading.text)) and not _is_named_before(days[0][0], reading, knowledge):
        return _held([Visit(start, end, a, b, resolve_company(reading.text[a:b], context.by_key)) for start, end, a, b in days], reading.text)
    lines = [line for line in reading.lines[:1500] if line.kind == "text"]
    heads, plain = _heads_of(lines, reading, context, knowledge)
    for kind, lined in sorted(heads.items(), key=lambda item: item[1][0][0].start):
        found = [one for one in lined if kind[0] != "alone" or reading.text[max(0, one[0].start - 2) : one[0].start] == "\n\n"]
        sure = sum(is_sure for _, (_, _, _, is_sure) in found)
        if not sure or (kind[0] == "counted" and sure * 2 < len(found)) or (kind[0] in ("heading", *UNMARKED) and sure * 2 <= len(found)):
            continue  # ①価格 ②納期, a day's timetable and a note's own headings are no customers
        if kind[0] != "label" and _is_named_before(found[0][0].start, reading, knowledge):
            continue
        kept = [one for one in found if one[1][3]] if kind[0] == "bullet" else found
        if FEWEST <= len(kept) <= MOST and len({company_key(name) for _, (_, _, name, _) in kept}) >= FEWEST and _is_report(
            kept, kind, lines, reading, knowledge
        ):
            return _held(_cut(kept, kind, lines, len(reading.text)), reading.text)
    for kind, found in sorted(plain.items(), key=lambda item: item[1][0][0].start):
        if FEWEST <= len(found) <= MOST and len({company for _, (_, _, company, _) in found}) == len(found) and _same_below(found, reading, knowledge):
            return _held(_cut(found, kind, lines, len(reading.text)), reading.text)
    told = told_in_order(reading.text) if not _is_named_before(len(reading.text), reading, knowledge) else []
    return tuple(Visit(start, end, a, b, resolve_company(reading.text[a:b], context.by_key)) for start, end, a, b in told)


def _heads_of(
    lines: Sequence[Line], reading: NoteReading, context: ValueContext, knowledge: Knowledge
) -> tuple[dict[_Kind, list[tuple[Line, _Named]]], dict[_Kind, list[tuple[Line, _Named]]]]:
    """Return the lines that may head a visit, by family: those that open with a customer, and those with any name."""
    heads: dict[_Kind, list[tuple[Line, _Named]]] = {}
    plain: dict[_Kind, list[tuple[Line, _Named]]] = {}
    for line in lines:
        if line.indent == 0 and line.body < line.end:
            content = reading.text[line.body : min(line.end, line.body + _HEAD_LIMIT)]
            kind, at = _head_kind(line, content, knowledge, reading.note.author)
            named = _customer(content[at:], context, knowledge, reading.note.author, is_listed=kind[0] in ("bullet", "check")) if kind else None
            if kind and named is None and kind[0] in UNMARKED:
                named = bare_name(content[at:])
            if kind and named is None and kind[0] == "counted":
                named = _any_name(content[at:], is_counted=bool(_CALLS.search(content[:at])))
            bare = (named or _any_name(content[at:], is_counted=False)) if kind else None
            for family, one in ((heads, named), (plain, bare)):
                if kind and one:
                    a, b, company, is_sure = one
                    start = line.body + at
                    family.setdefault(kind, []).append((line, (start + a, start + b, company, is_sure)))
    return heads, plain


def _is_named_before(start: int, reading: NoteReading, knowledge: Knowledge) -> bool:
    """Return whether a label names the customer of the whole note before the first head: what follows are its parts."""
    for one in reading.observations:
        if one.label_start >= start:
            return False
        known = resolve_key(one.key, reading.note.author, knowledge)
        if known and known.concept == "会社名" and one.parts and one.source != "column" and one.parts[0][0] < start:
            return True
    return False


_OF_LINES = frozenset({"counted", "ordered", "lettered", "label", "boxed", *UNMARKED})
"""Families whose heads no mark of Markdown makes; a visit goes to the next head."""
_Kind = tuple[str, int, str]
"""Family of heads: its mark ("counted" and "label" for what is none), level and symbol."""
_OF_A_VISIT = frozenset("先方出席者 予算 競合 決裁者 確度 次回予定 次回アクション 目的 課題 ニーズ".split())


def _same_below(found: Sequence[tuple[Line, _Named]], reading: NoteReading, knowledge: Knowledge) -> bool:
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


_COUNTED = re.compile(
    r"[〈<【\[(《]?\s?(?:(?:\d{1,2}|[一二三四五六七八九十])\s?(?:件目|軒目|社目|か所目|ヶ所目|箇所目|つ目|番目|本目)|[①-⑳]|(?:AM|PM|午前|午後)?\s?\d{1,2}[:時]\d{0,2}分?(?:\s?[-~](?:\s?\d{1,2}[:時]?\d{0,2}分?)?)?|(?:客先?|訪問先?|先|visit|call|stop)\s?(?:\d{1,2}|[①-⑳])|(?<=[〈<【\[(《])\d{1,2}(?=[〉>】\])》])|\d{1,2}(?=\s[^\d\s]))\s?[〉>】\])》]?[\s:、/=→]*"
)
"""〈1軒目〉, 【9:30】, (2社目): what counts the visits of a day."""
_ORDERED = re.compile(r"(?:First|Then|Next|Second|Third|Last|Lastly|Finally|After that|Later|Afterwards|(?:First|Second|Third|Next|Last|Final) (?:call|stop|visit))[,:]?\s(?:(?:it was|to|at|up|was|came)\s)?(?:the\s)?")
"""First …, Then …: how English prose goes from customer to customer, a paragraph each."""
_LETTERED = re.compile(r"[A-H][.)]\s(?=[A-Z])")
_BOXED = re.compile(r"([〈<【\[《])\s?([^\s〈〉<>【】\[\]《》]{2,20})\s?[〉>】\]》]\s*(?:\d{1,2}[:時]\d{0,2}.{0,8})?$")
"""[青葉製作所]: a line of nothing but a name in brackets."""
_HEAD_LABEL = re.compile(r"[〈<【\[(《]?\s?([^\s:〈〉<>【】\[\]()《》=→/、。]{1,10}?)\s?(?:[〉>】\])》]\s?[:=→/]?|[:=→/]|\t)\s*(?=\S)")


def _head_kind(line: Line, content: str, knowledge: Knowledge, author: str) -> tuple[_Kind | None, int]:
    """Return to which family of heads a line may belong, and where behind its lead the customer is looked for."""
    counted = _COUNTED.match(content)
    if counted and not line.mark:
        return ("counted", 0, ""), counted.end()
    ordered = _ORDERED.match(content)
    if ordered and not line.mark and find_english_companies(content[ordered.end() :])[:1] and find_english_companies(content[ordered.end() :])[0][0] == 0:
        return ("ordered", 0, ""), ordered.end()
    lettered = _LETTERED.match(content)
    if lettered and not line.mark:
        return ("lettered", 0, ""), lettered.end()
    if not line.mark and (unmarked := unmarked_head(content, known=lambda word: resolve_key(fold_key(word), author, knowledge) is not None)):
        return (unmarked[0], 0, ""), unmarked[1]
    boxed = _BOXED.match(content)
    if boxed and not line.mark and not resolve_key(fold_key(boxed[2]), author, knowledge):
        return ("boxed", 0, boxed[1]), boxed.start(2)
    label = _HEAD_LABEL.match(content)
    if label and (known := resolve_key(fold_key(label[1]), author, knowledge)) and known.concept == "会社名":
        return ("label", 0, fold_key(label[1])), label.end()
    return ((line.mark, line.level, _family(line)), 0) if line.mark else (None, 0)


_CALLS = re.compile(r"[件軒社]目|[かヶ箇]所目|客先?|訪問先?|先方")


def _any_name(content: str, *, is_counted: bool) -> _Named | None:
    """Return the first word behind a count of visits: whatever stands there is whom the visit was paid to.

    is_counted: calls are counted (2件目, 3社目), not points or hours (②, 14:00).
    """
    word = _ENGLISH_NAME.match(content) or re.match(r"[一-鿿々ヶぁ-んァ-ヴーA-Za-z0-9&・]{2,16}", content)
    if not word or find_people(word[0]) or re.search(r"[をがはに](?:行|訪|電)", word[0]):
        return None
    name = re.sub(r"(?:さん|様|さま)$", "", word[0])
    return (0, len(name), name, is_counted)


_Named = tuple[int, int, str, bool]
"""Span of a customer's name, the name as filed, and whether it is surely one."""


def _family(line: Line) -> str:
    return line.symbol if line.mark == "symbol" else ""


def _customer(content: str, context: ValueContext, knowledge: Knowledge, author: str, *, is_listed: bool = False) -> _Named | None:
    """Return the customer a head opens with. is_listed: it is one of a list, whose bare members may be anything."""
    lead = _LEAD.match(content)
    at = lead.end() if lead else 0
    rest = content[at:]
    english = _ENGLISH_HEAD.match(rest)
    if english and not resolve_key(fold_key(english[1]), author, knowledge):
        return at, at + english.end(1), resolve_company(english[1], context.by_key), " " in english[1]
    if not is_listed and (formed := find_english_companies(rest[:_HEAD_LIMIT])) and formed[0][0] == 0:
        return at, at + formed[0][1], resolve_company(rest[: formed[0][1]], context.by_key), True
    honoured = _HONOURED.match(rest)
    word = _FORM_AND_NAME.match(rest) or _WORD.match(rest)
    if honoured:
        a, b = 0, honoured.end(1)
    elif word:
        a, b = clean_company(word[0])
    else:
        return None
    name = rest[a:b]
    listed = [one for one in find_companies(rest, context.filed) if one.start == 0]
    if listed:
        a, b, name = 0, max(listed[0].end, b if name.startswith(listed[0].name) else 0), listed[0].name
    if len(name) < 2 or looks_own_company(name) or resolve_key(fold_key(name), author, knowledge):
        return None
    filed = resolve_company(name, context.by_key)
    if filed == name and not listed and len(key := company_key(name)) >= 3:
        first = min((full for full in context.by_key if full.startswith(key)), default="")
        filed = context.by_key.get(first, name)
    if listed or honoured or filed != name or looks_proper(name) or firm_strength(name) == 2:
        return at + a, at + b, filed, True
    # 「◆1 フタバ野　面：千々和専務」: a short name before a person or a label
    behind = rest[b : b + 40]
    person = next(iter(find_people(behind)), None)
    if name in _OFFICES or re.search(r"(?:部|課|室|係|科|長|役)$", name) or not _PLAIN_NAME.fullmatch(name) or (re.search(r"[ぁ-ん]", name) and not firm_strength(name)) or find_people(rest[: b + 2]) or looks_like_sentence(behind):
        return None
    near = person is not None and person.start <= 14
    ends = r"[(/:-]" if name.isascii() else r"[(/:-]|$"  # "## Liked" is a part of the note
    return (at + a, at + b, filed, near) if near or re.match(rf"\s*(?:{ends}|\s[^\s:]{1,6}:)", behind) else None


_ENGLISH_NAME = re.compile(r"((?:The\s)?[A-Z][\w&'’.-]*(?:\s(?:&\s|of\s)?[A-Z][\w&'’.-]*){1,4})")
_ENGLISH_HEAD = re.compile(r"([A-Z][\w&'’.]*(?:\s(?:&\s)?[A-Z][\w&'’.]*){0,4})(?:\s\([^()]{1,30}\))?\s(?:/|-|―)\s(?=\S)")
_OFFICES = frozenset({*ORGANISATION_TAILS, *TITLES})
_PLAIN_NAME = re.compile(r"[一-鿿々ヶァ-ヴーぁ-んA-Za-z0-9&・'’. -]{2,16}")


def looks_like_sentence(text: str) -> bool:
    """Return whether what stands behind a word goes on as a sentence (を訪問, が来社)."""
    return bool(re.match(r"[ぁ-ん]", text))


def _is_report(
    found: Sequence[tuple[Line, _Named]], kind: _Kind, lines: Sequence[Line], reading: NoteReading,
    knowledge: Knowledge,
) -> bool:
    """Return whether the heads hold more than names: lines below them or words behind them, and no label above the list."""
    if kind[0] in _OF_LINES:
        return True
    starts = {line.start for line, _ in found}
    at = next(number for number, line in enumerate(lines) if line.start in starts)
    if kind[0] in ("bullet", "number", "check") and at:
        above = reading.text[lines[at - 1].body : lines[at - 1].end].rstrip(" :")
        if lines[at - 1].mark != kind[0] and resolve_key(fold_key(above), reading.note.author, knowledge):
            return False
    same = [line for line in lines if (line.mark, line.level, _family(line), line.indent) == (*kind, 0)]
    telling = sum(line.end - name_end >= 4 for line, (_, name_end, _, _) in found)
    below = sum(any(other.start == line.end + 1 and other not in same for other in lines) for line, _ in found)
    return telling + below >= len(found) and (kind[0] in ("heading", "symbol") or len(found) * 2 >= len(same))


_AWAY = re.compile(
    r"留守|(?<!担当)(?<!担当者)不在(?!者|時)|定休|休業|休み(?:で|だった|。|$)|閉ま(?:って|り)|会えず|お会いできず|面会できず|名刺(?:だけ|のみ)?(?:を)?(?:置|投函)|(?:カタログ|資料|チラシ|パンフ)(?:だけ|のみ)?(?:を)?(?:投函|ポスト|置いて)|\b(?:shut|closed|nobody in|no one in|not in|left (?:a )?card)\b",
    re.IGNORECASE,
)
_AWAY_LONGEST = 60  # characters of a visit that came to nothing


def _held(visits: Sequence[Visit], text: str) -> tuple[Visit, ...]:
    """Return the visits with those marked that met nobody: a line that says only who was out."""
    told = []
    for visit in visits:
        rest = text[visit.name_end : visit.end].strip()
        away = len(rest) <= _AWAY_LONGEST and _AWAY.search(rest.split("\n\n")[0])
        told.append(replace(visit, is_held=not away))
    return tuple(told)


def _cut(
    found: Sequence[tuple[Line, _Named]], kind: _Kind, lines: Sequence[Line], length: int
) -> tuple[Visit, ...]:
    """Return the visits, each to the next line of its kind or above; the last one to where plain lines resume."""
    heads = {_begin(line, found, lines) if kind[0] == "label" else line.start: named for line, named in found}
    bounds = [
        line.start
        for line in lines
        if (line.mark, line.level, _family(line), line.indent) == (*kind, 0) or (line.mark == "heading" and (line.level or 9) < (kind[1] or 9))
    ]
    bounds = sorted({*bounds, *heads, length})
    visits = []
    for start, (a, b, company, _) in sorted(heads.items()):
        end = next(at for at in bounds if at > start)
        visits.append(Visit(start, end, a, b, company))
    last = visits[-1]
    if kind[0] in _OF_LINES:
        return tuple(visits)
    inner = [line for line in lines if line.start not in heads and any(v.start < line.start < v.end for v in visits[:-1])]
    if all(line.mark or line.indent for line in inner) and kind[0] != "heading":
        plain = next((line.start for line in lines if last.start < line.start < last.end and not line.mark and not line.indent), last.end)
        visits[-1] = Visit(last.start, plain, last.name_start, last.name_end, last.company)
    return tuple(visits)


def _begin(head: Line, found: Sequence[tuple[Line, _Named]], lines: Sequence[Line]) -> int:
    """Return where the paragraph of a labelled customer begins, where it holds no other customer."""
    others = {line.start for line, _ in found if line is not head}
    at = lines.index(head)
    while at and lines[at - 1].end + 1 == lines[at].start and lines[at - 1].start not in others and lines[at - 1].mark != "heading":
        at -= 1
    blocked = at and lines[at - 1].start in others and lines[at - 1].end + 1 == lines[at].start
    return head.start if blocked else lines[at].start
