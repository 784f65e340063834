"""What do mentions add to what the rules found? The words around each are heard as a witness, and may name values of their own.

Pure. A rule's value carries how likely its words are by themselves; a likely mention that no rule read becomes a value found
by being told. Both are weighed afterwards, together with everything else that is true of them (`confidence.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from notes_app.mining.draft import DONE_ACTION, TOLD, WITH_LABEL, Draft, ValueContext
from notes_app.mining.labelled import LabelledReading
from notes_app.mining.labels import NoteReading
from notes_app.mining.mentions.counted import Counted
from notes_app.mining.mentions.deciding import DENIED, JOINED, OVERRULED, REALLY
from notes_app.mining.mentions.filed import Filed
from notes_app.mining.mentions.finding import find_mentions
from notes_app.mining.mentions.firms import CUT_SHORT
from notes_app.mining.mentions.mention import CONCEPTS, Mention, step
from notes_app.mining.mentions.standing import OTHER_FIRM, STEPS, Key, Standing, signs_beside, standing_of
from notes_app.mining.mentions.weighing import weighed_mentions
from notes_app.mining.rival_values import GONE
from notes_app.mining.values.companies import company_key, resolve_company

_LEAST = 0.16  # a mention less likely than this is not worth weighing
_LIKELY = 0.5  # whom the words around him make the one more likely than not
_FIRMS = frozenset(OTHER_FIRM)
_DAYS = frozenset({"日時", "次回予定"})
_ABSENT = frozenset({"says absent"})
_SPEAKS_AGAINST: Mapping[str, Set[str]] = {
    "予算": frozenset({"spoken for 0", "spoken for 1"}),
    "日時": frozenset({"says limit", "says due"}),
    "次回予定": frozenset({"says event", "says limit", "says due"}),
    "会社名": frozenset({"duty True"}),
    "競合": frozenset({"says partner", "duty True"}),
    "フェーズ": frozenset({"says if"}),
    "次回アクション": frozenset({"says over", "says duty"}),
    "先方出席者": _ABSENT,
    "当方出席者": _ABSENT,
    "決裁者": frozenset({DENIED}),
}
"""What words say outright against a value, whatever else stands around it: a penalty, a limit, a delivery, a partner, an office; a day past,
what another must do, what only would be; or who was not there."""
_DEED = "次回アクション"
_EVERYDAY = frozenset(concept for concepts in CONCEPTS.values() for concept in concepts) - {_DEED}
_SPOKEN_OF = frozenset({"says of his", "says spoken of"})
"""What says of the likeliest mention of a person that he is only spoken of: 大石さんの思いつき, her boss, Gail Stone."""
_SURELY_THERE = 0.92  # where all else says that he was there: his daughter Lena joined us
_ACROSS: Mapping[str, str] = {"先方出席者": "当方出席者", "当方出席者": "先方出席者"}
_TELLING: Mapping[str, tuple[str, ...]] = {
    "先方出席者": ("how ", "author ", "voice of ", "filed "),
    "当方出席者": ("how ", "author ", "voice of ", "filed "),
    "決裁者": ("how ", "author ", "voice of ", "filed ", *JOINED),
    "会社名": ("filed ",),
    "競合": ("filed ",),
}
"""How the facts begin that say of somebody how he is named and joined to words of deciding, and what a name is filed as."""
Best = Mapping[Key, tuple[float, Mention]]
"""The likeliest mention of each value, and its chance."""
_CLAUSE = re.compile(r"[^。、,.;\n]*")
_UNDER_OWN_KEY = 0.6
"""How sure a value is that stands under a label nobody knows: it says nothing of what its words are."""


def with_mentions(
    reading: NoteReading, context: ValueContext, labelled: LabelledReading, drafts: Sequence[Draft], counted: Counted, filed: Filed
) -> list[Draft]:
    """Return the drafts, each with what its mentions say of it, and the likely mentions that none of them read."""
    if not counted.weights:
        return list(drafts)
    best: dict[Key, tuple[float, Mention]] = {}
    refused: set[Key] = set()
    mentions = find_mentions(reading, labelled, context.reference, counted.everyday, counted.nobody, filed)
    drafts = _called_whole(context, drafts, mentions)
    for mention, concept, chance in weighed_mentions(reading, labelled, mentions, counted):
        key = concept, _place_of(mention) if mention.kind == "deed" else key_of(concept, mention.value)
        if chance > best.get(key, (0.0, mention))[0]:
            best[key] = chance, mention
        if not _SPEAKS_AGAINST.get(concept, frozenset()).isdisjoint(mention.facts):
            refused.add(key)
    drafts = [draft for draft in drafts if draft.concept != "決裁者" or not _is_overruled(best, draft)]
    standing = standing_of({key: chance for key, (chance, _) in best.items()})
    deeds = [told for (concept, _), told in best.items() if concept == _DEED]
    drafts = [_in_its_words(draft, best, context) for draft in drafts]
    heard = [replace(draft, signs=(*draft.signs, *_signs(standing, best, (draft.concept, _said_by(draft, deeds, filed))))) for draft in drafts]
    return heard + _added(context, labelled.empty, drafts, best, refused, standing, filed)


_OF_NAMES = frozenset({"会社名", "競合", "先方出席者", "当方出席者", "決裁者", "確度", "フェーズ"})
_WELL_TOLD = 0.5


def _in_its_words(draft: Draft, best: Best, context: ValueContext) -> Draft:
    """Return a draft whose words no mention tells as the likely mention that it stands at: won!! three ovens is won, board is board of trustees.

    Where words are parted by blanks alone: a Japanese mention may hold more than the name (今浜野町), and a rule knows better."""
    if draft.concept not in _OF_NAMES or (draft.concept, key_of(draft.concept, draft.normalized)) in best:
        return draft
    met = [(chance, one) for (concept, _), (chance, one) in best.items() if concept == draft.concept and _meets(draft, one) and chance >= _WELL_TOLD and str(one.value).isascii() and not _says_more(draft, one)]
    if not met:
        return draft
    _, one = max(met, key=lambda each: each[0])
    value = resolve_company(str(one.value), context.by_key) if draft.concept in _FIRMS else one.value
    return replace(draft, start=one.start, end=one.end, normalized=value)


def _says_more(draft: Draft, mention: Mention) -> bool:
    """Return whether a draft gives the fuller name: Dana Oakes, where Dana stands."""
    return mention.kind == "person" and set(str(mention.value).split()) < set(str(draft.normalized).split())


def _is_overruled(best: Best, draft: Draft) -> bool:
    """Return whether somebody is only said to decide before it is said who does in truth (理事会。実質は X), or was asked about and does not."""
    key = draft.concept, key_of(draft.concept, draft.normalized)
    facts = best[key][1].facts if key in best else ()
    in_truth = OVERRULED in facts and any(concept == "決裁者" and chance >= _LIKELY and REALLY in one.facts for (concept, _), (chance, one) in best.items())
    return in_truth or DENIED in facts


def _called_whole(context: ValueContext, drafts: Sequence[Draft], mentions: Sequence[Mention]) -> Sequence[Draft]:
    """Return the drafts, a firm that is cut short under the whole name its note gives it elsewhere, unless it is filed so."""
    whole = {company_key(context.text[one.start : one.end]): str(one.value) for one in mentions if CUT_SHORT in one.facts}
    if not whole:
        return drafts
    keys = [company_key(str(draft.normalized)) if draft.concept in _FIRMS else "" for draft in drafts]
    return [replace(draft, normalized=whole[key]) if key in whole and key not in context.by_key else draft for draft, key in zip(drafts, keys, strict=True)]


def _place_of(deed: Mention) -> str:
    """Return what has to agree for two things to do to be one: where they stand, in whatever words."""
    return str(deed.start)


def _said_by(draft: Draft, deeds: Sequence[tuple[float, Mention]], filed: Filed) -> str:
    """Return what of a draft agrees with its mention: for a thing to do, the likeliest clause that it shares words with."""
    if draft.concept != _DEED:
        return _key_as_filed(draft, filed)
    met = max((one for one in deeds if _meets(draft, one[1])), key=lambda one: one[0], default=None)
    return _place_of(met[1]) if met else ""


def _meets(draft: Draft, mention: Mention) -> bool:
    return draft.start < mention.end and mention.start < draft.end


def _key_as_filed(draft: Draft, filed: Filed) -> str:
    name = filed.account(str(draft.normalized)) if draft.concept in _FIRMS and filed.lists_customers else ""
    return key_of(draft.concept, name or draft.normalized)


def key_of(concept: str, value: object) -> str:
    """Return what of a value has to agree for two of a concept to be one."""
    if concept in _FIRMS:
        return company_key(str(value))
    return str(value)[:10] if concept in _DAYS else str(value).lower().replace(" ", "")


def _signs(standing: Standing, best: Best, key: Key) -> tuple[str, ...]:
    """Return what mentions say of a value: how it stands; of a person also how he is named, and how likely he is of the other side."""
    signs = signs_beside(standing, *key)
    if key not in best or key[0] not in _TELLING:
        return signs
    named = [fact for fact in best[key][1].facts if fact.startswith(_TELLING[key[0]])]
    if key[0] in _FIRMS:
        return (*signs, *named)
    across = standing.chances.get((_ACROSS.get(key[0], ""), key[1]), 0.0)
    return (*signs, *named, f"across {step(across, *STEPS)}")


def _added(
    context: ValueContext, empty: Set[str], drafts: Sequence[Draft], best: Best, refused: Set[Key],
    standing: Standing, filed: Filed,
) -> list[Draft]:
    """Return the mentions that no rule read, likely enough to be weighed, with how the concept was found otherwise."""
    read = {(draft.concept, _key_as_filed(draft, filed)) for draft in drafts if draft.concept != _DEED}
    ways: dict[str, str] = {}
    for draft in sorted(drafts, key=lambda one: one.confidence):
        ways[draft.concept] = "label" if draft.via in WITH_LABEL else f"{draft.via} {step(draft.confidence, 0.7, 0.8, 0.9)}"
    added = []
    for (concept, key), (chance, mention) in best.items():
        if chance < _LEAST or concept in empty or (concept, key) in read or (concept, key) in refused:
            continue
        if concept in _ACROSS and chance < _SURELY_THERE and not _SPOKEN_OF.isdisjoint(mention.facts):
            continue
        if ways.get(concept) == "label" and ((concept == "決裁者" and REALLY not in mention.facts) or (concept == "競合" and _has_gone(context.text, mention.end))):
            continue  # a label names the one who decides, unless it says who does in truth; or lists the rivals that are left
        if concept == "予算" and any(_is_named_elsewhere(context.text, draft, mention) for draft in drafts):
            continue
        if not any(_is_read(draft, concept, mention) or _is_post_of(context.text, draft, mention) for draft in drafts):
            value = resolve_company(str(mention.value), context.by_key) if concept in _FIRMS else mention.value
            signs = (*_signs(standing, best, (concept, key)), f"beside {ways.get(concept, 'none')}")
            added.append(Draft(concept, mention.start, mention.end, value, round(chance, 2), TOLD, marked=mention.kind == "person", signs=signs))
    return added


_BUDGET = re.compile("予算|budget", re.IGNORECASE)


def _is_named_elsewhere(text: str, draft: Draft, mention: Mention) -> bool:
    """Return whether a label calls another line's amount the budget: 【予算感】前年並み（298万円） is not outweighed by what a sentence says a month costs."""
    named = draft.concept == "予算" and draft.via in WITH_LABEL and _BUDGET.search(draft.label)
    return bool(named) and "\n" in text[min(draft.end, mention.end) : max(draft.start, mention.start)]


