"""The monthly review: what changed, what emerged, what faded, what waits for a decision; ready to print as an agenda."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.template.board import BoardCard
from notes_app.template.review import AgendaItem, AgendaKind, adherence_by_month, make_review
from notes_app.web import field_words
from notes_app.web.board_view import label_of
from notes_app.web.context import workspace
from notes_app.web.guards import permits
from notes_app.web.i18n import today
from notes_app.web.identity import current_person, current_readers
from notes_app.web.line_chart import draw_lines, months_between
from notes_app.web.people_names import person_name

DRAWN_FIELDS = 6
TABLED_FIELDS = 15
DRAWN_MONTHS = 18
OFFERED_MONTHS = 12
SHOWN_DECISIONS = 30
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


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
    templates, this_month = workspace().templates, f"{today():%Y-%m}"
    month = request.args.get("month", "")
    month = month if _MONTH.fullmatch(month) and month <= this_month else this_month
    decisions, versions = templates.list_decisions(), templates.list_versions()
    board = workspace().board(current_person()).board()
    shown = make_review(month, board, versions, decisions)
    totals = dict(workspace().catalog.count_by("month", readers=current_readers()))
    months = _months(totals)
    # The template's own fields first: whether they live is what the meeting is about.
    cards = [card for card in (*board.in_state("kept"), *board.in_state("challenge", "new")) if card.candidate]
    rows = [_use(card, months, totals) for card in cards[:TABLED_FIELDS]]
    adherence = tuple(round(100 * one, 1) for one in adherence_by_month(board, totals, months)) if board.in_state("kept") else ()
    return render_template(
        "template/review.html",
        board=board,
        review=shown,
        is_now=month == this_month,
        offered=_offered(this_month),
        agenda=[(kind, list(items)) for kind, items in groupby(shown.agenda, key=lambda one: one.kind)],
        kinds=agenda_names(),
        chart=draw_lines(months, {row.label: row.shares for row in rows[:DRAWN_FIELDS]}, top=100.0),
        adherence=adherence,
        adherence_chart=draw_lines(months, {gettext("Adherence"): adherence}, top=100.0) if adherence else None,
        rows=rows,
        months=months,
        totals=totals,
        recent=shown.decisions[::-1][:SHOWN_DECISIONS],
        words=field_words,
        person_name=person_name,
        labels={card.key: label_of(card) for card in board.cards} | {one.field_id: one.label for one in board.draft.fields},
        label_of=label_of,
        item_label=lambda item: _item_label(item, {card.key: card for card in board.cards}),
    )


def agenda_names() -> dict[AgendaKind, str]:
    """Return why something is on the agenda, as headings."""
    return {
        "back": gettext("Back on the table"),
        "due": gettext("Due for another look"),
        "asked": gettext("Asked for"),
        "suggestion": gettext("Changes to fields there are"),
        "cost": gettext("Costs, and nobody uses it"),
        "emerged": gettext("What emerged"),
        "faded": gettext("What faded"),
        "unneeded": gettext("Perhaps unneeded"),
        "candidate": gettext("New candidates"),
    }


def _item_label(item: AgendaItem, cards: Mapping[str, BoardCard]) -> str:
    return label_of(cards[item.key]) if item.key in cards else item.label


def _offered(this_month: str) -> list[str]:
    """Return the months a review can be asked for, newest first."""
    year, month = int(this_month[:4]), int(this_month[5:])
    first = year * 12 + month - OFFERED_MONTHS
    return list(months_between(f"{first // 12:04d}-{first % 12 + 1:02d}", this_month))[::-1]


def _months(totals: Mapping[str, int]) -> tuple[str, ...]:
    known = sorted(month for month in totals if month)
    return months_between(known[0], known[-1])[-DRAWN_MONTHS:] if known else ()


def _use(card: BoardCard, months: Sequence[str], totals: Mapping[str, int]) -> UseRow:
    by_month = card.candidate.by_month if card.candidate else {}
    counts = tuple(by_month.get(month, 0) for month in months)
    shares = tuple(round(100 * count / totals[month], 1) if totals.get(month) else 0.0 for count, month in zip(counts, months, strict=True))
    return UseRow(label_of(card), counts, shares)
