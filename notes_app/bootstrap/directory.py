"""What reading a note leans on here: accounts and contacts from the catalog, our people and what was taught from the ledger.

Looked at again only when one of them has moved on, because filling asks for it at every pause in somebody's typing; and
the same object as long as it says the same, because readings of notes are kept for it.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from notes_app.catalog.catalog import Dimension
from notes_app.mining.author_grammar import rivals_of
from notes_app.mining.knowledge import Knowledge, Lexicon, default_knowledge
from notes_app.mining.learning import learn

if TYPE_CHECKING:
    from notes_app.bootstrap.workspace import Workspace


EVERYBODY = frozenset({"team"})
"""Readers of the notes whose labels tell the rivals: what a closed note says is known from no other."""
NAMES: tuple[Dimension, ...] = ("account", "contact")


class Directory:
    """Keeps the newest `Knowledge` of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._stamp: object = None
        self._knowledge = default_knowledge()

    def knowledge(self) -> Knowledge:
        """Return the lexicon with the companies, contacts and people filed now, and what was taught."""
        space = self._workspace
        stamp = (space.catalog.cursor(), space.people.count(), space.lessons.stamp(), space.mining.version)
        with self._lock:
            if stamp != self._stamp:
                made = self._make()
                if not _says_the_same(made, self._knowledge):
                    self._knowledge = made
                self._stamp = stamp
            return self._knowledge

    def _make(self) -> Knowledge:
        space = self._workspace
        names = {name: tuple(value for value, _ in space.catalog.count_by(name, readers=None)) for name in NAMES}
        ours = tuple(name for one in space.people.list() for name in (one.name, one.login) if name)
        rivals = rivals_of(space.mining.written("競合", EVERYBODY))
        filed = replace(default_knowledge(), companies=names["account"], contacts=names["contact"], people=ours, rivals=rivals)
        return learn(filed, space.lessons.lessons())


def _says_the_same(one: Knowledge, other: Knowledge) -> bool:
    """Whether two readings of a note could not differ: names come commonest first, and that order changes with every save."""
    return (
        set(one.companies), set(one.contacts), set(one.people), one.rivals, one.aliases, one.shared_aliases, one.grammars, one.shared_grammar
    ) == (
        set(other.companies), set(other.contacts), set(other.people), other.rivals, other.aliases, other.shared_aliases, other.grammars,
        other.shared_grammar,
    )  # fmt: skip


def aliases_of(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """Return, for search, each word with the other words that mean the same, from the one dictionary mining uses."""
    return {
        word: tuple(other for other in concept.synonyms if other != word) for concept in lexicon.concepts for word in concept.synonyms
    }
