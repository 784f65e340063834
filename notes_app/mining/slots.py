"""Which values does this note hold, and where exactly? Pure."""

from __future__ import annotations

import re

from notes_app.mining.evidence import Evidence, SlotValue
from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.source import SourceNote

_LABELLED = re.compile(r"^[ \t]*(?:[-*■◆●・【]+[ \t]*)?([^\s:：】][^\n:：】]{0,30}?)[ \t]*(?:[:：]|】)[ \t　]*(\S[^\n]*)$", re.MULTILINE)


def find_slots(note: SourceNote, knowledge: Knowledge) -> tuple[SlotValue, ...]:
    """Return every concept's values with their exact spans; list-like concepts give one slot per member."""
    found = []
    for match in _LABELLED.finditer(note.text):
        key = fold_key(match[1])
        concept = knowledge.learnt_concept(note.author, key) or knowledge.lexicon.by_key.get(key, key)
        evidence = Evidence(note.note_id, match.start(2), match.end(2), match[2])
        found.append(SlotValue(concept, match[1], match[2], match[2].strip(), evidence, 0.9, "label"))
    return tuple(found)
