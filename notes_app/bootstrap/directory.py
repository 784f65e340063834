"""Who and what is filed here: accounts and contacts from the catalog, our people from the ledger, for reading notes.

Made anew only when the catalog has moved on, because filling asks for it at every pause in somebody's typing.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from notes_app.catalog.catalog import Dimension
from notes_app.mining.knowledge import Knowledge, Lexicon, default_knowledge

if TYPE_CHECKING:
    from notes_app.bootstrap.workspace import Workspace


NAMES: tuple[Dimension, ...] = ("account", "contact")


class Directory:
    """Keeps the newest `Knowledge` of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._stamp: object = None
        self._knowledge = default_knowledge()

    def knowledge(self) -> Knowledge:
        """Return the lexicon with the companies, contacts and people filed now."""
        catalog = self._workspace.catalog
        stamp = (catalog.cursor(), self._workspace.people.count())
        with self._lock:
            if stamp != self._stamp:
                names = {
                    name: tuple(value for value, _ in catalog.count_by(name, readers=None))
                    for name in NAMES
                }
                ours = tuple(name for one in self._workspace.people.list() for name in (one.name, one.login) if name)
                self._knowledge = replace(default_knowledge(), companies=names["account"], contacts=names["contact"], people=ours)
                self._stamp = stamp
            return self._knowledge


def aliases_of(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """Return, for search, each word with the other words that mean the same, from the one dictionary mining uses."""
    return {
        word: tuple(other for other in concept.synonyms if other != word) for concept in lexicon.concepts for word in concept.synonyms
    }
