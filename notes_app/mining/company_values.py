"""The customer under a label, and the people written beside it. Pure, on folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from notes_app.mining.draft import Draft, ValueContext
from notes_app.mining.observation import Span
from notes_app.mining.prose.customer_names import firm_strength
from notes_app.mining.values.choices import is_nothing
from notes_app.mining.values.companies import CompanyMatch, clean_company, has_form, is_company_like, resolve_company
from notes_app.mining.values.firm_words import is_generic
from notes_app.mining.values.people import PersonMatch, find_people, find_title
from notes_app.mining.values.proper_names import is_plain_head, looks_proper
from notes_app.mining.values.titles import NOT_NAMES, ORGANISATION_TAILS, surnames
from notes_app.mining.values.word_list import any_of

_GLUED = re.compile(r"[一-鿿々ァ-ヴーぁ-んA-Za-z0-9]$|[一-鿿ァ-ヴー]の$")
_OFFICE = re.compile(rf"{any_of(ORGANISATION_TAILS)}$")


def read_company(context: ValueContext, concept: str, parts: Iterable[Span]) -> list[Draft]:
    """Return the company a label names, and the people written beside it (青葉製作所 山崎部長) as 先方出席者."""
    drafts: list[Draft] = []
    for start, end in parts:
        value = context.text[start:end]
        if is_nothing(value) or (drafts and not is_company_like(value)):
            continue
        people = [p for p in find_people(value) if p.name and not _looks_firm(value, p) and not _is_name_of_firm(value, p)]
        stop = min((_title_start(value, p.start) for p in people), default=len(value))
        head = value[:stop].rstrip(" 、,/・の(")
        if head.strip():
            a, b = clean_company(head)
            name = head[a:b]
            if people and (not name or _is_department(name)):
                pass
            elif 1 < len(name) <= 60 and not name.isdigit() and not drafts:
                drafts.append(Draft(concept, start + a, start + b, resolve_company(name, context.by_key)))
        drafts.extend(Draft("先方出席者", start + p.start, start + p.end, p.name, 0.9, marked=True) for p in people)
    return drafts


def _looks_firm(value: str, person: PersonMatch) -> bool:
    """Return whether a name ends as firms' names do; behind a firm and a gap two characters are a person (沼田農機 9:30 紺屋さん)."""
    return is_company_like(person.name) and not (len(person.name) == 2 and person.start >= 4 and value[person.start - 1] == " ")


def _is_name_of_firm(value: str, person: PersonMatch) -> bool:
    """Return whether 様 or さん honours the firm itself: 食堂まるい様, 光明寺様. A family name alone is a person (山田様)."""
    if person.title or not person.honorific:
        return False
    head = value[: person.start].lstrip(" ・「")
    if head and _GLUED.search(value[: person.start]):
        is_staff = person.name in surnames() and (looks_proper(head) or has_form(head) or _is_department(head))
        return not is_staff
    name = person.name.replace(" ", "")
    is_family = any(name[:size] in surnames() for size in (1, 2, 3)) or len(name) < 2
    return not head and not is_family and bool(re.fullmatch(r"\s*(?:様|さま|さん|御中|殿)?\s*(?:\(.*)?", value[person.end :]))


def leading_company(value: str) -> tuple[CompanyMatch, ...]:
    """Return the company that stands before the people of a value: 桐島紡績 資材部 丹下部長, 光明寺 森住職."""
    if short := _short_house(value):
        return (short,)
    head = re.match(r"\s*(\S{3,24})\s+(?=\S)", value)
    if not head or find_people(head[1]) or find_title(head[1]) or head[1] in surnames() or head[1].endswith(("部", "課", "室", "担当")):
        return ()
    name = re.sub(r"(?:様|さま|さん|御中)$", "", head[1])
    is_office = _OFFICE.search(name) and not looks_proper(name)
    behind = next(iter(find_people(value[head.end() :])), None)
    is_led = behind is not None and behind.start <= 10 and bool(behind.title or behind.honorific)
    if is_office:
        return ()
    if is_company_like(name) or (is_led and re.fullmatch(r"[一-鿿々ヶァ-ヴーぁ-んA-Za-z0-9&・]{3,20}", name) and not _is_staff(name)):
        return (CompanyMatch(head.start(1), head.start(1) + len(name), name),)
    return ()


_SHORT_HOUSE = re.compile(r"\s*(?:([一-鿿々]{2})(?:\s+|/)|([^\s/・(の、]{3,20})(?:/|・|\(|の))(?=[^\s])")


def _short_house(value: str) -> CompanyMatch | None:
    """Return a house of two letters, or one parted by more than a space, before a person: 丸久 佐藤バイヤー, みどり歯科の森院長."""
    head = _SHORT_HOUSE.match(value)
    if not head:
        return None
    name = head[1] or head[2]
    behind = next(iter(find_people(value[head.end() :])), None)
    if behind is None or behind.start or not (behind.title or behind.honorific):
        return None
    if name in NOT_NAMES or name.endswith(("様", "さん", "氏")) or name in surnames() or find_title(name) or _OFFICE.fullmatch(name) or is_plain_head(name) or is_generic(name):
        return None
    is_house = bool(head[1]) or firm_strength(name) == 2
    return CompanyMatch(head.start(1 if head[1] else 2), head.end(1 if head[1] else 2), name) if is_house else None


def _is_staff(word: str) -> bool:
    """Return whether a word may be a person's name: a family name and at most three letters more."""
    return any(word[:size] in surnames() and len(word) - size <= 3 for size in (1, 2, 3)) or bool(re.fullmatch(r"[ァ-ヴー]{2,5}|[A-Za-z]+", word))


def _title_start(value: str, at: int) -> int:
    """Return where the words that belong to a person begin: his department and title stand before his name."""
    head = value[:at]
    match = re.search(
        r"(?:^|[\s、,/の])([^\s、,/の]{0,16}(?:部|課|室|係|長|役|局|担当|チーム|グループ|支店|工場|代表|社員|科))\s*の?$",
        head,
    )
    return match.start(1) if match and match.start(1) > 0 else at


def _is_department(name: str) -> bool:
    return bool(re.search(r"(?:部|課|室|係|局|チーム|グループ)$", name)) and not is_company_like(name)
