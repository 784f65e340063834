"""Read a note with its writer's own grammar: his names, his places, his words around a value.

Pure, on folded text. A rule reads values as their concept is always read, so that its spans quote the text exactly; what
the writer refused goes, his people stand on their sides, and the rivals he named are known where he names them again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from notes_app.mining.draft import TOLD, Draft, ValueContext
from notes_app.mining.evidence import OFFERS
from notes_app.mining.folding import fold, fold_key
from notes_app.mining.frames import Container, containers, parts_of, shape_of
from notes_app.mining.grammar import LIKELY, NAMED, Grammar, Rule, name_key
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.labels import NoteReading
from notes_app.mining.slot_values import read_concept, relabel
from notes_app.mining.values.bare_names import is_author
from notes_app.mining.values.choices import is_nothing
from notes_app.mining.values.companies import clean_company, resolve_company
from notes_app.mining.values.dates import find_dates
from notes_app.mining.values.money import find_money
from notes_app.mining.values.people import find_people
from notes_app.mining.values.proper_names import is_distinct, looks_proper
from notes_app.mining.values.titles import surnames


def learnt_drafts(reading: NoteReading, context: ValueContext, knowledge: Knowledge, grammar: Grammar, filled: set[str]) -> list[Draft]:
    """Return what the writer's own ways of writing say, for concepts nothing has filled."""
    wanted = [rule for rule in grammar.rules if rule.concept not in filled]
    if not wanted:
        return []
    boxes: dict[str, list[Container]] = defaultdict(list)
    for box in containers(reading):
        boxes[box.name].append(box)
    drafts: list[Draft] = []
    for rule in sorted(wanted, key=lambda one: (-one.confidence, one.kind != "place")):
        value_type = _type_of(rule.concept, knowledge)
        spans = _placed(reading.text, boxes, rule) if rule.kind == "place" else _worded(reading, rule)
        for start, end in spans:
            drafts.extend(
                relabel(draft, confidence=min(draft.confidence, rule.confidence), via="learnt")
                for draft in _read(context, rule, value_type, start, end)
                if not any(_meet(draft, one) for one in drafts)
            )
    return drafts


def is_same(one: Draft, other: Draft) -> bool:
    """Return whether two drafts read the same words, or the same value, for one concept."""
    return one.concept == other.concept and (_meet(one, other) or one.normalized == other.normalized)


def _type_of(concept: str, knowledge: Knowledge) -> str:
    known = knowledge.lexicon.by_name.get(concept)
    return known.value_type if known else "text"


def _meet(one: Draft, other: Draft) -> bool:
    return one.start < other.end and other.start < one.end


def _placed(text: str, boxes: Mapping[str, Sequence[Container]], rule: Rule) -> Iterator[tuple[int, int]]:
    where, mark, number, shape = rule.sign
    nth = int(number)
    for box in boxes.get(where, ())[:20]:
        parts = parts_of(text, (box.start, box.end), mark)
        if nth < len(parts) and (not mark or len(parts) > 1) and shape_of(text, parts[:nth]) == shape:
            yield parts[nth]


_STOP = re.compile(r"[。、,!?;\t\n()「」『』]")


def _worded(reading: NoteReading, rule: Rule) -> Iterator[tuple[int, int]]:
    before, after = rule.sign
    at, count = reading.text.find(before, reading.body_start), 0
    while at >= 0 and count < 20:
        start, count = at + len(before), count + 1
        stop = _STOP.search(reading.text, start, start + 60)
        end = stop.start() if stop else min(len(reading.text), start + 60)
        if after and (close := reading.text.find(after, start + 2, end)) >= 0:
            end = close
        elif after:
            end = start
        edge = reading.text[at - 1 : at]
        if end - start >= 1 and not (edge.isalnum() and before[0].isascii() and before[0].isalpha()):
            yield start, end
        at = reading.text.find(before, start)


def _read(context: ValueContext, rule: Rule, value_type: str, start: int, end: int) -> list[Draft]:
    value = context.text[start:end]
    if not value.strip() or is_nothing(value):
        return []
    if rule.concept == "会社名":
        return _company(context, value, start, is_labelled=rule.sign[0].startswith("label "))
    read = [one for one in read_concept(context, rule.concept, value_type, [(start, end)]) if one.concept == rule.concept]
    if rule.kind == "words":
        read = [one for one in read if one.start - start <= 3]
    return read


