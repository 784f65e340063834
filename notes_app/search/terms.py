"""Fold text so that it is found however it is typed, and say where each folded character came from.

Pure. Folded: NFKC, then case, kana (half width, katakana, small), variant kanji, dashes, runs of white space,
and the long vowel mark, which is left out. Folding goes character by character (a base and the marks that combine
with it), so every part of a folded text folds to itself: that is what makes "any literal substring is found" hold.

Source: Unicode Standard Annex #15 (NFKC), UAX #44 (general categories), and `variants.py`.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from operator import add
from typing import NamedTuple

import numpy as np

from notes_app.search.fold_table import GONE_MARK, FoldTable, Places
from notes_app.search.variants import LONG_VOWEL, kana_table, kanji_table, sign_table

FOLDING_VERSION = 1
"""Raise it whenever folding changes: every index carries it in its fingerprint and rebuilds."""

_KANJI = kanji_table()
_IS_VARIANT = re.compile(f"[{''.join(map(chr, _KANJI))}]")
_TABLE: dict[int, str] = kanji_table() | kana_table() | sign_table()
_TABLE |= dict.fromkeys(range(32), " ") | dict.fromkeys(range(127, 160), " ") | {0x2028: " ", 0x2029: " "}
_WITHOUT_LONG_VOWEL = _TABLE | {ord(LONG_VOWEL): ""}
_SPACES = re.compile(r"\s\s+")
_GONE = re.compile(f" [ {GONE_MARK}]+|{GONE_MARK}+")
_ASCII = re.compile(r"[\x20-\x7e]*\Z")
_SHORT = 24  # characters; below, a table for whole texts costs more than it saves
_HALF_WIDTH_MARKS = range(0xFF9E, 0xFFA0)
_JAMO = (*range(0x1160, 0x1200), *range(0x3131, 0x318F), *range(0xD7B0, 0xD800), *range(0xFFA0, 0xFFDD))
_UNSTABLE = (
    0x1F0,
    0x390,
    0x3B0,
    0x1680,
    *range(0x1E96, 0x1E9A),
    *range(0x1F50, 0x2000),
)  # decomposed by case folding


class WayBack(NamedTuple):
    """Where the characters of a folded text came from, stretch by stretch: within one they follow each other one by one.

    places: the folded characters that begin a stretch, and last the length of the folded text.
    starts: where in the original each of them begins, and last the original's length.
    """

    places: Sequence[int]
    starts: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original (start, end) that folded characters start..end came from; empty spans stay empty.

        What folded away belongs to the character before it. One original character may fold to several (㈱ to three).
        """
        places, starts = self.places, self.starts
        number = bisect_right(places, start) - 1
        first = starts[number] + start - places[number]
        if start >= end:
            return first, first
        is_within = end < places[number + 1]  # of one stretch, as nearly always
        return first, first + end - start if is_within else self._end_of(end - 1)

    def place_of(self, at: int) -> int:
        """Return the folded character that begins at `at` in the original or next after it."""
        number = bisect_left(self.starts, at)
        if number == len(self.starts) or self.starts[number] == at or not number:
            return self.places[min(number, len(self.places) - 1)]
        return min(self.places[number - 1] + at - self.starts[number - 1], self.places[number])

    def pack(self) -> tuple[bytes, bytes]:
        """Return plain values to be kept."""
        return array("I", self.places).tobytes(), array("I", self.starts).tobytes()

    @classmethod
    def unpack(cls, packed: tuple[bytes, bytes]) -> WayBack:
        """Return what `pack` packed."""
        places, starts = packed
        return cls(array("I", places), array("I", starts))

    def _end_of(self, place: int) -> int:
        number = bisect_right(self.places, place)
        start = self.starts[number - 1] + place - self.places[number - 1]
        while self.places[number] == place + 1 and self.starts[number] == start:
            place, number = place + 1, number + 1  # another piece of one character: they end together
        return self.starts[number] if self.places[number] == place + 1 else start + 1


class Folded(NamedTuple):
    """A folded text and its way back."""

    text: str
    way: WayBack

    def span(self, start: int, end: int) -> tuple[int, int]:
        """See `WayBack.span`."""
        return self.way.span(start, end)


@cache
def _extenders() -> frozenset[str]:
    """Return the characters that may merge with the one before them, or are invisible: marks, joiners, selectors."""
    blocks: tuple[range, ...] = (
        range(0xAD, 0x3100),
        range(0xA000, 0xAC00),
        range(0xFB00, 0x12000),
        range(0xE0000, 0xE0200),
    )
    blocks += (range(0x13430, 0x13440), range(0x1BCA0, 0x1BCA4), range(0x1D165, 0x1D1AE))
    marks = {
        c for block in blocks for c in map(chr, block) if unicodedata.category(c) in ("Mn", "Mc", "Me", "Cf")
    }
    return frozenset(marks | {chr(code) for code in (*_HALF_WIDTH_MARKS, *_JAMO)})


@cache
def _awkward() -> frozenset[str]:
    """Return the characters of a text that the quick path of `fold_text` must not be trusted with."""
    return _extenders() | {chr(code) for code in _UNSTABLE}


