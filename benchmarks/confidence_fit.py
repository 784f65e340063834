"""Count how often findings are right, and write what each sign of them weighs (notes_app/mining/confidence.json).

    python -m benchmarks.confidence_fit            # fit on the half to work with, and write the weights
    python -m benchmarks.confidence_fit --check    # leave out one company after another, print what its threshold brings

Weights come from the half to work with and from companies whose notes are only counted. Whoever fits them fits the rules'
own luck on notes they know, so how far a chance can be believed is counted apart: on each of the counted companies, left
out of its fit. The unseen half is never looked at here. Deterministic.

Source: the correction of a fitted chance by its slope and its beginning is Platt's (1999).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.mention_fit import folds_of, follow, samples_by_folder
from benchmarks.mining_filed import partly_filed
from benchmarks.mining_quality import table
from benchmarks.mining_sets import MAIN, EvaluationNote, read_half
from benchmarks.mining_slots import comparable, overlaps, same_words
from notes_app.mining import confidence
from notes_app.mining.evidence import SlotValue
from notes_app.mining.knowledge import Knowledge, default_knowledge
from notes_app.mining.labels import read_note
from notes_app.mining.mentions.counted import Counted
from notes_app.mining.mentions.weighing import chance_of
from notes_app.mining.slots import findings_of

FEW, STEADY, ROUNDS = 0.1, 100.0, 6
"""There are fewer findings than mentions, and more of what is said of them is chance: more is held back, and they are gone through fewer times."""
HALVES = {"work": 1, "counted": 2}
"""Sets of notes and how often each finding counts: the rules know the notes to work with, so these say too little against them."""
NAMES = ("会社名", "競合", "先方出席者", "当方出席者", "決裁者")
"""What being filed speaks for or against."""
GROUPS = 4  # of counted companies, left out in turn
LEAST = 0.02  # a weight below this says nothing
Sample = tuple[tuple[str, ...], bool]


def samples_of(note: EvaluationNote, knowledge: Knowledge, counted: Counted, concepts: Sequence[str] = MAIN) -> Iterator[Sample]:
    """Yield (signs, whether it is right) of every counted finding of a note; counted: what mentions say without its company."""
    for found in findings_of(read_note(note.source, knowledge), knowledge, counted):
        for concept in concepts:
            own = [slot for slot, signs in found if slot.concept == concept]
            yield from ((signs, _is_right(note, concept, slot, own)) for slot, signs in found if slot.concept == concept and signs)


def _is_right(note: EvaluationNote, concept: str, slot: SlotValue, slots: Sequence[SlotValue]) -> bool:
    gold = note.values(concept)
    if concept == "次回アクション":
        return any(overlaps(slot, one) for one in gold)
    want = {comparable(concept, one.normalized): one for one in gold}
    if concept == "決裁者":
        have: dict[str, list[SlotValue]] = {}
        for one in slots:
            have.setdefault(comparable(concept, one.normalized), []).append(one)
        want, have = same_words(want, have)
        return any(slot in ones for key, ones in have.items() if key in want)
    return comparable(concept, slot.normalized) in want


def fit(samples: Sequence[Sample]) -> dict[str, float]:
    """Return the weights of signs: those of mentions again, with hardly a sign left out."""
    return {name: round(weight, 3) for name, weight in follow(samples, few=FEW, steady=STEADY, rounds=ROUNDS).items() if abs(weight) >= LEAST}


def correction(by_folder: dict[str, list[Sample]]) -> tuple[float, float]:
    """Return (slope, beginning): how log odds have to be bent so that they hold for companies that were left out."""
    told: list[tuple[float, bool]] = []
    counted = sorted(read_half("counted"))
    for left_out in (counted[at::GROUPS] for at in range(GROUPS)):
        weights = fit([one for folder, some in by_folder.items() if folder not in left_out for one in some])
        told += [(sum(weights.get(name, 0.0) for name in signs), is_right) for folder in left_out for signs, is_right in by_folder[folder]]
    return _line_through(told)


def _line_through(told: Sequence[tuple[float, bool]], steps: int = 12) -> tuple[float, float]:
    """Return the slope and the beginning under which bent log odds make what is right likeliest, by Newton's steps."""
    slope, beginning = 1.0, 0.0
    for _ in range(steps):
        chances = [(odds, chance_of(slope * odds + beginning), is_right) for odds, is_right in told]
        by_slope, by_beginning = sum(odds * (one - is_right) for odds, one, is_right in chances), sum(one - is_right for _, one, is_right in chances)
        a, b, c = (sum(odds**power * one * (1 - one) for odds, one, _ in chances) for power in (2, 1, 0))
        slope, beginning = slope - (c * by_slope - b * by_beginning) / (a * c - b * b), beginning - (a * by_beginning - b * by_slope) / (a * c - b * b)
    return slope, beginning


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    knowledge = default_knowledge()
    notes = {folder: (own, times) for half, times in HALVES.items() for folder, own in read_half(half).items()}
    companies = {folder: own for folder, (own, _) in notes.items()}
    knowledges = {folder: (knowledge, partly_filed(folder, companies, knowledge)) for folder in companies}
    mentions = samples_by_folder(tuple(HALVES), knowledge)
    by_folder = {
        folder: [
            one for known in knowledges[folder] for note in notes[folder][0] for one in samples_of(note, known, counted, MAIN if known is knowledge else NAMES)
        ] * notes[folder][1]
        for left_out, counted in folds_of(mentions)
        for folder in left_out
    }
    if arguments.check:
        _check(by_folder)
        return
    samples = [one for some in by_folder.values() for one in some]
    about = f"Weights of log odds, by benchmarks/confidence_fit.py from {len(samples)} findings in {len(by_folder)} companies."
    path = Path(confidence.__file__).with_name("confidence.json")
    slope, beginning = correction(by_folder)
    weights = {name: round(slope * weight + beginning * (name == "bias"), 3) for name, weight in fit(samples).items()}
    path.write_text(json.dumps({"about": about, "weights": weights}, ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")
    print(f"{path.name}: {about} Slope {slope:.3f}, beginning {beginning:.3f}.")


def _check(by_folder: dict[str, list[Sample]]) -> None:
    chances: list[tuple[float, bool]] = []
    for left_out, own in by_folder.items():
        weights = fit([one for folder, some in by_folder.items() if folder != left_out for one in some])
        chances.extend((confidence.chance(signs, weights), is_right) for signs, is_right in own)
    right = sum(is_right for _, is_right in chances)
    steps = Counter(min(9, int(one * 10)) for one, _ in chances)
    true = Counter(min(9, int(one * 10)) for one, is_right in chances if is_right)
    rows = [(f"{step / 10:.1f}", str(steps[step]), f"{true[step] / steps[step]:.3f}") for step in sorted(steps)]
    table("Is a chance what it says? Companies left out in turn", ("chance from", "findings", "right"), rows)
    kept = [(at / 20, [is_right for one, is_right in chances if one >= at / 20]) for at in range(8, 19)]
    table("Thresholds", ("from", "precision", "right values kept"), [
        (f"{at:.2f}", f"{sum(some) / len(some):.3f}", f"{sum(some) / right:.3f}") for at, some in kept if some
    ])  # fmt: skip


if __name__ == "__main__":
    main()
