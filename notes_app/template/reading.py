"""How a Japanese label is read, in Roman letters. The one place that knows the reading library.

Source: pykakasi (https://codeberg.org/miurahr/pykakasi), modified Hepburn.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import pykakasi

_WORD = re.compile(r"[a-z0-9]+")
# The dictionary reads a lone kanji the native way; as the end of a compound it takes the Chinese reading.
_ENDINGS = {
    "者": "sha",
    "率": "ritsu",
    "額": "gaku",
    "数": "suu",
    "名": "mei",
    "別": "betsu",
    "後": "go",
    "前": "zen",
    "時": "ji",
    "用": "you",
    "店": "ten",
    "部": "bu",
    "課": "ka",
    "社": "sha",
    "費": "hi",
    "度": "do",
    "感": "kan",
    "上": "jou",
    "中": "chuu",
    "内": "nai",
    "外": "gai",
    "式": "shiki",
    "書": "sho",
    "人": "nin",
    "日": "bi",
    "点": "ten",
    "化": "ka",
    "性": "sei",
    "策": "saku",
}


@cache
def _reader() -> pykakasi.kakasi:
    """Its dictionary takes 0.1 s to load: once, and only when a label needs it."""
    return pykakasi.kakasi()  # type: ignore[no-untyped-call]


@lru_cache(maxsize=4096)
def romaji_words(label: str) -> tuple[str, ...]:
    """Return the words of `label` in lower-case ASCII, () when nothing in it can be read.

    「決裁者」 gives ("kessai", "sha"); letters and digits stay; signs and emoji vanish.
    """
    words: list[str] = []
    # The library stumbles over variation selectors and the like, and nothing but letters and digits is
    # read anyway.
    text = "".join(sign if sign.isalnum() else " " for sign in unicodedata.normalize("NFKC", label[:200]))
    pieces = _reader().convert(text) if not text.isascii() else [{"orig": text, "hepburn": text}]
    for position, piece in enumerate(pieces):
        ending = _ENDINGS.get(piece["orig"]) if position else None
        plain = unicodedata.normalize("NFKD", ending or piece["hepburn"]).replace("'", "").lower()
        words.extend(_WORD.findall(plain.encode("ascii", "ignore").decode()))
    return tuple(words)


@lru_cache(maxsize=16384)
def kana_of(text: str) -> str:
    """Return how `text` is read, in hiragana without gaps; what cannot be read stays as it is.

    「青葉製作所」 gives "あおばせいさくしょ". Names have many readings: good for finding, not for writing.
    """
    plain = unicodedata.normalize("NFKC", text[:200])
    if plain.isascii():
        return "".join(plain.lower().split())
    kept = "".join(sign if sign.isalnum() else " " for sign in plain)
    return "".join(piece["hira"].strip() for piece in _reader().convert(kept)).lower()
