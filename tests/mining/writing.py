"""Notes for the mining tests: fictional, one line to make."""

from __future__ import annotations

from datetime import date

from notes_app.mining.evidence import SlotValue
from notes_app.mining.knowledge import Knowledge, default_knowledge
from notes_app.mining.slots import find_slots
from notes_app.mining.source import SourceNote

WRITTEN_ON = date(2025, 5, 14)  # a Wednesday


def note(
    text: str,
    note_id: str = "n1",
    author: str = "sakura",
    *,
    account: str = "",
    on: date | None = WRITTEN_ON,
    readers: frozenset[str] = frozenset({"team"}),
) -> SourceNote:
    return SourceNote(note_id, text, 0, author, account, on, readers=readers)


def slots(text: str, knowledge: Knowledge | None = None, **facts: str) -> tuple[SlotValue, ...]:
    return find_slots(note(text, **facts), knowledge or default_knowledge())  # type: ignore[arg-type]


def values(text: str, concept: str, knowledge: Knowledge | None = None) -> list[object]:
    """Return what a note says for one concept, normalised, in the order of the text."""
    return [one.normalized for one in slots(text, knowledge) if one.concept == concept]
