"""One-tap reactions to a note: 確認, 助かった, 質問, 要フォロー. A note nobody reacts to is shown to the
manager.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Engine, delete, insert, select

from notes_app.ledger.schema import REACTION
from notes_app.people.permission import Person

ReactionName = Literal["seen", "helped", "question", "follow_up"]
REACTIONS: dict[ReactionName, tuple[str, str]] = {
    "seen": ("確認", "Seen"),
    "helped": ("助かった", "It helped"),
    "question": ("質問", "Question"),
    "follow_up": ("要フォロー", "Needs follow-up"),
}
"""Each reaction with its words in Japanese and English."""


@dataclass(frozen=True, slots=True)
class Reaction:
    note_id: str
    person_id: str
    reaction: ReactionName
    at: datetime


class ReactionStore:
    """Reactions in the ledger."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def toggle(self, person: Person, note_id: str, reaction: ReactionName) -> bool:
        """Give a reaction, or take it back when it was given; return whether it stands now."""
        if reaction not in REACTIONS:
            raise ValueError(reaction)
        key = {"note_id": note_id, "person_id": person.person_id, "reaction": reaction}
        with self._engine.begin() as link:
            if link.execute(delete(REACTION).filter_by(**key)).rowcount:
                return False
            link.execute(insert(REACTION).values(**key, at=self._now()))
        return True

    def list(self, note_id: str) -> tuple[Reaction, ...]:
        """Return a note's reactions, oldest first."""
        return self.list_many([note_id]).get(note_id, ())

    def list_many(self, note_ids: Iterable[str]) -> dict[str, tuple[Reaction, ...]]:
        """Return the reactions of several notes, oldest first; notes without one are absent."""
        query = (
            select(REACTION)
            .where(REACTION.c.note_id.in_(list(note_ids)))
            .order_by(REACTION.c.at, REACTION.c.person_id)
        )
        found: dict[str, tuple[Reaction, ...]] = {}
        with self._engine.connect() as link:
            for row in link.execute(query).mappings():
                reaction = Reaction(**dict(row))
                found[reaction.note_id] = (*found.get(reaction.note_id, ()), reaction)
        return found

    def note_ids_with_any(self) -> frozenset[str]:
        """Return the notes somebody reacted to; the rest are the manager's queue."""
        with self._engine.connect() as link:
            return frozenset(link.execute(select(REACTION.c.note_id).distinct()).scalars())
