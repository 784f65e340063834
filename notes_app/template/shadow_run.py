"""Try a draft on the notes of the last months: what would it have filled? Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from notes_app.mining.evidence import SlotValue
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.slots import find_slots
from notes_app.mining.source import SourceNote
from notes_app.template.field import Field, TemplateVersion
from notes_app.template.filling import fill_slots, knowledge_of, read_fields

SlotsOf = Callable[[SourceNote], Sequence[SlotValue]]
"""Slots of a note as mining found them; a reader may keep them per revision."""


@dataclass(frozen=True, slots=True)
class FieldFill:
    """How a field fares over N notes.

    filled_count: notes where it is filled or confirmed; offered_count: notes where there is only a chip to
                  accept.
    fill_ratio, seen_ratio: filled, and filled or offered, of N; 0 when N is 0.
    author_count: writers with at least one value. by_month: "2026-04" -> (notes with a value, notes).
    """

    field: Field
    note_count: int
    filled_count: int
    offered_count: int
    author_count: int
    by_month: Mapping[str, tuple[int, int]]

    @property
    def fill_ratio(self) -> float:
        return self.filled_count / self.note_count if self.note_count else 0.0

    @property
    def seen_ratio(self) -> float:
        return (self.filled_count + self.offered_count) / self.note_count if self.note_count else 0.0


@dataclass(frozen=True, slots=True)
class ShadowRun:
    """A version over the notes written from `since` on (None: over all).

    adherence: mean share of the fields that a note says, 0 to 1.
    complete_count: notes that say every required field.
    """

    version: TemplateVersion
    since: date | None
    note_count: int
    fields: tuple[FieldFill, ...]
    adherence: float
    complete_count: int


def run_shadow(
    version: TemplateVersion,
    notes: Iterable[SourceNote],
    knowledge: Knowledge,
    *,
    today: date,
    months: int = 3,
    slots_of: SlotsOf | None = None,
) -> ShadowRun:
    """Fill `version` from every note of the last `months` months (0: of all time) and count.

    A note without a date counts only when all time is asked for.
    """
    since = months_before(today, months) if months else None
    taught = knowledge_of(version, knowledge)
    filled, offered = Counter[str](), Counter[str]()
    authors: dict[str, set[str]] = {one.field_id: set() for one in version.fields}
    per_month: dict[str, Counter[str]] = {}
    month_notes: Counter[str] = Counter()
    note_count, said, complete = 0, 0, 0
    for note in notes:
        if since and (note.written_on is None or not since <= note.written_on <= today):
            continue
        note_count += 1
        month = note.written_on.isoformat()[:7] if note.written_on else ""
        month_notes[month] += 1
        slots = slots_of(note) if slots_of else find_slots(note, taught)
        readings = read_fields(version, fill_slots(note, version, slots, (), taught))
        present = {one.field.field_id for one in readings if one.state != "missing"}
        filled.update(one.field.field_id for one in readings if one.state in ("filled", "confirmed"))
        offered.update(one.field.field_id for one in readings if one.state == "offered")
        per_month.setdefault(month, Counter()).update(present)
        for field_id in present:
            authors[field_id].add(note.author)
        said += len(present)
        complete += all(one.field_id in present for one in version.fields if one.required)
    fills = tuple(
        FieldFill(
            field=one,
            note_count=note_count,
            filled_count=filled[one.field_id],
            offered_count=offered[one.field_id],
            author_count=len(authors[one.field_id]),
            by_month={m: (per_month[m][one.field_id], month_notes[m]) for m in sorted(month_notes)},
        )
        for one in version.fields
    )
    asked = note_count * len(version.fields)
    return ShadowRun(version, since, note_count, fills, said / asked if asked else 0.0, complete)


def months_before(day: date, months: int) -> date:
    """Return the same day `months` earlier, or the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")
