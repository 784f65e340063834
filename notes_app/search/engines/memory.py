"""The reference: everything in dictionaries, every promise by plain reading. Exact, and slow beyond some thousand notes."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Sequence

from notes_app.search.analysis import AnalysedNote, analyse, run_literal
from notes_app.search.hits import Candidate, hits_of
from notes_app.search.index import IndexedNote, SearchRequest, SearchResult
from notes_app.search.kept import fold_body, keep_note, read_note
from notes_app.search.probes import Probe, probe_of
from notes_app.search.query_tree import AllOf, AnyOf, FieldIs, Has, HeldIn, Node, Not, Words, wanted_words
from notes_app.search.ranking import K1, B, Rarity, Scoring, idf, scoring_of
from notes_app.search.terms import fold_text

ENGINE_VERSION = "memory 1"


class MemoryIndex:
    """`SearchIndex` in this process alone; gone with it."""

    def __init__(self) -> None:
        self._notes: dict[str, AnalysedNote] = {}
        self._cursor = 0
        self._lock = threading.RLock()

    def replace(
        self, notes: Iterable[IndexedNote], *, remove: Sequence[str] = (), cursor: int | None = None
    ) -> None:
        fresh = {note.note_id: analyse(note) for note in notes}
        with self._lock:
            kept = {key: note for key, note in self._notes.items() if key not in remove}
            self._notes = kept | fresh
            self._cursor = self._cursor if cursor is None else cursor

    def fill(self, prepared: Iterable[AnalysedNote], *, cursor: int) -> None:
        fresh = {each.note.note_id: each for each in prepared}
        with self._lock:
            self._notes, self._cursor = self._notes | fresh, cursor

    def search(self, request: SearchRequest) -> SearchResult:
        with self._lock:
            notes = list(self._notes.values())
        node = request.query.node
        words = tuple(wanted_words(node)) if node is not None else ()
        scoring = scoring_of(request.query, [(each, probe_of(each)) for each in words])
        scores = _Scores(notes, scoring)
        found = [
            note for note in notes if _may_read(note, request) and _matches(note, request, scoring, words)
        ]
        wholes = [text for each in words for text in probe_of(each).literals] if request.query.is_question else []
        found.sort(
            key=lambda note: (
                not any(whole in note.folded for whole in wholes), -scores.of(note), -note.day, note.note.note_id,
            )
        )  # fmt: skip
        candidates = [_candidate(note, scores.of(note)) for note in found]
        facets = {name: _facet(name, found) for name in request.facets}
        return SearchResult(hits_of(request, words, candidates, scores.rarity), len(found), facets)

    def values(self, name: str) -> tuple[str, ...]:
        """Return every value of a key ("account", "author", …) in the index."""
        return tuple(sorted({value for note in list(self._notes.values()) for value in _values(note, name)}))

    def vocabulary(self) -> tuple[str, ...]:
        """Return every word of the index, in normal form and folded."""
        return tuple(sorted({form for note in list(self._notes.values()) for form in note.words}))

    def count(self) -> int:
        return len(self._notes)

    def cursor(self) -> int:
        return self._cursor

    def clear(self) -> None:
        with self._lock:
            self._notes, self._cursor = {}, 0

    def close(self) -> None:
        """Nothing is held open."""


def _candidate(note: AnalysedNote, score: float) -> Candidate:
    return Candidate(score, lambda: read_note(keep_note(note.note, fold_body(note.note)), note.folded))


def _may_read(note: AnalysedNote, request: SearchRequest) -> bool:
    if note.note.readers.isdisjoint(request.readers) or (request.only is not None and note.note.note_id not in request.only):
        return False
    return (
        request.account is None or fold_text(note.note.account).strip() == fold_text(request.account).strip()
    )


def _matches(note: AnalysedNote, request: SearchRequest, scoring: Scoring, words: Sequence[Words]) -> bool:
    node = request.query.node
    if node is None:
        return True
    if not request.query.is_question:
        return _holds(note, node)
    if any(literal in note.folded for each in words for literal in probe_of(each).literals):
        return True
    if scoring.words:
        return any(form in note.words for form, _ in scoring.words)
    return any(gram in note.grams for gram, _ in scoring.grams)


def _holds(note: AnalysedNote, node: Node) -> bool:  # noqa: PLR0911 - one line per kind of node
    if isinstance(node, Words):
        return answers(note, probe_of(node))
    if isinstance(node, Not):
        return not _holds(note, node.part)
    if isinstance(node, AllOf):
        return all(_holds(note, part) for part in node.parts)
    if isinstance(node, AnyOf):
        return any(_holds(note, part) for part in node.parts)
    if isinstance(node, HeldIn):
        return node.period.holds(note.note.held_on)
    if isinstance(node, FieldIs):
        return any(node.value in fold_text(value) for value in _values(note, node.field))
    assert isinstance(node, Has)
    return f"has={node.what}" in note.keys


def answers(note: AnalysedNote, probe: Probe) -> bool:
    """Return whether the note holds a literal, a run of words or a mark of the probe; yes when it asks for nothing."""
    return (
        probe.is_empty
        or any(
            literal in note.folded or (len(literal) == 1 and literal in note.grams)
            for literal in probe.literals
        )
        or any(
            run_literal(run) in note.run_text or (len(run) == 1 and run[0] in note.words)
            for run in probe.runs
        )
        or any(mark in note.keys for mark in probe.marks)
    )


def _values(note: AnalysedNote, name: str) -> list[str]:
    return [key.partition("=")[2] for key in note.keys if key.startswith(f"{name}=")]


def _facet(name: str, found: Sequence[AnalysedNote]) -> tuple[tuple[str, int], ...]:
    counts = Counter(value for note in found for value in _values(note, name))
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


class _Scores:
    """BM25 of words plus BM25 of n-grams, over all notes whoever may read them."""

    def __init__(self, notes: Sequence[AnalysedNote], scoring: Scoring) -> None:
        count = max(1, len(notes))
        self._mean_grams = max(1.0, sum(note.gram_count for note in notes) / count)
        self._mean_words = max(1.0, sum(note.word_count for note in notes) / count)
        grams = {gram: idf(count, sum(gram in note.grams for note in notes)) for gram, _ in scoring.grams}
        words = {form: idf(count, sum(form in note.words for note in notes)) for form, _ in scoring.words}
        self.rarity = Rarity(words, grams)
        self._grams = {gram: share * grams[gram] for gram, share in scoring.grams}
        self._words = {form: share * words[form] for form, share in scoring.words}

    def of(self, note: AnalysedNote) -> float:
        gram_norm = K1 * (1 - B + B * note.gram_count / self._mean_grams)
        word_norm = K1 * (1 - B + B * note.word_count / self._mean_words)
        return sum(
            rarity * held[term] / (held[term] + norm)
            for rarities, held, norm in (
                (self._grams, note.grams, gram_norm),
                (self._words, note.words, word_norm),
            )
            for term, rarity in rarities.items()
            if term in held
        )
