"""What people decided about fields, who, when and why; and when a decision is put before them again. Pure.

Decisions are only ever added; undoing one is a decision too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from notes_app.mining.fields.aggregate import MiningDecisions
from notes_app.mining.folding import fold_key

Choice = Literal[
    "keep",
    "drop",
    "watch",
    "merge",
    "rename",
    "split",
    "retype",
    "require",
    "relax",
    "arrange",
    "vote",
    "undo",
]
CHOICES: tuple[str, ...] = Choice.__args__  # type: ignore[attr-defined]

Vote = Literal["want", "unneeded", "deeper"]

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision.

    key:      a candidate's key, or a field's id or label.
    reason:   why it was decided; purpose, used_by: why the field is collected and who uses it.
    review_on: the day a dropped or watched suggestion is to be looked at again, None for never.
    into:     merge: the key it becomes part of.
    label:    rename: the new label; split: the label of the new field; keep: a label other than the
              candidate's.
    labels:   split: the labels that part; arrange: field ids in their new order.
    field_type, choices: retype, or keep with a type other than the candidate's. group: keep, arrange.
    freshness_days: how long a value stays believable, 0 for ever; None leaves it as it is.
    vote:     vote: "want", "unneeded", or "deeper" (more of this, please); a voice, not a decision.
    undoes:   undo: the decision taken back.
    note_count, author_count: the evidence it was decided on; twice as many notes reopen it.
    decision_id: rises with every decision; 0 while not recorded.
    """

    key: str
    choice: Choice
    reason: str = ""
    purpose: str = ""
    used_by: str = ""
    review_on: date | None = None
    into: str = ""
    label: str = ""
    labels: tuple[str, ...] = ()
    field_type: str = ""
    choices: tuple[str, ...] = ()
    group: str = ""
    freshness_days: int | None = None
    vote: Vote | Literal[""] = ""
    undoes: int = 0
    note_count: int = 0
    author_count: int = 0
    decision_id: int = 0
    at: datetime = _LONG_AGO
    person_id: str = ""
    undone_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        return self.undone_at is None and self.choice != "undo"


ChallengeReason = Literal["doubled", "drift", "review_due"]


def standing(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Return for each key its newest keep, drop or watch that is still in force."""
    latest: dict[str, Decision] = {}
    for one in sorted(decisions, key=lambda d: d.decision_id):
        if one.is_active and one.choice in ("keep", "drop", "watch"):
            latest[one.key] = one
    return latest


def votes_by_key(decisions: Iterable[Decision]) -> dict[str, dict[str, Decision]]:
    """Return key -> person -> that person's newest vote in force."""
    votes: dict[str, dict[str, Decision]] = {}
    for one in sorted(decisions, key=lambda d: d.decision_id):
        if one.is_active and one.choice == "vote":
            votes.setdefault(one.key, {})[one.person_id] = one
    return votes


def challenge(decision: Decision, note_count: int, *, drift_since: str = "", today: date) -> ChallengeReason | None:
    """Return why a dropped or watched suggestion comes back, or None while it rests.

    It comes back when twice as many notes say it as on the day it was decided, on its review date, or when
    its use began to drift after that day; what drifted already was known to whoever decided.

    Args:
        note_count: notes that say it now. drift_since: "2026-09", since when its use drifts, "" when it does not.
    """
    if decision.choice not in ("drop", "watch"):
        return None
    if note_count and note_count >= 2 * max(1, decision.note_count):
        return "doubled"
    if decision.review_on is not None and today >= decision.review_on:
        return "review_due"
    return "drift" if drift_since > f"{decision.at:%Y-%m}" else None


def merge_roots(decisions: Iterable[Decision]) -> dict[str, str]:
    """Return merged key -> the key it ended up in, through chains; a later merge the other way round wins."""
    into: dict[str, str] = {}
    for one in sorted(decisions, key=lambda d: d.decision_id):
        if one.is_active and one.choice == "merge" and one.key != one.into:
            path = _chain(one.into, into)
            if one.key in path:
                into.pop(path[path.index(one.key) - 1])
            into[one.key] = one.into
    return {key: _chain(key, into)[-1] for key in into}


def _chain(key: str, into: Mapping[str, str]) -> list[str]:
    """Return `key` and every key it was merged into, one after the other."""
    path = [key]
    while path[-1] in into:
        path.append(into[path[-1]])
    return path


def mining_decisions(decisions: Iterable[Decision]) -> MiningDecisions:
    """Return what mining needs to know of the decisions in force, so that it clusters as people decided."""
    known = sorted((one for one in decisions if one.is_active), key=lambda d: d.decision_id)
    splits = frozenset(fold_key(label) for one in known if one.choice == "split" for label in one.labels)
    renames = {one.key: one.label for one in known if one.choice in ("rename", "keep") and one.label}
    return MiningDecisions(merges=merge_roots(known), splits=splits, renames=renames)
