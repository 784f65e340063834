"""The same event looks the same whoever wrote it, and the latest right value is known. Pure.

Contradictions between notes about one account, the value to believe with its source and date, how fresh it
is, and
how differently people encode one field.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from typing import Literal

from notes_app.mining.evidence import OFFERS, SlotValue
from notes_app.mining.folding import fold, fold_key
from notes_app.template.field import Field
from notes_app.template.filling import state_of
from notes_app.template.value_decision import Normalized

Freshness = Literal["fresh", "stale", "undated", "lasting"]

_STEADY = frozenset(
    {
        "会社名",
        "住所",
        "電話番号",
        "メール",
        "業種",
        "従業員数",
        "決裁者",
        "代表者",
        "連絡先",
        "支払条件",
        "予算",
        "導入時期",
        "担当者",
    }
)
"""Concepts whose value is a fact about the customer or the deal: two notes that differ contradict each
other. Stage,
probability and next meeting move on by nature, and a list of people differs with every visit."""

FREE_TEXT = ("longtext", "action_list")
"""Types of value that nobody expects to be worded alike."""

_OF_A_DEAL = frozenset({"決裁者", "予算", "導入時期", "支払条件"})
"""Of these, two deals with one customer may well differ."""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value of a field in one note about one account.

    author: who wrote the note. said_on: the note's date, None when unknown.
    """

    note_id: str
    account: str
    author: str
    said_on: date | None
    slot: SlotValue
    deal: str = ""

    @property
    def value(self) -> Normalized:
        return self.slot.normalized

    @property
    def is_confirmed(self) -> bool:
        return state_of(self.slot) == "confirmed"


