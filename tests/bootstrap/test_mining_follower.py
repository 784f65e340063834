"""What two authors taught is everyone's: nobody waits while every note is read anew for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notes_app.bootstrap import OPERATOR, Workspace, mining_follower
from notes_app.bootstrap.mining_follower import MiningFollower
from notes_app.mining.learning import Lesson
from notes_app.settings import read_settings
from notes_app.template.lesson_store import TaughtLesson
from tests.patience import eventually

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
AUTHORS = ("久世", "日向", "瀬川", "沢")


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace(read_settings({}, notes=tmp_path / "notes", var=tmp_path / "var", engine="memory"), now=lambda: NOW)
    for number in range(12):
        opened.keeper.create(OPERATOR, front={"title": f"訪問{number}", "author": AUTHORS[number % 4]}, body=f"向こう岸：甲社{number}\n予算：{number + 1}万円\n")
    opened.catch_up(index=False)
    yield opened
    opened.close()


def teach(space: Workspace) -> None:
    for author in AUTHORS[:2]:
        space.lessons.teach(TaughtLesson(Lesson(author, "向こう岸", "競合"), OPERATOR.person_id))


def meanings(space: Workspace) -> set[str]:
    """Look at the board, and return what the label means in the notes it was counted from."""
    space.mining_report(OPERATOR)
    counted = space.mining.contributions(OPERATOR.reader_tokens)
    return {entry.concept for one in counted for entry in one.entries if entry.label == "向こう岸"}


def test_few_notes_are_read_anew_at_once(space: Workspace) -> None:
    space.start_background()
    assert meanings(space) == {""}
    teach(space)
    assert meanings(space) == {"競合"}


def test_the_old_counts_are_shown_while_many_are_read_anew(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mining_follower, "AT_ONCE", 3)
    monkeypatch.setattr(MiningFollower, "_run", lambda self: None)  # the thread that never comes to it
    space.start_background()
    teach(space)
    assert meanings(space) == {""}
    assert space.mining.old_count(space.knowledge()) == 12
    space.keeper.create(OPERATOR, front={"author": "沢"}, body="向こう岸：乙社\n")
    space.follow_saves()
    assert space.mining_report(OPERATOR).notes == 13  # what is saved meanwhile counts at once


def test_the_new_counts_come_by_themselves(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mining_follower, "AT_ONCE", 3)
    monkeypatch.setattr(mining_follower, "_TURN", 2)
    space.start_background()
    teach(space)
    space.mining_report(OPERATOR)
    assert eventually(lambda: space.mining.old_count(space.knowledge()) == 0)
    assert meanings(space) == {"競合"}


def test_without_the_background_everything_is_done_at_once(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mining_follower, "AT_ONCE", 3)
    teach(space)
    assert meanings(space) == {"競合"}
