"""The fields beside a text: what is said already, in which words, and what is not said yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from notes_app.mining.evidence import FILLS, OFFERS, SlotValue
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.slots import find_slots
from notes_app.mining.source import SourceNote, source_of
from notes_app.minutes.note import Note
from notes_app.template.field import Field, TemplateVersion
from notes_app.template.filling import (
    FieldReading,
    fill,
    missing_fields,
    read_fields,
    state_of,
)
from notes_app.template.teaching import concept_of
from notes_app.template.value_decision import ValueDecision
from notes_app.web.context import workspace
from notes_app.web.note_form import NoteDraft
from notes_app.web.questions import Ask, ask_about
from notes_app.web.value_text import show_value

LONGEST_READ = 100_000
"""Characters of a text read while it is being typed; what stands further down is read when it is saved."""


@dataclass(frozen=True, slots=True)
class PanelValue:
    """One value: as it would be filled, and the words it stands on. state: "confirmed", "filled" or "offered".

    label: what was written before it, "" when it was said in a sentence.
    """

    text: str
    quote: str
    start: int
    end: int
    state: str
    field_id: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class PanelField:
    """One field that is said. concept: what a lesson names it by."""

    label: str
    purpose: str
    values: tuple[PanelValue, ...]
    concept: str = ""


@dataclass(frozen=True, slots=True)
class FieldPanel:
    """fields: those said, in the template's order. missing: labels of those not said. version: None before the first one
    is published; the fields are then whatever the lexicon finds. ask: a question about a label nobody knows."""

    fields: tuple[PanelField, ...]
    missing: tuple[str, ...]
    version: TemplateVersion | None = None
    ask: Ask | None = None


def read_panel(draft: NoteDraft, *, author: str, note: Note | None = None) -> FieldPanel:
    """Return the panel for a text that is being written. Spans count characters of its body.

    note: the note it is kept as so far: its front matter holds what was accepted before, and negative spans stand there.
    """
    head = note.text[: note.body_start] if note else ""
    source = SourceNote(
        note_id=note.note_id if note else "", text=head + draft.body[:LONGEST_READ], body_start=len(head),
        author=(note.author or note.owner) if note else author, account=draft.account, written_on=_day(draft.held_on),
        front=note.front if note else {},
    )  # fmt: skip
    decisions = workspace().templates.list_values([note.note_id]) if note else ()
    panel = _panel(source, workspace().templates.find_newest(), decisions)
    fields = tuple(replace(one, values=tuple(_moved(value, len(head)) for value in one.values)) for one in panel.fields)
    return replace(panel, fields=fields, ask=ask_about(source))


def note_panel(note: Note) -> FieldPanel:
    """Return the panel of a kept note. Spans count characters of `note.text`."""
    space = workspace()
    source = source_of(note)
    panel = _panel(source, space.templates.find_newest(), space.templates.list_values([note.note_id]))
    return replace(panel, ask=ask_about(source))


def find_value(note: Note, field_id: str, start: int, end: int) -> tuple[Field, SlotValue] | None:
    """Return the value of a kept note that stands at these characters for this field, None when there is none."""
    space = workspace()
    version = space.templates.find_newest()
    if version is None:
        return None
    for slot in fill(source_of(note), version, knowledge(), space.templates.list_values([note.note_id])):
        if (slot.field_id, slot.evidence.start, slot.evidence.end) == (field_id, start, end):
            field = version.find_field(field_id)
            return None if field is None else (field, slot)
    return None


def knowledge() -> Knowledge:
    """Return what a reading leans on: the lexicon, learnt labels, filed companies and people."""
    return workspace().knowledge()


def _panel(
    source: SourceNote, version: TemplateVersion | None, decisions: Iterable[ValueDecision]
) -> FieldPanel:
    if version is None:
        return _cold_panel(source)
    slots = fill(source, version, knowledge(), decisions)
    fields = tuple(_field(reading) for reading in read_fields(version, slots) if reading.state != "missing")
    return FieldPanel(fields, tuple(one.label for one in missing_fields(version, slots)), version)


def _cold_panel(source: SourceNote) -> FieldPanel:
    """Return what the lexicon alone finds: there is no template yet, so nothing is missing."""
    found: dict[str, dict[str, PanelValue]] = {}
    known = knowledge()
    for slot in find_slots(source, known):
        if slot.confidence >= OFFERS and slot.via != "front_matter":
            concept = known.lexicon.by_name.get(slot.concept)
            value = _value(
                slot,
                concept.value_type if concept else "",
                "filled" if slot.confidence >= FILLS else "offered",
            )
            found.setdefault(slot.concept, {}).setdefault(value.text, value)
    return FieldPanel(
        tuple(PanelField(name, "", tuple(values.values()), name) for name, values in found.items()), ()
    )


def _field(reading: FieldReading) -> PanelField:
    field = reading.field
    return PanelField(
        field.label,
        field.purpose,
        tuple(_value(slot, field.field_type, state_of(slot)) for slot in reading.slots),
        concept_of(field, knowledge().lexicon),
    )


def _value(slot: SlotValue, field_type: str, state: str) -> PanelValue:
    text = show_value(slot.value if slot.normalized is None else slot.normalized, field_type)
    return PanelValue(text, slot.evidence.quote, slot.evidence.start, slot.evidence.end, state, slot.field_id, slot.label)


def _moved(value: PanelValue, by: int) -> PanelValue:
    return replace(value, start=value.start - by, end=value.end - by) if by else value


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
