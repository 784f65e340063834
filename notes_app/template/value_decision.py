"""What a person decided about one value found in one note. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from notes_app.mining.evidence import SlotValue

Normalized = str | int | float | bool | None
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ValueDecision:
    """Accepted, rejected, or confirmed as still right: a value as written, at `[start, end)` of the note's
    text at
    `revision`.

    label:    as written, "" when said without one.
    """

    note_id: str
    field_id: str
    choice: Literal["accept", "reject", "confirm"]
    value: str
    start: int
    end: int
    revision: str
    person_id: str
    label: str = ""
    normalized: Normalized = None
    value_decision_id: int = 0
    at: datetime = _LONG_AGO
    undone_at: datetime | None = None


def rejected_values(decisions: Iterable[ValueDecision], note_id: str) -> frozenset[tuple[str, str]]:
    """Return (field id, value as written) of everything rejected in a note and not accepted since."""
    rejected: set[tuple[str, str]] = set()
    for one in decisions:
        if one.note_id == note_id and one.undone_at is None:
            change = rejected.add if one.choice == "reject" else rejected.discard
            change((one.field_id, one.value))
    return frozenset(rejected)


def confirmed_days(decisions: Iterable[ValueDecision]) -> dict[tuple[str, str], date]:
    """Return (note id, field id) -> the day its value was last said to be still right."""
    days: dict[tuple[str, str], date] = {}
    for one in decisions:
        if one.undone_at is None and one.choice == "confirm":
            key = (one.note_id, one.field_id)
            days[key] = max(days.get(key, date.min), one.at.date())
    return days


def is_rejected(slot: SlotValue, rejected: frozenset[tuple[str, str]]) -> bool:
    """Whether a person said no to this value for this field; other values of the field may still be
    offered.
    """
    return (slot.field_id, slot.value) in rejected
