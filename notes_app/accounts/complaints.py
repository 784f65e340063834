"""Complaints of a customer, with cause and counter-measure, open until a note says they are settled. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from notes_app.accounts.account_note import AccountNote, DoneLines, by_date
from notes_app.mining.evidence import Evidence, SlotValue

TYPES: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (
        "quality",
        "品質",
        re.compile(
            r"不良|破損|つぶれ|傷|割れ|汚れ|異物|故障|壊れ|動かない|不具合|バグ|品質|defect|broken|damage|fault|quality",
            re.I,
        ),
    ),
    (
        "delivery",
        "納期・配送",
        re.compile(r"遅れ|遅延|納期|届かな|未着|欠品|誤配|数量違い|配送|late|delay|delivery|missing", re.I),
    ),
    (
        "people",
        "対応",
        re.compile(
            r"対応|態度|連絡がな|返事がな|説明不足|言った|聞いていない|response|attitude|service", re.I
        ),
    ),
    ("money", "請求・価格", re.compile(r"請求|値上|価格|金額|見積|二重|invoice|bill|price|charge", re.I)),
)
"""Kinds of complaint: code, Japanese, and the words that tell; the first that matches counts."""

_SETTLED = re.compile(
    r"解決|決着|収束|完了|了承|ご納得|納得いただ|済み|クローズ|お許し|resolved|settled|closed", re.I
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint. kind: a code of `TYPES` or "other". cause, measure: as written, "" when the note says
    none.

    settled_in: the note that settles it, "" while it is open.
    """

    words: str
    kind: str
    cause: str
    measure: str
    said_on: date | None
    account: str
    note_id: str
    evidence: Evidence | None
    settled_in: str = ""

    @property
    def is_open(self) -> bool:
        return not self.settled_in


def list_complaints(notes: Iterable[AccountNote]) -> tuple[Complaint, ...]:
    """Return the complaints of one customer, open ones first, newest first."""
    ordered = by_date(notes)
    done_lines = DoneLines(ordered)
    found = []
    for at, note in enumerate(ordered):
        slots = note.values("クレーム")
        if not slots and note.kind != "complaint":
            continue
        words = "\n".join(slot.value for slot in slots) or note.title
        found.append(
            Complaint(
                words=words,
                kind=kind_of(words if slots else note.text[note.body_start :][:4000]),
                cause=_joined(note.values("原因")),
                measure=_joined(note.values("対策")),
                said_on=note.held_on,
                account=note.account,
                note_id=note.note_id,
                evidence=slots[0].evidence if slots else None,
                settled_in=_settled_in(note, done_lines.find_after(at, words), ordered[at + 1 :]),
            )
        )
    return tuple(sorted(found, key=lambda one: (not one.is_open, -(one.said_on or date.min).toordinal())))


def kind_of(words: str) -> str:
    """Return the code of the kind of complaint that these words tell of."""
    return next((code for code, _, pattern in TYPES if pattern.search(words)), "other")


def _joined(slots: tuple[SlotValue, ...]) -> str:
    return "\n".join(slot.value for slot in slots)


def _settled_in(note: AccountNote, done: AccountNote | None, later: tuple[AccountNote, ...]) -> str:
    measures = _joined(note.values("対策", "決定事項"))
    if _SETTLED.search(measures):
        return note.note_id
    if done:
        return done.note_id
    for other in later:  # a later note about the complaint that says it is over
        spoken = other.kind == "complaint" or bool(other.values("クレーム", "対策"))
        if spoken and _SETTLED.search(other.text[other.body_start :][:6000]):
            return other.note_id
    return ""
