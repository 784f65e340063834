"""Transcripts and self-introductions: whose words are these, and on which side do they sit? Pure, on folded text.

「綾部：30名のうち、座席は24しか…」 A label that is a name before spoken words is a speaker, and speakers were there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from notes_app.mining.draft import Draft
from notes_app.mining.english.talk import ROLES, Turn, are_colleagues, sides, signature
from notes_app.mining.folding import fold_key
from notes_app.mining.labels import NoteReading
from notes_app.mining.observation import is_spoken
from notes_app.mining.values.bare_names import is_author
from notes_app.mining.values.people import find_people

FEWEST_LINES, FEWEST_VOICES = 4, 2
_CLOCK = r"\d{1,2}:\d\d(?::\d\d)?"
VOICE = re.compile(
    rf"(?P<before>\[?{_CLOCK}\]?\s)?[「『(]?(?P<name>[A-Z][\w'’.-]{{1,15}}(?:\s[A-Z][^\s:]{{1,15}})?|[^\s:「」()\[\]]{{1,10}})"
    rf"(?:[)」』]?\s?(?:(?P<beside>{_CLOCK})\s?)?:\s?(?=\S)|\s(?P<behind>{_CLOCK})(?:\s(?=\S)|$)|(?=「[^「」]{{4,}}))",
    re.MULTILINE,
)
_NAME_SHAPED = re.compile(r"[一-鿿々]{1,4}|[一-鿿々]{1,2}[ツノヶ][一-鿿々]{1,2}|[ァ-ヴー]{2,8}|[A-Z][a-z'’]{1,14}(?:\s[A-Z][a-z'’-]{1,14})?|[ぁ-ん]{2,4}")
_SELLS = re.compile(
    r"弊社|御社|貴社|承知(?:いた)?しま|かしこまり|いかがでしょう|よろしいで|お持ち(?:し|いた)|お送り(?:し|いた)|ご用意|ご予算|ご想定|ご希望|させていただ|させてください|申し訳|伺います|ご提案|お見積|いただけます|お時間ありがとう|他社さん(?:は|の(?:お話|ご?提案|見積)|から|とも|も)[^。]*[?？か]|なら[^。]{0,12}(?:でき|可能)(?:ます|です)|お使いですか|保証|[Ss]orry|we can|[Ll]et me check|I'll (?:send|come back|check)|Shall we"
)
_POLITE = re.compile(r"です|ます|でした|ました|ません|ください|でしょう")
_BUYS = re.compile(
    r"うち(?:は|の|で|に|も)|おたく|助かります|検討し|もらえ|ください(?:ね|よ|。|$)|困って|買(?:う|い)|高い(?:な|ね|です)|予算は|決裁|稟議|上げます|社長が|お願いします|We need|we need|our (?:budget|owner|boss)"
)


@dataclass(slots=True)
class _Voice:
    """One speaker: first label, its folded span, how often he speaks, what speaks for his selling or buying."""

    name: str
    start: int
    end: int
    is_marked: bool
    lines: int = 0
    spoken: int = 0
    stamped: int = 0
    leaning: int = 0
    bargains: int = 0
    polite: int = 0


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a transcript tells: who took part, and the names of colleagues who only talk about it among themselves."""

    drafts: tuple[Draft, ...] = ()
    colleagues: frozenset[str] = frozenset()


