"""The sum of all notes' contributions, in integers, so that taking one away undoes adding it exactly. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from notes_app.mining.candidates import MiningReport
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.source import SourceNote


@dataclass(frozen=True, slots=True)
class MiningDecisions:
    """What people decided about fields, as mining needs to know it.

    merges:  folded label or candidate key -> the key it belongs to. splits: labels that stand on their own.
    renames: key -> label to show. dropped: keys that are not suggested.
    """

    merges: Mapping[str, str] = field(default_factory=dict)
    splits: frozenset[str] = frozenset()
    renames: Mapping[str, str] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()


class Aggregate:
    """Counts over notes: `add` and `remove` one contribution at a time, in any order."""


def rank(aggregate: Aggregate, knowledge: Knowledge, decisions: MiningDecisions | None = None) -> MiningReport:
    """Return the candidates, best first, with what is unneeded and what drifts."""
    return MiningReport(0, 0, ())


def mine(notes: Iterable[SourceNote], knowledge: Knowledge) -> MiningReport:
    """Return the report over `notes`, in one go."""
    return MiningReport(0, 0, ())
