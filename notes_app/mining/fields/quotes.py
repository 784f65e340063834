"""What stands behind the label in a piece of evidence. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from notes_app.mining.fields.aggregate import KeyTally

_GAP = re.compile(r"^[\s:：=】\]|*／/　>→〉≫-]+")


def value_of_quote(quote: str, labels: Iterable[str]) -> str:
    """Return what stands behind the label in a piece of evidence, "" when the value is elsewhere."""
    label = max((one for one in labels if quote.startswith(one)), key=len, default="")
    return _GAP.sub("", quote[len(label) :]).strip() if label else ""


def values_in(tallies: Iterable[KeyTally], notes: Iterable[str]) -> dict[str, str]:
    """Return note id -> value as written, of those of the notes in which one of these labels stands."""
    listed = list(tallies)
    values: dict[str, str] = {}
    for note_id in notes:
        for tally in listed:
            if note_id in tally.marks:
                values[note_id] = value_of_quote(tally.marks[note_id][2], tally.labels)
                break
    return values
