"""Count what the words around a mention say of it, and write it (notes_app/mining/mentions/counted.json).

    python -m benchmarks.mention_fit

Weights come from the notes to work with and from those that are only counted; the unseen half is never looked at here.
Deterministic: notes are gone through in an order that a seed gives.

Source: follow-the-regularised-leader for logistic regression, McMahan and others (2013), which keeps few signs.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.mining_filed import partly_filed
from benchmarks.mining_sets import EvaluationNote, read_half
from benchmarks.mining_slots import comparable
from notes_app.mining.author_grammar import widened
from notes_app.mining.knowledge import Knowledge, default_knowledge
from notes_app.mining.labelled import read_labelled
from notes_app.mining.labels import read_note
from notes_app.mining.mentions.counted import COUNTED_FILE, Counted
from notes_app.mining.mentions.deciding import JOINED
from notes_app.mining.mentions.filed import filed_of
from notes_app.mining.mentions.finding import find_mentions
from notes_app.mining.mentions.firms import SMALL
from notes_app.mining.mentions.mention import CONCEPTS, Kind, Mention
from notes_app.mining.mentions.signs import signs_of, surroundings_of
from notes_app.mining.mentions.weighing import chance_of
from notes_app.mining.slots import Part, parts_of


@dataclass(frozen=True, slots=True)
class Sample:
    """A mention of an evaluation note: its kind and signs, the concepts that the gold files it under, and those it only names again."""

    kind: Kind
    signs: Sequence[str]
    concepts: frozenset[str]
    value: str
    named_again: frozenset[str] = frozenset()


def samples_of(note: EvaluationNote, knowledge: Knowledge) -> Iterator[Sample]:
    """Yield the mentions of a note as the program reads it, visit by visit, everyday words too."""
    widened_knowledge = widened(knowledge, note.author)
    for part in parts_of(read_note(note.source, knowledge), widened_knowledge):
        labelled = read_labelled(part.reading, part.context, widened_knowledge)
        mentions = find_mentions(part.reading, labelled, part.context.reference, frozenset(), filed=filed_of(widened_knowledge, part.context, note.author))
        around = surroundings_of(part.reading, labelled, mentions)
        deeds = filed_deeds(note, part, mentions)
        for mention in mentions:
            if mention.kind == "deed":
                filed = frozenset({DEED}) if (mention.start, mention.end) in deeds else frozenset()
            else:
                filed = frozenset(concept for concept in CONCEPTS[mention.kind] if is_filed(note, part, mention, concept))
            again = filed & {DECIDER} if is_named_again(note, part, mention) else frozenset()
            yield Sample(mention.kind, signs_of(around, mention), filed, str(mention.value), again)


def is_filed(note: EvaluationNote, part: Part, mention: Mention, concept: str) -> bool:
    """Return whether a careful reader files a mention under a concept: it says what he filed, or stands where he read it."""
    placed = part.in_note(*part.reading.folded.span(mention.start, mention.end))
    if not placed:
        return False
    start, end = placed
    own = comparable(concept, mention.value)
    for gold in note.values(concept):
        if comparable(concept, gold.normalized) == own:
            return True
        if gold.span and 2 * (min(end, gold.span[1]) - max(start, gold.span[0])) >= max(1, gold.span[1] - gold.span[0], end - start):
            return mention.kind not in ("money", "day")
    return False


FILED_KINDS = frozenset({"firm", "person"})
"""What a workspace files by name; of other mentions it knows nothing."""
DECIDER = CONCEPTS["post"][0]


def is_named_again(note: EvaluationNote, part: Part, mention: Mention) -> bool:
    """Return whether whoever decides is only named here, and the words that say that he does stand elsewhere: they tell nothing of a decider."""
    placed = part.in_note(*part.reading.folded.span(mention.start, mention.end))
    if not placed:
        return False
    start, end = placed
    spans = [gold.span for gold in note.values(DECIDER)]
    return bool(spans) and all(span and not (start < span[1] and span[0] < end) for span in spans)


DEED = CONCEPTS["deed"][0]


def filed_deeds(note: EvaluationNote, part: Part, mentions: Sequence[Mention]) -> set[tuple[int, int]]:
    """Return the spans of the deeds that a careful reader files: of the clauses that share words with what he read, the one that shares most."""
    found = [(one, part.in_note(*part.reading.folded.span(one.start, one.end))) for one in mentions if one.kind == "deed"]
    deeds = [(one, *placed) for one, placed in found if placed]
    filed = set()
    for gold in note.values(DEED):
        if gold.span:
            shared = [(min(end, gold.span[1]) - max(start, gold.span[0]), end, one, end - start) for one, start, end in deeds]
            most, _, one, length = max(shared, key=lambda some: some[:2], default=(0, 0, None, 0))
            if one and 2 * most >= max(1, min(length, gold.span[1] - gold.span[0])):
                filed.add((one.start, one.end))
    return filed


RATE, FEW, STEADY, ROUNDS = 0.1, 0.5, 1.0, 12
"""Step, L1 and L2 penalty, times gone through. A sign that stood at fewer than LEAST_SEEN mentions says nothing."""
LEAST_SEEN, LEAST, SEVERAL = 3, 0.04, 2
TOO_EASY = 0.01  # a miss so small teaches nothing, and most are
ORDERS = (7, 8, 9, 10, 11)
"""Seeds of the orders that weights are the mean of: from one order alone, what few notes tell (who decides) shifts from count to count."""
FOLDS = 4


def fit(by_folder: Mapping[str, Sequence[Sample]]) -> Counted:
    """Return the everyday words, and the weights of every kind, sign by sign, those of its concepts side by side."""
    everyday, nobody = _everyday(by_folder, "firm"), _everyday(by_folder, "person")
    plain = {"firm": everyday, "person": nobody}
    samples = [one for some in by_folder.values() for one in some]
    weights: dict[Kind, dict[str, list[float]]] = {}
    for kind, concepts in CONCEPTS.items():
        own = [one for one in samples if one.kind == kind and SMALL not in one.signs and not (_may_be_plain(one) and one.value in plain.get(kind, ()))]
        seen = Counter(sign for one in own for sign in one.signs)
        known = [([sign for sign in one.signs if seen[sign] >= LEAST_SEEN], one) for one in own]
        fitted = [follow([(_telling_of(concept, signs), concept in one.concepts) for signs, one in known if concept not in one.named_again]) for concept in concepts]
        names = sorted({name for one in fitted for name, weight in one.items() if abs(weight) >= LEAST})
        weights[kind] = {name: [round(one.get(name, 0.0), 2) for one in fitted] for name in names}
    return Counted(weights, everyday, nobody)


def _telling_of(concept: str, signs: Sequence[str]) -> Sequence[str]:
    """Return the signs that can tell of a concept: how somebody is joined to deciding says nothing of where he sits."""
    return signs if concept == DECIDER else [sign for sign in signs if not sign.startswith(JOINED)]


def _may_be_plain(sample: Sample) -> bool:
    """Return whether a mention can be an everyday word; whoever has an honorific or a title is somebody."""
    return "how honoured" not in sample.signs


def _everyday(by_folder: Mapping[str, Sequence[Sample]], kind: Kind) -> frozenset[str]:
    """Return the words that the writers of several companies use and nobody files as a firm, or as a person."""
    written: dict[str, set[str]] = {}
    filed = set()
    for folder, samples in by_folder.items():
        for one in samples:
            if one.kind == kind and _may_be_plain(one):
                written.setdefault(one.value, set()).add(folder)
                if one.concepts:
                    filed.add(one.value)
                    filed.add(one.value.partition(" ")[0])
    return frozenset(word for word, folders in written.items() if len(folders) >= SEVERAL and word not in filed)


def follow(samples: Sequence[tuple[Sequence[str], bool]], *, few: float = FEW, steady: float = STEADY, rounds: int = ROUNDS) -> dict[str, float]:
    """Return sign -> weight, most of them none: the mean over several orders. few, steady: the L1 and L2 penalty; rounds: times gone through."""
    names = sorted({sign for signs, _ in samples for sign in signs})
    at = {name: place for place, name in enumerate(names)}
    numbered = [([at[sign] for sign in signs], is_filed) for signs, is_filed in samples]
    found = [_follow(numbered, len(names), at.get("bias", -1), few, steady, rounds, seed) for seed in ORDERS]
    return {name: weight for name, weight in zip(names, (sum(some) / len(ORDERS) for some in zip(*found, strict=True)), strict=True) if weight}


def _follow(samples: Sequence[tuple[Sequence[int], bool]], signs_count: int, spared: int, few: float, steady: float, rounds: int, seed: int) -> list[float]:
    """Return the weights of numbered signs when samples are gone through in the orders that a seed gives; spared: no L1 penalty."""
    pull, seen, weights = ([0.0] * signs_count for _ in range(3))
    chance, order = random.Random(seed), list(range(len(samples)))
    for _ in range(rounds):
        chance.shuffle(order)
        for one in order:
            signs, is_filed = samples[one]
            missed = chance_of(sum(map(weights.__getitem__, signs))) - is_filed
            if abs(missed) < TOO_EASY:
                continue
            for sign in signs:
                before = seen[sign]
                after = seen[sign] = before + missed * missed
                step = (math.sqrt(after) - math.sqrt(before)) / RATE
                pulled = pull[sign] = pull[sign] + missed - step * weights[sign]
                least = 0.0 if sign == spared else few
                weights[sign] = 0.0 if abs(pulled) <= least else -(pulled - math.copysign(least, pulled)) / ((1 + math.sqrt(after)) / RATE + steady)
    return weights


def samples_by_folder(halves: Sequence[str], knowledge: Knowledge) -> dict[str, list[Sample]]:
    """Return the mentions of every company of some halves, as they read with nothing filed and with a part of it."""
    companies = {folder: notes for half in halves for folder, notes in read_half(half).items()}
    by_folder = {folder: [one for note in notes for one in samples_of(note, knowledge)] for folder, notes in companies.items()}
    for folder, notes in companies.items():
        known = partly_filed(folder, companies, knowledge)
        by_folder[folder] += [one for note in notes for one in samples_of(note, known) if one.kind in FILED_KINDS]
    return by_folder


def folds_of(by_folder: Mapping[str, list[Sample]]) -> Iterator[tuple[list[str], Counted]]:
    """Yield companies, and what is counted on all others."""
    folders = sorted(by_folder)
    for left_out in (folders[at::FOLDS] for at in range(FOLDS)):
        yield left_out, fit({folder: some for folder, some in by_folder.items() if folder not in left_out})


HALVES = ("work", "counted")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    by_folder = samples_by_folder(HALVES, default_knowledge())
    counted = fit(by_folder)
    about = (
        f"By benchmarks/mention_fit.py, from {sum(map(len, by_folder.values()))} mentions in {len(by_folder)} companies: the weight of each sign in log odds, "
        "in the order of mining/mentions/mention.CONCEPTS; and words that name no firm, and nobody."
    )
    COUNTED_FILE.write_text(_written(about, counted), "utf-8")
    print(f"{COUNTED_FILE.name}: {about}")


def _written(about: str, counted: Counted) -> str:
    """Return the file of what was counted, a sign a line, so that a change of it can be read."""
    kinds = []
    for kind, signs in counted.weights.items():
        lines = ",\n".join(f"{json.dumps(name, ensure_ascii=False)}:{json.dumps(held, separators=(',', ':'))}" for name, held in signs.items())
        kinds.append(f"{json.dumps(kind)}:{{\n{lines}\n}}")
    everyday, nobody = (json.dumps(sorted(words), ensure_ascii=False, separators=(",", ":")) for words in (counted.everyday, counted.nobody))
    return f"{{\"about\":{json.dumps(about)},\n\"everyday\":{everyday},\n\"nobody\":{nobody},\n\"weights\":{{\n" + ",\n".join(kinds) + "}}\n"


if __name__ == "__main__":
    main()
