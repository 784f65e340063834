"""People in the ledger: one namespace of names, and always an administrator."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from notes_app.errors import NotFoundError
from notes_app.people.passwords import PasswordRefusedError
from notes_app.people.person_store import (
    BadPersonError,
    LastAdminError,
    LoginTakenError,
    NameTakenError,
    rest_after,
)
from tests.people.conftest import GOOD, House


def test_an_added_person_is_found_however_the_login_is_typed(house: House) -> None:
    added = house.persons.add(login="Sato", name="佐藤　花子", role="rep", password=GOOD)
    assert house.persons.get(added.person_id) == added
    assert house.persons.find_by_login(" ＳＡＴＯ ") == added
    assert added.name == "佐藤 花子"
    assert GOOD not in house.persons.password_hash(added.person_id)


def test_logins_and_names_are_one_namespace(house: House) -> None:
    house.persons.add(login="sato", name="佐藤花子", role="rep")
    with pytest.raises(LoginTakenError):
        house.persons.add(login="SATO", name="佐藤次郎", role="rep")
    with pytest.raises(NameTakenError):
        house.persons.add(login="sato2", name="佐藤花子", role="rep")
    with pytest.raises(NameTakenError):
        house.persons.add(login="sato3", name="Sato", role="rep")
    with pytest.raises(LoginTakenError):
        house.persons.add(login="佐藤花子", name="別人", role="rep")


def test_renaming_oneself_into_somebody_else_is_refused(house: House) -> None:
    house.persons.add(login="sato", name="佐藤花子", role="rep")
    other = house.persons.add(login="ito", name="伊藤", role="rep")
    with pytest.raises(NameTakenError):
        house.persons.edit(other.person_id, name="佐藤花子")
    assert house.persons.edit(other.person_id, name="伊藤一", language="en").name == "伊藤一"


@pytest.mark.parametrize(
    ("login", "name", "role"),
    [
        ("", "佐藤", "rep"),
        ("a b", "佐藤", "rep"),
        ("../x", "佐藤", "rep"),
        ("x" * 81, "佐藤", "rep"),
        ("sato", "", "rep"),
        ("sato", "佐\x00藤", "rep"),
        ("sato", "佐藤", "boss"),
    ],
)
def test_refuses_facts_that_cannot_be_kept(house: House, login: str, name: str, role: str) -> None:
    with pytest.raises(BadPersonError):
        house.persons.add(login=login, name=name, role=role)  # type: ignore[arg-type]
    assert house.persons.list() == ()


def test_a_mail_address_is_a_login(house: House) -> None:
    assert house.persons.add(login="sato@example.jp", name="佐藤", role="rep").login == "sato@example.jp"


def test_a_weak_password_adds_nobody(house: House) -> None:
    with pytest.raises(PasswordRefusedError):
        house.persons.add(login="sato", name="佐藤", role="rep", password="password123")
    assert house.persons.list() == ()


def test_the_last_active_admin_can_be_neither_disabled_nor_demoted(house: House) -> None:
    only = house.persons.add(login="boss", name="部長", role="admin")
    with pytest.raises(LastAdminError):
        house.persons.disable(only.person_id)
    with pytest.raises(LastAdminError):
        house.persons.set_role(only.person_id, "manager")
    assert house.persons.get(only.person_id) == only
    second = house.persons.add(login="vice", name="課長", role="admin")
    house.persons.disable(only.person_id)
    with pytest.raises(LastAdminError):
        house.persons.disable(second.person_id)


def test_two_admins_who_demote_each_other_at_the_same_moment_leave_one(house: House) -> None:
    admins = [
        house.persons.add(login=f"a{number}", name=f"管理{number}", role="admin") for number in range(2)
    ]
    refused: list[Exception] = []

    def demote(person_id: str) -> None:
        try:
            house.persons.set_role(person_id, "rep")
        except LastAdminError as error:
            refused.append(error)

    threads = [threading.Thread(target=demote, args=(admin.person_id,)) for admin in admins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert house.persons.has_admin()


def test_disabling_shuts_every_session(house: House) -> None:
    rep = house.persons.add(login="sato", name="佐藤", role="rep")
    opened = house.sessions.open(rep.person_id)
    house.persons.disable(rep.person_id)
    assert house.sessions.find(opened.token) is None
    house.persons.enable(rep.person_id)
    assert house.sessions.find(opened.token) is None, "a revoked session stays shut"


def test_listing_puts_active_people_first_by_reading(house: House) -> None:
    for login, name, reading in (("w", "渡辺", "わたなべ"), ("a", "青木", "あおき"), ("i", "伊藤", "いとう")):
        house.persons.add(login=login, name=name, role="rep", reading=reading)
    aoki = house.persons.find_by_login("a")
    assert aoki is not None
    house.persons.disable(aoki.person_id)
    assert [person.name for person in house.persons.list()] == ["伊藤", "渡辺", "青木"]
    assert [person.name for person in house.persons.list(only_active=True)] == ["伊藤", "渡辺"]


def test_somebody_unknown_is_not_found(house: House) -> None:
    with pytest.raises(NotFoundError):
        house.persons.get("p-0")
    with pytest.raises(NotFoundError):
        house.persons.set_password("p-0", GOOD)


def test_a_login_rests_longer_with_every_failure() -> None:
    minutes = [rest_after(failures) / timedelta(minutes=1) for failures in (4, 5, 6, 7, 30)]
    assert minutes == [0, 15, 30, 60, 24 * 60]
