"""What do mentions add to what the rules found? The words around each are heard as a witness, and may name values of their own.

Pure. A rule's value carries how likely its words are by themselves; a likely mention that no rule read becomes a value found
by being told. Both are weighed afterwards, together with everything else that is true of them (`confidence.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from notes_app.mining.draft import TOLD, Draft, ValueContext
from notes_app.mining.labelled import LabelledReading
from notes_app.mining.labels import NoteReading
from notes_app.mining.mentions.counted import Counted
from notes_app.mining.mentions.finding import find_mentions, step
from notes_app.mining.mentions.mention import CONCEPTS, Mention
from notes_app.mining.mentions.weighing import weighed_mentions
from notes_app.mining.values.companies import company_key, resolve_company

_LEAST = 0.1  # a mention less likely than this is not worth weighing
_STEPS = (0.03, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9)
_LEADS = (-0.6, -0.3, -0.1, 0.0, 0.1, 0.3, 0.6)
_OTHER_FIRM = {"会社名": "競合", "競合": "会社名"}
_FIRMS = frozenset(_OTHER_FIRM)
_DAYS = frozenset({"日時", "次回予定"})
_ABSENT = frozenset({"says absent"})
_SPEAKS_AGAINST: Mapping[str, Set[str]] = {
    "予算": frozenset({"spoken for 0", "spoken for 1"}),
    "日時": frozenset({"says limit", "says due"}),
    "次回予定": frozenset({"says event", "says limit", "says due"}),
    "先方出席者": _ABSENT,
    "当方出席者": _ABSENT,
}
"""What words say outright against a value, whatever else stands around it: a penalty, a limit, a delivery; or who was not there."""
_EVERYDAY = frozenset(concept for concepts in CONCEPTS.values() for concept in concepts)
_SAID_WITH_LABEL = frozenset({"label", "table", "front_matter"})

_Key = tuple[str, str]
"""A concept and what of a value has to agree."""


def with_mentions(
    reading: NoteReading, context: ValueContext, labelled: LabelledReading, drafts: Sequence[Draft], counted: Counted
) -> list[Draft]:
    """Return the drafts, each with what its mentions say of it, and the likely mentions that none of them read."""
    if not counted.weights:
        return list(drafts)
    best: dict[_Key, tuple[float, Mention]] = {}
    refused: set[_Key] = set()
    for mention, concept, chance in weighed_mentions(reading, labelled, find_mentions(reading, context.reference, counted.everyday), counted):
        key = concept, key_of(concept, mention.value)
        if chance > best.get(key, (0.0, mention))[0]:
            best[key] = chance, mention
        if not _SPEAKS_AGAINST.get(concept, frozenset()).isdisjoint(mention.facts):
            refused.add(key)
    standing = _standing(best)
    heard = [_heard(draft, best, standing) for draft in drafts]
    return heard + _added(context, labelled.empty, drafts, best, refused, standing)


def key_of(concept: str, value: object) -> str:
    """Return what of a value has to agree for two of a concept to be one."""
    if concept in _FIRMS:
        return company_key(str(value))
    return str(value)[:10] if concept in _DAYS else str(value).lower().replace(" ", "")


def _heard(draft: Draft, best: Mapping[_Key, tuple[float, Mention]], standing: Mapping[_Key, tuple[str, ...]]) -> Draft:
    key = draft.concept, key_of(draft.concept, draft.normalized)
    return replace(draft, signs=(*draft.signs, *standing[key])) if key in best else replace(draft, signs=(*draft.signs, "told by none"))


def _standing(best: Mapping[_Key, tuple[float, Mention]]) -> dict[_Key, tuple[str, ...]]:
    """Return how likely each mention is, by itself and beside the others of its note: a note has one customer, and one budget."""
    ranked: dict[str, list[tuple[float, str]]] = {}
    for (concept, key), (chance, _) in best.items():
        ranked.setdefault(concept, []).append((chance, key))
    for some in ranked.values():
        some.sort(reverse=True)
    standing = {}
    for (concept, key), (chance, _) in best.items():
        told = step(chance, *_STEPS)
        signs = [f"told {told}"]
        some = ranked[concept]
        rank = next((at for at, (_, other) in enumerate(some[:3]) if other == key), 3)
        rival = next((other for other, name in some[:2] if name != key), 0.0)
        signs += [f"rank {rank}", f"told {told} rank {min(rank, 1)}", f"beside the next {step(chance - rival, *_LEADS)}", f"told {told} beside {step(rival, 0.1, 0.3, 0.6)}"]
        if concept in _FIRMS:
            turned = _OTHER_FIRM[concept]
            as_other = best[turned, key][0]
            others = next((other for other, name in ranked[turned][:2] if name != key), 0.0)
            signs += [f"as {turned} {step(as_other, *_STEPS)}", f"told {told} as other {step(as_other, 0.1, 0.35, 0.65)}", f"another {turned} {step(others, *_STEPS)}"]
        standing[concept, key] = tuple(signs)
    return standing


def _added(
    context: ValueContext, empty: Set[str], drafts: Sequence[Draft], best: Mapping[_Key, tuple[float, Mention]], refused: Set[_Key],
    standing: Mapping[_Key, tuple[str, ...]],
) -> list[Draft]:
    """Return the mentions that no rule read, likely enough to be weighed, with how the concept was found otherwise."""
    read = {(draft.concept, key_of(draft.concept, draft.normalized)) for draft in drafts}
    ways: dict[str, str] = {}
    for draft in sorted(drafts, key=lambda one: one.confidence):
        ways[draft.concept] = "label" if draft.via in _SAID_WITH_LABEL else f"{draft.via} {step(draft.confidence, 0.7, 0.8, 0.9)}"
    added = []
    for (concept, key), (chance, mention) in best.items():
        if chance < _LEAST or concept in empty or (concept, key) in read or (concept, key) in refused:
            continue
        if not any(_is_read(draft, concept, mention) for draft in drafts):
            value = resolve_company(str(mention.value), context.by_key) if concept in _FIRMS else mention.value
            signs = (*standing[concept, key], f"beside {ways.get(concept, 'none')}")
            added.append(Draft(concept, mention.start, mention.end, value, round(chance, 2), TOLD, marked=mention.kind == "person", signs=signs))
    return added


def _is_read(draft: Draft, concept: str, mention: Mention) -> bool:
    """Return whether a draft stands at a mention already: as the same concept, or as what a label says it is."""
    meets = draft.start < mention.end and mention.start < draft.end
    return meets and (draft.concept == concept or (draft.via in _SAID_WITH_LABEL and draft.concept in _EVERYDAY))
