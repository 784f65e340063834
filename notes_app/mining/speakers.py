"""Transcripts and self-introductions: whose words are these, and on which side do they sit? Pure, on folded text.

「綾部：30名のうち、座席は24しか…」 A label that is a name before spoken words is a speaker, and speakers were there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from notes_app.mining.draft import Draft
from notes_app.mining.folding import fold_key
from notes_app.mining.labels import NoteReading
from notes_app.mining.observation import is_spoken
from notes_app.mining.values.people import find_people

FEWEST_LINES, FEWEST_VOICES = 4, 2
_LINE = re.compile(r"[「『(]?([^\s:「」()]{1,10}(?:\s[A-Z][^\s:]{1,12})?)(?:[)」』]?\s?(?:\d{1,2}:\d\d\s?)?:\s?(?=\S)|\s\d{1,2}:\d\d\s(?=\S)|(?=「[^「」]{4,}))")
_NAME_SHAPED = re.compile(r"[一-鿿々]{1,4}|[一-鿿々]{1,2}[ツノヶ][一-鿿々]{1,2}|[ァ-ヴー]{2,8}|[A-Z][a-z'’]{1,14}(?:\s[A-Z][a-z'’-]{1,14})?|[ぁ-ん]{2,4}")
_SELLS = re.compile(
    r"弊社|御社|貴社|承知(?:いた)?しま|かしこまり|いかがでしょう|よろしいで|お持ち(?:し|いた)|お送り(?:し|いた)|ご用意|ご予算|ご想定|ご希望|させていただ|させてください|申し訳|伺います|ご提案|お見積|いただけます|お時間ありがとう|他社さん|お使いですか|保証|[Ss]orry|we can|[Ll]et me check|I'll (?:send|come back|check)|Shall we"
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
    leaning: int = 0
    bargains: int = 0
    polite: int = 0


def find_speakers(reading: NoteReading, own: set[str], known: Callable[[str], bool]) -> list[Draft]:
    """Return the speakers of a transcript as 先方出席者 or 当方出席者, () where the note is none.

    own: names of our own people; known: tells a folded label that the dictionary knows, which is no speaker.
    """
    voices: dict[str, _Voice] = {}
    for line in reading.lines[:600]:
        if line.kind != "text" or line.mark not in ("", "bullet"):
            continue
        match = _LINE.match(reading.text, line.body, min(line.end, line.body + 400))
        if not match or known(fold_key(match[1])):
            continue
        people = find_people(match[1])
        name = people[0].name if people else match[1]
        if (not people and not _NAME_SHAPED.fullmatch(name)) or name in ("Me", "You", "Us", "Them", "自分", "私", "相手", "先方"):
            continue
        said = reading.text[match.end() : min(line.end, match.end() + 400)]
        voice = voices.setdefault(name, _Voice(name, match.start(1), match.start(1) + len(match[1]), bool(people)))
        voice.is_marked = voice.is_marked or bool(people)
        voice.lines += 1
        voice.spoken += bool(is_spoken("A", said) or re.search(r"[。!?…]\s?$|[。?]", said) or re.search(r"[a-z][.!?]", said))
        sells, buys = len(_SELLS.findall(said)), len(_BUYS.findall(said))
        voice.leaning += sells - buys
        voice.bargains += sells + buys
        voice.polite += bool(_POLITE.search(said)) or said.isascii()
    heard = {name: voice for name, voice in voices.items() if voice.spoken * 2 >= voice.lines}
    if len(heard) < FEWEST_VOICES or sum(voice.lines for voice in heard.values()) < FEWEST_LINES or all(v.lines < 2 for v in heard.values()):
        return []
    spoken = [voice for voice in heard.values() if voice.spoken]
    some_marked = any(voice.is_marked for voice in spoken)
    polite = sum(voice.polite for voice in spoken) * 3 >= sum(voice.lines for voice in spoken)
    if not some_marked and not (polite and (any(voice.bargains for voice in spoken) or _is_english(spoken, reading))):
        return []  # colleagues among themselves
    return [_draft(voice, reading, own, some_marked=some_marked) for voice in spoken]


def _is_english(voices: list[_Voice], reading: NoteReading) -> bool:
    """Return whether a transcript is English and its writer is one of the voices: then the others are the customer's."""
    return all(voice.name.isascii() for voice in voices) and any(is_author(voice.name, reading.note.author) for voice in voices)


def _draft(voice: _Voice, reading: NoteReading, own: set[str], *, some_marked: bool) -> Draft:
    is_ours = is_author(voice.name, reading.note.author) or voice.name in own
    honoured = voice.is_marked or re.search(rf"{re.escape(voice.name)}\s?(?:さん|様|氏|先生|-san|[一-鿿]{{0,3}}[長役員])", reading.text)
    if not is_ours and not honoured and (voice.leaning > 0 or some_marked):
        is_ours = True  # who writes others with さん leaves it out for his own
    concept = "当方出席者" if is_ours else "先方出席者"
    return Draft(concept, voice.start, voice.end, voice.name, 0.9 if is_ours or honoured else 0.8, "cue", marked=not is_ours)


def is_author(name: str, author: str) -> bool:
    """Return whether a bare name is the writer's: his whole name, his family name, or one word of it."""
    if not name or not author or len(name) < 2:
        return False
    bare = name.replace(" ", "")
    return bare == author.replace(" ", "") or name in author.split() or (not bare.isascii() and author.startswith(bare))


def find_author(reading: NoteReading) -> list[Draft]:
    """Return the writer where he names himself as one who was there: 「お疲れ様です、堀之内です」, 「日報 10/30 榎並」."""
    author = reading.note.author.split()[0] if reading.note.author else ""
    if len(author) < 2 or author.isascii():
        return []
    said = re.compile(rf"(?:^|[。、\s:!！]|です|ます|ざいます|えー|えーと|えっと|あの|はい|どうも){re.escape(author)}(?:です|と申します|より(?:ご?報告|連絡))")
    headed = re.compile(rf"(?:日報|週報|報告書?|記録)[^\n]{{0,40}}[\s:\]】)]{re.escape(author)}(?:\s|$|\()")
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

