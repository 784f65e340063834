"""The embedded default: Whoosh, fed with our terms, scored over whole posting lists at once.

One writer at a time: Whoosh's lock is an OS file lock, so a killed process leaves none behind. Readers follow the
table of contents and are never blocked. The change-log cursor is kept in the table of contents itself, so it is
written in the same atomic rename as the notes it stands for.
"""

# mypy: disable-error-code="no-untyped-call, misc, assignment, override, arg-type, call-overload"
# Whoosh types a part of itself only.

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh import __version_str__
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Existence
from whoosh.index import TOC, FileIndex

from notes_app.search.analysis import WORD_BREAK, analyse, key_of
from notes_app.search.engines.whoosh_codec import NotesWriter, TermsField
from notes_app.search.engines.whoosh_segment import Mask, Segment
from notes_app.search.hits import Candidate, hits_of
from notes_app.search.index import IndexedNote, SearchRequest, SearchResult
from notes_app.search.kept import fold_body, keep_note, pack_kept, read_note, unpack_kept
from notes_app.search.probes import Probe, probe_of
from notes_app.search.query_tree import Node, Words, wanted_words
from notes_app.search.ranking import K1, WHOLE_FIRST, B, Rarity, Scoring, idf, reread_count, scoring_of

NAME = "notes"
_TRIES = 5
_COMMIT = 10_000  # notes a commit while an index is filled
ENGINE_VERSION = f"whoosh {__version_str__}, postings 6"


class _ColumnField(FieldType):
    """A value kept beside each document and not searched by terms."""

    indexed = False

    def __init__(self, column: Any) -> None:
        super().__init__(format=Existence(), analyzer=None)
        self.column_type = column

    def to_column_value(self, value: Any) -> Any:
        return value


def _schema() -> Schema:
    return Schema(
        grams=TermsField(), words=TermsField(), keys=TermsField(), note=_ColumnField(VarBytesColumn()),
        folded=_ColumnField(VarBytesColumn()), runs=_ColumnField(VarBytesColumn()), day=_ColumnField(NumericColumn("i")),
        gram_count=_ColumnField(NumericColumn("i")), word_count=_ColumnField(NumericColumn("i")),
    )  # fmt: skip


