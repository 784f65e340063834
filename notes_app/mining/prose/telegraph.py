"""Telegraphic lines: 「12/2 オオタニ 伊良部課長 検査4名 単2,020 宿契約書12/5 次12/11見学」. Pure, on folded text.

Words stand side by side without labels, or with a label of one syllable grown together with its value. A token is read
only where its shape leaves no doubt: 次 before a date, 単 before a number, 確 before a rank.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from notes_app.mining.draft import Draft, ValueContext
from notes_app.mining.labels import NoteReading
from notes_app.mining.values.choices import find_choice, is_stage
from notes_app.mining.values.companies import is_company_like, resolve_company
from notes_app.mining.values.dates import ahead, find_dates
from notes_app.mining.values.money import find_money
from notes_app.mining.values.people import find_people, find_title
from notes_app.mining.values.proper_names import looks_proper

FEWEST_TOKENS = 4
_TOKEN = re.compile(r"[^\s/、,。]+(?:\([^)]*\))?")
_LABELLED = re.compile(r"[〈<【\[(《]|[^\s:]{1,12}:|\|")
_RUNNING = re.compile(r"(?:[^\s。]{24,})|です|ます|ました|した。|った。|いる。")
_GROWN = re.compile(r"^(宿題?|次回?|単価?|始|予算?|競合?|決裁?|確度?|額|金|納期?|競|敵|見込み?|やる|todo|ToDo|TODO)[:=]?(?=[^ぁ-ん\s])(.+)$")
_NAME = re.compile(r"[一-鿿々ヶァ-ヴーA-Za-z0-9&・]{2,16}")
_RANK = re.compile(r"^(?:[A-E][+-]?|\d{1,3}%)$")


@dataclass(frozen=True, slots=True)
class _Token:
    """One word of a line: folded text and where it starts."""

    text: str
    start: int


def find_telegraphed(reading: NoteReading, context: ValueContext, is_label: Callable[[str], bool]) -> list[Draft]:
    """Return what telegraphic lines say, surest tokens first; lines of running prose give nothing."""
    drafts = _line_by_line(reading, context)
    for line in reading.lines[:80]:
        if line.kind != "text" or line.mark == "heading" or line.end - line.body > 260:
            continue
        text = reading.text[line.body : line.end]
        tokens = [_Token(m[0], line.body + m.start()) for m in _TOKEN.finditer(text)]
        if len(tokens) < FEWEST_TOKENS or text.isascii() or _RUNNING.search(text) or _LABELLED.match(text) or is_label(tokens[0].text) or (drafts and len(text) < 24):
            continue
        for at, token in enumerate(tokens):
            drafts.extend(_grown(token, context))
            if drafts and drafts[-1].start == token.start + 1:
                continue
            drafts.extend(_plain(tokens, at, context, is_label))
    return drafts


_SHORT_LINE, _FEWEST_HEADS = 26, 3


def _line_by_line(reading: NoteReading, context: ValueContext) -> list[Draft]:
    """Read a note whose every line is a syllable and its value (予3000万 / 競ナナホシ / 次4/20): three different ones at least."""
    drafts: list[Draft] = []
    heads: set[str] = set()
    for line in reading.lines[:40]:
        text = reading.text[line.body : line.end]
        if line.kind != "text" or line.end - line.body > _SHORT_LINE or "。" in text:
            continue
        token = _Token(text, line.body)
        read = _grown(token, context) or _grown_name(token, context)
        if read:
            heads.add(text[0])
            drafts.extend(read)
    return drafts if len(heads) >= _FEWEST_HEADS else []


def _grown_name(token: _Token, context: ValueContext) -> list[Draft]:
    """訪マルヨシ食品, 面田中課長: whom a line names behind one syllable."""
    head, value, at = token.text[:1], token.text[1:].strip(" :"), token.start + token.text.find(token.text[1:].strip(" :"), 1)
    if head in "訪客社先" and (looks_proper(value) or re.fullmatch(r"[ァ-ヴー]{3,10}", value)):
        return [Draft("会社名", at, at + len(value), resolve_company(value, context.by_key), 0.8, "cue")]
    if head in "面会相人":
        return [Draft("先方出席者", at + p.start, at + p.end, p.name, 0.84, "cue", marked=True) for p in find_people(value)]
    return []


def _grown(token: _Token, context: ValueContext) -> list[Draft]:
    """Read a token that begins with a label: 次12/11見学, 単2,020, 決=遠山田事務長."""
    match = _GROWN.match(token.text)
    if not match:
        return []
    read = next((reader for heads, reader in _READERS.items() if match[1][0] in heads), None)
    return read(match[2], token.start + match.start(2), context) if read else []


def _next(value: str, at: int, context: ValueContext) -> list[Draft]:
    dates = find_dates(value, context.reference)
    if not dates or dates[0].start > 1:
        return []
    found = ahead(dates[0], value[dates[0].start : dates[0].end], context.reference)
    return [Draft("次回予定", at + found.start, at + found.end, found.iso, 0.84, "cue")]


def _money(value: str, at: int, context: ValueContext) -> list[Draft]:
    money = find_money(value, labelled=True)
    return [Draft("予算", at + money[0].start, at + money[0].end, money[0].amount, 0.8, "cue")] if money and money[0].start <= 2 else []


def _odds(value: str, at: int, context: ValueContext) -> list[Draft]:
    choice = find_choice(value)
    return [Draft("確度", at, at + choice[1], choice[2], 0.84, "cue")] if choice and choice[0] == 0 else []


def _decider(value: str, at: int, context: ValueContext) -> list[Draft]:
    people, title = find_people(value), find_title(value)
    if people:
        return [Draft("決裁者", at + people[0].start, at + people[0].end, people[0].name, 0.84, "cue")]
    return [Draft("決裁者", at, at + title[1], value[: title[1]], 0.8, "cue")] if title and title[0] == 0 else []


def _rival(value: str, at: int, context: ValueContext) -> list[Draft]:
    if not _NAME.fullmatch(value) or not (is_company_like(value) or re.match(r"[ァ-ヴーA-Z]", value)):
        return []
    return [Draft("競合", at, at + len(value), resolve_company(value, context.by_key), 0.78, "cue")]


def _task(value: str, at: int, context: ValueContext) -> list[Draft]:
    return [Draft("次回アクション", at, at + len(value), value, 0.8, "cue")] if len(value) >= 3 else []


_READERS = {"次": _next, "単予額金": _money, "確見": _odds, "決": _decider, "競敵": _rival, "宿やtT": _task}
"""First characters of a grown label -> what reads its value."""


def _plain(tokens: list[_Token], at: int, context: ValueContext, is_label: Callable[[str], bool]) -> list[Draft]:
    token = tokens[at]
    text, start = token.text, token.start
    if _RANK.match(text):
        return [Draft("確度", start, start + len(text), text, 0.78, "cue")]
    if is_stage(text) and at >= 2:
        return [Draft("フェーズ", start, start + len(text), text, 0.7, "cue")]
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    name = re.sub(r"(?:様|さん|御中)$", "", text)
    if (
        at <= 2
        and _NAME.fullmatch(name)
        and not re.search(r"\d", name)
        and not is_label(name)
        and not find_people(text)
        and (looks_proper(name) or (find_people(following) and re.search(r"[ァ-ヴA-Za-z]", name)))
    ):
        return [Draft("会社名", start, start + len(name), resolve_company(name, context.by_key), 0.74, "cue")]
    return []