def _has_gone(text: str, end: int) -> bool:
    """Return whether the words behind a name say that it has withdrawn: where a label lists the others, it left that one out."""
    clause = _CLAUSE.match(text, end, end + 40)
    return bool(clause and GONE.search(clause[0]))


def _is_read(draft: Draft, concept: str, mention: Mention) -> bool:
    """Return whether a draft stands at a mention already, or names the same person: as the same concept, or as what a label says it is; a
    clause may name other things beside."""
    if draft.via in WITH_LABEL and draft.concept == _ACROSS.get(concept) and draft.normalized == mention.value:
        return True
    if not _meets(draft, mention) and not _is_part_of_name(draft, mention):
        return False
    if mention.kind == "deed":
        shared = min(draft.end, mention.end) - max(draft.start, mention.start)
        is_known = draft.via in WITH_LABEL and draft.confidence > _UNDER_OWN_KEY
        return draft.concept in (_DEED, DONE_ACTION) or (is_known and 2 * shared >= mention.end - mention.start)
    if concept == "決裁者" and draft.concept in CONCEPTS["person"]:
        return draft.concept == concept  # whoever was met may decide
    return draft.concept == concept or (draft.via in WITH_LABEL and draft.concept in _EVERYDAY)


_APPOSITION = re.compile(r"(?:['’]s)?,? (?:the|our|their|a|an) (?:[a-z]+ )?")


def _is_post_of(text: str, draft: Draft, mention: Mention) -> bool:
    """Return whether a post only says what the one who decides is, who was named before it: Nora Whitlock's, the finance director."""
    return mention.kind == "post" and draft.concept == "決裁者" and bool(_APPOSITION.fullmatch(text, draft.end, max(draft.end, mention.start)))


def _is_part_of_name(draft: Draft, mention: Mention) -> bool:
    """Return whether one calls a person by a part of the name that the other gives: Gareth, Gareth Lowther."""
    if mention.kind != "person" or draft.concept not in CONCEPTS["person"]:
        return False
    one, other = str(draft.normalized).split(), str(mention.value).split()
    return len(one) != len(other) and (set(one) <= set(other) or set(other) <= set(one))