class WhooshIndex:
    """`SearchIndex` over a Whoosh index in `folder`, which is made when it does not exist."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._storage = FileStorage(str(folder))
        self._lock = threading.RLock()
        self._write_lock = threading.RLock()
        self._segments: list[Segment] = []
        self._generation = -1
        self._cursor = 0
        if TOC._latest_generation(self._storage, NAME) < 0:
            TOC.create(self._storage, _schema(), NAME)
        self._refresh()

    # -- writing

    def replace(
        self, notes: Iterable[IndexedNote], *, remove: Sequence[str] = (), cursor: int | None = None
    ) -> None:
        prepared = {note.note_id: prepare_note(note) for note in notes}
        self._commit({*remove, *prepared}, prepared.values(), cursor)

    def fill(self, prepared: Iterable[PreparedNote], *, cursor: int) -> None:
        coming = iter(prepared)
        for first in coming:
            self._commit(frozenset(), chain((first,), islice(coming, _COMMIT - 1)), None)
        self._commit(frozenset(), (), cursor)

    def _commit(self, gone: Collection[str], prepared: Iterable[PreparedNote], cursor: int | None) -> None:
        with self._write_lock:  # searches go on meanwhile, over the segments as they stood
            writer = NotesWriter(FileIndex(self._storage, indexname=NAME), timeout=30.0)
            try:
                if gone:
                    self._delete(writer, gone)
                _add(writer, prepared)
                if cursor is not None:
                    writer.schema.notes_cursor = cursor
                writer.commit()
            except BaseException:
                if not writer.is_closed:
                    writer.cancel()
                raise
            with self._lock:
                self._refresh()

    def _delete(self, writer: Any, note_ids: Collection[str]) -> None:
        with self._lock:
            self._refresh()
            segments = {segment.segment_id: segment for segment in self._segments}
        base = 0
        for entry in writer.segments:
            known = segments[entry.segment_id()]
            for note_id in note_ids:
                for document in known.postings("keys", key_of("id", note_id))[0].tolist():
                    if not entry.is_deleted(document):
                        writer.delete_document(base + document)
            base += entry.doc_count_all()

    def clear(self) -> None:
        with self._write_lock, self._lock:
            self._close_segments()
            TOC.create(self._storage, _schema(), NAME)
            for name in self._storage.list():
                if not name.endswith((".toc", "LOCK")):
                    self._storage.delete_file(name)
            self._generation = -1
            self._refresh()

    def close(self) -> None:
        with self._lock:
            self._close_segments()
            self._generation = -1

    # -- reading

    def count(self) -> int:
        with self._lock:
            self._refresh()
            return sum(segment.live_count for segment in self._segments)

    def cursor(self) -> int:
        with self._lock:
            self._refresh()
            return self._cursor

    def search(self, request: SearchRequest) -> SearchResult:
        with self._lock:
            self._refresh()
            return _Search(tuple(self._segments), request).run()

    def values(self, name: str) -> tuple[str, ...]:
        """Return every value of a key ("account", "author", …) in the index."""
        with self._lock:
            self._refresh()
            return tuple(sorted({value for segment in self._segments for value, _ in segment.values(name)}))

    def vocabulary(self) -> tuple[str, ...]:
        """Return every word of the index, in normal form and folded."""
        with self._lock:
            self._refresh()
            return tuple(sorted({form for segment in self._segments for form in segment.vocabulary}))

    def _refresh(self) -> None:
        """Follow the table of contents, which another thread or process may have moved on."""
        for _ in range(_TRIES):
            if TOC._latest_generation(self._storage, NAME) == self._generation:
                return
            try:
                self._open_segments()
            except FileNotFoundError:  # merged away by a writer while we were opening: there is a newer table
                continue
            return
        self._open_segments()

    def _open_segments(self) -> None:
        contents = TOC.read(self._storage, NAME)
        known = {segment.segment_id: segment for segment in self._segments}
        opened: list[Segment] = []
        fresh: list[Segment] = []
        try:
            for entry in contents.segments:
                segment = known.pop(entry.segment_id(), None)
                if segment is None:
                    self._check_files(entry)
                    segment = Segment(self._storage, contents.schema, entry)
                    opened.append(segment)
                else:
                    segment.set_deleted(entry.deleted_docs())
                fresh.append(segment)
        except BaseException:
            for segment in opened:
                segment.close()
            raise
        self._segments, self._generation = fresh, contents.generation
        self._cursor = getattr(contents.schema, "notes_cursor", 0)
        for segment in known.values():
            segment.close()

    def _check_files(self, entry: Any) -> None:
        """Raise when a file of the segment is missing; Whoosh would fail half way and leave the others open."""
        columns = (f".{name}.col" for name in ("folded", "runs", "note", "day", "gram_count", "word_count"))
        for ending in (".trm", ".pst", *columns):
            if not self._storage.file_exists(entry.make_filename(ending)):
                raise FileNotFoundError(entry.make_filename(ending))

    def _close_segments(self) -> None:
        for segment in self._segments:
            segment.close()
        self._segments = []


class PreparedNote(NamedTuple):
    """A note in Whoosh's terms, plain values that another process may have made.

    terms: field -> its terms, each once, with WORD_BREAK between (folding leaves none in a term), and the weight of each, a byte.
    """

    note_id: str
    terms: dict[str, tuple[str, bytes]]
    columns: dict[str, Any]


def prepare_note(note: IndexedNote) -> PreparedNote:
    """Return `note` in Whoosh's terms; this is where most of the time of indexing goes."""
    body = fold_body(note)
    analysed = analyse(note, body.text if body is not None else None)
    terms = {name: (WORD_BREAK.join(held), bytes(held.values())) for name, held in (("grams", analysed.grams), ("words", analysed.words))}
    keys = [key.replace(WORD_BREAK, " ") for key in analysed.keys]
    terms["keys"] = (WORD_BREAK.join(keys), b"\x01" * len(keys))
    return PreparedNote(note.note_id, terms, {
        "folded": analysed.folded.encode("utf-8", "surrogatepass"), "runs": analysed.run_text.encode("utf-8", "surrogatepass"),
        "day": analysed.day, "gram_count": analysed.gram_count, "word_count": analysed.word_count,
        "note": pack_kept(keep_note(note, body)),
    })  # fmt: skip


def _add(writer: NotesWriter, prepared: Iterable[PreparedNote]) -> None:
    for note in prepared:
        for name, (terms, weights) in note.terms.items():
            if terms:
                writer.gathered.add_terms(name, writer.docnum, terms.split(WORD_BREAK), weights)
        writer.add_document(**note.columns)


