"""How hits are put in order, the same for every engine. Pure.

A hit's score is the sum of BM25 over its words and BM25 over its n-grams, so a note with 京都 as a word stands above
one where 京都 is a part of 東京都; then the best few are read again (`refine`).

Source: Robertson and Zaragoza (2009), The Probabilistic Relevance Framework: BM25 and Beyond; k1 and b as found best
for Japanese passages with benchmarks/search_quality.py.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

from notes_app.search.kept import ReadNote
from notes_app.search.probes import Probe
from notes_app.search.query import Query
from notes_app.search.query_tree import Words
from notes_app.search.terms import fold_text, query_grams
from notes_app.search.variants import LONG_VOWEL
from notes_app.search.words import matter_of

K1, B = 0.5, 0.4
WORD_SHARE, GRAM_SHARE = 1.0, 0.6
ASKING_SHARE = 0.3  # of a word that only asks (何, いつ, 名前): it says little about the note that answers
WHOLE_FIRST = 10_000.0  # added to the score of a note that holds the question itself, more than any BM25
_REREAD, _REREAD_FEW = 30, 20  # how many of the best are read again; of a single word or a question, which are well weighed before
_LONGEST_QUESTION = 400  # characters of a question that are weighed

# What reading again may add to a score between 0 and 1, 1 being the best of the engine's.
_PASSAGE_SHARE = 0.6  # n-grams of the query gathered in one sentence, by rarity
_SENTENCE_SHARE = 0.3  # words of the query gathered in one sentence, by rarity
_TITLE_SHARE = 0.3
_EXACT_SHARE = 0.1  # written just as typed: サーバー before サーバ for サーバー
_TYPED_SHARE = 0.3  # the word itself, however it is folded, before another that stands for it: ㈱みどり before 株式会社みどり
_WHOLE_SHARE = 3.0  # the question itself stands in the note, as any part of a note must find it

_ASKING = frozenset(
    fold_text(form)
    for form in (
        "何 何時 何処 誰 如何 どの 何の 幾つ 幾ら 何れ 何故 言う 有る 居る 為る 成る 呼ぶ 事 物 其の 此の 為 時 名 名前 答える 教える 下さる"
    ).split()
)
_SENTENCE = re.compile(r"[^。!?]{1,160}[。!?]*")
_LONGEST_SENTENCE = 160  # characters, as in the pattern


@dataclass(frozen=True, slots=True)
class Scoring:
    """The terms that make the score, each with its weight: words and n-grams, in the terms of an index."""

    words: tuple[tuple[str, float], ...]
    grams: tuple[tuple[str, float], ...]


def scoring_of(query: Query, probes: Sequence[tuple[Words, Probe]]) -> Scoring:
    """Return the terms that rank the hits of `query`."""
    words: dict[str, float] = {}
    grams: dict[str, float] = {}
    for asked, probe in probes:
        if query.is_question:
            text = asked.text[:_LONGEST_QUESTION]
            for word in matter_of(text):
                share = WORD_SHARE * (ASKING_SHARE if word.form in _ASKING else 1.0)
                for form in (word.form, *word.parts):
                    words[form] = words.get(form, 0.0) + share
            for gram in query_grams(fold_text(text)):
                grams[gram] = grams.get(gram, 0.0) + GRAM_SHARE
            continue
        for run in probe.runs:
            for form in run:
                words[form] = max(words.get(form, 0.0), WORD_SHARE)
        for literal in probe.literals:
            for gram in query_grams(literal):
                grams[gram] = max(grams.get(gram, 0.0), GRAM_SHARE)
    return Scoring(tuple(words.items()), tuple(grams.items()))


def idf(note_count: int, holding_count: int) -> float:
    """Return how rare a term is: Lucene's form of the inverse document frequency, never negative."""
    return math.log(1 + (note_count - holding_count + 0.5) / (holding_count + 0.5))


@dataclass(frozen=True, slots=True)
class Rarity:
    """The idf of every term that was scored, as the engine counted it."""

    words: Mapping[str, float]
    grams: Mapping[str, float]


def reread_count(query: Query, words: Sequence[Words]) -> int:
    """Return how many of an engine's best candidates are read again to put them in order."""
    return _REREAD if len(words) > 1 and not query.is_question else _REREAD_FEW


def refine(
    query: Query, asked: Sequence[tuple[Words, Probe]], scores: Sequence[float], found: Sequence[ReadNote], rarity: Rarity
) -> list[float]:
    """Return a better score for each of the best few, after reading them.

    scores: what each of them has, best first. Those that come back are comparable with one another only.
    """
    top = max(scores, default=0.0) or 1.0
    literals = [probe.literals[0] for _, probe in asked if probe.literals]
    typed = [words.text for words, _ in asked]
    exact = _EXACT_SHARE / max(1, len(typed))
    in_title, as_typed = _TITLE_SHARE / max(1, len(literals)), _TYPED_SHARE / max(1, len(literals))
    is_gathered = query.is_question or len(literals) > 1  # one word cannot stand closer to itself
    gathering = _Gathering(rarity.grams if query.is_question else dict.fromkeys(literals, 1.0), rarity.words)
    refined = []
    for score, read in zip(scores, found, strict=True):
        title, folded = read.title, read.folded
        better = score / top
        for text in typed:
            if _is_written(text, read.note.title, read.note.body):
                better += exact
        if is_gathered:
            better += gathering.share(read.own, title, read.body)
        if query.is_question:
            better += _WHOLE_SHARE * (True in map(folded.__contains__, literals))
        else:
            for literal in literals:
                if literal in title:
                    better += in_title
                if literal in folded:
                    better += as_typed
        refined.append(better)
    return refined


def _is_written(text: str, title: str, body: str) -> bool:
    """Whether `text` stands there just so, and not only as the beginning of its longer form (サーバ of サーバー)."""
    if text not in body and text not in title:
        return False
    longer = text + LONG_VOWEL
    if text[-1:] == LONG_VOWEL or (longer not in body and longer not in title):
        return True
    return body.count(text) + title.count(text) > body.count(longer) + title.count(longer)


class _Gathering:
    """How much of a query its best sentence gathers: n-grams and words, each weighed by how rare it is."""

    def __init__(self, grams: Mapping[str, float], words: Mapping[str, float]) -> None:
        self._weights: dict[str, float] = {}
        for share, rarity in ((_PASSAGE_SHARE, grams), (_SENTENCE_SHARE, words)):
            whole = sum(rarity.values())
            for term, weight in rarity.items():
                self._weights[term] = self._weights.get(term, 0.0) + share * weight / (whole or 1.0)

    def share(self, own: str, title: str, body: str) -> float:
        """Return what the best sentence of a note is worth together with its title, at most the shares' sum.

        own: the whole note, folded.
        """
        stays = 0.0
        terms: list[str] = []
        weights: list[float] = []
        for term, weight in self._weights.items():
            if term in title:
                stays += weight
            elif term in own:
                terms.append(term)
                weights.append(weight)
        if not terms:
            return stays
        best, most = 0.0, sum(weights)
        for sentence in _sentences(body):
            gathered = sum(compress(weights, map(sentence.__contains__, terms)))
            if gathered > best:
                best = gathered
                if best == most:
                    break
        return stays + best


def _sentences(body: str) -> Sequence[str]:
    sentences = body.split("。")
    if "!" in body or "?" in body or max(map(len, sentences)) > _LONGEST_SENTENCE:
        return _SENTENCE.findall(body)
    return sentences
