"""What stands behind the label in a piece of evidence. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from notes_app.mining.aggregate import KeyTally
from notes_app.mining.folding import fold

_GAP = re.compile(r"^[\s:：=】\]|*／/　>→〉≫-]+")


def value_of_quote(quote: str, labels: Sequence[str]) -> str:
    """Return what stands behind the label in a piece of evidence, "" when the value is elsewhere."""
    for text in (quote, fold(quote).text):  # half-width kana: the label is kept folded
        for label in labels:
            if label and text.startswith(label):
                return _GAP.sub("", text[len(label) :]).strip()
    return ""


def values_in(tallies: Iterable[KeyTally], notes: Iterable[str]) -> dict[str, str]:
    """Return note id -> value as written, of those of the notes in which one of these labels stands."""
    listed = list(notes)
    values: dict[str, str] = {}
    for tally in tallies:
        labels = sorted(tally.labels, key=len, reverse=True)
        values.update({note_id: value_of_quote(tally.marks[note_id][2], labels) for note_id in listed if note_id in tally.marks})
    return values
