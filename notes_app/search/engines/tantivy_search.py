"""One search in the tantivy index: which notes match, in what order, and what is read of the best of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, partial
from operator import attrgetter
from typing import Any

import tantivy
from tantivy import Occur, Query

from notes_app.search.analysis import WORD_BREAK, key_of, own_part, run_literal
from notes_app.search.engines.tantivy_documents import (
    BLANK,
    CIRCLE,
    COUNTED,
    COUNTED_SIGN,
    CURSOR_ID,
    IS_ATTACHED,
    circle_members,
    key_prefixes,
    read_document,
    stored,
)
from notes_app.search.hits import Candidate, hits_of
from notes_app.search.index import SearchRequest, SearchResult
from notes_app.search.kept import ReadNote
from notes_app.search.probes import Probe, probe_of
from notes_app.search.query_tree import AllOf, AnyOf, FieldIs, Has, HeldIn, Node, Not, Words, wanted_words
from notes_app.search.ranking import GRAM_SHARE, K1, WHOLE_FIRST, B, Rarity, Scoring, idf, reread_count, scoring_of
from notes_app.search.terms import fold_text

_FEW_KEYS = 32
_MOST_CIRCLES = 1_000  # sets of readers; of more, one by one would not be quick
_WEIGHED = 30  # candidates of a question that our BM25 weighs
_MANY = 1_000  # notes from which on a question's common terms are left to that second weighing
_COMMON = 1.5  # idf: what stands in more than a fifth of the notes picks no candidates
_HELD_BYTES = 4_000_000  # of notes that are held unpacked, which takes about thrice as much
_ATTACHED_SCORE = 0.3  # of a term that stands in a file beside the note: less than any occurrence in the note itself


class Snapshot:
    """The index as one commit left it, and what was learnt of it since."""

    def __init__(self, searcher: Any, schema: Any) -> None:
        self.searcher = searcher
        self.schema = schema
        self.has_attached = bool(searcher.doc_freq("keys", IS_ATTACHED))
        self.everything = Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, term_of(schema, "id", CURSOR_ID))])
        self._values: dict[str, list[tuple[str, str]]] = {}
        self._permissions: dict[frozenset[str], list[tuple[Any, Any]]] = {}
        self._read: dict[tuple[int, int], ReadNote] = {}
        self._held_bytes = 0

    def values(self, name: str) -> list[tuple[str, str]]:
        """Return every value of a key ("account", "author", …): the key as it is kept, and the folded value."""
        if (known := self._values.get(name)) is None:
            kept = [(key, prefix) for prefix in key_prefixes(name) for key, _ in self.searcher.terms_with_prefix("keys", prefix)]
            self._values[name] = known = [(key, fold_text(key.removeprefix(prefix)).strip()) for key, prefix in kept]
        return known

    def permission(self, readers: frozenset[str]) -> list[tuple[Any, Any]]:
        """Return the clause that leaves only what `readers` may read; none where they may read all that is in the index.

        Where little is closed to them, it is cheaper to take that away than to demand of every note that it be open.
        """
        if (known := self._permissions.get(readers)) is None:
            self._permissions[readers] = known = self._permission(readers)
        return known

    def _permission(self, readers: frozenset[str]) -> list[tuple[Any, Any]]:
        circles = self._circles
        closed = {key: count for key, count in circles if readers.isdisjoint(circle_members(key))} if circles is not None else {}
        if circles is None or sum(closed.values()) > self.searcher.num_docs // 2:
            return [(Occur.Must, Query.const_score_query(self.any_key(f"readers={token}" for token in readers), 0.0))]
        return [(Occur.MustNot, self.any_key(closed))] if closed else []

    @cached_property
    def is_of_earlier_code(self) -> bool:
        """Whether earlier code indexed some of the notes, until they are indexed again behind those that answer."""
        return any(self.searcher.terms_with_prefix("keys", f"{name}=", limit=1) for name in COUNTED)

    @cached_property
    def _circles(self) -> list[tuple[str, int]] | None:
        """Every set of readers and how many notes have it; None when they are too many, or earlier code left notes without."""
        circles: list[tuple[str, int]] = self.searcher.terms_with_prefix("keys", CIRCLE, limit=_MOST_CIRCLES + 1)
        if len(circles) > _MOST_CIRCLES:
            return None
        others = Query.boolean_query([(Occur.Must, self.everything), (Occur.MustNot, self.any_key(key for key, _ in circles))])
        return None if self.searcher.search(others, 1).count else circles

    def any_key(self, keys: Iterable[str]) -> Any:
        """Return the query for the notes that have one of `keys`."""
        listed = list(dict.fromkeys(keys))
        if len(listed) > _FEW_KEYS:  # a set is gathered whole before anything is looked up
            return Query.term_set_query(self.schema, "keys", listed)
        return _any_of([term_of(self.schema, "keys", key) for key in listed]) if listed else Query.empty_query()

    def read(self, address: Any) -> ReadNote:
        """Return the note of a document. Notes shown lately are at hand: whoever types a word on finds most of them again."""
        place = (address.segment_ord, address.doc)
        read = self._read.get(place)
        if read is None:
            packed = stored(self.searcher, address)
            self._held_bytes += len(packed)
            if self._held_bytes > _HELD_BYTES:
                self._read.clear()
                self._held_bytes = len(packed)
            self._read[place] = read = read_document(packed)
        return read


class Search:
    """One search over the index as it stood when it began."""

    def __init__(self, snapshot: Snapshot, request: SearchRequest) -> None:
        self._snapshot = snapshot
        self._searcher = snapshot.searcher
        self._schema = snapshot.schema
        self._request = request
        node = request.query.node
        self._words: tuple[Words, ...] = tuple(wanted_words(node)) if node is not None else ()
        self._scoring: Scoring = scoring_of(request.query, [(each, probe_of(each)) for each in self._words])

    def run(self) -> SearchResult:
        request, query = self._request, self._request.query
        facets = self._facets() if request.facets else {}
        if not request.limit or not self._words:  # only how many there are, or all, the newest first
            found = self._searcher.search(self._matching(), max(1, request.offset + request.limit), order_by_field="day")
            candidates = [Candidate(0.0, partial(self._snapshot.read, address)) for _, address in found.hits]
            return SearchResult(hits_of(request, self._words, candidates, Rarity({}, {})), int(found.count), facets)
        wanted = max(request.offset + request.limit, reread_count(query, self._words))
        rarity = self._rarity() if query.is_question or len(self._words) > 1 else Rarity({}, {})
        if query.is_question:
            found = self._searcher.search(self._scored_question(rarity), max(wanted, _WEIGHED))
            candidates = self._candidates(found.hits)
            candidates[:_WEIGHED] = self._weighed(candidates[:_WEIGHED], rarity)
        else:
            assert query.node is not None, "words were wanted"
            found = self._searcher.search(self._readable([self._query_of(query.node, is_scored=True)]), wanted)
            candidates = self._candidates(found.hits)
        return SearchResult(hits_of(request, self._words, candidates, rarity), int(found.count), facets)

    # -- which notes match

    def _matching(self) -> Any:
        """Return the query for the notes that match and may be read, in no order."""
        query = self._request.query
        if query.node is None:
            return self._readable([])
        return self._readable([self._question() if query.is_question else self._query_of(query.node)])

    def _readable(self, parts: Sequence[Any], *more: tuple[Any, Any]) -> Any:
        """Return the query for all of `parts`, of the notes the request is about that may be read; more: clauses that score."""
        request, snapshot = self._request, self._snapshot
        clauses = [*[(Occur.Must, part) for part in parts], *snapshot.permission(request.readers), *more]
        if request.account is not None:
            sought = fold_text(request.account).strip()
            accounts = snapshot.any_key(key for key, folded in snapshot.values("account") if folded == sought)
            clauses.append((Occur.Must, Query.const_score_query(accounts, 0.0)))
        if request.only is not None:
            only = snapshot.any_key(key_of("id", note_id) for note_id in request.only)
            clauses.append((Occur.Must, Query.const_score_query(only, 0.0)))
        if not parts:
            clauses.append((Occur.Must, snapshot.everything))
        return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)

    def _query_of(self, node: Node, *, is_scored: bool = False) -> Any:
        if isinstance(node, Words):
            return self._answering(probe_of(node), is_scored=is_scored)
        if isinstance(node, AllOf | AnyOf):
            occur = Occur.Must if isinstance(node, AllOf) else Occur.Should
            return Query.boolean_query([(occur, self._query_of(part, is_scored=is_scored)) for part in node.parts])
        matching = self._filter_of(node)
        return Query.const_score_query(matching, 0.0) if is_scored else matching

    def _filter_of(self, node: Not | HeldIn | FieldIs | Has) -> Any:
        if isinstance(node, Not):
            return Query.boolean_query([(Occur.Must, self._snapshot.everything), (Occur.MustNot, self._query_of(node.part))])
        if isinstance(node, HeldIn):
            first = node.period.start.toordinal() if node.period.start else 1
            last = node.period.end.toordinal() if node.period.end else 10_000_000
            return Query.range_query(self._schema, "day", tantivy.FieldType.Integer, first, last)
        if isinstance(node, FieldIs):
            return self._snapshot.any_key(key for key, folded in self._snapshot.values(node.field) if node.value in folded)
        return self._snapshot.any_key([f"has={node.what}"])

    def _answering(self, probe: Probe, *, is_scored: bool = False) -> Any:
        """Return the query for what a word needs of a note. Scored: its words by their own BM25, a literal by that of its n-grams."""
        if probe.is_empty:
            return self._snapshot.everything
        literals = [self._literal(literal) for literal in probe.literals]
        if is_scored:
            literals = [Query.boost_query(literal, GRAM_SHARE) for literal in literals]
        marks = [self._snapshot.any_key(probe.marks)] if probe.marks else []
        parts = self._parts([run[0] for run in probe.runs if len(run) == 1])
        unscored = [Query.const_score_query(each, 0.0) for each in (*marks, *parts)] if is_scored else [*marks, *parts]
        return _any_of([*literals, *map(self._run, probe.runs), *unscored])

    def _literal(self, literal: str) -> Any:
        drawn = literal.replace(" ", BLANK)
        if len(drawn) == 1:
            return self._anywhere("chars", [drawn])
        return self._anywhere("pairs", _covering(drawn))

    def _run(self, run: tuple[str, ...]) -> Any:
        return self._anywhere("words", [form.replace(" ", BLANK) for form in run])

    def _anywhere(self, field: str, terms: Sequence[str | tuple[int, str]]) -> Any:
        """Return the query for terms that follow one another in the note or in a file beside it."""
        own = self._phrase(field, terms)
        if not self._snapshot.has_attached:
            return own
        return _any_of([own, Query.const_score_query(self._phrase(f"attached_{field}", terms), _ATTACHED_SCORE)])

    def _question(self, shares: Mapping[str, float] | None = None) -> Any:
        """Return the query for the notes that share a word with a question; shares: of the words that score, by their own BM25."""
        literals = [literal for words in self._words for literal in probe_of(words).literals]
        ways = [Query.const_score_query(self._literal(literal), WHOLE_FIRST) for literal in literals]
        sought = [(form, self._run((form,))) for form, _ in self._scoring.words] or [(gram, self._literal(gram)) for gram, _ in self._scoring.grams]
        ways += [Query.boost_query(way, (shares or {}).get(term, 0.0)) for term, way in sought]
        return _any_of(ways + [Query.const_score_query(part, 0.0) for part in self._parts([form for form, _ in self._scoring.words])])

    def _phrase(self, field: str, terms: Sequence[str | tuple[int, str]]) -> Any:
        if len(terms) > 1:
            return Query.phrase_query(self._schema, field, [*terms])
        return self._term(field, terms[0] if isinstance(terms[0], str) else terms[0][1])

    def _parts(self, forms: Iterable[str]) -> list[Any]:
        """Return the queries for words that are a part of a longer one; of those that stand in none, none: even that takes time."""
        drawn = [form.replace(" ", BLANK) for form in forms]
        return [self._term("parts", form) for form in drawn if self._searcher.doc_freq("parts", form)]

    def _term(self, field: str, term: str) -> Any:
        return term_of(self._schema, field, term)

    # -- in what order

    def _scored_question(self, rarity: Rarity) -> Any:
        """Return the query for a question's notes, with the scores of its telling terms."""
        words, grams = self._scoring.words, self._scoring.grams
        if self._searcher.num_docs > _MANY:
            rare_words = tuple(each for each in words if rarity.words[each[0]] > _COMMON)
            rare_grams = tuple(each for each in grams if rarity.grams[each[0]] > _COMMON)
            if rare_words or rare_grams:
                words, grams = rare_words, rare_grams
        if not self._scoring.words:
            return self._readable([self._question(dict(grams))])
        more = [(Occur.Should, Query.boost_query(self._literal(gram), share)) for gram, share in grams]
        return self._readable([self._question(dict(words))], *more)

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
        """Return what was found, the newest first among equals."""
        days = self._searcher.fast_field_values("day", [address for _, address in found])
        order = sorted(zip([-score for score, _ in found], [-(day or 0) for day in days], range(len(found)), strict=True))
        read = self._snapshot.read
        return [Candidate(-score % WHOLE_FIRST, partial(read, found[at][1])) for score, _, at in order]

    def _weighed(self, candidates: Sequence[Candidate], rarity: Rarity) -> list[Candidate]:
        """Return candidates in the order of our own BM25, as the other engines have it."""
        texts = [(read.title, read.own, own_part(read.runs)) for read in [candidate.read() for candidate in candidates]]
        lengths = [(len(folded), runs.count(WORD_BREAK)) for _, folded, runs in texts]
        mean_grams = max(1.0, sum([grams for grams, _ in lengths]) / max(1, len(texts)))
        mean_words = max(1.0, sum([words for _, words in lengths]) / max(1, len(texts)))
        grams = [(gram, share * rarity.grams[gram]) for gram, share in self._scoring.grams]
        words = [(run_literal((form,)), share * rarity.words[form]) for form, share in self._scoring.words]
        weighed = []
        for candidate, (title, folded, runs), (gram_count, word_count) in zip(candidates, texts, lengths, strict=True):
            gram_norm = K1 * (1 - B + B * gram_count / mean_grams)
            word_norm = K1 * (1 - B + B * word_count / mean_words)
            score = 0.0
            for gram, weight in grams:
                if held := folded.count(gram):
                    if gram in title:
                        held += 2 * title.count(gram)
                    score += weight * held / (held + gram_norm)
            for run, weight in words:
                if held := runs.count(run):
                    score += weight * held / (held + word_norm)
            weighed.append(Candidate(score, candidate.read))
        weighed.sort(key=attrgetter("score"), reverse=True)
        return weighed

    def _facets(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """Return how many of the matching notes have each value of the fields that are asked for, most first."""
        matching = self._matching()
        asked = self._request.facets
        counted = Counter[tuple[str, str]]()
        prefixes = [prefix for name in asked if name not in COUNTED or self._snapshot.is_of_earlier_code for prefix in key_prefixes(name)[-1:]]
        for prefix in [*prefixes, *([COUNTED_SIGN] if any(name in COUNTED for name in asked) else [])]:
            for key, count in self._searcher.terms_with_prefix("keys", prefix, filter_query=matching):
                name, _, value = key.removeprefix(COUNTED_SIGN).partition("=")
                counted[name, value] += count
        facets: dict[str, list[tuple[int, str]]] = {name: [] for name in asked}
        for (name, value), count in counted.items():
            if count and name in facets:
                facets[name].append((-count, value))
        return {name: tuple([(value, -count) for count, value in sorted(values)]) for name, values in facets.items()}


def _covering(text: str) -> list[tuple[int, str]]:
    """Return pairs of neighbours that together hold every character of `text`, each with its place: as few as will do."""
    places = [*range(0, len(text) - 1, 2)]
    if len(text) % 2:
        places.append(len(text) - 2)
    return [(at, text[at : at + 2]) for at in places]


def term_of(schema: Any, field: str, term: str) -> Any:
    return Query.term_query(schema, field, term, index_option="basic" if field in ("keys", "id") else "freq")


def _any_of(queries: list[Any]) -> Any:
    return (
        queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])
    )
