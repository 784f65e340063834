"""Fold a note's text for reading, and find the way back to the characters it was folded from.

Pure. Every rule of this room reads folded text (NFKC: half-width kana, full-width digits, ㈱, ：, （）), so that a
pattern is written once; every span it reports is turned back into a span of the note's own text.

Source: Unicode Standard Annex 15 (NFKC). Circled numbers, ellipses and fractions are left alone: folding ① to 1
would turn 「①3月」 into 13月.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

_SPOKEN_HALF = (
    "ﾉ ﾊ ｶﾞ ｦ ﾆ ﾃﾞ ﾄ ﾓ ﾍ ﾔ ｶﾗ ﾖﾘ ﾏﾃﾞ ｻﾝ ｻﾏ ﾅｼ ｱﾘ ﾗｼｲ ﾅﾗ ｸﾗｲ ﾄﾉ ﾄﾉｺﾄ ｼﾀ ｽﾙ ｼﾏｽ ｼﾏｼﾀ ﾃﾞｽ ﾃﾞｼﾀ ﾏｽ ﾏｼﾀ ﾅﾉﾃﾞ ﾉﾃﾞ ﾀｲ ﾀﾒ ﾆﾃ ﾄｼﾃ ﾆﾂｲﾃ ﾏﾃﾞﾆ ﾖﾃｲ ｺﾄ ﾉﾐ ﾀﾞｹ ﾎﾄﾞ ｲﾙ ｼﾃｲﾙ ﾃｲﾙ ｼﾃ ﾃ ﾀ ﾙ ｲ ﾘ ｼ ｾ ｹ ｷ ﾁ ﾐ ﾚ ﾛ ｸ ﾑ ﾌﾞ ｽ ｳ ｻ".split()
)  # words and endings between kanji; names and loan words are longer
_SPOKEN = "(?<![\uff66-\uff9f])(" + "|".join(sorted(_SPOKEN_HALF, key=len, reverse=True)) + ")(?![\uff66-\uff9f])"
_HALF = re.compile("[\uff66-\uff9f]")
_CHANGES = (
    "[\uff66-\uff9d][\uff9e\uff9f]|[\u3000\u00a0\u2000-\u200a\u202f\u2122\u2116\u2121\u2460-\u24ff\u3200-\u33ff\uf900-\ufaff"
    "\uff01-\uffef\u2212\u2010-\u2015\u301c\u02d0\u2236\ufe30-\ufe6f\u00ad\u200b-\u200f\u2028\u2029\u0085\x0b\x0c\x1c-\x1f]"
)  # fmt: skip
_CHANGING = re.compile(f"{_CHANGES}()")  # the empty group stands for the words of half-width kana
_CHANGING_HALF = re.compile(f"{_SPOKEN}|{_CHANGES}")
_KEPT = re.compile("[\u2460-\u24ff\u3251-\u32bf\u3280-\u32b0]")
_OWN = {"\u301c": "~", "\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2236": ":", "\u02d0": ":",
        "\u2014": "\u2015", "\u2122": "\u2122"}  # fmt: skip
_BLANK = re.compile("[\u00ad\u200b-\u200f\u2028\u2029\u0085\x0b\x0c\x1c-\x1f]")


@lru_cache(maxsize=4096)
def _fold_piece(piece: str) -> str:
    if piece in _OWN:
        return _OWN[piece]
    if piece == "\u3000":
        return "\t"  # a wide space parts a label from its value; a narrow one mostly does not
    if _KEPT.match(piece):
        return piece
    if _BLANK.match(piece):
        return " "  # one character for one, so that nothing is swallowed and no line break is invented
    return unicodedata.normalize("NFKC", piece).replace("\n", " ") or " "


@dataclass(frozen=True, slots=True)
class FoldedText:
    """Folded text of M characters with the way back to a source of N.

    starts[i], ends[i]: the source span that folded character i was made from; empty arrays mean "the same place".
    """

    text: str
    source: str
    starts: array[int]
    ends: array[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the source span of folded `[start, end)`; an empty span stays empty."""
        if not self.starts:
            return start, end
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.source)
            return at, at
        return self.starts[start], self.ends[end - 1]

    def at(self, source_offset: int) -> int:
        """Return the first folded offset made from `source_offset` or later."""
        return source_offset if not self.starts else bisect_left(self.starts, source_offset)


