"""What a word of a query needs of a note, in the terms an index holds. Pure but for the word splitter.

A note answers a probe when it holds one of its literals, or one of its runs of words, or one of its marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from notes_app.search.query_tree import Words
from notes_app.search.terms import fold_text, left_out
from notes_app.search.words import word_forms

_SAME_FORMS = (("株式会社", "(株)"), ("有限会社", "(有)"), ("合同会社", "(同)"), ("合資会社", "(資)"))
_AGAIN = re.compile(r"([一-鿿])々")
_TWICE = re.compile(r"([一-鿿])\1")


@dataclass(frozen=True, slots=True)
class Probe:
    """literals: folded texts, the first as typed. runs: words that follow one another. marks: amounts and days."""

    literals: tuple[str, ...]
    runs: tuple[tuple[str, ...], ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.literals or self.runs or self.marks)


@lru_cache(maxsize=4096)
def probe_of(words: Words) -> Probe:
    """Return what `words` needs of a note; an empty probe (nothing left after folding) asks for nothing."""
    literals = list(_literals(words.text, words.is_literal))
    if words.is_literal:
        return Probe(tuple(literals))
    runs = [tuple(word_forms(words.text))]
    for alias in words.aliases:
        literals.extend(_literals(alias, False))
        runs.append(tuple(word_forms(alias)))
    return Probe(
        tuple(dict.fromkeys(literals)), tuple(dict.fromkeys(run for run in runs if run)), words.marks
    )


def _literals(text: str, is_literal: bool) -> Iterator[str]:
    folded = fold_text(text) if is_literal else fold_text(text).strip()
    if not folded:
        yield from sorted(left_out(text))
        return
    yield folded
    if is_literal:
        return
    for long, short in _SAME_FORMS:
        if long in folded:
            yield folded.replace(long, short)
        elif short in folded:
            yield folded.replace(short, long)
    if "々" in folded:
        yield _AGAIN.sub(r"\1\1", folded)
    elif _TWICE.search(folded):
        yield _TWICE.sub(r"\1々", folded)
