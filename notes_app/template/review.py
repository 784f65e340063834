"""The monthly format review: what changed, what emerged, what faded, what to decide. Pure values for a page or print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Literal

from notes_app.errors import Language
from notes_app.template.board import Board, BoardCard
from notes_app.template.decision import Decision
from notes_app.template.field import TemplateVersion
from notes_app.template.version_diff import FieldChange, diff_versions

AgendaKind = Literal["back", "due", "asked", "suggestion", "cost", "emerged", "faded", "unneeded", "candidate"]
AGENDA_KINDS: tuple[AgendaKind, ...] = AgendaKind.__args__  # type: ignore[attr-defined]
"""Why something is on the agenda, most pressing first."""

AGENDA_LENGTH = 24
CANDIDATES = 8
_MINUTES: Mapping[AgendaKind, int] = {"back": 2, "due": 2, "asked": 2, "candidate": 2}
"""A guess for the meeting's clock; everything else takes one minute."""


@dataclass(frozen=True, slots=True)
class VersionStep:
    """One version published in the month and what it changed."""

    version: TemplateVersion
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One thing to decide. key: names the card, "" for a change that has none."""

    kind: AgendaKind
    key: str
    label: str
    ja: str
    en: str

    @property
    def minutes(self) -> int:
        return _MINUTES.get(self.kind, 1)

    def sentence(self, language: Language = "ja") -> str:
        return self.ja if language == "ja" else self.en


@dataclass(frozen=True, slots=True)
class MonthlyReview:
    """A month of the template.

    steps: versions published. decisions: made in the month, votes and undone ones left out.
    emerged, faded: cards of what people began and cease to write, as things stand now.
    convergence: (version number, number of field changes) over all versions: falling means settling.
    """

    month: str
    steps: tuple[VersionStep, ...]
    decisions: tuple[Decision, ...]
    emerged: tuple[BoardCard, ...]
    faded: tuple[BoardCard, ...]
    agenda: tuple[AgendaItem, ...]
    convergence: tuple[tuple[int, int], ...]

    @property
    def minutes(self) -> int:
        """How long the meeting takes, guessed."""
        return sum(one.minutes for one in self.agenda)


def make_review(month: str, board: Board, versions: Sequence[TemplateVersion], decisions: Sequence[Decision]) -> MonthlyReview:
    """Return the review of a month ("2026-11").

    Args:
        board: as it stands now, for the asker's readers. versions: all, oldest first. decisions: all.
    """
    changes = [diff_versions(versions[at - 1] if at else None, version) for at, version in enumerate(versions)]
    steps = tuple(
        VersionStep(version, change) for version, change in zip(versions, changes, strict=True) if _month(version.published_at.date()) == month
    )
    made = tuple(one for one in decisions if one.is_active and one.choice != "vote" and _month(one.at.date()) == month)
    moving = [card for card in board.cards if card.drift and card.state != "dropped"]
    return MonthlyReview(
        month=month,
        steps=steps,
        decisions=made,
        emerged=tuple(card for card in moving if card.drift and card.drift.direction != "fading"),
        faded=tuple(card for card in moving if card.drift and card.drift.direction == "fading"),
        agenda=make_agenda(board, month),
        convergence=tuple((version.number, len(change)) for version, change in zip(versions, changes, strict=True)),
    )


def make_agenda(board: Board, month: str, limit: int = AGENDA_LENGTH) -> tuple[AgendaItem, ...]:
    """Return what there is to decide, most pressing first, each field once.

    What came back, what is due by the end of the month, what people ask for, changes that the evidence speaks for, fields
    that cost and are not used, what emerges and fades, what looks unneeded, and the best new candidates.
    """
    found: dict[str, AgendaItem] = {}
    for item in chain(_waiting(board, month), _asked(board), _suggested(board), _costly(board), _moving(board), _new(board)):
        found.setdefault(item.key or item.ja, item)
    ordered = sorted(found.values(), key=lambda one: AGENDA_KINDS.index(one.kind))
    return tuple(ordered[:limit])


def adherence_by_month(board: Board, totals: Mapping[str, int], months: Sequence[str]) -> tuple[float, ...]:
    """Return for each month the mean share of the kept fields that a note said, 0 to 1; 0 for a month without notes.

    Args:
        totals: month -> notes. Both are of the notes the asker may read.
    """
    kept = board.in_state("kept")
    said = [sum((card.candidate.by_month.get(month, 0) if card.candidate else 0) for card in kept) for month in months]
    asked = [totals.get(month, 0) * len(kept) for month in months]
    return tuple(min(1.0, count / all_of_it) if all_of_it else 0.0 for count, all_of_it in zip(said, asked, strict=True))


def _waiting(board: Board, month: str) -> Iterator[AgendaItem]:
    for card in board.in_state("challenge", "watching"):
        is_due = bool(card.decision and card.decision.review_on and _month(card.decision.review_on) <= month)
        if not (card.challenged or is_due):
            continue
        why_ja, why_en = {
            "doubled": ("書かれた件数が前回の 2 倍になりました", "twice as many notes say it"),
            "drift": ("書かれ方が変わってきました", "its use is changing"),
            "review_due": ("見直しの日になりました", "its review date has come"),
        }[card.challenged or "review_due"]
        was_ja, was_en = ("不要", "dropped") if card.decision and card.decision.choice == "drop" else ("保留", "put off")
        kind: AgendaKind = "due" if (card.challenged or "review_due") == "review_due" else "back"
        yield AgendaItem(kind, card.key, card.label, f"前回は{was_ja}。{why_ja}。", f"It was {was_en} last time; {why_en}.")


def _asked(board: Board) -> Iterator[AgendaItem]:
    for card in board.cards:
        votes = card.votes
        if votes.deeper or (votes.want and card.state != "kept"):
            ja = "、".join(text for count, text in ((len(votes.want), "人が必要"), (len(votes.deeper), "人がもっと詳しく")) if count for text in [f"{count}{text}"])
            en = ", ".join(text for count, text in ((len(votes.want), "need it"), (len(votes.deeper), "want more depth")) if count for text in [f"{count} {text}"])
            said = f" 「{votes.reasons[0][1]}」" if votes.reasons else ""
            yield AgendaItem("asked", card.key, card.label, f"{ja}と言っています。{said}", f"{en}.{said}")


def _suggested(board: Board) -> Iterator[AgendaItem]:
    keys = {card.field.field_id: card.key for card in board.cards if card.field}
    for one in board.suggestions:
        if one.kind != "add":
            yield AgendaItem("suggestion", keys.get(one.field_id, ""), one.label, one.ja, one.en)


def _costly(board: Board) -> Iterator[AgendaItem]:
    for card in board.in_state("kept"):
        if card.economics.argues_for_removal:
            cost = f"{card.economics.characters:,}"
            ja = f"入力は約{cost}字。検索・閲覧・書き出しは 0 回です。続けますか。"
            yield AgendaItem("cost", card.key, card.label, ja, f"About {cost} characters typed, never used. Go on with it?")


def _moving(board: Board) -> Iterator[AgendaItem]:
    for card in board.cards:
        if card.drift is None or card.state == "dropped":
            continue
        if card.drift.direction == "fading":
            yield AgendaItem("faded", card.key, card.label, "書かれなくなってきました。外しますか。", "People are ceasing to write it. Remove it?")
        else:
            yield AgendaItem("emerged", card.key, card.label, "書かれることが増えています。", "People write it more and more.")


def _new(board: Board) -> Iterator[AgendaItem]:
    opened = board.in_state("new")
    for card in [one for one in opened if one.candidate and not one.unneeded][:CANDIDATES]:
        assert card.candidate is not None
        count, by = card.candidate.notes, card.candidate.authors
        ja = f"{board.note_count}件中{count}件・{board.author_count}名中{by}名が書いています。採用しますか。"
        yield AgendaItem("candidate", card.key, card.label, ja, f"{count} of {board.note_count} notes by {by} of {board.author_count} people. Keep it?")
    for card in [one for one in opened if one.unneeded][:CANDIDATES]:
        yield AgendaItem("unneeded", card.key, card.label, "不要かもしれません。外すと決めますか。", "Perhaps nobody needs it. Drop it?")


def _month(day: date) -> str:
    return day.isoformat()[:7]
