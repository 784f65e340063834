"""Is a note written in English? One judgement for every rule that asks it of a whole note. Pure, on folded text."""

from __future__ import annotations

import re

_READ = 4000  # characters; who begins a note in one language goes on in it
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]+")
_FEW = 20  # of that many characters, fewer than one is Japanese


def is_written_in_english(text: str) -> bool:
    """Return whether a note is written in English; a Japanese name or two does not make it Japanese."""
    head = text[:_READ]
    foreign = len(head) - len(head.encode("ascii", "ignore"))
    return foreign * _FEW < len(head) or sum(map(len, _JAPANESE.findall(head))) * _FEW < len(head)
