"""What stands behind the label in a piece of evidence. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from notes_app.mining.fields.aggregate import KeyTally

_GAP = re.compile(r"^[\s:：=】\]|*／/　>→〉≫-]+")


def value_of_quote(quote: str, labels: Sequence[str]) -> str:
    """Return what stands behind the label in a piece of evidence, "" when the value is elsewhere."""
    for label in labels:
        if label and quote.startswith(label):
            return _GAP.sub("", quote[len(label) :]).strip()
    return ""


def values_in(tallies: Iterable[KeyTally], notes: Iterable[str]) -> dict[str, str]:
    """Return note id -> value as written, of those of the notes in which one of these labels stands."""
    listed = list(tallies)
    values: dict[str, str] = {}
    for note_id in notes:
        tally = next((one for one in listed if note_id in one.marks), None)
        if tally is not None:
            values[note_id] = value_of_quote(tally.marks[note_id][2], sorted(tally.labels, key=len, reverse=True))
    return values
