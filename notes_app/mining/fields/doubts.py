"""Labels that are not merged on their word alone: their values contradict it, go two ways, or the word means several things.

Pure. Such a label stays a field by itself, under the concept it most likely means, and a person is asked to merge it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from notes_app.mining.fields.aggregate import Aggregate, KeyId, KeyTally
from notes_app.mining.fields.ambiguity import rivals_of
from notes_app.mining.fields.asides import SPEAKS_OF_ASIDES, is_aside_label, is_chatter
from notes_app.mining.knowledge import Concept, Lexicon
from notes_app.mining.resolve import is_by_head

SURE_MEANING = 0.7  # share of a label's notes from which on what it means there, it means everywhere
TWO_WAYS = 0.5  # share of its notes in which a label holds two concepts' values, from which on it is a field of its own


FREE_TEXT = ("text", "longtext")
"""Types whose values never tell what their label means."""


_KINDS = {
    "person_list": "person_list", "person": "person_list", "company_list": "company", "datetime": "date datetime time", "date": "date datetime",
    "enum": "enum stage percent bool", "company": "company person_list",
}  # fmt: skip
CATCH_ALL = "備考"
COUNTED = frozenset({"数量", "契約期間", "従業員数", "稟議状況"})
"""Concepts of running text that a rate or a word for a stage may stand under."""
_SHOWN = 0.3  # share of a label's values that are of a kind, from which on the label may mean what has such values


def is_vague(tally: KeyTally, key: KeyId, concept: str, lexicon: Lexicon) -> bool:
    """Return whether a label may mean another concept instead: one of running text, or one whose kind of value it carries."""
    for rival in rivals_of(key[0], concept, lexicon):
        value_type = lexicon.by_name[rival].value_type
        shown = sum(tally.kinds[kind] for kind in _KINDS.get(value_type, value_type).split())
        if value_type in FREE_TEXT or shown > _SHOWN * len(tally.filled):
            return True
    return False


_NEVER = {
    "money": "date datetime person_list phone email stage", "datetime": "money person_list phone email company percent enum",
    "date": "money person_list phone email company percent enum", "person_list": "money percent enum stage date datetime",
    "person": "money percent enum stage date datetime", "company": "money date datetime percent enum stage", "company_list": "percent enum stage",
    "enum": "money date datetime phone email", "action_list": "money percent enum", "text": "percent enum", "longtext": "percent enum",
    "time": "date money person_list company phone email percent enum stage",
}  # fmt: skip
"""Kinds of value that a field of this type never has."""
_CONTRADICTED = 0.6  # share of a label's values that are of such a kind, from which on the label means something else


def is_contradicted(kinds: Counter[str], filled: int, concept: Concept) -> bool:
    """Return whether most values, counted by kind, are of kinds that the concept's never are."""
    odd = sum(kinds[kind] for kind in _NEVER.get(concept.value_type, "").split())
    return concept.name not in COUNTED and odd >= _CONTRADICTED * filled > 0


FEW = 2  # notes in which a label must stand for its values to outvote the dictionary


def is_unproven(tallies: Sequence[KeyTally], label: str, concept: Concept, lexicon: Lexicon) -> bool:
    """Return whether too little speaks for a label: a note or two whose values say otherwise than the dictionary does, one value
    that is none of the concept's, or nothing but a question asked.

    tallies: all that the label means this concept in.
    """
    notes = sum(len(tally.marks) for tally in tallies)
    if lexicon.by_key.get(label, concept.name) != concept.name and notes <= FEW:
        return True
    if concept.value_type not in FREE_TEXT and not any(tally.read for tally in tallies) and (notes == 1 or is_aside_label(label)):
        return True
    if notes <= FEW and _says_too_little(tallies, label, concept):
        return True
    if concept.value_type == "company" and _of_kinds(tallies, "person_list") * 2 >= _filled(tallies) > 0:
        return True  # 先：深町部長 is who was met
    return all(tally.sources.keys() == {"asked"} and not _bears_out(tally, concept) for tally in tallies)


