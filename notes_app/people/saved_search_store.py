"""Searches a person keeps, and words that found nothing.

A kept search is kept as typed, never an engine's query. Of a search in vain only the words are kept that find nothing by
themselves: what somebody was after, as a sentence, is nobody else's business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, desc, func, insert, select, update

from notes_app.errors import NotesAppError
from notes_app.ledger.schema import SAVED_SEARCH, SEARCH_MISS
from notes_app.people.permission import Person

LONGEST_NAME = 80
LONGEST_QUERY = 2_000
LONGEST_MISS = 400  # the column's width
MOST_SAVED = 50


class BadSavedSearchError(NotesAppError):
    """Facts: most."""

    ja = "保存できませんでした。名前と検索語を入れてください（保存できるのは {most} 件までです）。"
    en = "It could not be kept. Give a name and something to search for; up to {most} searches can be kept."


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """seen: the change log's end when its owner last looked, None when that was before this was kept."""

    name: str
    query: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class SearchMiss:
    """A word that found nothing: how often, by how many people, and when last. Who it was is not told."""

    word: str
    times: int
    person_count: int
    last_at: datetime


class SavedSearchStore:
    """Both in the ledger. `now` gives aware UTC."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def save(self, person: Person, name: str, query: str, *, seen: int | None = None) -> SavedSearch:
        """Keep a search under a name; the same name again replaces it. Raises: BadSavedSearchError."""
        kept = SavedSearch(" ".join(name.split())[:LONGEST_NAME], query.strip()[:LONGEST_QUERY], seen)
        mine = {"person_id": person.person_id, "name": kept.name}
        others = [one for one in self.list(person) if one.name != kept.name]
        if not kept.name or not kept.query or len(others) >= MOST_SAVED:
            raise BadSavedSearchError(most=MOST_SAVED)
        with self._engine.begin() as link:
            link.execute(delete(SAVED_SEARCH).filter_by(**mine))
            link.execute(insert(SAVED_SEARCH).values(**mine, query=kept.query, created_at=self._now(), seen_sequence=seen))
        return kept

    def look(self, person: Person, query: str, seen: int) -> None:
        """Remember that a person has seen what `query` finds, up to `seen` in the change log; nothing where it is not kept."""
        mine = (SAVED_SEARCH.c.person_id == person.person_id) & (SAVED_SEARCH.c.query == query.strip())
        with self._engine.begin() as link:
            link.execute(update(SAVED_SEARCH).where(mine).values(seen_sequence=seen))

    def remove(self, person: Person, name: str) -> None:
        """Forget a search; one that is not there is forgotten already."""
        with self._engine.begin() as link:
            link.execute(delete(SAVED_SEARCH).filter_by(person_id=person.person_id, name=name))

    def list(self, person: Person) -> tuple[SavedSearch, ...]:
        """Return a person's searches by name."""
        query = select(SAVED_SEARCH).filter_by(person_id=person.person_id).order_by(SAVED_SEARCH.c.name)
        with self._engine.connect() as link:
            return tuple(SavedSearch(row.name, row.query, row.seen_sequence) for row in link.execute(query))

    def record_miss(self, person: Person, word: str) -> None:
        """Count a word that found nothing."""
        text = " ".join(word.split())[:LONGEST_MISS]
        if not text:
            return
        mine = (SEARCH_MISS.c.query == text) & (SEARCH_MISS.c.person_id == person.person_id)
        with self._engine.begin() as link:
            again = update(SEARCH_MISS).where(mine).values(times=SEARCH_MISS.c.times + 1, at=self._now())
            if not link.execute(again).rowcount:
                link.execute(insert(SEARCH_MISS).values(query=text, person_id=person.person_id, times=1, at=self._now()))

    def list_misses(self, limit: int = 20) -> tuple[SearchMiss, ...]:
        """Return what was looked for in vain, most often first: words for an alias, or a field to come."""
        times = func.sum(SEARCH_MISS.c.times)
        query = (
            select(
                SEARCH_MISS.c.query,
                times,
                func.count(),
                func.max(SEARCH_MISS.c.at, type_=SEARCH_MISS.c.at.type),
            )
            .group_by(SEARCH_MISS.c.query)
            .order_by(desc(times), SEARCH_MISS.c.query)
            .limit(limit)
        )
        with self._engine.connect() as link:
            return tuple(SearchMiss(*row) for row in link.execute(query))
