"""The whole matrix of who may do what, written out, so that a change of it is a change of this table."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.minutes.note import Note
from notes_app.people.permission import ACTIONS, MATRIX, ROLES, Action, Person, Role, may

#                      rep    manager admin  backoffice
EXPECTED = {
    "note.read":        (True,  True,  True,  True),
    "note.write":       (True,  True,  True,  False),
    "note.delete":      (True,  True,  True,  False),
    "note.restore":     (True,  True,  True,  False),
    "note.comment":     (True,  True,  True,  True),
    "note.react":       (True,  True,  True,  True),
    "value.decide":     (True,  True,  True,  False),
    "search":           (True,  True,  True,  True),
    "mining.read":      (True,  True,  True,  True),
    "template.read":    (True,  True,  True,  True),
    "template.vote":    (True,  True,  True,  True),
    "template.decide":  (False, True,  True,  False),
    "template.publish": (False, True,  True,  False),
    "account.read":     (True,  True,  True,  True),
    "export.run":       (False, True,  True,  False),
    "export.push":      (False, True,  True,  False),
    "import.run":       (False, True,  True,  False),
    "people.manage":    (False, False, True,  False),
    "own.settings":     (True,  True,  True,  True),
    "system.inspect":   (False, False, True,  False),
}  # fmt: skip


@dataclass(frozen=True)
class Thing:
    readers: frozenset[str]


def person(role: Role = "rep", *, login: str = "sato", name: str = "佐藤", is_active: bool = True) -> Person:
    return Person(person_id="p-1", login=login, name=name, role=role, is_active=is_active)


def test_the_table_names_every_action_and_role() -> None:
    assert set(EXPECTED) == set(ACTIONS)
    assert ROLES == ("rep", "manager", "admin", "backoffice")
    assert set(MATRIX) == set(ROLES)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", ROLES)
def test_matrix(role: Role, action: Action) -> None:
    assert may(person(role), action) is EXPECTED[action][ROLES.index(role)]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", ROLES)
def test_a_disabled_person_may_nothing(role: Role, action: Action) -> None:
    assert not may(person(role, is_active=False), action)


def note(access: str, *, author: str = "田中", owner: str = "") -> Note:
    return Note(
        note_id="n",
        path="n.md",
        text="",
        body_start=0,
        revision="0",
        title="",
        author=author,
        owner=owner,
        access=access,
    )


@pytest.mark.parametrize(
    ("access", "reader", "may_read"),
    [
        ("team", person("rep"), True),
        ("team", person("backoffice"), True),
        ("managers", person("rep"), False),
        ("managers", person("backoffice"), False),
        ("managers", person("manager"), True),
        ("managers", person("admin"), True),
        ("managers", person("rep", name="田中"), True),
        ("private", person("admin"), False),
        ("private", person("manager"), False),
        ("private", person("rep", name="田中"), True),
        ("private", person("rep", login="田中"), True),
    ],
)
def test_access_levels(access: str, reader: Person, may_read: bool) -> None:
    assert may(reader, "note.read", note(access)) is may_read
    assert may(reader, "note.comment", note(access)) is may_read


def test_a_private_note_belongs_to_its_author_and_its_owner() -> None:
    shared = note("private", author="田中", owner="佐藤")
    assert may(person(name="佐藤"), "note.write", shared)
    assert may(person(name="田中"), "note.write", shared)
    assert not may(person(name="鈴木", login="suzuki"), "note.write", shared)


def test_a_private_note_of_nobody_is_read_by_nobody() -> None:
    assert not any(may(person(role), "note.read", note("private", author="")) for role in ROLES)


tokens = st.sampled_from(
    ["team", "role:rep", "role:manager", "role:admin", "person:sato", "person:佐藤", "person:x"]
)


@given(st.sampled_from(ROLES), st.sampled_from(ACTIONS), st.frozensets(tokens), st.booleans())
def test_nobody_touches_a_thing_whose_readers_do_not_meet_their_tokens(
    role: Role, action: Action, readers: frozenset[str], is_active: bool
) -> None:
    someone = person(role, is_active=is_active)
    allowed = may(someone, action, Thing(readers))
    if readers.isdisjoint(someone.reader_tokens):
        assert not allowed
    assert not allowed or may(someone, action)  # naming a thing never adds a right


@given(st.text(max_size=12), st.text(max_size=12))
def test_a_login_or_name_cannot_pose_as_a_role_or_the_team(login: str, name: str) -> None:
    someone = person("rep", login=login, name=name)
    assert not may(someone, "note.read", Thing(frozenset({"role:admin", "role:manager"})))
