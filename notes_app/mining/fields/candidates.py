"""What mining found, ready for a person to judge: candidate fields, unneeded fields, drift.

Pure. `MiningReport.to_json` is the documented shape of `notes-app mine --json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from notes_app.mining.evidence import Evidence

ConfidenceWord = Literal["high", "medium", "low"]
UnneededReason = Literal[
    "always_empty", "constant", "metadata_duplicate", "single_author", "fading", "duplicate_of", "never_filled",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """One field that a template could have, and why.

    key:     stable for as long as its commonest concept or label is: the concept's name, else the folded label.
    concept: the lexicon's concept, "" when the company made it up.
    label:   what most people write; labels: every spelling, most used first (names from the lexicon where nobody wrote a label).
    type:    one of template.field.FIELD_TYPES.
    notes:   notes that say it, labelled_notes with a label, cue_notes only in a sentence.
    support: notes / all notes, 0 to 1.
    confidence: 0 to 1, how sure we are that this is a field; score: what the ranking sorts by.
    reasons: codes, most telling first: widely_used, several_authors, one_author, often_empty, repeats, known_concept,
             said_in_sentences, new_label.
    by_month: "2025-04" -> notes.
    """

    key: str
    concept: str
    label: str
    labels: tuple[str, ...]
    type: str
    choices: tuple[str, ...]
    notes: int
    labelled_notes: int
    cue_notes: int
    authors: int
    accounts: int
    support: float
    required: bool
    confidence: float
    confidence_word: ConfidenceWord
    score: float
    reasons: tuple[str, ...]
    group: str
    order: int
    evidence: tuple[Evidence, ...]
    by_month: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unneeded:
    """A field people write that a template does not need, with one reason code and its evidence. Always reversible."""

    key: str
    label: str
    reason: UnneededReason
    notes: int
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Drift:
    """A field whose use changes beyond chance and beyond a changing mix of authors.

    direction: "rising", "fading" or "new"; since: "2025-07", the first month of the later half; tentative: few notes.
    """

    key: str
    label: str
    direction: Literal["rising", "fading", "new"]
    since: str
    tentative: bool = False


@dataclass(frozen=True, slots=True)
class MiningReport:
    """All of it: fields best first, over N notes by M authors."""

    notes: int
    authors: int
    fields: tuple[Candidate, ...]
    unneeded: tuple[Unneeded, ...] = ()
    drift: tuple[Drift, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the shape `notes-app mine --json` prints: {"notes", "authors", "fields", "unneeded", "drift"}."""
        return {
            "notes": self.notes,
            "authors": self.authors,
            "fields": [_candidate_json(one) for one in self.fields],
            "unneeded": [{"label": one.label, "reason": one.reason, "notes": one.notes} for one in self.unneeded],
            "drift": [{"label": one.label, "direction": one.direction, "since": one.since} for one in self.drift],
        }


def _candidate_json(one: Candidate) -> dict[str, Any]:
    return {
        "key": one.key, "label": one.label, "labels": list(one.labels), "type": one.type, "choices": list(one.choices),
        "notes": one.notes, "authors": one.authors, "support": round(one.support, 4), "required": one.required,
        "confidence": round(one.confidence, 4), "score": round(one.score, 4),
        "evidence": [
            {"note_id": e.note_id, "start": e.start, "end": e.end, "quote": e.quote} for e in one.evidence
        ],
    }  # fmt: skip
