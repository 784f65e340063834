"""Rows of the mining table that look at a whole corpus: merges, types, unneeded fields, false drift, notes needed.

Pure and deterministic: every random choice is seeded. A corpus is its contributions and, where somebody judged it, its
gold: {"needed": {field: labels or {"labels", "type"}}, "unneeded": {field: labels}, "neutral": ...}.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from notes_app.mining.contribution import Contribution
from notes_app.mining.fields.aggregate import Aggregate
from notes_app.mining.fields.candidates import MiningReport
from notes_app.mining.fields.cluster import FAMILIES
from notes_app.mining.fields.report import rank
from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import Knowledge

TYPE_OF = {
    "日時": "datetime date", "会社名": "company", "先方出席者": "person_list", "当方出席者": "person_list", "場所": "text", "予算": "money", "競合": "company_list",
    "決裁者": "person", "次回予定": "datetime date", "次回アクション": "action_list", "確度": "enum percent", "フェーズ": "enum", "導入時期": "date", "課題": "longtext text",
    "ニーズ": "longtext text", "クレーム": "longtext text", "目的": "text longtext", "電話番号": "phone", "メール": "email", "支払条件": "text", "数量": "text number", "所感": "longtext text",
}  # fmt: skip
"""What kind of value a manager expects of a field, where the judge wrote no type."""
SHUFFLES = 40
DRAWS = 8
SIZES = (4, 6, 8, 10, 12, 15, 20, 25, 30, 40, 60, 80)


def report_of(contributions: Sequence[Contribution], knowledge: Knowledge) -> MiningReport:
    """Return the report over these contributions."""
    aggregate = Aggregate()
    for one in contributions:
        aggregate.add(one)
    return rank(aggregate, knowledge)


def labels_of(judged: Mapping[str, Any]) -> dict[str, str]:
    """Return folded label -> judged field, without labels that the judge lists under several fields."""
    pairs = [
        (fold_key(label), name) for name, value in judged.items() for label in (value["labels"] if isinstance(value, dict) else value)
    ]
    fields: dict[str, set[str]] = {}
    for key, name in pairs:
        fields.setdefault(key, set()).add(name)
    return {key: name for key, name in pairs if len(fields[key]) == 1}


def all_labels(judged: Mapping[str, Any]) -> set[str]:
    """Return every folded label that a judge lists."""
    return {fold_key(label) for value in judged.values() for label in (value["labels"] if isinstance(value, dict) else value)}


def merged_pairs(report: MiningReport, gold: Mapping[str, Any], knowledge: Knowledge) -> tuple[int, int]:
    """Return (right, judged) pairs of labels that were merged: by the gold, and by the lexicon those the gold does not know.

    Concepts that the design makes one field where they never stand together (日時 and 時間) count as one.
    """
    one_field = {b: a for a, b in FAMILIES}
    lexicon = {key: one_field.get(name, name) for key, name in knowledge.lexicon.by_key.items()}
    needed, unneeded = labels_of(gold["needed"]), dict.fromkeys(labels_of(gold.get("unneeded", {})), "")
    fields = {**unneeded, **needed}
    judged_by_hand = all_labels(gold["needed"]) | all_labels(gold.get("unneeded", {}))
    right = judged = 0
    for one in report.fields:
        keys = sorted({fold_key(label) for label in one.labels} - {fold_key(one.concept)})
        for a, b in combinations(keys, 2):
            if {a, b} & unneeded.keys() and not {a, b} & needed.keys():
                continue  # what nobody needs may stand together
            meaning = fields if {a, b} & judged_by_hand else lexicon
            if a in meaning and b in meaning:
                judged += 1
                right += meaning[a] == meaning[b]
    return right, judged


def types_right(report: MiningReport, gold: Mapping[str, Any]) -> tuple[int, int]:
    """Return (right, judged) types of the first candidate of every judged field that has a type."""
    right = judged = 0
    for name, value in gold["needed"].items():
        expected = value.get("type", TYPE_OF.get(name)) if isinstance(value, dict) else TYPE_OF.get(name)
        if not expected:
            continue
        wanted = {fold_key(label) for label in (value["labels"] if isinstance(value, dict) else value)}
        found = next((one for one in report.fields if wanted & {fold_key(label) for label in one.labels}), None)
        if found:
            judged += 1
            right += found.type in expected.split()
    return right, judged


def unneeded_found(report: MiningReport, gold: Mapping[str, Any]) -> tuple[int, int, int]:
    """Return (right, found, wanted) unneeded fields."""
    wanted = labels_of(gold["unneeded"])
    found = {fold_key(one.label) for one in report.unneeded}
    hit = {wanted[key] for key in found if key in wanted}
    return len(hit), len(found), len(gold["unneeded"])


def false_drift(contributions: Sequence[Contribution], knowledge: Knowledge) -> tuple[int, int]:
    """Return (drifts found, fields looked at) over shuffles in which each author's months are dealt anew among his notes.

    Shuffling within an author keeps the mix of authors of every month, so whatever is found is false.
    """
    found = looked = 0
    for seed in range(SHUFFLES):
        dealer = random.Random(seed)
        months: dict[str, list[str]] = {}
        for one in contributions:
            months.setdefault(one.author, []).append(one.month)
        for deck in months.values():
            dealer.shuffle(deck)
        report = report_of([replace(one, month=months[one.author].pop()) for one in contributions], knowledge)
        found += len(report.drift)
        looked += len(report.fields) + sum(one.reason != "metadata_duplicate" for one in report.unneeded)
    return found, looked


def notes_needed(contributions: Sequence[Contribution], gold: Mapping[str, Any], knowledge: Knowledge, judge: Any) -> str:
    """Return the least number of notes, drawn at random, from which on recall@R is .8 on average; "–" when it never is."""
    enough = "–"
    for size in reversed([at for at in SIZES if at <= len(contributions)]):
        recalls = []
        for seed in range(DRAWS):
            drawn = random.Random(seed).sample(list(contributions), size)
            report = report_of(drawn, knowledge)
            recalls.append(judge([[fold_key(label) for label in one.labels] for one in report.fields], gold)[2])
        if sum(recalls) / len(recalls) < 0.8:
            break
        enough = str(size)
    return enough


def corpus_rows(
    corpora: Mapping[str, tuple[Sequence[Contribution], Mapping[str, Any] | None]], knowledge: Knowledge, judge: Any
) -> Iterator[tuple[str, ...]]:
    """Yield (corpus, what, figure, detail) of every row that this corpus' gold allows."""
    for name, (contributions, gold) in corpora.items():
        if gold is not None:
            report = report_of(contributions, knowledge)
            right, judged = merged_pairs(report, gold, knowledge)
            yield name, "automatic merges right", _share(right, judged), f"{right}/{judged}"
            right, judged = types_right(report, gold)
            if judged:
                yield name, "type right", _share(right, judged), f"{right}/{judged}"
            if "unneeded" in gold:
                right, found, wanted = unneeded_found(report, gold)
                yield name, "unneeded, precision", _share(right, found), f"{right}/{found}"
                yield name, "unneeded, recall", _share(right, wanted), f"{right}/{wanted}"
            yield name, "notes needed for recall@R ≥ .8", notes_needed(contributions, gold, knowledge, judge), f"of {len(contributions)}"
        if len({one.month for one in contributions if one.month}) >= 3 and len({one.author for one in contributions}) >= 2:
            found, looked = false_drift(contributions, knowledge)
            yield name, "false drift on shuffled months", _share(found, looked), f"{found}/{looked}, {SHUFFLES} shuffles"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"
