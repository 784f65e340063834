"""Keep what writers taught about their own labels in the ledger: who taught it, when, from which note.

Rows are only ever added or marked undone. What they mean together, `mining.learning.learn` decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime

from sqlalchemy import Engine, RowMapping, func, insert, select, update

from notes_app.ledger.schema import LESSON
from notes_app.mining.grammar import Frame
from notes_app.mining.learning import TEACHERS_FOR_ALL, Lesson
from notes_app.template.errors import UnknownLessonError

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class TaughtLesson:
    """One answer, as it is kept.

    lesson:     what it teaches.
    person_id:  who taught it. note_id, start, end: the label's words it was taught on, note_id "" for a text not
                saved yet; characters of the note's text at that time.
    """

    lesson: Lesson
    person_id: str
    note_id: str = ""
    start: int = 0
    end: int = 0
    lesson_id: int = 0
    at: datetime = _LONG_AGO
    undone_at: datetime | None = None
    undone_by: str = ""


class LessonStore:
    """What was taught. `now` gives aware UTC."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def teach(self, taught: TaughtLesson) -> TaughtLesson:
        """Append a lesson; return it with its id and time."""
        at = self._now()
        one = taught.lesson
        row = {name: getattr(taught, name) for name in ("person_id", "note_id", "start", "end")}
        row |= {"author": one.author[:_LONGEST], "label": one.label[:_LONGEST], "concept": one.concept[:_LONGEST]}
        with self._engine.begin() as link:
            frame = one.frame.to_json() if one.frame else None
            key = link.execute(insert(LESSON).values(**row, why=one.why, frame=frame, at=at)).inserted_primary_key
        assert key is not None
        return replace(taught, lesson_id=key[0], at=at)

    def undo(self, lesson_id: int, person_id: str) -> TaughtLesson:
        """Take a lesson back, as if it had never been taught; return it.

        Raises:
            UnknownLessonError: there is none, or it was taken back already.
        """
        mine = (LESSON.c.lesson_id == lesson_id) & LESSON.c.undone_at.is_(None)
        with self._engine.begin() as link:
            row = link.execute(select(LESSON).where(mine)).mappings().first()
            if row is None:
                raise UnknownLessonError(lesson_id=lesson_id)
            at = self._now()
            link.execute(update(LESSON).where(mine).values(undone_at=at, undone_by=person_id))
        return replace(_taught(row), undone_at=at, undone_by=person_id)

    def list(self) -> tuple[TaughtLesson, ...]:
        """Return every lesson, those taken back included, oldest first."""
        with self._engine.connect() as link:
            rows = link.execute(select(LESSON).order_by(LESSON.c.lesson_id)).mappings()
            return tuple(_taught(row) for row in rows)

    def lessons(self) -> tuple[Lesson, ...]:
        """Return the lessons in force, oldest first."""
        return tuple(one.lesson for one in self.list() if one.undone_at is None)

    def stamp(self) -> tuple[int, int]:
        """Return what changes whenever something is taught or taken back."""
        with self._engine.connect() as link:
            row = link.execute(select(func.max(LESSON.c.lesson_id), func.count(LESSON.c.undone_at))).one()
        return (row[0] or 0, row[1])


def taught_to_all(lessons: Iterable[Lesson]) -> dict[str, str]:
    """Return folded label -> concept of what enough authors taught alike to make it everyone's."""
    latest: dict[tuple[str, str], str] = {(one.author, one.key): one.concept for one in lessons if one.names_label}
    by_key: dict[str, list[str]] = {}
    for (_, key), concept in latest.items():
        if concept:
            by_key.setdefault(key, []).append(concept)
    shared = {}
    for key, concepts in by_key.items():
        concept, count = Counter(concepts).most_common(1)[0]
        if count >= TEACHERS_FOR_ALL and count == len(concepts):
            shared[key] = concept
    return shared


_OWN = tuple(one.name for one in fields(TaughtLesson) if one.name != "lesson")


def _taught(row: RowMapping) -> TaughtLesson:
    frame = Frame.from_json(row["frame"]) if row["frame"] else None
    lesson = Lesson(row["author"], row["label"], row["concept"], row["why"], frame)
    return TaughtLesson(lesson, **{name: row[name] for name in _OWN})
