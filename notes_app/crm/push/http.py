"""The wire below the CRMs' client libraries: patient with a busy target, every answer kept. Touches the network.

Both libraries we send through, requests (simple-salesforce, kintone) and urllib3 (hubspot-api-client), get their connections
from here, so that one rule says when a call is made again: the target said that it did nothing (429, 503, a limit), or the
connection broke and the call may be repeated without harm. Redirects are not followed: a token goes to one place only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

import requests
import urllib3
from urllib3.exceptions import HTTPError, NewConnectionError

from notes_app.crm.push.answers import AnswerFile
from notes_app.crm.push.errors import PushPausedError
from notes_app.crm.push.patience import BUSY, Patience, read_retry_after

CONNECT_S, READ_S = 10.0, 180.0
HIDDEN = "…"


class AnswerLostError(PushPausedError):
    """The connection broke after something may have been done; only who asked knows how to find out."""


@dataclass(frozen=True, slots=True)
class Busy:
    """The target did nothing. code: as of `PushPausedError`; words: its own; is_brief: whether waiting seconds may help."""

    code: str
    words: str
    is_brief: bool = True


ReadBusy = Callable[[int, str], Busy | None]
"""Status and body of an answer -> why the target did nothing, None when it did or refused for good."""


def plain_busy(status: int, body: str) -> Busy | None:
    """Return what the status alone says."""
    return Busy("rate_limit" if status == 429 else "unavailable", f"HTTP {status} {body[:300]}".strip()) if status in BUSY else None


@dataclass(slots=True)
class Wire:
    """What every call needs. target: as people call it; secrets: hidden in what is kept; may_repeat: method and URL -> whether
    a call whose answer was lost may be made again.
    """

    target: str
    patience: Patience
    answers: AnswerFile
    now: Callable[[], datetime]
    read_busy: ReadBusy = plain_busy
    may_repeat: Callable[[str, str], bool] = lambda method, url: method in ("GET", "HEAD")
    secrets: Sequence[str] = ()
    is_secret: Callable[[str], bool] = lambda url: False

    def keep(self, method: str, url: str, status: int, body: str, sent: object, headers: Mapping[str, str]) -> None:
        text = HIDDEN if self.is_secret(url) else body
        for secret in self.secrets:
            text = text.replace(secret, HIDDEN)
        size = len(sent) if isinstance(sent, str | bytes) else 0
        self.answers.keep(method, url, status, text, sent_bytes=size, headers=headers)

    def broke(self, method: str, url: str, error: Exception, attempt: int, *, was_sent: bool) -> None:
        """Wait and return when the call may be made again; else raise what the person is told."""
        words = _words(error)
        self.keep(method, url, 0, words, b"", {})
        if was_sent and not self.may_repeat(method, url):
            raise AnswerLostError(code="answer_lost", target=self.target, words=words) from error
        if not self.patience.wait(attempt):
            raise PushPausedError(code="unreachable", target=self.target, words=words) from error

    def came(self, status: int, body: str, headers: Mapping[str, str], attempt: int) -> bool:
        """Return whether the answer counts; wait and return False when the call is to be made again."""
        busy = self.read_busy(status, body)
        if busy is None:
            return True
        asked_s = read_retry_after(headers.get("Retry-After"), self.now())
        if not busy.is_brief or not self.patience.wait(attempt, asked_s):
            raise PushPausedError(code=busy.code, target=self.target, words=busy.words)
        return False


def _words(error: Exception) -> str:
    """Return what broke, without the addresses that libraries put around it."""
    while error.__context__ is not None and not isinstance(error, OSError):
        inner = error.__context__
        if not isinstance(inner, Exception):
            break
        error = inner
    return f"{type(error).__name__}: {str(error)[:200]}"


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


class PatientSession(requests.Session):
    """A session for libraries over requests."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self.wire = wire
        self.auth = _as_it_is  # without it, a .netrc would take the place of our own headers

    def request(self, method: str, url: str, *args: Any, **more: Any) -> requests.Response:  # type: ignore[override]
        verb, address = method.upper(), url
        more.setdefault("timeout", (CONNECT_S, READ_S))
        more["allow_redirects"] = False
        for attempt in count(1):
            try:
                answer = super().request(method, url, *args, **more)
            except requests.exceptions.RequestException as error:
                self.wire.broke(verb, address, error, attempt, was_sent=not _never_left(error))
                continue
            if "charset" not in answer.headers.get("Content-Type", ""):
                answer.encoding = "utf-8"  # requests would read a CSV without a charset as Latin-1
            self.wire.keep(verb, address, answer.status_code, answer.text, answer.request.body, answer.headers)
            if self.wire.came(answer.status_code, answer.text, answer.headers, attempt):
                return answer
        raise AssertionError("unreachable")


def _never_left(error: Exception) -> bool:
    """Return whether no connection was made, so that the target cannot have done anything."""
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, NewConnectionError) or isinstance(getattr(seen, "reason", None), NewConnectionError):
            return True
        seen = seen.__context__
    return False


class PatientPool(urllib3.PoolManager):
    """A pool for libraries over urllib3. They expect answers with `getheaders`, as urllib3 has them again since 2.6.1."""

    def __init__(self, wire: Wire) -> None:
        super().__init__(num_pools=4, maxsize=4)
        self.wire = wire

    def urlopen(  # type: ignore[override]
        self, method: str, url: str, redirect: bool = True, **more: Any
    ) -> urllib3.BaseHTTPResponse:
        more["retries"] = False
        if more.get("timeout") is None:
            more["timeout"] = urllib3.Timeout(connect=CONNECT_S, read=READ_S)
        for attempt in count(1):
            try:
                answer = super().urlopen(method, url, redirect=False, **more)
            except HTTPError as error:
                self.wire.broke(method, url, error, attempt, was_sent=not _never_left(error))
                continue
            body = answer.data.decode("utf-8", "replace")
            self.wire.keep(method, url, answer.status, body, more.get("body"), answer.headers)
            if self.wire.came(answer.status, body, answer.headers, attempt):
                return answer
        raise AssertionError("unreachable")
