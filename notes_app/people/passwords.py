"""Keep passwords so that a stolen ledger does not give them away.

Pure but for the salt's randomness. argon2id with the library's RFC 9106 low-memory profile; parameters may
rise with a release, and `verify_password` says when a stored hash should be made anew.

Source: RFC 9106 (argon2); NIST SP 800-63B 5.1.1.2 (length, NFKC, refusal of common passwords, no composition
        rules).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from notes_app.errors import NotesAppError

MIN_LENGTH = 10
MAX_LENGTH = 256
"""A longer one adds nothing, and hashing megabytes is a way to stall the server."""

_HASHER = PasswordHasher()

# Runs that fingers know. A password that is one of these from end to end, however often repeated, is refused.
_RUNS = (
    "01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujm",
    "あいうえおかきくけこさしすせそたちつてと", "いろはにほへとちりぬるを",
)  # fmt: skip

# The words behind the most used passwords of public leaks, Japanese lists included; digits and signs around
# them are cut off before comparing, because that is how people lengthen them.
_COMMON_WORDS = frozenset(
    """ password passwort passw0rd p@ssword p@ssw0rd pass word pasuwado welcome letmein admin administrator
    root login iloveyou sunshine princess football baseball monkey dragon master superman batman trustno
    michael jordan sakura sayuri tokyo osaka japan nippon nihon watashi doraemon pikachu pokemon hellokitty
    arigatou konnichiwa salesforce company kaisha eigyou changeme secret default guest test testtest hello
    helloworld asdf qwerty abc パスワード ぱすわーど さくら ひみつ
    """.split()
)


class PasswordRefusedError(NotesAppError):
    """Base of the reasons a new password is not taken."""


class PasswordTooShortError(PasswordRefusedError):
    """Facts: minimum."""

    ja = "パスワードが短すぎます。{minimum} 文字以上にしてください。"
    en = "The password is too short. Use at least {minimum} characters."


class PasswordTooLongError(PasswordRefusedError):
    """Facts: maximum."""

    ja = "パスワードが長すぎます。{maximum} 文字以内にしてください。"
    en = "The password is too long. Use at most {maximum} characters."


class PasswordCommonError(PasswordRefusedError):
    ja = (
        "そのパスワードはよく使われるもの、または推測しやすいものです。関係のない言葉をいくつか並べた長いも"
        "のにしてください。"
    )
    en = "That password is common or easy to guess. Put a few unrelated words together instead."


@dataclass(frozen=True, slots=True)
class PasswordCheck:
    """is_right: the password matches. is_outdated: it does, but the hash was made with older parameters; hash
    anew.
    """

    is_right: bool
    is_outdated: bool = False


def normalize_password(password: str) -> str:
    """Return the password as it is hashed: NFKC, so that full-width typing and half-width typing are one
    password.
    """
    return unicodedata.normalize("NFKC", password)


def check_strength(password: str, *, login: str = "") -> None:
    """Refuse a new password that is too short, too long, or among the first that anybody tries.

    Args:
        login: the person's login; a password built around it is refused.

    Raises:
        PasswordTooShortError, PasswordTooLongError, PasswordCommonError: all `PasswordRefusedError`.
    """
    text = normalize_password(password)
    if len(text) < MIN_LENGTH:
        raise PasswordTooShortError(minimum=MIN_LENGTH)
    if len(text) > MAX_LENGTH:
        raise PasswordTooLongError(maximum=MAX_LENGTH)
    if _is_easy(text.casefold(), normalize_password(login).casefold()):
        raise PasswordCommonError()


def _is_easy(text: str, login: str) -> bool:
    unit = text[: _period(text)]
    if len(unit) <= 4 or any(unit in run for run in _RUNS):
        return True
    if len(text) < 16 and not any(character.isalpha() for character in text):
        return True  # a date or a telephone number
    core = "".join(character for character in text if character.isalpha() or character == "@")
    # Letters that stand for themselves with digits and signs around them: "Sakura-2026!" is "sakura".
    edges_off = text.strip("0123456789!?.,;:#$%&*+-_=/~^|()[]{}<>'\"` ")
    known = _COMMON_WORDS | ({login} if len(login) >= 3 else set())
    return any(part[: _period(part)] in known or part in known for part in (core, edges_off) if part)


def _period(text: str) -> int:
    """Return the length of the shortest unit whose repetition, cut anywhere, gives `text`."""
    return next(size for size in range(1, len(text) + 1) if text.startswith(text[size:]))


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, salt and parameters inside; about 50 ms of work on purpose."""
    return _HASHER.hash(normalize_password(password))


@lru_cache(maxsize=2)
def _absent_hash(hasher: PasswordHasher) -> str:
    """Return what is checked when the login is unknown, so that the answer takes as long as for a known one."""
    return hasher.hash("the password of nobody")


def verify_password(stored_hash: str, password: str) -> PasswordCheck:
    """Return whether `password` is the one behind `stored_hash`; an empty or broken hash takes as long and is
    wrong.
    """
    text = normalize_password(password)[:MAX_LENGTH]
    try:
        _HASHER.verify(stored_hash or _absent_hash(_HASHER), text)
    except InvalidHashError:
        verify_password("", password)
        return PasswordCheck(is_right=False)
    except VerificationError:
        return PasswordCheck(is_right=False)
    return PasswordCheck(
        is_right=bool(stored_hash), is_outdated=bool(stored_hash) and _HASHER.check_needs_rehash(stored_hash)
    )
