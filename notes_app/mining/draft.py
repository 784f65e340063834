"""A value while it is being read: what it is, where its words stand, and what reading it leans on. Pure, on folded text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from notes_app.mining.observation import Span

DONE_ACTION = "済んだ宿題"
"""What a ticked box says: it was to be done, and is. Apart from 次回アクション, so that nobody is reminded of it."""

TOLD = "told"
"""The way of finding: by nothing but the words around a mention."""
WITH_LABEL = frozenset({"label", "table", "front_matter"})
"""Ways of finding by what a label says."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A value before it is tied to a note: concept, folded span, normalised value, confidence, how it was found.

    marked: a person with an honorific or a title; row: of a table with one customer a row, else -1.
    signs: what its confidence was counted from, () where nothing was counted of its kind.
    """

    concept: str
    start: int
    end: int
    normalized: str | int | float | bool | None
    confidence: float = 0.95
    via: str = "label"
    label: str = ""
    marked: bool = False
    row: int = -1
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueContext:
    """What reading a value leans on: the whole folded text, the reference date, filed companies by `company_key`, spellings."""

    text: str
    reference: date | None
    by_key: Mapping[str, str]
    filed: Mapping[str, str]

    def slice(self, span: Span) -> str:
        return self.text[span[0] : span[1]]
