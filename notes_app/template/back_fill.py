"""Values that a new field finds in old notes, queued for a person to look at. Pure but for the desk it is
given.

Old notes stay as they are, byte for byte, until a value is accepted; a bulk acceptance can be undone as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from notes_app.errors import NotesAppError
from notes_app.mining.evidence import OFFERS, SlotValue
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.slots import find_slots
from notes_app.mining.source import SourceNote
from notes_app.people.permission import Person
from notes_app.template.accepting import ValueDesk
from notes_app.template.field import Field, TemplateVersion
from notes_app.template.filling import fill_slots, knowledge_of
from notes_app.template.shadow_run import SlotsOf
from notes_app.template.value_decision import ValueDecision


@dataclass(frozen=True, slots=True)
class BackFillItem:
    """One value to look at: which note, which field, which words."""

    note: SourceNote
    field: Field
    slot: SlotValue

    @property
    def confidence(self) -> float:
        return self.slot.confidence


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What a bulk acceptance did. decision_ids: give them to `ValueDesk.undo` to take all of it back.

    failed: (note id, why) of notes that were left alone: edited meanwhile, not allowed, gone.
    is_cut_short: somebody stopped it; what was accepted until then stays, and can be taken back.
    """

    note_count: int
    value_count: int
    decision_ids: tuple[int, ...]
    failed: tuple[tuple[str, NotesAppError], ...]
    is_cut_short: bool = False


def new_fields(version: TemplateVersion, previous: TemplateVersion | None) -> tuple[Field, ...]:
    """Return the fields of `version` that `previous` did not have, or had under another type."""
    before = {one.field_id: one.field_type for one in previous.fields} if previous else {}
    return tuple(one for one in version.fields if before.get(one.field_id) != one.field_type)


def back_fill_queue(
    version: TemplateVersion,
    fields: Sequence[Field],
    notes: Iterable[SourceNote],
    knowledge: Knowledge,
    decisions: Iterable[ValueDecision] = (),
    *,
    slots_of: SlotsOf | None = None,
) -> tuple[BackFillItem, ...]:
    """Return the values of `fields` found in `notes` that nobody has accepted or rejected, surest first.

    Values already in a note's front matter are left out.
    """
    taught = knowledge_of(version, knowledge)
    wanted = {one.field_id: one for one in fields}
    by_note: dict[str, list[ValueDecision]] = {}
    for decision in decisions:
        by_note.setdefault(decision.note_id, []).append(decision)
    items: list[BackFillItem] = []
    for note in notes:
        slots = slots_of(note) if slots_of else find_slots(note, taught)
        filled = fill_slots(note, version, slots, by_note.get(note.note_id, ()), taught)
        items += [BackFillItem(note, wanted[one.field_id], one) for one in filled if _waits(one, wanted)]
    return tuple(sorted(items, key=lambda one: (-one.confidence, one.note.note_id, one.slot.evidence.start)))


def _waits(slot: SlotValue, wanted: Mapping[str, Field]) -> bool:
    return slot.field_id in wanted and slot.via != "front_matter" and slot.confidence >= OFFERS


def count_by_confidence(
    items: Iterable[BackFillItem], steps: Sequence[float] = (0.95, 0.9, 0.8, 0.6)
) -> Mapping[float, int]:
    """Return how many values a bulk acceptance at each confidence would take."""
    confidences = [one.confidence for one in items]
    return {step: sum(one >= step for one in confidences) for step in steps}


def accept_in_bulk(
    desk: ValueDesk,
    person: Person,
    items: Iterable[BackFillItem],
    *,
    min_confidence: float = 0.9,
    goes_on: Callable[[int, int], bool] = lambda done, total: True,
) -> BulkResult:
    """Accept every value at or above a confidence, one save per note; notes that refuse are reported, not
    retried.

    Args:
        goes_on: asked before each note with the notes done and all of them; False stops there.
    """
    by_note: dict[str, list[tuple[Field, SlotValue]]] = {}
    for one in items:
        if one.confidence >= min_confidence and one.slot.normalized is not None:
            by_note.setdefault(one.note.note_id, []).append((one.field, one.slot))
    ids: list[int] = []
    failed: list[tuple[str, NotesAppError]] = []
    for done, (note_id, values) in enumerate(by_note.items()):
        if not goes_on(done, len(by_note)):
            return BulkResult(done - len(failed), len(ids), tuple(ids), tuple(failed), is_cut_short=True)
        try:
            accepted = desk.accept(person, note_id, values)
        except NotesAppError as error:
            failed.append((note_id, error))
            continue
        ids += [one.value_decision_id for one in accepted.decisions]
    return BulkResult(len(by_note) - len(failed), len(ids), tuple(ids), tuple(failed))
