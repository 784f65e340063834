"""Count what tells small talk and housekeeping from fields, and write what each sign weighs (notes_app/mining/fields/aside_signs.json).

    python -m benchmarks.aside_fit            # count, and write the weights
    python -m benchmarks.aside_fit --check    # leave out companies in turn, print what is found of those left out

From the labels that one of several writers keeps, in the companies whose fields somebody has judged, of the half to work with and of those only
counted. The unseen half is never looked at here. Deterministic.

The lists of small talk (`asides.py`) grew over these very companies, and would be believed too much: each label that they know counts twice more as
though they did not. "Novel" are companies left out whose labels no list knows and nothing was counted on.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from benchmarks.mention_fit import follow
from benchmarks.mining_checks import all_labels
from benchmarks.mining_quality import table
from benchmarks.mining_sets import EvaluationNote, fields_of, read_half
from notes_app.mining.contribution import contribute
from notes_app.mining.fields.aggregate import Aggregate, MiningDecisions
from notes_app.mining.fields.aside_chance import COUNTED_FILE, LISTED, Habit, has_a_hint, is_telling, label_signs, least_chance, signs_of
from notes_app.mining.fields.asides import ASIDES
from notes_app.mining.fields.cluster import cluster_keys
from notes_app.mining.fields.corpus import Corpus
from notes_app.mining.fields.facts import facts_of
from notes_app.mining.fields.judging import habit_of, may_be_habit
from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import Knowledge, default_knowledge
from notes_app.mining.label_model import NOTHING, LabelModel, words_of
from notes_app.mining.mentions.weighing import chance_of

HALVES = ("work", "counted")
LEAST_SEEN, LEAST = 2, 0.02  # a sign of one label alone, and a weight below this, say nothing
GROUPS = 11  # of companies left out in turn
NOBODYS = "?"  # a label that no list knows
UNLISTED = 2  # how often a listed label counts as though no list knew it


class Sample(NamedTuple):
    """A label, its signs, those as though no list knew it (None where none does), whether each has a hint of small talk, and
    whether a judge calls it unneeded."""

    key: str
    signs: list[str]
    unlisted: list[str] | None
    hints: tuple[bool, bool]
    is_unneeded: bool


def samples_of(notes: Sequence[EvaluationNote], gold: Mapping[str, Any], knowledge: Knowledge) -> Iterator[Sample]:
    """Yield a sample for every label that one of several writers keeps."""
    aggregate, decisions = Aggregate(), MiningDecisions()
    for note in notes:
        aggregate.add(contribute(note.source, knowledge))
    corpus, unneeded = Corpus(aggregate, knowledge, decisions), all_labels(gold["unneeded"])
    for cluster in cluster_keys(aggregate, knowledge.lexicon, decisions):
        facts = facts_of(corpus, cluster, heard=False)
        if cluster.notes and facts.sources != {"metadata"} and may_be_habit(corpus, facts):
            habit = habit_of(corpus, cluster, facts)
            signs = [*label_signs(habit.key), *signs_of(habit)]
            unknown = _unlisted(habit, knowledge) if LISTED & set(signs) else habit
            unlisted = [sign for sign in (*label_signs(habit.key), *signs_of(unknown)) if sign not in LISTED]
            hints = has_a_hint(habit), has_a_hint(replace(unknown, key=NOBODYS))
            yield Sample(habit.key, signs, unlisted if unknown is not habit else None, hints, habit.key in unneeded)


def _unlisted(habit: Habit, knowledge: Knowledge) -> Habit:
    """Return a habit with what its syllables would mean if no list knew its words."""
    if habit.concept or is_telling(habit.kinds):
        return replace(habit)
    listed = {fold_key(word) for word in ASIDES}
    known = {word for word in listed if word in habit.key or habit.key in word}
    guesses = LabelModel({**words_of(knowledge.lexicon), NOTHING: listed - known}).guess(habit.key)
    return replace(habit, meant=next(iter(guesses), (NOTHING, 0.0)))


def samples_by_folder(knowledge: Knowledge) -> dict[str, list[Sample]]:
    """Return the samples of every judged company."""
    found = {}
    for half in HALVES:
        for folder, notes in read_half(half).items():
            if gold := fields_of(half, folder):
                found[f"{half}/{folder}"] = list(samples_of(notes, gold, knowledge))
    return found


def fit(samples: Sequence[Sample]) -> dict[str, float]:
    """Return sign -> weight in log odds."""
    listed = [(one.signs, one.is_unneeded) for one in samples]
    for one in samples:
        listed += [(one.unlisted, one.is_unneeded)] * UNLISTED if one.unlisted else []
    seen = Counter(sign for signs, _ in listed for sign in signs)
    return follow([([sign for sign in signs if seen[sign] >= LEAST_SEEN], is_unneeded) for signs, is_unneeded in listed])


def check(by_folder: Mapping[str, Sequence[Sample]]) -> Iterator[tuple[str, ...]]:
    """Yield (half, labels, found, right, wanted) of companies left out of what is counted."""
    folders = sorted(by_folder)
    counts = {(half, how): [0, 0, 0] for half in HALVES for how in ("as they are", "novel")}
    for left_out in (folders[at::GROUPS] for at in range(GROUPS)):
        others = [one for folder in folders if folder not in left_out for one in by_folder[folder]]
        keys = {one.key for folder in left_out for one in by_folder[folder]}
        weights, ignorant = fit(others), fit([one for one in others if one.key not in keys])
        for folder in left_out:
            for one in by_folder[folder]:
                for how, known, signs, has_hint in (
                    ("as they are", weights, one.signs, one.hints[0]),
                    ("novel", ignorant, one.unlisted or one.signs, one.hints[1]),
                ):
                    least = least_chance("" if "concept: none" in signs else "known", is_listed="label: small talk" in signs)
                    is_found = has_hint and chance_of(sum(known.get(sign, 0.0) for sign in signs)) >= least
                    count = counts[folder.partition("/")[0], how]
                    count[0] += is_found
                    count[1] += is_found and one.is_unneeded
                    count[2] += one.is_unneeded
    yield from ((*which, *(str(one) for one in count)) for which, count in counts.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="leave out companies in turn; nothing is written")
    arguments = parser.parse_args()
    by_folder = samples_by_folder(default_knowledge())
    if arguments.check:
        table("Small talk of companies left out", ("half", "labels", "found", "right", "wanted"), list(check(by_folder)))
        return
    weights = fit([one for some in by_folder.values() for one in some])
    kept = {sign: round(weight, 2) for sign, weight in sorted(weights.items()) if abs(weight) >= LEAST}
    about = f"By benchmarks/aside_fit.py, from {sum(map(len, by_folder.values()))} labels of one writer each in {len(by_folder)} companies: the weight of each sign in log odds."
    lines = ",\n".join(f"{json.dumps(sign, ensure_ascii=False)}: {weight}" for sign, weight in kept.items())
    COUNTED_FILE.write_text(f'{{"about": {json.dumps(about)},\n"weights": {{\n{lines}\n}}}}\n', "utf-8")
    print(f"{COUNTED_FILE.name}: {about}")


if __name__ == "__main__":
    main()
