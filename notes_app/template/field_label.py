"""What a candidate is called when people see it. Pure."""

from __future__ import annotations

from notes_app.mining.fields.candidates import Candidate
from notes_app.minutes.note import CANONICAL_KEYS

_OURS = frozenset(CANONICAL_KEYS)


def label_of(candidate: Candidate) -> str:
    """Return the candidate's label; `account:` and `held_at:` of the front matter give way to words of
    people.

    Most notes may carry the product's own key only because the product wrote it.
    """
    if candidate.label not in _OURS:
        return candidate.label
    written = next((label for label in candidate.labels if label not in _OURS), "")
    return candidate.concept or written or candidate.label


def spellings_of(candidate: Candidate) -> tuple[str, ...]:
    """Return what people write for it, most used first, without the product's own keys."""
    return tuple(label for label in candidate.labels if label not in _OURS)
