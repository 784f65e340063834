"""How long to wait for a CRM that is busy, and when to give up. The waiting itself is passed in.

Waits double from a second, each shortened by up to a half by chance, so that two senders do not knock together; what the
target asks for (`Retry-After`) is waited in full. Both are bounded: longer than `LONGEST_WAIT_S`, or `TRIES` in vain, and
the push pauses; what went is remembered.

Source: RFC 9110, 10.2.3 (Retry-After); RFC 6585, 4 (429).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

TRIES = 6
FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 120.0

BUSY = frozenset({429, 502, 503, 504})
"""Answers that say: not now, and nothing was done. 500 is not among them: nobody knows what it did."""


@dataclass(slots=True)
class Patience:
    """Wait between tries. tries: how often a call is made at most."""

    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    tries: int = TRIES
    first_wait_s: float = FIRST_WAIT_S
    longest_wait_s: float = LONGEST_WAIT_S
    waited: list[float] = field(default_factory=list)

    def wait(self, attempt: int, asked_s: float | None = None) -> bool:
        """Wait after the `attempt`th call in vain (from 1) and return True; False when it is time to give up."""
        if attempt >= self.tries or (asked_s is not None and asked_s > self.longest_wait_s):
            return False
        backoff = min(self.first_wait_s * 2 ** (attempt - 1), self.longest_wait_s)
        wait_s = asked_s if asked_s is not None else backoff * (1 - self.chance() / 2)
        self.waited.append(wait_s)
        self.sleep(wait_s)
        return True


def read_retry_after(text: str | None, now: datetime) -> float | None:
    """Return the seconds that a `Retry-After` asks for (a number or a date), never below 0; None when it says nothing."""
    if not text:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return max(0.0, ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds())