def _company(context: ValueContext, value: str, start: int, *, is_labelled: bool) -> list[Draft]:
    """Return the customer a place holds: a name, and no date, amount or clause that has come to stand there."""
    a, b = clean_company(value)
    name = value[a:b]
    if not _NAME.fullmatch(name) or find_dates(name, context.reference) or find_money(name) or _NO_NAME.search(name):
        return []
    if not is_labelled and not (looks_proper(name) or name in context.filed or _DISTINCT.fullmatch(name) or _HONOURED.match(value, b)):
        return []
    return [Draft("会社名", start + a, start + b, resolve_company(name, context.by_key), 0.9)]


_HONOURED = re.compile(r"様|さん|御中|殿")
_DISTINCT = re.compile(r"[A-Z][a-z]\w+(?:\s(?:&\s|of\s|and\s)?[A-Z]\w+){1,4}")
_NAME = re.compile(r"(?=.{2,30}$)(?:[A-Z][\w&'’.-]*(?:\s(?:of|and|&|de|[A-Z][\w&'’.-]*))*|[^\s\d。、:][^。、:]*)")
_NO_NAME = re.compile(r"[はがをにで]$|\d{2}|(?:打合せ|打ち合わせ|会議|報告|記録|メモ|日報|訪問|商談|面談|案件|レビュー|定例|の件)$|^[a-z ]+$")


def judged(reading: NoteReading, context: ValueContext, knowledge: Knowledge, grammar: Grammar, drafts: list[Draft]) -> list[Draft]:
    """Return drafts without what the writer refused, his people on their sides, and the rivals he names again."""
    kept = []
    for draft in drafts:
        if draft.via != "front_matter" and _is_refused(draft, context.text[draft.start : draft.end], grammar, reading.note.author):
            continue
        if draft.label and draft.via in ("inferred", "guessed") and (fold_key(draft.label), draft.concept) in grammar.refused_labels:
            continue
        if _is_another(draft, grammar):
            continue
        kept.append(_sided(draft, grammar))
    kept.extend(_customer_again(reading, grammar, kept))
    return _with_rivals(reading, knowledge, grammar, kept)


def _is_another(draft: Draft, grammar: Grammar) -> bool:
    """Return whether a sentence makes something of a name that its writer has shown to be something else: a customer is no person."""
    if draft.via != "cue" or draft.concept not in NAMED - {"決裁者"}:
        return False
    word = name_key(str(draft.normalized))
    shown_as = {concept for concept, words in grammar.names.items() if word in words} - {"決裁者"}
    sides = frozenset(_SIDES)
    return bool(shown_as) and draft.concept not in shown_as and not (draft.concept in sides and shown_as & sides)