@lru_cache(maxsize=65536)
def _fold_cluster(cluster: str) -> str:
    """Fold one character with its marks, to a fixed point. White space and controls become one space."""
    if cluster in (LONG_VOWEL, "ｰ"):
        return ""
    if len(cluster) > 1:
        cluster = "".join(
            c
            for c in cluster
            if unicodedata.category(c) != "Cf"
            and not 0xFE00 <= ord(c) <= 0xFE0F
            and not 0xE0100 <= ord(c) <= 0xE01EF
        )
    elif unicodedata.category(cluster) == "Cf":
        return ""
    for _ in range(4):
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold()).translate(
            _TABLE
        )
        folded = " " if folded and folded.isspace() else folded
        if LONG_VOWEL in folded:  # but not one that carries a mark of its own
            after = folded[1:] + " "
            folded = "".join(
                c for c, n in zip(folded, after, strict=True) if c != LONG_VOWEL or n in _extenders()
            )
        if folded == cluster:
            break
        cluster = folded
    return cluster


class _Known(dict[str, str]):
    """Single characters already folded; at most as many as there are characters."""

    def __missing__(self, character: str) -> str:
        folded = self[character] = _fold_cluster(character)
        return folded


_known = _Known()


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each base character with its marks."""
    extenders = _extenders()
    start = 0
    for at in range(1, len(text)):
        if text[at] not in extenders:
            yield start, at
            start = at
    if text:
        yield start, len(text)


def _fold_alone(character: str) -> str | None:
    return None if character in _extenders() else _known[character]


_folding = FoldTable(_fold_alone)


def fold(text: str) -> Folded:
    """Return `text` folded, with the way back to the original."""
    if len(text) <= _SHORT:
        return _fold_short(text)
    if (even := _folding.fold_evenly(text)) is not None:
        return _without_gone(even)
    if (quick := _folding.fold_spaced(text)) is not None:
        folded, starts = quick
    else:
        folded, starts = _fold_clusters(text)
    breaks = np.flatnonzero(starts[1:] - starts[:-1] != 1) + 1
    places = [0, *breaks.tolist(), len(folded)]
    return Folded(folded, WayBack(places, [*(starts[places[:-1]].tolist() if folded else (0,)), len(text)]))


def _without_gone(even: str) -> Folded:
    """Leave out of a text that was folded one for one what is gone, and every space after a space."""
    kept: list[str] = []
    places, starts, place, at = [0], [0], 0, 0
    for found in _GONE.finditer(even):
        start, end = found.span()
        start += even[start] == " "  # the first of several is left
        if start:
            kept.append(even[at:start])
            place += start - at
            places.append(place)
            starts.append(end)
        else:
            starts[0] = end
        at = end
    kept.append(even[at:])
    if at == len(even):  # nothing follows what is gone at the end
        places, starts = places[:-1] or [0], starts[:-1] or [0]
    return Folded("".join(kept), WayBack([*places, place + len(even) - at], [*starts, len(even)]))


@lru_cache(maxsize=4_096)
def _fold_short(text: str) -> Folded:
    """Fold a title or a name: too short to be worth a table, and shown again and again."""
    folded: list[str] = []
    places: list[int] = []
    starts: list[int] = []
    after = -1  # where the next character stands if the stretch goes on
    is_simple = _extenders().isdisjoint(text)
    for start, piece in enumerate(map(_known.__getitem__, text)) if is_simple else _pieces(text):
        for character in piece:
            if character == " " and folded and folded[-1] == " ":
                continue
            if start != after:
                places.append(len(folded))
                starts.append(start)
            folded.append(character)
            after = start + 1
    return Folded("".join(folded), WayBack([*(places or (0,)), len(folded)], [*(starts or (0,)), len(text)]))


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Yield where each base character with its marks begins, and what they fold to."""
    return ((start, _fold_cluster(text[start:end])) for start, end in _clusters(text))


def _fold_clusters(text: str) -> tuple[str, Places]:
    """Return `text` folded cluster by cluster, and where each folded character begins."""
    folded: list[str] = []
    starts: list[int] = []
    for start, piece in _pieces(text):
        for character in piece:
            if not (character == " " and folded and folded[-1] == " "):  # a run of white space is one space
                folded.append(character)
                starts.append(start)
    return "".join(folded), np.array(starts, dtype=np.intp)


def fold_text(text: str) -> str:
    """Return `fold(text).text`, fast: what indexing and verifying need."""
    if len(text) > _SHORT and (quick := _folding.fold(text)) is not None:
        return _SPACES.sub(" ", quick) if "  " in quick else quick
    if _ASCII.match(text):
        return _SPACES.sub(" ", text.casefold().translate(_TABLE))
    if _awkward().isdisjoint(text):
        return _SPACES.sub(" ", unicodedata.normalize("NFKC", text).casefold().translate(_WITHOUT_LONG_VOWEL))
    return fold(text).text


def fold_kanji(text: str) -> str:
    """Return `text` with NFKC and everyday kanji but its kana as written: what the word splitter is given."""
    plain = unicodedata.normalize("NFKC", text)
    return plain.translate(_KANJI) if _IS_VARIANT.search(plain) is not None else plain


def fold_width(text: str) -> str:
    """Return `text` after NFKC and in lower case, and otherwise as written: what numbers and days are read from."""
    return unicodedata.normalize("NFKC", text).lower()


def left_out(text: str) -> frozenset[str]:
    """Return the characters of `text` that folding leaves out and that a person may still search for: ー."""
    return frozenset({LONG_VOWEL}) if LONG_VOWEL in text or "ｰ" in text else frozenset()


def ngrams(folded: str) -> list[str]:
    """Return every character and every pair of neighbours of a folded text of one field."""
    return [*folded, *map(add, folded, folded[1:])]


def query_grams(folded: str) -> tuple[str, ...]:
    """Return the n-grams a literal needs: its pairs, or the one character it is. Each once, in order."""
    if len(folded) < 2:
        return (folded,) if folded else ()
    return tuple(dict.fromkeys(map(add, folded, folded[1:])))
