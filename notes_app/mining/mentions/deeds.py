"""Clauses that may say what somebody will do: the running text and the lists of a note, cut where one deed ends. Pure, on folded text.

A clause is cut finely, so that of two deeds in a sentence each stands alone; what only adds to another (a day, a doer, a
thing that the verb behind it is about) stays with it. Which of them is something to do, its words decide.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from notes_app.mining.english.clauses import clauses
from notes_app.mining.labelled import LabelledReading
from notes_app.mining.labels import NoteReading
from notes_app.mining.lines import Line
from notes_app.mining.mentions.mention import Mention, step
from notes_app.mining.observation import Span
from notes_app.mining.prose.sentence import cut_sentences
from notes_app.mining.values.titles import surnames

_MOST, _LOOKED_AT, _LABELS, _LEAST, _LONGEST, _CHARACTERS = 80, 240, 120, 4, 160, 12_000
"""Deeds of one note, clauses and labels looked at; characters of a clause; characters looked at."""
_ELSE = frozenset("日時 会社名 先方出席者 当方出席者 出席者 予算 競合 決裁者 確度 フェーズ 電話番号 メール".split())
"""What a label says that is nothing to do."""
_OVER = frozenset({"due none", "limit False", "past True"})
_PROMISED = re.compile(r"約束|宿題|こと[にで]|お願い|依頼|頼|求め|持ち帰|引き受け|\b(?:promised|agreed|offered|asked|said|told)\b")
_TICKED = re.compile(r"(?:[-*+・]\s*)?(?:\[[xX✓]\]|[☑✅✔])")
_JOIN = re.compile(r"、|[;|→]|\s/\s|(?<=[^\d\s])/(?=[^\d\s]{2})|[①-⑳]")
_JOIN_ENGLISH = re.compile(r",\s(?:and\s)?(?=(?:i|we|he|she|they|then)\b)|\s[|/]\s|\s->\s|(?<=\d),\s(?=[A-Z][a-z]+:?\s)|,\sand\s", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^()\n]{0,80}\)|「[^」\n]{0,80}」")
_JAPANESE = re.compile(r"[ぁ-んァ-ヴ一-鿿]")
_NAME = r"(?:[一-鿿々ァ-ヴー]{1,4}(?:さん|様|くん|君|側)?|自分|me|us|them)"
_DAY = r"(?:\d{1,4}(?:[/.]\d{1,2}){1,2}|\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日|明日|明朝|本日中?|今日中?|今週中?|来週中?|来月|週明け|月末|[月火水木金土]曜日?|by\s\S+(?:\s\S+)?|\d{1,2}\s[A-Z][a-z]{2,8})(?:\([^()]{1,3}\))?(?:まで(?:に)?|迄|〆|中|頃|に)?"
_ASIDE = re.compile(rf"\s*(?:(?P<who>{_NAME})\s?)?(?P<day>{_DAY})?\s?(?P<who2>{_NAME})?\s*")
_PREDICATE = re.compile(
    r"(?:[しりみきちびいてるうくすつぶむぐたずれせえけめべげねんが]|ます|です|ので|から|まで|迄|こと|予定|[)\d〆」]|[送提作連手準確発選依検見提紹説報共回返訪実相設登打交持郵納導調入取修更変対整決予案試申承電配展集聞下採測評引折段][一-鿿]|り|書提出)$"
)
"""How a clause ends that can stand alone: a verb, a deed, a day; 見積、 or 契約書は、 cannot."""


def find_deeds(reading: NoteReading, labelled: LabelledReading, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the clauses that may be something to do, in order, none overlapping another; mentions: what else the note mentions, its days."""
    days = [one for one in mentions if one.kind == "day"]
    said = [part for one, resolution in labelled.resolved[:_LABELS] if resolution.concept in _ELSE for part in one.parts]
    found: list[Mention] = []
    for start, end, place in islice(_clauses(reading, labelled), _LOOKED_AT):
        if len(found) < _MOST and not any(a <= start and end <= b for a, b in said):
            facts = _facts(reading.text, start, end, days)
            if not _OVER.issubset(facts) or _PROMISED.search(reading.text, start, end):
                found.append(Mention("deed", start, end, reading.text[start:end], (*facts, *place)))
    return found


