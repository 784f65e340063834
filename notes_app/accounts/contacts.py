"""The people of a customer, each once, however they were written. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from notes_app.accounts.account_note import AccountNote, by_date
from notes_app.accounts.company_names import fold_person
from notes_app.mining.evidence import Evidence
from notes_app.mining.values.people import find_title

_PEOPLE = ("先方出席者", "決裁者", "連絡先")
_DEPARTMENT = re.compile(
    r"([一-鿿ァ-ヴーA-Za-z0-9・]{1,14}?(?:部|課|室|係|センター|本部|事業部|グループ|チーム|支店|工場))"
)


@dataclass(frozen=True, slots=True)
class Contact:
    """A person on the customer's side.

    name: the fullest spelling; spellings: every one, most used first. title, department: as last written,
          "" unknown.
    phone, email: said in a note where this person alone was met.
    note_ids: oldest first. evidence: where the person was last named, None when only the front matter
              names them.
    """

    name: str
    spellings: tuple[str, ...]
    title: str
    department: str
    is_decision_maker: bool
    phone: str
    email: str
    first_on: date | None
    last_on: date | None
    note_ids: tuple[str, ...]
    evidence: Evidence | None


@dataclass(slots=True)
class _Person:
    spellings: Counter[str] = field(default_factory=Counter)
    title: str = ""
    department: str = ""
    decides: bool = False
    phone: str = ""
    email: str = ""
    dates: list[date] = field(default_factory=list)
    note_ids: list[str] = field(default_factory=list)
    evidence: Evidence | None = None


def list_contacts(notes: Iterable[AccountNote], ours: Iterable[str] = ()) -> tuple[Contact, ...]:
    """Return the people of one customer, the last met first.

    「山崎」, 「山崎様」 and 「山崎 太郎」 are one person, unless two people with that surname are known.

    Args:
        notes: about one customer. ours: names of our own people, who are never contacts.
    """
    own = {fold_person(name) for name in ours}
    people: dict[str, _Person] = {}
    for note in by_date(notes):
        met = [key for key in _named(note, people) if key not in own]
        if len(met) == 1:
            _tell(people[met[0]], note)
    joined = _join(people, own)
    return tuple(sorted((_contact(one) for one in joined), key=_newest))


def _named(note: AccountNote, people: dict[str, _Person]) -> list[str]:
    """Take in everyone a note names; return their keys, each once."""
    keys = [_meet(people, name, note) for name in note.contacts]
    for slot in note.values(*_PEOPLE):
        name = str(slot.normalized or "").strip()
        if (
            not name
            or len(name) > 30
            or (slot.concept == "連絡先" and any(sign.isdigit() or sign == "@" for sign in name))
        ):
            continue
        key = _meet(people, name, note)
        keys.append(key)
        one = people[key]
        one.evidence = slot.evidence
        one.decides = one.decides or slot.concept == "決裁者"
        one.title, one.department = _post(slot.value, name, one)
    return list(dict.fromkeys(keys))


def _meet(people: dict[str, _Person], name: str, note: AccountNote) -> str:
    key = fold_person(name)
    one = people.setdefault(key, _Person())
    one.spellings[" ".join(name.split())] += 1
    if note.note_id not in one.note_ids:
        one.note_ids.append(note.note_id)
        if note.held_on:
            one.dates.append(note.held_on)
    return key


def _post(written: str, name: str, before: _Person) -> tuple[str, str]:
    """Return (title, department) that stand around the name (購買部 山崎部長 -> 部長, 購買部), else those
    known before.
    """
    around = written
    for part in name.split() or [name]:
        around = around.replace(part, " ", 1)
    title = find_title(around)
    department = _DEPARTMENT.search(around)
    return (
        around[title[0] : title[1]].strip() if title else before.title,
        department[1] if department and department[1] not in ("部", "課", "室", "係") else before.department,
    )


def _tell(one: _Person, note: AccountNote) -> None:
    """A number said where one person alone was met is that person's."""
    for slot in note.values("電話番号"):
        one.phone = str(slot.normalized or slot.value)
    for slot in note.values("メール"):
        one.email = str(slot.normalized or slot.value)


def _join(people: dict[str, _Person], own: set[str]) -> list[_Person]:
    """Put a surname alone with the one full name that begins with it."""
    kept = {key: one for key, one in people.items() if key and key not in own}
    for key in sorted(kept, key=len):
        fuller = [other for other in kept if other != key and other.startswith(key) and len(other) > len(key)]
        if len(key) >= 2 and len(fuller) == 1 and len(fuller[0]) - len(key) <= 4:
            _add(kept[fuller[0]], kept.pop(key))
    for key in sorted(
        kept, key=len
    ):  # a given name alone, parted from 「鵜飼 達也」 by whoever wrote or read it
        whole = [
            other for other, one in kept.items() if any(name.split()[1:] == [key] for name in one.spellings)
        ]
        if len(whole) == 1 and whole[0] != key:
            spellings = kept[key].spellings
            _add(kept[whole[0]], kept.pop(key))
            kept[whole[0]].spellings -= spellings
    return list(kept.values())


def _add(one: _Person, other: _Person) -> None:
    newer = max(other.dates, default=date.min) > max(one.dates, default=date.min)
    one.spellings += other.spellings
    one.title = (other.title if newer else one.title) or one.title or other.title
    one.department = (other.department if newer else one.department) or one.department or other.department
    one.phone, one.email = one.phone or other.phone, one.email or other.email
    one.decides = one.decides or other.decides
    one.dates += other.dates
    one.note_ids = list(dict.fromkeys(one.note_ids + other.note_ids))
    one.evidence = (other.evidence if newer else one.evidence) or one.evidence or other.evidence


def _contact(one: _Person) -> Contact:
    names: Sequence[str] = sorted(
        one.spellings, key=lambda name: (-len(fold_person(name)), -one.spellings[name], name)
    )
    return Contact(
        name=names[0],
        spellings=tuple(sorted(one.spellings, key=lambda name: (-one.spellings[name], name))),
        title=one.title,
        department=one.department,
        is_decision_maker=one.decides,
        phone=one.phone,
        email=one.email,
        first_on=min(one.dates, default=None),
        last_on=max(one.dates, default=None),
        note_ids=tuple(one.note_ids),
        evidence=one.evidence,
    )


def _newest(one: Contact) -> tuple[int, int, str]:
    return (-one.last_on.toordinal() if one.last_on else 0, -len(one.note_ids), one.name)
