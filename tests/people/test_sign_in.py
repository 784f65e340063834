"""Getting in, being kept out, and what an outsider can learn from either: nothing."""

from __future__ import annotations

import pytest

from notes_app.people import passwords
from notes_app.people.passwords import PasswordRefusedError
from notes_app.people.permission import Person
from notes_app.people.setup_link_store import LinkNotValidError
from notes_app.people.sign_in import AlreadySetUpError, SignInRefusedError
from tests.people.conftest import GOOD, House

NEW = "きのうの海は 77 orange"


@pytest.fixture
def sato(house: House) -> Person:
    return house.persons.add(login="sato", name="佐藤", role="rep", password=GOOD)


def refusal(house: House, login: str, password: str) -> str:
    with pytest.raises(SignInRefusedError) as refused:
        house.door.sign_in(login, password)
    return refused.value.explain("ja") + refused.value.explain("en")


def test_the_right_password_opens_a_session(house: House, sato: Person) -> None:
    signed_in = house.door.sign_in("Sato", GOOD, device="Firefox", address="192.0.2.1")
    assert signed_in.person == sato
    session = house.sessions.find(signed_in.opened.token)
    assert session is not None
    assert (session.device, session.address) == ("Firefox", "192.0.2.1")


def test_every_refusal_says_the_same(house: House, sato: Person) -> None:
    house.persons.add(login="nopass", name="未設定", role="rep")
    disabled = house.persons.add(login="gone", name="退職", role="rep", password=GOOD)
    house.persons.disable(disabled.person_id)
    answers = {
        refusal(house, *tried)
        for tried in (("nobody", GOOD), ("sato", "wrong wrong"), ("nopass", ""), ("gone", GOOD))
    }
    for _ in range(5):
        refusal(house, "sato", "wrong wrong")
    answers.add(refusal(house, "sato", GOOD))  # resting
    assert len(answers) == 1


def test_a_hash_is_checked_even_when_nobody_has_that_login(
    house: House, sato: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    real = passwords.verify_password

    def counting(stored: str, password: str) -> passwords.PasswordCheck:
        checked.append(stored)
        return real(stored, password)

    monkeypatch.setattr("notes_app.people.sign_in.verify_password", counting)
    refusal(house, "nobody", GOOD)
    refusal(house, "sato", "wrong wrong")
    assert len(checked) == 2


def test_five_failures_rest_the_login_and_success_forgets_them(house: House, sato: Person) -> None:
    for _ in range(4):
        refusal(house, "sato", "wrong wrong")
    house.door.sign_in("sato", GOOD)
    for _ in range(5):
        refusal(house, "sato", "wrong wrong")
    refusal(house, "sato", GOOD)
    house.clock.move(minutes=14)
    refusal(house, "sato", GOOD)
    house.clock.move(minutes=2)
    house.door.sign_in("sato", GOOD)


def test_the_rest_grows_while_failures_go_on(house: House, sato: Person) -> None:
    for _ in range(5):
        refusal(house, "sato", "wrong wrong")
    house.clock.move(minutes=16)
    refusal(house, "sato", "wrong wrong")
    house.clock.move(minutes=16)
    refusal(house, "sato", GOOD)
    house.clock.move(minutes=16)
    house.door.sign_in("sato", GOOD)


def test_an_outdated_hash_is_replaced_at_the_next_sign_in(
    house: House, sato: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = house.persons.password_hash(sato.person_id)
    monkeypatch.setattr(
        passwords, "_HASHER", passwords.PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    )
    house.door.sign_in("sato", GOOD)
    after = house.persons.password_hash(sato.person_id)
    assert after != before
    assert "t=2" in after
    house.door.sign_in("sato", GOOD)


def test_the_first_administrator_is_made_by_a_link_that_works_once(house: House) -> None:
    assert not house.persons.has_admin()
    token = house.links.issue("setup")
    with pytest.raises(PasswordRefusedError):
        house.door.set_up(token, login="boss", name="部長", password="password123")
    signed_in = house.door.set_up(token, login="boss", name="部長", password=GOOD)
    assert signed_in.person.role == "admin"
    assert house.sessions.find(signed_in.opened.token) is not None
    with pytest.raises(LinkNotValidError):
        house.door.set_up(token, login="boss2", name="別人", password=GOOD)
    with pytest.raises(AlreadySetUpError):
        house.door.set_up(house.links.issue("setup"), login="boss2", name="別人", password=GOOD)


def test_links_expire_are_replaced_and_serve_one_purpose(house: House, sato: Person) -> None:
    late = house.links.issue("setup")
    house.clock.move(hours=48)
    assert house.links.find(late) is None
    with pytest.raises(LinkNotValidError):
        house.links.use(late)
    older, newer = (
        house.links.issue("password", sato.person_id),
        house.links.issue("password", sato.person_id),
    )
    assert house.links.find(older) is None
    with pytest.raises(LinkNotValidError):
        house.door.set_up(newer, login="boss", name="部長", password=GOOD)
    with pytest.raises(LinkNotValidError):
        house.door.set_password_by_link(house.links.issue("setup"), NEW)
    with pytest.raises(LinkNotValidError):
        house.door.set_password_by_link("made up", NEW)


def test_a_password_link_lifts_a_lockout_and_shuts_other_devices(house: House, sato: Person) -> None:
    elsewhere = house.door.sign_in("sato", GOOD).opened
    for _ in range(6):
        refusal(house, "sato", "wrong wrong")
    token = house.links.issue("password", sato.person_id)
    here = house.door.set_password_by_link(token, NEW).opened
    assert house.sessions.find(elsewhere.token) is None
    assert house.sessions.find(here.token) is not None
    house.door.sign_in("sato", NEW)
    refusal(house, "sato", GOOD)


def test_changing_the_password_needs_the_old_one(house: House, sato: Person) -> None:
    first, other = house.door.sign_in("sato", GOOD).opened, house.door.sign_in("sato", GOOD).opened
    with pytest.raises(SignInRefusedError):
        house.door.change_password(first.session, old="wrong wrong", new=NEW)
    fresh = house.door.change_password(first.session, old=GOOD, new=NEW)
    assert house.sessions.find(fresh.token) is not None
    assert house.sessions.find(first.token) is None
    assert house.sessions.find(other.token) is None


def test_confirming_asks_the_password_again(house: House, sato: Person) -> None:
    session = house.door.sign_in("sato", GOOD).opened.session
    house.clock.move(minutes=20)
    assert not house.sessions.is_confirmed(session)
    with pytest.raises(SignInRefusedError):
        house.door.confirm(session, "wrong wrong")
    house.door.confirm(session, GOOD)
    assert house.sessions.is_confirmed(house.sessions.get(session.session_id))


def test_the_audit_log_tells_who_came_and_never_what_was_typed(house: House, sato: Person) -> None:
    signed_in = house.door.sign_in("sato", GOOD, address="192.0.2.1")
    refusal(house, GOOD, "sato")  # the password typed where the login belongs
    refusal(house, "sato", "wrong wrong")
    house.door.sign_out(signed_in.opened.session)
    entries = house.audit.list(action="session.")
    assert [entry.action for entry in entries] == [
        "session.sign_out",
        "session.refused",
        "session.refused",
        "session.sign_in",
    ]
    assert GOOD not in str(entries)
    assert house.audit.verify() is None
