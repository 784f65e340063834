"""The template board as it is shown: cards sorted into tabs, what the next version would be, and what changed in it.

Pure: a mining report, decisions and versions in; the rows of the page out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from notes_app.errors import NotesAppError
from notes_app.mining.candidates import Candidate, Drift, MiningReport, Unneeded
from notes_app.template.decision import ChallengeReason, Decision, challenge, merge_roots, standing
from notes_app.template.draft import draft_version, find_by_key
from notes_app.template.field import Field, TemplateVersion
from notes_app.template.suggestion import Suggestion, compare
from notes_app.template.version_diff import FieldChange, side_by_side

CardState = Literal["open", "kept", "watched", "dropped"]
Tab = Literal["open", "changes", "kept", "watched", "dropped", "unneeded", "drift"]
TABS: tuple[Tab, ...] = Tab.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Card:
    """One field as the board shows it.

    candidate: what was found, None for a kept field that nobody writes any more.
    field:     the field of the draft, for a kept one. decision: the newest keep, drop or watch in force.
    challenge: why a suggestion that was put aside is here again.
    unneeded, drift: what else mining says of it.
    """

    key: str
    label: str
    state: CardState
    candidate: Candidate | None = None
    field: Field | None = None
    decision: Decision | None = None
    challenge: ChallengeReason | None = None
    unneeded: Unneeded | None = None
    drift: Drift | None = None


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One field of the preview. change: against the version in force; details: what changed, each with its sentence."""

    field: Field
    change: Literal["same", "added", "changed", "removed"]
    details: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """The board for one person.

    newest:  the version in force, None before the first. draft: the next one, None when decisions contradict each other.
    problem: why there is no draft. last: the newest decision that can still be taken back.
    suggestions: changes to fields that are in the template already.
    """

    report: MiningReport
    cards: tuple[Card, ...]
    suggestions: tuple[Suggestion, ...]
    newest: TemplateVersion | None
    draft: TemplateVersion | None
    lines: tuple[DraftLine, ...]
    problem: NotesAppError | None
    last: Decision | None

    @property
    def has_changes(self) -> bool:
        """Whether publishing would make a version that differs from the one in force."""
        return self.draft is not None and (self.newest is None or self.newest.fields != self.draft.fields)

    def tab(self, name: Tab) -> tuple[Card, ...]:
        """Return the cards of one tab, in the order mining ranks them."""
        if name == "unneeded":
            return tuple(card for card in self.cards if card.unneeded and card.state in ("open", "kept"))
        if name == "drift":
            return tuple(card for card in self.cards if card.drift)
        return tuple(card for card in self.cards if card.state == name and not (name == "open" and card.unneeded and not card.challenge))

    def counts(self) -> dict[Tab, int]:
        """Return how many cards each tab holds."""
        return {name: len(self.suggestions) if name == "changes" else len(self.tab(name)) for name in TABS}

    def find(self, key: str) -> Card | None:
        """Return the card of a field or candidate, None when there is none."""
        return next((card for card in self.cards if card.key == key), None)


def arrange_board(
    report: MiningReport, decisions: Sequence[Decision], versions: Sequence[TemplateVersion], *, now: datetime, today: date
) -> Board:
    """Return the board over what mining found and what people decided."""
    newest = versions[-1] if versions else None
    draft, problem = _draft(report, decisions, versions, now)
    fields = draft.fields if draft else (newest.fields if newest else ())
    cards = _cards(report, decisions, fields, today)
    return Board(
        report=report, cards=cards, suggestions=_suggestions(report, decisions, draft or newest, today), newest=newest, draft=draft,
        lines=compare_fields(newest.fields if newest else (), fields),
        problem=problem, last=_last(decisions, newest),
    )  # fmt: skip


def compare_fields(old: Sequence[Field], new: Sequence[Field]) -> tuple[DraftLine, ...]:
    """Return the new fields in their order, each with what happened to it, then those that are gone."""
    lines, gone = [], []
    for one in side_by_side(old, new):
        if one.after is not None:
            change: Literal["same", "added", "changed"] = "added" if one.before is None else "changed" if one.changes else "same"
            lines.append(DraftLine(one.after, change, one.changes))
        elif one.before is not None:
            gone.append(DraftLine(one.before, "removed", one.changes))
    return (*lines, *gone)


def _draft(
    report: MiningReport, decisions: Sequence[Decision], versions: Sequence[TemplateVersion], now: datetime
) -> tuple[TemplateVersion | None, NotesAppError | None]:
    try:
        return draft_version(versions[-1] if versions else None, report.fields, decisions, now, history=versions), None
    except NotesAppError as error:
        return None, error


def _suggestions(
    report: MiningReport, decisions: Sequence[Decision], version: TemplateVersion | None, today: date
) -> tuple[Suggestion, ...]:
    """Return what the evidence says about the fields there are; new fields are cards of their own."""
    if version is None:
        return ()
    return tuple(one for one in compare(version, report, decisions, today=today) if one.kind != "add")


def _cards(
    report: MiningReport, decisions: Sequence[Decision], fields: Sequence[Field], today: date
) -> tuple[Card, ...]:
    decided = standing(decisions)
    merged = merge_roots(decisions)
    drifts: Mapping[str, Drift] = {one.key: one for one in report.drift}
    spare: Mapping[str, Unneeded] = {one.key: one for one in report.unneeded}
    cards: list[Card] = []
    shown: set[str] = set()
    for found in report.fields:
        if found.key in merged:
            continue
        field = find_by_key(fields, found.key)
        if field is not None and field.field_id in shown:
            continue  # a spelling that the field of an earlier card has taken in
        decision = decided.get(found.key)
        state: CardState = "kept" if field else _set_aside(decision)
        back = None
        if decision is not None and state in ("dropped", "watched"):
            back = challenge(decision, found.notes, drifting=found.key in drifts, today=today)
        if field:
            shown.add(field.field_id)
        cards.append(Card(
            found.key, field.label if field else found.label, "open" if back else state, found, field, decision, back,
            spare.get(found.key), drifts.get(found.key),
        ))  # fmt: skip
    known = {card.key for card in cards}
    cards += [
        Card(one.field_id, one.label, "kept", field=one, decision=decided.get(one.concept) or decided.get(one.field_id))
        for one in fields
        if one.field_id not in shown
    ]
    cards += [
        Card(one.key, one.label, _set_aside(decided.get(one.key)), decision=decided.get(one.key), unneeded=one, drift=drifts.get(one.key))
        for one in report.unneeded
        if one.key not in known and one.key not in merged
    ]
    known |= {card.key for card in cards}
    cards += [
        Card(key, one.label or key, _set_aside(one), decision=one)
        for key, one in decided.items()
        if one.choice in ("drop", "watch") and key not in known and ":" not in key and not find_by_key(fields, key)
    ]
    return tuple(cards)


def _set_aside(decision: Decision | None) -> CardState:
    if decision is None:
        return "open"
    return {"drop": "dropped", "watch": "watched"}.get(decision.choice, "open")  # type: ignore[return-value]


def _last(decisions: Sequence[Decision], newest: TemplateVersion | None) -> Decision | None:
    """Return the newest decision in force that `TemplateStore.undo` would take back."""
    through = newest.last_decision if newest else 0
    for one in sorted(decisions, key=lambda d: d.decision_id, reverse=True):
        if one.is_active and (one.decision_id > through or one.choice in ("drop", "watch")):
            return one
    return None
