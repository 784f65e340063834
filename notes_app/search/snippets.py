"""Show why a note was found: its best passages, with the words that matched highlighted in the original text.

Pure but for the word splitter, which is asked only when a word was found by its normal form (見積り for 見積もり).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from notes_app.search.index import Snippet
from notes_app.search.marks import mark_spans
from notes_app.search.probes import Probe
from notes_app.search.query_tree import Words
from notes_app.search.terms import fold, fold_kanji, fold_text
from notes_app.search.words import split_words

_BREAK = "\ue000"  # private use: folding leaves it alone, so a body is folded once and cut afterwards
_ENDS = re.compile(r"(?<=[\n。！？])(?![\n。！？])")
_MARK = re.compile(r"[\n。！？]")
_LONGEST = 140  # characters of one passage
_PASSAGES = 2
_LOOKED_AT = 5  # sentences looked at for each needle
_WORDS_SPLIT = 40  # passages whose words are split in search of a normal form
_LONGEST_READ = 40_000  # characters of a body that are looked through for passages


@dataclass(frozen=True, slots=True)
class Needles:
    """What to highlight.

    literals: folded texts. typed: the same as typed, a quick way to where they stand.
    marks:    amounts and days, however they are written.
    forms:    normal forms of words, for which only the splitter can tell where they stand.
    """

    literals: tuple[str, ...]
    typed: tuple[str, ...] = ()
    forms: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()


def needles_of(asked: Sequence[tuple[Words, Probe]], *, is_question: bool) -> Needles:
    """Return what a hit of these words may show; the words of a question one by one."""
    literals: list[str] = []
    typed: list[str] = []
    forms: set[str] = set()
    marks: set[str] = set()
    for words, probe in asked:
        if not is_question:
            typed.append(words.text)
        if is_question:
            plain = fold_kanji(words.text)
            for word in split_words(words.text):
                typed.append(plain[word.start : word.end])
                literals.append(fold_text(typed[-1]))
                forms.add(word.form)
        else:
            literals.extend(probe.literals)
            forms.update(form for run in probe.runs for form in run)
            marks.update(probe.marks)
    kept = tuple(dict.fromkeys(literal for literal in literals if literal.strip()))
    return Needles(
        kept or tuple(dict.fromkeys(literals)), tuple(dict.fromkeys(typed)), frozenset(forms), frozenset(marks)
    )


def snippets_of(
    body: str, needles: Needles, *, by_word: bool = True, held_on: date | None = None
) -> tuple[Snippet, ...]:
    """Return the best passages of `body`, best first; its beginning when nothing in it can be highlighted.

    by_word: False spares the word splitter when it is known that another field holds what was sought.
    """
    body = body[:_LONGEST_READ]
    quick = _as_typed(body, needles.typed)
    if quick:
        return tuple(_passage(body, start, end, needles.literals) for start, end in quick)
    passages = _passages(body)
    found = _best(passages, needles.literals)
    if not found:
        found_whole = _across(body, needles.literals)
        if found_whole is not None:
            return (found_whole,)
        marked = _by_mark(body, passages, needles.marks, held_on) if needles.marks else None
        if marked is not None:
            return (marked,)
        found_word = _by_word(body, passages, needles.forms) if by_word and needles.forms else None
        if found_word is not None:
            return (found_word,)
        first = next(((s, e) for s, e, folded in passages if folded.strip(" #-*")), (0, 0))
        return (_cut(body, first[0], first[1], ()),) if first[1] else ()
    return tuple(_passage(body, start, end, needles.literals) for start, end in found)


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


def _passages(body: str) -> list[tuple[int, int, str]]:
    """Return (start, end, folded text) of every sentence or line of `body`."""
    cut = _ENDS.sub(_BREAK, body.replace(_BREAK, " "))
    passages = []
    start = 0
    for original, folded in zip(cut.split(_BREAK), fold_text(cut).split(_BREAK), strict=True):
        if original:
            passages.append((start, start + len(original), folded))
        start += len(original)
    return passages


def _as_typed(body: str, typed: Sequence[str]) -> list[tuple[int, int]]:
    """Return the best passages when the body holds every needle as typed, nothing otherwise: most often, and quick."""
    spans: dict[tuple[int, int], float] = {}
    for text in typed:
        at = body.find(text)
        if at < 0 or not text.strip():
            return []
        for _ in range(_LOOKED_AT if len(typed) > 1 else _PASSAGES):  # sentences holding a single needle are equal
            span = _sentence_around(body, at, at + len(text))
            spans[span] = spans.get(span, 0.0) + 1 + 0.2 * len(text)
            at = body.find(text, span[1])
            if at < 0:
                break
    return sorted(spans, key=lambda span: (-spans[span], span))[:_PASSAGES]


def _sentence_around(body: str, start: int, end: int) -> tuple[int, int]:
    first = max(body.rfind("\n", 0, start), body.rfind("。", 0, start), body.rfind("！", 0, start), body.rfind("？", 0, start)) + 1
    last = _MARK.search(body, max(start, end - 1))
    return first, max(end, last.end()) if last else len(body)


def _best(passages: Sequence[tuple[int, int, str]], literals: Sequence[str]) -> list[tuple[int, int]]:
    scored: list[tuple[float, int, int]] = []
    for start, end, folded in passages:
        score = sum(1 + 0.2 * len(literal) for literal in literals if literal in folded)
        if score:
            scored.append((-score, start, end))
    scored.sort()
    return [(start, end) for _, start, end in scored[:_PASSAGES]]


def _passage(body: str, start: int, end: int, literals: Sequence[str]) -> Snippet:
    spans = highlight(body[start:end], literals)
    return _cut(body, start, end, tuple((start + s, start + e) for s, e in spans))


def _across(body: str, literals: Sequence[str]) -> Snippet | None:
    """Return the passage around a literal that runs over the end of a sentence or line."""
    whole = None
    for literal in literals:
        if literal not in fold_text(body):
            continue
        whole = whole or fold(body)
        at = whole.text.find(literal)
        if at >= 0:
            start, end = whole.span(at, at + len(literal))
            return _cut(body, max(0, start - 30), min(len(body), end + 60), ((start, end),))
    return None


def _by_mark(
    body: str, passages: Sequence[tuple[int, int, str]], marks: frozenset[str], held_on: date | None
) -> Snippet | None:
    for start, end, _ in passages:
        spans = mark_spans(body[start:end], held_on, marks)
        if spans:
            return _cut(body, start, end, tuple((start + s, start + e) for s, e in _merged(spans)))
    return None


def _by_word(body: str, passages: Sequence[tuple[int, int, str]], forms: frozenset[str]) -> Snippet | None:
    for start, end, _ in passages[:_WORDS_SPLIT]:
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
