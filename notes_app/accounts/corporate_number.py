"""法人番号, the 13-digit corporate number of Japan. Pure.

Source: check digit of the National Tax Agency, Ordinance on the Designation of Corporate Numbers, article 2:
9 - (sum of P_n * Q_n mod 9), P_n the n-th digit from the right of the other twelve, Q_n 1 for odd n, 2 for
even n.
"""

from __future__ import annotations

import re
import unicodedata

from notes_app.errors import NotesAppError


class BadCorporateNumberError(NotesAppError):
    """Facts: number."""

    ja = "法人番号「{number}」は正しくありません。13 桁の数字と検査数字（先頭の 1 桁）を確かめてください。"
    en = "“{number}” is not a corporate number. Check the 13 digits; the first one is the check digit."


def check_digit(body: str) -> int:
    """Return the check digit of the twelve digits that follow it."""
    total = sum(int(digit) * (1 if at % 2 == 0 else 2) for at, digit in enumerate(reversed(body)))
    return 9 - total % 9


def is_corporate_number(text: str) -> bool:
    """Return whether `text` is 13 digits (however wide, with hyphens or spaces) with the right check
    digit.
    """
    digits = _digits(text)
    return len(digits) == 13 and int(digits[0]) == check_digit(digits[1:])


def parse_corporate_number(text: str) -> str:
    """Return the 13 digits.

    Raises:
        BadCorporateNumberError: it is not one.
    """
    if not is_corporate_number(text):
        raise BadCorporateNumberError(number=text[:40])
    return _digits(text)


def _digits(text: str) -> str:
    plain = re.sub(r"[\s\-‐－ー]", "", unicodedata.normalize("NFKC", text))
    return plain.removeprefix("T") if plain.isascii() and plain.removeprefix("T").isdigit() else ""
