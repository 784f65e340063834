"""Things said without a label: in sentences, headings and mails. Pure."""

from __future__ import annotations

from notes_app.mining.knowledge import Knowledge
from notes_app.mining.labelled import LabelledReading
from notes_app.mining.labels import NoteReading
from notes_app.mining.slot_values import Draft, ValueContext


def cue_drafts(reading: NoteReading, context: ValueContext, knowledge: Knowledge, labelled: LabelledReading, so_far: list[Draft]) -> list[Draft]:
    """Return what sentences say about concepts that no label filled or declared empty."""
    return []
