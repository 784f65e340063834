"""Teach what a writer's own label stands for, and take it back.

A question answered, or a value moved to the field it belongs to, teaches its author's alias; the note is not changed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from notes_app.errors import NotAllowedError
from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import Lexicon
from notes_app.mining.learning import Lesson
from notes_app.mining.source import source_of
from notes_app.minutes.note import Note
from notes_app.people.permission import Person, may
from notes_app.template.errors import EmptyLabelError, UnknownFieldError, UnknownLabelError
from notes_app.template.field import Field, TemplateVersion
from notes_app.template.lesson_store import LessonStore, TaughtLesson

LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What a label may stand for. concept: what a lesson teaches; label: what people see."""

    concept: str
    label: str


def concept_of(field: Field, lexicon: Lexicon) -> str:
    """Return what a lesson names this field by: its concept, or its folded label when the company made it up."""
    return field.concept if field.concept in lexicon.by_name else fold_key(field.label)


def answers(version: TemplateVersion | None, lexicon: Lexicon) -> tuple[Answer, ...]:
    """Return everything a label can stand for: the template's fields in their order, then the usual fields of minutes."""
    fields = version.fields if version else ()
    mine = {concept_of(one, lexicon): one.label for one in fields}
    usual = {one.name: one.name for one in lexicon.concepts}
    return tuple(Answer(concept, label) for concept, label in {**mine, **{k: v for k, v in usual.items() if k not in mine}}.items())


class TeachingDesk:
    """Where a person says what a label means."""

    def __init__(self, store: LessonStore) -> None:
        self._store = store

    def teach(
        self, person: Person, label: str, concept: str, known: Collection[str], *, note: Note | None = None,
        span: tuple[int, int] = (0, 0), why: Literal["confirmed", "corrected"] = "confirmed",
    ) -> TaughtLesson:  # fmt: skip
        """Record that the note's author (without a note: the person) means `concept` by `label`; "" for no field at all.

        Args:
            known: every concept that may be taught.

        Raises:
            NotAllowedError, EmptyLabelError, UnknownFieldError.
            UnknownLabelError: the label does not stand in the note.
        """
        if not may(person, "value.decide", note):
            raise NotAllowedError()
        written = label.strip().strip("*_ ")[:LONGEST_LABEL]
        if not fold_key(written):
            raise EmptyLabelError()
        if concept and concept not in known:
            raise UnknownFieldError(key=concept[:80])
        author = person.name or person.login
        if note is not None:
            author = source_of(note).author or author
            if written not in note.text:
                raise UnknownLabelError(label=written)
        lesson = Lesson(author, written, concept, why)
        place = (note.note_id, *span) if note is not None else ("", 0, 0)
        return self._store.teach(TaughtLesson(lesson, person.person_id, *place))

    def undo(self, person: Person, lesson_id: int) -> TaughtLesson:
        """Take a lesson back: one's own, or any for whoever decides about the template.

        Raises:
            NotAllowedError, UnknownLessonError.
        """
        mine = any(one.lesson_id == lesson_id and one.person_id == person.person_id for one in self._store.list())
        if not may(person, "value.decide" if mine else "template.decide"):
            raise NotAllowedError()
        return self._store.undo(lesson_id, person.person_id)
