"""What was promised and is not done yet: theirs and ours, with the day it is due. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from notes_app.accounts.account_note import AccountNote, DoneLines, by_date
from notes_app.accounts.company_names import fold_person
from notes_app.mining.draft import DONE_ACTION
from notes_app.mining.evidence import Evidence
from notes_app.mining.folding import fold
from notes_app.mining.values.actions import read_action

Side = Literal["ours", "theirs", "unknown"]
PromiseState = Literal["open", "due", "overdue", "done", "lapsed"]

_CHECKED = re.compile(r"\[[xX]\]|☑|✅|✔")
_OURS = frozenset({"当社", "弊社", "自社", "当方", "自分", "私", "us", "me"})
_THEIRS = frozenset({"先方", "お客様", "them", "customer", "client"})
_SOON = timedelta(days=3)
_LAPSES = timedelta(
    days=180
)  # after its day, a promise that nobody has spoken of for half a year is not "open"
_LAPSES_UNDATED = timedelta(days=60)  # a promise without a day is meant for the next time


@dataclass(frozen=True, slots=True)
class Promise:
    """One thing to do.

    what: its words without owner and day. owner: as written, "" unknown. due_on: None when no day was said.
    state: "due" within three days, "overdue" after, "lapsed" when it is old and was never spoken of again.
    done_in: the note that says it is done, "" when the check box does, or when it is open.
    """

    what: str
    owner: str
    side: Side
    due_on: date | None
    said_on: date | None
    state: PromiseState
    account: str
    note_id: str
    evidence: Evidence
    done_in: str = ""

    @property
    def is_open(self) -> bool:
        return self.state in ("open", "due", "overdue")


def list_promises(
    notes: Iterable[AccountNote], today: date, ours: Collection[str] = ()
) -> tuple[Promise, ...]:
    """Return every promise of these notes about one customer, the most pressing first.

    Args:
        ours: names of our own people, to tell whose promise it is.
    """
    ordered = by_date(notes)
    done_lines = DoneLines(ordered)
    own = {fold_person(name) for name in ours}
    found: dict[tuple[str, date | None], Promise] = {}
    for at, note in enumerate(ordered):
        for slot in note.values("次回アクション", DONE_ACTION):
            action = read_action(fold(slot.value).text, 0, note.held_on)
            if action is None:
                continue
            what = str(slot.normalized or action.what)
            checked = slot.concept == DONE_ACTION or _CHECKED.search(note.line_around(slot.evidence.start)) is not None
            done = None if checked else done_lines.find_after(at, what)
            promise = Promise(
                what=what,
                owner=action.owner,
                side=_side(action.owner, own),
                due_on=action.due,
                said_on=note.held_on,
                state="done" if checked or done else _state(action.due, note.held_on, today),
                account=note.account,
                note_id=note.note_id,
                evidence=slot.evidence,
                done_in=done.note_id if done else "",
            )
            found[(fold_person(what), action.due)] = promise  # said again later: the later note is its source
    return tuple(sorted(found.values(), key=lambda one: _press(one, today)))


def _side(owner: str, own: set[str]) -> Side:
    if not owner:
        return "unknown"
    key = fold_person(owner)
    if owner in _OURS or any(key and (key == name or name.startswith(key)) for name in own):
        return "ours"
    return "theirs" if owner in _THEIRS or owner.endswith(("様", "さま", "氏")) else "unknown"


def _state(due: date | None, said_on: date | None, today: date) -> PromiseState:
    if due is None:
        return "lapsed" if said_on and today - said_on > _LAPSES_UNDATED else "open"
    if due < today:
        return "lapsed" if today - due > _LAPSES else "overdue"
    return "due" if due - today <= _SOON else "open"


def _press(one: Promise, today: date) -> tuple[int, int, str]:
    rank = {"overdue": 0, "due": 1, "open": 2, "lapsed": 3, "done": 4}[one.state]
    day = one.due_on.toordinal() if one.due_on else (one.said_on or today).toordinal() + _LAPSES.days  # perhaps past the calendar's end
    return (rank, day, one.what)
