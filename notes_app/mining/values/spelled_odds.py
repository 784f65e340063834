"""Odds in words: seventy-five per cent, three in four, a coin toss, 六割五分, 九分どおり. Pure, on folded text."""

from __future__ import annotations

import re

_TENS = {name: 10 * at for at, name in enumerate("ten twenty thirty forty fifty sixty seventy eighty ninety".split(), start=1)}
_ONES = {name: at for at, name in enumerate("one two three four five six seven eight nine ten".split(), start=1)}
_KANJI = {name: at for at, name in enumerate("一二三四五六七八九", start=1)}
_ONE = "|".join(_ONES)
_COUNT = rf"(?:{_ONE}|\d{{1,2}})"
SPELLED = (
    rf"(?i:\b(?:\d{{1,3}}|(?:{'|'.join(_TENS)})(?:[- ]five)?)\s?per ?cent\b)|[一二三四五六七八九]?[十〇]五?\s?(?:%|パーセント)|\b(?i:{_COUNT}) (?:chances? )?(?:in|out of) (?i:{_COUNT})\b"
    r"|\b(?i:fifty[- ]fifty|a coin[- ]toss|a toss[- ]up|coin[- ](?:toss|flip)|evens|even (?:money|chance|odds)|better than even|(?:a|one|two) thirds?|three quarters)\b|50:50|フィフティー?[・ ]?フィフティー?"
    r"|[1-9一二三四五六七八九]割[1-9一二三四五六七八九]分|五分五分|[2-9二三四五六七八九]分(?:どおり|通り|方|がた)?(?=[\sや、。!)]|いけ|決|固|です|かな|$)"
)
"""A pattern (without groups that are kept) of odds in words."""
_SHARES = {"third": "33%", "one third": "33%", "two thirds": "67%", "three quarters": "75%"}
_CHANCES = re.compile(rf"(?P<of>{_COUNT}) (?:chances? )?(?:in|out of) (?P<all>{_COUNT})")
_PARTS = re.compile(r"(?P<tenths>[1-9一二三四五六七八九])割(?P<hundredths>[1-9一二三四五六七八九])分|(?P<parts>[2-9二三四五六七八九])分(?!.{0,2}分)")


def spelled_odds(words: str) -> str:
    """Return odds in words as a percentage (75%), "" where they are none; what is only said to be better than another stays words."""
    low = words.lower().removeprefix("a ").strip()
    if low.startswith("better"):
        return ""
    if digits := re.match(r"(\d{1,3})\s?per", low):
        return f"{int(digits[1])}%"
    if kanji := re.match(r"([一二三四五六七八九]?)[十〇](五?)", low):
        return f"{10 * (_KANJI.get(kanji[1]) or 1) + (5 if kanji[2] else 0)}%"
    if re.match(r"fifty[- ]fifty|coin|toss|even|50:50|フィフティ", low) or low.startswith("五分五分"):
        return "50%"
    if chances := _CHANCES.match(low):
        of, of_all = _number(chances["of"]), _number(chances["all"])
        return f"{round(100 * of / of_all)}%" if 0 < of <= of_all else ""
    if low in _SHARES:
        return _SHARES[low]
    if parts := _PARTS.match(low):
        tens = 10 * _number(parts["tenths"] or parts["parts"])
        return f"{tens + (_number(parts['hundredths']) if parts['hundredths'] else 0)}%"
    ten = re.split(r"[- ]", low)
    if ten[0] in _TENS and len(ten) > 1:
        return f"{_TENS[ten[0]] + (5 if ten[1] == 'five' else 0)}%"
    return ""


def _number(word: str) -> int:
    return _ONES.get(word) or _KANJI.get(word) or int(word)
