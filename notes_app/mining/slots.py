"""Which values does this note hold, and where exactly?

Pure. Labels first, as the writer meant them; then sides (先方/当方) are parted; then labels nobody knows, by the kind of
value they carry and where they stand; then sentences. A concept that a label said is empty (競合：なし) stays empty.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from notes_app.mining.author_grammar import is_same, judged, learnt_drafts, widened
from notes_app.mining.confidence import HEADS_A_VISIT, weighed
from notes_app.mining.draft import Draft, ValueContext
from notes_app.mining.english.language import is_written_in_english
from notes_app.mining.evidence import SlotValue
from notes_app.mining.inference import infer_drafts
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.labelled import LabelledReading, read_labelled
from notes_app.mining.labels import NoteReading, read_note
from notes_app.mining.mentions.counted import Counted, load_counted
from notes_app.mining.mentions.filed import filed_of
from notes_app.mining.mentions.told import with_mentions
from notes_app.mining.own_people import find_own, on_their_sides
from notes_app.mining.prose.cues import cue_drafts
from notes_app.mining.prose.outcome_reasons import with_reasons
from notes_app.mining.prose.post_holders import name_holders
from notes_app.mining.prose.promise_cues import done_apart
from notes_app.mining.prose.visits import find_visits
from notes_app.mining.source import SourceNote
from notes_app.mining.values.companies import company_key, directory, is_company_like
from notes_app.mining.values.dates import find_dates
from notes_app.mining.values.day_order import as_written_by
from notes_app.mining.values.short_names import by_head, cut_forms, named_in, short_forms

SINGLE = frozenset({"日時", "会社名", "予算", "決裁者", "次回予定", "確度", "フェーズ", "導入時期"})
"""Concepts of which a note holds one value; the surest, then the first, is kept."""
_HEADED = 0.98  # the customer a visit is headed by outweighs any other company its lines name


_SURELY, _BY_PLACE = (HEADS_A_VISIT, "firm at its head"), (HEADS_A_VISIT,)
"""What is counted of a visit's customer: that a head names him, and that he is a firm wherever he stands."""


def find_slots(note: SourceNote, knowledge: Knowledge) -> tuple[SlotValue, ...]:
    """Return every concept's values with their exact spans; list-like concepts give one slot per member.

    A note of several customers (a daily report) is read visit by visit: concepts that a note holds once come once a visit,
    会社名 the first of it. Values in the order of the text. A label nobody knows gives a slot whose concept is its folded key.
    """
    return slots_of(read_note(note, knowledge), knowledge)


def slots_of(reading: NoteReading, knowledge: Knowledge) -> tuple[SlotValue, ...]:
    """As `find_slots`, for a note already read."""
    return tuple(slot for slot, _ in signed_slots_of(reading, knowledge))


Signed = tuple[SlotValue, tuple[str, ...]]
"""A value and the signs its confidence was counted from; () where nothing was counted of its kind."""


def signed_slots_of(reading: NoteReading, knowledge: Knowledge) -> tuple[Signed, ...]:
    """As `slots_of`, each value with the signs that make it sure."""
    counted = load_counted()
    knowledge = widened(knowledge, reading.note.author)
    parts = parts_of(reading, knowledge)
    if len(parts) == 1 and parts[0].customer is None:
        return _slots_of_one(parts[0], knowledge, counted)
    found: list[Signed] = []
    for part in parts:
        own = _slots_of_one(part, knowledge, counted)
        kept = [one for one in own if part.customer or one[0].concept != "会社名" or one[0].via == "front_matter"]
        found.extend((moved, signs) for slot, signs in kept if (moved := _moved(slot, part)))
    return tuple(sorted(found, key=lambda one: (one[0].evidence.start, one[0].evidence.end)))


