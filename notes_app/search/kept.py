"""What an engine keeps of a note beside its terms, to read it again and show it. Pure.

As bytes that only this module reads; they lie in derived files and are made anew with the index.
"""

from __future__ import annotations

import pickle
from array import array
from datetime import date
from typing import NamedTuple

from notes_app.search.index import IndexedNote, Passage
from notes_app.search.snippets import LONGEST_READ, Body, read_body, sentence_ends
from notes_app.search.terms import Folded, WayBack, fold
from notes_app.search.variants import ATTACHED, SEPARATOR


class KeptNote(NamedTuple):
    """What is shown of a note.

    day: ordinal, 0 for none. packed: the way back from its folded body and the ends of its sentences, where they are kept.
    """

    note_id: str
    path: str
    title: str
    account: str
    author: str
    kind: str
    day: int
    body: str
    passages: tuple[Passage, ...]
    packed: tuple[bytes, ...] | None

    @property
    def held_on(self) -> date | None:
        return date.fromordinal(self.day) if self.day else None


def fold_body(note: IndexedNote) -> Folded | None:
    """Return the folded body of `note`, None where its way back is not kept: it would be too long."""
    return fold(note.body) if len(note.body) <= LONGEST_READ else None


def keep_note(note: IndexedNote, body: Folded | None) -> KeptNote:
    """Return what is kept of `note`; body: its `fold_body`."""
    day = note.held_on.toordinal() if note.held_on else 0
    packed = (*body.way.pack(), array("I", sentence_ends(note.body)).tobytes()) if body is not None else None
    return KeptNote(note.note_id, note.path, note.title, note.account, note.author, note.kind, day, note.body, note.passages, packed)


def pack_kept(kept: KeptNote, *texts: str) -> bytes:
    """Return a kept note as bytes, with further texts beside it."""
    return pickle.dumps((*kept, *texts), protocol=5)


def unpack_kept(packed: bytes) -> tuple[KeptNote, list[str]]:
    """Return what `pack_kept` packed.

    Raises:
        ValueError: another version of the code packed it.
    """
    values = pickle.loads(packed)  # noqa: S301 - our own file, derived
    size = len(KeptNote._fields)
    if not isinstance(values, tuple) or len(values) < size:
        raise ValueError("kept by other code")
    return KeptNote._make(values[:size]), list(values[size:])


class ReadNote(NamedTuple):
    """A note read again. Folded texts: own is the whole note but for the files beside it, title and body are parts of that.

    folded: own, and the files' passages. runs: its words in order (`AnalysedNote.run_text`), "" where the engine needs none.
    text:   the body that passages are cut from.
    """

    note: KeptNote
    folded: str
    runs: str
    own: str
    title: str
    body: str
    text: Body


def read_note(note: KeptNote, folded: str, runs: str = "") -> ReadNote:
    """Return a kept note with its folded text taken apart."""
    own = folded.partition(ATTACHED)[0]
    body = own.rpartition(SEPARATOR)[2]
    if note.packed is None:
        return ReadNote(note, folded, runs, own, own.partition(SEPARATOR)[0], body, read_body(note.body))
    places, starts, *ends = note.packed  # what earlier code kept has no ends
    text = Body(note.body, body, WayBack.unpack((places, starts)), array("I", ends[0]) if ends else sentence_ends(note.body))
    return ReadNote(note, folded, runs, own, own.partition(SEPARATOR)[0], body, text)
