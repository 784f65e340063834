"""Whatever notes there are and whoever may read them: no page of the template shows a word of a note that the asker may not read."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from notes_app.bootstrap import Workspace
from notes_app.mining.learning import Lesson
from notes_app.people.permission import Person, may
from notes_app.settings import read_settings
from notes_app.template.decision import Decision
from notes_app.template.lesson_store import TaughtLesson
from notes_app.web.identity import SESSION_COOKIE
from tests.web.conftest import NOW, patient_app

AUTHORS = ("久世 雅彦", "日向 美咲", "瀬川 康平")
PAGES = (
    "/template?all=1", "/template?tab=kept&all=1", "/template?tab=unneeded&all=1", "/template?tab=drift&all=1", "/template/card?key=予算", "/template/card?key=競合",
    "/template/back-fill", "/template/learning", "/template/learning/question", "/template/consistency", "/template/lens?name=accounting",
    "/template/lens?name=ordering", "/template/review", "/template/versions",
)  # fmt: skip


@dataclass(frozen=True)
class Written:
    """One note to be. Its words begin with a mark that stands in no other note."""

    author: str
    access: str
    account: int
    day: int


NOTES = st.lists(
    st.builds(Written, st.sampled_from(AUTHORS), st.sampled_from(["team", "managers", "private"]), st.integers(0, 2), st.integers(1, 9)), min_size=6, max_size=9
)


def mark_of(number: int) -> str:
    return f"印{chr(0x5000 + 7 * number)}{chr(0x5100 + 11 * number)}"


def body_of(number: int) -> str:
    mark = mark_of(number)
    return f"予算：{7000 + number}万円\n決裁者：{mark}部長\n競合：{mark}システム\n{mark}の件：{300 + number}万円\n数量：{mark}台\n"


@settings(max_examples=2, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(NOTES)
def test_no_page_of_the_template_quotes_what_the_asker_may_not_read(notes: list[Written]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        space = Workspace(read_settings({}, notes=Path(folder) / "notes", var=Path(folder) / "var", engine="memory"), now=lambda: NOW)
        people = [space.people.add(login=f"p{at}", name=name, role="rep") for at, name in enumerate(AUTHORS)]
        boss = space.people.add(login="boss", name="轟 誠一", role="manager")
        people += [boss, space.people.add(login="office", name="南條 由香", role="backoffice")]
        for number, one in enumerate(notes):
            front = {"title": f"題 {mark_of(number)}", "author": one.author, "access": one.access, "account": f"顧客{one.account}", "held_at": f"2026-10-0{one.day}"}
            note = space.keeper.create(people[AUTHORS.index(one.author)], front=front, body=body_of(number))
            space.lessons.teach(taught(one.author, number, note.note_id))
        space.catch_up(index=False)
        publish(space, boss)
        app = patient_app(space)  # one for all of them, with what it keeps for each
        for person in people:
            look_around(space, app, person, len(notes))
        space.close()


def taught(author: str, number: int, note_id: str) -> TaughtLesson:
    return TaughtLesson(Lesson(author, f"{mark_of(number)}の件", "予算"), "somebody", note_id)


def publish(space: Workspace, boss: Person) -> None:
    session = space.board(boss)
    for key in ("予算", "決裁者", "競合", "数量"):
        session.decide(Decision(key, "keep", label=key, freshness_days=30))
    session.publish("一版")


def readable(space: Workspace, person: Person) -> set[str]:
    return {entry.note_id for entry in space.catalog.list(readers=person.reader_tokens, limit=1000).entries}


def look_around(space: Workspace, app: Flask, person: Person, count: int) -> None:
    open_ones = readable(space, person)
    closed = [number for number in range(count) if not any(mark_of(number) in space.keeper.get(one).body for one in open_ones)]
    assert all(may(person, "note.read", space.keeper.get(one)) for one in open_ones)
    assert space.board(person).board().note_count == len(open_ones)
    for card in space.board(person).board().cards:
        found = card.candidate.evidence if card.candidate else card.unneeded.evidence if card.unneeded else ()
        assert {evidence.note_id for evidence in found} <= open_ones
    for question in space.questions(person):
        assert {evidence.note_id for evidence in question.evidence} <= open_ones
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, space.sessions.open(person.person_id, device="test", address="127.0.0.1").token)
    for path in PAGES:
        answer = client.get(path)
        assert answer.status_code in (200, 404), path
        told = [number for number in closed if mark_of(number) in answer.text or f"{7000 + number}0000" in answer.text.replace(",", "")]
        assert not told, (path, person.role, told)
