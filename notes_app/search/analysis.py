"""What an index holds of one note: its folded text, weighted n-grams and words, and the keys it is filtered by.

Pure but for the word splitter. Every engine is fed from here, so all of them keep the same promises.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from notes_app.search.dates import BareDay
from notes_app.search.index import IndexedNote
from notes_app.search.marks import day_marks, read_marks
from notes_app.search.terms import FOLDING_VERSION, fold_kanji, fold_text, left_out, ngrams
from notes_app.search.variants import ATTACHED, SEPARATOR
from notes_app.search.words import dictionary_version, forms_and_parts

ANALYSIS_VERSION = 3
WORD_BREAK = "\x1e"
"""Stands before and after every word in `AnalysedNote.run_text`."""

TITLE_WEIGHT, ACCOUNT_WEIGHT, LABEL_WEIGHT, BODY_WEIGHT = 3, 2, 2, 1
"""How often one occurrence counts, by field (BM25F with one length). Tuned with benchmarks/search_quality.py."""
_HEAVIEST = 255
_SHORT = 40  # characters
_LONGEST_KEPT = 120  # characters of a sentence that is remembered
_REMEMBERED, _READ_AHEAD = 30_000, 20_000  # sentences
_MOST_MARKS = 2_000  # of the files beside a note
_SENTENCES = re.compile(r"[^。｡\n]+[。｡\n]?")
_FILE_LINK = re.compile(r"!?\[[^\]]*\]\((?!https?:)[^)\s]+\.\w{2,5}\)")


@dataclass(frozen=True, slots=True)
class AnalysedNote:
    """One note in the terms of an index.

    folded:   the folded fields, title first and body last, SEPARATOR between them, then the passages of the files beside
              it, ATTACHED before each; every literal is sought here.
    grams:    n-gram -> weight, the sum over its occurrences of the field's weight, at most 255. words: the same of words.
    run_text: WORD_BREAK-separated words in order, to see which follow one another.
    keys:     what the note is filtered and counted by, "name=value" with values as written.
    """

    note: IndexedNote
    folded: str
    grams: dict[str, int]
    words: dict[str, int]
    gram_count: int
    word_count: int
    run_text: str
    keys: frozenset[str]
    day: int


def fingerprint() -> str:
    """Return what the contents of an index depend on; another one means the index must be rebuilt."""
    return f"analysis {ANALYSIS_VERSION}, folding {FOLDING_VERSION}, words {dictionary_version()}"


def analyse(note: IndexedNote, body: str | None = None) -> AnalysedNote:
    """Return `note` in the terms of an index; body: its body folded, when it is known."""
    fields = [(weight, terms_of(text, body if text is note.body else None)) for weight, text in fields_of(note)]
    own = [field for _, field in fields]
    grams, words = Counter(own[-1].grams), Counter(own[-1].words)  # the body, longest by far
    for weight, field in fields[:-1]:
        _add(grams, field.grams, weight)
        _add(words, field.words, weight)
    attached = [terms_of(passage.text) for passage in note.passages]
    for field in attached:  # found, and never heavier for a long file: once a term, and no longer a note for it
        grams.update(set(field.grams) - grams.keys())
        words.update(set(field.words) - words.keys())
    return AnalysedNote(
        note=note, grams=_capped(grams), words=_capped(words),
        folded=with_attached(SEPARATOR.join([field.folded for field in own]), [field.folded for field in attached]),
        gram_count=sum(weight * len(field.folded) for weight, field in fields),
        word_count=sum(weight * len(field.forms) for weight, field in fields),
        run_text=run_text(own, attached), keys=frozenset({*keys_of(note), *marks_of(note, own, attached)}),
        day=note.held_on.toordinal() if note.held_on else 0,
    )  # fmt: skip


def marks_of(note: IndexedNote, own: Iterable[FieldTerms], attached: Iterable[FieldTerms]) -> set[str]:
    """Return the marks of amounts and days in a note and the files beside it; of a book of figures, the first thousands."""
    marks = {mark for field in own if field.marks or field.bare_days for mark in field.marks_on(note.held_on)}
    beside = (mark for field in attached for mark in field.marks_on(note.held_on))
    return marks.union(islice(beside, _MOST_MARKS))


def with_attached(own: str, passages: Sequence[str]) -> str:
    """Return a note's own folded text with those of the passages beside it."""
    return ATTACHED.join((own, *passages))


def own_part(folded: str) -> str:
    """Return what the note itself holds of its folded text, without the files beside it."""
    return folded.partition(ATTACHED)[0]


def attached_parts(folded: str) -> list[str]:
    """Return the folded text of every passage, in the order of `IndexedNote.passages`."""
    return folded.split(ATTACHED)[1:]


