"""Words that may name a company or another body: every run of letters that is no everyday word of business. Pure.

The names of companies in minutes are mostly short and bare (青葉, ナナホシ, 三光社さん), so that nothing in the word itself tells them
from what the talk is about. Here stands whatever could be one; what it is, the words around it decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import lru_cache

from notes_app.mining.mentions.mention import Mention
from notes_app.mining.values.companies import find_companies, is_company_like, kana_firms
from notes_app.mining.values.proper_names import COMMON, looks_proper
from notes_app.mining.values.titles import DUTIES, NOT_NAMES, TITLES, surnames

_RUN = re.compile(
    r"(?<![A-Za-z])[A-Z][A-Za-z'’-]+(?: (?:& |and (?=[A-Z]))?[A-Z][A-Za-z'’-]*){0,3}|[一-鿿々ヶァ-ヴーA-Za-z0-9&'’]+(?:・[一-鿿々ァ-ヴーA-Za-z]{2,})*"
    r"|(?<![ぁ-ん])[ぁ-ん]{2,5}[一-鿿ァ-ヴー]+|(?<![ぁ-ん])[ぁ-ん]{2,5}(?=さん|社)"
)
_HONOUR = re.compile(r"さん|様|社(?![長内員会屋外名宅判用費史印])|さま")
_PARTICLE_BEFORE = re.compile(r"[ぁ-ん]*(?:[はがのにをでともりてただ]|から|より|はい)(?=[一-鿿ァ-ヴ])")
_TIME_BEFORE = re.compile(r"(?:昨日|今日|本日|明日|先日|今朝|先週|今週|来週|前回|今回|次回|午前|午後|夕方|今月|先月|来月|現行|現在|既存|他社|競合|大手|当社|弊社|御社)(?=.{2})")
_TALK_AFTER = re.compile(r"([一-鿿ァ-ヴー]{3,}?)(?:継続|\d+台?|比較|優勢|有利|訪問?|現行|本社|本店)$")
_HONOURS, _TALK_ENDS = frozenset("さ様社"), frozenset("続台0123456789較勢利問訪行社店")
"""What an honour begins with, and what is said behind a name ends in."""
_ANY_COMPANY = frozenset("会社 本社 支社 公社 商社 他社 自社 各社 両社 同社 御社 貴社 弊社 当社".split())
_NO_WORD, _KANJI = re.compile(r"[\d()・]+.?|[ァ-ヴー]{1,2}"), re.compile(r"[一-鿿々]+")
_KANJI_END = re.compile(r"[一-鿿々]$")
_LONGEST, _LONGEST_LATIN = 22, 44
_POSTS = frozenset(TITLES)


def find_firms(text: str, everyday: Set[str]) -> list[Mention]:
    """Return the words of one line that may name a company, none overlapping another, in order; everyday words name none."""
    found = [(one.start, one.end, "") for one in (*find_companies(text), *kana_firms(text))]
    found += _runs(text)
    mentions: list[Mention] = []
    last = 0
    for start, end, honour in sorted(found, key=lambda one: (one[0], -one[1])):
        if start >= last:
            last = end
            if text[start:end] not in everyday:
                mentions.append(Mention("firm", start, end, text[start:end], _facts(text[start:end], honour)))
    return mentions


def _runs(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, what honours it) of every run of letters that may be a name."""
    for match in _RUN.finditer(text):
        start, end = _core(text, match.start(), match.end())
        word = text[start:end]
        honoured = _HONOUR.match(text, end) if text[end : end + 1] in _HONOURS else None
        honour = honoured[0] if honoured else ""
        if word.endswith("様"):
            word, end, honour = word[:-1], end - 1, "様"
        elif word.endswith("社") and word[-2:] not in _ANY_COMPANY:
            honour = "社"
            if not _KANJI_END.search(word[:-1]):  # オルカ社 is オルカ, 三光社 is called so
                word, end = word[:-1], end - 1
        if _may_name(word, honour, text[end : end + 1]):
            yield start, end, honour


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the particle or word of time before it, and without what is said of it behind."""
    if "ぁ" <= text[start] <= "ん" and (particle := _PARTICLE_BEFORE.match(text, start, end)):
        start = particle.end()
    while said := _TIME_BEFORE.match(text, start, end):
        start = said.end()
    if text[end - 1] in _TALK_ENDS and (talk := _TALK_AFTER.fullmatch(text, start, end)):
        end = talk.end(1)
    return start, end


def _may_name(word: str, honour: str, after: str) -> bool:
    if not 2 <= len(word) <= (_LONGEST_LATIN if word.isascii() else _LONGEST) or word in COMMON or word in NOT_NAMES or word in _POSTS:
        return False
    if _NO_WORD.fullmatch(word):
        return False
    return bool(honour) or len(word) > 3 or not _KANJI.fullmatch(word) or after in "はがのにともを、"


@lru_cache(maxsize=4096)
def _facts(word: str, honour: str) -> tuple[str, ...]:
    known = word in surnames() or word[:2] in surnames() or word[:3] in surnames()
    return (
        f"honour {honour}", f"company {is_company_like(word)}", f"proper {looks_proper(word)}", f"surname {known}",
        f"last {word[-1]}", f"last {word[-2:]}", f"duty {word in DUTIES}",
    )  # fmt: skip
