"""The monthly review: what changed, what emerged, what faded, what waits for a decision; ready to
print as an agenda.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from notes_app.template.board import Board, BoardCard
from notes_app.template.field import TemplateVersion
from notes_app.template.version_diff import diff_versions
from notes_app.web import field_words
from notes_app.web.board_view import cards_of, label_of
from notes_app.web.context import workspace
from notes_app.web.guards import permits
from notes_app.web.identity import current_person, current_readers
from notes_app.web.line_chart import draw_lines, months_between
from notes_app.web.people_names import person_name

DRAWN_FIELDS = 6
TABLED_FIELDS = 15
DRAWN_MONTHS = 18
RECENT_DAYS = 31


@dataclass(frozen=True, slots=True)
class UseRow:
    """One field of the table under the chart: notes and share of the month's notes, by month."""

    label: str
    counts: tuple[int, ...]
    shares: tuple[float, ...]


def add_review(blueprint: Blueprint) -> None:
    """Give the template's blueprint its monthly review."""
    blueprint.add_url_rule("/review", "review", review, methods=["GET"])


@permits("template.read")
def review() -> ResponseReturnValue:
    templates = workspace().templates
    decisions = templates.list_decisions()
    known = templates.list_versions()
    board = workspace().board(current_person()).board()
    totals = dict(workspace().catalog.count_by("month", readers=current_readers()))
    months = _months(totals)
    # The template's own fields first: whether they live is what the meeting is about.
    shown = [card for card in (*board.in_state("kept"), *board.in_state("challenge", "new")) if card.candidate]
    rows = [_use(card, months, totals) for card in shown[:TABLED_FIELDS]]
    chart = draw_lines(months, {row.label: row.shares for row in rows[:DRAWN_FIELDS]}, top=100.0)
    since = workspace().now() - timedelta(days=RECENT_DAYS)
    recent = [one for one in decisions if one.at >= since and one.is_active and one.choice != "vote"]
    return render_template(
        "template/review.html",
        board=board,
        chart=chart,
        convergence=[(one.number, count) for one, count in zip(known, _changes(known), strict=True)],
        rows=rows,
        months=months,
        totals=totals,
        recent=recent[::-1],
        published=[one for one in known if one.published_at >= since],
        agenda_cards=_agenda(board),
        words=field_words,
        person_name=person_name,
        labels={card.key: label_of(card) for card in board.cards},
        label_of=label_of,
    )


def _changes(known: Sequence[TemplateVersion]) -> list[int]:
    """Return how many changes each version made to the one before it: falling numbers mean that it settles."""
    return [len(diff_versions(known[at - 1] if at else None, one)) for at, one in enumerate(known)]


@dataclass(frozen=True, slots=True)
class Agenda:
    """What to talk about, in the order to talk about it."""

    back: tuple[BoardCard, ...]
    emerged: tuple[BoardCard, ...]
    faded: tuple[BoardCard, ...]
    waiting: tuple[BoardCard, ...]
    unneeded: tuple[BoardCard, ...]


def _agenda(board: Board) -> Agenda:
    moving = cards_of(board, "drift")
    emerged = tuple(card for card in moving if card.drift and card.drift.direction != "fading" and card.state != "dropped")
    faded = tuple(card for card in moving if card.drift and card.drift.direction == "fading" and card.state != "dropped")
    told = {card.key for card in (*emerged, *faded)}
    opened = cards_of(board, "open")
    return Agenda(
        back=tuple(card for card in opened if card.challenged),
        emerged=emerged,
        faded=faded,
        waiting=tuple(card for card in opened if not card.challenged and card.key not in told)[:10],
        unneeded=tuple(card for card in cards_of(board, "unneeded") if card.key not in told)[:10],
    )


def _months(totals: Mapping[str, int]) -> tuple[str, ...]:
    known = sorted(month for month in totals if month)
    return months_between(known[0], known[-1])[-DRAWN_MONTHS:] if known else ()


def _use(card: BoardCard, months: Sequence[str], totals: Mapping[str, int]) -> UseRow:
    by_month = card.candidate.by_month if card.candidate else {}
    counts = tuple(by_month.get(month, 0) for month in months)
    shares = tuple(round(100 * count / totals[month], 1) if totals.get(month) else 0.0 for count, month in zip(counts, months, strict=True))
    return UseRow(label_of(card), counts, shares)
