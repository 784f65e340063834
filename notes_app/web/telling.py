"""What somebody says of words of a note: taught, and settled for that note, because who says it means this note first."""

from __future__ import annotations

from dataclasses import dataclass

from notes_app.mining.evidence import SlotValue
from notes_app.mining.grammar import LONGEST_WORDS
from notes_app.mining.source import source_of
from notes_app.minutes.note import Note
from notes_app.template.field import Field
from notes_app.template.filling import fill
from notes_app.template.lesson_store import TaughtLesson
from notes_app.template.teaching import TeachingDesk, concept_of
from notes_app.web.context import workspace
from notes_app.web.identity import current_person
from notes_app.web.questions import meanings


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it: the lessons, the last of them about what the words are, and the note as it is now."""

    lessons: tuple[TaughtLesson, ...]
    note: Note


def tell(note: Note, span: tuple[int, int], concept: str, *, is_refused: bool = False, was: str = "") -> Told:
    """Teach what words of a note are; accept them as the field's value there, and reject the field they were taken for.

    span: characters of the note's text. was: the concept they were taken for, "" for none.

    Raises:
        NotAllowedError, UnknownFieldError, LongWordsError.
    """
    space = workspace()
    known = {one.concept for one in meanings()}
    lessons = TeachingDesk(space.lessons).tell(
        current_person(), note, span, concept, known, space.knowledge(), is_refused=is_refused, was=was
    )
    for name, is_no in ((was, True), (concept, is_refused)):
        if name:
            note = _settle(note, span, name, is_refused=is_no)
    return Told(lessons, note)


def _settle(note: Note, span: tuple[int, int], concept: str, *, is_refused: bool) -> Note:
    """Accept or reject, in this note, the values of that concept which stand on these words."""
    space = workspace()
    version = space.templates.find_newest()
    if version is None:
        return note
    knowledge = space.knowledge()
    fields = {one.field_id: one for one in version.fields if concept_of(one, knowledge.lexicon) == concept}
    found: list[tuple[Field, SlotValue]] = [
        (fields[slot.field_id], slot)
        for slot in fill(source_of(note), version, knowledge, space.templates.list_values([note.note_id]))
        if slot.field_id in fields and slot.via != "front_matter" and slot.evidence.start < span[1] and span[0] < slot.evidence.end
    ]
    if not found:
        return note
    if is_refused:
        return space.value_desk.reject(current_person(), note.note_id, found).note
    note = space.value_desk.accept(current_person(), note.note_id, found[:1], expected_revision=note.revision).note
    space.follow_saves()
    return note


def learn_from_choice(note: Note, field: Field, slot: SlotValue, *, is_refused: bool) -> None:
    """Teach what accepting or rejecting a chip says of its words; words too long to come again teach nothing."""
    space = workspace()
    words = slot.evidence.quote.strip()
    concept = concept_of(field, space.knowledge().lexicon)
    if slot.via == "front_matter" or not words or "\n" in words or len(words) > LONGEST_WORDS:
        return
    if concept not in {one.concept for one in meanings()}:
        return
    span = slot.evidence.start, slot.evidence.end
    TeachingDesk(space.lessons).tell(current_person(), note, span, concept, {concept}, space.knowledge(), is_refused=is_refused)


def forget_choice(note_id: str, start: int, end: int) -> None:
    """Take back what a decision about a value taught, when the decision is taken back."""
    TeachingDesk(workspace().lessons).forget(current_person(), note_id, start, end)
