"""Labels that mean one field: by decision, by the lexicon, by likeness of spelling; never by likeness of values alone.

Pure. A strict concept's labels always merge; loose ones only when they (almost) never stand together in a note.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from notes_app.mining.fields.aggregate import Aggregate, KeyId, KeyTally, MiningDecisions
from notes_app.mining.fields.doubts import goes_two_ways, is_contradicted, is_doubtful, is_unproven, is_vague, meanings_of
from notes_app.mining.fields.quotes import values_in
from notes_app.mining.knowledge import Concept, Lexicon

TOGETHER = 0.25  # share of the notes with either label above which two loose synonyms are two fields
FAMILIES = (
    ("先方出席者", "出席者"), ("目的", "アジェンダ"), ("日時", "時間"),
)  # fmt: skip
"""Concepts that different writers use for one thing; they merge like loose synonyms."""


WHOLES = frozenset({"出席者", "時間"})
"""Concepts that hold, or are held by, the other one of their family; who writes now one and now the other means one field."""


ALIKE, LONG = 0.85, 5  # likeness of spelling from which on two labels are one, and characters from which on it tells
COMPARED_LABELS = 300  # the most used labels are compared with one another
COMPARED = 20  # notes looked at to see whether two labels say the same
SINGLE = frozenset({"日時", "会社名", "予算", "決裁者", "確度", "フェーズ"})
"""Concepts that a note says once: two labels of one of them with different values are two fields."""


@dataclass(slots=True)
class Cluster:
    """Keys that are one field, and the notes they cover. cue: what sentences say of its concept; is_other: its values contradict its concept."""

    keys: list[KeyId]
    concept: str
    notes: set[str] = field(default_factory=set)
    cue: KeyTally | None = None
    is_other: bool = False

    def tallies(self, aggregate: Aggregate) -> list[KeyTally]:
        return [aggregate.keys[key] for key in self.keys]


def cluster_keys(aggregate: Aggregate, lexicon: Lexicon, decisions: MiningDecisions) -> list[Cluster]:
    """Return the clusters of every labelled key, biggest first."""
    by_label: dict[str, list[KeyId]] = {}
    for key in aggregate.keys:
        if key[0]:
            by_label.setdefault(key[0], []).append(key)
    by_concept: dict[str, list[KeyId]] = {}
    alone: list[KeyId] = []
    clusters: list[Cluster] = []
    for label, keys in by_label.items():
        target = decisions.merges.get(label, "")
        if label in decisions.splits:
            alone.extend(keys)
            continue
        for concept, some in [(target, keys)] if target else meanings_of(aggregate, keys):
            if not concept:
                alone.extend(some)
            elif not target and concept not in decisions.merges and goes_two_ways(aggregate, some):
                clusters.append(_cluster(aggregate, concept, some))
            else:
                by_concept.setdefault(target or decisions.merges.get(concept, concept), []).extend(some)
    for concept, keys in by_concept.items():
        clusters.extend(_of_concept(aggregate, lexicon, decisions, concept, keys))
    clusters.extend(_by_spelling(aggregate, alone, decisions))
    clusters = _families(aggregate, clusters, decisions)
    for cluster in clusters:
        cluster.cue = aggregate.keys.get(("", cluster.concept)) if cluster.concept else None
    return sorted(clusters, key=lambda one: (-len(one.notes), one.keys[0]))


def _of_concept(aggregate: Aggregate, lexicon: Lexicon, decisions: MiningDecisions, concept: str, keys: Sequence[KeyId]) -> Iterator[Cluster]:
    """Yield the fields that the labels of one concept make."""
    known = lexicon.by_name.get(concept)
    forced = {key for key in keys if decisions.merges.get(key[0]) == concept}
    tallies = {key: aggregate.keys[key] for key in keys}
    vague = {key for key in keys if key not in forced and is_vague(tallies[key], key, concept, lexicon)}
    doubtful = {key for key in keys if key not in forced and known and is_doubtful(tallies[key], key[0], known, lexicon, is_vague=key in vague)}
    if known:
        doubtful |= _unproven(tallies, known, lexicon) - forced
    for key in sorted(doubtful):
        tally = tallies[key]
        made = _cluster(aggregate, concept, [key])
        made.is_other = known is not None and is_contradicted(tally.kinds, len(tally.filled), known)
        yield made
    sure = [key for key in keys if key not in doubtful]
    if sure:
        yield from _loose_groups(aggregate, concept, sure, is_strict=known is None or known.strict, forced=forced, vague=vague)


def _unproven(tallies: Mapping[KeyId, KeyTally], concept: Concept, lexicon: Lexicon) -> set[KeyId]:
    """Return the keys of labels that too little speaks for."""
    by_label: dict[str, list[KeyTally]] = {}
    for key, tally in tallies.items():
        by_label.setdefault(key[0], []).append(tally)
    labels = {label for label, some in by_label.items() if is_unproven(some, label, concept, lexicon)}
    return {key for key in tallies if key[0] in labels}


def _cluster(aggregate: Aggregate, concept: str, keys: Iterable[KeyId]) -> Cluster:
    made = Cluster([], concept)
    for key in keys:
        _join(made, key, aggregate.keys[key])
    return made


def _join(cluster: Cluster, key: KeyId, tally: KeyTally) -> None:
    cluster.keys.append(key)
    cluster.notes.update(tally.marks)  # in place: |= with a view would copy the set each time


def _loose_groups(
    aggregate: Aggregate, concept: str, keys: Iterable[KeyId], *, is_strict: bool, forced: set[KeyId], vague: set[KeyId]
) -> list[Cluster]:
    """Return the fields that these labels of one concept make: those that never stand together, and each other one with its like.

    The most used come first; a vague one counts half, so that of two that stand together the clearer one stays.
    """
    marks = {key: len(aggregate.keys[key].marks) for key in keys}
    main = Cluster([], concept)
    others: list[Cluster] = []
    for key in sorted(keys, key=lambda k: (-marks[k] / (2 if k in vague else 1), k in vague, k)):
        tally = aggregate.keys[key]
        beside = _shared(main.notes, tally)
        are_two = beside > TOGETHER * min(len(main.notes), marks[key]) and not (is_strict and _say_the_same(aggregate, main, key))
        if key in forced or not are_two:
            _join(main, key, tally)
            continue
        like = (one for one in others if _begins_alike(one.keys[0][0], key[0]))
        home = next((one for one in like if _shared(one.notes, tally) <= TOGETHER * min(len(one.notes), marks[key])), None)
        if home is None:
            others.append(_cluster(aggregate, concept, [key]))
        else:
            _join(home, key, tally)
    return [main, *others]


def _shared(notes: set[str], tally: KeyTally) -> int:
    """Return how many of the notes hold the label."""
    return len(notes.intersection(tally.marks))


def _say_the_same(aggregate: Aggregate, main: Cluster, key: KeyId) -> bool:
    """Return whether a label says what the others say in (most of) the notes that hold both, or lists more of it."""
    if main.concept not in SINGLE:
        return True
    sample = heapq.nsmallest(COMPARED, main.notes & aggregate.keys[key].marks.keys())
    other = values_in(main.tallies(aggregate), sample)
    own = values_in([aggregate.keys[key]], sample)
    return sum(own.get(note_id) == other.get(note_id) for note_id in sample) * 2 >= len(sample)


def _begins_alike(a: str, b: str) -> bool:
    """Return whether one label is the beginning of the other: Followup, Follow-up, Follow-up discussion."""
    short, long = sorted((a.replace("-", ""), b.replace("-", "")), key=len)
    return len(short) >= 2 and long.startswith(short) and not _guarded(a, b)


def _nested(aggregate: Aggregate, outer: Cluster, inner: Cluster) -> int:
    """Return in how many notes the inner field stands under a label of the outer one (先方 under 参加者): both are one list."""
    labels = {key[0] for key in outer.keys}
    return sum(count for tally in inner.tallies(aggregate) for parent, count in tally.parents.items() if parent in labels)


def _kept_apart(aggregate: Aggregate, left: Cluster, right: Cluster) -> bool:
    """Return whether somebody writes both, though never in one note: to him they are two things."""
    if {left.concept, right.concept} & WHOLES:
        return False
    writers = [{name for tally in one.tallies(aggregate) for name in tally.authors if name} for one in (left, right)]
    return bool(writers[0] & writers[1])


def _families(aggregate: Aggregate, clusters: list[Cluster], decisions: MiningDecisions) -> list[Cluster]:
    first: dict[str, Cluster] = {}
    for cluster in sorted(clusters, key=lambda one: (-len(one.notes), one.keys[0])):
        if cluster.concept and not cluster.is_other:
            first.setdefault(cluster.concept, cluster)
    gone: list[int] = []
    for a, b in FAMILIES:
        left, right = first.get(a), first.get(b)
        if left is None or right is None or a in decisions.splits or b in decisions.splits:
            continue
        together = len(left.notes & right.notes) - max(_nested(aggregate, left, right), _nested(aggregate, right, left))
        if together > TOGETHER * min(len(left.notes), len(right.notes)) or _kept_apart(aggregate, left, right):
            continue
        big, small = (left, right) if len(left.notes) >= len(right.notes) else (right, left)
        big.keys.extend(small.keys)
        big.notes |= small.notes
        gone.append(id(small))
    return [one for one in clusters if id(one) not in gone]


_TAIL = re.compile(r"(?:事項|内容|項目|一覧|状況|情報|など|等|名|欄|メモ|について|s|:)$")
_MODIFIERS = ("先方", "当方", "当社", "弊社", "自社", "次回", "前回", "今回", "開始", "終了", "最大", "最小", "旧", "新", "受注", "失注", "発注", "納品", "請求", "old", "new", "last", "next", "our", "their", "start", "end", "from", "to")  # fmt: skip


def _guarded(a: str, b: str) -> bool:
    """Return whether a modifier tells two labels apart (先方担当 is not 当方担当)."""
    return _told_apart_by(a) != _told_apart_by(b)


@lru_cache(maxsize=8192)
def _told_apart_by(label: str) -> tuple[frozenset[str], tuple[str, ...]]:
    return frozenset(m for m in _MODIFIERS if m in label), tuple(re.findall(r"\d+", label))


@lru_cache(maxsize=8192)
def _bigrams(label: str) -> frozenset[str]:
    return frozenset(label[at : at + 2] for at in range(len(label) - 1))


def _are_alike(a: str, b: str) -> bool:
    """Return whether two labels are spelled alike, by the Dice coefficient of their bigrams, and no modifier tells them apart."""
    left, right = _bigrams(a), _bigrams(b)
    most = 2 * min(len(left), len(right))
    total = len(left) + len(right)
    return most >= ALIKE * total and 2 * len(left & right) >= ALIKE * total and not _guarded(a, b)


def _by_spelling(aggregate: Aggregate, keys: Sequence[KeyId], decisions: MiningDecisions) -> list[Cluster]:
    """Merge unknown labels that are spelled alike; only the 300 most used are compared with one another."""
    ordered = sorted(keys, key=lambda k: (-len(aggregate.keys[k].marks), k))
    clusters: list[Cluster] = []
    long_ones: list[Cluster] = []
    by_stem: dict[str, Cluster] = {}
    for at, key in enumerate(ordered):
        label, tally = key[0], aggregate.keys[key]
        stem = _TAIL.sub("", label) or label
        home = by_stem.get(stem)
        if label in decisions.splits:
            home = None
        elif home is None and at < COMPARED_LABELS and len(label) >= LONG and len(tally.marks) >= 2:
            home = next((one for one in long_ones if _are_alike(one.keys[0][0], label)), None)
        if home is not None and (
            _guarded(home.keys[0][0], label) or _shared(home.notes, tally) > TOGETHER * min(len(home.notes), len(tally.marks))
        ):
            home = None
        if home is None:
            home = Cluster([], "")
            clusters.append(home)
            if len(label) >= LONG:
                long_ones.append(home)
            by_stem.setdefault(stem, home)
        _join(home, key, tally)
    return clusters
