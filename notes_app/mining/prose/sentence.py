"""A sentence of a note, as the cue rules read it. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """Folded text of at most 1,500 characters, where it stands, and under which known label (section), "" when none."""

    text: str
    start: int
    is_heading: bool
    number: int
    section: str = ""
