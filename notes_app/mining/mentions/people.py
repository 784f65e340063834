"""Who may a note name? People with a title or an honorific, and names that go bare: in lists, as speakers, as the writer's own. Pure.

Half of the people in minutes are named without any mark (当社：佐藤、木村; 沢田「…」; Petra): a family name, a place among
other names or a voice is all there is. Here stands whoever could be one; which side he is of, the words around him decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from notes_app.mining.english.people import lead_of, names_in
from notes_app.mining.labelled import METADATA
from notes_app.mining.labels import NoteReading
from notes_app.mining.lines import Line
from notes_app.mining.mentions.filed import Filed, ours_in
from notes_app.mining.mentions.mention import Mention
from notes_app.mining.mentions.people_facts import Named, facts_of
from notes_app.mining.prose.speakers import VOICE
from notes_app.mining.values.bare_names import is_author
from notes_app.mining.values.english_names import is_plain_word, is_trade_word
from notes_app.mining.values.people import PersonMatch, find_people, list_people
from notes_app.mining.values.proper_names import COMMON, is_plain_head
from notes_app.mining.values.titles import NOT_NAMES, TITLES, surnames
from notes_app.mining.values.word_list import any_of

_LISTED, _LIST_LINE, _LISTS, _VOICES = 100, 70, 60, 120
"""Characters of a value and of a line that may list people; values and lines looked at."""
_POSTS = frozenset(TITLES)
_KANJI_RUN = re.compile(r"[一-鿿々]+(?:[ツノヶケ][一-鿿々]+)*")
_DOING = re.compile(r"(?:同行|同席|訪問|単独|担当|対応|記入|作成|記|報告|日報|入電|架電|了承|承認|決裁|不在|一人|二人|両名|様方|携帯|宛|着|発|受|立話|本人|夫妻|親方|杜氏|事務局|指導|次長|部長)")
"""What stands right behind a family name without parting it from its run of characters."""
_CALLED = re.compile(rf"(?:{any_of(TITLES)}|担当|総務|経理|人事|営業|購買|技術|工務|役員|本社|本部|息子|番頭|工場|[一-鿿]{{2,3}}[課部室])(?:の|\s)?(?P<name>[一-鿿々]{{1,4}}|[一-鿿々][ツノヶ][一-鿿々]{{1,2}}|[ァ-ヴー]{{2,8}}[一-鿿]{{0,3}})(?=[、。,/・\s(「」がはをにもとで]|$)")
_LETTERED = re.compile(r"(?<![一-鿿々])(?P<name>[一-鿿々ヶツノ]{2,4})[A-Z]{1,3}(?![A-Za-z0-9])")
_REGIONAL = re.compile(r"(?<![一-鿿々])(?P<name>[一-鿿々]{2,4})(?:はん|っち|どん|ちゃん|部(?=[、。\s/・]|$)|課(?=[、。\s/・]|$))")
_OURS = re.compile(r"(?:当社|弊社|自社|当方|こちら|こっち|うち|同行者?|当)(?:側)?(?:から|より)?(?:は|:|=|が)?\s?(?:私|わたし|自分|小職|僕|俺|わし)?(?:と|、)?(?P<name>[一-鿿々]{1,3}(?:[ツノヶ][一-鿿々]{1,2})?)(?=[、。,/・\s(とのがでひだ]|$)")
_I_AM = re.compile(r"(?:^|[、。!\s]|はい|えー|えっと|えーと|ます|です)(?P<name>[一-鿿々]{1,4}|[一-鿿々][ツノヶ][一-鿿々]{1,2})(?=です(?!か)|と申し|の録音|より報告)")
_SAID = ((_CALLED, "called"), (_LETTERED, "lettered"), (_REGIONAL, "called"), (_OURS, "ours"), (_I_AM, "i am"))
_LATIN = re.compile(r"[A-Z][a-z]|\b(?:mr|ms|mrs|dr|met|saw|spoke|called)\b")
_LIST_SIGN = re.compile(r"[、,/・&+;]|さんと|様と|\s\s|\t")
_NO_LIST = re.compile(r"\d\d|[。!?%¥円]")
_JOINED_BY_TO = re.compile(r"(?<=[一-鿿々])と(?=[一-鿿々]{2})")


def find_persons(reading: NoteReading, lines: Sequence[tuple[Line, str]], nobody: Set[str], filed: Filed) -> list[Mention]:
    """Return the people whom the lines of a note may name, in order; nobody: words that look like a name and are none, unless filed."""
    named: dict[tuple[int, int], Named] = {}
    taken = bytearray(len(reading.text) + 1)

    def keep(one: Named) -> None:
        one = _without_lead(reading.text, one)
        if one.name and (one.how in ("honoured", "filed") or _may_name(one.name, nobody)) and not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\x01" * (one.end - one.start)
            named[one.start, one.end] = one

    for line, text in lines:
        for person in find_people(text):
            keep(_moved(person, line.start, "honoured"))
    for one in (*_own(reading, lines), *_voices(lines), *_listed(reading, lines), *_bare(lines), *_filed(lines, filed)):
        keep(one)
    return _mentions(reading, lines, sorted(named.values(), key=lambda one: one.start), filed)


def _moved(person: PersonMatch, at: int, how: str) -> Named:
    return Named(at + person.start, at + person.end, person.name, how, person.title, person.honorific)


def _without_lead(text: str, one: Named) -> Named:
    """Return an English name without the verb or the style before it and the pronoun behind it: Saw Dana, Pilling I think."""
    if " " not in one.name or not one.name.isascii() or one.how == "own":
        return one
    cut = lead_of(one.name, opens=True)
    name = re.sub(r"\sI$", "", one.name[cut:])
    at = text.find(name, one.start, one.end) if cut < len(one.name) and name != one.name else -1
    return one if at < 0 else Named(at, at + len(name), name, one.how, one.title, one.honorific)


def _may_name(name: str, nobody: Set[str]) -> bool:
    """Return whether a word without any mark can be a name at all."""
    if name in surnames():
        return name not in nobody
    if name.isascii() and is_plain_word(name):
        return False
    return not (name in nobody or name in COMMON or name in NOT_NAMES or name in _POSTS or len(name) > 30 or is_plain_head(name) or re.fullmatch(r"[\W\d]+|.", name))


def _own(reading: NoteReading, lines: Sequence[tuple[Line, str]]) -> Iterator[Named]:
    """Yield where the writer's own name stands, the first times."""
    author = reading.note.author
    words = [word for word in dict.fromkeys((author, *author.split())) if len(word) > 1]
    found = 0
    for line, text in lines if words else ():
        folded = text.lower() if author.isascii() else text
        for word in words:
            at = folded.find(word.lower() if author.isascii() else word)
            if at >= 0 and found < 8:
                found += 1
                yield Named(line.start + at, line.start + at + len(word), word, "own")
                break


