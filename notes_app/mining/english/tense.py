"""Which Wednesday does an English sentence mean, the last or the next, and which 23rd? The last verb before the day says. Pure, on folded text."""

from __future__ import annotations

import re
from datetime import date

from notes_app.mining.values.dates import DateMatch, ahead, past

_CLAUSE = re.compile(r"[.;!?]\s|,\s(?:so|but|then)\s")
_READ = 90  # characters before a day
_VERB = re.compile(
    r"\b(?:(?P<past>met|saw|popped|drove|went|visited|was|were|had|been|rang|phoned|called|sat|spent|came|dropped|stopped|left|spoke|talked|took|walked|hosted|showed|joined|held|got hold|caught up|turned up|dialled)"
    r"|(?P<ahead>will|would|to|for|until|till|by|can|could|shall|may|should|must|next|again|back|speak|see|meet|visit|call|return|booked|fixed|agreed|pencilled|set|said yes|let\'s|going|\w+\'(?:ll|d)))\b",
    re.IGNORECASE,
)


def in_its_tense(found: DateMatch, text: str, reference: date | None) -> DateMatch:
    """Return a day named by its weekday or its number alone as the sentence means it: past behind "we met", ahead behind "we speak"."""
    before = _CLAUSE.split(text[max(0, found.start - _READ) : found.start])[-1]
    verbs = list(_VERB.finditer(before))
    if not verbs:
        return found
    words = text[found.start : found.end]
    return past(found, words, reference) if verbs[-1]["past"] else ahead(found, words, reference)