_PROOF = {"enum": ("enum stage percent bool", 0.5), "action_list": ("action_list person_list", 0.0)}
"""Types as which almost any words can be read: the kinds of value that prove them, and the share that these must exceed."""


def _says_too_little(tallies: Sequence[KeyTally], label: str, concept: Concept) -> bool:
    """Return whether neither word nor values tell: 要 above running text, 段取り above no thing to do."""
    if concept.value_type in FREE_TEXT:
        return len(label) == 1
    kinds, share = _PROOF.get(concept.value_type, ("", -1.0))
    return _of_kinds(tallies, kinds) <= share * _filled(tallies)


def _of_kinds(tallies: Sequence[KeyTally], kinds: str) -> int:
    return sum(tally.kinds[kind] for tally in tallies for kind in kinds.split())


def _filled(tallies: Sequence[KeyTally]) -> int:
    return sum(len(tally.filled) for tally in tallies)


def _bears_out(tally: KeyTally, concept: Concept) -> bool:
    """Return whether at least half of the values are of the concept's kind."""
    return sum(tally.kinds[kind] for kind in _KINDS.get(concept.value_type, concept.value_type).split()) * 2 >= len(tally.filled)


def is_doubtful(tally: KeyTally, label: str, concept: Concept, lexicon: Lexicon, *, is_vague: bool) -> bool:
    """Return whether a person should say first that a label means this concept.

    Its values are of another kind; or it is one writer's word for small talk, for running text that may mean other things
    as well, or a compound whose head alone is known and whose values do not bear it out.
    """
    if is_contradicted(tally.kinds, len(tally.filled), concept):
        return True
    if _writers(tally) != 1:
        return False
    if is_chatter(label) or (concept.name == CATCH_ALL and _speaks_of_asides(tally)) or (is_vague and concept.value_type in FREE_TEXT):
        return True
    if not is_by_head(label, lexicon):
        return False
    return concept.value_type in FREE_TEXT or not _bears_out(tally, concept)


def _speaks_of_asides(tally: KeyTally) -> bool:
    """Return whether most of the values are small talk."""
    return tally.asides >= SPEAKS_OF_ASIDES * len(tally.filled) > 0


def _writers(tally: KeyTally) -> int:
    """Return how many people write a label, as far as notes name their authors."""
    return sum(1 for name in tally.authors if name)


def meanings_of(aggregate: Aggregate, keys: Sequence[KeyId]) -> list[tuple[str, list[KeyId]]]:
    """Return what a label means, with the keys that mean it: one thing, unless different writers mean different ones.

    A label that stayed unknown in some notes means there what it means in at least as many others.
    """
    counts = {key: len(aggregate.keys[key].marks) for key in keys}
    known = sorted((key for key in keys if key[1]), key=lambda key: (-counts[key], key))
    unknown = [key for key in keys if not key[1]]
    if not known:
        return [("", unknown)]
    if unknown and counts[known[0]] < counts[unknown[0]]:
        return [("", unknown), *((key[1], [key]) for key in known)]
    writers = [aggregate.keys[key].authors.keys() for key in known]
    if len(known) == 1 or any(writers[0] & others for others in writers[1:]):
        return [(known[0][1], [*known, *unknown])]
    return [(known[0][1], [known[0], *unknown]), *((key[1], [key]) for key in known[1:])]


def goes_two_ways(aggregate: Aggregate, keys: Sequence[KeyId]) -> bool:
    """Return whether a label's values are of two concepts: in one note, or one writer's in one note so and in another so."""
    tallies = [aggregate.keys[key] for key in keys]
    notes = sum(len(tally.marks) for tally in tallies)
    both = sum(sum(tally.also.values()) for tally in tallies)
    other = sum(len(aggregate.keys[key].marks) for key in keys if key[1] and key[1] != keys[0][1])
    return both + other >= TWO_WAYS * notes or other > (1 - SURE_MEANING) * notes
