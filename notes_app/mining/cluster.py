"""Labels that mean one field: by decision, by the lexicon, by likeness of spelling; never by likeness of values alone.

Pure. A strict concept's labels always merge; loose ones only when they (almost) never stand together in a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from notes_app.mining.aggregate import Aggregate, KeyId, KeyTally, MiningDecisions
from notes_app.mining.knowledge import Lexicon

TOGETHER = 0.25  # share of the notes with either label above which two loose synonyms are two fields
FAMILIES = (
    ("先方出席者", "出席者"), ("課題", "ニーズ"), ("目的", "アジェンダ"), ("日時", "時間"),
)  # fmt: skip
"""Concepts that different writers use for one thing; they merge like loose synonyms."""


@dataclass(slots=True)
class Cluster:
    """Keys that are one field, and the notes they cover. cues: what sentences say of its concept."""

    keys: list[KeyId]
    concept: str
    notes: set[str] = field(default_factory=set)
    filled: set[str] = field(default_factory=set)
    cue: KeyTally | None = None

    def tallies(self, aggregate: Aggregate) -> list[KeyTally]:
        return [aggregate.keys[key] for key in self.keys]


def cluster_keys(aggregate: Aggregate, lexicon: Lexicon, decisions: MiningDecisions) -> list[Cluster]:
    """Return the clusters of every labelled key, biggest first."""
    inferred: dict[str, list[KeyId]] = {}
    for key in aggregate.keys:
        if key[0] and key[1]:
            inferred.setdefault(key[0], []).append(key)
    by_concept: dict[str, list[KeyId]] = {}
    alone: list[KeyId] = []
    for key in aggregate.keys:
        label, concept = key
        if not label:
            continue
        target = decisions.merges.get(label, "")
        concept = concept or _inferred_elsewhere(aggregate, label, inferred)
        if label in decisions.splits:
            alone.append(key)
        elif target or concept:
            by_concept.setdefault(target or decisions.merges.get(concept, concept), []).append(key)
        else:
            alone.append(key)
    clusters: list[Cluster] = []
    for concept, keys in by_concept.items():
        known = lexicon.by_name.get(concept)
        forced = {key for key in keys if decisions.merges.get(key[0]) == concept}
        clusters.extend(
            _loose_groups(
                aggregate,
                concept,
                keys,
                is_strict=bool(known and known.strict) or known is None,
                forced=forced,
            )
        )
    clusters.extend(_by_spelling(aggregate, alone, decisions))
    clusters = _families(aggregate, clusters, decisions)
    for cluster in clusters:
        cluster.cue = aggregate.keys.get(("", cluster.concept)) if cluster.concept else None
    return sorted(clusters, key=lambda one: (-len(one.notes), one.keys[0]))


def _inferred_elsewhere(aggregate: Aggregate, label: str, inferred: dict[str, list[KeyId]]) -> str:
    """Return the concept that this label was inferred to mean in at least as many notes as it stayed unknown in."""
    siblings = inferred.get(label)
    if not siblings:
        return ""
    best = max(siblings, key=lambda key: (len(aggregate.keys[key].marks), key))
    return best[1] if len(aggregate.keys[best].marks) >= len(aggregate.keys[label, ""].marks) else ""


def _join(cluster: Cluster, key: KeyId, tally: KeyTally) -> None:
    cluster.keys.append(key)
    cluster.notes |= tally.marks.keys()
    cluster.filled |= tally.filled


def _loose_groups(aggregate: Aggregate, concept: str, keys: Iterable[KeyId], *, is_strict: bool, forced: set[KeyId]) -> list[Cluster]:
    groups: list[Cluster] = []
    for key in sorted(keys, key=lambda k: (-len(aggregate.keys[k].marks), k)):
        tally = aggregate.keys[key]
        for group in groups:
            together = len(group.notes & tally.marks.keys())
            smaller = min(len(group.notes), len(tally.marks))
            if is_strict or key in forced or together <= TOGETHER * smaller:
                _join(group, key, tally)
                break
        else:
            fresh = Cluster([], concept)
            _join(fresh, key, tally)
            groups.append(fresh)
    return groups


def _nested(aggregate: Aggregate, outer: Cluster, inner: Cluster) -> int:
    """Return in how many notes the inner field stands under a label of the outer one (先方 under 参加者): both are one list."""
    labels = {key[0] for key in outer.keys}
    return sum(count for tally in inner.tallies(aggregate) for parent, count in tally.parents.items() if parent in labels)


def _families(aggregate: Aggregate, clusters: list[Cluster], decisions: MiningDecisions) -> list[Cluster]:
    first: dict[str, Cluster] = {}
    for cluster in sorted(clusters, key=lambda one: -len(one.notes)):
        if cluster.concept:
            first.setdefault(cluster.concept, cluster)
    gone: list[int] = []
    for a, b in FAMILIES:
        left, right = first.get(a), first.get(b)
        if left is None or right is None or a in decisions.splits or b in decisions.splits:
            continue
        together = len(left.notes & right.notes) - max(_nested(aggregate, left, right), _nested(aggregate, right, left))
        if together > TOGETHER * min(len(left.notes), len(right.notes)):
            continue
        big, small = (left, right) if len(left.notes) >= len(right.notes) else (right, left)
        big.keys.extend(small.keys)
        big.notes |= small.notes
        big.filled |= small.filled
        gone.append(id(small))
    return [one for one in clusters if id(one) not in gone]


_TAIL = re.compile(r"(?:事項|内容|項目|一覧|状況|情報|など|等|名|欄|メモ|について|s|:)$")
_MODIFIERS = ("先方", "当方", "当社", "弊社", "自社", "次回", "前回", "今回", "開始", "終了", "最大", "最小", "旧", "新", "受注", "失注", "発注", "納品", "請求", "old", "new", "last", "next", "our", "their", "start", "end", "from", "to")  # fmt: skip


def _guarded(a: str, b: str) -> bool:
    """Return whether a modifier tells two labels apart (先方担当 is not 当方担当)."""
    return {m for m in _MODIFIERS if m in a} != {m for m in _MODIFIERS if m in b} or re.findall(r"\d+", a) != re.findall(r"\d+", b)


def _likeness(a: str, b: str) -> float:
    """Return the Dice coefficient of the labels' bigrams, 0 to 1."""
    left = {a[at : at + 2] for at in range(len(a) - 1)}
    right = {b[at : at + 2] for at in range(len(b) - 1)}
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