def fold(source: str) -> FoldedText:
    """Return `source` folded, in time linear in its length."""
    pieces: list[str] = []
    starts, ends = array("l"), array("l")
    last = mapped = 0  # taken over as text; taken over into the way back
    changing = _CHANGING_HALF if _HALF.search(source) else _CHANGING
    for match in changing.finditer(source):
        piece = match.group()
        folded = to_hiragana(unicodedata.normalize("NFKC", piece)) if match[1] else _fold_piece(piece)
        if folded == piece:
            continue
        begin = match.start()
        pieces.append(source[last:begin])
        pieces.append(folded)
        last = match.end()
        if len(folded) == len(piece) == 1:
            continue  # one for one moves nothing: the way back is filled in by whole stretches
        starts.extend(range(mapped, begin))
        ends.extend(range(mapped + 1, begin + 1))
        starts.extend([begin] * len(folded))
        ends.extend([last] * len(folded))
        mapped = last
    pieces.append(source[last:])
    if mapped:
        starts.extend(range(mapped, len(source)))
        ends.extend(range(mapped + 1, len(source) + 1))
    return FoldedText("".join(pieces), source, starts, ends)


_ORNAMENT = re.compile(
    r"[\s*_`#~>|【】〔〕〈〉《》\[\]「」『』<>■□◆◇●○〇◎▼▽▲△★☆※→⇒➡▶►・•‣◦▪✓✔☑✅☐♦❖◯①-⑳⓪❶-❿🅰-🆚\u2190-\u21ff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]+"
)
_NUMBERING = re.compile(r"^(?:第?\d{1,2}[.)、:章節]|\(\d{1,2}\)|\d{1,2}(?:[.-]\d{1,2}){1,2}\.?|[a-zA-Z][.)](?=\S)(?![a-zA-Z]\.)|[IVX]{1,4}\.)\s*")
_TAIL = re.compile(r"[\s:：;。.,、!?=\-―~…・→⇒/|*_]+$")
_NOTE = re.compile(r"\((?:[^()]{0,30})\)$")
_POLITE = re.compile(r"^(?:お|ご|御)(?=[一-鿿々])")
_MEETING = re.compile("(?:お|御)?打(?:ち)?(?:合(?:わ)?せ|ち?あわせ)|うちあわせ|mtg|ミーティング(?!アジェンダ)")
_DOTTED = re.compile(r"^(?:[a-z]\.)+[a-z]$")
_WORDS = re.compile(r"[\s_]+")
_CJK_GAP = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")


@lru_cache(maxsize=65536)
def fold_key(label: str) -> str:
    """Return the key that variants of a label share: NFKC, lower case, no ornaments, numbering, ご/お or gaps.

    「■ ご予算　：」 and 「予算」 give one key; English words are joined with hyphens as in the lexicon.
    """
    key = unicodedata.normalize("NFKC", label[:120]).replace("〜", "~").lower()
    key = _ORNAMENT.sub(" ", key).strip()
    key = _NUMBERING.sub("", key)
    key = _TAIL.sub("", key).strip()
    if _DOTTED.match(key):
        key = key.replace(".", "")
    stripped = _NOTE.sub("", key).strip()
    key = stripped or key.strip("()")
    key = _CJK_GAP.sub("", key)
    if len(key) > 2:
        key = _POLITE.sub("", key)
    key = _MEETING.sub("打合せ", key)
    return _WORDS.sub("-", key).strip("-")


_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


def to_hiragana(text: str) -> str:
    """Return text with every katakana as hiragana: ツギ, つぎ and ﾂｷﾞ (folded) sound the same."""
    return text.translate(_HIRAGANA)
