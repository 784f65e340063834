"""What a writer's own label means: taught with one click, everyone's when two mean the same, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.bootstrap import Workspace
from notes_app.errors import NotAllowedError
from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.learning import Lesson, learn
from notes_app.minutes.note import Note
from notes_app.people.permission import Person
from notes_app.settings import read_settings
from notes_app.template.errors import EmptyLabelError, UnknownFieldError, UnknownLabelError, UnknownLessonError
from notes_app.template.lesson_store import taught_to_all
from notes_app.template.teaching import TeachingDesk, answers
from tests.template.made import NOW, version_of

KUZE, HINATA = (Person(f"p-{login}", login, name, "rep") for login, name in (("kuze", "久世"), ("hinata", "日向")))
BOSS = Person("p-boss", "boss", "轟", "manager")
OFFICE = Person("p-office", "office", "雨宮", "backoffice")


@dataclass
class School:
    space: Workspace
    desk: TeachingDesk

    def write(self, person: Person, body: str, **front: object) -> Note:
        note = self.space.keeper.create(person, front={"held_at": "2026-11-10", **front}, body=body)
        self.space.follow_saves()
        return note

    def teach(self, person: Person, note: Note | None, label: str, concept: str = "競合") -> int:
        return self.desk.teach(person, label, concept, {"競合", "予算"}, note=note).lesson_id

    def concept(self, author: str, label: str) -> str:
        return self.space.knowledge().learnt_concept(author, label)


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    space = Workspace(read_settings({}, notes=tmp_path / "notes", var=tmp_path / "var", engine="memory"), now=lambda: NOW)
    yield School(space, TeachingDesk(space.lessons))
    space.close()


def test_one_click_teaches_its_writer_and_two_writers_teach_everyone(school: School) -> None:
    mine = school.write(KUZE, "他社の影：北斗システム\n")
    before = school.space.store.read(mine.path)
    first = school.teach(KUZE, mine, "他社の影")
    assert school.concept("久世", "他社の影") == "競合"
    assert school.concept("日向", "他社の影") == ""
    school.teach(HINATA, school.write(HINATA, "他社の影：丸星データ\n"), "他社の影")
    assert school.concept("瀬川", "他社の影") == "競合"
    school.desk.undo(KUZE, first)
    assert school.concept("瀬川", "他社の影") == ""
    assert school.concept("日向", "他社の影") == "競合"
    assert school.space.store.read(mine.path) == before


def test_who_taught_it_when_and_where_is_kept_even_when_it_was_taken_back(school: School) -> None:
    note = school.write(KUZE, "他社の影：北斗システム\n")
    number = school.teach(BOSS, note, "他社の影")
    (kept,) = school.space.lessons.list()
    assert (kept.lesson, kept.person_id, kept.note_id, kept.at) == (Lesson("久世", "他社の影", "競合"), "p-boss", note.note_id, NOW)
    school.desk.undo(BOSS, number)
    (gone,) = school.space.lessons.list()
    assert (gone.undone_at, gone.undone_by) == (NOW, "p-boss")
    assert school.space.lessons.lessons() == ()
    with pytest.raises(UnknownLessonError):
        school.desk.undo(BOSS, number)


def test_what_makes_no_sense_is_refused_and_not_recorded(school: School) -> None:
    note = school.write(KUZE, "他社の影：北斗システム\n", access="private")
    for person, label, concept, error in (
        (KUZE, "別の言葉", "競合", UnknownLabelError),
        (KUZE, "他社の影", "天気", UnknownFieldError),
        (KUZE, " ** ", "競合", EmptyLabelError),
        (OFFICE, "他社の影", "競合", NotAllowedError),
        (HINATA, "他社の影", "競合", NotAllowedError),
    ):
        with pytest.raises(error):
            school.desk.teach(person, label, concept, {"競合"}, note=note)
    assert school.space.lessons.list() == ()


def test_only_its_teacher_or_a_manager_takes_a_lesson_back(school: School) -> None:
    number = school.teach(KUZE, school.write(KUZE, "他社の影：北斗システム\n"), "他社の影")
    with pytest.raises(NotAllowedError):
        school.desk.undo(HINATA, number)
    school.desk.undo(BOSS, number)


def test_the_text_at_hand_asks_one_question_until_it_is_answered(school: School) -> None:
    for day in (3, 4, 5):
        school.write(KUZE, f"訪問先：青空精機\n話の山：{day}00万円\n", held_at=f"2026-11-0{day}")
    from notes_app.mining.source import source_of

    school.space.catch_up(index=False)
    note = school.write(KUZE, "話の山：700万円\n")
    asked = school.space.question_in(KUZE, source_of(note))
    assert asked is not None
    assert (asked.label, asked.concept) == ("話の山", "予算")
    assert school.space.question_in(OFFICE, source_of(note)) is None
    assert [one.label for one in school.space.questions(BOSS)] == ["話の山"]
    school.teach(KUZE, note, "話の山", "予算")
    assert school.space.question_in(KUZE, source_of(note)) is None
    assert school.space.questions(BOSS) == ()


def test_questions_come_only_from_notes_one_may_read(school: School) -> None:
    for day in (3, 4, 5):
        school.write(KUZE, f"話の山：{day}00万円\n", access="private")
    assert school.space.questions(BOSS) == ()
    assert [one.label for one in school.space.questions(KUZE)] == ["話の山"]


def test_a_label_may_mean_a_field_of_the_company_s_own() -> None:
    known = answers(version_of("予算", "天気"), default_knowledge().lexicon)
    assert [(one.concept, one.label) for one in known[:2]] == [("予算", "予算"), ("天気", "天気")]
    assert len({one.concept for one in known}) == len(known)


LESSONS = st.lists(
    st.builds(Lesson, st.sampled_from(["甲", "乙", "丙"]), st.sampled_from(["影", "話の山"]), st.sampled_from(["", "競合", "予算"])), max_size=9
)


@given(LESSONS)
def test_what_is_shown_as_everyone_s_is_what_is_read_so(lessons: list[Lesson]) -> None:
    assert taught_to_all(lessons) == dict(learn(default_knowledge(), lessons).shared_aliases)
