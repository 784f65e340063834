"""Show which file beside a note holds what was sought, and where in it. Pure but for the word splitter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from notes_app.search.index import AttachedSnippet, Passage, Snippet
from notes_app.search.kept import KeptNote
from notes_app.search.snippets import Needles, read_body, snippets_of

_SHOWN = 2  # passages of one hit
_WINDOW = 6_000  # characters of a long passage that are read around the place, on either side
_READ = 20  # passages that are read for a word in another spelling, or an amount written otherwise


def attached_snippets(note: KeptNote, own: str, parts: Sequence[str], needles: Needles, *, by_word: bool) -> tuple[AttachedSnippet, ...]:
    """Return passages of the files beside `note` that say what was sought, best first; () when nothing sought stands in them.

    Words that the note itself does not say come first: they are why it was found.

    own:     the note's own folded text. parts: the folded text of each passage.
    by_word: look for other spellings and amounts too, since nothing of the note itself says why it was found.
    """
    said = [literal for literal in needles.literals if any(literal in part for part in parts)]
    left = [literal for literal in said if literal not in own] or said
    shown: list[AttachedSnippet] = []
    while left and len(shown) < _SHOWN:
        at = min(range(len(parts)), key=lambda place: (-_score(parts[place], left), note.passages[place].part == "name", place))
        found = tuple(literal for literal in left if literal in parts[at])
        shown.append(_shown(note, note.passages[at], parts[at], replace(needles, literals=found)))
        left = [literal for literal in left if literal not in found]
    if not shown and by_word and needles.literals:
        looked = (_shown(note, passage, part, needles) for passage, part in islice(zip(note.passages, parts, strict=True), _READ))
        shown = list(islice((one for one in looked if one.snippet.highlights), 1))
    return tuple(shown)


def _score(part: str, literals: Sequence[str]) -> float:
    return sum(1 + 0.2 * len(literal) for literal in literals if literal in part)


def _shown(note: KeptNote, passage: Passage, part: str, needles: Needles) -> AttachedSnippet:
    start = _window_start(passage.text, part, needles)
    text = passage.text[start : start + 2 * _WINDOW]
    found = snippets_of(read_body(text), needles, held_on=note.held_on)
    snippet = found[0] if found else Snippet("")
    return AttachedSnippet(replace(passage, text=""), snippet._replace(start=start + snippet.start))


def _window_start(text: str, part: str, needles: Needles) -> int:
    """Return where to begin reading a long passage: folding moves characters, but never far."""
    if len(text) <= 2 * _WINDOW:
        return 0
    at = min((place for literal in needles.literals if (place := part.find(literal)) >= 0), default=0)
    return max(0, at * len(text) // max(1, len(part)) - _WINDOW)
