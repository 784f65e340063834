"""Content lines, the text that vCard and iCalendar are made of: escaping, folding at 75 octets, and the way back. Pure.

Source: RFC 6350 and RFC 2426 (vCard), RFC 5545 section 3.1 (iCalendar).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_LONGEST_LINE = 75  # octets, the line break not counted
_ESCAPES = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n", "\\N": "\n"}
_ESCAPED = re.compile(r"\\[\\;,nN]")


def escape(text: str) -> str:
    """Return text as one value of a content line."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def unescape(text: str) -> str:
    """Return what `escape` was given."""
    return _ESCAPED.sub(lambda match: _ESCAPES[match[0]], text)


def split_values(text: str, mark: str) -> list[str]:
    """Return the values of a line, parted by `,` or `;` that no backslash stands before, each unescaped."""
    return [unescape(one) for one in re.findall(rf"((?:[^\\{mark}]|\\.)*)(?:{mark}|$)", text, re.DOTALL)[:-1] or [""]]


def to_bytes(lines: Iterable[str]) -> bytes:
    """Return the lines as a file: UTF-8, CRLF, folded at 75 octets and never inside a character."""
    return b"".join(part for line in lines for part in _fold(line.encode("utf-8")))


def _fold(line: bytes) -> Iterator[bytes]:
    start, room = 0, _LONGEST_LINE
    while len(line) - start > room:
        end = start + room
        while line[end] & 0b1100_0000 == 0b1000_0000:  # the middle of a character
            end -= 1
        yield line[start:end] + b"\r\n "
        start, room = end, _LONGEST_LINE - 1
    yield line[start:] + b"\r\n"


def read_lines(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield (name with parameters, escaped value) of each line, unfolded."""
    for line in data.decode("utf-8").replace("\r\n ", "").split("\r\n"):
        if line:
            name, _, value = line.partition(":")
            yield name, value
