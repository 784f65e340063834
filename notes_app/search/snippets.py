"""Show why a note was found: its best passages, with the words that matched highlighted in the original text.

Pure but for the word splitter, which is asked only when a word was found by its normal form (見積り for 見積もり).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise

from notes_app.search.index import Snippet
from notes_app.search.marks import mark_spans
from notes_app.search.probes import Probe
from notes_app.search.query_tree import Words
from notes_app.search.terms import Folded, fold, fold_kanji, fold_text
from notes_app.search.words import split_words

_ENDS = re.compile(r"[\n。！？]+")
_LEAD = re.compile(r"\s*(?:(?:#{1,6}|>+|[-*+|・])\s+)?")  # of a heading, a list or a table: no part of what is said
_LONGEST = 140  # characters of one passage
_PASSAGES = 2
_LOOKED_AT = 5  # sentences looked at for each needle
_WORDS_SPLIT = 40  # passages whose words are split in search of a normal form
LONGEST_READ = 40_000  # characters of a body that are looked through for passages


@dataclass(frozen=True, slots=True)
class Needles:
    """What to highlight.

    literals: folded texts.
    marks:    amounts and days, however they are written.
    forms:    normal forms of words, for which only the splitter can tell where they stand.
    """

    literals: tuple[str, ...]
    forms: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()


def needles_of(asked: Sequence[tuple[Words, Probe]], *, is_question: bool) -> Needles:
    """Return what a hit of these words may show; the words of a question one by one."""
    literals: list[str] = []
    forms: set[str] = set()
    marks: set[str] = set()
    for words, probe in asked:
        if is_question:
            plain = fold_kanji(words.text)
            for word in split_words(words.text):
                literals.append(fold_text(plain[word.start : word.end]))
                forms.add(word.form)
        else:
            literals.extend(probe.literals)
            forms.update(form for run in probe.runs for form in run)
            marks.update(probe.marks)
    kept = tuple(dict.fromkeys(literal for literal in literals if literal.strip()))
    return Needles(kept or tuple(dict.fromkeys(literals)), frozenset(forms), frozenset(marks))


def snippets_of(
    body: str, needles: Needles, *, folded: Folded | None = None, by_word: bool = True, held_on: date | None = None
) -> tuple[Snippet, ...]:
    """Return the best passages of `body`, best first; its beginning when nothing in it can be highlighted.

    folded:  `fold(body[:LONGEST_READ])`, when it is known.
    by_word: False spares the word splitter when it is known that another field holds what was sought.
    """
    body = body[:LONGEST_READ]
    folded = folded or fold(body)
    if len(needles.literals) == 1 and (shown := _holding(body, folded, needles.literals[0])):
        return shown
    reading = _Reading(body, folded)
    found = reading.best(needles.literals)
    if found:
        return tuple(_cut(body, start, end, reading.spans(start, end, needles.literals)) for start, end in found)
    if needles.marks and (marked := _by_mark(body, reading.sentences(), needles.marks, held_on)) is not None:
        return (marked,)
    if by_word and needles.forms and (worded := _by_word(body, reading.sentences(), needles.forms)) is not None:
        return (worded,)
    first = next(((start, end) for start, end in reading.sentences() if body[start:end].strip(" #-*\n\t　")), None)
    return (_cut(body, *first, ()),) if first else ()


def _holding(body: str, folded: Folded, literal: str) -> tuple[Snippet, ...]:
    """Return the first sentences that hold a single needle; sentences holding it are equal."""
    spans: dict[tuple[int, int], list[tuple[int, int]]] = {}
    at = folded.text.find(literal) if literal else -1
    first, last = 0, -1
    while at >= 0:
        start, end = folded.way.span(at, at + len(literal))
        if end > last:
            if len(spans) == _PASSAGES:
                break
            first, last = _sentence_around(body, start, end)
            spans[first, last] = []
        spans[first, last].append((start, end))
        at = folded.text.find(literal, at + len(literal))
    return tuple(_cut(body, first, last, found) for (first, last), found in spans.items())


def _sentence_around(body: str, start: int, end: int) -> tuple[int, int]:
    first = max(body.rfind("\n", 0, start), body.rfind("。", 0, start), body.rfind("！", 0, start), body.rfind("？", 0, start)) + 1
    last = _ENDS.search(body, max(start, end - 1))
    return first, last.end() if last else len(body)


class _Reading:
    """A body with its folded text and its sentences. Spans count characters of the body."""

    def __init__(self, body: str, folded: Folded) -> None:
        self._folded = folded
        self._ends = [found.end() for found in _ENDS.finditer(body)]
        if not self._ends or self._ends[-1] < len(body):
            self._ends.append(len(body))

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of every sentence or line."""
        yield from pairwise([0, *self._ends])

    def best(self, literals: Sequence[str]) -> list[tuple[int, int]]:
        """Return the sentences that hold most of `literals`, best first. One that runs over an end takes both sides in."""
        text, folded = self._folded.text, self._folded
        scores: dict[tuple[int, int], float] = {}
        looked_at = _LOOKED_AT if len(literals) > 1 else _PASSAGES  # sentences holding a single needle are equal
        for literal in literals:
            at = text.find(literal) if literal else -1
            for _ in range(looked_at):
                if at < 0:
                    break
                start, end = folded.span(at, at + len(literal))
                sentence = self._around(start, end)
                scores[sentence] = scores.get(sentence, 0.0) + 1 + 0.2 * len(literal)
                at = text.find(literal, max(at + 1, folded.way.place_of(sentence[1])))
        return sorted(scores, key=lambda sentence: (-scores[sentence], sentence))[:_PASSAGES]

    def spans(self, start: int, end: int, literals: Sequence[str]) -> tuple[tuple[int, int], ...]:
        """Return the spans between `start` and `end` that hold one of `literals`, joined where they overlap."""
        way = self._folded.way
        first, last = way.place_of(start), way.place_of(end)
        found = []
        for literal in literals:
            at = self._folded.text.find(literal, first, last)
            while at >= 0 and literal:
                found.append(self._folded.span(at, at + len(literal)))
                at = self._folded.text.find(literal, at + len(literal), last)
        return _merged(found) if len(found) > 1 else tuple(found)

    def _around(self, start: int, end: int) -> tuple[int, int]:
        number = bisect_right(self._ends, start)
        first = self._ends[number - 1] if number else 0
        return first, self._ends[min(bisect_left(self._ends, end), len(self._ends) - 1)]


