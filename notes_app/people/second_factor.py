"""The second factor: six digits from an authenticator app, and recovery codes for the day the phone is gone. Pure.

Source: TOTP, RFC 6238 (SHA-1, 30 s, 6 digits: what every authenticator app understands), by pyotp.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime

import pyotp

STEP_S = 30
RECOVERY_CODES = 10
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that looks like another


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app is given. secret: base32, to be typed; uri: otpauth://…, to be shown as a QR code."""

    secret: str
    uri: str


def enrol(login: str, secret: str | None = None) -> Enrolment:
    """Return an enrolment for `login`, with a fresh secret unless one is given."""
    chosen = secret or pyotp.random_base32()
    return Enrolment(chosen, pyotp.TOTP(chosen).provisioning_uri(name=login, issuer_name="notes-app"))


def matching_step(secret: str, code: str, at: datetime) -> int | None:
    """Return the 30-second step whose code this is, one step early or late included; None when it is no such code."""
    digits = clean_code(code)
    if len(digits) != 6 or not digits.isdecimal():
        return None
    now, totp = int(at.timestamp()) // STEP_S, pyotp.TOTP(secret)
    steps = (step for step in (now, now - 1, now + 1) if secrets.compare_digest(totp.generate_otp(step), digits))
    return next(steps, None)


def make_recovery_codes() -> tuple[str, ...]:
    """Return ten codes of twelve letters in three groups (59 bits each), to be shown once."""
    return tuple(
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3)) for _ in range(RECOVERY_CODES)
    )


def hash_recovery_code(code: str) -> str:
    """Return the SHA-256 by which a recovery code is kept, however it is typed. Codes are random: a fast hash is enough."""
    return hashlib.sha256(clean_code(code).encode("utf-8", "surrogatepass")).hexdigest()


def clean_code(code: str) -> str:
    """Return a code as it is compared: half-width, upper case, without spaces and hyphens."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", code[:80]).upper() if sign.isalnum())
