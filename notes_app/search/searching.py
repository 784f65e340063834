"""Search as the rest of the product asks for it: a text in, hits out, with nothing stale among them.

The index runs behind the notes by a moment. `may_show` asks the catalog, which a save catches up before it answers:
a note deleted or closed to the asker a moment ago is dropped from hits here, though the index still holds it.
Totals and facets come from the index and are right again with its next commit (0.2 s later by default).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from notes_app.search.index import IndexedNote, SearchHit, SearchIndex, SearchRequest, SearchResult
from notes_app.search.query import Aliases, Query, Words, parse_query
from notes_app.search.suggestions import COMPLETED, Completion, complete, did_you_mean, names_read
from notes_app.search.terms import fold_kanji
from notes_app.search.words import split_words

MayShow = Callable[[Collection[str]], set[str]]
"""Given note ids, return those that exist and that the asker may read now."""

LONGEST_MISS = 24  # characters of a word that was looked for in vain; what is longer is no word
_SHORTEST_MISS, _MOST_MISSES = 2, 6
_RELATED_LENGTH = 300  # characters of a note that say what it is about
_ROUNDS = 4  # how often more hits are fetched to fill a page whose hits were dropped


@dataclass(frozen=True, slots=True)
class Found:
    """A result with how its query was read, and other spellings to offer when nothing was found."""

    query: Query
    result: SearchResult
    did_you_mean: tuple[str, ...] = ()


class Searcher:
    """Searches one index. aliases: other words for a term, switched on unless a search says otherwise."""

    def __init__(self, index: SearchIndex, *, aliases: Aliases | None = None) -> None:
        self._index = index
        self._aliases: Aliases = aliases or {}

    def search(
        self, text: str, *, today: date, readers: frozenset[str], limit: int = 20, offset: int = 0,
        facets: tuple[str, ...] = (), account: str | None = None, with_aliases: bool = True, may_show: MayShow | None = None,
    ) -> Found:  # fmt: skip
        """Return what `text` finds for a person with these reader tokens."""
        query = parse_query(text, today)
        if with_aliases:
            query = self._widened(query, readers)
        request = SearchRequest(query, readers, limit=limit, offset=offset, facets=facets, account=account)
        result = self._shown(request, may_show)
        if not result.total and query.is_loose:
            closest = query.closest()
            result = self._shown(replace(request, query=closest), may_show)
            query = closest if result.total else query
        others: tuple[str, ...] = ()
        if not result.total or (query.notes and query.notes[-1].reason == "closest"):
            others = did_you_mean(self._index, text, today=today, readers=readers)
        return Found(query, result, others)

    def count(self, text: str, *, today: date, readers: frozenset[str], only: Collection[str]) -> int:
        """Return how many of the notes `only` would be found by `text`."""
        query = self._widened(parse_query(text, today), readers) if only else None
        return self._index.search(SearchRequest(query, readers, limit=0, only=frozenset(only))).total if query else 0

    def unknown_words(self, text: str, *, today: date, readers: frozenset[str]) -> tuple[str, ...]:
        """Return the words of `text` that find nothing even alone: what an alias or a field may be missing for."""
        query = parse_query(text, today)
        plain = fold_kanji(text)
        asked = (
            [plain[word.start : word.end] for word in split_words(text)] if query.is_question else [word.text for word in query.wanted]
        )
        words = [word for word in dict.fromkeys(asked) if _SHORTEST_MISS <= len(word) <= LONGEST_MISS and ":" not in word]
        return tuple(word for word in words[:_MOST_MISSES] if not self._finds(word, readers))

    def _finds(self, word: str, readers: frozenset[str]) -> bool:
        query = self._widened(Query(word, Words(word)), readers)
        return self._index.search(SearchRequest(query, readers, limit=0)).total > 0

    def complete(
        self, typed: str, *, readers: frozenset[str], fields: tuple[str, ...] = COMPLETED, limit: int = 8,
        labels: Iterable[str] = (),
    ) -> tuple[Completion, ...]:  # fmt: skip
        """Return what `typed` may become: customers, people, tags (kana and rōmaji too), and `labels`."""
        return complete(self._index, typed, readers=readers, fields=fields, limit=limit, labels=labels)

    def related(
        self, note: IndexedNote, *, readers: frozenset[str], limit: int = 5, account: str | None = None,
        may_show: MayShow | None = None,
    ) -> tuple[SearchHit, ...]:  # fmt: skip
        """Return the notes closest to `note`, itself left out; account: only those of this customer."""
        words = f"{note.title} {note.body}"[:_RELATED_LENGTH]
        if not words.strip():
            return ()
        query = Query(words, Words(words), is_question=True)
        result = self._shown(SearchRequest(query, readers, limit=limit + 1, account=account), may_show)
        return tuple(hit for hit in result.hits if hit.note_id != note.note_id)[:limit]

    def _widened(self, query: Query, readers: frozenset[str]) -> Query:
        """Return the query with other words for its own, and the names that are read as they are typed."""
        words = [each.text for each in query.wanted if not (each.is_literal or query.is_question)]
        names = names_read(self._index, words, readers=readers)
        read = {word: (*self._aliases.get(word, ()), *found) for word, found in names.items()}
        return query.with_aliases({**self._aliases, **read})

    def _shown(self, request: SearchRequest, may_show: MayShow | None) -> SearchResult:
        result = self._index.search(request)
        if may_show is None or not result.hits:
            return result
        shown: list[SearchHit] = []
        dropped, batch, taken = 0, result.hits, 0
        for _ in range(_ROUNDS):
            allowed = may_show([hit.note_id for hit in batch])
            shown.extend(hit for hit in batch if hit.note_id in allowed)
            dropped += sum(hit.note_id not in allowed for hit in batch)
            taken += len(batch)
            if len(shown) >= request.limit or request.offset + taken >= result.total:
                break
            more = replace(
                request, offset=request.offset + taken, limit=request.limit - len(shown), facets=()
            )
            batch = self._index.search(more).hits
            if not batch:
                break
        return replace(result, hits=tuple(shown[: request.limit]), total=max(0, result.total - dropped))
