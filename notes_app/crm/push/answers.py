"""Keep every answer of a CRM in `var/push/RUN.jsonl`: what was asked, what came back, when. Touches files.

Bounded: a long answer is cut, a run stops keeping bodies at `MOST_BYTES`, and only the newest `MOST_RUNS` files stay. No
request headers are kept, so no credential; the files are readable to the app's own user alone.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

LONGEST_BODY = 16_384
MOST_BYTES = 32 * 1024 * 1024
MOST_RUNS = 20
_KEPT_HEADERS = ("retry-after", "sforce-limit-info", "x-hubspot-ratelimit-remaining", "x-hubspot-ratelimit-daily-remaining")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. number: from 1 in its run; status: 0 when none came; sent_bytes: of the request's body."""

    number: int
    at: str
    method: str
    url: str
    status: int
    sent_bytes: int
    body: str
    headers: Mapping[str, str]


class AnswerFile:
    """The answers of one run, added to line by line."""

    def __init__(self, folder: Path, run_id: str, now: Callable[[], datetime]) -> None:
        self._folder, self._now = folder, now
        self.path = folder / f"{run_id}.jsonl"
        self._lock = threading.Lock()
        self._number = 0
        self._bytes = 0

    def keep(self, method: str, url: str, status: int, body: bytes | str, *, sent_bytes: int, headers: Mapping[str, str]) -> None:
        """Add one answer."""
        text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
        cut = text if len(text) <= LONGEST_BODY else text[:LONGEST_BODY] + f"… (+{len(text) - LONGEST_BODY})"
        lower = {name.lower(): value for name, value in headers.items()}
        with self._lock:
            self._number += 1
            line = {
                "number": self._number,
                "at": self._now().isoformat(timespec="milliseconds"),
                "method": method,
                "url": url[:2000],
                "status": status,
                "sent_bytes": sent_bytes,
                "body": cut if self._bytes < MOST_BYTES else "…",
                "headers": {name: lower[name] for name in _KEPT_HEADERS if name in lower},
            }
            data = (json.dumps(line, ensure_ascii=False) + "\n").encode("utf-8", "replace")
            if self._number == 1:
                self._prepare()
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "ab") as file:
                file.write(data)
            self._bytes += len(data)

    def _prepare(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        files = sorted(self._folder.glob("*.jsonl"), key=lambda path: path.stat().st_mtime)
        for old in files[: max(0, len(files) - MOST_RUNS + 1)]:
            old.unlink(missing_ok=True)


def read_answers(folder: Path, run_id: str, *, offset: int = 0, limit: int = 50) -> tuple[tuple[Answer, ...], int]:
    """Return some answers of a run, in order, and how many there are; () when they are gone. A torn last line is left out."""
    path = folder / f"{run_id}.jsonl"
    if not run_id.isalnum() or not path.is_file():
        return (), 0
    found: list[Answer] = []
    total = 0
    for line in _lines(path):
        if offset <= total < offset + limit:
            found.append(Answer(**line))
        total += 1
    return tuple(found), total


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for text in file:
            try:
                yield json.loads(text)
            except ValueError:
                continue