def highlight(text: str, literals: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Return the spans of `text` that hold one of the folded literals, longest first where they overlap."""
    folded = fold(text)
    spans: list[tuple[int, int]] = []
    for literal in sorted(literals, key=len, reverse=True):
        at = folded.text.find(literal)
        while at >= 0 and literal:
            spans.append(folded.span(at, at + len(literal)))
            at = folded.text.find(literal, at + len(literal))
    return _merged(spans)


def _by_mark(
    body: str, sentences: Iterable[tuple[int, int]], marks: frozenset[str], held_on: date | None
) -> Snippet | None:
    for start, end in sentences:
        spans = mark_spans(body[start:end], held_on, marks)
        if spans:
            return _cut(body, start, end, tuple((start + s, start + e) for s, e in _merged(spans)))
    return None


def _by_word(body: str, sentences: Iterable[tuple[int, int]], forms: frozenset[str]) -> Snippet | None:
    for start, end in islice(sentences, _WORDS_SPLIT):
        text = body[start:end]
        spans: list[tuple[int, int]] = []
        plain = fold_kanji(text)
        if len(plain) != len(text):  # NFKC moved the characters: highlight by surface instead
            surfaces = {fold_text(plain[w.start : w.end]) for w in split_words(text) if w.form in forms}
            spans = list(highlight(text, surfaces))
        else:
            spans = [(word.start, word.end) for word in split_words(text) if word.form in forms]
        if spans:
            return _cut(body, start, end, tuple((start + s, start + e) for s, e in _merged(spans)))
    return None


def _cut(body: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> Snippet:
    """Return body[start:end] without outer blanks, at most `_LONGEST` characters around its first highlight."""
    led = _LEAD.match(body, start, end)
    if led and (not spans or led.end() <= spans[0][0]):
        start = led.end()
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    if end - start > _LONGEST:
        first = spans[0][0] if spans else start
        start = max(start, min(first - _LONGEST // 4, end - _LONGEST))
        end = min(end, start + _LONGEST)
    inside = tuple((max(s, start) - start, min(e, end) - start) for s, e in spans if s < end and e > start)
    return Snippet(body[start:end], inside, start)


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return tuple(merged)
