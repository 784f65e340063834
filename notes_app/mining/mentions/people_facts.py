"""What is true of a person named in a note, wherever else the note names him: voice, author, neighbours, side, what he decides. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from notes_app.mining.english.deciding import DECIDES
from notes_app.mining.english.given_names import is_given_name
from notes_app.mining.english.people import said_of_name
from notes_app.mining.labels import NoteReading
from notes_app.mining.lines import Line
from notes_app.mining.mentions.mention import step
from notes_app.mining.prose.people_cues import said_of_person
from notes_app.mining.prose.speakers import leaning
from notes_app.mining.values.bare_names import is_author
from notes_app.mining.values.companies import is_company_like
from notes_app.mining.values.people import PersonMatch
from notes_app.mining.values.titles import surnames


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named: folded span, bare name, how he was recognised, and the title and honorific beside him."""

    start: int
    end: int
    name: str
    how: str
    title: str = ""
    honorific: str = ""


_OURS = re.compile(r"当社|弊社|自社|当方|こちら|こっち|うち(?!合)|同行|同席|我々|私|わたし|自分|小職|僕|俺|\b(?:us|our|ours|we|me|from here|my)\b", re.IGNORECASE)
_THEIRS = re.compile(r"先方|相手|お客|客先|顧客|御社|貴社|面談|応対|対応|訪問先|\b(?:them|their|theirs|met|saw|spoke|seen|faces|client|customer)\b", re.IGNORECASE)
_DECIDES = re.compile(
    r"決(?![算済])(?<!解決)|判断|稟議|承認|ハンコ|判子|はんこ|印鑑|うんと|ウント|首を縦|うなず|頷|許し|同意|一存|一声|最終|最後|ゴーサイン|サイン|OK|キーマン|キメ|通ら|通れば|通し|上げ(?:る|て|ま|先)|権限|全権|裁量|権(?=[\s:=])|財布|任さ|握[っる]|ボス|納得|腹ひとつ|次第|鶴の"
    rf"|\b(?:{DECIDES})\b",
    re.IGNORECASE,
)
_GAP = re.compile(r"[\s、,/・&+|;:\-()と]*(?:と|and|や|,)?[\s、,/・&+|;()]*(?:[一-鿿ァ-ヴーA-Za-z. ]{0,10}の?)?\s?")
_REACH, _NEAR, _NEAR_IN_ENGLISH, _BY_PRONOUN = 40, 36, 52, 140
_TALK, _TALK_READ = 3, 4000  # voices that make a talk; characters of it looked at
_HE_DECIDES = re.compile(rf"\b(?:[Hh]e|[Ss]he)(?:'s| is| can| alone| has to| will| does| always)?(?: also| then)? (?:{DECIDES})|\bsigns? (?:it )?(?:him|her)self\b|\b(?:his|her) (?:own )?(?:call|decision)\b")


@dataclass(slots=True)
class _Known:
    """What all mentions of one name tell: how often he speaks, how his words lean, whether he is honoured or decides anywhere."""

    lines: int = 0
    leans: int = 0
    mentions: int = 0
    honoured: int = 0
    decides: int = 0
    titles: set[str] = field(default_factory=set)


