"""What was counted on marked notes (`python -m benchmarks.mention_fit`) and is kept in `counted.json`: weights, and everyday words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from notes_app.mining.mentions.mention import Kind

COUNTED_FILE = Path(__file__).with_name("counted.json")


@dataclass(frozen=True, slots=True)
class Counted:
    """weights: kind -> sign -> its weight in log odds for each concept that the kind can be a value of, in the order of
    `CONCEPTS`; everyday: words that several companies write and nobody ever means a firm by; nobody: words that stand where
    a name would at several companies, and are nobody's."""

    weights: Mapping[Kind, Mapping[str, Sequence[float]]] = field(default_factory=dict)
    everyday: frozenset[str] = frozenset()
    nobody: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def load_counted() -> Counted:
    """Return what was counted."""
    kept = json.loads(COUNTED_FILE.read_text("utf-8"))
    return Counted(kept["weights"], frozenset(kept["everyday"]), frozenset(kept["nobody"]))
