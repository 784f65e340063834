"""How names are read: kana for a name in kanji, kana for what is typed in rōmaji. Pure but for the word splitter.

Source: ISO 3602 (Kunrei) and ANSI Z39.11 (Hepburn), and the spellings Japanese input methods take.
"""

from __future__ import annotations

import re
from functools import lru_cache

from notes_app.search.terms import fold_text
from notes_app.search.words import read_aloud

_VOWELS = "aiueo"
_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの", "h": "はひふへほ", "m": "まみむめも",
    "r": "らりるれろ", "l": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ", "d": "だぢづでど", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ",
}  # fmt: skip
_SINGLE = {
    "shi": "し", "chi": "ち", "tsu": "つ", "fu": "ふ", "ji": "じ", "ya": "や", "yu": "ゆ", "yo": "よ", "wa": "わ", "wo": "を",
    "fa": "ふあ", "fi": "ふい", "fe": "ふえ", "fo": "ふお", "va": "ゔあ", "vi": "ゔい", "vu": "ゔ", "ve": "ゔえ", "vo": "ゔお",
    "she": "しえ", "che": "ちえ", "je": "じえ", "thi": "てい", "dhi": "でい",
}  # fmt: skip
_GLIDES = {
    "k": "き", "s": "し", "t": "ち", "n": "に", "h": "ひ", "m": "み", "r": "り", "g": "ぎ", "z": "じ", "j": "じ", "b": "び", "p": "ぴ",
}  # fmt: skip
_TABLE = {
    row + vowel: kana for row, line in _ROWS.items() for vowel, kana in zip(_VOWELS, line, strict=True)
} | _SINGLE
_TABLE |= {f"{c}y{v}": i + y for c, i in _GLIDES.items() for v, y in (("a", "や"), ("u", "ゆ"), ("o", "よ"))}
_TABLE |= {
    f"{c}{v}": i + y
    for c, i in (("sh", "し"), ("ch", "ち"), ("j", "じ"))
    for v, y in (("a", "や"), ("u", "ゆ"), ("o", "よ"))
}
_LONG_H = re.compile(r"oh(?![aiueo])")  # Satoh, Ohno
_WAITING = re.compile(r"(?<=[a-z])(?:[bcdfghjklmpqrstvwxz]|sh|ch|ts|[kgsztdnhbpmr]y)+$")
_LONG = re.compile(r"(?<=[おこそとのほもよろごぞどぼぽうくすつぬふむゆるぐずづぶぷ])う")


@lru_cache(maxsize=20_000)
def reading_of(name: str) -> str:
    """Return how `name` is read, folded hiragana with long o and u shortened; "" when nothing is known of it."""
    return _shortened(fold_text(read_aloud(name)))


def kana_of(romaji: str) -> str:
    """Return what rōmaji stands for, in the form of `reading_of`; what is no rōmaji stays as it is.

    A consonant typed last waits for its vowel and is left out.
    """
    text = _WAITING.sub("", _LONG_H.sub("o", fold_text(romaji)))
    kana: list[str] = []
    at = 0
    while at < len(text):
        if text[at : at + 2] in ("nn", "mm", "mb", "mp") or (
            text[at] == "n" and text[at + 1 : at + 2] not in (*_VOWELS, "y")
        ):
            kana.append("ん")
            at += 2 if text[at : at + 2] == "nn" and text[at + 2 : at + 3] not in _VOWELS else 1
            continue
        if text[at : at + 1] == text[at + 1 : at + 2] and text[at] not in _VOWELS and text[at].isalpha():
            kana.append("つ")
            at += 1
            continue
        length = next((n for n in (3, 2, 1) if text[at : at + n] in _TABLE), 0)
        kana.append(_TABLE[text[at : at + length]] if length else text[at])
        at += length or 1
    return _shortened("".join(kana))


def _shortened(kana: str) -> str:
    return _LONG.sub("", kana)