def _filed(lines: Sequence[tuple[Line, str]], filed: Filed) -> Iterator[Named]:
    """Yield where our own people are named and nothing else shows that they are people."""
    for line, text in lines if filed.ours else ():
        yield from (Named(line.start + start, line.start + end, text[start:end], "filed") for start, end in ours_in(text, filed))


def _voices(lines: Sequence[tuple[Line, str]]) -> Iterator[Named]:
    """Yield the heads of spoken lines: 沢田：…, 沢田 18:40, 沢田「…」."""
    for line, text in lines[:_VOICES]:
        if line.mark in ("", "bullet") and (match := VOICE.match(text, line.body - line.start, min(len(text), line.body - line.start + 60))):
            name = match["name"]
            people = list_people(name)
            if people and len(people) == 1 and people[0].name:
                at = line.start + match.start("name")
                yield Named(at + people[0].start, at + people[0].end, people[0].name, "voice")


def _listed(reading: NoteReading, lines: Sequence[tuple[Line, str]]) -> Iterator[Named]:
    """Yield the members of short values under labels, and of short lines that list something."""
    text = reading.text
    for one in reading.observations[:_LISTS]:
        if one.source == "front_matter" and one.key in METADATA:
            continue
        for a, b in one.parts[:8]:
            if b - a <= _LISTED and not _NO_LIST.search(text, a, b):
                yield from (_moved(person, a, "listed") for person in _members(text[a:b]))
    labelled = {text.rfind("\n", 0, one.label_start) + 1 for one in reading.observations[:_LISTS] if not one.is_block}
    for line, words in lines[:_LISTS]:
        start = line.body - line.start
        if line.start not in labelled and len(words) - start <= _LIST_LINE and "。" not in words and _LIST_SIGN.search(words):
            yield from (_moved(person, line.body, "in a line") for person in _members(words[start:]))


