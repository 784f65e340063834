"""The second factor: a right password alone opens nothing, a code works once, and no way leads around it."""

from __future__ import annotations

from pathlib import Path

import pyotp
import pytest

from notes_app.ledger.sealing import SealBrokenError, Sealer
from notes_app.people.permission import Person, may
from notes_app.people.person_store import NameTakenError
from notes_app.people.second_factor import RECOVERY_CODES, enrol, matching_step
from notes_app.people.second_factor_store import CodeWrongError, SecondFactors
from notes_app.people.sign_in import CodeNeeded, SignedIn, SignInRefusedError
from tests.people.conftest import GOOD, Clock, House


@pytest.fixture
def sato(house: House) -> Person:
    return house.persons.add(login="sato", name="佐藤", role="rep", password=GOOD)


@pytest.fixture
def secret(house: House, sato: Person) -> str:
    secret = enrol("sato").secret
    house.factors.turn_on(sato.person_id, secret, code_of(secret, house.clock))
    house.clock.move(seconds=60)
    return secret


def code_of(secret: str, clock: Clock) -> str:
    return pyotp.TOTP(secret).at(clock.at)


def test_a_right_password_alone_opens_nothing(house: House, sato: Person, secret: str) -> None:
    assert house.door.sign_in("sato", GOOD) == CodeNeeded(sato)
    assert house.sessions.list(sato.person_id) == ()
    signed_in = house.door.enter_code(sato.person_id, code_of(secret, house.clock))
    assert house.sessions.find(signed_in.opened.token) is not None


def test_a_link_to_set_a_password_does_not_lead_around_it(house: House, sato: Person, secret: str) -> None:
    token = house.links.issue("password", sato.person_id)
    assert house.door.set_password_by_link(token, "きのうの海は 77 orange") == CodeNeeded(sato)


def test_a_code_works_once_and_only_in_its_time(house: House, sato: Person, secret: str) -> None:
    code = code_of(secret, house.clock)
    house.door.enter_code(sato.person_id, code)
    with pytest.raises(CodeWrongError):
        house.door.enter_code(sato.person_id, code)
    house.clock.move(seconds=90)
    late = code_of(secret, house.clock)
    house.clock.move(seconds=29)
    house.door.enter_code(sato.person_id, late)
    house.clock.move(seconds=90)
    with pytest.raises(CodeWrongError):
        house.door.enter_code(sato.person_id, late)


@pytest.mark.parametrize("write", [str, lambda code: f"{code[:3]} {code[3:]}", lambda code: code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))],
    ids=["plain", "with a space", "full width"])  # fmt: skip
def test_a_code_is_read_however_it_is_typed(house: House, sato: Person, secret: str, write: object) -> None:
    typed = write(code_of(secret, house.clock))  # type: ignore[operator]
    assert isinstance(house.door.enter_code(sato.person_id, typed), SignedIn)


def test_a_recovery_code_works_once(house: House, sato: Person) -> None:
    secret = enrol("sato").secret
    codes = house.factors.turn_on(sato.person_id, secret, code_of(secret, house.clock))
    assert len(set(codes)) == RECOVERY_CODES
    house.door.enter_code(sato.person_id, codes[3].lower().replace("-", " "))
    with pytest.raises(CodeWrongError):
        house.door.enter_code(sato.person_id, codes[3])
    kept = house.factors.find(sato.person_id)
    assert kept is not None
    assert kept.recovery_count == RECOVERY_CODES - 1


def test_guesses_make_the_login_rest_even_when_the_password_is_typed_again_in_between(
    house: House, sato: Person, secret: str
) -> None:
    """Password right, code wrong, password right, code wrong: the right passwords must not wipe the failures out."""
    for _ in range(2):
        assert isinstance(house.door.sign_in("sato", GOOD), CodeNeeded)
        with pytest.raises(CodeWrongError):
            house.door.enter_code(sato.person_id, "000000")
    assert isinstance(house.door.sign_in("sato", GOOD), CodeNeeded)  # the fifth try: from here on the login rests
    with pytest.raises(CodeWrongError):
        house.door.enter_code(sato.person_id, code_of(secret, house.clock))
    with pytest.raises(SignInRefusedError):
        house.door.sign_in("sato", GOOD)


def test_neither_secret_nor_recovery_codes_can_be_read_from_the_ledger(house: House, sato: Person) -> None:
    secret = enrol("sato").secret
    codes = house.factors.turn_on(sato.person_id, secret, code_of(secret, house.clock))
    with house.engine.connect() as link:
        stored = str(link.exec_driver_sql("SELECT * FROM second_factor").all())
    assert secret not in stored
    assert all(code not in stored and code.replace("-", "") not in stored for code in codes)


def test_another_key_cannot_open_it_and_says_so(house: House, sato: Person, secret: str, tmp_path: Path) -> None:
    elsewhere = SecondFactors(house.engine, house.clock, Sealer(tmp_path / "another"))
    with pytest.raises(SealBrokenError):
        elsewhere.check(sato.person_id, code_of(secret, house.clock))


def test_turning_it_on_needs_a_code_of_that_secret(house: House, sato: Person) -> None:
    with pytest.raises(CodeWrongError):
        house.factors.turn_on(sato.person_id, enrol("sato").secret, code_of(enrol("sato").secret, house.clock))
    assert house.factors.find(sato.person_id) is None
    assert isinstance(house.door.sign_in("sato", GOOD), SignedIn)


def test_after_a_reset_the_password_is_enough(house: House, sato: Person, secret: str) -> None:
    assert house.factors.turn_off(sato.person_id)
    assert not house.factors.turn_off(sato.person_id)
    assert isinstance(house.door.sign_in("sato", GOOD), SignedIn)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "①②③④⑤⑥", "\ud800", "9" * 5000])
def test_nonsense_is_no_code(house: House, code: str) -> None:
    assert matching_step(enrol("x").secret, code, house.clock.at) is None


class Private:
    readers = frozenset({"person:佐藤"})


def test_after_a_new_name_private_notes_under_the_old_one_stay_ones_own(house: House, sato: Person) -> None:
    renamed = house.persons.edit(sato.person_id, name="田中")
    assert may(renamed, "note.read", Private())
    back = house.persons.edit(sato.person_id, name="佐藤")
    again = house.persons.edit(back.person_id, name="田中")
    assert again.former_names == {"佐藤", "田中"}
    assert house.persons.list()[0].former_names == again.former_names


def test_nobody_else_can_take_a_name_somebody_had(house: House, sato: Person) -> None:
    house.persons.edit(sato.person_id, name="田中")
    with pytest.raises(NameTakenError):
        house.persons.add(login="new", name="佐藤", role="rep")