def _customer_again(reading: NoteReading, grammar: Grammar, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Yield the customer whom this writer has shown by a name too short to be looked up, where he names him again."""
    if any(one.concept == "会社名" for one in drafts):
        return
    for spelled, whole in grammar.names.get("会社名", {}).values():
        match = re.compile(_spelling(spelled), re.IGNORECASE).search(reading.text, reading.body_start) if len(spelled) >= 2 else None
        if match and not any(one.start < match.end() and match.start() < one.end and one.concept == "競合" for one in drafts):
            yield Draft("会社名", match.start(), match.end(), whole, LIKELY, "learnt")
            return


def _is_refused(draft: Draft, words: str, grammar: Grammar, author: str) -> bool:
    """Return whether the writer said of these words that they are no such value.

    A person or a customer who was refused once may come another time; what is no name at all, or no rival, stays out.
    """
    if draft.concept not in NAMED or not {(draft.concept, name_key(words)), (draft.concept, name_key(str(draft.normalized)))} & grammar.refused:
        return False
    if draft.concept == "会社名":
        return not looks_proper(words)
    return draft.concept == "競合" or not (_is_person(words, str(draft.normalized)) or is_author(words, author))


def _is_person(words: str, name: str) -> bool:
    return name in surnames() or name[:2] in surnames() or any(one.is_marked for one in find_people(words))


_SIDES = ("先方出席者", "当方出席者")


def _sided(draft: Draft, grammar: Grammar) -> Draft:
    """Return a person on the side he was shown to be on."""
    if draft.concept not in (*_SIDES, "出席者") or draft.via == "front_matter":
        return draft
    name = str(draft.normalized).lower()
    for side in _SIDES:
        for _, whole in grammar.names.get(side, {}).values():
            if name == whole.lower() or (name.isascii() and len(name) >= 3 and name in whole.lower().split()):
                return relabel(draft, concept=side)
    return draft


def _with_rivals(reading: NoteReading, knowledge: Knowledge, grammar: Grammar, drafts: list[Draft]) -> list[Draft]:
    """Return drafts with the rivals that this writer has shown, or that notes name under a label, where a note names them.

    A rival whose name was read in part is read whole.
    """
    own = grammar.names.get("競合", {})
    memory = knowledge.memory
    if "rivals by key" not in memory:
        memory["rivals by key"] = {name_key(name): (name, name) for name in knowledge.rivals[:_MOST_RIVALS]}
        memory["customer keys"] = frozenset(map(name_key, knowledge.companies))
    filed, customers = memory["rivals by key"], memory["customer keys"]
    assert isinstance(filed, dict)
    assert isinstance(customers, frozenset)
    rivals = {**{key: name for key, name in filed.items() if ("競合", key) not in grammar.refused}, **own}
    if not rivals:
        return drafts
    drafts = [one for one in drafts if not (_is_guessed_customer(one) and name_key(str(one.normalized)) in rivals.keys() - customers)]
    drafts = [one for one in drafts if not (one.concept == "競合" and one.confidence < OFFERS and name_key(str(one.normalized)) in rivals)]
    low = reading.text.lower()
    taken = {name_key(str(one.normalized)) for one in drafts if one.concept in ("会社名", "競合")}
    for word, (spelled, whole) in rivals.items():
        if word in taken or name_key(whole) in taken or len(word) < 2 or spelled.lower() not in low:
            continue
        match = re.compile(_spelling(spelled), re.IGNORECASE).search(reading.text, reading.body_start)
        if not match:
            continue
        start, end = match.span()
        met = [one for one in drafts if one.concept in ("会社名", "競合") and one.start < end and start < one.end]
        if not met:
            drafts.append(Draft("競合", start, end, whole, LIKELY if word in own else _FILED, "learnt"))
        elif len(met) == 1 and met[0].concept == "競合" and start <= met[0].start and met[0].end <= end:
            drafts[drafts.index(met[0])] = relabel(met[0], start=start, end=end, normalized=whole)
    return drafts


def _is_guessed_customer(draft: Draft) -> bool:
    """Return whether a customer is one only because a sentence names him."""
    return draft.concept == "会社名" and draft.via in ("cue", TOLD)


_MOST_RIVALS, _FILED = 400, 0.8  # names looked for; how sure one is that another writer has named


@lru_cache(maxsize=1024)
def _spelling(name: str) -> str:
    """Return a pattern for a name where it stands as a word of its own."""
    bare = re.escape(name.lower())
    left = r"(?<![a-z0-9])" if name[:1].isascii() else r"(?<![ァ-ヴー])" if re.match(r"[ァ-ヴー]", name) else ""
    right = r"(?![a-z0-9])" if name[-1:].isascii() else r"(?![ァ-ヴー])" if re.search(r"[ァ-ヴー]$", name) else ""
    return left + bare + right


def widened(knowledge: Knowledge, author: str) -> Knowledge:
    """Return knowledge as this author's notes are read: with the customers and people he has shown."""
    grammar = knowledge.grammar_of(author)
    if not grammar.names:
        return knowledge
    kept = knowledge.memory.get(("widened", author))
    if isinstance(kept, Knowledge):
        return kept
    ours = tuple(name for _, name in grammar.names.get("当方出席者", {}).values())
    mine = replace(
        knowledge,
        people=tuple(dict.fromkeys((*knowledge.people, *ours))),
        written_as={**knowledge.written_as, **dict(grammar.names.get("会社名", {}).values())},
    )
    knowledge.memory["widened", author] = mine
    return mine


def rivals_of(values: Iterable[str]) -> tuple[str, ...]:
    """Return the competitors that these values of labels name: whatever is shaped as a name, each once, in order."""
    found: dict[str, None] = {}
    for value in values:
        text = fold(value).text
        for draft in read_concept(ValueContext(text, None, {}, {}), "競合", "company_list", [(0, len(text))]):
            name = str(draft.normalized)
            if looks_proper(name) or _DISTINCT.fullmatch(name) or is_distinct(name):
                found[name] = None
    return tuple(found)
