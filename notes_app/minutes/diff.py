"""Compare two versions of a text: line by line, and within changed lines word by word.

Pure. Words are runs of one script, and single kanji, so that Japanese needs no dictionary here.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

LineKind = Literal["same", "changed", "gone", "new"]
_WORD = re.compile(r"[A-Za-z0-9_]+|[ぁ-ゖー]+|[ァ-ヺー]+|[ 　\t]+|.", re.DOTALL)
_MAX_LINES = 4000  # of the stretch that differs: beyond, difflib would keep a page waiting
_MAX_WORDS = 1500
_ALIKE_RATIO = 0.35  # lines less alike than this are shown as one gone and one new


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line; is_changed: it is on this side only."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One row of a side-by-side view. Numbers count from 1 and are None where the side has no such line."""

    kind: LineKind
    old_number: int | None
    new_number: int | None
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


def diff_texts(old: str, new: str) -> tuple[DiffLine, ...]:
    """Return every line of both texts as rows, in order; a line that was rewritten is one row of both."""
    old_lines, new_lines = old.split("\n"), new.split("\n")
    rows: list[DiffLine] = []
    for tag, i, i_end, j, j_end in _opcodes(old_lines, new_lines):
        if tag == "equal":
            rows.extend(
                DiffLine("same", i + n + 1, j + n + 1, (Piece(line),), (Piece(line),))
                for n, line in enumerate(old_lines[i:i_end])
            )
        else:
            rows.extend(_replaced(old_lines[i:i_end], new_lines[j:j_end], i, j))
    return tuple(rows)


def hunks(rows: Sequence[DiffLine], context: int = 3) -> tuple[tuple[DiffLine, ...], ...]:
    """Return the stretches of `rows` that differ, each with up to `context` unchanged lines around it."""
    wanted: set[int] = set()
    for number, row in enumerate(rows):
        if row.kind != "same":
            wanted.update(range(number - context, number + context + 1))
    shown = [number for number in range(len(rows)) if number in wanted]
    groups = groupby(enumerate(shown), key=lambda pair: pair[1] - pair[0])
    return tuple(tuple(rows[number] for _, number in group) for _, group in groups)


def count_changes(rows: Sequence[DiffLine]) -> tuple[int, int]:
    """Return how many lines were added and how many taken away; a rewritten line counts as both."""
    added = sum(row.kind in ("new", "changed") for row in rows)
    return added, sum(row.kind in ("gone", "changed") for row in rows)


def _opcodes(old: list[str], new: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield difflib's opcodes, with equal heads and tails taken off first."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    old_end, new_end = len(old) - tail, len(new) - tail
    if head:
        yield "equal", 0, head, 0, head
    if max(old_end, new_end) - head > _MAX_LINES:
        yield "replace", head, old_end, head, new_end
    else:
        matcher = difflib.SequenceMatcher(None, old[head:old_end], new[head:new_end], autojunk=False)
        for tag, i, i_end, j, j_end in matcher.get_opcodes():
            yield tag, head + i, head + i_end, head + j, head + j_end
    if tail:
        yield "equal", old_end, len(old), new_end, len(new)


def _replaced(old: list[str], new: list[str], old_start: int, new_start: int) -> Iterator[DiffLine]:
    """Yield the rows of a stretch that differs: lines that became each other together, the others one by one.
    """
    j = 0
    for i, line in enumerate(old):
        partner = _partner(line, new, j)
        if partner is None:
            yield DiffLine("gone", old_start + i + 1, None, (Piece(line, is_changed=True),), ())
            continue
        yield from (_new_line(new[n], new_start + n) for n in range(j, partner))
        left, right = _compare_words(line, new[partner])
        yield DiffLine("changed", old_start + i + 1, new_start + partner + 1, left, right)
        j = partner + 1
    yield from (_new_line(new[n], new_start + n) for n in range(j, len(new)))


def _new_line(line: str, number: int) -> DiffLine:
    return DiffLine("new", None, number + 1, (), (Piece(line, is_changed=True),))


def _partner(line: str, new: list[str], start: int) -> int | None:
    """Return the nearest of the next few new lines that `line` may have become."""
    if not line.strip():
        return None
    for number in range(start, min(start + 8, len(new))):
        matcher = difflib.SequenceMatcher(None, line[:400], new[number][:400], autojunk=False)
        if matcher.quick_ratio() >= _ALIKE_RATIO and matcher.ratio() >= _ALIKE_RATIO:
            return number
    return None


def _compare_words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    left, right = _WORD.findall(old), _WORD.findall(new)
    if max(len(left), len(right)) > _MAX_WORDS:
        return _around_the_middle(old, new)
    sides: tuple[list[Piece], list[Piece]] = ([], [])
    for tag, i, i_end, j, j_end in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for pieces, text in zip(sides, ("".join(left[i:i_end]), "".join(right[j:j_end])), strict=True):
            if text:
                pieces.append(Piece(text, is_changed=tag != "equal"))
    return tuple(sides[0]), tuple(sides[1])


def _around_the_middle(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return what two very long lines have in common at their beginning and end, and the rest as changed."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)

    def pieces(line: str) -> tuple[Piece, ...]:
        parts = (
            (line[:head], False),
            (line[head : len(line) - tail], True),
            (line[len(line) - tail :], False),
        )
        return tuple(Piece(text, is_changed) for text, is_changed in parts if text)

    return pieces(old), pieces(new)
