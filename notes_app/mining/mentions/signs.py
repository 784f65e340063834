"""What stands around a mention, as signs that can be counted: what touches it, the words of its clause, its place. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from notes_app.mining.english.language import is_written_in_english
from notes_app.mining.english.word_classes import CLASS_OF, SIGNS_OF
from notes_app.mining.inference import told_by_label
from notes_app.mining.labelled import LabelledReading
from notes_app.mining.labels import NoteReading
from notes_app.mining.mentions.mention import Mention, step
from notes_app.mining.mentions.namesakes import Namesakes, namesakes_of, signs_of_firm

_WORD = re.compile(r"[一-鿿々]{1,6}|[ァ-ヴー]{2,12}|[A-Za-z]{2,12}")
_CLAUSE_END = re.compile(r"[。\n!?！？]")
_CLAUSE, _BEFORE_CLAUSE, _WORDS_BEFORE = 60, 40, 6
_OPENS = 5  # characters before a mention that still opens its value: the, Mr
_LETTERS = 20
_TOUCH_AFTER, _TOUCH_BEFORE, _LABEL, _KEY = 3, 2, 10, 40


@dataclass(slots=True)
class Surroundings:
    """What the signs of all mentions of a note share, read once.

    words, lowered: (start, end) of every content word, and the word in small letters; ends: where clauses end; starts: where lines begin; labels: (start, end, name, told)
    of every stretch that stands under a label, the concept it is known for or the label as written, and the concepts it tells of.
    """

    reading: NoteReading
    words: list[tuple[int, int]]
    lowered: list[str]
    word_starts: list[int]
    ends: list[int]
    starts: list[int]
    labels: list[tuple[int, int, str, tuple[str, ...]]]
    namesakes: Namesakes
    is_english: bool
    counted: dict[str, int] = field(default_factory=dict)


def surroundings_of(reading: NoteReading, labelled: LabelledReading, mentions: Sequence[Mention]) -> Surroundings:
    """Return what the signs of all mentions of a note lean on."""
    text = reading.text
    words = [match.span() for match in _WORD.finditer(text, 0, 40_000)]
    known = [(part[0], part[1], resolution.concept, (resolution.concept,)) for one, resolution in labelled.resolved for part in one.parts]
    other = [(part[0], part[1], one.key[:_LABEL], told_by_label(one.key[:_KEY])) for one in labelled.unknown for part in one.parts]
    return Surroundings(
        reading, words, [text[start:end].lower() for start, end in words], [start for start, _ in words], [match.end() for match in _CLAUSE_END.finditer(text)],
        [line.start for line in reading.lines], sorted([*known, *other], key=lambda one: one[1] - one[0]),
        namesakes_of(text, mentions), is_written_in_english(text),
    )  # fmt: skip


def signs_of(around: Surroundings, mention: Mention) -> list[str]:
    """Return the names of what is true of a mention, each once."""
    return [*own_signs(around.reading.text, mention), *signs_around(around, mention)]


def own_signs(text: str, mention: Mention) -> list[str]:
    """Return what is true of a mention by itself, wherever it may stand."""
    words = text[mention.start : mention.end]
    return list(dict.fromkeys(["bias", *mention.facts, f"shape {_shape(words)}", f"length {step(len(words), 2, 3, 4, 6, 9, 14)}"]))


def signs_around(around: Surroundings, mention: Mention) -> list[str]:
    """Return what is true of where a mention stands: its place, its label, what touches it, and the words of its clause."""
    text, start, end = around.reading.text, mention.start, mention.end
    at = max(0, bisect_right(around.starts, start) - 1)
    line = around.reading.lines[at]
    words = text[start:end]
    count = _count(around, words)
    a, b, label, told = next((one for one in around.labels if one[0] <= start < one[1]), (0, 0, "", ()))
    signs = [
        f"line {step(at, 1, 2, 4, 8, 16)}", f"column {step(start - line.start, 1, 4, 12, 30)}", f"mark {line.mark}", f"label {label}",
        f"times {count}", "first" if count < 2 or text.find(words) == start else "again", *(f"label tells {concept}" for concept in told),
    ]  # fmt: skip
    if around.is_english:
        if label:
            held = f"opens its value {start - a <= _OPENS}", f"is its value {start - a <= _OPENS and b - end <= 1}"
            signs += [*held, *(f"{one}, told {concept}" for one in held for concept in told)]
        signs += [f"clause {step(bisect_right(around.ends, start), 1, 2, 3, 5, 8, 13)}", f"from the top {step(start, 12, 30, 60, 120, 240, 480)}"]
    after, before = text[end : end + _TOUCH_AFTER].replace("\n", "¶"), text[max(0, start - _TOUCH_BEFORE) : start].replace("\n", "¶")
    signs += [f">{after[:n]}" for n in range(1, len(after) + 1)]
    signs += [f"<{before[-n:]}" for n in range(1, len(before) + 1)] or ["<"]
    if mention.kind == "firm":
        lines = step(len(around.starts), 2, 5, 10, 20)
        signs += [f"line {step(at, 1, 2, 4, 8)} of {lines}", f"text before {step(start, 10, 30, 60, 120, 240, 500)}", *signs_of_firm(around.namesakes, mention)]
    return list(dict.fromkeys([*signs, *_clause(around, start, end, is_firm=mention.kind == "firm")]))


def _clause(around: Surroundings, start: int, end: int, *, is_firm: bool) -> list[str]:
    """Return the words before and behind a mention in its clause, and the last ones before the clause; of a firm also the nearest
    words apart, and the letters by twos, for what is said of it in hiragana."""
    text = around.reading.text
    cut = bisect_right(around.ends, start)
    low = max(start - _CLAUSE, around.ends[cut - 1] if cut else 0)
    high = min(end + _CLAUSE, around.ends[cut] - 1 if cut < len(around.ends) else len(text))
    left, right = _words(around, low, start), _words(around, end, max(end, high))
    signs = [f"L {word}" for word in left] + [f"R {word}" for word in right]
    if is_firm:
        signs += [f"L1 {word}" for word in left[-1:]] + [f"L2 {word}" for word in left[-2:]] + [f"R1 {word}" for word in right[:1]] + [f"R2 {word}" for word in right[:2]]
        near, behind = text[max(low, start - _LETTERS) : start], text[end : min(high, end + _LETTERS)]
        signs += [f"l {near[at : at + 2]}" for at in range(len(near) - 1)] + [f"r {behind[at : at + 2]}" for at in range(len(behind) - 1)]
    before = _words(around, max(0, low - _BEFORE_CLAUSE), low)[-_WORDS_BEFORE:]
    signs += [f"P {word}" for word in before]
    return signs + _in_english(left, right, before, text[max(0, low - 3) : low].rstrip().endswith("?")) if around.is_english else signs


def _in_english(left: Sequence[str], right: Sequence[str], before: Sequence[str], is_answer: bool) -> list[str]:
    """Return the words nearest to a mention, and what kinds of words stand around it."""
    signs = [f"<w {' '.join(left[-n:])}" for n in (1, 2) if len(left) >= n] + [f">w {' '.join(right[:n])}" for n in (1, 2) if len(right) >= n]
    for where, words in (("<", left[-2:]), (">", right[:2]), ("L", left), ("R", right)):
        of = SIGNS_OF[where]
        for word in words:
            signs += of.get(word, ())
    if is_answer:
        signs += ["answers", *(f"answers {name}" for word in before for name in CLASS_OF.get(word, ()))]
    return signs


def _words(around: Surroundings, start: int, end: int) -> list[str]:
    """Return the words of a stretch, those that reach over its borders cut there."""
    first = bisect_left(around.word_starts, start)
    if first and around.words[first - 1][1] > start:
        first -= 1
    last = bisect_left(around.word_starts, end)
    found = around.lowered[first:last]
    if found and around.words[last - 1][1] > end:
        found[-1] = found[-1][: end - around.words[last - 1][0]]
    if found and around.words[first][0] < start:
        found[0] = found[0][start - around.words[first][0] :]
    return found


def _count(around: Surroundings, words: str) -> int:
    if words not in around.counted:
        around.counted[words] = min(3, around.reading.text.count(words, 0, 4000))
    return around.counted[words]


def _shape(words: str) -> str:
    """Return the scripts of the words in their order: 青葉製作所 is K, ナナホシ配送 TK."""
    return "".join(script for script, _ in groupby(map(_script, words[:24])))[:5]


@lru_cache(maxsize=4096)
def _script(ch: str) -> str:
    if "ぁ" <= ch <= "ん":
        return "H"
    if "ァ" <= ch <= "ヴ" or ch == "ー":
        return "T"
    if "一" <= ch <= "鿿" or ch == "々":
        return "K"
    if ch.isdigit():
        return "D"
    if ch.isalpha():
        return "A" if ch.isupper() else "a"
    return "_" if ch.isspace() else "."
