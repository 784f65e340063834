"""Customers as they are filed: the spelling a name stands for, suggestions when it is new, and likely
duplicates.

Pure. Made from the catalog's lines that the asker may read; the file of a note remains the truth of its
account.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations
from typing import Literal

from notes_app.accounts.company_names import fold_company, is_branch, split_branch
from notes_app.catalog.entry import CatalogEntry
from notes_app.template.reading import kana_of

How = Literal["same", "folded", "alias", "branch", "new"]
_ALIKE = (
    0.82  # share of characters in common above which two names of four or more are shown as likely duplicates
)

_BUCKET = 40  # a piece that more names share (工業, 商事) tells nothing about two of them being one


@dataclass(frozen=True, slots=True)
class FiledAccount:
    """One customer.

    name: the spelling used most; spellings: every spelling in the notes, most used first, branches included.
    is_stub: known from one note alone, with nothing but its name: written first, to be filed properly later.
    """

    name: str
    key: str
    spellings: tuple[str, ...]
    branches: tuple[str, ...]
    note_count: int
    last_held_on: date | None
    owners: tuple[str, ...]
    is_stub: bool


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name stands for. account is None when it is new; suggestions then name those it may be,
    likeliest first.
    """

    written: str
    account: FiledAccount | None
    how: How
    branch: str = ""
    suggestions: tuple[FiledAccount, ...] = ()


@dataclass(frozen=True, slots=True)
class LikelyDuplicate:
    """Two customers that may be one. likeness: 0 to 1; reason: "reading", "part" or "spelling"."""

    one: FiledAccount
    other: FiledAccount
    likeness: float
    reason: Literal["reading", "part", "spelling"]


@dataclass(slots=True)
class _Gathering:
    spellings: Counter[str] = field(default_factory=Counter)
    owners: Counter[str] = field(default_factory=Counter)
    branches: Counter[str] = field(default_factory=Counter)
    dates: list[date] = field(default_factory=list)
    has_more: bool = False


class AccountDirectory:
    """All customers that a set of notes names.

    Args:
        entries: catalog lines; those without an account are left out.
        aliases: a spelling that folding cannot see through -> the name it is filed under (old name -> new
                 name).
    """

    def __init__(self, entries: Iterable[CatalogEntry], aliases: Mapping[str, str] | None = None) -> None:
        self._aliases = {fold_company(old): fold_company(new) for old, new in (aliases or {}).items()}
        gathered: dict[str, _Gathering] = {}
        for entry in entries:
            if entry.account and not entry.unreadable_reason:
                self._gather(gathered, entry)
        self._join_branches(gathered)
        self._by_key = {key: _filed(key, one) for key, one in gathered.items()}

    @property
    def accounts(self) -> tuple[FiledAccount, ...]:
        """Every customer, the most recently seen first."""
        return tuple(sorted(self._by_key.values(), key=lambda one: (_negative(one.last_held_on), one.name)))

    @property
    def stubs(self) -> tuple[FiledAccount, ...]:
        """Customers written first and not filed properly yet."""
        return tuple(one for one in self.accounts if one.is_stub)

    def find(self, name: str) -> FiledAccount | None:
        """Return the customer `name` is filed as, or None."""
        return self.resolve(name, limit=0).account

    def resolve(self, name: str, limit: int = 5) -> Resolution:
        """Return what a name as written stands for: the same, another spelling, an alias, or a branch of a
        customer.
        """
        key = fold_company(name)
        if filed := self._by_key.get(key):
            return Resolution(name, filed, "same" if name in filed.spellings else "folded")
        if filed := self._by_key.get(self._aliases.get(key, "")):
            return Resolution(name, filed, "alias")
        if main := _main_of(name, self._by_key):
            return Resolution(name, self._by_key[main[0]], "branch", main[1])
        return Resolution(name, None, "new", suggestions=self.suggest(name, limit) if limit else ())

    def suggest(self, words: str, limit: int = 10) -> tuple[FiledAccount, ...]:
        """Return customers for a box that is being typed into: by any part of the name, or by how it is read.

        「あおば」, 「アオバ」, 「青葉製」 and "aoba" in a spelling all find 青葉製作所. Likeliest first.
        """
        key = fold_company(words)
        if not key:
            return ()
        kana = fold_company(kana_of(words))
        scored = [(_likeness(key, kana, one), one) for one in self._by_key.values()]
        best = sorted(
            (pair for pair in scored if pair[0] > 0.5),
            key=lambda pair: (-pair[0], -pair[1].note_count, pair[1].name),
        )
        return tuple(one for _, one in best[:limit])

    def duplicates(self) -> tuple[LikelyDuplicate, ...]:
        """Return pairs that a person should look at, likeliest first. Nothing is merged by itself."""
        known = sorted(self._by_key.values(), key=lambda one: one.key)
        readings = {one.key: fold_company(kana_of(one.name)) for one in known}
        pairs = (_compare(one, other, readings) for one, other in _worth_comparing(known, readings))
        found = [pair for pair in pairs if pair]
        return tuple(sorted(found, key=lambda pair: (-pair.likeness, pair.one.name)))

    def _gather(self, gathered: dict[str, _Gathering], entry: CatalogEntry) -> None:
        key = fold_company(entry.account)
        mine = gathered.setdefault(self._aliases.get(key, key), _Gathering())
        mine.spellings[entry.account] += 1
        if owner := entry.owner or entry.author:
            mine.owners[owner] += 1
        if entry.held_on:
            mine.dates.append(entry.held_on)
        mine.has_more = mine.has_more or bool(entry.contacts or entry.deal)

    @staticmethod
    def _join_branches(gathered: dict[str, _Gathering]) -> None:
        """Put 青葉製作所 川崎工場 under 青葉製作所, when that is filed too."""
        for key in sorted(gathered, key=len, reverse=True):
            name = gathered[key].spellings.most_common(1)[0][0]
            others = gathered.keys() - {key}
            if main := _main_of(name, others):
                part, whole = gathered.pop(key), gathered[main[0]]
                whole.spellings += part.spellings
                whole.owners += part.owners
                whole.branches[main[1]] += part.spellings.total()
                whole.dates += part.dates
                whole.has_more = whole.has_more or part.has_more


