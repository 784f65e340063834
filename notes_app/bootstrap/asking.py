"""Which labels nobody knows are worth one question: over all notes for the board, and in the text at hand.

Kept as long as no note and nothing taught has changed, because the editor asks at every pause in somebody's typing.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from notes_app.mining.contribution import Contribution, contribute
from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.learning import Question, ask
from notes_app.mining.source import SourceNote
from notes_app.people.permission import Person, may

if TYPE_CHECKING:
    from notes_app.bootstrap.workspace import Workspace

_HISTORY = 40  # notes of one author that say what they write otherwise; older ones change nothing
_OFTEN = 2  # notes that carry a label before the board asks about it
_LONGEST = 20_000
_KEPT = 64


def _names(knowledge: Knowledge) -> str:
    """Return every filed company and person in one folded text: 「■ 青空精機 11/19」 begins a visit, it is no field."""
    kept = knowledge.memory.get("asking")
    if not isinstance(kept, str):
        kept = "\n".join(fold_key(name) for name in (*knowledge.companies, *knowledge.contacts, *knowledge.people))
        knowledge.memory["asking"] = kept
    return kept


def _is_name(key: str, names: str) -> bool:
    return len(key) >= 2 and key in names


class Asking:
    """Questions for a person, from the notes they may read and from no other."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._kept: OrderedDict[object, tuple[object, object]] = OrderedDict()

    def questions(self, person: Person) -> tuple[Question, ...]:
        """Return the questions over every note `person` may read, surest first."""
        space = self._workspace
        space.followers.catch_up_mining(wait=False)
        stamp = (space.mining.stamp(), space.lessons.stamp())
        key = ("all", person.reader_tokens)
        with self._lock:
            kept = self._kept.get(key)
        if kept and kept[0] == stamp:
            return kept[1]  # type: ignore[return-value]
        knowledge = space.knowledge()
        asked = ask(space.mining.contributions(person.reader_tokens), knowledge, space.lessons.lessons())
        names = _names(knowledge)
        found = tuple(one for one in asked if one.notes >= _OFTEN and not _is_name(one.key, names))
        self._keep(key, stamp, found)
        return found

    def question_in(self, person: Person, source: SourceNote) -> Question | None:
        """Return the surest question about a label of this text, None when there is none or `person` may not answer it."""
        if not may(person, "value.decide"):
            return None
        space = self._workspace
        knowledge = space.knowledge()
        mine = replace(contribute(replace(source, text=source.text[:_LONGEST]), knowledge), note_id=source.note_id or "-")
        unknown = {one.key for one in mine.entries if not one.concept}
        if not unknown:
            return None
        others = [one for one in self._history(person, source.author) if one.note_id != mine.note_id]
        asked = ask([*others, mine], knowledge, space.lessons.lessons(), limit=1000)
        names = _names(knowledge)
        return next((one for one in asked if one.author == source.author and one.key in unknown and not _is_name(one.key, names)), None)

    def _history(self, person: Person, author: str) -> tuple[Contribution, ...]:
        mining = self._workspace.mining
        stamp, key = mining.stamp(), (author, person.reader_tokens)
        with self._lock:
            kept = self._kept.get(key)
        if kept and kept[0] == stamp:
            return kept[1]  # type: ignore[return-value]
        newest = mining.contributions(person.reader_tokens, author)[-_HISTORY:]
        self._keep(key, stamp, newest)
        return newest

    def _keep(self, key: object, stamp: object, value: object) -> None:
        with self._lock:
            self._kept[key] = (stamp, value)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