def _by_spelling(aggregate: Aggregate, keys: Sequence[KeyId], decisions: MiningDecisions) -> list[Cluster]:
    """Merge unknown labels that are spelled alike; only the 300 most used are compared with one another."""
    ordered = sorted(keys, key=lambda k: (-len(aggregate.keys[k].marks), k))
    clusters: list[Cluster] = []
    by_stem: dict[str, Cluster] = {}
    for at, key in enumerate(ordered):
        label, tally = key[0], aggregate.keys[key]
        stem = _TAIL.sub("", label) or label
        home = by_stem.get(stem)
        if label in decisions.splits:
            home = None
        elif home is None and at < 300 and len(label) >= 5 and len(tally.marks) >= 2:
            home = next(
                (
                    one
                    for one in clusters
                    if len(one.keys[0][0]) >= 5 and not _guarded(one.keys[0][0], label) and _likeness(one.keys[0][0], label) >= 0.85
                ),
                None,
            )
        if home is not None and (
            _guarded(home.keys[0][0], label) or len(home.notes & tally.marks.keys()) > TOGETHER * min(len(home.notes), len(tally.marks))
        ):
            home = None
        if home is None:
            home = Cluster([], "")
            clusters.append(home)
            by_stem.setdefault(stem, home)
        _join(home, key, tally)
    return clusters
