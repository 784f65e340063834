"""The monthly format review: what changed, what emerged, what faded, what to decide. Pure values for a
page or print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from notes_app.errors import Language
from notes_app.mining.candidates import Drift
from notes_app.template.board import Board, BoardCard
from notes_app.template.decision import Decision
from notes_app.template.field import TemplateVersion
from notes_app.template.suggestion import Suggestion
from notes_app.template.version_diff import FieldChange, diff_versions


@dataclass(frozen=True, slots=True)
class VersionStep:
    """One version published in the month and what it changed."""

    version: TemplateVersion
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One thing to decide. minutes: a guess for the meeting's clock. key: names the card."""

    key: str
    ja: str
    en: str
    minutes: int = 2

    def sentence(self, language: Language = "ja") -> str:
        return self.ja if language == "ja" else self.en


@dataclass(frozen=True, slots=True)
class FieldTrend:
    """Use of one field over time: (month, notes that say it), oldest first."""

    key: str
    label: str
    months: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class MonthlyReview:
    """A month of the template.

    steps: versions published. decisions: made in the month, votes and undone ones left out.
    emerged, faded: what people began and cease to write. challenged: dropped or watched ones that are back.
    convergence: (version number, number of field changes) over all versions: falling means settling.
    """

    month: str
    steps: tuple[VersionStep, ...]
    decisions: tuple[Decision, ...]
    emerged: tuple[Drift, ...]
    faded: tuple[Drift, ...]
    challenged: tuple[BoardCard, ...]
    to_review: tuple[BoardCard, ...]
    suggestions: tuple[Suggestion, ...]
    agenda: tuple[AgendaItem, ...]
    trends: tuple[FieldTrend, ...]
    convergence: tuple[tuple[int, int], ...]


def make_review(
    month: str, board: Board, versions: Sequence[TemplateVersion], decisions: Sequence[Decision]
) -> MonthlyReview:
    """Return the review of a month ("2026-11").

    Args:
        board: as it stands now, for the asker's readers. versions: all, oldest first. decisions: all.
    """
    drifts = [card.drift for card in board.cards if card.drift]
    steps = tuple(
        VersionStep(version, diff_versions(versions[at - 1] if at else None, version))
        for at, version in enumerate(versions)
        if _month(version.published_at.date()) == month
    )
    made = tuple(
        one for one in decisions if one.is_active and one.choice != "vote" and _month(one.at.date()) == month
    )
    due = tuple(
        card
        for card in board.in_state("watching", "dropped")
        if card.decision and card.decision.review_on and _month(card.decision.review_on) <= month
    )
    return MonthlyReview(
        month=month,
        steps=steps,
        decisions=made,
        emerged=tuple(one for one in drifts if one.direction in ("rising", "new")),
        faded=tuple(one for one in drifts if one.direction == "fading"),
        challenged=board.in_state("challenge"),
        to_review=due,
        suggestions=board.suggestions,
        agenda=make_agenda(board),
        trends=tuple(
            FieldTrend(card.key, card.label, tuple(sorted(card.candidate.by_month.items())))
            for card in board.in_state("kept")
            if card.candidate
        ),
        convergence=tuple(
            (version.number, len(diff_versions(versions[at - 1] if at else None, version)))
            for at, version in enumerate(versions)
        ),
    )


def make_agenda(board: Board, limit: int = 20) -> tuple[AgendaItem, ...]:
    """Return what there is to decide, most pressing first: what came back, what is suggested, what costs
    and is not used.
    """
    back = board.in_state("challenge")
    items = [_challenge_item(card) for card in back]
    items += [
        AgendaItem(one.key, one.ja, one.en)
        for one in board.suggestions
        if one.key not in {c.key for c in back}
    ]
    items += [_cost_item(card) for card in board.in_state("kept") if card.economics.argues_for_removal]
    return tuple(items[:limit])


def _cost_item(card: BoardCard) -> AgendaItem:
    cost = card.economics.characters
    return AgendaItem(
        card.key,
        f"「{card.label}」の入力は約{cost:,}字。検索・閲覧・出力は 0 回です。続けますか。",
        f"“{card.label}” cost about {cost:,} characters of typing and was never used. Go on with it?",
    )


def _challenge_item(card: BoardCard) -> AgendaItem:
    why_ja, why_en = {
        "doubled": ("書かれた件数が前回の 2 倍になりました", "twice as many notes say it"),
        "drift": ("書かれ方が変わってきました", "its use is changing"),
        "review_due": ("見直しの日になりました", "its review date has come"),
    }[card.challenged or "review_due"]
    was_ja, was_en = (
        ("不要", "dropped") if card.decision and card.decision.choice == "drop" else ("保留", "put off")
    )
    return AgendaItem(
        card.key,
        f"「{card.label}」（前回: {was_ja}）: {why_ja}。",
        f"“{card.label}” ({was_en} last time): {why_en}.",
    )


def _month(day: date) -> str:
    return day.isoformat()[:7]
