"""Text made to hurt: every reading ends, having looked at a bounded part of it."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from types import FrameType

import pytest

from notes_app.mining.contribution import ENTRY_LIMIT, contribute
from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.lines import parse_lines
from tests.mining.writing import note

SIZE = 200_000
_SOUP = "予算競合次回決裁者は：、。\n 　-*【】12万円A社様部長()/|"
HOSTILE = {
    "one letter": "a" * SIZE,
    "kanji": "漢" * SIZE,
    "digits and commas": "1," * (SIZE // 2),
    "brackets": "【" * SIZE,
    "people": "田中部長様" * (SIZE // 5),
    "labels on one line": "予算:" * (SIZE // 3),
    "blank lines": "\n" * SIZE,
    "labelled lines": "予算：300万円\n" * (SIZE // 9),
    "table rows": "|a|b|\n" * (SIZE // 6),
    "one row": "|" * SIZE,
    "headings": "# a\n" * (SIZE // 4),
    "sentences": "決裁は社長。" * (SIZE // 6),
    "long lines": ("決裁" + "社" * 1495 + "\n") * (SIZE // 1498),
    "half-width": "ｶﾞ" * (SIZE // 2),
    "full-width": "１" * SIZE,
    "many labels": "".join(f"ラベル{n}：値{n}\n" for n in range(SIZE // 12)),
    "stars": "*" * SIZE,
    "front matter": "---\n" + "a: b\n" * (SIZE // 5) + "---\n",
    "companies": "株式会社" * (SIZE // 4),
    "quotes": "> " * (SIZE // 2),
    "soup": "".join(random.Random(11).choices(_SOUP, k=SIZE)),
}


@pytest.fixture(autouse=True)
def _generous_limit() -> Iterator[None]:
    """Fail after a time no bounded reading comes near, instead of hanging for minutes as a bad pattern would."""

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError("the text was not read within a generous time")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_read_and_bounded(text: str) -> None:
    one = contribute(note(text), default_knowledge())
    assert len(one.entries) <= ENTRY_LIMIT + 20  # labels, and at most one cue a concept
    assert all(text[entry.start : entry.end] == entry.quote for entry in one.entries)


def test_only_so_many_lines_are_looked_at() -> None:
    assert len(parse_lines("a\n" * 50_000)) == 4_000
