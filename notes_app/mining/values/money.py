"""Amounts of money, each with its span: 月額2.8万円, 1億2000万円, 200〜250万円, 100千円, ¥6,000,000, approx. 9 million yen.

Pure. A range counts as its lower end; foreign amounts keep their number and name their currency.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from notes_app.mining.values.numerals import parse_numeral
from notes_app.mining.values.spelled_money import find_spelled

Period = Literal["", "month", "year", "initial", "each", "hour"]


@dataclass(frozen=True, slots=True)
class MoneyMatch:
    """One amount: folded span, whole units of the currency (yen unless said), upper end of a range, what it is paid for."""

    start: int
    end: int
    amount: int
    upper: int | None
    currency: str
    period: Period


_NUM = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_KANJI = r"[一二三四五六七八九十百千壱弐参〇]+"
_BIG = {"億": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 10**3, "百": 10**2,
        "k": 10**3, "m": 10**6, "mm": 10**6, "b": 10**9, "bn": 10**9, "thousand": 10**3, "grand": 10**3, "million": 10**6, "mil": 10**6,
        "billion": 10**9}  # fmt: skip
_JA_UNIT = r"億|千万|百万|十万|万|千|百"
_ABOUT = r"(?:約|およそ|だいたい|ざっくり|概算|総額|税抜き?|税別|税込み?)?"
_PERIOD = r"(?P<before>月額|月々|毎月|月(?=\d)|年額|年間|年(?=\d)|初期(?:費用)?|イニシャル|ランニング|時給|日当|日給|単価|坪|㎡|(?:お)?[1一](?:人|名|家族|組)様?(?:あたり)?|(?:1|一)(?:台|人|本|セット|個|件|名|回|枚|箱|坪|部|室|戸|ID|アカウント)(?:あたり|当たり|につき)?)?\s*(?:約|およそ|だいたい)?\s*"
_JA = re.compile(
    rf"{_PERIOD}(?P<low>{_NUM}|{_KANJI})\s?(?P<lowunit>{_JA_UNIT})?(?:円)?(?P<more>(?<=億)\d{{1,2}}(?:千|百)万?|(?<=億){_NUM}万?|(?<=万)\d{{1,2}}(?:\.\d)?千|(?<=万)\d,?\d{{3}}(?=円)|(?<=万)\d{{3}}(?=円)|(?<=万)[一二三四五六七八九]千)?"
    rf"(?:\s?(?:~|-|から|―|ー|、(?={_NUM}(?:億|万)))\s?(?P<high>{_NUM})\s?(?P<highunit>{_JA_UNIT})?(?P<highmore>(?<=億)\d{{1,2}}(?:千|百)万?|(?<=億){_NUM}万?)?)?"
    r"\s?(?P<k>[kKmM])?(?P<yen>円|yen|JPY)?(?P<after>\s?/\s?(?:月|年|台|人|個|名|時間?|h\b|日|部|枚|坪|ヶ月|month|year|mo|yr)|\s?per\s(?:month|year))?",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    rf"(?:approx\.?\s?|about\s|around\s|~)?(?P<sign>[¥￥$€£]|(?:USD|JPY|EUR|US\$|GBP)\s?)\s?(?P<low>{_NUM})\s?"
    rf"(?P<unit>k|mm|m|bn|b|thousand|million|mil|billion|{_JA_UNIT})?\b(?:(?:\s?[-~]\s?|\sto\s)[¥￥$€£]?\s?(?P<high>{_NUM})\s?(?P<highunit>k|mm|m|bn|thousand|million|万)?\b)?"
    r"(?P<after>\s?/\s?(?:month|year|mo|yr|月|年)|\s?(?:per|a)\s(?:month|year|week|quarter)|\s(?:monthly|annually|yearly|p\.?m\b|p\.?a\b))?",
    re.IGNORECASE,
)
_WORDED = re.compile(
    rf"(?:approx\.?\s?|about\s|around\s|~)?(?P<low>{_NUM})(?:\s?(?:-|~|to)\s?(?P<high>{_NUM}))?\s?(?P<unit>k|m|mm|bn|thousand|million|mil|billion)?\s?"
    r"(?P<cur>yen|jpy|usd|dollars?|bucks|euros?|eur|pounds|quid|gbp|chf|aud|cad|sgd)\b(?P<after>\s?/\s?(?:month|year|mo|yr)|\s?(?:per|a)\s(?:month|year)|\s(?:monthly|annually))?",
    re.IGNORECASE,
)
_NOT_MONEY_AFTER = re.compile(
    r"\s?(?:(?:人|名|件|社|台|個|本|枚|店|時|回|歳|才|食|坪|点|箱|部|冊|通|戸|棟|室|床)(?![一-鿿])|分(?!の)|台数|㎡|m2|トン|t\b|kg|パレット|ケース|ロット|キロ|km|アクセス|PV|ダウンロード|ユーザ|アカウント|ID|行|語|文字|セット|メートル|m\b|個所|か所|ヶ所|L\b|リットル|kWh|本/|人規模)"
)
_SPOKEN_OF = re.compile(r"\b(?:budget\w*|spend\w*|price\w*|quot\w+|cost\w*|cap|ceiling|limit|figure|value|worth|offer\w*|pay\w*|total|fee|max|maximum|money|cash|pot|up to|no more than)\b[^.;\n]{0,24}$", re.IGNORECASE)
"""What has to be said before a number without a sign, a scale or a comma for it to be money."""
_PLAIN_ENGLISH = re.compile(
    r"(?<![\w.,/:#-])(?P<low>\d{1,4}(?:\.\d{1,2})?)(?:(?:\s?[-~]\s?|\sto\s|(?<=between \d\d)\sand\s|(?<=between \d\.\d)\sand\s)\d{1,4}(?:\.\d{1,2})?)?\s?(?P<unit>[kKM]|mil|million|thousand|grand)\b(?!\s?(?:km|units?|pcs|pieces|cartons?|boxes|rpm|people|users?|seats?|sheets|followers|rows|lines|miles|tons?|items|visitors|copies|litres?|bottles))"
    r"|(?<![\w.,/:#-])(?P<paid>\d{2,4})(?=\s(?:a|per)\s(?:month|week|quarter|year|annum)\b|\s?(?:/\s?(?:month|mth|mo|week|wk|year|yr|qtr)|pcm|p\.?c\.?m\.?)\b)"
    r"|(?<![\w.,/:#-])(?P<millions>\d{1,3}\.\d{1,2})m\b(?!\s(?:x|by|wide|long|high|tall|of|from|away|deep|apart)\b|[²2])"
    r"|(?<![\w.,/:#-])(?P<full>\d{1,3}(?:,\d{3})+)(?!\d|\.\d|\s?(?:km|units?|pcs|kg|(?!(?:total|excl|incl|including|excluding|before|after|about|which|until|ceiling|maximum|budget|monthly|annually|yearly|upfront|instead|though|because|against|altogether|first|fixed)\b)[a-z]{5,}))"
    r"|(?<![\w.,/:#£$€-])(?P<bare>(?!(?:19|20)\d\d\b)\d{4,6})(?![\w/:,-]|\.\d|\s?(?:km|kg|[a-z]{5,}))"
)
_SIGN = re.compile(r"[円万億千百¥￥$€£]")
_HINT = re.compile(r"yen|jpy|usd|eur|dollar|pounds|quid|bucks|gbp|chf|aud|cad|sgd|\d[km]\b", re.IGNORECASE)
_BARE = re.compile(
    r"^[^\d]{0,12}?(?P<low>\d{1,3}(?:,\d{3})+(?![\d.:/])|\d{5,12}(?![\d.:/-])|\d{1,4}(?:\.\d{1,3})?(?=(?:\s?[-~]\s?\d{1,4}(?:\.\d{1,3})?)?\s?[kKmM]\b))"
    r"(?:\s?[-~]\s?\d[\d,.]*)?(?:\s?(?P<scale>[kKmM])\b)?"
)


def find_money(text: str, *, labelled: bool = False) -> tuple[MoneyMatch, ...]:
    """Return every amount in folded `text`, in order.

    labelled: the text stands under a label for money, so that 「1,200,000」 alone counts; in prose an amount
    needs 円, 万, 億 or a sign. Counts (15店舗, 80万人, 40分) never do.
    """
    text = text[:1500].replace("\t", " ")
    found: list[MoneyMatch] = []
    if _SIGN.search(text) or _HINT.search(text):
        for pattern, read in ((_SIGNED, _read_signed), (_WORDED, _read_worded), (_JA, _read_japanese)):
            for match in pattern.finditer(text):
                if any(match.start() < one.end and one.start < match.end() for one in found):
                    continue
                money = read(match, text)
                if money:
                    found.append(money)
    if not _JAPANESE.search(text) and re.search(r"[a-z]{3}", text):
        for one in (*_in_plain_english(text), *_spelled(text)):
            if not any(one.start < other.end and other.start < one.end for other in found):
                found.append(one)
    if not found and labelled:
        bare = _BARE.match(text)
        if bare and not _NOT_MONEY_AFTER.match(text, bare.end()):
            scale = {"k": 10**3, "m": 10**6}.get((bare["scale"] or "").lower(), 1)
            found.append(MoneyMatch(bare.start("low"), bare.end(), round((parse_numeral(bare["low"]) or 0) * scale), None, "JPY", ""))
    return tuple(sorted(found, key=lambda one: one.start))


def _in_plain_english(text: str) -> list[MoneyMatch]:
    """Return amounts without a sign in English: around 45k, roughly 52,000 for the year; counted things are none."""
    found = []
    for match in _PLAIN_ENGLISH.finditer(text):
        number = match["low"] or match["paid"] or match["full"] or match["bare"] or match["millions"]
        amount = _scaled(number, "m" if match["millions"] else match["unit"])
        if amount and (not match["bare"] or _SPOKEN_OF.search(text, max(0, match.start() - 40), match.start())):
            after = _EN_PERIOD.match(text, match.end())
            found.append(MoneyMatch(match.start(), after.end() if after else match.end(), amount, None, "", _period(None, after[0] if after else None)))
    return found


_EN_PERIOD = re.compile(r"\s?(?:(?:/|\ba\b|\bper\b)\s?(?:month|mth|mo|year|yr|week|wk|quarter|qtr|annum)|pcm)\b")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def _spelled(text: str) -> list[MoneyMatch]:
    return [MoneyMatch(start, end, round(amount), None, "", _period(None, paid or None)) for start, end, amount, paid in find_spelled(text)]


def _scaled(number: str | None, unit: str | None, more: str | None = None) -> int | None:
    value = parse_numeral(number) if number else None
    if value is None:
        return None
    total = value * (_BIG[unit.lower()] if unit else 1)
    if more:
        rest = parse_numeral(more.rstrip("万千百"))
        total += (rest or 0) * _rest_unit(more, after_oku=unit == "億")
    return round(total) if total < 10**15 else None


def _rest_unit(more: str, *, after_oku: bool) -> int:
    """Return what the rest behind 億 or 万 counts: 1億2千 is 1億2千万, 3万5千 is 35,000."""
    for unit in ("千万", "百万", "万"):
        if more.endswith(unit):
            return _BIG[unit]
    scale = _BIG.get(more[-1], 1) if more[-1] in "千百" else 1
    return scale * 10**4 if after_oku and scale > 1 else scale


def _period(before: str | None, after: str | None) -> Period:
    words = f"{before or ''} {after or ''}".lower()
    if any(w in words for w in ("初期", "イニシャル")):
        return "initial"
    if any(w in words for w in ("月", "month", "mo", "mth", "pcm", "ランニング")):
        return "month"
    if any(w in words for w in ("年", "year", "yr", "annual", "annum")):
        return "year"
    if re.search(r"時|/\s?h\b|日", words):
        return "hour"  # what people cost is paid by the hour or the day: that is the price
    return "each" if words.strip() else ""


def _read_japanese(m: re.Match[str], text: str) -> MoneyMatch | None:
    low, unit, high_unit = m["low"], m["lowunit"], m["highunit"]
    yen = m["yen"] or "円" in m[0]
    if not yen and not (unit or high_unit) and not (m["k"] and False):
        return None
    has_big = any(u and u[-1] in "億万" for u in (unit, high_unit))
    if not yen and not has_big and not (not low[0].isdigit() and low.endswith("万")):
        return None
    if not yen and _NOT_MONEY_AFTER.match(text, m.end()):
        return None
    if m.start() and text[m.start("low") - 1] in ".,0123456789":
        return None
    scale = {"k": 10**3, "m": 10**6}.get((m["k"] or "").lower(), 1)
    high = _scaled(m["high"], high_unit or unit, m["highmore"])
    amount = _scaled(low, unit if unit else (high_unit if m["high"] else None), m["more"])
    if amount is None or (unit is None and not low[0].isdigit() and not yen):
        return None
    start = m.start("before") if m["before"] else m.start("low")
    end = m.end() if m["after"] or not m[0].endswith(" ") else m.end() - (len(m[0]) - len(m[0].rstrip()))
    return MoneyMatch(start, end, amount * scale, high * scale if high else None, "JPY", _period(m["before"], m["after"]))


def _read_signed(m: re.Match[str], text: str) -> MoneyMatch | None:
    sign = m["sign"].strip().upper()
    currency = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "JPY"}.get(sign, sign)
    unit, high_unit = m["unit"], m["highunit"]
    amount = _scaled(m["low"], unit or (high_unit if m["high"] else None))
    if amount is None:
        return None
    return MoneyMatch(m.start(), m.end(), amount, _scaled(m["high"], high_unit or unit), currency, _period(None, m["after"]))


_WORDS_OF = {"yen": "JPY", "pounds": "GBP", "quid": "GBP"}


def _read_worded(m: re.Match[str], text: str) -> MoneyMatch | None:
    amount = _scaled(m["low"], m["unit"])
    if amount is None:
        return None
    word = m["cur"].lower()
    currency = _WORDS_OF.get(word) or ("EUR" if word.startswith("eur") else word.upper() if len(word) == 3 else "USD")
    return MoneyMatch(m.start(), m.end(), amount, _scaled(m["high"], m["unit"]), currency, _period(None, m["after"]))
