"""Fold whole texts at once, by a table over characters that fills itself.

Pure. In most texts every character folds by itself, whatever stands beside it; those are looked up in one step. A text
with a character that may merge with its neighbours is handed back, for the careful way.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Places = NDArray[np.intp]

GONE_MARK = "\U0010ffff"
"""Stands for what folds to nothing. It is no character, so no text folds to it."""
_GONE = ord(GONE_MARK)
_LONGER = 0x110000  # from here on: folds to several characters, see `_longer`
_NOT_ALONE = 0xFFFFFFFE
_UNKNOWN = 0xFFFFFFFF
_SPACE = ord(" ")
_CHARACTERS = 0x30000  # the planes in which anything is assigned that people write


class FoldTable:
    """fold_one: what a character folds to that stands alone, None when it must not be folded alone."""

    def __init__(self, fold_one: Callable[[str], str | None]) -> None:
        self._fold_one = fold_one
        self._folded = np.full(_CHARACTERS, _UNKNOWN, dtype=np.uint32)
        self._longer: list[str] = []

    def fold(self, text: str) -> str | None:
        """Return `text` folded, None when a character of it cannot be folded alone."""
        codes = self._codes(text)
        if codes is None:
            return None
        if codes.max() >= _LONGER:
            codes, _ = self._with_longer(codes)
        folded = _text_of(codes)
        return folded.replace(GONE_MARK, "") if GONE_MARK in folded else folded

    def fold_evenly(self, text: str) -> str | None:
        """Return `text` folded one for one, GONE_MARK in place of what is gone; None when one character folds to several."""
        codes = self._codes(text)
        return _text_of(codes) if codes is not None and codes.max() < _LONGER else None

    def fold_spaced(self, text: str) -> tuple[str, Places] | None:
        """Return `text` folded, runs of spaces as one, and where each character that is left began."""
        codes = self._codes(text)
        if codes is None:
            return None
        places: Places = np.arange(len(codes))
        if codes.max() >= _LONGER:
            codes, places = self._with_longer(codes)
        stays = codes != _GONE
        left, starts = codes[stays], places[stays]
        is_space = left == _SPACE
        is_again = is_space[1:] & is_space[:-1]
        if is_again.any():
            once = np.concatenate(([True], ~is_again))
            left, starts = left[once], starts[once]
        return _text_of(left), starts

    def _codes(self, text: str) -> Codes | None:
        """Return the folded code of every character, None when one cannot be folded alone."""
        if not text:
            return None
        written = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        try:
            codes = self._folded[written]
        except IndexError:
            return None
        if codes.max() >= _NOT_ALONE:
            self._learn(text)
            codes = self._folded[written]
            if codes.max() >= _NOT_ALONE:
                return None
        return codes

    def _with_longer(self, codes: Codes) -> tuple[Codes, Places]:
        """Return the codes with those of several characters written out, and the place each came from."""
        at = np.flatnonzero(codes >= _LONGER)
        pieces = [self._longer[code - _LONGER] for code in codes[at].tolist()]
        lengths = np.ones(len(codes), dtype=np.intp)
        lengths[at] = [len(piece) for piece in pieces]
        written_out = np.repeat(codes, lengths)
        written_out[written_out >= _LONGER] = [ord(character) for piece in pieces for character in piece]
        return written_out, np.repeat(np.arange(len(codes)), lengths)

    def _learn(self, text: str) -> None:
        for character in set(text):
            if self._folded[ord(character)] != _UNKNOWN:
                continue
            folded = self._fold_one(character)
            if folded is None or GONE_MARK in folded:
                self._folded[ord(character)] = _NOT_ALONE
            elif len(folded) > 1:
                self._longer.append(folded)
                self._folded[ord(character)] = _LONGER + len(self._longer) - 1
            else:
                self._folded[ord(character)] = ord(folded or GONE_MARK)


def _text_of(codes: Codes) -> str:
    return codes.tobytes().decode("utf-32-le", "surrogatepass")
