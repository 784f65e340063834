"""Open a note at the words somebody asked for: `?at=start-end`, characters of the file's text
(`&in=body`: of its body).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from notes_app.minutes.note import Note

KEY = "at"
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)
_MARK = re.compile(r'<mark data-key="((?:[^" ]+ )*at(?: [^" ]+)*)">')
_LONGEST = 2_000  # characters; more than that is no place to look at but a text to read


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """Words of a note. start, end: in its body, negative in the front matter above it."""

    start: int
    end: int
    words: str

    @property
    def is_in_body(self) -> bool:
        return self.start >= 0

    @property
    def marks(self) -> list[tuple[int, int, str]]:
        """What `render_markdown` is to highlight."""
        return [(self.start, self.end, KEY)] if self.is_in_body else []


def find_place(note: Note, asked: Mapping[str, str]) -> AskedPlace | None:
    """Return the place an address asks for, None when it names none or the text is shorter by now."""
    span = _SPAN.fullmatch(asked.get("at", ""))
    if span is None:
        return None
    shift = note.body_start if asked.get("in") == "body" else 0
    start, end = int(span[1]) + shift, min(int(span[2]) + shift, int(span[1]) + shift + _LONGEST)
    if not start < end <= len(note.text):
        return None
    return AskedPlace(start - note.body_start, end - note.body_start, note.text[start:end])


def with_anchor(html: Markup) -> Markup:
    """Give the first highlighted words an id, so that `#at` scrolls to them without a script."""
    return Markup(_MARK.sub(r'<mark id="at" data-key="\1">', str(html), count=1))  # noqa: S704 - sanitised before; adds a fixed attribute