def _main_of(name: str, keys: Collection[str]) -> tuple[str, str] | None:
    """Return (key of the company, branch) when `name` is a branch of one of the companies filed."""
    company, branch = split_branch(name)
    if branch and (main := fold_company(company)) in keys:
        return main, branch
    key = fold_company(name)
    heads = (key[:at] for at in range(len(key) - 2, 1, -1))  # the longest company first
    found = next((head for head in heads if head in keys and is_branch(key[len(head) :])), None)
    return (found, key[len(found) :]) if found else None


def _filed(key: str, one: _Gathering) -> FiledAccount:
    spellings = tuple(sorted(one.spellings, key=lambda name: (-one.spellings[name], -len(name), name)))
    own = tuple(name for name in spellings if fold_company(name) == key) or spellings
    count = one.spellings.total()
    return FiledAccount(
        name=own[0],
        key=key,
        spellings=spellings,
        branches=tuple(name for name, _ in one.branches.most_common()),
        note_count=count,
        last_held_on=max(one.dates, default=None),
        owners=tuple(name for name, _ in one.owners.most_common()),
        is_stub=count == 1 and not one.has_more,
    )


def _likeness(key: str, kana: str, one: FiledAccount) -> float:
    reading = fold_company(kana_of(one.name))
    ways = (
        (1.0, one.key.startswith(key)),
        (0.95, key in one.key),
        (0.9, any(key in fold_company(name) for name in one.spellings)),
        (0.88, bool(kana) and reading.startswith(kana)),
        (0.8, len(kana) >= 2 and kana in reading),
    )
    sure = next((score for score, is_so in ways if is_so), 0.0)
    if sure or min(len(key), len(one.key)) < 3:
        return sure
    return SequenceMatcher(None, key, one.key).ratio() * 0.8


def _worth_comparing(
    known: Sequence[FiledAccount], readings: Mapping[str, str]
) -> list[tuple[FiledAccount, FiledAccount]]:
    """Return pairs with a reading, or two characters in a row that few others have, in common: not all N²."""
    buckets: dict[str, list[int]] = {}
    for at, one in enumerate(known):
        pieces = {one.key[i : i + 2] for i in range(len(one.key) - 1)} | {f"reading {readings[one.key]}"}
        for piece in pieces:
            buckets.setdefault(piece, []).append(at)
    pairs = {
        pair for members in buckets.values() if len(members) <= _BUCKET for pair in combinations(members, 2)
    }
    return [(known[a], known[b]) for a, b in sorted(pairs)]


def _compare(one: FiledAccount, other: FiledAccount, readings: Mapping[str, str]) -> LikelyDuplicate | None:
    short, long = sorted((one.key, other.key), key=len)
    if len(short) >= 2 and readings[one.key] == readings[other.key]:
        return LikelyDuplicate(one, other, 0.95, "reading")
    if len(short) >= 3 and long.startswith(short):
        return LikelyDuplicate(one, other, 0.9, "part")
    if len(short) < 4 or len(long) - len(short) > 2 or len(set(short) & set(long)) < 0.6 * len(set(short)):
        return None
    ratio = SequenceMatcher(None, short, long).ratio()
    return LikelyDuplicate(one, other, ratio, "spelling") if ratio >= _ALIKE else None


def _negative(day: date | None) -> int:
    return -day.toordinal() if day else 0
