"""How does a report of several customers begin a visit without any mark? By a line of the name, or by "next" in prose. Pure.

Folded text. A line that is nothing but a name, a name with its hour, a name between rules, a name beside its people; and
〜件目は, 午後は, 次に before a name in sentences. Whether the heads of a note are customers is judged by all of them together.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from notes_app.mining.prose.customer_names import HONORIFIC, firm_strength
from notes_app.mining.values.people import find_people

UNMARKED = ("between rules", "with its hour", "beside people", "alone")
_NAME = r"[^\s、。:()/\[\]【】〈〉<>《》「」『』|=→>]{2,20}?"
_RULED = re.compile(rf"[─━―=~*–—-]{{2,}}\s?({_NAME})(?:{HONORIFIC})?\s?[─━―=~*–—-]{{2,}}$")
_HOURED = re.compile(rf"({_NAME})(?:{HONORIFIC})?\s?\((?:訪問|来社|電話|AM|PM|午前|午後)?\s?\d{{1,2}}(?:[:時]\d{{0,2}}分?|時半)?[^()]{{0,12}}\)$")
_BESIDE = re.compile(rf"({_NAME})(?:{HONORIFIC})?\s+(?=\S)")
_ALONE = re.compile(rf"({_NAME})(?:{HONORIFIC})?$")
_LONGEST = 80  # characters of a head


def unmarked_head(content: str, *, known: Callable[[str], bool]) -> tuple[str, int] | None:
    """Return which way an unmarked line names a customer, and where the name begins; None where it names none.

    known: whether a word is a label, which opens a line as a name does.
    """
    if len(content) > _LONGEST or content.isascii():
        return None
    for kind, pattern in zip(UNMARKED, (_RULED, _HOURED, _BESIDE, _ALONE), strict=True):
        match = pattern.match(content)
        if not match or known(match[1]) or not firm_strength(match[1]):
            continue
        if kind == "beside people" and not _opens_with_person(content[match.end() :]):
            continue
        return kind, match.start(1)
    return None


def _opens_with_person(text: str) -> bool:
    person = next(iter(find_people(text[:24])), None)
    return person is not None and person.start <= 8 and bool(person.title or person.honorific)


def bare_name(content: str) -> tuple[int, int, str, bool] | None:
    """Return span, name and sureness of the name a head opens with that only its place makes one."""
    match = re.match(rf"({_NAME})(?={HONORIFIC}|[\s()─━―=~*–—-]|$)", content)
    if not match or not firm_strength(match[1]):
        return None
    return 0, match.end(1), match[1], firm_strength(match[1]) == 2


_LEAD = re.compile(
    r"(?:午前中?(?:は|に)?|午後(?:一番?)?(?:は|に)?|夕方(?:は|に)?|まずは?|最初[はに]|次[はに]|続いては?|その(?:後|あと)は?|それから|最後[はに]|[一二三四五六1-6](?:件|軒|社)目[はにが]?|もう[一1](?:件|軒|社)は?)、?"
)
_GOES_ON = rf"(?:{HONORIFIC})?(?:へ|に(?=寄|行|伺|訪|お|立|移)|を(?=訪|回|ま)|で(?!は)|の(?=[一-鿿]{{1,4}}(?:長|さん|様))"
_ENDS, _COUNTED_ENDS = re.compile(rf"{_GOES_ON})"), re.compile(rf"{_GOES_ON}|は|から|。|、|$|\n)")
_COUNT = re.compile(r"[件軒社]目")
_READ = 20_000  # characters of a note
_LONGEST_NAME = 22


def told_in_order(text: str) -> list[tuple[int, int, int, int]]:
    """Return (start, end, name start, name end) of the visits that prose tells one after the other; [] for fewer than two firms.

    一件目は青葉商店さんで…二件目は三友商事さんで…; 午前中は…へ。午後は…。
    """
    found: list[tuple[int, int, int]] = []
    for lead in _LEAD.finditer(text[:_READ]):
        is_counted = bool(_COUNT.search(lead[0]))
        if not is_counted and re.search(r"[一-鿿ァ-ヴーA-Za-z]$", text[max(0, lead.start() - 1) : lead.start()]):
            continue
        at = lead.end()
        for end in (_COUNTED_ENDS if is_counted else _ENDS).finditer(text, at, at + _LONGEST_NAME):
            name = text[at : end.start()]
            honoured = bool(re.match(HONORIFIC, text[end.start() :]))
            if firm_strength(name) == 2 or (honoured and firm_strength(name) == 1 and len(name) >= 4):
                found.append((lead.start(), at, end.start()))
                break
    if len({text[a:b] for _, a, b in found}) < 2 or len(found) > 40:
        return []
    stops = [start for start, _, _ in found[1:]] + [len(text)]
    return [(start, stop, a, b) for (start, a, b), stop in zip(found, stops, strict=True)]
