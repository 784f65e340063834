"""Accept or reject values found in a note. Accepting writes the front matter; the body is never touched.

Every decision is kept with the span it was made on and the revision of the note at that time, and can be
taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from notes_app.errors import NotAllowedError
from notes_app.mining.evidence import SlotValue
from notes_app.minutes.note import Note
from notes_app.people.permission import Person, may
from notes_app.template.coercion import coerce
from notes_app.template.errors import UnknownDecisionError, UnknownValueError
from notes_app.template.field import Field
from notes_app.template.front_values import canonical_form, find_front_key, front_key
from notes_app.template.template_store import TemplateStore
from notes_app.template.value_decision import Normalized, ValueDecision


class Versioned(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def revision(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def reason(self) -> str: ...


class FrontKeeper(Protocol):
    """What accepting needs of `minutes.keeper.NoteKeeper`."""

    def get(self, note_id: str) -> Note: ...
    def set_front(
        self,
        person: Person,
        note_id: str,
        changes: Mapping[str, object | None],
        *,
        expected_revision: str | None = None,
        reason: str = "accept",
    ) -> Note: ...
    def history(self, note_id: str) -> Sequence[Versioned]: ...
    def read_version(self, note_id: str, number: int) -> Note: ...


@dataclass(frozen=True, slots=True)
class Accepted:
    """The note as it is now, and the decisions that were recorded."""

    note: Note
    decisions: tuple[ValueDecision, ...]


class ValueDesk:
    """Where a person says yes or no to a value."""

    def __init__(self, keeper: FrontKeeper, store: TemplateStore) -> None:
        self._keeper = keeper
        self._store = store

    def accept(
        self,
        person: Person,
        note_id: str,
        values: Sequence[tuple[Field, SlotValue]],
        *,
        expected_revision: str | None = None,
    ) -> Accepted:
        """Write the values into the front matter, all in one save, and record one decision each.

        A list gains its members; a single value replaces what stands there.

        Raises:
            NotAllowedError, NoteNotFoundError, SaveConflictError.
            UnknownValueError: a value's words are not in the note as it stands.
        """
        note = self._check(person, note_id, values)
        changes: dict[str, object | None] = {}
        for field, slot in values:
            key = find_front_key(field, note.front) or front_key(field)
            current = changes.get(key, note.front.get(key))
            changes[key] = front_value(field, current, slot, note.held_on)
        changes = {key: value for key, value in changes.items() if note.front.get(key) != value}
        after = note
        if changes:
            revision = expected_revision or note.revision
            after = self._keeper.set_front(
                person, note_id, changes, expected_revision=revision, reason="accept"
            )
        return Accepted(after, self._record(person, note, values, "accept"))

    def reject(self, person: Person, note_id: str, values: Sequence[tuple[Field, SlotValue]]) -> Accepted:
        """Record that the values are wrong; they are not offered again. The note is not changed.

        Raises:
            NotAllowedError, NoteNotFoundError, UnknownValueError.
        """
        note = self._check(person, note_id, values)
        return Accepted(note, self._record(person, note, values, "reject"))

    def still_right(self, person: Person, note_id: str, field: Field, slot: SlotValue) -> Accepted:
        """Record that an old value was looked at and still holds: it counts as fresh from today.

        The note is not changed.

        Raises:
            NotAllowedError, NoteNotFoundError, UnknownValueError.
        """
        note = self._check(person, note_id, [(field, slot)])
        return Accepted(note, self._record(person, note, [(field, slot)], "confirm"))

    def undo(
        self, person: Person, value_decision_ids: Iterable[int], fields: Sequence[Field]
    ) -> tuple[Note, ...]:
        """Take decisions back, newest first; return the notes whose front matter changed.

        What stood in the front matter before is put back, unless somebody wrote something else there since.

        Args:
            fields: of the version in force, and of older ones, so that a value is found whatever it was
                    accepted for.

        Raises:
            UnknownDecisionError, NotAllowedError, NoteNotFoundError, SaveConflictError.
        """
        known = {one.field_id: one for one in fields}
        by_note: dict[str, list[ValueDecision]] = {}
        for decision_id in sorted(set(value_decision_ids), reverse=True):
            decision = self._store.find_value(decision_id)
            if decision is None or decision.undone_at is not None:
                raise UnknownDecisionError(decision_id=decision_id)
            by_note.setdefault(decision.note_id, []).append(decision)
        changed = []
        for note_id, decisions in by_note.items():
            note = self._keeper.get(note_id)
            if not may(person, "value.decide", note):
                raise NotAllowedError()
            changes = self._changes_back(note, decisions, known)
            if changes:
                after = self._keeper.set_front(person, note_id, changes, expected_revision=note.revision, reason="accept")
                changed.append(after)
            self._store.undo_values(one.value_decision_id for one in decisions)
        return tuple(changed)

    def _changes_back(self, note: Note, decisions: Sequence[ValueDecision], known: Mapping[str, Field]) -> dict[str, object | None]:
        """Return the front matter to write so that `decisions`, newest first, were never made: one save for all of them."""
        front, fronts = dict(note.front), {}
        for decision in decisions:
            field = known.get(decision.field_id)
            key = find_front_key(field, front) if field and decision.choice == "accept" else None
            if field is None or key is None:
                continue
            if decision.revision not in fronts:
                fronts[decision.revision] = self._front_before(decision)
            before = self._value_in(fronts[decision.revision], field)
            value = _taken_back(front[key], before, decision, field)
            if value is None:
                front.pop(key)
            else:
                front[key] = value
        keys = {*note.front, *front}
        return {key: front.get(key) for key in keys if front.get(key) != note.front.get(key)}

    @staticmethod
    def _value_in(front: Mapping[str, object] | None, field: Field) -> object | None:
        key = find_front_key(field, front) if front is not None else None
        return None if front is None or key is None else front[key]

    def _front_before(self, decision: ValueDecision) -> Mapping[str, object] | None:
        """Return the front matter of the revision the value was accepted on, None when no such version is kept."""
        versions = sorted(self._keeper.history(decision.note_id), key=lambda one: -one.number)
        found = next((one for one in versions if one.revision == decision.revision), None)
        if found is None:  # an autosave that history no longer shows: the version before the acceptance comes closest
            earlier = [one for one in versions if one.at <= decision.at]
            written = next((at for at, one in enumerate(earlier) if one.reason == "accept"), len(earlier))
            found = next(iter(earlier[written + 1 :]), None)
        return None if found is None else self._keeper.read_version(decision.note_id, found.number).front

    def _check(self, person: Person, note_id: str, values: Sequence[tuple[Field, SlotValue]]) -> Note:
        note = self._keeper.get(note_id)
        if not may(person, "value.decide", note):
            raise NotAllowedError()
        for _, slot in values:
            span = slot.evidence
            if span.note_id != note_id or note.text[span.start : span.end] != span.quote:
                raise UnknownValueError(what=span.quote[:60])
        return note

    def _record(
        self, person: Person, note: Note, values: Sequence[tuple[Field, SlotValue]], choice: Literal["accept", "reject", "confirm"]
    ) -> tuple[ValueDecision, ...]:
        return self._store.record_values(
            ValueDecision(
                note_id=note.note_id,
                field_id=field.field_id,
                choice=choice,
                label=slot.label,
                value=slot.value,
                normalized=slot.normalized,
                start=slot.evidence.start,
                end=slot.evidence.end,
                revision=note.revision,
                person_id=person.person_id,
            )
            for field, slot in values
        )


def _taken_back(current: object, before: object, decision: ValueDecision, field: Field) -> object | None:
    """Return what the key is to hold without this acceptance; `current` where somebody wrote something else since."""
    written = canonical_form(field, front_form(field, decision.normalized, decision.value))
    if field.is_list and isinstance(current, list):
        earlier = before if isinstance(before, list) else [before]
        return [one for one in current if one != written or one in earlier] or None
    return before if current == written else current


def front_form(field: Field, normalized: Normalized, written: str) -> object:
    """Return a value as the front matter holds it: yen as int, dates as dates (bare in YAML), names as
    text.
    """
    value = coerce(written if normalized is None else normalized, field)
    if value is None:
        return " ".join(written.split()) if field.field_type != "longtext" else written.strip()
    if isinstance(value, str) and field.field_type in ("date", "datetime"):
        try:
            return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
        except ValueError:
            return value
    return value


def front_value(field: Field, current: object, slot: SlotValue, written_on: date | None = None) -> object:
    """Return what the front matter is to hold once `slot` is accepted, beside or instead of `current`."""
    value = canonical_form(field, front_form(field, coerce(slot.normalized, field, written_on), slot.value))
    if not field.is_list:
        return value
    members = (
        list(current) if isinstance(current, list | tuple) else [] if current in (None, "") else [current]
    )
    return members if value in members else [*members, value]
