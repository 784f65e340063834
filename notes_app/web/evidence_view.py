"""Show evidence in its sentence: the words, a little of what stands around them, and the note they open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from notes_app.errors import NotesAppError
from notes_app.mining.evidence import Evidence
from notes_app.minutes.note import Note
from notes_app.people.permission import may
from notes_app.web.context import workspace
from notes_app.web.identity import current_person
from notes_app.web.note_links import note_url

AROUND = 40
"""Characters shown on each side of the words."""


@dataclass(frozen=True, slots=True)
class QuotedEvidence:
    """before, words, after: one stretch of the note's text on one line.

    is_whole: it begins where a line begins.
    """

    note: Note
    before: str
    words: str
    after: str
    url: str


def quote_evidence(evidence: Iterable[Evidence]) -> tuple[QuotedEvidence, ...]:
    """Return the evidence as it stands in the notes now; what the asker may not read, or was
    rewritten since, is left out.
    """
    notes: dict[str, Note | None] = {}
    quoted = []
    for one in evidence:
        if one.note_id not in notes:
            notes[one.note_id] = _find(one.note_id)
        note = notes[one.note_id]
        if note is not None and note.text[one.start : one.end] == one.quote:
            quoted.append(quote_span(note, one.start, one.end))
    return tuple(quoted)


def quote_span(note: Note, start: int, end: int) -> QuotedEvidence:
    """Return the words at `[start, end)` of a note with what stands around them on their line."""
    line_start = note.text.rfind("\n", 0, start) + 1
    line_end = note.text.find("\n", end)
    line_end = len(note.text) if line_end < 0 else line_end
    first, last = max(line_start, start - AROUND), min(line_end, end + AROUND)
    before = ("…" if first > line_start else "") + note.text[first:start].lstrip(" 　")
    after = note.text[end:last].rstrip() + ("…" if last < line_end else "")
    return QuotedEvidence(note, before, " ".join(note.text[start:end].split("\n")), after, note_url(note.note_id, start, end))


def _find(note_id: str) -> Note | None:
    try:
        note = workspace().keeper.get(note_id)
    except NotesAppError:
        return None
    return note if may(current_person(), "note.read", note) else None
