"""How commands speak: to a person in their language, or as JSON with `--json`; progress on a terminal only."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import east_asian_width

import click

from notes_app.errors import Language

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")

Progress = Callable[[int, int | None], None]
"""Called with how many are done and, when known, of how many."""


def language_of(environ: Mapping[str, str] | None = None) -> Language:
    """Return the language of the terminal: Japanese when LC_ALL, LC_MESSAGES or LANG says ja, else English."""
    source = os.environ if environ is None else environ
    spoken = source.get("LC_ALL") or source.get("LC_MESSAGES") or source.get("LANG") or ""
    return "ja" if spoken.lower().startswith("ja") else "en"


@dataclass(slots=True)
class Output:
    """Where a command's answer goes. as_json: machine-readable, documented in docs/reference/cli.md."""

    as_json: bool = False
    language: Language = field(default_factory=language_of)

    def pick(self, ja: str, en: str) -> str:
        """Return the sentence in the person's language."""
        return ja if self.language == "ja" else en

    def say(self, ja: str, en: str) -> None:
        """Print a sentence for a person; nothing under `--json`."""
        if not self.as_json:
            click.echo(_printable(self.pick(ja, en)))

    def answer(self, value: Mapping[str, Any]) -> None:
        """Print one JSON object on one line; nothing without `--json`."""
        if self.as_json:
            text = json.dumps(value, ensure_ascii=False, default=str)
            # A file name that is not UTF-8 keeps its bytes as \\udcXX: programs can open it by what they read here.
            click.echo(_HALF_CHARACTER.sub(lambda found: f"\\u{ord(found[0]):04x}", text))

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Print an aligned table for a person, counting full-width characters as two columns."""
        if self.as_json:
            return
        cells = [[str(cell) for cell in row] for row in rows]
        widths = [max([_width(heading), *(_width(row[at]) for row in cells)]) for at, heading in enumerate(headings)]
        for row in [list(headings), ["-" * width for width in widths], *cells]:
            line = "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
            click.echo(_printable(line.rstrip()))

    def progress(self, ja: str, en: str) -> Progress:
        """Return a callback that draws progress on standard error when that is a terminal, and nothing in a pipe."""
        if self.as_json or not sys.stderr.isatty():
            return lambda done, total: None
        label = self.pick(ja, en)

        def draw(done: int, total: int | None) -> None:
            of = f"/{total:,}" if total else ""
            end = "\n" if total and done >= total else ""
            click.echo(f"\r{label} {done:,}{of}{end}", nl=False, err=True)

        return draw


def _printable(text: str) -> str:
    return _HALF_CHARACTER.sub("\ufffd", text)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)
