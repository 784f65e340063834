"""What a note says of a firm: what its clause tells (used, quoted, beaten, visited), who follows it, what is said where it stands again. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from notes_app.mining.mentions.mention import Mention
from notes_app.mining.values.companies import company_key

_TELLS: Mapping[str, re.Pattern[str]] = {
    "uses": re.compile(r"使っ|使う|使い|入って|入れて|入っと|現契約|現行|既存|契約中|契約し|リース中|付き合い|従来|長年|今は|いまは"),
    "quotes": re.compile(r"見積|出して|提案|値段|値引|安い|安く|安か|単価|デモ|プレゼン|来て"),
    "decides": re.compile(r"決ま|決め|負け|取られ|勝[ちっつ]|脱落|降り|辞退|優勢|有利|本命|強い|不利"),
    "compares": re.compile(r"競[合りい]|相見|アイミツ|コンペ|他社|他に|ほかに|ライバル|対抗|比べ|比較|並[べん]|一騎|よそ"),
    "switches": re.compile(r"換え|替え|乗り|からの変更"),
    "visits": re.compile(r"訪問|訪|伺|邪魔|行って|行った|行き|出たと|商談|打合|打ち合|面談|来社|来訪|電話|TEL|寄っ|議事録|日報|お世話|会っ"),
}
_TELLS_ENGLISH: Mapping[str, re.Pattern[str]] = {
    "uses": re.compile(r"incumbent|current|existing|uses?\b(?<!\wuse)(?<!\wuses)|using\b|have now|has now|got now|supplier|supplied|supply|installed|fitted|in place|looks? after|contract with|buys? from|bought from|bought (?:\w+ )from|rents? from|rented from|leases? from|leased from|hires? from|been with|runs? on|today's|at present"),
    "quotes": re.compile(r"quot|pitch|undercut|cheaper|dearer|price|bid(?<!\wbid)|offer|match|sniffing|tender|charg|asks?\b|asking|asked|demo(?<!\wdemo)|lobb"),
    "decides": re.compile(r"lost\b|won\b|went (?:with|to)\b|goe?s? (?:with|to)\b|going (?:with|to)\b|gone (?:with|to)\b|signed (?:with|to)\b|stay\w* with|stick\w* with|beat|ahead|out of the|out\b(?<!\wout)|no bid|dropped|withdr|winner|award|chose|picked|prefer|pipped"),
    "compares": re.compile(r"against|rival|compet|versus|vs\b|other|also\b|between us|or us\b|else\b(?<!\welse)|shortlist|in the (?:frame|ring|mix|running|race)|than\b(?<!\wthan)|alternativ"),
    "switches": re.compile(r"switch|replac|instead|leav|fed up|unhappy|hates?\b|ditch|dump|complain"),
    "visits": re.compile(r"visit|met\b(?<!\wmet)|call|meeting|saw\b(?<!\wsaw)|drove|went to|popped|rang\b(?<!\wrang)|phone|spoke|sat\b(?<!\wsat)|lunch|coffee|tour|hour with|back from|update on|news from|just left"),
}
"""The same in English, on small letters; each way begins with a letter, so that it is soon seen where none does."""
"""What the words of a clause tell of a firm in it: that it is used, that it quotes, that it wins or loses, ..."""
_NEAR, _WITH, _BESIDE = 40, 12, 3
_LOOKED_THROUGH = 12_000
_HONOURED = frozenset({"honour さん", "honour 様", "honour さま"})
_SMALL = "written small"
_BARE = "how english"
"""How a person is named who is nothing but a capitalised word: a firm may be as well."""
_BEGINS, _FIRST_LINES, _HEARD = 4, 2, 12
_LATIN = re.compile(r"[A-Za-z]{3}")
_MANY, _NOT_LIKE = 4, 99
_LIKE_FIRMS = frozenset({"company True", "honour さん", "honour 様", "honour 社"})
_CALLED = "company True"
_PARTICLE = re.compile(r"(?:さん|様|社|さま)?側?(では|には|とは|にも|とも|から|なら|より|[はがをにでとものや、へ]|.)?")
_JOINED = re.compile(r"(?:さん|様|社|さま)?\s?(?:と|や|、|・|/|,|&|及び|または|か| and | or | vs\.? )\s?")
"""What may stand between the members of a list."""
_CLAUSE_END, _LINE_END = re.compile(r"[。\n!?]"), re.compile(r"\n")


@dataclass(slots=True)
class Namesakes:
    """text; told: class -> where its words stand; people, firms: where they are named; names: of people; ends, lines: where clauses and
    lines end; order: keys of what is like a firm -> which one of the note it is; first: where each that is called as firms are is named first;
    said: key of a firm -> what is said at each of its mentions, by its start."""

    text: str
    told: Mapping[str, Sequence[int]]
    people: Sequence[int]
    firms: Sequence[tuple[int, int]]
    names: frozenset[str]
    ends: Sequence[int]
    lines: Sequence[int]
    order: Mapping[str, int]
    first: Mapping[str, int]
    said: dict[str, list[tuple[int, list[str]]]]
    nth: dict[str, int]


def namesakes_of(text: str, mentions: Sequence[Mention]) -> Namesakes:
    """Return what the signs of all firms of a note share."""
    people = [one for one in mentions if one.kind == "person"]
    firms = [one for one in mentions if one.kind == "firm"]
    told = _told(text) if firms else {}
    order: dict[str, int] = {}
    first: dict[str, int] = {}
    for one in firms:
        if not _LIKE_FIRMS.isdisjoint(one.facts):
            order.setdefault(company_key(str(one.value)), len(order))
        if _CALLED in one.facts:
            first.setdefault(company_key(str(one.value)), one.start)
    names = frozenset(str(one.value) for one in people if _BARE not in one.facts)
    read = Namesakes(
        text, told, sorted(one.start for one in people), sorted((one.start, one.end) for one in firms), names,
        _places(_CLAUSE_END, text), _places(_LINE_END, text), order, first, {}, {},
    )  # fmt: skip
    for one in firms:
        if _SMALL not in one.facts:
            read.nth.setdefault(company_key(str(one.value)), len(read.nth))
        read.said.setdefault(company_key(str(one.value)), []).append((one.start, _said_of(read, one)))
    return read


def _told(text: str) -> Mapping[str, Sequence[int]]:
    """Return where the words of each class stand: Latin letters and Japanese ones are looked through apart."""
    small, is_latin = text[:_LOOKED_THROUGH].lower(), bool(_LATIN.search(text, 0, _LOOKED_THROUGH))
    told = {name: _places(pattern, text) for name, pattern in _TELLS.items()} if not text.isascii() else {}
    for name, pattern in _TELLS_ENGLISH.items() if is_latin and len(small) == len(text[:_LOOKED_THROUGH]) else ():
        told[name] = sorted([*told.get(name, ()), *_places(pattern, small)])
    return told


def signs_of_firm(read: Namesakes, firm: Mention) -> list[str]:
    """Return what is said of a firm where it stands, and wherever else it is named."""
    key = company_key(str(firm.value))
    said = read.said.get(key, ())
    own = next((signs for start, signs in said if start == firm.start), [])
    elsewhere = {f"else {sign}" for start, signs in said[:_HEARD] if start != firm.start for sign in signs}
    nth = read.nth.get(key, 9)
    return [*own, f"named {min(4, len(said))}", f"firm {min(nth, 4)}", *sorted(elsewhere), *_place_among(read, firm, key)]


def _place_among(read: Namesakes, firm: Mention, key: str) -> list[str]:
    """Return which firm of its note one is, and whether it stands in a list with another."""
    at = read.order.get(key, _NOT_LIKE)
    before = sum(start < firm.start for other, start in read.first.items() if other != key)
    signs = [f"firm number {min(at, _MANY) if at < _NOT_LIKE else at}", f"firms before {min(before, 3)}", f"firms {min(len(read.order), 5)}"]
    place = bisect_left(read.firms, (firm.start, firm.end))
    if place and _JOINED.fullmatch(read.text, read.firms[place - 1][1], firm.start):
        signs.append("listed behind a firm")
    if place + 1 < len(read.firms) and _JOINED.fullmatch(read.text, firm.end, read.firms[place + 1][0]):
        signs.append("listed before a firm")
    return signs


def _said_of(read: Namesakes, firm: Mention) -> list[str]:
    cut = bisect_left(read.ends, firm.start)
    low = max(firm.start - _NEAR, read.ends[cut - 1] + 1 if cut else 0)
    high = min(firm.end + _NEAR, read.ends[cut] if cut < len(read.ends) else firm.end + _NEAR)
    signs = [f"before it {name}" for name, at in read.told.items() if _any_in(at, low, firm.start)]
    behind = [name for name, at in read.told.items() if _any_in(at, firm.end, high)]
    particle = _PARTICLE.match(read.text, firm.end)
    led = particle[1] if particle else ""
    signs += [f"particle {led}", *(f"behind it {name}" for name in behind), *(f"{led} then {name}" for name in behind)]
    if _any_in(read.people, firm.end, firm.end + _WITH):
        signs.append("person follows")
    follows = bisect_left(read.firms, (firm.end, 0))
    if follows < len(read.firms) and read.firms[follows][0] < firm.end + _BESIDE:
        signs.append("firm follows")
    if str(firm.value) in read.names:
        signs.append("named as a person")
    if not _HONOURED.isdisjoint(firm.facts):
        signs.append("honoured")
    line = bisect_left(read.lines, firm.start)
    if firm.start - (read.lines[line - 1] + 1 if line else 0) < _BEGINS:
        signs.append("begins a line")
    if line < _FIRST_LINES:
        signs.append("in the first lines")
    return signs


def _places(pattern: re.Pattern[str], text: str) -> list[int]:
    return [match.start() for match in pattern.finditer(text, 0, _LOOKED_THROUGH)]


def _any_in(places: Sequence[int], start: int, end: int) -> bool:
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end