class _Search:
    """One search over the segments as they stood when it began."""

    def __init__(self, segments: tuple[Segment, ...], request: SearchRequest) -> None:
        self._segments = segments
        self._request = request
        self._query = request.query
        node: Node | None = request.query.node
        self._words: tuple[Words, ...] = tuple(wanted_words(node)) if node is not None else ()
        self._probes: dict[Words, Probe] = {words: probe_of(words) for words in self._words}
        self._rarity: dict[str, dict[str, float]] = {"words": {}, "grams": {}}
        self._whole: dict[str, NDArray[np.int64]] = {}
        """Segment id -> documents that hold the question itself; they go before all others."""
        self._scoring: Scoring = scoring_of(self._query, tuple(self._probes.items()))

    def run(self) -> SearchResult:
        masks = [self._mask(segment) for segment in self._segments]
        total = int(sum(int(mask.sum()) for mask in masks))
        facets = {name: self._facet(name, masks) for name in self._request.facets}
        candidates = self._best(masks) if total and self._request.limit else []
        return SearchResult(
            hits_of(
                self._request, self._words, candidates, Rarity(self._rarity["words"], self._rarity["grams"])
            ),
            total,
            facets,
        )

    def _mask(self, segment: Segment) -> Mask:
        mask = segment.readable(self._request.readers)
        if self._request.account is not None:
            mask = mask & segment.about(self._request.account)
        if self._request.only is not None:
            mask = mask & segment.among(self._request.only)
        if self._query.node is None or not mask.any():
            return mask
        if self._query.is_question:
            return mask & self._question_mask(segment)
        return mask & segment.mask_of(self._query.node, probe_of)

    def _question_mask(self, segment: Segment) -> Mask:
        """A note answers a question when it shares a word with it, or holds it whole."""
        literals = tuple(literal for probe in self._probes.values() for literal in probe.literals)
        mask = segment.answers(Probe(literals)) if literals else np.zeros(segment.size, dtype=np.bool_)
        self._whole[segment.segment_id] = np.nonzero(mask)[0]
        for term, _ in self._scoring.words:
            mask[segment.postings("words", term)[0]] = True
        if not self._scoring.words:
            for term, _ in self._scoring.grams:
                mask[segment.postings("grams", term)[0]] = True
        return mask

    def _best(self, masks: Sequence[Mask]) -> list[Candidate]:
        scores = self._scores()
        wanted = max(self._request.offset + self._request.limit, reread_count(self._query, self._words))
        pairs: list[tuple[float, int, int, int]] = []
        for number, (segment, mask) in enumerate(zip(self._segments, masks, strict=True)):
            documents = np.nonzero(mask)[0]
            if segment.segment_id in self._whole:
                scores[number][self._whole[segment.segment_id]] += WHOLE_FIRST
            documents, ranks = _first(documents, scores[number], segment.days, wanted)
            pairs.extend(
                (rank, int(segment.days[document]), number, document)
                for rank, document in zip(ranks.tolist(), documents.tolist(), strict=True)
            )
        pairs.sort(key=lambda pair: (-pair[0], -pair[1], pair[2], pair[3]))
        return [
            self._candidate(rank % WHOLE_FIRST, number, document) for rank, _, number, document in pairs[:wanted]
        ]

    def _candidate(self, score: float, number: int, document: int) -> Candidate:
        segment = self._segments[number]
        return Candidate(score, cache(lambda: read_note(unpack_kept(segment.stored(document))[0], segment.folded(document))))

    def _scores(self) -> list[NDArray[np.float64]]:
        scores = [np.zeros(segment.size) for segment in self._segments]
        count = sum(segment.size for segment in self._segments)
        for field, terms in (("words", self._scoring.words), ("grams", self._scoring.grams)):
            if not terms:
                continue
            lengths = [
                segment.word_counts if field == "words" else segment.gram_counts for segment in self._segments
            ]
            mean = max(1.0, float(sum(int(each.sum()) for each in lengths)) / max(1, count))
            norms = [K1 * (1 - B + B * each / mean) for each in lengths]
            for term, share in terms:
                postings = [segment.postings(field, term) for segment in self._segments]
                holding = sum(len(documents) for documents, _ in postings)
                if not holding:
                    continue
                self._rarity[field][term] = idf(count, holding)
                rarity = share * self._rarity[field][term]
                for number, (documents, weights) in enumerate(postings):
                    if len(documents):
                        scores[number][documents] += rarity * weights / (weights + norms[number][documents])
        return scores

    def _facet(self, name: str, masks: Sequence[Mask]) -> tuple[tuple[str, int], ...]:
        counts: dict[str, int] = {}
        for segment, mask in zip(self._segments, masks, strict=True):
            if not mask.any():
                continue
            for value, _ in segment.values(name):
                held = int(mask[segment.postings("keys", f"{name}={value}")[0]].sum())
                if held:
                    counts[value] = counts.get(value, 0) + held
        return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _first(
    documents: NDArray[np.int64], scores: NDArray[np.float64], days: NDArray[np.int64], wanted: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the best `wanted` documents in order, with their scores; ties by day, the newest first."""
    ranks = scores[documents]
    if len(documents) > wanted and ranks.any():
        least = np.partition(ranks, len(ranks) - wanted)[len(ranks) - wanted]
        documents, ranks = documents[ranks >= least], ranks[ranks >= least]
    order = np.lexsort((documents, -days[documents], -ranks))[:wanted]
    return documents[order], ranks[order]