@dataclass(frozen=True, slots=True)
class BelievedValue:
    """The value to believe: the newest of the surest. members: every member of the same note for a list.

    freshness: "lasting" when the field has no period, "undated" when the note has no date.
    """

    field: Field
    source: DatedValue
    members: tuple[DatedValue, ...]
    freshness: Freshness
    still_right_on: date | None = None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two notes about one account that cannot both be right. earlier, later: by date."""

    account: str
    field: Field
    earlier: DatedValue
    later: DatedValue


@dataclass(frozen=True, slots=True)
class AuthorStyle:
    """How one writer encodes a field. shapes: shape of the value -> count, e.g. "9万円" or "A".

    samples: for each shape, in the same order, one value written so. untyped_count: values that are not of the field's type.
    """

    author: str
    note_count: int
    shapes: tuple[tuple[str, int], ...]
    untyped_count: int
    samples: tuple[DatedValue, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldConsistency:
    """How alike people write one field. agreement: chance that two values of different authors have one
    shape, 0 to 1.

    farthest: the two authors who write it least alike, None when fewer than two write it.
    """

    field: Field
    agreement: float
    styles: tuple[AuthorStyle, ...]
    farthest: tuple[AuthorStyle, AuthorStyle] | None = None


@dataclass(frozen=True, slots=True)
class SharedEvent:
    """One visit that two people wrote up: the same customer on the same day.

    alike, differing: fields that both say, with one value of each writer; alike when they mean the same.
    """

    account: str
    day: date
    authors: tuple[str, str]
    note_ids: tuple[str, str]
    alike: tuple[tuple[Field, DatedValue, DatedValue], ...]
    differing: tuple[tuple[Field, DatedValue, DatedValue], ...]


def believed_value(
    field: Field, values: Iterable[DatedValue], today: date, *, confirmed_on: date | None = None
) -> BelievedValue | None:
    """Return the latest right value of a field, or None when nobody said one.

    Newest first; on one day a confirmed value before a read one, then the surer. Values below what is offered
    are not believed.

    Args:
        confirmed_on: the day somebody last pressed "still right"; it counts as the value's date if later.
    """
    known = [one for one in values if one.slot.confidence >= OFFERS]
    if not known:
        return None
    best = max(known, key=_belief)
    members = tuple(one for one in known if one.note_id == best.note_id) if field.is_list else (best,)
    return BelievedValue(
        field, best, members, freshness(field, best.said_on, today, confirmed_on), confirmed_on
    )


def freshness(field: Field, said_on: date | None, today: date, confirmed_on: date | None = None) -> Freshness:
    """Return whether a value of this age can still be believed."""
    if field.freshness_days is None:
        return "lasting"
    dates = [one for one in (said_on, confirmed_on) if one]
    if not dates:
        return "undated"
    return "fresh" if (today - max(dates)).days <= field.freshness_days else "stale"


def find_contradictions(field: Field, values: Iterable[DatedValue]) -> tuple[Contradiction, ...]:
    """Return where a value of one account changed without a person confirming either, newest first.

    A list never contradicts; nor does a field whose value moves on by nature (stage, next meeting), nor
    prose.
    """
    if field.is_list or field.field_type == "longtext" or (field.concept and field.concept not in _STEADY):
        return ()
    by_account: dict[tuple[str, str], list[DatedValue]] = {}
    for one in values:
        if one.account and one.value is not None and one.slot.confidence >= OFFERS:
            about = one.deal if field.concept in _OF_A_DEAL else ""
            by_account.setdefault((one.account, about), []).append(one)
    found = []
    for (account, _), said in by_account.items():
        said.sort(key=_belief)
        for earlier, later in pairwise(said):
            if (
                earlier.note_id != later.note_id
                and not later.is_confirmed
                and not same_value(earlier.value, later.value)
            ):
                found.append(Contradiction(account, field, earlier, later))
    return tuple(sorted(found, key=lambda one: one.later.said_on or date.min, reverse=True))


def same_value(one: Normalized, other: Normalized) -> bool:
    """Whether two values mean the same: folded text, one inside the other (山崎 and 山崎部長), a day and
    its time.
    """
    if isinstance(one, str) and isinstance(other, str):
        left, right = fold_key(one), fold_key(other)
        return left == right or (
            min(len(left), len(right)) >= 2 and (left.startswith(right) or right.startswith(left))
        )
    return one == other


def measure_consistency(field: Field, values: Iterable[DatedValue]) -> FieldConsistency:
    """Return how differently people write one field; agreement is 1 when fewer than two people do."""
    by_author: dict[str, list[DatedValue]] = {}
    for one in values:
        by_author.setdefault(one.author, []).append(one)
    styles = tuple(_style(author, said) for author, said in sorted(by_author.items()))
    pairs = [(_likeness(left, right), left, right) for left, right in combinations(styles, 2)]
    agreement = sum(likeness for likeness, _, _ in pairs) / len(pairs) if pairs else 1.0
    farthest = min(pairs, key=lambda pair: pair[0])[1:] if pairs else None
    return FieldConsistency(field, agreement, styles, farthest)


def _likeness(left: AuthorStyle, right: AuthorStyle) -> float:
    """Return the chance that a value of one writer has the shape of a value of the other."""
    mine, theirs = dict(left.shapes), dict(right.shapes)
    total = sum(mine.values()) * sum(theirs.values())
    return sum(count * theirs.get(shape, 0) for shape, count in mine.items()) / total if total else 0.0


def _style(author: str, said: Sequence[DatedValue]) -> AuthorStyle:
    shapes = Counter(shape_of(one.slot.value) for one in said)
    notes = len({one.note_id for one in said})
    untyped = sum(one.value is None for one in said)
    common = tuple(shapes.most_common())
    first = {shape_of(one.slot.value): one for one in reversed(said)}
    return AuthorStyle(author, notes, common, untyped, tuple(first[shape] for shape, _ in common))


def shared_events(fields: Sequence[Field], values: Mapping[str, Sequence[DatedValue]]) -> tuple[SharedEvent, ...]:
    """Return the visits that two people wrote up, newest first, with what they say alike and what not.

    Args:
        values: field id -> its values. A list is alike when one list holds the other.
    """
    by_event: dict[tuple[str, date], dict[str, dict[str, list[DatedValue]]]] = {}
    for field in (one for one in fields if one.field_type not in FREE_TEXT):
        for one in values.get(field.field_id, ()):
            if one.account and one.said_on and one.author and one.slot.confidence >= OFFERS:
                by_event.setdefault((one.account, one.said_on), {}).setdefault(one.author, {}).setdefault(field.field_id, []).append(one)
    found = []
    for (account, day), by_author in by_event.items():
        for left, right in combinations(sorted(by_author), 2):
            mine, theirs = by_author[left], by_author[right]
            both = [(one, mine[one.field_id], theirs[one.field_id]) for one in fields if one.field_id in mine and one.field_id in theirs]
            if not both:
                continue
            notes = (both[0][1][0].note_id, both[0][2][0].note_id)
            same = [_are_alike(one, a, b) for one, a, b in both]
            pairs = [(one, a[0], b[0]) for one, a, b in both]
            alike = tuple(pair for pair, is_same in zip(pairs, same, strict=True) if is_same)
            differing = tuple(pair for pair, is_same in zip(pairs, same, strict=True) if not is_same)
            found.append(SharedEvent(account, day, (left, right), notes, alike, differing))
    return tuple(sorted(found, key=lambda one: (one.day, one.account, one.authors), reverse=True))


def _are_alike(field: Field, mine: Sequence[DatedValue], theirs: Sequence[DatedValue]) -> bool:
    fewer, more = sorted((mine, theirs), key=len)
    if field.is_list:
        return all(any(same_value(_known(one), _known(other)) for other in more) for one in fewer)
    return any(same_value(_known(one), _known(other)) for one in mine for other in theirs)


def _known(one: DatedValue) -> Normalized:
    return one.slot.value if one.value is None else one.value


def shape_of(written: str) -> str:
    """Return a value's shape: runs of digits as 9, words as あ, units and marks as they are (800万円 ->
    9万円).
    """
    shape: list[str] = []
    for sign in fold(written).text[:60]:
        kind = (
            "9"
            if sign.isdigit() or sign == ","
            else sign
            if sign in "万円億千百%年月日時分:/.-~()"
            else "あ"
            if sign.isalpha()
            else sign
        )
        if kind.strip() and (not shape or shape[-1] != kind):
            shape.append(kind)
    return "".join(shape)


def _belief(one: DatedValue) -> tuple[date, bool, float]:
    return (one.said_on or date.min, one.is_confirmed, one.slot.confidence)
