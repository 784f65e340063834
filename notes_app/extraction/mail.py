"""Read a mail as a file (.eml): who, when, about what, its text, and the names of what was attached to it."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from html.parser import HTMLParser

from notes_app.extraction.extracted import LONGEST_TEXT, Extracted, ReadPassage, gathered

_HEADERS = ("subject", "from", "to", "cc", "date")


def read_mail(data: bytes) -> Extracted:
    """Return the text of a mail; what cannot be decoded in it is left out."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    lines = [*_headers(message), "", _body(message), *_attached(message)]
    return gathered([ReadPassage("text", "", "\n".join(lines))])


def _headers(message: EmailMessage) -> Iterator[str]:
    for name in _HEADERS:
        try:
            value = str(message.get(name, "") or "")
        except Exception:  # noqa: S112 - a header that breaks its own rules
            continue
        if value.strip():
            yield f"{name.title()}: {value}"


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, UnicodeError, KeyError):  # an encoding nobody knows
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return text_of_html(text) if part.get_content_subtype() == "html" else text


def _attached(message: EmailMessage) -> Iterator[str]:
    for part in message.iter_attachments():
        name = part.get_filename() if hasattr(part, "get_filename") else None
        if name:
            yield str(name)


def text_of_html(markup: str) -> str:
    """Return what a reader sees of an HTML mail."""
    reader = _Visible()
    reader.feed(markup[: 4 * LONGEST_TEXT])
    reader.close()
    return "".join(reader.pieces)


class _Visible(HTMLParser):
    """Gathers text; what stands in scripts and styles is none."""

    _HIDDEN = frozenset({"script", "style", "head", "template"})
    _BREAKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in self._HIDDEN
        if tag in self._BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in self._HIDDEN))

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)
