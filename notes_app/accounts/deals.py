"""Deals of a customer, each with its latest stage, probability, amount and date, and where each was said.
Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from notes_app.accounts.account_note import AccountNote, by_date
from notes_app.mining.evidence import SlotValue
from notes_app.mining.folding import fold, fold_key
from notes_app.template.value_decision import Normalized

Outcome = Literal["open", "won", "lost"]

_WON = re.compile(
    r"受注(?!見込|予定|前|確度|目標|時期)|成約|契約(?:締結|完了)|発注(?:済|いただ|書受領)|\bwon\b",
    re.IGNORECASE,
)
_LOST = re.compile(
    r"失注|見送り|中止|敗退|他社(?:に)?決定|\blost\b",
    re.IGNORECASE,
)
_LETTERS = {"s": 95, "a": 80, "b": 50, "c": 30, "d": 10, "e": 5}
_WORDS = (("高", 80), ("中", 50), ("低", 20), ("high", 80), ("medium", 50), ("low", 20))
_FACTS = {
    "フェーズ": "stage",
    "確度": "probability",
    "予算": "amount",
    "導入時期": "expected_on",
    "競合": "competitors",
    "商材": "product",
    "決裁者": "decision_maker",
    "受注理由": "won_reason",
    "失注理由": "lost_reason",
}


@dataclass(frozen=True, slots=True)
class SaidValue:
    """A value with its source: which note, on which day."""

    slot: SlotValue
    note_id: str
    said_on: date | None

    @property
    def value(self) -> Normalized:
        return self.slot.normalized if self.slot.normalized is not None else self.slot.value


@dataclass(frozen=True, slots=True)
class Deal:
    """One deal; an account whose notes name none has one without a name, if anything of a deal was said at
    all.

    facts: stage, probability, amount, expected_on, competitors, product, decision_maker, won_reason,
           lost_reason ->
           what was said last.
    closed_in: the note that first told the outcome, "" while it is open.
    """

    name: str
    account: str
    outcome: Outcome
    facts: Mapping[str, SaidValue]
    first_on: date | None
    last_on: date | None
    owner: str
    note_ids: tuple[str, ...]
    closed_in: str = ""

    def find(self, fact: str) -> SaidValue | None:
        return self.facts.get(fact)

    @property
    def amount_jpy(self) -> int | None:
        said = self.facts.get("amount")
        return said.value if said and isinstance(said.value, int) else None

    @property
    def probability_percent(self) -> int | None:
        """A 80, B 50, C 30; 70 %; 高 80: as a number, None when nothing was said. Won is 100, lost 0."""
        if self.outcome != "open":
            return 100 if self.outcome == "won" else 0
        said = self.facts.get("probability")
        return probability_of(said.value) if said else None


def list_deals(notes: Iterable[AccountNote]) -> tuple[Deal, ...]:
    """Return the deals of one customer, open ones first, the last spoken of first."""
    named: dict[str, list[AccountNote]] = {}
    titles: dict[str, str] = {}
    ordered = by_date(notes)
    for note in ordered:
        name = _name_of(note)
        key = fold_key(name) if name else ""
        titles[key] = name
        named.setdefault(key, []).append(note)
    if "" in named and len(named) == 2:  # one deal is named: what was said without a name is about it
        (key,) = named.keys() - {""}
        named[key] = list(by_date([*named.pop(""), *named[key]]))
    deals = [_deal(titles[key], members) for key, members in named.items()]
    known = [
        one
        for one in deals
        if one.name or one.facts.keys() & {"stage", "probability", "amount", "expected_on"}
    ]
    return tuple(
        sorted(known, key=lambda one: (one.outcome != "open", -(one.last_on or date.min).toordinal()))
    )


def _name_of(note: AccountNote) -> str:
    if note.deal:
        return note.deal
    said = note.values("案件名")
    return " ".join(str(said[0].normalized or said[0].value).split())[:80] if said else ""


def _deal(name: str, notes: list[AccountNote]) -> Deal:
    facts: dict[str, SaidValue] = {}
    outcome: Outcome = "open"
    closed_in = ""
    for note in notes:
        for concept, fact in _FACTS.items():
            for slot in note.values(concept):
                facts[fact] = SaidValue(slot, note.note_id, note.held_on)
        after = _outcome(note, outcome)
        closed_in = "" if after == "open" else note.note_id if after != outcome else closed_in
        outcome = after
    dates = [note.held_on for note in notes if note.held_on]
    owners = [note.owner or note.author for note in notes if note.owner or note.author]
    return Deal(
        name=name,
        account=notes[-1].account,
        outcome=outcome,
        facts=facts,
        first_on=min(dates, default=None),
        last_on=max(dates, default=None),
        owner=owners[-1] if owners else "",
        note_ids=tuple(note.note_id for note in notes),
        closed_in=closed_in,
    )


def _outcome(note: AccountNote, before: Outcome) -> Outcome:
    """Return how the deal stands after a note: by its stage, else by a reason for winning or losing."""
    stages = note.values("フェーズ") or note.values("確度")
    told = outcome_of(str(stages[-1].normalized or stages[-1].value)) if stages else "open"
    if told != "open" or note.values("フェーズ"):
        return told
    if note.values("失注理由"):
        return "lost"
    return "won" if note.values("受注理由") else before


def outcome_of(stage: str) -> Outcome:
    """Return what a stage says of a deal: 受注 is won, 受注見込み is open, 失注 and 見送り are lost."""
    plain = fold(stage).text
    if _LOST.search(plain):
        return "lost"
    return "won" if _WON.search(plain) else "open"


_PERCENTS: tuple[tuple[re.Pattern[str], Callable[[str], int]], ...] = (
    (re.compile(r"(\d{1,3})\s*%"), int),
    (re.compile(r"(\d)\s*割"), lambda tenths: int(tenths) * 10),
    (re.compile(r"^[\[(「]?([sabcde])(?![a-z])"), lambda letter: _LETTERS[letter]),
    (re.compile(r"^(\d{1,3})$"), int),
    (re.compile(r"^(高|中|低|high|medium|low)"), lambda word: dict(_WORDS)[word]),
)


def probability_of(value: Normalized) -> int | None:
    """Return a probability in percent: 70 %, 7割, 0.7, B, 中, high; None when it says no number."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, float) and 0 < value < 1:
        return round(value * 100)
    plain = fold(str(value)).text.casefold().strip().removesuffix(".0")
    for pattern, percent in _PERCENTS:
        if match := pattern.search(plain):
            return min(100, percent(match[1]))
    return None
