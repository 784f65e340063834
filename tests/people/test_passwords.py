"""What a password may be, and how it is kept."""

from __future__ import annotations

from contextlib import suppress

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from notes_app.people import passwords
from notes_app.people.passwords import (
    PasswordCommonError,
    PasswordTooLongError,
    PasswordTooShortError,
    check_strength,
    hash_password,
    verify_password,
)


@pytest.mark.parametrize(
    "password",
    [
        "password123",
        "Password!2026",
        "1234567890",
        "0987654321",
        "qwertyuiop",
        "1qaz2wsx3edc",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "sakura2026!!",
        "SakuraSakura",
        "ｐａｓｓｗｏｒｄ１２３",
        "パスワード123456",
        "yamada12345",
        "2026/04/01",
    ],
)
def test_refuses_what_anybody_tries_first(password: str) -> None:
    with pytest.raises(PasswordCommonError):
        check_strength(password, login="yamada")


@pytest.mark.parametrize(
    "password", ["correct horse battery", "あめのち晴れ 42 banana", "kX9#mmZ-2q!r", "犬がお茶をのむ金曜日"]
)
def test_takes_long_unrelated_words(password: str) -> None:
    check_strength(password, login="yamada")


def test_says_how_long_a_password_must_be() -> None:
    with pytest.raises(PasswordTooShortError) as short:
        check_strength("kX9#mmZ-2")
    assert "10" in short.value.explain("ja")
    assert "10" in short.value.explain("en")
    with pytest.raises(PasswordTooLongError):
        check_strength("kX9#" * 100)


def test_full_width_and_half_width_typing_are_one_password() -> None:
    assert verify_password(hash_password("Ｂａｎａｎａ－４２ｶﾞ"), "Banana-42ガ").is_right


def test_the_stored_text_is_argon2id_and_differs_each_time() -> None:
    first, second = hash_password("kX9#mmZ-2q!r"), hash_password("kX9#mmZ-2q!r")
    assert first.startswith("$argon2id$")
    assert first != second


def test_a_hash_made_with_older_parameters_asks_to_be_made_anew() -> None:
    old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash("kX9#mmZ-2q!r")
    assert verify_password(old, "kX9#mmZ-2q!r").is_outdated
    assert not verify_password(hash_password("kX9#mmZ-2q!r"), "kX9#mmZ-2q!r").is_outdated


@pytest.mark.parametrize("stored", ["", "not a hash", "$argon2id$v=19$broken"])
def test_a_missing_or_broken_hash_lets_nobody_in(stored: str) -> None:
    assert not verify_password(stored, "kX9#mmZ-2q!r").is_right
    assert not verify_password(stored, "nobody").is_right


def test_the_parameters_in_force_are_those_of_rfc_9106() -> None:
    shipped = PasswordHasher()
    assert (shipped.time_cost, shipped.memory_cost >= 65_536, shipped.type.name) == (3, True, "ID")
    assert passwords.MIN_LENGTH == 10


@given(st.text(max_size=40))
def test_any_text_is_judged_without_a_crash(password: str) -> None:
    with suppress(passwords.PasswordRefusedError):
        check_strength(password, login=password[:5])
