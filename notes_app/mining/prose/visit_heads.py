"""How does a line of its own begin a visit without any mark? Pure.

Folded text. A line that is nothing but a name, a name with its hour, a name between rules, a name beside its people. Whether
the heads of a note are customers is judged by all of them together.
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
