"""Show which file beside a note holds what was sought, and where in it. Pure but for the word splitter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from notes_app.search.index import AttachedSnippet, Passage, Snippet
from notes_app.search.kept import KeptNote
from notes_app.search.snippets import Needles, snippets_of

_SHOWN = 2  # passages of one hit
_WINDOW = 6_000  # characters of a long passage that are read around the place, on either side
_READ = 20  # passages that are read for a word in another spelling, or an amount written otherwise


def attached_snippets(note: KeptNote, parts: Sequence[str], needles: Needles, *, by_word: bool) -> tuple[AttachedSnippet, ...]:
    """Return the best passages of the files beside `note`, best first; () when nothing sought stands in them.

    parts:   the folded text of each passage.
    by_word: look for other spellings and amounts too, since nothing of the note itself says why it was found.
    """
    scored = [(_score(part, needles), at) for at, part in enumerate(parts)]
    best = sorted((one for one in scored if one[0]), key=lambda one: (-one[0], one[1]))[:_SHOWN]
    shown = [_shown(note, note.passages[at], parts[at], needles) for _, at in best]
    if not shown and by_word and needles.literals:
        looked = (_shown(note, passage, part, needles) for passage, part in islice(zip(note.passages, parts, strict=True), _READ))
        shown = list(islice((one for one in looked if one.snippet.highlights), 1))
    return tuple(shown)


def _score(part: str, needles: Needles) -> float:
    return sum(1 + 0.2 * len(literal) for literal in needles.literals if literal in part)


def _shown(note: KeptNote, passage: Passage, part: str, needles: Needles) -> AttachedSnippet:
    start = _window_start(passage.text, part, needles)
    text = passage.text[start : start + 2 * _WINDOW]
    found = snippets_of(text, needles, held_on=note.held_on)
    snippet = found[0] if found else Snippet("")
    return AttachedSnippet(replace(passage, text=""), replace(snippet, start=start + snippet.start))


def _window_start(text: str, part: str, needles: Needles) -> int:
    """Return where to begin reading a long passage: folding moves characters, but never far."""
    if len(text) <= 2 * _WINDOW:
        return 0
    at = min((place for literal in needles.literals if (place := part.find(literal)) >= 0), default=0)
    return max(0, at * len(text) // max(1, len(part)) - _WINDOW)
