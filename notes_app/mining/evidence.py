"""Evidence: the exact words of a note that a number or a value stands on. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of a note: `text[start:end] == quote`, always."""

    note_id: str
    start: int
    end: int
    quote: str


FILLS, OFFERS = 0.9, 0.6
"""Confidences from which on a value fills its field unasked, and from which on it is offered; below, nobody sees it."""


@dataclass(frozen=True, slots=True)
class SlotValue:
    """One value found in one note for one concept or template field.

    concept:    the lexicon's concept, or the field's key when it has none.
    label:      the label as written, "" when the value was said without one.
    value:      as written (equal to evidence.quote).
    normalized: ISO date or date-time, yen as int, a bare name, a company as it is filed, a choice, else text; None if it cannot be.
    confidence: 0 to 1; from `FILLS` on it fills, from `OFFERS` on it is offered, below it is not shown.
    via:        how it was found: "label", "alias", "front_matter", "cue", "table", "learnt"; an unknown label is
                "inferred" by a telling syllable and the kind of its value, or "guessed" by kind and place alone; "told" by
                nothing but the words around it.
    field_id:   the template field it fills, "" when read with the lexicon alone.
    """

    concept: str
    label: str
    value: str
    normalized: str | int | float | bool | None
    evidence: Evidence
    confidence: float
    via: str
    field_id: str = ""
