"""Teach what a writer's own label stands for and what his words are, and take it back.

A question answered, or a value moved to the field it belongs to, teaches its author's alias; words somebody says are a
customer, a rival or a date (or are not) teach his way of writing them. The note is not changed by either.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from notes_app.errors import NotAllowedError
from notes_app.mining.folding import fold_key
from notes_app.mining.grammar import LONGEST_WORDS
from notes_app.mining.knowledge import Knowledge, Lexicon
from notes_app.mining.labels import read_note
from notes_app.mining.learning import Lesson, shown
from notes_app.mining.source import source_of
from notes_app.mining.values.companies import company_key
from notes_app.minutes.note import Note
from notes_app.people.permission import Person, may
from notes_app.template.errors import EmptyLabelError, LongWordsError, UnknownFieldError, UnknownLabelError
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


def _may_stand_for(words: str, account: str) -> bool:
    """Return whether words can be short for an account: they stand in its name, or begin as it does."""
    bare, name = company_key(words), company_key(account)
    return len(bare) >= 2 and bool(name) and (bare in name or bare[:2] == name[:2])


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

    def tell(
        self, person: Person, note: Note, span: tuple[int, int], concept: str, known: Collection[str], knowledge: Knowledge, *,
        is_refused: bool = False, was: str = "",
    ) -> tuple[TaughtLesson, ...]:  # fmt: skip
        """Record that these words of a note are `concept` for its author, or (is_refused) that they are not.

        Args:
            span: characters of the note's text. known: every concept that may be taught.
            was: the concept the words were taken for; "" when they were taken for nothing.

        Returns:
            The lessons, the one about `concept` last.

        Raises:
            NotAllowedError, UnknownFieldError.
            LongWordsError: no words, more than a line, or more than a name needs.
        """
        if not may(person, "value.decide", note):
            raise NotAllowedError()
        words = note.text[span[0] : span[1]]
        if not words.strip() or "\n" in words.strip() or len(words.strip()) > LONGEST_WORDS:
            raise LongWordsError(most=LONGEST_WORDS)
        if concept not in known or (was and was not in known):
            raise UnknownFieldError(key=(was if concept in known else concept)[:80])
        source = source_of(note)
        source = replace(source, author=source.author or person.name or person.login)
        reading = read_note(source, knowledge)
        start, end = reading.folded.at(span[0]), reading.folded.at(span[1])
        stands_for = note.account if concept == "会社名" and _may_stand_for(words.strip(), note.account) else ""
        said = [(concept, is_refused, stands_for)]
        if was and was != concept:
            said.insert(0, (was, True, ""))
        return tuple(
            self._store.teach(TaughtLesson(shown(reading, start, end, name, stands_for=account, is_refused=no), person.person_id, note.note_id, *span))
            for name, no, account in said
        )

    def forget(self, person: Person, note_id: str, start: int, end: int) -> None:
        """Take back what a person said of these words of a note, because the decision about their value was taken back."""
        for one in self._store.list():
            if (one.note_id, one.start, one.end, one.person_id) == (note_id, start, end, person.person_id) and one.lesson.frame and not one.undone_at:
                self._store.undo(one.lesson_id, person.person_id)

    def undo(self, person: Person, lesson_id: int) -> TaughtLesson:
        """Take a lesson back: one's own, or any for whoever decides about the template.

        Raises:
            NotAllowedError, UnknownLessonError.
        """
        mine = any(one.lesson_id == lesson_id and one.person_id == person.person_id for one in self._store.list())
        if not may(person, "value.decide" if mine else "template.decide"):
            raise NotAllowedError()
        return self._store.undo(lesson_id, person.person_id)
