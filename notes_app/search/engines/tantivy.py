"""The second embedded engine, for large folders: tantivy, fed with our terms ready made.

Bigrams are kept with their positions, so a literal is a phrase of bigrams and needs no second look. The change-log
cursor is a document of its own, replaced in the same commit as the notes. tantivy's BM25 has fixed parameters: it
picks the candidates of a question, and our own BM25 weighs those.
"""

from __future__ import annotations

import json
import pickle
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from notes_app.search.analysis import WORD_BREAK, key_of, own_part, run_literal
from notes_app.search.engines.tantivy_documents import (
    BLANK,
    IS_ATTACHED,
    PreparedDocument,
    Reading,
    document_of,
    prepare_document,
    schema_of_notes,
    stored,
)
from notes_app.search.hits import Candidate, hits_of
from notes_app.search.index import IndexedNote, SearchRequest, SearchResult
from notes_app.search.probes import Probe, probe_of
from notes_app.search.query_tree import AllOf, AnyOf, FieldIs, Has, HeldIn, Node, Not, Words, wanted_words
from notes_app.search.ranking import K1, REFINED, WHOLE_FIRST, B, Rarity, Scoring, idf, scoring_of
from notes_app.search.terms import fold_text
from notes_app.search.variants import SEPARATOR

ENGINE_VERSION = f"tantivy {version('tantivy')}, schema 4"
_CURSOR_ID = "\x00cursor"
_HEAP_BYTES = 50_000_000
_PATIENCE_S = 3.0  # for a writer that another process still holds
_FEW_KEYS = 32
_WEIGHED = 60  # candidates of a question that our BM25 weighs
_ATTACHED_SCORE = 0.3  # of a term that stands in a file beside the note: less than any occurrence in the note itself


