"""The template board as it is shown: its cards sorted into tabs, and the next version line by line.

Pure: a board of the template room in, the parts of the page out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from notes_app.minutes.note import CANONICAL_KEYS
from notes_app.template.board import Board, BoardCard
from notes_app.template.decision import Decision
from notes_app.template.field import Field
from notes_app.template.version_diff import FieldChange, side_by_side
from notes_app.web.field_words import own_key_names

Tab = Literal["open", "changes", "kept", "watched", "dropped", "unneeded", "drift"]
TABS: tuple[Tab, ...] = Tab.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One field of the preview.

    change: against the version in force; details: what changed, each with its sentence.
    """

    field: Field
    change: Literal["same", "added", "changed", "removed"]
    details: tuple[FieldChange, ...] = ()


def label_of(card: BoardCard) -> str:
    """Return what a card is called: a key of the file's own front matter (held_at) says nothing to
    people, its concept does, else our word for the key.
    """
    if card.field is not None or (card.label and card.label not in CANONICAL_KEYS):
        return card.label
    if card.candidate and card.candidate.concept:
        return card.candidate.concept
    written = card.label or card.key
    return own_key_names().get(written, written) if written in CANONICAL_KEYS else written


def cards_of(board: Board, tab: Tab) -> tuple[BoardCard, ...]:
    """Return the cards of one tab in the board's order; a candidate that looks unneeded stands in
    that tab alone, a field that costs and is not used in both.
    """
    if tab == "unneeded":
        return tuple(card for card in board.in_state("new", "kept") if card.unneeded or card.economics.argues_for_removal)
    if tab == "drift":
        return tuple(card for card in board.cards if card.drift and card.state != "dropped")
    if tab == "open":
        return tuple(card for card in board.in_state("challenge", "new") if not card.unneeded or card.state == "challenge")
    if tab == "changes":
        return ()
    return board.in_state({"kept": "kept", "watched": "watching", "dropped": "dropped"}[tab])  # type: ignore[arg-type]


def tab_counts(board: Board) -> Mapping[Tab, int]:
    """Return how many cards, or suggested changes, each tab holds."""
    return {tab: len(changes_of(board)) if tab == "changes" else len(cards_of(board, tab)) for tab in TABS}


def changes_of(board: Board) -> tuple[object, ...]:
    """Return the suggested changes to fields there are; new fields are cards."""
    return tuple(one for one in board.suggestions if one.kind != "add")


def compare_fields(old: Sequence[Field], new: Sequence[Field]) -> tuple[DraftLine, ...]:
    """Return the new fields in their order, each with what happened to it, then those that are gone."""
    lines: list[DraftLine] = []
    gone: list[DraftLine] = []
    for one in side_by_side(old, new):
        if one.after is None:
            assert one.before is not None
            gone.append(DraftLine(one.before, "removed", one.changes))
        elif one.before is None:
            lines.append(DraftLine(one.after, "added", one.changes))
        else:
            lines.append(DraftLine(one.after, "changed" if one.changes else "same", one.changes))
    return (*lines, *gone)


def draft_lines(board: Board) -> tuple[DraftLine, ...]:
    """Return the next version against the one in force."""
    return compare_fields(board.current.fields if board.current else (), board.draft.fields)


def last_decision(board: Board, decisions: Sequence[Decision]) -> Decision | None:
    """Return the newest decision that can still be taken back: no version holds it, or it only put
    a card aside.
    """
    through = board.current.last_decision if board.current else 0
    for one in sorted(decisions, key=lambda decision: -decision.decision_id):
        if one.is_active and one.choice != "vote" and (one.decision_id > through or one.choice in ("drop", "watch")):
            return one
    return None
