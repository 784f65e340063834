"""How does running prose go from customer to customer? By an hour, a part of the day or an order before a name. Pure.

Folded text. 一件目は, 午後いちばんに, 三時、, 次いで, 最後は飛び込みで lead to a customer; where they do, or where a note says that it is of
three calls, a line that opens with a firm and its people (峰岸印刷の峰岸さん) begins one too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from notes_app.mining.lines import Line
from notes_app.mining.prose.customer_names import HONORIFIC, firm_strength, is_person_name
from notes_app.mining.values.companies import company_key, is_company_like
from notes_app.mining.values.people import find_people
from notes_app.mining.values.proper_names import COMMON
from notes_app.mining.values.titles import NOT_NAMES, surnames

_CLOCK = r"(?:(?:[01]?\d|2[0-4]|十?[一二三四五六七八九十])時(?:半|[0-5]?\d分?)?|[012]?\d:[0-5]\d)(?:頃|ごろ|すぎ|過ぎ|前)?"
_PART = r"(?:早朝|朝|昼|午前中?|午後|夕方?|夜|晩)(?:一番?|イチ|いち(?:ばん)?|前|過ぎ|すぎ)?|[AP]M\d?|[月火水木金土]曜日?"
_COUNT = r"(?:[一二三四五六七八1-8](?:件|軒|社|か所|箇所)目|もう[一1](?:件|軒|社))"
_ORDER = rf"{_COUNT}|まず|最初|次いで|次|つぎ|続いて|つづいて|続けて|その(?:後|あと)|それから|さらに|最後|帰り(?:がけ|道|際)?|戻りがけ|途中|ついで|その足|(?:あと|残り)の?[一1](?:件|軒|社)"
_STEP = rf"(?:{_CLOCK}|{_PART}|{_ORDER})"
_GAP = r"[^\S\n]"
LEAD = rf"{_STEP}(?:[はにがのでも]?[、,]?{_GAP}?{_STEP})*(?:からは|は|に|が|ので|の|で|から)?[、,:/]?{_GAP}?(?:飛び?込みで?|新規で?|電話で?|久しぶりに|久々に|初めて)?、?{_GAP}?"
"""What leads to a customer, from the first hour, part of a day or order to where his name may begin."""
_LEAD = re.compile(LEAD)
_COUNTED = re.compile(_COUNT)
_OPENS_WITH_CLOCK = re.compile(_CLOCK)
_INSIDE_WORD = re.compile(r"[一-鿿ァ-ヴーA-Za-z\d:]")
_VISITED = r"へ|に(?=寄|行|伺|訪|お邪|立|移|電話|TEL)|を(?=訪|回|ま|初|再|たず|尋)|の(?=[一-鿿]{1,4}(?:長|さん|様))|の(?=(?:市場|事務所|工場|本社|本店|店舗?|現場|倉庫|会議室|応接室?)[へにで])"
_END = re.compile(rf"(?P<visited>{_VISITED})|(?P<hon>{HONORIFIC})(?P<visited2>{_VISITED})?|(?P<alone>。)|(?:では|[はのとがでに](?![一-鿿]{{0,2}}$)|から|、|/|\((?!(?:株|有|同|医|学)\))|:|(?=\s)|$)")
_FORM = re.compile(r"\((?:株|有|同|医|学)\)[^\S\n]?")
_NO_NAME = re.compile(r"[\s、。:;/|\[\]【】「」『』()〈〉<>→=!?~#■□◆◇●○▼▽▲△]")
_LONGEST, _NEAR, _LEAST, _TELLING = 22, 12, 4, 10
_READ, _MOST, _FEWEST = 20_000, 40, 2
_HOUR_NEAR = re.compile(rf"[ \t、(に]{{0,2}}{_CLOCK}")
_OF_SEVERAL = re.compile(r"日報|(?<!第)[二三四五六七2-7](?:件|軒|社|か所)(?!目|とも|で|の見|から)")
_SENTENCE = re.compile(r"^(?:まで|から|より|ごろ|頃|以降)|.(?:には|では|とは|への|としては|から)|[をへ]|[っい]た[一-鿿ァ-ヴ]|[一-鿿ァ-ヴー][はがで](?=[一-鿿ァ-ヴ])")
"""What no name holds: a particle between its words."""
_STOP = re.compile(r"。(?=[^\s」』)])")
_FIRST_LINES = 5
_HEAD = 80  # characters of a note in which it says that it is of several calls


_TALKED = re.compile(rf"{_COUNT}|{_ORDER}|午前|午後|夕方")
"""What leads on in the midst of talk too, behind any word that it is no part of."""


@dataclass(frozen=True, slots=True)
class _Opening:
    """Where a visit may begin, the span of its customer, whether something leads to him, whether his letters make him a firm, and
    whether his people, an hour or a visit stand behind."""

    start: int
    name_start: int
    name_end: int
    is_led: bool
    is_sure: bool
    is_met: bool


def told_in_order(text: str, lines: Sequence[Line]) -> list[tuple[int, int, int, int]]:
    """Return (start, end, name start, name end) of the visits that prose tells one after the other; [] for fewer than two firms.

    一件目は青葉商店さんで…二件目は三友商事さんで…; 午前中は…へ。午後は…。 lines: the lines of text.
    """
    led = _led(text[:_READ])
    is_of_several = bool(_OF_SEVERAL.search(text[:_HEAD]))
    if not is_of_several and not any(one.is_sure for one in led):
        return []
    starts = {text.rfind("\n", 0, one.start) + 1 for one in led}
    plain = [line for line in lines if not line.mark and not line.indent and line.start < _READ and line.start not in starts]
    unled = [one for line in plain if (one := _opening(text, line.start, line.body, is_led=False, opens=True))]
    if is_of_several and len(_names(text, [*led, *unled])) < _FEWEST:
        sentences = (match.end() for match in _STOP.finditer(text, 0, _READ))
        unled = [*unled, *(one for at in sentences if (one := _opening(text, at, at, is_led=False, opens=False)) and one.is_met and one.is_sure)]
    found = _confirmed(text, led, unled, is_of_several=is_of_several)
    if not _FEWEST <= len(found) <= _MOST:
        return []
    found = sorted({*found, *_between(text, plain, found, unled)}, key=lambda one: one.start)
    stops = [one.start for one in found[1:]] + [len(text)]
    return [(one.start, stop, one.name_start, one.name_end) for one, stop in zip(found, stops, strict=True)]


def _confirmed(text: str, led: Sequence[_Opening], unled: Sequence[_Opening], *, is_of_several: bool) -> list[_Opening]:
    """Return the openings that make a note one of several customers, [] where it is none. is_of_several: it says so."""
    sure = [one for one in led if one.is_sure]
    met = [one for one in unled if one.is_met and (one.is_sure or is_of_several)]
    if len(_names(text, sure)) >= _FEWEST:
        return [*led, *met]
    if sure and len(_names(text, [*led, *met])) >= _FEWEST and (is_of_several or len(led) > _FEWEST or any(one.is_sure for one in met)):
        return [*led, *met]
    if is_of_several and len(_names(text, [*led, *met])) >= _FEWEST and (len(led) >= _FEWEST or any(one.is_sure for one in met)):
        return [*led, *met]
    opening = [one for one in unled if one.is_sure and sure and text[sure[0].start - 1 : sure[0].start] == "\n" and one.start < sure[0].start and text.count("\n", 0, one.start) < _FIRST_LINES]
    return [*opening[:1], *led] if opening and len(_names(text, [*opening[:1], *sure])) >= _FEWEST else []


def _between(text: str, plain: Sequence[Line], found: Sequence[_Opening], unled: Sequence[_Opening]) -> list[_Opening]:
    """Return the lines that open with a firm between visits of a line each, where no other line is left."""
    first = min(one.start for one in found)
    heads = {text.rfind("\n", 0, one.start) + 1 for one in found}
    more = [one for one in unled if one.is_sure and one.start > first and one.start not in heads]
    left = [line for line in plain if line.start > first and line.start not in heads and line.end > line.start]
    return more if len(left) == len(more) else []


def _names(text: str, found: Sequence[_Opening]) -> set[str]:
    return {company_key(text[one.name_start : one.name_end]) for one in found}


def _led(text: str) -> list[_Opening]:
    found = []
    for lead in _LEAD.finditer(text):
        before = text[lead.start() - 1 : lead.start()] if lead.start() else ""
        opens = not before or before in "\n。!:「" or text[text.rfind("\n", 0, lead.start()) + 1 : lead.start()].isspace()
        if not opens and (not _TALKED.match(lead[0]) or (_INSIDE_WORD.match(before) and not _COUNTED.match(lead[0]))):
            continue
        if one := _opening(text, lead.start(), lead.end(), is_led=True, opens=opens or bool(_COUNTED.match(lead[0]))):
            found.append(one)
    return found


def _opening(text: str, start: int, at: int, *, is_led: bool, opens: bool) -> _Opening | None:
    """Return the customer whose name begins at `at`, where one does. opens: a line or a sentence begins at start."""
    form = _FORM.match(text, at)
    for end in _END.finditer(text, form.end() if form else at, at + _LONGEST):
        name = text[at : end.start()]
        if _NO_NAME.search(_FORM.sub("", name)) or _SENTENCE.search(name):
            return None
        strength, is_honoured = firm_strength(name), bool(end["hon"])
        is_visited = bool(end["visited"] or end["visited2"])
        if not opens and not is_visited and not is_honoured:
            continue
        is_met = is_visited or _is_met(text, end.end())
        says_more = not end["alone"] or len(_rest(text, end.end())) >= _TELLING
        if strength == 2 and says_more:
            return _Opening(start, at, end.start(), is_led, True, is_met)
        if not opens and not is_honoured:
            continue
        if strength == 1 and ((is_honoured and len(name) >= _LEAST) or is_met):
            return _Opening(start, at, end.start(), is_led, is_honoured, is_met)
        is_company = is_company_like(name)
        if is_led and opens and says_more and ((end["alone"] or is_met) if not is_honoured else is_company) and (strength or _may_be_firm(name)):
            return _Opening(start, at, end.start(), is_led, is_honoured and is_company, is_met)
    return None


def _rest(text: str, at: int) -> str:
    return text[at : at + 2 * _NEAR].partition("\n")[0]


def _is_met(text: str, at: int) -> bool:
    """Return whether right behind a name somebody with a post stands, or an hour."""
    if _HOUR_NEAR.match(text, at - 1) or _HOUR_NEAR.match(text, at):
        return True
    person = next(iter(find_people(_rest(text, at).partition("。")[0])), None)
    return person is not None and person.start <= _NEAR and bool(person.title or person.honorific)


def _may_be_firm(name: str) -> bool:
    """Return whether a word that could be anything is no word of business and nobody's name: a firm where others stand so."""
    if not 2 <= len(name) <= 12 or name in COMMON or name in NOT_NAMES or is_person_name(name) or name[:2] in surnames():
        return False
    return is_company_like(name) or bool(re.fullmatch(r"[一-鿿]{2,3}", name))