_PARTED_BY = re.compile(r"(?<=[\s/、,])-(?=\s)|[|:]|\s-\s")


def _members(text: str) -> Iterator[PersonMatch]:
    """Yield who is listed; と between two names and - before one part them as well."""
    masked = _JOINED_BY_TO.sub("、", text)
    masked = _PARTED_BY.sub(lambda match: "、".ljust(len(match[0])), masked)
    yield from list_people(masked)


def _bare(lines: Sequence[tuple[Line, str]]) -> Iterator[Named]:
    """Yield family names that stand bare in prose, whoever is called something there, and English names."""
    for line, text in lines:
        if _LATIN.search(text):
            yield from (Named(line.start + start, line.start + start + len(written), name, "english") for start, written, name in names_in(text))
        for pattern, how in _SAID:
            for match in pattern.finditer(text):
                yield Named(line.start + match.start("name"), line.start + match.end("name"), match["name"], how)
        for run in _KANJI_RUN.finditer(text):
            if name := _family_name(run[0]):
                at = line.start + run.start() + run[0].index(name)
                yield Named(at, at + len(name), name, "surname")


def _family_name(run: str) -> str:
    """Return the family name that a run of characters is, begins or ends with."""
    known = surnames()
    if run in known:
        return run if len(run) > 1 else ""
    for length in (3, 2):
        if len(run) > length:
            if run[:length] in known and _DOING.match(run, length):
                return run[:length]
            if run[-length:] in known and len(run) >= length + 2 and re.search(r"[課部室係局長社店員当方側]$", run[:-length]):
                return run[-length:]
    return ""


def _mentions(reading: NoteReading, lines: Sequence[tuple[Line, str]], named: Sequence[Named], filed: Filed) -> list[Mention]:
    """Return the mentions with what is true of each, English ones under the fullest name that the note gives."""
    whole: dict[str, set[str]] = {}
    for one in named:
        if " " in one.name and one.name.isascii() and not any(map(is_trade_word, one.name.split())):
            for word in one.name.split():
                whole.setdefault(word, set()).add(one.name)
    values = [next(iter(full)) if len(full := whole.get(one.name, set())) == 1 else one.name for one in named]
    facts = facts_of(reading, lines, named, values)
    author = reading.note.author
    return [
        Mention("person", one.start, one.end, value, (*told, *_filed_as(filed, value, author))) for one, value, told in zip(named, values, facts, strict=True)
    ]  # fmt: skip


def _filed_as(filed: Filed, name: str, author: str) -> tuple[str, ...]:
    """Return what of a person is filed, and of the writer's own name what he taught."""
    says, is_own = filed.says_of_person(name), is_author(name, author)
    facts = (f"filed {says}",) if says else ()
    if says == "ours" and not is_own:
        facts = (*facts, "filed a colleague")
    return (*facts, f"filed himself {filed.himself}") if filed.himself and is_own else facts

