"""Which person holds the post that decides? 社長 is 木下 where a note names 木下社長; ご本人 is the one who was met. Pure, on folded text."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from notes_app.mining.draft import TOLD, Draft
from notes_app.mining.values.people import find_people
from notes_app.mining.values.proper_names import COMMON
from notes_app.mining.values.titles import TITLES, surnames
from notes_app.mining.values.word_list import any_of

_SELF = re.compile(r"(?:の|ご|御)?(?:本人|自身|自分)(?:様|さん)?$|(?:お?一人|お?ひとり)$")
_HONORIFIC = re.compile(r"(?:様|さん|さま|殿|氏)$")
_HELD = re.compile(
    rf"(?:{any_of(TITLES)}|先生|奥[様さ]ん?|奥方|大?旦那|若旦那|ご主人|息子さん|娘さん|親方|おかみ|女将|若女将|大将|番頭|お(?:母|父|祖父|祖母|兄|姉)(?:上|さん|さま|様)|(?:親父|おやじ|オヤジ)(?:さん)?)"
)
_ABOVE_OTHERS = re.compile(r"[副次準前元]$")
_DAY = re.compile(r"[日週月年時]$")
_OF = re.compile(r"(?:の|、|\(|・)")
_LINE, _LINES = 400, 60
"""Characters of a line and lines looked at that name a post."""


def name_holders(drafts: Sequence[Draft], text: str) -> list[Draft]:
    """Name the one who decides where a note gives only his post, and exactly one of theirs is named with it: 社長 is 木下 (木下社長).

    His words stay the post's; a family name alone becomes the full name under which he was met.
    """
    deciding = [draft for draft in drafts if draft.concept == "決裁者"]
    if not deciding:
        return list(drafts)
    met = [draft for draft in drafts if draft.concept == "先方出席者"]
    ours = _likelier_ours(drafts)
    named = [draft for draft in drafts if draft.via != TOLD or not _is_named_behind(draft, deciding, text)]
    return _each_once([_named(draft, met, ours, text) if draft.concept == "決裁者" else draft for draft in named])


def _is_named_behind(told: Draft, deciding: Sequence[Draft], text: str) -> bool:
    """Return whether a post or a body is only what the one who decides belongs to: 商品本部の木下."""
    return told.concept == "決裁者" and any(_OF.fullmatch(text, told.end, one.start) for one in deciding if told.end < one.start <= told.end + 3)


def _likelier_ours(drafts: Sequence[Draft]) -> frozenset[str]:
    """Return who more likely sits on our side than on theirs: nothing is weighed yet, so that many may be either."""
    sure: dict[str, dict[str, float]] = {"当方出席者": {}, "先方出席者": {}}
    for draft in drafts:
        if (side := sure.get(draft.concept)) is not None:
            name = str(draft.normalized)
            side[name] = max(draft.confidence, side.get(name, 0.0))
    ours, theirs = sure["当方出席者"], sure["先方出席者"]
    return frozenset(name for name, chance in ours.items() if chance > theirs.get(name, 0.0))


def _each_once(drafts: Sequence[Draft]) -> list[Draft]:
    """Leave out who is told to decide under his name where he is found by his post as well, or the other way round."""
    surest: dict[object, Draft] = {}
    for draft in drafts:
        if draft.concept == "決裁者":
            held = surest.get(draft.normalized)
            if held is None or (held.via == TOLD and (draft.via != TOLD or draft.confidence > held.confidence)):
                surest[draft.normalized] = draft
    return [draft for draft in drafts if draft.concept != "決裁者" or draft.via != TOLD or surest[draft.normalized] is draft]


def _named(draft: Draft, met: Sequence[Draft], ours: Set[str], text: str) -> Draft:
    said = str(draft.normalized).strip()
    whole = {str(one.normalized) for one in met if " " in str(one.normalized) and said in str(one.normalized).split()}
    if len(whole) == 1:
        return replace(draft, normalized=whole.pop())
    post = _HONORIFIC.sub("", _SELF.sub("", said).strip())
    if not post and said:
        only = {str(one.normalized) for one in met}
        return replace(draft, normalized=only.pop()) if len(only) == 1 else draft
    if not _HELD.fullmatch(post) and not _HELD.fullmatch(said):
        return draft
    known = {str(one.normalized) for one in met}
    holders = {name for name in holders_of(post, text) if (name in known and len(name) > 1) or _is_name(name)} - ours
    return replace(draft, normalized=holders.pop()) if len(holders) == 1 else draft


def holders_of(post: str, text: str) -> set[str]:
    """Return the names that stand beside a post: 木下社長, 社長の木下さん, 奥様で経理の木下様, 女将(木下さん)."""
    before = re.compile(rf"{re.escape(post)}(?:様|さん|さま)?(?:である|でもある|で|の|・|:|\(|\s)?(?:[一-鿿]{{2,4}}の)?$")
    bare = re.compile(rf"(?<![一-鿿々])([一-鿿々]{{2,3}}){re.escape(post)}")
    found: set[str] = set()
    at = text.find(post)
    for _ in range(_LINES):
        if at < 0:
            break
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        line = text[start : end if end >= 0 else len(text)][:_LINE]
        for one in find_people(line):
            apart = re.search(r"\s", line[one.start : one.end])  # 決裁者 理事長: a label and a post
            if one.name and ((not apart and _is_post(one.title, post)) or (not one.title and before.search(line[: one.start]))):
                found.add(one.name)
        found.update(name for name in bare.findall(line) if name in surnames())
        at = text.find(post, end) if end >= 0 else -1
    return found


def _is_name(name: str) -> bool:
    return name in surnames() or (len(name) > 1 and name not in COMMON and not _DAY.search(name))


def _is_post(title: str, post: str) -> bool:
    """Return whether a title is a post as people call it: 代表取締役社長 is 社長 and 代表, 副社長 is not."""
    if not title.endswith(post):
        return bool(title) and post == "代表" and title.startswith(post)
    return not _ABOVE_OTHERS.search(title[: -len(post)])