def facts_of(reading: NoteReading, lines: Sequence[tuple[Line, str]], named: Sequence[Named], values: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the facts of each of the people named, in their order."""
    text = reading.text
    known: dict[str, _Known] = {}
    near = [decides_near(text, one.start, one.end) for one in named]
    for one, value, decides in zip(named, values, near, strict=True):
        held = known.setdefault(value, _Known())
        held.mentions += 1
        held.honoured += bool(one.honorific or one.title)
        held.decides += decides
        if one.title:
            held.titles.add(one.title)
        if one.how == "voice":
            held.lines += 1
            held.leans += leaning(text[one.end : one.end + 200].partition("\n")[0])
    starts = {line.start: (at, line, words) for at, (line, words) in enumerate(lines)}
    order = sorted(starts)
    ranks = {value: at for at, value in enumerate(dict.fromkeys(values))}
    voices = Counter(one.name for one in named if one.how == "voice")
    spoken = f"talk {step(sum(voices.values()), 1, 4, 10)}"
    talk = _kind_of_talk(text, named) if sum(voices.values()) >= _TALK else ""
    return [
        (*_by_itself(reading, one), *_by_pronoun(text, named, at), *_by_name(known[value], one, decides=near[at]), *_by_place(text, lines, starts, order, one), *_beside(text, named, at, reading.note.author),
         *((f"{'voice of' if one.how == 'voice' else 'named in'} {talk}",) if talk else ()), f"rank {step(ranks[value], 1, 2, 3, 5, 8)}", f"people {step(len(ranks), 2, 3, 4, 6, 9)}", spoken)
        for at, (one, value) in enumerate(zip(named, values, strict=True))
    ]  # fmt: skip


def decides_near(text: str, start: int, end: int) -> bool:
    """Return whether the words of a line near a span speak of who decides."""
    near = _NEAR_IN_ENGLISH if text[start:end].isascii() else _NEAR
    low, high = max(text.rfind("\n", 0, start) + 1, start - near), text.find("\n", end)
    return bool(_DECIDES.search(text, low, min(end + near, high if high >= 0 else len(text))))


def _by_itself(reading: NoteReading, one: Named) -> list[str]:
    text, author = reading.text, reading.note.author
    start = text.rfind("\n", 0, one.start) + 1
    end = text.find("\n", one.end)
    line = text[max(start, one.start - 80) : min(one.end + 80, end if end >= 0 else len(text))]
    at = one.start - max(start, one.start - 80)
    person = PersonMatch(at, at + one.end - one.start, one.name, one.title, one.honorific, bool(one.title or one.honorific))
    told = said_of_person(line, person)
    if one.name.isascii():
        told += said_of_name(line[max(0, at - 70) : at], line[person.end : person.end + 70])
    own = "?" if not author else str(is_author(one.name, author))
    return [
        f"how {one.how}", f"honorific {one.honorific}", f"title {one.title[-2:]}", f"surname {one.name in surnames()}", f"author {own}", f"author {own} {one.how}",
        f"glued {_script(text[one.start - 1 : one.start])} {_script(text[one.end : one.end + 1])}", f"company {is_company_like(one.name)}", f"ascii {one.name.isascii()}", f"words {one.name.count(' ')}", *((f"given name {is_given_name(one.name.partition(' ')[0])} {bool(one.honorific)}",) if one.name.isascii() else ()), *told,
    ]  # fmt: skip


def _script(ch: str) -> str:
    """Return whether a name is cut from a run of letters: the kind of the letter that touches it, "" where none does."""
    return "kanji" if "一" <= ch <= "鿿" else "kana" if "ァ" <= ch <= "ヴ" or ch == "ー" else "letter" if ch.isascii() and ch.isalpha() else ""


def _by_name(known: _Known, one: Named, *, decides: bool) -> list[str]:
    bare = not (one.title or one.honorific)
    elsewhere = known.honoured > (not bare)
    facts = [
        f"speaks {step(known.lines, 1, 2, 4, 8)}", f"named {step(known.mentions, 2, 3, 5)}", f"bare {bare}, honoured elsewhere {elsewhere}",
        f"decides {decides}", f"decides elsewhere {known.decides > decides}", f"has a title {bool(known.titles)}",
    ]  # fmt: skip
    if known.lines:
        facts += [f"leans {max(-3, min(3, known.leans))}", f"voice honoured {bool(known.honoured)}"]
    return facts


def _by_place(text: str, lines: Sequence[tuple[Line, str]], starts: dict[int, tuple[int, Line, str]], order: Sequence[int], one: Named) -> list[str]:
    """Return which word of a side stands last before him in his line and first behind him, and where his line stands."""
    start = text.rfind("\n", 0, one.start) + 1
    before = text[max(start, one.start - _REACH) : one.start]
    after = text[one.end : one.end + 20].partition("\n")[0]
    ours, theirs = _last(_OURS, before), _last(_THEIRS, before)
    side = "none" if ours == theirs else "ours" if ours > theirs else "theirs"
    behind = "ours" if _OURS.search(after) else "none"
    facts = [f"side {side}", f"side behind {behind}", f"side {side} bare {not (one.title or one.honorific)}", f"slash before {'/' in before or '／' in before}"]
    if start in starts:
        at, line, words = starts[start]
        facts += [f"from the end {step(len(lines) - at, 2, 3, 5)}", f"alone {words[line.body - line.start :].strip(' -:、。.') == text[one.start : one.end]}"]
        facts.append(f"first in line {not words[line.body - line.start : one.start - start].strip()}")
    return facts


_OTHERS = re.compile(r"\b(?:they|them|their|he|she|him|her|his)\b", re.IGNORECASE)
_YOU = re.compile(r"\b(?:you|your|yours)\b", re.IGNORECASE)


def _kind_of_talk(text: str, named: Sequence[Named]) -> str:
    """Return whether a talk written down is headed, and whether it is of others more than of "you": colleagues speak of customers so. "" for Japanese."""
    first = next((one for one in named if one.how == "voice"), None)
    if first is None or not first.name.isascii():
        return ""
    others, you = len(_OTHERS.findall(text, 0, _TALK_READ)), len(_YOU.findall(text, 0, _TALK_READ))
    return f"a talk headed {bool(text[: first.start].strip())} of others {step(others - you, -2, 0, 3, 7)}"


def _by_pronoun(text: str, named: Sequence[Named], at: int) -> list[str]:
    """Return whether it is said behind an English name, before any other, that he or she decides."""
    one = named[at]
    if not one.name.isascii():
        return []
    stop = named[at + 1].start if at + 1 < len(named) else len(text)
    return ["he decides"] if _HE_DECIDES.search(text, one.end, min(stop, one.end + _BY_PRONOUN)) else []


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def _beside(text: str, named: Sequence[Named], at: int, author: str) -> list[str]:
    """Return what those are who stand in one list with him: honoured, bare or the writer."""
    before, behind = _run(text, named, at, -1), _run(text, named, at, 1)
    if not before and not behind:
        return ["listed with nobody"]
    around = [named[other] for other in (*before, *behind)]
    facts = [f"before him {_class(named[before[0]], author) if before else 'nobody'}", f"behind him {_class(named[behind[0]], author) if behind else 'nobody'}"]
    bare = not (named[at].title or named[at].honorific)
    facts += [f"list of {step(len(around) + 1, 3, 4, 6)}", f"listed {bare} with author {any(is_author(one.name, author) for one in around)}"]
    facts.append(f"listed {bare} with honoured {any(one.title or one.honorific for one in around)} bare {any(not (one.title or one.honorific) for one in around)}")
    return facts


def _run(text: str, named: Sequence[Named], at: int, way: int) -> list[int]:
    """Return whoever is joined to one of the people in one direction, nearest first."""
    found: list[int] = []
    here = at
    while 0 <= here + way < len(named) and len(found) < 6:
        first, second = sorted((named[here], named[here + way]), key=lambda one: one.start)
        gap = text[first.end : second.start]
        if len(gap) > 16 or "\n" in gap or not _GAP.fullmatch(gap):
            break
        here += way
        found.append(here)
    return found


def _class(one: Named, author: str) -> str:
    return "author" if is_author(one.name, author) else "honoured" if one.honorific else "titled" if one.title else "bare"
