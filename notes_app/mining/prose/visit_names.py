"""Whom does the head of a visit name? Pure, on folded text.

A filed account (or its first syllables), a name with a corporate form, 〜様, or whatever stands where others of its family are firms.
"""

from __future__ import annotations

import re

from notes_app.mining.draft import ValueContext
from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.prose.customer_names import HONORIFIC, firm_strength, is_matter
from notes_app.mining.prose.visit_heads import ENGLISH_NAME
from notes_app.mining.resolve import resolve_key
from notes_app.mining.values.companies import (
    clean_company,
    company_key,
    find_companies,
    looks_own_company,
    resolve_company,
)
from notes_app.mining.values.english_names import FIRST_WORDS, find_english_companies
from notes_app.mining.values.people import find_people
from notes_app.mining.values.proper_names import looks_proper
from notes_app.mining.values.titles import ORGANISATION_TAILS, TITLES

Named = tuple[int, int, str, bool]
"""Span of a customer's name, the name as filed, and whether it is surely one."""
HEAD_LIMIT = 80  # characters of a line looked at
_TAG = r"[\[(【〔〈<《](?!(?:株|有|同|医|学|福|社福|資)\))[^\[\]()【】〔〕〈〉<>《》]{1,10}[\])】〕〉>》]"
_CONTACT = r"(?:(?:新規|既存|継続|重点|初回|再|初)?(?:訪問|往訪|来社|電話|TEL|WEB|オンライン|商談|面談|打合せ|打ち合わせ|定例|フォロー)|新規|既存|継続|重点|初訪|再訪|飛び?込み?|得意先|客先|お客様)"
_LEAD = re.compile(
    rf"^(?:(?:\d{{1,2}}[:時]\d{{0,2}}分?(?:\s?[-~〜]\s?\d{{1,2}}[:時]?\d{{0,2}}分?)?|\d{{1,2}}\s?件目|\d{{1,2}}[.)、]|午前|午後|AM|PM|訪問先?\d?|訪問|電話|TEL|[①-⑳]|\d{{1,2}}\s(?=\S)|\d{{4}}\s(?=[A-Z])|(?:早朝|朝|昼|夕方?|夜|晩)(?:一番?|イチ|いち(?:ばん)?|前|過ぎ|すぎ)?(?=[\s:、/])|{_TAG}|{_CONTACT}(?=[\s:、/→・]))[\s:、/→・]*)+",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\s:、。,/()<>\[\]【】〉》→]{2,30}(?:\((?:株|有|同)\)[^\s:、。,/(\[【→]{0,20})?")
_FORM_AND_NAME = re.compile(r"(?:株式会社|有限会社|合同会社|\((?:株|有|同)\))\s?[^\s:、。,/(\[【→]{2,24}")
_HONOURED = re.compile(r"^([一-鿿々ァ-ヴーA-Za-z0-9&ぁ-ん]{2,20}?)(?:様|さま|さん|御中)(?=$|[\s:、,/(\]】@])")


def customer_of(content: str, context: ValueContext, knowledge: Knowledge, author: str, *, is_listed: bool = False) -> Named | None:
    """Return the customer a head opens with. is_listed: it is one of a list, whose bare members may be anything."""
    lead = _LEAD.match(content)
    at = lead.end() if lead else 0
    rest = content[at:]
    english = _ENGLISH_HEAD.match(rest)
    if english and not resolve_key(fold_key(english[1]), author, knowledge):
        return at, at + english.end(1), resolve_company(english[1], context.by_key), " " in english[1]
    if not is_listed and (formed := find_english_companies(rest[:HEAD_LIMIT])) and formed[0][0] == 0:
        return at, at + formed[0][1], resolve_company(rest[: formed[0][1]], context.by_key), True
    place = _place_of_name(rest)
    if place is None:
        return None
    a, b, honoured = place
    name = rest[a:b]
    listed = [one for one in find_companies(rest, context.filed) if one.start == 0]
    if listed:
        a, b, name = 0, max(listed[0].end, b if name.startswith(listed[0].name) else 0), listed[0].name
    if len(name) < 2 or looks_own_company(name) or resolve_key(fold_key(name), author, knowledge):
        return None
    filed = resolve_company(name, context.by_key)
    if filed == name and not listed and len(key := company_key(name)) >= 3:
        first = min((full for full in context.by_key if full.startswith(key)), default="")
        filed = context.by_key.get(first, name)
    if listed or honoured or filed != name or (not _SPOKEN.fullmatch(name) and (looks_proper(name) or firm_strength(name) == 2)):
        return at + a, at + b, filed, True
    # 「◆1 フタバ野　面：千々和専務」: a short name before a person or a label
    behind = rest[b : b + 40]
    person = next(iter(find_people(behind)), None)
    if name in _OFFICES or is_matter(name) or _SPOKEN.fullmatch(name) or re.search(r"(?:部|課|室|係|科|長|役)$", name) or not _PLAIN_NAME.fullmatch(name) or (re.search(r"[ぁ-ん]", name) and not firm_strength(name)) or find_people(rest[: b + 2]) or _looks_like_sentence(behind):
        return None
    near = person is not None and person.start <= 14
    ends = r"[(/:-]" if name.isascii() else r"[(/:-]|$"  # "## Liked" is a part of the note
    return (at + a, at + b, filed, near) if near or re.match(rf"\s*(?:{ends}|\s[^\s:]{1,6}:)", behind) else None


_HIS_PEOPLE = re.compile(r"の(?=[一-鿿ァ-ヴー]{1,5}(?:[部課室係社会専所店院次工園校主支]?長|専務|常務|主任|係長|さん|様|氏))|@")
def _place_of_name(rest: str) -> tuple[int, int, bool] | None:
    """Return the span of the name that a text opens with, and whether it is honoured."""
    honoured = _HONOURED.match(rest)
    word = _FORM_AND_NAME.match(rest) or _WORD.match(rest)
    if word and word[0].isascii() and (whole := _ENGLISH_NAME.match(rest)) and (word[0] in FIRST_WORDS or _ENDS_NAME.match(rest, whole.end())):
        word = whole
    elif word and word[0] in FIRST_WORDS:
        return None
    if not honoured and not word:
        return None
    a, b = (0, honoured.end(1)) if honoured else clean_company(word[0]) if word else (0, 0)
    post = _HIS_PEOPLE.search(rest, a + 2, b)
    return a, post.start() if post else b, bool(honoured)  # 青葉製作所の山田部長と打合せ


_SPOKEN = re.compile(r"[ぁ-ん]+|.*(?:…|\.{3}).*")
"""いや, 先客...湧泉: words of talk, and a label before its value."""
_ENGLISH_NAME = re.compile(r"((?:The\s)?[A-Z][\w&'’.-]*(?:\s(?:&\s|of\s)?[A-Z][\w&'’.-]*){1,4})")
_ENDS_NAME = re.compile(r"\s?(?:[.,(:]|$)|\s(?:-|\d)")
_ENGLISH_HEAD = re.compile(r"([A-Z][\w&'’.]*(?:\s(?:&\s)?[A-Z][\w&'’.]*){0,4})(?:\s\([^()]{1,30}\))?\s(?:/|-|―)\s(?=\S)")
_OFFICES = frozenset({*ORGANISATION_TAILS, *TITLES})
_PLAIN_NAME = re.compile(r"[一-鿿々ヶァ-ヴーぁ-んA-Za-z0-9&・'’. -]{2,16}")


def _looks_like_sentence(text: str) -> bool:
    """Return whether what stands behind a word goes on as a sentence (を訪問, が来社)."""
    return bool(re.match(r"[ぁ-ん]", text))


_BEFORE = re.compile(r"([^\s:/→・]{1,8})(?:\s?[:/→・]|\s)\s*(?=\S)")


def customer_behind(content: str, context: ValueContext, knowledge: Knowledge, author: str) -> Named | None:
    """Return the firm behind a first word of a head that is neither he nor a label: 浜松：青葉製作所."""
    before = _BEFORE.match(content)
    if not before or resolve_key(fold_key(before[1]), author, knowledge):
        return None
    found = customer_of(content[before.end() :], context, knowledge, author)
    return (found[0] + before.end(), found[1] + before.end(), *found[2:]) if found and found[3] and found[0] == 0 else None


def any_name(content: str, *, is_counted: bool) -> Named | None:
    """Return the first word behind a count of visits: whatever stands there is whom the visit was paid to.

    is_counted: calls are counted (2件目, 3社目), not points or hours (②, 14:00).
    """
    lead = None if is_counted else _LEAD.match(content)
    at = lead.end() if lead else 0
    word = _ENGLISH_NAME.match(content, at) or _PLAIN_WORD.match(content, at)
    if not word or find_people(word[0]) or re.search(r"[をがはに](?:行|訪|電)", word[0]):
        return None
    name = re.sub(r"(?:さん|様|さま)$", "", word[0])
    return (at, at + len(name), name, is_counted)


_PLAIN_WORD = re.compile(r"[一-鿿々ヶぁ-んァ-ヴーA-Za-z0-9&・]{2,16}")


def bare_name(content: str) -> Named | None:
    """Return span, name and sureness of the name a head opens with that only its place makes one."""
    match = re.match(rf"([^\s、。…:()/\[\]【】〈〉<>《》「」『』|=→>]{{2,20}}?)(?={HONORIFIC}|[\s()─━―=~*–—-]|$)", content)
    if not match or not firm_strength(match[1]):
        return None
    return 0, match.end(1), match[1], firm_strength(match[1]) == 2


def english_name(content: str) -> Named | None:
    """Return span, name and sureness of the capitalised words an English line opens with."""
    match = re.match(ENGLISH_NAME, content)
    if not match or find_people(match[1]):
        return None
    firm = next(iter(find_english_companies(match[1].title() if match[1].isupper() else match[1])), None)
    return 0, match.end(1), match[1], firm is not None and firm[0] == 0
