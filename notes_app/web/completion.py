"""What can be completed while writing: people after @, tags after #, customers in their field."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext

from notes_app.web.context import workspace
from notes_app.web.identity import current_readers

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Completion:
    """value: what is written. hint: what tells it from others of that name."""

    value: str
    hint: str = ""


def complete(kind: str, typed: str) -> tuple[Completion, ...]:
    """Return up to `SHOWN` completions of "people", "tag" or "account"; those that begin with `typed` come first."""
    if kind == "people":
        return _best(_people(), typed)
    if kind == "tag":
        return _best(_counted("tag"), typed)
    if kind == "account":
        return _best(_counted("account"), typed)
    return ()


def _people() -> Iterable[tuple[Completion, str]]:
    for row in workspace().people.list_rows(only_active=True):
        yield (
            Completion(row.person.name, gettext("Member")),
            f"{row.person.name} {row.reading} {row.person.login}",
        )
    for name, _count in workspace().catalog.count_by("contact", readers=current_readers()):
        yield Completion(name, gettext("Customer's contact")), name
    for name, _count in workspace().catalog.count_by("account", readers=current_readers()):
        yield Completion(name, gettext("Customer")), name


def _counted(dimension: str) -> Iterable[tuple[Completion, str]]:
    for value, count in workspace().catalog.count_by(dimension, readers=current_readers()):  # type: ignore[arg-type]
        yield Completion(value, gettext("%(count)s notes", count=count)), value


def _best(offers: Iterable[tuple[Completion, str]], typed: str) -> tuple[Completion, ...]:
    wanted = _fold(typed)
    starting: list[Completion] = []
    inside: list[Completion] = []
    for offer, words in offers:
        folded = _fold(words)
        if any(word.startswith(wanted) for word in folded.split()) or folded.startswith(wanted):
            starting.append(offer)
        elif wanted in folded.replace(" ", ""):
            inside.append(offer)
    return tuple(dict.fromkeys(starting + inside))[:SHOWN]


def _fold(text: str) -> str:
    """Return text as it is compared: width and case folded, katakana as hiragana, so that ｻﾄｳ finds さとう."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in folded)
