"""A mention: something named in a note that may be one of its values, whatever the sentence says of it. Pure, on folded text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import Literal, NamedTuple

Kind = Literal["firm", "person", "post", "money", "day", "odds", "stage", "deed"]
CONCEPTS: Mapping[Kind, tuple[str, ...]] = {
    "firm": ("会社名", "競合"),
    "person": ("先方出席者", "当方出席者", "決裁者"),
    "post": ("決裁者",),
    "money": ("予算",),
    "day": ("日時", "次回予定"),
    "odds": ("確度",),
    "stage": ("フェーズ",),
    "deed": ("次回アクション",),
}
"""What a mention of each kind can be a value of."""


class Mention(NamedTuple):
    """kind; folded span; the value it would be; facts: what is true of it by itself, whatever stands around it."""

    kind: Kind
    start: int
    end: int
    value: str | int
    facts: tuple[str, ...] = ()


def step(number: float, *edges: float) -> int:
    """Return how many edges a number reaches."""
    return bisect_right(edges, number)
