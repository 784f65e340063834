"""Fill a template from a note: which fields are said, where, and which are not. Pure.

The note is never changed. What a person wrote into the front matter wins over what was read from the text,
and a
value a person rejected is not offered again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from notes_app.mining.evidence import FILLS, OFFERS, SlotValue
from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import Knowledge, load_lexicon
from notes_app.mining.resolve import resolve_key
from notes_app.mining.slots import find_slots
from notes_app.mining.source import SourceNote
from notes_app.template.coercion import coerce
from notes_app.template.field import Field, TemplateVersion
from notes_app.template.front_values import front_slots
from notes_app.template.value_decision import ValueDecision, is_rejected, rejected_values

_DOUBTFUL = 0.75  # a value that its field's type cannot take is offered, never filled in

_SEPARATORS = re.compile(r"[^\s、,，/／・;；](?:[^\n、,，/／・;；]*[^\s、,，/／・;；])?")
_LINES = re.compile(r"[^\s・\-*](?:[^\n]*[^\s])?")

_WHOLE = {"先方出席者": "出席者", "当方出席者": "出席者"}
"""A concept that mining parts by side -> the concept of the whole."""

SlotState = Literal["confirmed", "filled", "offered", "hidden"]


@dataclass(frozen=True, slots=True)
class FieldReading:
    """One field of the template and what a note says about it.

    state: "confirmed" (in the front matter), "filled" (sure), "offered" (a chip to accept), or "missing".
    """

    field: Field
    slots: tuple[SlotValue, ...]
    state: Literal["confirmed", "filled", "offered", "missing"]


def state_of(slot: SlotValue) -> SlotState:
    """Return how a value is shown."""
    if slot.via == "front_matter":
        return "confirmed"
    if slot.confidence >= FILLS:
        return "filled"
    return "offered" if slot.confidence >= OFFERS else "hidden"


def knowledge_of(version: TemplateVersion, knowledge: Knowledge) -> Knowledge:
    """Return `knowledge` with the template's own labels: what a manager merged or parted is read so from
    now on.

    A field of the company's own, without a concept of the lexicon, is read under its folded label.
    """
    kept = knowledge.memory.get(
        "template"
    )  # a whole corpus is filled from one version: learn its labels once
    if isinstance(kept, tuple) and kept[0] == version.fields and isinstance(kept[1], Knowledge):
        return kept[1]
    taught = {}
    for one in version.fields:
        concept = one.concept if one.concept in knowledge.lexicon.by_name else fold_key(one.label)
        for key in map(fold_key, one.labels):
            known = resolve_key(key, "", knowledge)
            if key and (known is None or known.concept != concept):
                taught[key] = concept
    mine = replace(knowledge, shared_aliases={**knowledge.shared_aliases, **taught}) if taught else knowledge
    knowledge.memory["template"] = (version.fields, mine)
    return mine


def fill(
    note: SourceNote,
    version: TemplateVersion,
    knowledge: Knowledge,
    decisions: Iterable[ValueDecision] = (),
) -> tuple[SlotValue, ...]:
    """Return the values of the template's fields in a note, in template order, each with its exact span.

    A field that holds one value gets the surest one; lists and free text get every member, in text order.

    Args:
        decisions: decisions in force about values; those rejected are left out.
    """
    return fill_slots(note, version, find_slots(note, knowledge_of(version, knowledge)), decisions, knowledge)


def fill_slots(
    note: SourceNote,
    version: TemplateVersion,
    slots: Sequence[SlotValue],
    decisions: Iterable[ValueDecision] = (),
    knowledge: Knowledge | None = None,
) -> tuple[SlotValue, ...]:
    """Do what `fill` does, with slots that were found before (kept per note, or by another reader)."""
    matcher = FieldMatcher(version, knowledge)
    rejected = rejected_values(decisions, note.note_id)
    found: dict[str, list[SlotValue]] = {one.field_id: [] for one in version.fields}
    for slot in front_slots(note, version):
        found[slot.field_id].append(slot)
    for slot in slots:
        if slot.via == "front_matter":
            continue
        for field in matcher.find_all(slot):
            members = (type_slot(one, field, note) for one in _members(slot, field))
            found[field.field_id] += [one for one in members if not is_rejected(one, rejected)]
    return tuple(slot for one in version.fields for slot in _choose(one, found[one.field_id]))


def read_fields(version: TemplateVersion, slots: Iterable[SlotValue]) -> tuple[FieldReading, ...]:
    """Return one reading per field, in template order: what is already said, and what is not."""
    known = [slot for slot in slots if state_of(slot) != "hidden"]
    readings = []
    for one in version.fields:
        mine = tuple(slot for slot in known if slot.field_id == one.field_id)
        states = {state_of(slot) for slot in mine}
        first = next((state for state in ("confirmed", "filled", "offered") if state in states), "missing")
        readings.append(FieldReading(one, mine, first))  # type: ignore[arg-type]
    return tuple(readings)


def missing_fields(version: TemplateVersion, slots: Iterable[SlotValue]) -> tuple[Field, ...]:
    """Return the fields a note does not say yet, required ones first: a soft list, never a barrier."""
    silent = [one.field for one in read_fields(version, slots) if one.state == "missing"]
    return tuple(sorted(silent, key=lambda one: (not one.required, one.order)))


class FieldMatcher:
    """Which field of a version a slot belongs to."""

    def __init__(self, version: TemplateVersion, knowledge: Knowledge | None = None) -> None:
        self._lexicon = knowledge.lexicon if knowledge else None
        self._by_label = {fold_key(label): one for one in reversed(version.fields) for label in one.labels}
        self._by_label |= {fold_key(one.label): one for one in reversed(version.fields)}
        self._by_concept = {one.concept: one for one in reversed(version.fields) if one.concept}

    def find_all(self, slot: SlotValue) -> tuple[Field, ...]:
        """Return every field the slot fills.

        A person parted by side also fills the field for everyone present, when its label was written, or when
        the template does not part the sides.
        """
        own = self.find(slot)
        whole = self._by_concept.get(_WHOLE.get(slot.concept, ""))
        if whole is None or whole is own:
            return (own,) if own else ()
        written = fold_key(slot.label) in {fold_key(label) for label in whole.labels}
        return (own, whole) if own and written else (own or whole,)

    def find(self, slot: SlotValue) -> Field | None:
        """Return the slot's field, or None.

        The concept decides where mining read more than the label (its place, what a writer taught); otherwise
        the label does, because a manager may have parted or joined labels the lexicon holds together or
        apart.
        """
        by_concept = self._by_concept.get(slot.concept) or self._by_label.get(fold_key(slot.concept))
        by_label = self._by_label.get(fold_key(slot.label)) if slot.label else None
        if by_label is None or by_concept is None:
            return by_concept or (by_label if self._label_decides(slot) else None)
        return by_label if self._label_decides(slot) else by_concept

    def _label_decides(self, slot: SlotValue) -> bool:
        if slot.via == "learnt":
            return False
        plain = self._lexicon.by_key.get(fold_key(slot.label)) if self._lexicon else slot.concept
        return plain in (None, slot.concept)


def type_slot(slot: SlotValue, field: Field, note: SourceNote) -> SlotValue:
    """Return the slot as a value of `field`: typed, and with less confidence when the type cannot take it."""
    source = slot.value if slot.normalized is None else slot.normalized
    normalized = coerce(source, field, note.written_on)
    if normalized is None and source != slot.value:
        normalized = coerce(slot.value, field, note.written_on)
    confidence = slot.confidence if normalized is not None else min(slot.confidence, _DOUBTFUL)
    return replace(slot, field_id=field.field_id, normalized=normalized, confidence=confidence)


def _members(slot: SlotValue, field: Field) -> list[SlotValue]:
    """Return the members of a list that mining read as one text, because it does not know the field's
    type.
    """
    known = load_lexicon().by_name.get(slot.concept)
    if not field.is_list or (known and known.value_type == field.field_type):
        return [slot]
    between = _LINES if field.field_type == "action_list" else _SEPARATORS
    members, span = [], slot.evidence
    for match in between.finditer(slot.value):
        start, end = span.start + match.start(), span.start + match.end()
        evidence = replace(span, start=start, end=end, quote=match[0])
        members.append(replace(slot, value=match[0], normalized=None, evidence=evidence))
    return members if len(members) > 1 else [slot]


def _choose(field: Field, slots: list[SlotValue]) -> list[SlotValue]:
    """Return the values to show: front matter first; then every different member, or the surest one."""
    written = [slot for slot in slots if slot.via == "front_matter"]
    several = field.is_list or field.field_type in ("text", "longtext")
    if written and not field.is_list:
        return written
    if not several:
        best = max(
            slots, key=lambda slot: (slot.confidence, bool(slot.label), -slot.evidence.start), default=None
        )
        return [best] if best else []
    kept: dict[str, SlotValue] = {}
    for slot in written + sorted((s for s in slots if s not in written), key=lambda s: s.evidence.start):
        key = fold_key(str(slot.normalized if slot.normalized is not None else slot.value))
        if key not in kept or (kept[key].confidence < slot.confidence and kept[key].via != "front_matter"):
            kept[key] = slot
    return list(kept.values())
