"""The manager's board: every candidate and field as a card, what was decided about it, and what comes next.

Pure values, the same for every view. What a card shows comes from a report made for the asker's readers, so a
count or a snippet never tells of a note the asker may not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from notes_app.errors import NotesAppError
from notes_app.mining.fields.candidates import Candidate, Drift, MiningReport, Unneeded
from notes_app.mining.folding import fold_key
from notes_app.template.decision import (
    ChallengeReason,
    Decision,
    challenge,
    merge_roots,
    standing,
    votes_by_key,
)
from notes_app.template.field import Field, TemplateVersion, find_by_key
from notes_app.template.field_label import label_of
from notes_app.template.suggestion import Suggestion, compare, match_field
from notes_app.template.version_diff import FieldChange, diff_versions

CardState = Literal["new", "kept", "dropped", "watching", "challenge"]
_STATES: dict[str, CardState] = {"drop": "dropped", "watch": "watching"}
_NO_COUNTS: Mapping[str, int] = {}
COUNTED_DAYS = 30
"""A field is not argued away before its use has been counted this long."""


@dataclass(frozen=True, slots=True)
class FieldUse:
    """How often a field's values were used in a period: counted by whoever serves searches, pages and
    exports.
    """

    searched: int = 0
    read: int = 0
    exported: int = 0

    @property
    def total(self) -> int:
        return self.searched + self.read + self.exported


@dataclass(frozen=True, slots=True)
class FieldEconomics:
    """What a field costs and brings.

    characters: typed for it over all notes, estimated from the evidence; use: None when nobody counted.
    counted_days: since the field was first published.
    """

    characters: int
    use: FieldUse | None
    counted_days: int = 0

    @property
    def argues_for_removal(self) -> bool:
        """It costs typing and is never searched, read or exported."""
        counted = self.use is not None and self.counted_days >= COUNTED_DAYS
        return counted and self.characters > 0 and self.use is not None and self.use.total == 0


@dataclass(frozen=True, slots=True)
class Votes:
    """Who wanted what. Each is a tuple of person ids, in the order they voted.

    reasons: (person id, what they said), for those who said why.
    """

    want: tuple[str, ...] = ()
    unneeded: tuple[str, ...] = ()
    deeper: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def asking(self) -> int:
        """How many want the field, or more of it."""
        return len(self.want) + len(self.deeper)


@dataclass(frozen=True, slots=True)
class BoardCard:
    """One candidate or field.

    key:       what decisions name it by.
    candidate: what is written, None for a field that nobody writes now; field: in the draft, None when not
               kept.
    decision:  the newest keep, drop or watch in force.
    challenged: why a dropped or watched one is back, None otherwise.
    fills_count: notes in which keeping it fills a value.
    """

    key: str
    label: str
    state: CardState
    candidate: Candidate | None
    field: Field | None
    decision: Decision | None
    challenged: ChallengeReason | None
    unneeded: Unneeded | None
    drift: Drift | None
    fills_count: int
    votes: Votes
    comment_count: int
    economics: FieldEconomics
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def group(self) -> str:
        return (self.field.group if self.field else "") or (self.candidate.group if self.candidate else "")


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the board shows.

    cards:    to decide first (challenges, then new ones, best first), then watching, kept in draft order,
              dropped.
    draft:    the next version as it stands; changes: what it changes.
    pending:  decisions that the next version will contain, oldest first: these can be undone.
    troubles: pending decisions that do not fit any more, because the notes have changed, each with why;
              they are
              not in the draft.
    suggestions: changes to the draft that the evidence speaks for.
    """

    cards: tuple[BoardCard, ...]
    current: TemplateVersion | None
    draft: TemplateVersion
    changes: tuple[FieldChange, ...]
    pending: tuple[Decision, ...]
    suggestions: tuple[Suggestion, ...]
    troubles: tuple[tuple[Decision, NotesAppError], ...] = ()
    note_count: int = 0
    author_count: int = 0

    def in_state(self, *states: CardState) -> tuple[BoardCard, ...]:
        return tuple(card for card in self.cards if card.state in states)

    def find_card(self, key: str) -> BoardCard | None:
        """Return the card a key, a field id or a label names."""
        exact = next((card for card in self.cards if card.key == key), None)
        if exact:
            return exact
        return next((card for card in self.cards if card.field and find_by_key((card.field,), key)), None)

    @property
    def groups(self) -> tuple[tuple[str, tuple[BoardCard, ...]], ...]:
        """Cards by group (基本, 参加者, 商談 …), groups in the order of their first field."""
        cards: dict[str, list[BoardCard]] = {}
        for card in sorted(self.cards, key=_place):
            cards.setdefault(card.group, []).append(card)
        return tuple((group, tuple(members)) for group, members in cards.items())


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """What the board is told beside the report: comments per key, use per field id (absent: not counted)."""

    comment_counts: Mapping[str, int] = field(default_factory=lambda: _NO_COUNTS)
    uses: Mapping[str, FieldUse] = field(default_factory=dict)


