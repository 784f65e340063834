"""What a workspace has filed before a note is read: its customers, its people, rivals that came up. Pure and deterministic.

A team that starts with this product has its list of customers and of its own people at hand; the app keeps the rivals that notes
name. To count what being filed says of a name, a part of each is filed: new customers are never on the list, and others always are.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from benchmarks.mining_sets import EvaluationNote
from notes_app.mining.grammar import Grammar, name_key
from notes_app.mining.knowledge import Knowledge

KNOWN_CUSTOMERS, KNOWN_PEOPLE, KNOWN_RIVALS, TAUGHT = 0.85, 0.95, 0.4, 0.5
"""Which part of the customers, of our people and of the rivals is filed where weights are counted; of the writers who taught whether they
file themselves."""
STRANGERS = 2  # other companies whose customers stand on the list as well


def names(notes: Sequence[EvaluationNote], concept: str) -> list[str]:
    """Return the names that the gold of some notes gives, in order."""
    return sorted({one.normalized for note in notes for one in note.values(concept)})


def staff(notes: Sequence[EvaluationNote]) -> tuple[str, ...]:
    """Return the people of a company: its writers, and whoever they went with."""
    return tuple(sorted({*names(notes, "当方出席者"), *(note.author for note in notes)}))


def known_customers(company: str, notes: Sequence[EvaluationNote]) -> list[str]:
    """Return the customers of a company that are filed already."""
    chance = random.Random(f"customers of {company}")
    return [name for name in names(notes, "会社名") if chance.random() < KNOWN_CUSTOMERS]


def partly_filed(company: str, companies: Mapping[str, Sequence[EvaluationNote]], knowledge: Knowledge) -> Knowledge:
    """Return knowledge with a part of what a company would have filed, among customers of others."""
    chance, notes = random.Random(company), companies[company]
    strangers = chance.sample(sorted(companies.keys() - {company}), min(STRANGERS, len(companies) - 1))
    customers = known_customers(company, notes)
    customers += [name for other in strangers for name in names(companies[other], "会社名")]
    people = [name for name in staff(notes) if chance.random() < KNOWN_PEOPLE]
    rivals = [name for name in names(notes, "競合") if chance.random() < KNOWN_RIVALS]
    grammars = {author: grammar for author, grammar in _of_writers(notes) if chance.random() < TAUGHT}
    return replace(
        knowledge, companies=tuple(sorted(set(customers))), people=tuple(people), rivals=tuple(rivals), grammars={**knowledge.grammars, **grammars}
    )  # fmt: skip


def _of_writers(notes: Sequence[EvaluationNote]) -> Iterator[tuple[str, Grammar]]:
    """Yield each writer who names himself, with what he would teach of it: that he files himself among those who were there, or not."""
    for author in sorted({note.author for note in notes}):
        own = [note for note in notes if note.author == author and author in note.text]
        if own:
            himself = sum(any(one.normalized == author for one in note.values("当方出席者")) for note in own)
            key = name_key(author)
            yield author, (
                Grammar({"当方出席者": {key: (author, author)}}) if 2 * himself > len(own) else Grammar(refused=frozenset({("当方出席者", key)}))
            )  # fmt: skip