def _clauses(reading: NoteReading, labelled: LabelledReading) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield (start, end, where it stands) of the clauses of a note that are neither too short nor too long for a deed."""
    heading = ""
    last = next((line.number for line in reversed(reading.lines) if line.kind == "text"), 0)
    for line, segments in _segments(reading, labelled):
        if line.mark in ("heading", "symbol"):
            heading = reading.text[line.body : line.body + 12]
        late = f"before the end {step(last - line.number, 1, 2, 3, 5, 8)}"
        for pieces in (_pieces(reading.text, a, b) for start, end in segments for a, b in cut_sentences(reading.text, start, end)):
            for at, (start, end) in enumerate(pieces):
                if _LEAST <= end - start <= _LONGEST:
                    part = f"of {min(len(pieces), 3)} {'last' if at == len(pieces) - 1 else at}"
                    yield start, end, (part, f"whole {start <= line.body and end >= line.end - 1}", f"heading {heading}", late)


def _segments(reading: NoteReading, labelled: LabelledReading) -> Iterator[tuple[Line, list[Span]]]:
    """Yield the lines of text and what of each stands beside its labels; a name before a colon is who does it, and stays."""
    named = [one for one, _ in labelled.resolved] + [one for one in labelled.unknown if not _names_doer(one.label)]
    labels = sorted({(one.label_start, one.label_end if one.is_block else max(one.label_end, one.start)) for one in named})
    starts = [start for start, _ in labels]
    for line in reading.lines:
        if line.start >= _CHARACTERS:
            return
        if line.kind not in ("text", "table") or _TICKED.match(reading.text[line.start : line.end].lstrip()):
            continue
        segments, at = [], line.body
        for start, end in labels[bisect_left(starts, line.start) : bisect_left(starts, line.end)]:
            if start > at:
                segments.append((at, start))
            at = max(at, min(end, line.end))
        if at < line.end:
            segments.append((at, line.end))
        yield line, segments


_DOER = re.compile(r".{1,4}(?:さん|様|くん|君|氏)|自分|私|先方|当社|弊社|me|us|them|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?")


def _names_doer(label: str) -> bool:
    """Return whether a label is somebody who does what stands behind it (六車: 質問表を送付)."""
    return bool(_DOER.fullmatch(label.strip())) or label.strip() in surnames()


def _pieces(text: str, start: int, end: int) -> list[Span]:
    """Return the clauses of a sentence, what cannot stand alone with the one it belongs to, blanks at the ends left out."""
    words = text[start:end]
    joined: list[Span] = []
    waits = -1  # where a piece begins that the next one is about
    for a, b in _bounds(words):
        piece = words[a:b].strip(" \t、,.-")
        if not piece:
            continue
        if joined and waits < 0 and _only_adds(piece) and not piece.endswith(("に", "は")):
            joined[-1] = (joined[-1][0], b)
            continue
        begin, waits = (waits if waits >= 0 else a), -1
        if words[b : b + 1] == "、" and _JAPANESE.search(piece) and (_only_adds(piece) or not _PREDICATE.search(piece)):
            waits = begin
        else:
            joined.append((begin, b))
    if waits >= 0:
        joined.append((waits, len(words)))
    return [(start + a + _blank(words[a:b]), start + a + len(words[a:b].rstrip(" \t、,;|"))) for a, b in joined if words[a:b].strip(_BLANKS)]


_BLANKS = " \t、,.;|->"


def _blank(piece: str) -> int:
    return len(piece) - len(piece.lstrip(_BLANKS))


def _bounds(words: str) -> list[Span]:
    """Return what a sentence is cut into, not yet joined again."""
    if _JAPANESE.search(words):
        open_words = _IN_BRACKETS.sub(lambda one: "x" * len(one[0]), words) if "(" in words or "「" in words else words
        cuts = list(_cuts(_JOIN, open_words))
    else:
        cuts = [(at + len(said), after) for (at, said), (after, _) in pairwise(clauses(words))] + list(_cuts(_JOIN_ENGLISH, words))
    bounds, last = [], 0
    for a, b in sorted(cuts):
        if a >= last:
            bounds.append((last, a))
            last = b
    return [*bounds, (last, len(words))]


def _cuts(pattern: re.Pattern[str], words: str) -> Iterator[Span]:
    return (match.span() for match in pattern.finditer(words))


def _only_adds(piece: str) -> bool:
    """Return whether a piece is nothing but a day or a doer."""
    if len(piece) > 18:
        return False
    aside = _ASIDE.fullmatch(piece)
    if not aside:
        return False
    named = [one for one in (aside["who"], aside["who2"]) if one]
    return all(re.search(r"(?:さん|様|くん|君|側|自分|me|us|them)$", one) or one in surnames() for one in named)


_WORD = re.compile(r"[一-鿿々]{1,6}|[ァ-ヴー]{2,12}|[A-Za-z']{1,12}")
_TRAIL = re.compile(rf"(?:\s?\([^()]*\)|[。!」)\s.]|\s{_DAY})+$")
_LIMIT = re.compile(r"まで|迄|期限|〆|締切?|必着|中に|\b(?:by|due|until|before)\b", re.IGNORECASE)
_US = re.compile(r"私|わたし|自分|僕|俺|当方|弊社|当社|こちら|うち|我々|\b(?:I|i|we|We|me|us|our)\b")
_THEM = re.compile(r"先方|お客様|相手|御社|\b(?:he|she|they|them|He|She|They|her|his)\b")
_SOMEBODY = re.compile(r"[一-鿿々ァ-ヴー]{1,6}(?:さん|様|くん|君|氏|長)(?:が|は|で|から|より|に|:)|^[A-Z][a-z]+(?:\s[A-Z][a-z]+)?(?::|\sto\b|'ll|\swill|'s\b)")
_PAST = re.compile(r"(?:た|ました|済み?|でした|だった)(?:が|ため|ので|です|と|とのこと|そうです|けど)?$|\b(?:was|were|had|did|said|told|went|came|got|sent|met|asked|saw)\b")
_DUTY = re.compile(r"^(?:and |but |so )?(?:they|he|she|it|this|that|everything|everyone) (?:must|should|needs? to|has to|have to)\b", re.IGNORECASE)
_SHOWN = 14  # words of one clause


def _facts(text: str, start: int, end: int, days: Sequence[Mention]) -> tuple[str, ...]:
    """Return what is true of a clause by itself: how it ends and begins, its words, its day, its doer, its tense."""
    clause = text[start:end]
    core = _TRAIL.sub("", clause) or clause
    words = [match[0].lower() for match in _WORD.finditer(core)][:_SHOWN]
    due = next((fact for one in days if start <= one.start < end for fact in one.facts[:1]), "none")
    limit, past = bool(_LIMIT.search(clause)), bool(_PAST.search(core))
    against = [*(["says over"] if _is_over(text, start, end, days) else []), *(["says duty"] if _DUTY.match(clause) else [])]
    doer = "us" if _US.search(clause) else "them" if _THEM.search(clause) else "somebody" if _SOMEBODY.search(clause) else "none"
    ends = [f"ends {core[-n:]}" for n in range(1, 7) if n <= len(core)] if not core.isascii() else [f"ends {' '.join(words[-1:])}"]
    return tuple(dict.fromkeys((
        *against, *ends, *(f"W {word}" for word in words), *(f"opens {' '.join(words[:n])}" for n in (1, 2, 3)), f"closes {' '.join(words[-1:])}",
        f"due {due}", f"limit {limit}", f"past {past}", f"doer {doer}", f"due {due} limit {limit}", f"doer {doer} past {past}", f"due {due != 'none'} past {past} doer {doer}",
        f"trail {clause[len(core) : len(core) + 2]}", f"quoted {'「' in clause or '」' in clause}",
    )))  # fmt: skip


_PAST_DAYS = frozenset(f"ahead {at}" for at in range(4))


def _is_over(text: str, start: int, end: int, days: Sequence[Mention]) -> bool:
    """Return whether a clause closes with a day that is past: what was to be done by then, or was."""
    own = [one for one in days if start <= one.start < end]
    return bool(own) and end - own[-1].end <= 1 and all(one.facts[0] in _PAST_DAYS for one in own)
