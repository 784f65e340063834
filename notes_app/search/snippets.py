"""Show why a note was found: its best passages, with the words that matched highlighted in the original text.

Pure but for the word splitter, which is asked only when a word was found by its normal form (見積り for 見積もり).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise

from notes_app.search.index import Snippet
from notes_app.search.marks import mark_spans
from notes_app.search.probes import Probe, probe_of
from notes_app.search.query import Query
from notes_app.search.query_tree import Words
from notes_app.search.terms import Folded, fold, fold_kanji, fold_text
from notes_app.search.words import matter_of, split_words

_ENDS = re.compile(r"[\n。！？]+")
_LEAD = re.compile(r"\s*(?:(?:#{1,6}|>+|[-*+|・])\s+)?")  # of a heading, a list or a table: no part of what is said
_LONGEST = 140  # characters of one passage
_PASSAGES = 2
_LOOKED_AT = 5  # sentences looked at for each needle
_WORDS_SPLIT = 40  # passages whose words are split in search of a normal form
LONGEST_READ = 40_000  # characters of a body that are looked through for passages


_Span = tuple[int, int]


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
            for word in matter_of(words.text):
                literals.append(fold_text(plain[word.start : word.end]))
                forms.add(word.form)
        else:
            literals.extend(probe.literals)
            forms.update(form for run in probe.runs for form in run)
            marks.update(probe.marks)
    kept = tuple(dict.fromkeys(literal for literal in literals if literal.strip()))
    return Needles(kept or tuple(dict.fromkeys(literals)), frozenset(forms), frozenset(marks))


def snippets_of(
    body: str, needles: Needles, *, folded: Folded | None = None, by_word: bool = True, held_on: date | None = None, title: str = ""
) -> tuple[Snippet, ...]:
    """Return the best passages of `body`, best first; its beginning when nothing in it can be highlighted.

    folded:  `fold(body[:LONGEST_READ])`, when it is known.
    by_word: False spares the word splitter when it is known that another field holds what was sought.
    title:   stands above whatever is shown, so that a body is not shown to begin with it.
    """
    body = body[:LONGEST_READ]
    folded = folded or fold(body)
    if len(needles.literals) == 1 and (shown := _holding(body, folded, needles.literals[0])):
        return shown
    reading = _Reading(body, folded)
    if found := reading.best(needles.literals):
        return tuple([_cut(body, *sentence, spans) for sentence, spans in found])
    if needles.marks and (marked := _by_mark(body, reading.sentences(), needles.marks, held_on)) is not None:
        return (marked,)
    if by_word and needles.forms and (worded := _by_word(body, reading.sentences(), needles.forms)) is not None:
        return (worded,)
    return opening(body, title)


def opening(body: str, title: str) -> tuple[Snippet, ...]:
    """Return the first sentence of `body` that is not its title over again."""
    ends = [found.end() for found in islice(_ENDS.finditer(body), _WORDS_SPLIT)]
    for start, end in pairwise([0, *ends, len(body)]):
        if body[start:end].strip(" #-*\n\t　") not in ("", title):
            return (_cut(body, start, end, ()),)
    return ()


def _holding(body: str, folded: Folded, literal: str) -> tuple[Snippet, ...]:
    """Return the first sentences that hold a single needle; sentences holding it are equal."""
    text, way = folded
    length = len(literal)
    found: list[tuple[int, int, list[tuple[int, int]]]] = []
    at = text.find(literal) if literal else -1
    last = -1
    while at >= 0:
        span = way.span(at, at + length)
        if span[1] > last:
            if len(found) == _PASSAGES:
                break
            first, last = _sentence_around(body, *span)
            found.append((first, last, [span]))
        else:
            found[-1][2].append(span)
        at = text.find(literal, at + length)
    return tuple([_cut(body, first, last, spans) for first, last, spans in found])


def _sentence_around(body: str, start: int, end: int) -> tuple[int, int]:
    before = body.rfind
    first = max(before("\n", 0, start), before("。", 0, start), before("！", 0, start), before("？", 0, start)) + 1
    last = _ENDS.search(body, end - 1 if end > start else start)
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

    def best(self, literals: Sequence[str]) -> list[tuple[_Span, Sequence[_Span]]]:
        """Return the sentences that hold most of `literals`, best first, each with the spans that hold one of them.

        One that runs over an end takes both sides in.
        """
        scores: dict[_Span, float] = {}
        spans: dict[_Span, list[_Span]] = {}
        looked_at = _LOOKED_AT if len(literals) > 1 else _PASSAGES  # sentences holding a single needle are equal
        frequent = []
        for literal in literals:
            worth = 1 + 0.2 * len(literal)
            for count, (sentence, found) in enumerate(self._holding(literal)):
                if count == looked_at:
                    frequent.append(literal)
                    break
                scores[sentence] = scores.get(sentence, 0.0) + worth
                spans.setdefault(sentence, []).extend(found)
        best = sorted(scores, key=lambda sentence: (-scores[sentence], sentence))[:_PASSAGES]
        return [(sentence, self._shown(sentence, spans, frequent)) for sentence in best]

    def _holding(self, literal: str) -> Iterator[tuple[_Span, list[_Span]]]:
        """Yield every sentence that holds `literal`, with the spans that do."""
        text, way = self._folded
        ends, length = self._ends, len(literal)
        at = text.find(literal) if literal else -1
        sentence, found = (0, -1), list[_Span]()
        while at >= 0:
            span = way.span(at, at + length)
            if span[1] > sentence[1]:
                if found:
                    yield sentence, found
                number = bisect_right(ends, span[0])
                last = bisect_left(ends, span[1], number)
                sentence, found = (ends[number - 1] if number else 0, ends[min(last, len(ends) - 1)]), []
            found.append(span)
            at = text.find(literal, at + length)
        if found:
            yield sentence, found

    def _shown(self, sentence: _Span, spans: dict[_Span, list[_Span]], frequent: Sequence[str]) -> tuple[_Span, ...]:
        """Return the spans inside a sentence, joined where they overlap; of what stands in too many, those here too."""
        start, end = sentence
        inside = [span for (first, last), found in spans.items() if start <= first and last <= end for span in found]
        if frequent:
            text, way = self._folded
            first, last = way.place_of(start), way.place_of(end)
            for literal in frequent:
                at = text.find(literal, first, last)
                while at >= 0:
                    inside.append(way.span(at, at + len(literal)))
                    at = text.find(literal, at + len(literal), last)
        return _merged(inside) if len(inside) > 1 else tuple(inside)


def highlighter(query: Query) -> Callable[[str], tuple[_Span, ...]]:
    """Return what tells the spans of a short text (a customer, a tag) that say what `query` asks for."""
    asked = [(words, probe_of(words)) for words in query.wanted]
    literals = needles_of(asked, is_question=query.is_question).literals if asked else ()
    return lambda text: highlight(text, literals) if literals else ()


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
    text = body[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    end = start + len(text)
    if end - start > _LONGEST:
        first = spans[0][0] if spans else start
        start = max(start, min(first - _LONGEST // 4, end - _LONGEST))
        end = min(end, start + _LONGEST)
        text = body[start:end]
    inside = [(s - start if s > start else 0, (e if e < end else end) - start) for s, e in spans if s < end and e > start]
    return Snippet(text, tuple(inside), start)


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return tuple(merged)