def make_board(
    report: MiningReport,
    versions: Sequence[TemplateVersion],
    decisions: Sequence[Decision],
    draft: TemplateVersion,
    *,
    today: date,
    facts: BoardFacts | None = None,
    troubles: Sequence[tuple[Decision, NotesAppError]] = (),
) -> Board:
    """Return the board over a report made for the asker.

    Args:
        versions: every published version, oldest first. draft: `draft_version` over the same decisions.
    """
    current = versions[-1] if versions else None
    through = current.last_decision if current else 0
    suggestions = compare(draft, report, decisions, today=today)
    first = {one.field_id: version.published_at.date() for version in reversed(versions) for one in version.fields}
    maker = _CardMaker(report, decisions, draft, suggestions, today=today, facts=facts or BoardFacts(), published=first)
    pending = tuple(
        one
        for one in decisions
        if one.is_active and one.decision_id > through and one.choice not in ("watch", "vote")
    )
    return Board(
        cards=maker.cards(),
        current=current,
        draft=draft,
        changes=diff_versions(current, draft),
        pending=pending,
        suggestions=suggestions,
        troubles=tuple(troubles),
        note_count=report.notes,
        author_count=report.authors,
    )


class _CardMaker:
    def __init__(
        self,
        report: MiningReport,
        decisions: Sequence[Decision],
        draft: TemplateVersion,
        suggestions: Sequence[Suggestion],
        *,
        today: date,
        facts: BoardFacts,
        published: Mapping[str, date],
    ) -> None:
        self._published = published
        self._report, self._draft, self._today, self._facts = report, draft, today, facts
        self._standing = standing(decisions)
        self._merged = merge_roots(decisions)
        self._votes = votes_by_key(decisions)
        self._suggestions = suggestions
        self._unneeded = {one.key: one for one in report.unneeded}
        self._drift = {one.key: one for one in report.drift}

    def cards(self) -> tuple[BoardCard, ...]:
        shown: dict[str, BoardCard] = {}
        for candidate in self._report.fields:
            found = match_field(self._draft.fields, candidate)
            key = found.field_id if found else candidate.key
            if key in shown or (found is None and candidate.key in self._merged):
                continue
            shown[key] = self._card(candidate.key, candidate, found)
        for one in self._draft.fields:
            if one.field_id not in shown:
                shown[one.field_id] = self._card(one.concept or one.field_id, None, one)
        for unneeded in self._report.unneeded:
            if unneeded.key not in {card.key for card in shown.values()} and not find_by_key(
                self._draft.fields, unneeded.key
            ):
                shown[unneeded.key] = self._card(unneeded.key, None, None, unneeded)
        for key, cast in self._votes.items():
            if key not in {card.key for card in shown.values()} | set(shown) and any(one.vote != "unneeded" for one in cast.values()):
                shown[key] = self._card(key, None, None)  # asked for, and nobody writes it
        rank = {"challenge": 0, "new": 1, "watching": 2, "kept": 3, "dropped": 4}
        return tuple(sorted(shown.values(), key=lambda card: (rank[card.state], *_within(card))))

    def _card(
        self, key: str, candidate: Candidate | None, kept: Field | None, unneeded: Unneeded | None = None
    ) -> BoardCard:
        decision = self._standing.get(key) or self._decided_by_label(candidate)
        drift = self._drift.get(key)
        state: CardState = "kept" if kept else _STATES.get(decision.choice, "new") if decision else "new"
        challenged = None
        if decision and state in ("dropped", "watching"):
            count = candidate.notes if candidate else unneeded.notes if unneeded else 0
            challenged = challenge(decision, count, drift_since=drift.since if drift else "", today=self._today)
            state = "challenge" if challenged else state
        label = (
            kept.label if kept else label_of(candidate) if candidate else unneeded.label if unneeded else key
        )
        field_id = kept.field_id if kept else ""
        counted = (self._today - self._published[field_id]).days if field_id in self._published else 0
        return BoardCard(
            key=key,
            label=label,
            state=state,
            candidate=candidate,
            field=kept,
            decision=decision,
            challenged=challenged,
            unneeded=unneeded or self._unneeded.get(key),
            drift=drift,
            fills_count=candidate.notes if candidate else 0,
            votes=self._votes_of(key),
            comment_count=self._facts.comment_counts.get(key, 0),
            economics=FieldEconomics(typed_characters(candidate), self._facts.uses.get(field_id), counted),
            suggestions=tuple(
                one for one in self._suggestions if (field_id and one.field_id == field_id) or key in (one.key, one.decision.key)
            ),
        )

    def _decided_by_label(self, candidate: Candidate | None) -> Decision | None:
        """A candidate may have taken another key since it was decided (its commonest label changed)."""
        for label in candidate.labels if candidate else ():
            if decision := self._standing.get(fold_key(label)):
                return decision
        return None

    def _votes_of(self, key: str) -> Votes:
        cast = self._votes.get(key, {})
        want, unneeded, deeper = (
            tuple(person for person, one in cast.items() if one.vote == kind) for kind in ("want", "unneeded", "deeper")
        )
        return Votes(want, unneeded, deeper, tuple((person, one.reason) for person, one in cast.items() if one.reason))


def typed_characters(candidate: Candidate | None) -> int:
    """Return how many characters people typed for a field: the mean of its evidence times the labelled
    notes.
    """
    if candidate is None or not candidate.evidence:
        return 0
    mean = sum(len(one.quote) for one in candidate.evidence) / len(candidate.evidence)
    return round((mean + len(candidate.label) + 1) * candidate.labelled_notes)


_ASKED_SCORE = 0.1
"""What one person who asks for a field that nobody writes weighs beside the score of one that is written."""


def _within(card: BoardCard) -> tuple[float, str]:
    if card.state == "kept" and card.field:
        return (card.field.order, card.label)
    return (-(card.candidate.score if card.candidate else _ASKED_SCORE * card.votes.asking), card.label)


def _place(card: BoardCard) -> int:
    return card.field.order if card.field else card.candidate.order if card.candidate else 999