class TantivyIndex:
    """`SearchIndex` over a tantivy index in `folder`, which is made when it does not exist."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = schema_of_notes()
        self._index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        terms = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("terms", terms)
        single = tantivy.Tokenizer.ngram(min_gram=1, max_gram=1, prefix_only=False)
        self._index.register_tokenizer("characters", tantivy.TextAnalyzerBuilder(single).build())
        self._index.config_reader("manual")  # no thread of its own that reads files: `_refresh` follows the meta file
        self._lock = threading.RLock()
        self._meta = folder / "meta.json"
        self._seen: object = None
        self._writer: Any = None
        self._refresh()

    def replace(
        self, notes: Iterable[IndexedNote], *, remove: Sequence[str] = (), cursor: int | None = None
    ) -> None:
        given = {note.note_id: note for note in notes}
        with self._lock:
            writer = self._open_writer()
            try:
                for note_id in {*remove, *given}:
                    writer.delete_documents_by_term("id", note_id)
                for note in given.values():
                    writer.add_document(document_of(prepare_document(note)))
                if cursor is not None:
                    writer.delete_documents_by_term("id", _CURSOR_ID)
                    writer.add_document(tantivy.Document(id=_CURSOR_ID, note=pickle.dumps(cursor)))
                writer.commit()
            except BaseException:
                writer.rollback()
                raise
            self._refresh()

    def fill(self, prepared: Iterable[PreparedDocument]) -> None:
        with self._lock:
            writer = self._open_writer()
            try:
                for each in prepared:
                    writer.add_document(document_of(each))
                writer.commit()
            except BaseException:
                writer.rollback()
                raise
            self._refresh()

    def _open_writer(self) -> Any:
        """Return the writer, kept from the first commit on: its merges go on between commits."""
        patient_until = time.monotonic() + _PATIENCE_S
        while self._writer is None:
            try:
                self._writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            except ValueError as error:  # another process is about to let go of it
                if "LockBusy" not in str(error) or time.monotonic() > patient_until:
                    raise
                time.sleep(0.05)
        return self._writer

    def search(self, request: SearchRequest) -> SearchResult:
        return _Search(self._searcher(), self._schema, request).run()

    def values(self, name: str) -> tuple[str, ...]:
        """Return every value of a key ("account", "author", …) in the index."""
        prefix = f"{name}="
        return tuple(
            sorted(key.removeprefix(prefix) for key, _ in self._searcher().terms_with_prefix("keys", prefix))
        )

    def vocabulary(self) -> tuple[str, ...]:
        """Return every word of the index, in normal form and folded."""
        searcher = self._searcher()
        return tuple(sorted({form for field in ("words", "attached_words") for form, _ in searcher.terms_with_prefix(field, "")}))

    def count(self) -> int:
        searcher = self._searcher()
        return int(searcher.num_docs) - len(searcher.search(self._cursor_query(), 1).hits)

    def cursor(self) -> int:
        searcher = self._searcher()
        found = searcher.search(self._cursor_query(), 1).hits
        return int(pickle.loads(stored(searcher, found[0][1]))) if found else 0  # noqa: S301 - our own file, derived

    def _cursor_query(self) -> Any:
        return Query.term_query(self._schema, "id", _CURSOR_ID, index_option="basic")

    def clear(self) -> None:
        with self._lock:
            writer = self._open_writer()
            writer.delete_all_documents()
            writer.commit()
            self._refresh()

    def close(self) -> None:
        with self._lock:
            if self._writer is not None:
                self._writer.wait_merging_threads()
                self._writer = None

    def _searcher(self) -> Any:
        self._refresh()
        return self._index.searcher()

    def _refresh(self) -> None:
        """Follow meta.json, which another thread or process may have moved on."""
        stat = self._meta.stat()
        seen = (stat.st_ino, stat.st_mtime_ns)
        if seen != self._seen:
            json.loads(self._meta.read_bytes())
            self._index.reload()
            self._seen = seen


class _Search:
    """One search over the index as it stood when it began."""

    def __init__(self, searcher: Any, schema: Any, request: SearchRequest) -> None:
        self._searcher = searcher
        self._schema = schema
        self._request = request
        node = request.query.node
        self._words: tuple[Words, ...] = tuple(wanted_words(node)) if node is not None else ()
        self._has_attached = bool(searcher.doc_freq("keys", IS_ATTACHED))
        self._scoring: Scoring = scoring_of(request.query, [(each, probe_of(each)) for each in self._words])

    def run(self) -> SearchResult:
        matching = self._matching()
        wanted = max(self._request.offset + self._request.limit, REFINED)
        rarity = Rarity({}, {})
        if self._words:
            scored = Query.boolean_query(
                [(Occur.Must, Query.const_score_query(matching, 0.0)), *self._scored()]
            )
            limit = max(wanted, _WEIGHED) if self._request.query.is_question else wanted
            found = self._searcher.search(scored, limit)
            rarity = self._rarity()
        else:
            found = self._searcher.search(matching, wanted, order_by_field="day")
        candidates = self._candidates(found.hits)
        if self._request.query.is_question:
            candidates = self._weighed(candidates, rarity)
        facets = {name: self._facet(name, matching) for name in self._request.facets}
        return SearchResult(hits_of(self._request, self._words, candidates, rarity), int(found.count), facets)

    # -- which notes match

    def _matching(self) -> Any:
        readable = self._any_key(f"readers={token}" for token in self._request.readers)
        parts = [(Occur.Must, readable)]
        if self._request.account is not None:
            sought = fold_text(self._request.account).strip()
            parts.append(
                (
                    Occur.Must,
                    self._any_key(key for key, folded in self._values("account") if folded == sought),
                )
            )
        if self._request.only is not None:
            parts.append((Occur.Must, self._any_key(key_of("id", note_id) for note_id in self._request.only)))
        node = self._request.query.node
        if node is not None:
            parts.append(
                (Occur.Must, self._question() if self._request.query.is_question else self._query_of(node))
            )
        return Query.boolean_query(parts)

    def _query_of(self, node: Node) -> Any:
        if isinstance(node, Words):
            return self._answering(probe_of(node))
        if isinstance(node, Not):
            return Query.boolean_query(
                [(Occur.Must, Query.all_query()), (Occur.MustNot, self._query_of(node.part))]
            )
        if isinstance(node, AllOf | AnyOf):
            occur = Occur.Must if isinstance(node, AllOf) else Occur.Should
            return Query.boolean_query([(occur, self._query_of(part)) for part in node.parts])
        if isinstance(node, HeldIn):
            first = node.period.start.toordinal() if node.period.start else 1
            last = node.period.end.toordinal() if node.period.end else 10_000_000
            return Query.range_query(self._schema, "day", tantivy.FieldType.Integer, first, last)
        if isinstance(node, FieldIs):
            return self._any_key(key for key, folded in self._values(node.field) if node.value in folded)
        assert isinstance(node, Has)
        return self._any_key([f"has={node.what}"])

    def _answering(self, probe: Probe) -> Any:
        if probe.is_empty:
            return Query.all_query()
        ways = [self._literal(literal) for literal in probe.literals]
        ways += [self._run(run) for run in probe.runs]
        if probe.marks:
            ways.append(self._any_key(probe.marks))
        return _any_of(ways)

    def _literal(self, literal: str) -> Any:
        drawn = literal.replace(" ", BLANK)
        if len(drawn) == 1:
            return self._anywhere("chars", [drawn])
        return self._anywhere("pairs", _covering(drawn))

    def _run(self, run: tuple[str, ...]) -> Any:
        forms = [form.replace(" ", BLANK) for form in run]
        return self._anywhere("words", forms) if len(forms) > 1 else _any_of([self._anywhere("words", forms), self._term("parts", forms[0])])

    def _anywhere(self, field: str, terms: Sequence[str | tuple[int, str]]) -> Any:
        """Return the query for terms that follow one another in the note or in a file beside it."""
        own = self._phrase(field, terms)
        if not self._has_attached:
            return own
        return _any_of([own, Query.const_score_query(self._phrase(f"attached_{field}", terms), _ATTACHED_SCORE)])

    def _question(self) -> Any:
        literals = tuple(literal for words in self._words for literal in probe_of(words).literals)
        ways = [self._literal(literal) for literal in literals]
        if self._scoring.words:
            ways += [self._run((form,)) for form, _ in self._scoring.words]
        else:
            ways += [self._literal(gram) for gram, _ in self._scoring.grams]
        return _any_of(ways)

    def _phrase(self, field: str, terms: Sequence[str | tuple[int, str]]) -> Any:
        if len(terms) > 1:
            return Query.phrase_query(self._schema, field, [*terms])
        return self._term(field, terms[0] if isinstance(terms[0], str) else terms[0][1])

    def _term(self, field: str, term: str) -> Any:
        return Query.term_query(
            self._schema, field, term, index_option="basic" if field in ("keys", "id") else "freq"
        )

    def _any_key(self, keys: Iterable[str]) -> Any:
        listed = list(dict.fromkeys(keys))
        if len(listed) > _FEW_KEYS:  # a set is gathered whole before anything is looked up
            return Query.term_set_query(self._schema, "keys", listed)
        return _any_of([self._term("keys", key) for key in listed]) if listed else Query.empty_query()

    def _values(self, name: str) -> Iterator[tuple[str, str]]:
        for key, _ in self._searcher.terms_with_prefix("keys", f"{name}="):
            yield key, fold_text(key.partition("=")[2]).strip()

    # -- in what order

    def _scored(self) -> list[tuple[Any, Any]]:
        terms = [(self._term("words", form.replace(" ", BLANK)), share) for form, share in self._scoring.words]
        terms += [(self._literal(gram), share) for gram, share in self._scoring.grams]
        scored = [(Occur.Should, Query.boost_query(term, share)) for term, share in terms]
        if self._request.query.is_question:
            wholes = [self._literal(literal) for words in self._words for literal in probe_of(words).literals]
            scored += [(Occur.Should, Query.const_score_query(whole, WHOLE_FIRST)) for whole in wholes]
        return scored

    def _rarity(self) -> Rarity:
        count, frequency = self._searcher.num_docs, self._searcher.doc_freq
        words = {
            form: idf(count, frequency("words", form.replace(" ", BLANK))) for form, _ in self._scoring.words
        }
        grams = {
            gram: idf(count, frequency("chars" if len(gram) == 1 else "pairs", gram.replace(" ", BLANK)))
            for gram, _ in self._scoring.grams
        }
        return Rarity(words, grams)

    def _candidates(self, found: Sequence[tuple[Any, Any]]) -> list[Candidate]:
        if not self._words:
            return [self._candidate(0.0, address) for _, address in found]
        days = self._searcher.fast_field_values("day", [address for _, address in found])
        order = sorted(range(len(found)), key=lambda at: (-found[at][0], -(days[at] or 0)))
        return [self._candidate(found[at][0] % WHOLE_FIRST, found[at][1]) for at in order]

    def _candidate(self, score: float, address: Any) -> Candidate:
        reading = Reading(self._searcher, address)
        return Candidate(score, reading.folded, reading.kept, reading.runs)

    def _weighed(self, candidates: Sequence[Candidate], rarity: Rarity) -> list[Candidate]:
        """Return candidates in the order of our own BM25, as the other engines have it."""
        texts = [(own_part(candidate.folded()), own_part(candidate.runs())) for candidate in candidates]
        lengths = [(len(folded), runs.count(WORD_BREAK)) for folded, runs in texts]
        mean_grams = max(1.0, sum(grams for grams, _ in lengths) / max(1, len(texts)))
        mean_words = max(1.0, sum(words for _, words in lengths) / max(1, len(texts)))
        grams = [(gram, share * rarity.grams[gram]) for gram, share in self._scoring.grams]
        words = [(run_literal((form,)), share * rarity.words[form]) for form, share in self._scoring.words]
        weighed = []
        for candidate, (folded, runs), (gram_count, word_count) in zip(candidates, texts, lengths, strict=True):
            title = folded.partition(SEPARATOR)[0]
            gram_norm = K1 * (1 - B + B * gram_count / mean_grams)
            word_norm = K1 * (1 - B + B * word_count / mean_words)
            score = 0.0
            for gram, weight in grams:
                if held := folded.count(gram):
                    held += 2 * title.count(gram)
                    score += weight * held / (held + gram_norm)
            for run, weight in words:
                if held := runs.count(run):
                    score += weight * held / (held + word_norm)
            weighed.append(Candidate(score, candidate.folded, candidate.kept, candidate.runs))
        weighed.sort(key=lambda candidate: -candidate.score)
        return weighed

    def _facet(self, name: str, matching: Any) -> tuple[tuple[str, int], ...]:
        prefix = f"{name}="
        counts = self._searcher.terms_with_prefix("keys", prefix, filter_query=matching)
        return tuple(
            sorted(
                ((key.removeprefix(prefix), count) for key, count in counts if count),
                key=lambda each: (-each[1], each[0]),
            )
        )


def _covering(text: str) -> list[tuple[int, str]]:
    """Return pairs of neighbours that together hold every character of `text`, each with its place: as few as will do."""
    places = [*range(0, len(text) - 1, 2)]
    if len(text) % 2:
        places.append(len(text) - 2)
    return [(at, text[at : at + 2]) for at in places]


def _any_of(queries: list[Any]) -> Any:
    return (
        queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])
    )
