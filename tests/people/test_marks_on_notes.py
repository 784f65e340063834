"""What people leave on a note: comments, reactions, read marks."""

from __future__ import annotations

import pytest

from notes_app.errors import NotAllowedError, NotFoundError
from notes_app.people.comment_store import BadCommentError, CommentStore
from notes_app.people.permission import Person
from notes_app.people.reaction_store import REACTIONS, ReactionStore
from notes_app.people.read_mark_store import ReadMarkStore
from tests.people.conftest import House


@pytest.fixture
def people(house: House) -> tuple[Person, Person, Person]:
    rep = house.persons.add(login="sato", name="佐藤", role="rep")
    manager = house.persons.add(login="abe", name="阿部", role="manager")
    return rep, manager, house.persons.add(login="boss", name="部長", role="admin")


def test_comments_are_listed_oldest_first_and_counted(
    house: House, people: tuple[Person, Person, Person]
) -> None:
    comments, (rep, manager, _) = CommentStore(house.engine, house.clock), people
    comments.add(manager, "note", "n-1", "  次回は見積を。\n")
    house.clock.move(minutes=1)
    comments.add(rep, "note", "n-1", "承知しました。")
    comments.add(rep, "field", "f-1", "経理も使います。")
    assert [comment.body for comment in comments.list("note", "n-1")] == ["次回は見積を。", "承知しました。"]
    assert comments.count("note", ["n-1", "n-2"]) == {"n-1": 2}


@pytest.mark.parametrize("body", ["", " \n\t　", "あ" * 10_001])
def test_an_empty_or_endless_comment_is_refused(
    house: House, people: tuple[Person, Person, Person], body: str
) -> None:
    with pytest.raises(BadCommentError):
        CommentStore(house.engine, house.clock).add(people[0], "note", "n-1", body)


def test_one_deletes_ones_own_comment_and_an_admin_anybodys(
    house: House, people: tuple[Person, Person, Person]
) -> None:
    comments, (rep, manager, admin) = CommentStore(house.engine, house.clock), people
    first, second = (comments.add(rep, "note", "n-1", body) for body in ("一", "二"))
    with pytest.raises(NotAllowedError):
        comments.delete(manager, first.comment_id)
    comments.delete(rep, first.comment_id)
    comments.delete(admin, second.comment_id)
    assert comments.list("note", "n-1") == ()
    with pytest.raises(NotFoundError):
        comments.delete(rep, first.comment_id)


def test_a_reaction_is_given_and_taken_back_with_one_tap(
    house: House, people: tuple[Person, Person, Person]
) -> None:
    reactions, (rep, manager, _) = ReactionStore(house.engine, house.clock), people
    assert reactions.toggle(manager, "n-1", "helped")
    house.clock.move(seconds=1)
    assert reactions.toggle(rep, "n-1", "question")
    assert [(one.person_id, one.reaction) for one in reactions.list("n-1")] == [
        (manager.person_id, "helped"), (rep.person_id, "question")]  # fmt: skip
    assert reactions.note_ids_with_any() == {"n-1"}
    assert not reactions.toggle(manager, "n-1", "helped")
    assert set(reactions.list_many(["n-1", "n-2"])) == {"n-1"}
    assert len(reactions.list("n-1")) == 1


def test_only_the_known_reactions_exist(house: House, people: tuple[Person, Person, Person]) -> None:
    assert [words[0] for words in REACTIONS.values()] == ["確認", "助かった", "質問", "要フォロー"]
    with pytest.raises(ValueError, match="angry"):
        ReactionStore(house.engine, house.clock).toggle(people[0], "n-1", "angry")  # type: ignore[arg-type]


def test_a_read_mark_remembers_the_revision_that_was_read(
    house: House, people: tuple[Person, Person, Person]
) -> None:
    marks, (rep, manager, _) = ReadMarkStore(house.engine, house.clock), people
    marks.mark(rep, {"n-1": "aaaa", "n-2": "bbbb"})
    house.clock.move(minutes=1)
    marks.mark(manager, {"n-1": "cccc"})
    assert marks.revisions(rep) == {"n-1": "aaaa", "n-2": "bbbb"}
    marks.mark(rep, {"n-1": "cccc"})
    assert marks.revisions(rep)["n-1"] == "cccc"
    marks.unmark(rep, ["n-2"])
    assert marks.revisions(rep) == {"n-1": "cccc"}
    assert {mark.person_id for mark in marks.readers_of("n-1")} == {rep.person_id, manager.person_id}
