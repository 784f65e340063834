"""One note's share of the counts, small enough to store and to take away again.

Pure. Spans in a contribution count characters of the note's own text, and quotes are cut from it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from notes_app.mining.draft import TOLD
from notes_app.mining.evidence import SlotValue
from notes_app.mining.fields.ambiguity import REMARKS, rivals_of
from notes_app.mining.fields.asides import is_aside_label, speaks_of_asides
from notes_app.mining.fields.meaning import asks_when, is_later, is_past, meaning_of
from notes_app.mining.file_links import names_file
from notes_app.mining.folding import fold_key
from notes_app.mining.kinds import kind_of
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.labelled import CANONICAL_FIELDS, FRONT_CONCEPTS, METADATA, OWN_KEYS
from notes_app.mining.labels import NoteReading, read_note
from notes_app.mining.observation import Observation, is_spoken
from notes_app.mining.resolve import resolve_key
from notes_app.mining.slots import SINGLE, reference_of, slots_of
from notes_app.mining.source import SourceNote
from notes_app.mining.values.dates import find_dates
from notes_app.mining.values.people import find_people
from notes_app.mining.values.titles import surnames

EXTRACTOR_VERSION = "82"
"""Raise it when a rule changes what a contribution holds; stores then rebuild."""

QUOTE_LIMIT = 160  # characters of evidence kept with a contribution
ASIDE_READ = 200  # characters of a value, to see whether it is small talk
SHORT = 80  # characters of a label with its value, that stands in a line or two
FIRST = 10  # percent of a note in which its first label stands
ENTRY_LIMIT = 120  # labels of one note; a form longer than this is not a form


@dataclass(frozen=True, slots=True)
class Entry:
    """One label of one note, or a concept said in a sentence (key "", is_cue).

    start, end, quote: the label with its value in the note's text, cut at 160 characters.
    label:    as written; "" where a canonical front-matter key says it.
    count:    how often the label stands in the note; filled: it holds a value that says something.
    kind:     shape of the value; value: the value's short key for counting distinct values, "" when long.
    position: where in the note, 0 to 100; parent: key of the label above.
    is_person: the label is somebody's name (a speaker), so no field.
    is_aside: the value is small talk (asked of labels without a concept, and of remarks).
    is_read:  a value of its concept was read under it.
    until:    where in the note a short value ends and a long one begins, 0 to 100.
    follows:  the label before it is small talk by its word or its value.
    also:     another concept whose values stand under this label too, "" mostly (相手：青葉商事 田中部長).
    """

    key: str
    label: str
    concept: str
    start: int
    end: int
    quote: str
    count: int
    filled: bool
    kind: str
    value: str
    position: int
    parent: str
    source: str
    is_cue: bool = False
    is_person: bool = False
    is_aside: bool = False
    is_read: bool = False
    until: int = 0
    follows: bool = False
    also: str = ""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one note adds. month: "2025-04", "" when undated; fingerprint: version of extractor and of what was learnt."""

    note_id: str
    author: str
    account: str
    month: str
    readers: tuple[str, ...]
    fingerprint: str
    entries: tuple[Entry, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Return plain values for storing."""
        return asdict(self)

    @staticmethod
    def from_json(raw: Mapping[str, Any]) -> Contribution:
        """Return the contribution that `to_json` gave."""
        return Contribution(
            note_id=raw["note_id"], author=raw["author"], account=raw["account"], month=raw["month"],
            readers=tuple(raw["readers"]), fingerprint=raw["fingerprint"],
            entries=tuple(Entry(**entry) for entry in raw["entries"]),
        )  # fmt: skip


def fingerprint(author: str, knowledge: Knowledge) -> str:
    """Return what a contribution of this author depends on beside its note: the extractor and what was learnt."""
    learnt = sorted({**knowledge.shared_aliases, **knowledge.aliases.get(author, {})}.items())
    grammar = knowledge.grammar_of(author).stamp()
    digest = hashlib.sha256(repr((EXTRACTOR_VERSION, len(knowledge.lexicon.by_key), learnt, grammar)).encode()).hexdigest()
    return digest[:16]


def contribute(note: SourceNote, knowledge: Knowledge) -> Contribution:
    """Return one note's share: its labels, once each, and the concepts only its sentences say."""
    reading = read_note(note, knowledge)
    reference = reference_of(reading)
    entries: dict[str, Entry] = {}
    total = max(1, len(reading.text))
    children = {one.parent for one in reading.observations if one.parent}
    names = _names(reading)
    slots = slots_of(reading, knowledge)
    inferred = {fold_key(slot.label): slot.concept for slot in slots if slot.via == "inferred"}
    title_at = next((one.label_start for one in reading.observations if one.source == "heading"), -1)
    canonical: list[Entry] = []
    for one in reading.observations[:2000]:
        if _is_title(one, reading, title_at, children):
            continue
        if one.source == "front_matter" and one.key in OWN_KEYS:
            continue
        if one.source == "front_matter" and one.key in CANONICAL_FIELDS:
            canonical.append(_entry(one, reading, knowledge, reference, total, names))
            continue
        held = entries.get(one.key)
        if held is not None:
            entries[one.key] = _again(held, one, reading, reference)
        elif len(entries) < ENTRY_LIMIT:
            entries[one.key] = _entry(one, reading, knowledge, reference, total, names)
    found = [
        entry if entry.concept or entry.is_person or entry.key not in inferred else replace(entry, concept=inferred[entry.key], is_read=True)
        for entry in _meant(entries.values(), reading, slots, knowledge)
    ]
    found = list(_behind_small_talk(found))
    labelled = {entry.concept for entry in found if entry.concept}
    found.extend(
        replace(entry, label="", is_read=True) for entry in canonical if entry.filled and not labelled & _same(entry.concept)
    )
    labelled |= {entry.concept for entry in canonical if entry.filled}
    unknown = [slot.evidence for slot in slots if slot.label and fold_key(slot.label) == slot.concept]
    for slot in slots:
        if any(own.start <= slot.evidence.start < own.end for own in unknown):
            continue  # it stands under a label of the writer's own, and is that label's value
        if slot.via in ("cue", TOLD) and slot.concept not in labelled and slot.confidence >= 0.7:
            labelled.add(slot.concept)
            e = slot.evidence
            found.append(
                Entry(
                    "",
                    "",
                    slot.concept,
                    e.start,
                    e.end,
                    e.quote[:QUOTE_LIMIT],
                    1,
                    True,
                    "",
                    "",
                    e.start * 100 // max(1, len(note.text)),
                    "",
                    "cue",
                    True,
                )
            )
    month = note.written_on.strftime("%Y-%m") if note.written_on else ""
    return Contribution(
        note.note_id, note.author, note.account, month, tuple(sorted(note.readers)), fingerprint(note.author, knowledge),
        tuple(_bounded(entry) for entry in found),
    )  # fmt: skip


def _meant(entries: Iterable[Entry], reading: NoteReading, slots: Sequence[SlotValue], knowledge: Knowledge) -> Iterator[Entry]:
    """Yield each entry under the concept that its values speak for; what somebody taught stays as it was taught."""
    read: dict[str, set[str]] = {}
    for slot in slots:
        if slot.via not in ("cue", TOLD):
            read.setdefault(fold_key(slot.label), set()).add(slot.concept)
    listed = list(entries)
    clear = {entry.concept for entry in listed if entry.concept in SINGLE and not rivals_of(entry.key, entry.concept, knowledge.lexicon)}
    for entry in listed:
        if not entry.key or entry.source == "metadata" or knowledge.learnt_concept(reading.note.author, entry.key):
            yield replace(entry, is_read=True) if entry.concept else entry
            continue
        concept, also = meaning_of(entry.key, entry.concept, read.get(entry.key, ()), reading.note.text[: entry.start])
        if concept in clear and entry.kind != "empty" and rivals_of(entry.key, concept, knowledge.lexicon):
            concept = ""  # 訪問日：5/14 and いつ：梅雨明け: a note says its day once, so that いつ asks for another
        if entry.source != "front_matter" and concept == "日時" and is_later(entry.value, reading.note.written_on):
            concept = ""
        if concept == "導入時期" and asks_when(entry.key) and is_past(entry.value, reading.note.written_on):
            concept = "" if "日時" in clear else "日時"
        is_read = concept in read.get(entry.key, ())
        yield replace(entry, concept=concept, also=also, is_read=is_read) if concept != entry.concept or also or is_read else entry


def _behind_small_talk(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield entries as they stand in the note, those marked that the small talk of another label goes before."""
    is_talked = False
    for entry in sorted(entries, key=lambda one: one.start):
        yield replace(entry, follows=True) if is_talked else entry
        is_talked = entry.is_aside or is_aside_label(entry.key)


def _same(concept: str) -> set[str]:
    """Return the concepts under which a body may say what a canonical key says."""
    return {concept, "出席者"} if concept == "先方出席者" else {concept}


def _bounded(entry: Entry) -> Entry:
    if len(entry.quote) <= QUOTE_LIMIT and entry.end - entry.start == len(entry.quote):
        return entry
    quote = entry.quote[:QUOTE_LIMIT]
    return replace(entry, quote=quote, end=entry.start + len(quote))


_DATED = re.compile(r"\d{4}|\d{1,2}月\d{1,2}日")


def _is_title(one: Observation, reading: NoteReading, title_at: int, children: set[str]) -> bool:
    """Return whether a heading is the note's title or a section around fields, and no field itself."""
    if one.source != "heading":
        return False
    if _DATED.search(one.key) or len(one.key) > 40:
        return True
    if one.label_start != title_at:
        return False
    return reading.text[max(0, one.label_start - 3) : one.label_start].strip() == "#"


def _names(reading: NoteReading) -> frozenset[str]:
    """Return names and handles that the note lists as people, folded: a label that is one of them is a speaker."""
    handles = re.findall(r"@([A-Za-z][\w-]{1,30})", reading.text[:20_000])
    return frozenset(handle.lower() for handle in handles)


_INITIALS = re.compile(r"^[A-Z]{1,3}$")


def _is_person_label(one: Observation, concept: str, names: frozenset[str], value: str) -> bool:
    if concept or is_aside_label(one.key):
        return False  # 空模様 and 車両 end like somebody addressed
    label = one.label.strip("*_ @")
    if label.lower() in names or label.startswith("@") or one.key in names:
        return True
    if find_people(label) or label in surnames() or _INITIALS.match(label):
        return True
    if one.source == "colon" and one.parts and is_spoken(label, value):
        return True
    return label[:2] in surnames() and len(label) in (3, 4) and one.source in ("colon", "bold")


def _concept(one: Observation, author: str, knowledge: Knowledge) -> str:
    if one.source == "front_matter":
        if one.key in FRONT_CONCEPTS:
            return FRONT_CONCEPTS[one.key]
        if one.key in METADATA:
            return ""
    resolution = resolve_key(one.key, author, knowledge)
    return resolution.concept if resolution else ""


def _value_text(one: Observation, reading: NoteReading) -> str:
    return "\n".join(reading.text[a:b] for a, b in one.parts[:12])


def _entry(
    one: Observation,
    reading: NoteReading,
    knowledge: Knowledge,
    reference: Any,
    total: int,
    names: frozenset[str],
) -> Entry:
    value = _value_text(one, reading)
    kind = kind_of(value, reference) if value.strip() else "empty"
    if len(one.parts) > 1 and kind not in ("person_list", "action_list", "empty", "company"):
        first = kind_of(reading.text[one.parts[0][0] : one.parts[0][1]], reference)
        kind = first if first in ("date", "datetime", "money", "person_list", "action_list", "company", "email", "url") else "longtext"
    if kind == "empty" and _holds_file(one, reading):
        kind = "url"
    evidence = reading.evidence(one.label_start, max(one.label_end, min(one.end, one.label_start + QUOTE_LIMIT)))
    concept = _concept(one, reading.note.author, knowledge)
    is_meta = one.source == "front_matter" and one.key in METADATA and one.key not in FRONT_CONCEPTS
    return Entry(
        one.key, one.label, concept, evidence.start, evidence.end, evidence.quote, 1, kind != "empty", kind,
        _value_key(value, kind, reference), one.label_start * 100 // total, one.parent, "metadata" if is_meta else one.source,
        is_person=_is_person_label(one, concept, names, value), is_aside=(not concept or concept in REMARKS) and speaks_of_asides(value[:ASIDE_READ]),
        until=_until(one, len(reading.text.rstrip())),
    )  # fmt: skip


def _until(one: Observation, total: int) -> int:
    """Return how much of a note is over, in percent, where a label stands: in a note of two lines the second is its end."""
    end, is_first = max(one.end, one.label_end), one.label_start * 100 < FIRST * total
    return min(100, (one.label_start if is_first or end - one.label_start > SHORT else end) * 100 // max(1, total))


def _holds_file(one: Observation, reading: NoteReading) -> bool:
    """Return whether a label that says nothing in words has a file beside it, or below."""
    text = reading.note.text
    at = reading.folded.span(one.label_start, one.label_end)[1]
    beside, _, below = text[at : at + QUOTE_LIMIT * 2].partition("\n")
    return names_file(beside if beside.strip(" :：\t") else below.partition("\n")[0])


def _value_key(value: str, kind: str, reference: Any) -> str:
    short = value.strip()
    if kind in ("longtext", "action_list") or len(short) > 40 or "\n" in short:
        return "#" + hashlib.sha256(short.encode()).hexdigest()[:8] if short else ""
    if kind in ("date", "datetime"):
        dates = find_dates(short, reference)
        return dates[0].day.isoformat() if dates else short
    return short


def _again(held: Entry, one: Observation, reading: NoteReading, reference: Any) -> Entry:
    filled = held.filled or bool(one.parts and kind_of(_value_text(one, reading), reference) != "empty") or _holds_file(one, reading)
    return replace(held, count=held.count + 1, filled=filled)
