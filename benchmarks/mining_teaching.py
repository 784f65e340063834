"""A writer who corrects his notes: at most five clicks on his earlier ones, measured on his later ones. Pure and deterministic.

One click says of one value what it is, or of one false value that it is none. The writer goes through his earlier notes
in the order of time and through each from top to bottom, and mends what is wrong; clicks that are left accept what was
only offered. Nothing of the later notes is looked at, and no click is chosen for what it may bring there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from benchmarks.mining_filed import known_customers, names, staff
from benchmarks.mining_sets import MAIN, EvaluationNote, Gold
from benchmarks.mining_slots import comparable, gold_as_filed, overlaps
from notes_app.mining.author_grammar import rivals_of
from notes_app.mining.evidence import FILLS, OFFERS, SlotValue
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.labels import read_note
from notes_app.mining.learning import Lesson, learn, shown
from notes_app.mining.slots import find_slots

Click = tuple[int, int, int, str, str]
"""Where in the note's text, what kind of click (0 shows a value, 1 refuses one), the span's end, the concept, the account."""


def halves(notes: Sequence[EvaluationNote]) -> dict[str, tuple[list[EvaluationNote], list[EvaluationNote]]]:
    """Return author -> his earlier and his later notes, in the order of time; writers of one note are left out."""
    by_author: dict[str, list[EvaluationNote]] = {}
    for note in sorted(notes, key=lambda one: (one.written_on, one.note_id)):
        by_author.setdefault(note.author, []).append(note)
    return {author: (own[: len(own) // 2], own[len(own) // 2 :]) for author, own in by_author.items() if len(own) >= 2}


def teach(notes: Sequence[EvaluationNote], knowledge: Knowledge, limit: int = 5) -> tuple[Knowledge, list[EvaluationNote]]:
    """Return knowledge after at most `limit` clicks a writer on the earlier half of his notes, and the later halves."""
    lessons: list[Lesson] = []
    later: list[EvaluationNote] = []
    for early, late in halves(notes).values():
        later.extend(late)
        lessons.extend(_lessons(gold_as_filed(early, knowledge), knowledge, limit))
    return learn(knowledge, lessons), later


def _lessons(early: Sequence[EvaluationNote], knowledge: Knowledge, limit: int) -> list[Lesson]:
    given: list[Lesson] = []
    for wrong in (True, False):
        for note in early:
            done: set[Click] = set()
            while len(given) < limit:
                taught = learn(knowledge, given)
                clicks = _mends(note, taught) if wrong else _acceptances(note, taught)
                fresh = [one for one in sorted(clicks) if one not in done]
                if not fresh:
                    break
                done.add(fresh[0])
                given.append(_lesson(note, taught, fresh[0]))
    return given


def _lesson(note: EvaluationNote, knowledge: Knowledge, click: Click) -> Lesson:
    start, kind, end, concept, account = click
    reading = read_note(note.source, knowledge)
    a, b = reading.folded.at(start), reading.folded.at(end)
    return shown(reading, a, b, concept, stands_for=account, is_refused=bool(kind))


def _shown_slots(note: EvaluationNote, knowledge: Knowledge) -> list[SlotValue]:
    return [one for one in find_slots(note.source, knowledge) if one.concept in MAIN and one.confidence >= OFFERS]


def _account(one: Gold) -> str:
    return one.normalized if one.concept == "会社名" else ""


def _mends(note: EvaluationNote, knowledge: Knowledge) -> list[Click]:
    """Return the clicks that would mend what is wrong in a note: values not read, and false ones."""
    slots = _shown_slots(note, knowledge)
    clicks: list[Click] = []
    for one in note.gold:
        if one.concept not in MAIN or not one.span:
            continue
        same = [slot for slot in slots if slot.concept == one.concept]
        if one.concept == "次回アクション":
            is_read = any(overlaps(slot, one) for slot in same)
        else:
            is_read = comparable(one.concept, one.normalized) in {comparable(one.concept, slot.normalized) for slot in same}
        if not is_read:
            clicks.append((one.span[0], 0, one.span[1], one.concept, _account(one)))
    for slot in slots:
        gold = note.values(slot.concept)
        if slot.concept == "次回アクション":
            is_right = any(not one.span or overlaps(slot, one) for one in gold)  # a set without spans cannot tell it wrong
        else:
            is_right = comparable(slot.concept, slot.normalized) in {comparable(slot.concept, one.normalized) for one in gold}
        if not is_right and not any(one.span and overlaps(slot, one) for one in gold):
            clicks.append((slot.evidence.start, 1, slot.evidence.end, slot.concept, ""))
    return clicks


def _acceptances(note: EvaluationNote, knowledge: Knowledge) -> list[Click]:
    """Return the clicks that accept what was read right and only offered."""
    offered = [slot for slot in _shown_slots(note, knowledge) if slot.confidence < FILLS]
    return [
        (one.span[0], 0, one.span[1], one.concept, _account(one))
        for one in note.gold
        if one.span and any(slot.concept == one.concept and overlaps(slot, one) for slot in offered)
    ]


def filed(notes: Sequence[EvaluationNote], knowledge: Knowledge) -> Knowledge:
    """Return knowledge that also has what the app has filed by then: the customers of the earlier notes, the team's own
    names, and the rivals that the app itself read under a label in those notes.

    Without the gold of the later notes: companies come from the earlier half of each writer's notes.
    """
    early = [note for some, _ in halves(notes).values() for note in some]
    ours = {*names(early, "当方出席者"), *(note.author for note in notes)}
    return replace(knowledge, companies=tuple(names(early, "会社名")), people=tuple(sorted(ours)), rivals=_rivals(early, knowledge))


def settled(company: str, companies: Mapping[str, Sequence[EvaluationNote]], knowledge: Knowledge) -> Knowledge:
    """Return knowledge of a workspace that has been used for a while: 85 in 100 of the team's customers are filed, among those of all
    other companies, and all of its people; rivals as the app read them in the earlier notes."""
    notes = companies[company]
    early = [note for some, _ in halves(notes).values() for note in some]
    others = [name for other in companies if other != company for name in names(companies[other], "会社名")]
    customers = sorted({*known_customers(company, notes), *others})
    return replace(knowledge, companies=tuple(customers), people=staff(notes), rivals=_rivals(early, knowledge))


def _rivals(early: Sequence[EvaluationNote], knowledge: Knowledge) -> tuple[str, ...]:
    read = {
        slot.value
        for note in early
        for slot in find_slots(note.source, knowledge)
        if slot.concept == "競合" and slot.label and slot.confidence >= FILLS
    }
    return rivals_of(sorted(read))
