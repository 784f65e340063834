"""Searches a person keeps, and searches that found nothing.

The text is kept as typed, never an engine's query.
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
LONGEST_MISS = 400  # the column's width; a pasted page is no word anybody will search again
MOST_SAVED = 50


class BadSavedSearchError(NotesAppError):
    """Facts: most."""

    ja = "保存できませんでした。名前と検索語を入れてください（保存できるのは {most} 件までです）。"
    en = "It could not be kept. Give a name and something to search for; up to {most} searches can be kept."


@dataclass(frozen=True, slots=True)
class SavedSearch:
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class SearchMiss:
    """A query that found nothing: how often, by how many people, and when last."""

    query: str
    times: int
    person_count: int
    last_at: datetime


class SavedSearchStore:
    """Both in the ledger. `now` gives aware UTC."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def save(self, person: Person, name: str, query: str) -> SavedSearch:
        """Keep a search under a name; the same name again replaces it. Raises: BadSavedSearchError."""
        kept = SavedSearch(" ".join(name.split())[:LONGEST_NAME], query.strip()[:LONGEST_QUERY])
        mine = {"person_id": person.person_id, "name": kept.name}
        others = [one for one in self.list(person) if one.name != kept.name]
        if not kept.name or not kept.query or len(others) >= MOST_SAVED:
            raise BadSavedSearchError(most=MOST_SAVED)
        with self._engine.begin() as link:
            link.execute(delete(SAVED_SEARCH).filter_by(**mine))
            link.execute(insert(SAVED_SEARCH).values(**mine, query=kept.query, created_at=self._now()))
        return kept

    def remove(self, person: Person, name: str) -> None:
        """Forget a search; one that is not there is forgotten already."""
        with self._engine.begin() as link:
            link.execute(delete(SAVED_SEARCH).filter_by(person_id=person.person_id, name=name))

    def list(self, person: Person) -> tuple[SavedSearch, ...]:
        """Return a person's searches by name."""
        query = select(SAVED_SEARCH).filter_by(person_id=person.person_id).order_by(SAVED_SEARCH.c.name)
        with self._engine.connect() as link:
            return tuple(SavedSearch(row.name, row.query) for row in link.execute(query))

    def record_miss(self, person: Person, query: str) -> None:
        """Count a query that found nothing."""
        text = " ".join(query.split())[:LONGEST_MISS]
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