ByRules = tuple[LabelledReading, list[Draft], list[Draft]]
"""What labels said, what the writer's own grammar finds, and everything that rules find."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is read by itself: a whole note; or one visit of several with the customer its head names; or what stands around
    the visits. pieces: (first, last + 1 in the text of this part, first in the note's own) of every stretch it was put together
    from, () for a whole note. by_rules: what rules find, where it was asked for already."""

    reading: NoteReading
    context: ValueContext
    pieces: tuple[tuple[int, int, int], ...] = ()
    customer: Draft | None = None
    by_rules: ByRules | None = None

    def in_note(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where a span of this part's own text stands in the note's, None where a visit lies between its ends."""
        if not self.pieces:
            return start, end
        first, last, there = self.pieces[max(0, bisect_right(self.pieces, start, key=lambda piece: piece[0]) - 1)]
        return (start - first + there, end - first + there) if first <= start and end <= last else None


def parts_of(reading: NoteReading, knowledge: Knowledge) -> list[Part]:
    """Return a note as one part; one of several customers as what stands outside the visits, read once, and each visit read
    by itself, so that no two customers mix.

    会社名 comes once a visit, before its other values; a reader parts the slots again where it stands.
    """
    context = context_of(reading, knowledge)
    visits = find_visits(reading, context, knowledge)
    if not visits:
        return [Part(reading, context)]
    note, reference = reading.note, reference_of(reading)
    spans = [reading.folded.span(visit.start, visit.end) for visit in visits]
    common, pieces = _around(note.text, spans)
    outside = replace(note, text=common, body_start=min(note.body_start, spans[0][0]), written_on=reference)
    read = read_note(outside, knowledge)
    around = Part(read, context_of(read, knowledge), pieces)
    around = replace(around, by_rules=_by_rules(around, knowledge))
    held = next((date.fromisoformat(str(slot.normalized)[:10]) for slot, _ in _slots_of_one(around, knowledge, Counted()) if slot.concept == "日時"), reference)
    parts = [around]
    for visit, (start, end) in zip(visits, spans, strict=True):
        if visit.is_held:
            part = read_note(replace(note, text=note.text[start:end], body_start=0, written_on=held), knowledge)
            customer = Draft("会社名", visit.name_start - visit.start, visit.name_end - visit.start, visit.company, _HEADED, "cue", signs=_SURELY if visit.is_sure else _BY_PLACE)
            parts.append(Part(part, context_of(part, knowledge), ((0, end - start, start),), customer))
    return parts


def _around(text: str, visits: Sequence[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int, int], ...]]:
    """Return what stands around the visits of a note, a blank line for each, and the pieces (see `Part`) it is made from."""
    common, pieces, last = "", [], 0
    for start, end in (*visits, (len(text), len(text))):
        if start > last:
            common += "" if not common else "\n" if common.endswith("\n") else "\n\n"
            pieces.append((len(common), len(common) + start - last, last))
            common += text[last:start]
        last = end
    return common, tuple(pieces) or ((0, 0, 0),)


def _moved(slot: SlotValue, part: Part) -> SlotValue | None:
    """Return a value of a part where it stands in the note."""
    placed = part.in_note(slot.evidence.start, slot.evidence.end)
    return replace(slot, evidence=replace(slot.evidence, start=placed[0], end=placed[1])) if placed else None


def _slots_of_one(part: Part, knowledge: Knowledge, counted: Counted) -> tuple[Signed, ...]:
    """Return the slots of a note, or of one visit whose customer its head names."""
    reading, context = part.reading, part.context
    grammar = knowledge.grammar_of(reading.note.author)
    labelled, learnt, drafts = _read(part, knowledge, counted)
    drafts = weighed(reading, drafts)
    drafts += [one for one in learnt if not any(is_same(one, other) for other in drafts)]
    drafts = [_as_filed(draft, knowledge) for draft in judged(reading, context, knowledge, grammar, drafts)]
    drafts = done_apart(name_holders(drafts, reading.text), reading.text)
    return tuple((_slot(reading, draft), draft.signs) for draft in _kept(drafts, labelled))


def _read(part: Part, knowledge: Knowledge, counted: Counted) -> ByRules:
    """Return what labels said, what the writer's own grammar finds, and what rules and mentions find, not yet weighed."""
    labelled, learnt, drafts = part.by_rules or _by_rules(part, knowledge)
    filed = filed_of(knowledge, part.context, part.reading.note.author)
    drafts = name_holders(with_mentions(part.reading, part.context, labelled, drafts, counted, filed), part.reading.text)
    if part.customer:  # whoever else a visit names, its head says whom it was paid to
        drafts = [draft for draft in drafts if draft.concept != "会社名" or (draft.start, draft.end) == (part.customer.start, part.customer.end)]
    return labelled, learnt, drafts


def _by_rules(part: Part, knowledge: Knowledge) -> ByRules:
    reading, context = part.reading, part.context
    labelled = read_labelled(reading, context, knowledge)
    if part.customer:
        labelled.drafts.append(part.customer)
    drafts = list(labelled.drafts)
    learnt = learnt_drafts(reading, context, knowledge, knowledge.grammar_of(reading.note.author), {one.concept for one in drafts} | labelled.empty)
    drafts += infer_drafts(reading, context, knowledge, labelled, drafts)
    drafts = with_reasons(drafts, reading.text)
    drafts += cue_drafts(reading, context, knowledge, labelled, drafts)
    drafts = on_their_sides(drafts, knowledge.people)
    drafts += find_own(reading, knowledge.people, labelled, drafts)
    return labelled, learnt, drafts


def findings_of(reading: NoteReading, knowledge: Knowledge, counted: Counted) -> Iterator[tuple[Signed, ...]]:
    """Yield, part by part, everything that rules and mentions find with its signs, before any of it is weighed or left out."""
    knowledge = widened(knowledge, reading.note.author)
    for part in parts_of(reading, knowledge):
        drafts = weighed(part.reading, _read(part, knowledge, counted)[2], {})
        yield tuple((moved, draft.signs) for draft in drafts if (moved := _moved(_slot(part.reading, draft), part)))


def context_of(reading: NoteReading, knowledge: Knowledge) -> ValueContext:
    """Return what values of this note are read against: its reference date and what of the account directory it can name."""
    memory = knowledge.memory
    if "by_key" not in memory:
        spelled = {company_key(words): name for words, name in knowledge.written_as.items() if company_key(words)}
        memory["by_key"] = {company_key(name): name for name in knowledge.companies if company_key(name)} | spelled
        filed = short_forms(knowledge.companies) | directory(knowledge.companies) | dict(knowledge.written_as)
        memory["filed"] = by_head(filed)
        memory["cut"] = cut_forms(knowledge.companies)
    by_key, heads = memory["by_key"], memory["filed"]
    assert isinstance(by_key, dict)
    assert isinstance(heads, dict)
    return ValueContext(reading.text, reference_of(reading), by_key, named_in(reading.text, heads))


def _as_filed(draft: Draft, knowledge: Knowledge) -> Draft:
    """Return a customer under the name he is filed by, where his own is a filed one cut short."""
    cut = knowledge.memory.get("cut")
    if draft.concept != "会社名" or not isinstance(cut, dict) or not cut:
        return draft
    whole = cut.get(company_key(str(draft.normalized)))
    return replace(draft, normalized=whole) if whole else draft


def reference_of(reading: NoteReading) -> date | None:
    """Return the day the note's relative dates count from: its own date, else the first full date it writes."""
    if reading.note.written_on:
        return as_written_by(reading.text, reading.note.written_on) if is_written_in_english(reading.text) else reading.note.written_on
    for line in reading.lines[:60]:
        dates = find_dates(reading.text[line.start : line.end], None)
        if dates:
            return dates[0].day
    return None


def _kept(drafts: Sequence[Draft], labelled: LabelledReading) -> list[Draft]:
    best: dict[tuple[str, int], Draft] = {}
    for draft in drafts:
        if draft.concept in SINGLE:
            held = best.get((draft.concept, draft.row))
            if held is None or draft.confidence > held.confidence + 0.02:
                best[draft.concept, draft.row] = draft
    kept, seen = [], set()
    firms = [d for d in drafts if d.concept == "会社名" and (d.concept, d.row) in best and best[d.concept, d.row] is d]
    ours = {d.normalized for d in drafts if d.concept == "当方出席者"}
    for draft in drafts:
        mark = (
            draft.concept,
            draft.normalized if draft.concept not in ("次回アクション",) else (draft.start, draft.end),
            draft.row if draft.concept in SINGLE else -1,
        )
        if mark in seen or (draft.concept in SINGLE and best[draft.concept, draft.row] is not draft):
            continue
        if draft.concept == "先方出席者" and draft.normalized in ours and not draft.marked:
            continue
        if draft.concept in ("先方出席者", "当方出席者", "決裁者") and draft.via == "cue" and any(_is_firm(draft, one) for one in firms):
            continue  # みなと冷蔵様 is a company with an honorific
        seen.add(mark)
        kept.append(draft)
    return sorted(kept, key=lambda d: (d.start, d.end))


def _is_firm(person: Draft, firm: Draft) -> bool:
    """Return whether a person's words are a company's: part of a longer name, or a name companies have."""
    longer = firm.normalized != person.normalized or is_company_like(str(firm.normalized))
    return longer and firm.start <= person.start < firm.end


def _slot(reading: NoteReading, draft: Draft) -> SlotValue:
    evidence = reading.evidence(draft.start, draft.end)
    normalized = draft.normalized.replace("\t", " ") if isinstance(draft.normalized, str) else draft.normalized
    return SlotValue(
        draft.concept, draft.label, evidence.quote, normalized, evidence, round(draft.confidence, 3), draft.via
    )  # fmt: skip
