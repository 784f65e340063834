"""How likely a label that one writer keeps is small talk or housekeeping: its signs, weighed. Pure.

No list knows every such word, and people chat under words that mean something elsewhere, so that all there is to see speaks together: the
label's own syllables, whether the lists know it, what it most likely means, what kind of values stand under it, how many of them are small talk,
where in the note it stands and how often. The weights of the signs are counted on marked notes (`python -m benchmarks.aside_fit`), a
logistic regression, so that each can be named and looked up.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from notes_app.mining.fields.ambiguity import REMARKS
from notes_app.mining.fields.asides import SPEAKS_OF_ASIDES, is_aside_label, is_chatter
from notes_app.mining.fields.unneeded import DEAL
from notes_app.mining.inference import is_expense
from notes_app.mining.label_model import features

COUNTED_FILE = Path(__file__).with_name("aside_signs.json")
LISTED_ENOUGH, LIKELY, SURE = 0.2, 0.45, 0.6
"""Chance from which on a label is taken for small talk: one on the lists, one that nobody knows, one that the dictionary knows as something (備考, 所感)."""
MEANS = 0.4
"""Belief from which on a label's syllables are taken to say nothing of a deal."""
TELLING_KINDS = ("date", "datetime", "money", "person_list", "company", "percent", "stage", "action_list", "phone", "email")
"""Kinds of value that deals are made of."""


FORMAL = frozenset("備考 特記 特記事項 連絡事項 補足 追記 参考情報 所感 概要 背景 要旨 経緯 現状".split())
"""Catch-alls that stand in forms; what is written there belongs to the visit, more often than not."""
LISTED = frozenset({"label: small talk", "label: chatter"})
"""Signs that a list knows the label."""
PLACES = (99, 95, 90, 80, 65, 50, 25, 0)
"""Where in a note, from which percent on: small talk stands at its very end."""


@dataclass(frozen=True, slots=True)
class Habit:
    """What one writer's label adds up to.

    key, concept: folded, and what it means, "" where nothing is known. notes: that carry it; filled, asides: in which it says something, and is
    small talk. kinds: kind of value -> notes. until: 0 to 100, where in the note it ends on average. follows: notes in which the label before it is small talk. meant: what its syllables most likely mean
    (concept, belief), ("", 0) where nobody asked. is_read: a value of its concept was read under it. is_named: in some of them it looks like somebody's name.
    """

    key: str
    concept: str
    notes: int
    filled: int
    asides: int
    kinds: Mapping[str, int]
    until: int
    follows: int = 0
    meant: tuple[str, float] = ("", 0.0)
    is_read: bool = False
    is_named: bool = False


def is_telling(kinds: Mapping[str, int]) -> bool:
    """Return whether most values are of a kind that deals are made of."""
    return sum(kinds.get(kind, 0) for kind in TELLING_KINDS) * 2 > sum(kinds.values())


def is_aside(habit: Habit) -> bool:
    """Return whether this is taken for small talk or housekeeping."""
    return has_a_hint(habit) and chance_of_aside(habit) >= least_chance(habit.concept, is_listed=is_aside_label(habit.key))


def least_chance(concept: str, *, is_listed: bool) -> float:
    """Return the chance from which on a label is taken for small talk."""
    return SURE if concept else LISTED_ENOUGH if is_listed else LIKELY


def has_a_hint(habit: Habit) -> bool:
    """Return whether anything that is said speaks of small talk: its place at the end of a note, or behind the weather, would make 保証期間 unneeded."""
    is_listed = is_aside_label(habit.key) or is_chatter(habit.key) or is_expense(habit.key)
    meaning, belief = habit.meant
    return is_listed or habit.asides * 3 >= habit.filled > 0 or (not meaning and belief >= MEANS)


def chance_of_aside(habit: Habit) -> float:
    """Return how likely this is small talk or housekeeping, 0 to 1; 0 where a value of a deal was read under it."""
    if habit.concept in DEAL and habit.is_read:
        return 0.0
    weights = load_weights()
    pull = _label_pull(habit.key) + sum(weights.get(sign, 0.0) for sign in signs_of(habit))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, pull))))


def signs_of(habit: Habit) -> list[str]:
    """Return what there is to see beside the label's own words (see `label_signs`)."""
    telling = sum(habit.kinds.get(kind, 0) for kind in TELLING_KINDS) * 2
    meaning, belief = habit.meant
    return [
        f"concept: {habit.concept if habit.concept in REMARKS else 'another' if habit.concept else 'none'}",
        f"means {'nothing' if not meaning else 'a deal' if meaning in DEAL else 'something'}: {int(belief * 5)}",
        f"values of a deal: {'most' if telling > sum(habit.kinds.values()) else 'some' if telling else 'none'}",
        f"small talk: {_how_many(habit.asides, habit.filled)}",
        f"ends at: {next(at for at in PLACES if habit.until >= at)}",
        f"behind small talk: {_how_many(habit.follows, habit.notes)}",
        f"notes: {min(habit.notes, 4)}",
        *(f"kind: {kind}" for kind in habit.kinds),
        *(["read"] if habit.is_read else []),
        *(["a name"] if habit.is_named else []),
    ]


def _how_many(some: int, of: int) -> str:
    """Return a share in words."""
    if not some:
        return "none"
    return "all" if some >= of else "most" if some >= SPEAKS_OF_ASIDES * of else "some" if some * 3 >= of else "few"


def label_signs(key: str) -> list[str]:
    """Return the signs of a folded label: that the lists know it, how long it is, and its pieces."""
    known = {"small talk": is_aside_label(key), "chatter": is_chatter(key), "an expense": is_expense(key), "of a form": key in FORMAL}
    return ["bias", *(f"label: {what}" for what, is_so in known.items() if is_so), f"length: {min(len(key), 8) // 2}", *(f"~{piece}" for piece in features(key))]


@lru_cache(maxsize=8192)
def _label_pull(key: str) -> float:
    return _sum(load_weights(), label_signs(key))


def _sum(weights: Mapping[str, float], signs: Sequence[str]) -> float:
    return sum(weights.get(sign, 0.0) for sign in signs)


@lru_cache(maxsize=1)
def load_weights() -> Mapping[str, float]:
    """Return sign -> weight in log odds."""
    weights: dict[str, float] = json.loads(COUNTED_FILE.read_text("utf-8"))["weights"]
    return weights
