"""Labels nobody knows: what do they stand for, judged by the kind of value they carry and where they stand?

Pure. Only for concepts that no known label has filled, and only where one reading is clearly the likeliest.
"""

from __future__ import annotations

from notes_app.mining.labelled import LabelledReading
from notes_app.mining.labels import NoteReading
from notes_app.mining.slot_values import Draft, ValueContext


def infer_drafts(reading: NoteReading, context: ValueContext, labelled: LabelledReading, so_far: list[Draft]) -> list[Draft]:
    """Return values of unknown labels under the concept they most likely mean, and under their own key otherwise."""
    return []
