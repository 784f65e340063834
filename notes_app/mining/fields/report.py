"""From notes to what a manager is shown: add up their contributions, rank the fields. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from notes_app.mining.contribution import contribute
from notes_app.mining.fields.aggregate import Aggregate, MiningDecisions
from notes_app.mining.fields.candidates import MiningReport
from notes_app.mining.fields.ranking import rank_fields
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.source import SourceNote


def rank(aggregate: Aggregate, knowledge: Knowledge, decisions: MiningDecisions | None = None) -> MiningReport:
    """Return the candidates, best first, with what is unneeded and what drifts."""
    return rank_fields(aggregate, knowledge, decisions or MiningDecisions())


def mine(notes: Iterable[SourceNote], knowledge: Knowledge, decisions: MiningDecisions | None = None) -> MiningReport:
    """Return the report over `notes`, in one go."""
    aggregate = Aggregate()
    for note in notes:
        aggregate.add(contribute(note, knowledge))
    return rank(aggregate, knowledge, decisions)
