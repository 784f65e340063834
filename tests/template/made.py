"""Candidates, notes and versions for the tests of this room."""

from __future__ import annotations

from datetime import UTC, date, datetime

from notes_app.mining.evidence import Evidence
from notes_app.mining.fields.candidates import Candidate
from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import load_lexicon
from notes_app.mining.source import SourceNote
from notes_app.template.decision import Decision
from notes_app.template.draft import draft_version
from notes_app.template.field import TemplateVersion

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def candidate(label: str, *labels: str, notes: int = 10, **facts: object) -> Candidate:
    """Return a candidate; a label of the lexicon brings its concept, type, group and order."""
    known = load_lexicon().find(label)
    values: dict[str, object] = {
        "key": known.name if known else fold_key(label),
        "concept": known.name if known else "",
        "label": label,
        "labels": (label, *labels),
        "type": known.value_type if known else "text",
        "choices": ("A", "B", "C") if known and known.value_type == "enum" else (),
        "notes": notes,
        "labelled_notes": notes,
        "cue_notes": 0,
        "authors": 3,
        "accounts": 5,
        "support": notes / 40,
        "required": False,
        "confidence": 0.9,
        "confidence_word": "high",
        "score": notes / 40,
        "reasons": ("widely_used",),
        "group": known.group if known else "",
        "order": known.order if known else 100,
        "evidence": (Evidence("n1", 0, len(label), label),),
    }
    return Candidate(**{**values, **facts})  # type: ignore[arg-type]


def decide(*decisions: Decision) -> list[Decision]:
    """Number decisions as the ledger would."""
    from dataclasses import replace

    return [replace(one, decision_id=at, at=NOW) for at, one in enumerate(decisions, start=1)]


def keep(key: str, **facts: object) -> Decision:
    return Decision(key=key, choice="keep", **facts)  # type: ignore[arg-type]


def version_of(*labels: str, **purposes: str) -> TemplateVersion:
    """Return version 1 with these fields kept."""
    candidates = [candidate(label) for label in labels]
    return draft_version(None, candidates, decide(*(keep(one.key) for one in candidates)), NOW)


def note(text: str, note_id: str = "n1", **facts: object) -> SourceNote:
    return SourceNote(note_id=note_id, text=text, **{"written_on": TODAY, **facts})  # type: ignore[arg-type]