def find_speakers(reading: NoteReading, own: set[str], known: Callable[[str], bool]) -> Transcript:
    """Return the speakers of a transcript as 先方出席者 or 当方出席者; an empty `Transcript` where the note is none.

    own: names of our own people; known: tells a folded label that the dictionary knows, which is no speaker.
    In a chat, where every line has its clock and nobody an honorific, colleagues talk: only the writer was there.
    """
    voices = _merged(_voices(reading, known))
    if any(is_author(voice.name, reading.note.author) for voice in voices if voice.lines >= 2 and voice.name.isascii()):
        for voice in voices:
            voice.spoken = max(voice.spoken, voice.lines // 2)  # a chat among others with the writer needs no full stops
    heard = [voice for voice in voices if voice.spoken * 3 >= voice.lines]
    lines = sum(voice.lines for voice in heard)
    if len(heard) < FEWEST_VOICES or lines < FEWEST_LINES or all(v.lines < 2 for v in heard):
        return Transcript()
    spoken = [voice for voice in heard if voice.spoken]
    some_marked = any(voice.is_marked for voice in spoken)
    polite = sum(voice.polite for voice in spoken) * 3 >= sum(voice.lines for voice in spoken)
    turns = _turns(reading, voices) if all(voice.name.isascii() for voice in spoken) else []
    if turns and (own_talk := _colleagues(spoken, turns, reading)):
        return own_talk
    is_chat = not some_marked and sum(voice.stamped for voice in heard) * 2 > lines
    if is_chat or (not some_marked and not (polite and (any(voice.bargains for voice in spoken) or _is_english(spoken, reading)))):
        writer = [v for v in spoken if is_chat and is_author(v.name, reading.note.author)]
        drafts = tuple(Draft("当方出席者", v.start, v.end, v.name, 0.82, "cue") for v in writer)
        return Transcript(drafts, frozenset(voice.name for voice in voices))
    placed = sides(turns, {v.name for v in spoken if is_author(v.name, reading.note.author) or v.name in own} or _who_sells(spoken)) if turns else {}
    return Transcript(tuple(_draft(voice, reading, own, placed.get(voice.name), some_marked=some_marked) for voice in spoken if voice.name not in ROLES))


def _turns(reading: NoteReading, voices: Sequence[_Voice]) -> list[Turn]:
    """Return who says what in an English transcript, voices by their full names."""
    whole = {word: voice.name for voice in voices for word in (voice.name, *voice.name.split())}
    turns = []
    for line in reading.lines[:600]:
        match = VOICE.match(reading.text, line.body, min(line.end, line.body + 400)) if line.kind == "text" else None
        if match and match["name"] in whole:
            turns.append((whole[match["name"]], reading.text[match.end() : min(line.end, match.end() + 400)]))
    return turns


def _colleagues(spoken: Sequence[_Voice], turns: Sequence[Turn], reading: NoteReading) -> Transcript | None:
    """Return a talk among ourselves of somebody one of us saw: who says that he was there took part, and the writer."""
    if not are_colleagues(turns) or not any(is_author(v.name, reading.note.author) for v in spoken):
        return None
    there = {name for name, said in turns if _CAME_TOO.search(said)}
    drafts = [Draft("当方出席者", v.start, v.end, v.name, 0.82, "cue") for v in spoken if v.name not in ROLES and (is_author(v.name, reading.note.author) or v.name in there)]
    return Transcript(tuple(drafts), frozenset(name for name, _ in turns))


_CAME_TOO = re.compile(r"\bI (?:was|came|went) (?:there|with|along)|\bwe (?:saw|met|went|both)\b")


def leaning(said: str) -> int:
    """Return how much more words sell than buy."""
    return len(_SELLS.findall(said)) - len(_BUYS.findall(said))


def _who_sells(spoken: Sequence[_Voice]) -> set[str]:
    """Return the voice that sells most plainly, where the writer is none of them."""
    best = max(spoken, key=lambda voice: voice.leaning)
    return {best.name} if best.leaning > 0 and sum(voice.leaning == best.leaning for voice in spoken) == 1 else set()


def _voices(reading: NoteReading, known: Callable[[str], bool]) -> list[_Voice]:
    voices: dict[str, _Voice] = {}
    for line in reading.lines[:600]:
        if line.kind != "text" or line.mark not in ("", "bullet"):
            continue
        match = VOICE.match(reading.text, line.body, min(line.end, line.body + 400))
        if not match or known(fold_key(match["name"])):
            continue
        people = find_people(match["name"])
        name = people[0].name if people else match["name"]
        if (not people and not _NAME_SHAPED.fullmatch(name)) or name in ("Me", "You", "Us", "Them", "自分", "私", "相手", "先方"):
            continue
        said = reading.text[match.end() : min(line.end, match.end() + 400)]
        stamp = match["before"] or match["beside"] or match["behind"]
        voice = voices.setdefault(name, _Voice(name, match.start("name"), match.start("name") + len(match["name"]), bool(people)))
        voice.is_marked = voice.is_marked or bool(people)
        voice.lines += 1
        voice.stamped += bool(stamp)
        voice.spoken += bool(stamp or said.startswith("「") or is_spoken("A", said) or re.search(r"[。!?…]\s?$|[。?]", said) or re.search(r"[a-z][.!?]", said))
        sells, buys = len(_SELLS.findall(said)), len(_BUYS.findall(said))
        voice.leaning += sells - buys
        voice.bargains += sells + buys
        voice.polite += bool(_POLITE.search(said)) or said.isascii()
    return list(voices.values())


def _merged(voices: list[_Voice]) -> list[_Voice]:
    """Add who is called by one of his names to who was introduced by both: Crane is Ishbel Crane."""
    whole = [voice for voice in voices if " " in voice.name]
    kept = []
    for voice in voices:
        same = [one for one in whole if one is not voice and voice.name in one.name.split()]
        if len(same) != 1:
            kept.append(voice)
            continue
        for count in ("lines", "spoken", "stamped", "leaning", "bargains", "polite"):
            setattr(same[0], count, getattr(same[0], count) + getattr(voice, count))
    return kept


def _is_english(voices: list[_Voice], reading: NoteReading) -> bool:
    """Return whether a transcript is English and its writer is one of the voices: then the others are the customer's."""
    return all(voice.name.isascii() for voice in voices) and any(is_author(voice.name, reading.note.author) for voice in voices)


def _draft(voice: _Voice, reading: NoteReading, own: set[str], placed: bool | None, *, some_marked: bool) -> Draft:
    """Return a voice on its side. placed: whether an English talk places it on ours, None where it does not tell."""
    is_ours = is_author(voice.name, reading.note.author) or voice.name in own
    if placed is not None and not voice.is_marked:
        return Draft("当方出席者" if placed or is_ours else "先方出席者", voice.start, voice.end, voice.name, 0.86, "cue", marked=not placed)
    honoured = voice.is_marked or (not some_marked and _is_honoured(voice.name, reading.text))
    doubtful = voice.name.isascii() and voice.leaning < 2 and any(word in reading.text for word in reading.note.author.split())
    if not is_ours and not honoured and ((voice.leaning > 0 and not doubtful) or some_marked):
        is_ours = True  # who writes others with さん leaves it out for his own
    concept = "当方出席者" if is_ours else "先方出席者"
    return Draft(concept, voice.start, voice.end, voice.name, 0.9 if is_ours or honoured else 0.8, "cue", marked=not is_ours)


_HONOUR = re.compile(r"\s?(?:さん|様|氏|先生|-san|[一-鿿]{0,3}[長役員])")


def _is_honoured(name: str, text: str) -> bool:
    """Return whether a text honours a name wherever it stands."""
    at = text.find(name)
    while at >= 0:
        if _HONOUR.match(text, at + len(name)):
            return True
        at = text.find(name, at + 1)
    return False


@lru_cache(maxsize=256)
def _own_words(author: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return how a writer says that it is he, and how he heads what he writes; a pattern is dear to make, and writers write again."""
    name = re.escape(author)
    said = re.compile(rf"(?:^|[。、\s:!！]|です|ます|ざいます|えー|えーと|えっと|あの|はい|どうも){name}(?:です|と申します|より(?:ご?報告|連絡))")
    headed = re.compile(rf"(?:日報|週報|報告書?|記録|記入|作成|文責)[^\n]{{0,40}}[\s:\]】)]{name}(?:\s|$|\()|^\W{{0,3}}{name}\s?(?:日報|週報|報告|記)")
    return said, headed


def find_author(reading: NoteReading) -> list[Draft]:
    """Return the writer where he names himself as one who was there: 「お疲れ様です、堀之内です」, 「日報 10/30 榎並」."""
    author = reading.note.author.split()[0] if reading.note.author else ""
    if len(author) < 2:
        return []
    if author.isascii():
        return _english_author(reading, author)
    if author not in reading.text:
        return []
    said, headed = _own_words(author)
    shown = 0
    for line in reading.lines[:30]:
        if line.kind not in ("text",):
            continue
        shown += 1
        text = reading.text[line.start : min(line.end, line.start + 200)]
        match = said.search(text) or (headed.search(text) if shown <= 3 else None)
        if match:
            at = line.start + text.index(author, match.start())
            return [Draft("当方出席者", at, at + len(author), author, 0.82, "cue")]
        if shown >= 5:
            break
    return []



@lru_cache(maxsize=256)
def _own_head(author: str) -> re.Pattern[str]:
    """Return how a writer names himself in English: groups a and b hold the name."""
    name = re.escape(author)
    return re.compile(rf"\bthis is (?P<a>{name})\b|^[^\n]{{0,60}}(?:log|report|notes?|diary)\b[^\n]{{0,40}}[/|,:-]\s?(?P<b>{name})(?:\s*$|\s?[/|,(-])", re.IGNORECASE)


def _english_author(reading: NoteReading, author: str) -> list[Draft]:
    """Return the writer who says his name: "this is Holt", "Day log, Tue 5 May / Holt", or signs a mail that tells whom he met."""
    name = re.escape(author)
    head = _own_head(author)
    texts = [line for line in reading.lines[:200] if line.kind == "text" and line.end > line.start]
    for line in texts[:3]:
        if match := head.search(reading.text, line.start, min(line.end, line.start + 200)):
            group = "a" if match["a"] else "b"
            return [Draft("当方出席者", match.start(group), match.end(group), author, 0.82, "cue")]
    last = texts[-1] if texts else None
    if last and len(texts) >= 3 and re.fullmatch(rf"\W{{0,3}}{name}\W{{0,2}}", reading.text[last.start : last.end]) and _I_WAS_THERE.search(reading.text[:4000]):
        at = reading.text.index(author, last.start)
        return [Draft("当方出席者", at, at + len(author), author, 0.8, "cue")]
    if len(texts) >= 3 and last and (name_of := signature([reading.text[line.start : line.end] for line in texts])):
        at = reading.text.index(name_of, last.start)
        return [Draft("当方出席者", at, at + len(name_of), name_of, 0.74, "cue")]
    return []


_I_WAS_THERE = re.compile(r"\b(?:I|we|We)\s(?:met|saw|spoke|talked|visited|called|rang|phoned|went|drove|sat|had|walked|showed|was|were|just|popped|dropped)\b|\b(?:Met|Saw|Visited|Spoke|Called)\b")
