"""Amounts as English speech says them: five point two million, nine thousand eight hundred, fourteen hundred a month. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SMALL = {name: at for at, name in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)} | {name: 10 * at for at, name in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)} | {"a": 1, "an": 1}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000, "k": 1000, "grand": 1000, "million": 10**6}
_WORD = rf"(?:{'|'.join(sorted((*(one for one in _SMALL if one not in ('a', 'an')), *_SCALES), key=len, reverse=True))})"
_RUN = re.compile(rf"\b(?:half\sa\s(?=(?:million|thousand)\b)|an?[\s-](?={_WORD}\b))?{_WORD}\b(?:[\s-](?:and a half|and (?={_WORD}\b)|point (?={_WORD}\b)|half)?(?:{_WORD})?\b(?<![\s-])){{0,9}}", re.IGNORECASE)
_SCALED = re.compile(r"hundred|thousand|grand|million|\bk\b")
_CURRENCY = re.compile(r"\s(?:pounds|dollars|euros|quid|bucks)\b", re.IGNORECASE)
_SHORT = re.compile(r"(?:ty|een|ten|eleven|twelve)\s(?:a|per|each|quid|pounds|dollars|euros|bucks)\b", re.IGNORECASE)
"""Two fifty a month is 250."""
_PAID = re.compile(r"\s(?:(?:pounds?|dollars?|euros?|yen|quid|bucks)\b(?:\s(?:a|per|each)\s(?:month|year|week|quarter)\b)?|(?:a|per|each)\s(?:month|year|week|quarter)\b)", re.IGNORECASE)
_COUNTED = re.compile(r"\s(?:people|units?|pieces|seats|users|times|items|miles|staff|sites|boxes|cases|pallets|visitors|rooms|beds|pupils|students|hours|days|weeks|months|years|metres|meters|feet|miles|kilos|litres|tons|tonnes|sheets|copies|words|seats|covers|rows|lines|calls|guests|members|employees|tills|cars|vans)\b", re.IGNORECASE)


def find_spelled(text: str) -> Iterator[tuple[int, int, float, str]]:
    """Yield (start, end, amount, words of what it is paid for) of each amount in words in folded English `text`.

    A run of number words is money where it counts thousands or millions, or hundreds that are paid (a month, pounds).
    """
    for match in _RUN.finditer(text[:1500]) if _SCALED.search(text.lower()) or _SHORT.search(text) else ():
        words = match[0].lower().replace("-", " ").split()
        paid = _PAID.match(text, match.end())
        large = any(_SCALES.get(word, 0) >= 1000 for word in words)
        if words[:2] == ["half", "a"]:
            words = ["point", "five", *words[2:]]
        short = len(words) == 2 and _SMALL.get(words[0], 0) in range(1, 20) and _SMALL.get(words[1], 0) in range(10, 100) and paid
        in_hundreds = words[-1] == "hundred" and 1 < len(words) < 4 and 11 <= sum(_SMALL.get(word, 0) for word in words[:-1]) < 100
        in_money = paid and _CURRENCY.match(text, match.end())
        if _COUNTED.match(text, match.end()) or not (large or short or in_hundreds or in_money or ("hundred" in words and paid)):
            continue
        amount = 100 * _SMALL[words[0]] + _SMALL[words[1]] if short else _value(words)
        if amount >= (10 if in_money else 100):
            period = re.search(r"(?:a|per|each)\s(?:month|year)\b", paid[0]) if paid else None
            yield match.start(), paid.end() if paid else match.end(), amount, period[0] if period else ""


def _value(words: list[str]) -> float:
    total, current, fraction, tenths = 0.0, 0.0, False, 0.1
    for at, word in enumerate(words):
        if word in ("and", "a") and at + 1 < len(words) and words[at + 1] in ("half", "a"):
            continue
        if word == "half":
            last = next((_SCALES[one] for one in reversed(words[:at]) if one in _SCALES), 1)
            following = next((_SCALES[one] for one in words[at:] if one in _SCALES), 0)
            if following and last == 1:
                current += 0.5
            else:
                total += 0.5 * last
        elif word == "point":
            fraction, tenths = True, 0.1
        elif word in _SCALES:
            fraction = False
            scale = _SCALES[word]
            if scale == 100:
                current = (current or 1) * 100
            else:
                total += (current or 1) * scale
                current = 0
        elif word in _SMALL:
            if fraction:
                current += _SMALL[word] * tenths
                tenths /= 10
            else:
                current += _SMALL[word]
    return round(total + current, 2)
