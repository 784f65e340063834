"""Show why a note was found: its best passages, with the words that matched highlighted in the original text.

Pure but for the word splitter, which is asked only when a word was found by its normal form (見積り for 見積もり).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import compress, islice, pairwise

from notes_app.search.index import Snippet
from notes_app.search.marks import mark_spans
from notes_app.search.probes import Probe, probe_of
from notes_app.search.query import Query
from notes_app.search.query_tree import Words
from notes_app.search.terms import WayBack, fold, fold_kanji, fold_text
from notes_app.search.words import matter_of, split_words

_ENDS = re.compile(r"[\n。！？]+")
_LEAD = re.compile(r"\s*(?:(?:#{1,6}|>+|[-*+|・])\s+)?")  # of a heading, a list or a table: no part of what is said
_LEADING = frozenset("\n\r\t\v\f 　#>-*+|・")  # what such a lead begins with
_OVER_AN_END = re.compile(r"[。!? ].")  # of a folded literal
_LONGEST = 140  # characters of one passage
_PASSAGES = 2
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


class Body:
    """A text that passages are cut from.

    folded: `fold(written)`, the text; way: its way back. ends: where each sentence or line ends, characters of `written`.
    """

    __slots__ = ("_sentences", "ends", "folded", "way", "written")  # thousands are held, and what is small is quick to hold

    def __init__(self, written: str, folded: str, way: WayBack, ends: Sequence[int]) -> None:
        self.written, self.folded, self.way, self.ends = written, folded, way, ends
        self._sentences: tuple[list[int], list[str]] | None = None

    @property
    def sentences(self) -> tuple[list[int], list[str]]:
        """Where in `folded` each sentence begins and the last ends, and the sentences folded."""
        if self._sentences is None:
            places = [0, *map(self.way.place_of, self.ends)]
            self._sentences = places, [self.folded[start:end] for start, end in pairwise(places)]
        return self._sentences

    def spans(self) -> Iterator[_Span]:
        """Yield (start, end) of every sentence or line, as written."""
        yield from pairwise([0, *self.ends])


def read_body(written: str) -> Body:
    """Return the beginning of a text, as far as it is looked through, to cut passages from it."""
    written = written[:LONGEST_READ]
    return Body(written, *fold(written), sentence_ends(written))


def sentence_ends(written: str) -> list[int]:
    """Return where each sentence or line of a text ends; the last of them is the text's end."""
    ends = [found.end() for found in _ENDS.finditer(written)]
    if not ends or ends[-1] < len(written):
        ends.append(len(written))
    return ends


def snippets_of(body: Body, needles: Needles, *, own: str = "", held_on: date | None = None, title: str = "") -> tuple[Snippet, ...]:
    """Return the best passages of `body`, best first; its beginning when nothing in it can be highlighted.

    own:   all that is folded of the note: the word splitter is spared where another field holds what was sought.
    title: stands above whatever is shown, so that a body is not shown to begin with it.
    """
    literals, written = needles.literals, body.written
    if shown := _holding(body, literals[0]) if len(literals) == 1 else _gathering(body, literals):
        return shown
    if needles.marks and (marked := _by_mark(written, body.spans(), needles.marks, held_on)) is not None:
        return (marked,)
    if needles.forms and not holds(own, literals) and (worded := _by_word(written, body.spans(), needles.forms)) is not None:
        return (worded,)
    return opening(written, title)


def opening(body: str, title: str) -> tuple[Snippet, ...]:
    """Return the first sentence of `body` that is not its title over again."""
    ends = [found.end() for found in islice(_ENDS.finditer(body), _WORDS_SPLIT)]
    for start, end in pairwise([0, *ends, len(body)]):
        if body[start:end].strip(" #-*\n\t　") not in ("", title):
            return (_cut(body, start, end, ()),)
    return ()


def holds(text: str, literals: Sequence[str]) -> bool:
    """Whether `text` holds one of the literals."""
    return True in map(text.__contains__, literals)  # asked for every hit, and `any` over a generator takes thrice the time


def _holding(body: Body, literal: str) -> tuple[Snippet, ...]:
    """Return the first sentences that hold a single needle; sentences holding it are equal. One that runs over an end takes both sides in."""
    text, way, ends = body.folded, body.way, body.ends
    length = len(literal)
    led = literal[:1] == " "  # a line's end: what follows it is shown
    found: list[tuple[int, int, list[_Span]]] = []
    at = text.find(literal) if literal else -1
    last = -1
    while at >= 0:
        span = start, end = way.span(at, at + length)
        if end > last:
            if len(found) == _PASSAGES:
                break
            number = min(bisect_right(ends, way.span(at + 1, at + 1)[0] if led else start), len(ends) - 1)
            first = ends[number - 1] if number else 0
            last = ends[bisect_left(ends, end, number, len(ends) - 1)]
            found.append((first, last, [span]))
        else:
            found[-1][2].append(span)
        at = text.find(literal, at + length)
    return tuple([_cut(body.written, first, last, spans) for first, last, spans in found])


def _gathering(body: Body, literals: Sequence[str]) -> tuple[Snippet, ...]:
    """Return the sentences that hold most of several needles, best first."""
    literals = [*compress(literals, map(body.folded.__contains__, literals))]
    if len(literals) < 2:
        return _holding(body, literals[0]) if literals else ()
    for literal in literals:
        if _runs_over_an_end(literal):  # no sentence holds such a one
            return _holding(body, literal)
    places, sentences = body.sentences
    worths = [1 + 0.2 * len(literal) for literal in literals]
    scored = [(-sum(compress(worths, map(sentence.__contains__, literals))), at) for at, sentence in enumerate(sentences)]
    shown = []
    for score, at in sorted(scored)[:_PASSAGES]:
        if score:
            spans = _spans(body, literals, places[at], places[at + 1])
            shown.append(_cut(body.written, body.ends[at - 1] if at else 0, body.ends[at], spans))
    return tuple(shown)


@lru_cache(maxsize=1024)
def _runs_over_an_end(literal: str) -> bool:
    return _OVER_AN_END.search(literal) is not None


def _spans(body: Body, literals: Sequence[str], first: int, last: int) -> tuple[_Span, ...]:
    """Return the spans of the original that hold one of `literals` within folded characters first..last, joined where they overlap."""
    find, span = body.folded.find, body.way.span
    spans: list[_Span] = []
    for literal in literals:
        at = find(literal, first, last)
        while at >= 0:
            spans.append(span(at, at + len(literal)))
            at = find(literal, at + len(literal), last)
    return _merged(spans) if len(spans) > 1 else tuple(spans)


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
    if body[start : start + 1] in _LEADING:
        led = _LEAD.match(body, start, end)
        if led and (not spans or led.end() <= spans[0][0]):
            start = led.end()
    whole = body[start:end]
    text = whole.strip()
    if len(text) < len(whole):
        start += len(whole) - len(whole.lstrip())
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
