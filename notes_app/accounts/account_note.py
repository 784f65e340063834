"""One note as the pages about a customer read it: what it is, and the values found in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from notes_app.mining.evidence import OFFERS, SlotValue
from notes_app.mining.folding import fold, fold_key
from notes_app.minutes.note import Note

_DONE = re.compile(
    r"済み?(?![むま])|完了|解決|送付した|送った|提出した|対応した|回答した|お送りした|お渡しした|手渡し|納品した|クローズ|"
    r"\[x\]|☑|✅|✔|\bdone\b|\bsent\b|\bresolved\b|\bclosed\b|\bfixed\b|\bdelivered\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AccountNote:
    """A note about a customer.

    slots: every value found, read with the lexicon's concepts; those below what is offered are left out of
           every view.
    filled: the values of the template's fields, `field_id` set; front matter and accepted values included.
    """

    note_id: str
    title: str
    kind: str
    channel: str
    account: str
    deal: str
    contacts: tuple[str, ...]
    author: str
    owner: str
    held_on: date | None
    text: str
    body_start: int
    slots: tuple[SlotValue, ...]
    filled: tuple[SlotValue, ...] = ()

    def values(self, *concepts: str) -> tuple[SlotValue, ...]:
        """Return the believable values of these concepts, in text order."""
        return tuple(one for one in self.slots if one.concept in concepts and one.confidence >= OFFERS)

    def line_around(self, start: int) -> str:
        """Return the line of the note that holds a character."""
        begin = self.text.rfind("\n", 0, start) + 1
        end = self.text.find("\n", start)
        return self.text[begin : end if end >= 0 else len(self.text)]


def account_note(note: Note, slots: Iterable[SlotValue], filled: Iterable[SlotValue] = ()) -> AccountNote:
    """Return `note` with its values, as the views of this room read it."""
    return AccountNote(
        note_id=note.note_id,
        title=note.title,
        kind=note.kind,
        channel=note.channel,
        account=note.account,
        deal=note.deal,
        contacts=note.contacts,
        author=note.author,
        owner=note.owner,
        held_on=note.held_on,
        text=note.text,
        body_start=note.body_start,
        slots=tuple(slots),
        filled=tuple(filled),
    )


def by_date(notes: Iterable[AccountNote]) -> tuple[AccountNote, ...]:
    """Return the notes oldest first; those without a date come before all others."""
    return tuple(sorted(notes, key=lambda one: (one.held_on or date.min, one.note_id)))


def said_done(line: str) -> bool:
    """Return whether a line says that something has been done."""
    return _DONE.search(fold(line).text) is not None


class DoneLines:
    """Lines of notes, oldest first, that say something has been done; each is read once."""

    def __init__(self, ordered: Sequence[AccountNote]) -> None:
        self._notes = ordered
        self._lines = [
            [
                _pairs(line)
                for line in note.text[note.body_start :].split("\n")[:2000]
                if 4 <= len(line) <= 400 and said_done(line)
            ]
            for note in ordered
        ]

    def find_after(self, at: int, words: str) -> AccountNote | None:
        """Return the first note after the `at`-th with a line that speaks of `words` as done, or None.

        A line speaks of it when it holds at least 60 % of the pairs of characters of `words`.
        """
        pairs = _pairs(words)
        for note, lines in zip(self._notes[at + 1 :], self._lines[at + 1 :], strict=True):
            if pairs and any(len(pairs & line) >= 0.6 * len(pairs) for line in lines):
                return note
        return None


def _pairs(text: str) -> set[str]:
    plain = "".join(sign for sign in fold_key(text[:120]) if sign.isalnum())
    return {plain[at : at + 2] for at in range(len(plain) - 1)}
