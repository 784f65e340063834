"""What do mentions add to what the rules found? The words around each are heard as a witness, and may name values of their own.

Pure. A rule's value carries how likely its words are by themselves; a likely mention that no rule read becomes a value found
by being told. Both are weighed afterwards, together with everything else that is true of them (`confidence.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from notes_app.mining.draft import DONE_ACTION, TOLD, Draft, ValueContext
from notes_app.mining.labelled import LabelledReading
from notes_app.mining.labels import NoteReading
from notes_app.mining.mentions.counted import Counted
from notes_app.mining.mentions.finding import find_mentions
from notes_app.mining.mentions.firms import CUT_SHORT
from notes_app.mining.mentions.mention import CONCEPTS, Mention, step
from notes_app.mining.mentions.standing import OTHER_FIRM, Key, Standing, signs_beside, standing_of
from notes_app.mining.mentions.weighing import weighed_mentions
from notes_app.mining.rival_values import GONE
from notes_app.mining.values.companies import company_key, resolve_company

_STEPS = (0.03, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9)
_LEAST = 0.1  # a mention less likely than this is not worth weighing
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
}
"""What words say outright against a value, whatever else stands around it: a penalty, a limit, a delivery, a partner, an office; a day past,
what another must do, what only would be; or who was not there."""
_DEED = "次回アクション"
_EVERYDAY = frozenset(concept for concepts in CONCEPTS.values() for concept in concepts) - {_DEED}
_SPOKEN_OF = frozenset({"says of his", "says spoken of"})
"""What says of the likeliest mention of a person that he is only spoken of: 大石さんの思いつき, her boss, Gail Stone."""
_ACROSS: Mapping[str, str] = {"先方出席者": "当方出席者", "当方出席者": "先方出席者"}
_TELLING = ("how ", "author ")
"""How the facts begin that say of a person how he is named."""
Best = Mapping[Key, tuple[float, Mention]]
"""The likeliest mention of each value, and its chance."""
_CLAUSE = re.compile(r"[^。、,.;\n]*")
_SAID_WITH_LABEL = frozenset({"label", "table", "front_matter"})


def with_mentions(
    reading: NoteReading, context: ValueContext, labelled: LabelledReading, drafts: Sequence[Draft], counted: Counted
) -> list[Draft]:
    """Return the drafts, each with what its mentions say of it, and the likely mentions that none of them read."""
    if not counted.weights:
        return list(drafts)
    best: dict[Key, tuple[float, Mention]] = {}
    refused: set[Key] = set()
    mentions = find_mentions(reading, labelled, context.reference, counted.everyday, counted.nobody)
    drafts = _called_whole(context, drafts, mentions)
    for mention, concept, chance in weighed_mentions(reading, labelled, mentions, counted):
        key = concept, _place_of(mention) if mention.kind == "deed" else key_of(concept, mention.value)
        if chance > best.get(key, (0.0, mention))[0]:
            best[key] = chance, mention
        if not _SPEAKS_AGAINST.get(concept, frozenset()).isdisjoint(mention.facts):
            refused.add(key)
    standing = standing_of({key: chance for key, (chance, _) in best.items()})
    deeds = [told for (concept, _), told in best.items() if concept == _DEED]
    heard = [replace(draft, signs=(*draft.signs, *_signs(standing, best, (draft.concept, _said_by(draft, deeds))))) for draft in drafts]
    return heard + _added(context, labelled.empty, drafts, best, refused, standing)


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


def _said_by(draft: Draft, deeds: Sequence[tuple[float, Mention]]) -> str:
    """Return what of a draft agrees with its mention: for a thing to do, the likeliest clause that it shares words with."""
    if draft.concept != _DEED:
        return key_of(draft.concept, draft.normalized)
    met = max((one for one in deeds if _meets(draft, one[1])), key=lambda one: one[0], default=None)
    return _place_of(met[1]) if met else ""


def _meets(draft: Draft, mention: Mention) -> bool:
    return draft.start < mention.end and mention.start < draft.end


def key_of(concept: str, value: object) -> str:
    """Return what of a value has to agree for two of a concept to be one."""
    if concept in _FIRMS:
        return company_key(str(value))
    return str(value)[:10] if concept in _DAYS else str(value).lower().replace(" ", "")


def _signs(standing: Standing, best: Best, key: Key) -> tuple[str, ...]:
    """Return what mentions say of a value: how it stands; of a person also how he is named, and how likely he is of the other side."""
    signs = signs_beside(standing, *key)
    if key not in best or best[key][1].kind != "person":
        return signs
    named = [fact for fact in best[key][1].facts if fact.startswith(_TELLING)]
    across = standing.chances.get((_ACROSS.get(key[0], ""), key[1]), 0.0)
    return (*signs, *named, f"across {step(across, *_STEPS)}")


def _added(
    context: ValueContext, empty: Set[str], drafts: Sequence[Draft], best: Best, refused: Set[Key],
    standing: Standing,
) -> list[Draft]:
    """Return the mentions that no rule read, likely enough to be weighed, with how the concept was found otherwise."""
    read = {(draft.concept, key_of(draft.concept, draft.normalized)) for draft in drafts if draft.concept != _DEED}
    ways: dict[str, str] = {}
    for draft in sorted(drafts, key=lambda one: one.confidence):
        ways[draft.concept] = "label" if draft.via in _SAID_WITH_LABEL else f"{draft.via} {step(draft.confidence, 0.7, 0.8, 0.9)}"
    added = []
    for (concept, key), (chance, mention) in best.items():
        if chance < _LEAST or concept in empty or (concept, key) in read or (concept, key) in refused:
            continue
        if concept in _ACROSS and not _SPOKEN_OF.isdisjoint(mention.facts):
            continue
        if ways.get(concept) == "label" and (concept == "決裁者" or (concept == "競合" and _has_gone(context.text, mention.end))):
            continue  # a label names the one who decides, or lists the rivals that are left
        if not any(_is_read(draft, concept, mention) or _is_post_of(context.text, draft, mention) for draft in drafts):
            value = resolve_company(str(mention.value), context.by_key) if concept in _FIRMS else mention.value
            signs = (*_signs(standing, best, (concept, key)), f"beside {ways.get(concept, 'none')}")
            added.append(Draft(concept, mention.start, mention.end, value, round(chance, 2), TOLD, marked=mention.kind == "person", signs=signs))
    return added


def _has_gone(text: str, end: int) -> bool:
    """Return whether the words behind a name say that it has withdrawn: where a label lists the others, it left that one out."""
    clause = _CLAUSE.match(text, end, end + 40)
    return bool(clause and GONE.search(clause[0]))


def _is_read(draft: Draft, concept: str, mention: Mention) -> bool:
    """Return whether a draft stands at a mention already, or names the same person: as the same concept, or as what a label says it is; a
    clause may name other things beside."""
    if draft.via in _SAID_WITH_LABEL and draft.concept == _ACROSS.get(concept) and draft.normalized == mention.value:
        return True
    if not _meets(draft, mention) and not _is_part_of_name(draft, mention):
        return False
    if mention.kind == "deed":
        shared = min(draft.end, mention.end) - max(draft.start, mention.start)
        return draft.concept in (_DEED, DONE_ACTION) or (draft.via in _SAID_WITH_LABEL and 2 * shared >= mention.end - mention.start)
    return draft.concept == concept or (draft.via in _SAID_WITH_LABEL and draft.concept in _EVERYDAY)


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
