"""One label found in one note, with the folded spans of its value. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

Span = tuple[int, int]
"""Start and end in folded text."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A label and what stands under it.

    key:    folded label, shared by its variants; label: as written (folded characters).
    parts:  spans of the value, one per line or member; empty when nothing was filled in.
    source: "front_matter", "heading", "bracket", "bold", "colon", "bare", "table", "column", or the delimiter.
    parent: key of the label this one stands under ("参加者" for 「- 先方: …」), "" at the top.
    is_block: the value stands on the lines below the label.
    row:    table row number for a "column" cell, else -1.
    """

    key: str
    label: str
    label_start: int
    label_end: int
    parts: tuple[Span, ...]
    source: str
    parent: str
    is_block: bool = False
    row: int = -1

    @property
    def start(self) -> int:
        return self.parts[0][0] if self.parts else self.label_end

    @property
    def end(self) -> int:
        return self.parts[-1][1] if self.parts else self.label_end


_NAME_SHAPED = re.compile(r"[一-鿿々ァ-ヴー]{1,5}|[A-Z][a-z]{1,11}|[A-Z]{1,3}")
_SPOKEN = re.compile(
    r"(?:ます|です|ました|でした|ません|ますか|ですか|ましょう|ください|ですね|ますね|ですよ|かな|だね|ね|よ)(?:[。!?！？]|$)"
)


def is_spoken(label: str, value: str) -> bool:
    """Return whether a line is somebody's words in a transcript: a label shaped as a name before a spoken sentence."""
    return bool(_NAME_SHAPED.fullmatch(label) and _SPOKEN.search(value[:400]))