class FieldTerms(NamedTuple):
    """The terms of one field.

    forms: its words in order. parts: the shorter parts of the longer ones. marks: its amounts and days. bare_days: its
    days without a year.
    """

    folded: str
    kept: tuple[str, ...]
    forms: Sequence[str]
    parts: Sequence[str]
    marks: Sequence[str]
    bare_days: Sequence[BareDay]

    @property
    def grams(self) -> list[str]:
        """Every n-gram, as often as it occurs, and what folding left out but a person may seek."""
        return [*ngrams(self.folded), *self.kept]

    @property
    def words(self) -> Sequence[str]:
        return [*self.forms, *self.parts]

    def marks_on(self, held_on: date | None) -> Iterator[str]:
        """Yield the marks of a field in a note of that day."""
        yield from self.marks
        yield from day_marks(self.bare_days, held_on)

    def with_parts(self) -> FieldTerms:
        """Return the same with the shorter parts among the words, at the end."""
        return self._replace(forms=self.words, parts=())


def terms_of(text: str, folded: str | None = None) -> FieldTerms:
    """Return the terms of one field's text; folded: `fold_text(text)`, when it is known."""
    return _short_terms(text) if len(text) <= _SHORT else _terms(text, folded)


def _terms(text: str, folded: str | None = None) -> FieldTerms:
    forms: list[str] = []
    parts: list[str] = []
    marks: list[str] = []
    bare_days: list[BareDay] = []
    for sentence in _SENTENCES.findall(text):
        said = _said_often(sentence) if len(sentence) <= _LONGEST_KEPT else _said(sentence)
        forms += said[0]
        parts += said[1]
        marks += said[2]
        bare_days += said[3]
    return FieldTerms(fold_text(text) if folded is None else folded, tuple(sorted(left_out(text))), forms, parts, marks, bare_days)


_short_terms = lru_cache(maxsize=20_000)(_terms)  # names, tags and customers come again and again


def _said(sentence: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[BareDay, ...]]:
    """Return the words of a sentence, their parts, its marks and its days without a year."""
    return (*forms_and_parts(fold_kanji(sentence)), *read_marks(sentence))


def read_ahead(notes: Iterable[IndexedNote]) -> None:
    """Split what notes say into words, and remember it, before anything else is done with them.

    That takes a fifth off the time of a note: the splitter's tables and the rest of the work keep driving each other out
    of the processor's caches.
    """
    sentences = (sentence for note in notes for sentence in _SENTENCES.findall(note.body))
    for sentence in islice(sentences, _READ_AHEAD):
        if len(sentence) <= _LONGEST_KEPT:
            _said_often(sentence)


_said_often = lru_cache(maxsize=_REMEMBERED)(_said)  # minutes repeat themselves: what was said lately is not split into words again


def _add(whole: Counter[str], terms: Sequence[str], weight: int) -> None:
    for term in terms:
        whole[term] += weight


def run_text_of(forms: Sequence[str]) -> str:
    """Return words in order as one text in which `run_literal` finds a run of them."""
    return f"{WORD_BREAK}{WORD_BREAK.join(forms)}{WORD_BREAK}"


def run_text(own: Iterable[FieldTerms], attached: Iterable[FieldTerms]) -> str:
    """Return the words of a note and of the files beside it, see `AnalysedNote.run_text`."""
    return with_attached(SEPARATOR.join([run_text_of(field.forms) for field in own]), [run_text_of(field.forms) for field in attached])


def run_literal(run: tuple[str, ...]) -> str:
    """Return the text that stands in `run_text` when the words of `run` follow one another."""
    return run_text_of(run)


def key_of(name: str, value: str) -> str:
    """Return the key a note with this field value has."""
    return f"{name}={value.strip()}"


def fields_of(note: IndexedNote) -> Iterator[tuple[int, str]]:
    """Yield the weight and text of every field that is searched, title first and body last."""
    yield TITLE_WEIGHT, note.title
    yield ACCOUNT_WEIGHT, note.account
    labels = (note.deal, note.owner, note.author, note.labels, *note.tags, *note.attributes.values())
    for label in labels:
        if label:
            yield LABEL_WEIGHT, label
    yield BODY_WEIGHT, note.body


def _capped(weights: Counter[str]) -> dict[str, int]:
    if max(weights.values(), default=0) <= _HEAVIEST:
        return weights
    return {term: min(weight, _HEAVIEST) for term, weight in weights.items()}


def keys_of(note: IndexedNote) -> Iterator[str]:
    """Yield what the note is filtered and counted by; its marks come from its texts."""
    yield key_of("id", note.note_id)
    for reader in note.readers:
        yield key_of("readers", reader)
    stage = (
        note.attributes.get("stage") or note.attributes.get("フェーズ") or note.attributes.get("段階") or ""
    )
    single = {
        "account": note.account, "author": note.author, "owner": note.owner, "kind": note.kind, "channel": note.channel,
        "deal": note.deal, "stage": stage, "month": note.held_on.isoformat()[:7] if note.held_on else "",
    }  # fmt: skip
    for name, value in single.items():
        if value:
            yield key_of(name, value)
            yield f"has={'date' if name == 'month' else name}"
    for tag in note.tags:
        yield key_of("tag", tag)
    if note.tags:
        yield "has=tag"
    if note.passages or _FILE_LINK.search(note.body):
        yield "has=file"
