"""One person at the board: decide, vote, undo, look at the next version, publish.

What a person may do is asked of `may`; a decision that would not make a version is refused before it is
recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from notes_app.errors import NotAllowedError, NotesAppError
from notes_app.mining.fields.candidates import Candidate, MiningReport
from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.source import SourceNote
from notes_app.people.permission import Action, Person, may
from notes_app.template.board import Board, BoardFacts, make_board
from notes_app.template.decision import Decision, Vote
from notes_app.template.draft import DEFAULT_TEMPLATE, draft_leniently, draft_version
from notes_app.template.errors import EmptyTemplateError, UnknownDecisionError
from notes_app.template.field import TemplateVersion
from notes_app.template.field_label import label_of
from notes_app.template.field_names import name_fields
from notes_app.template.shadow_run import ShadowRun, SlotsOf, run_shadow
from notes_app.template.suggestion import compare
from notes_app.template.template_store import TemplateStore

_LOOSE = ("drop", "watch", "vote", "undo")
"""Choices that change no field by themselves; they cannot stand in the way of a version."""


class BoardSession:
    """The board as one person sees and changes it.

    Args:
        report: what mining found in the notes this person may read; a function, asked again after each
                decision,
            because merging and splitting change what the candidates are.
        open_labels: folded labels that everybody may read; other spellings never get into a version, which everybody
            reads. None: all are open.
    """

    def __init__(
        self,
        store: TemplateStore,
        person: Person,
        report: Callable[[], MiningReport],
        now: Callable[[], datetime],
        *,
        template_id: str = DEFAULT_TEMPLATE,
        facts: BoardFacts | None = None,
        open_labels: Callable[[], frozenset[str]] | None = None,
    ) -> None:
        self._open_labels = open_labels
        self._store = store
        self._person = person
        self._report = report
        self._now = now
        self._template_id = template_id
        self._facts = facts

    def board(self) -> Board:
        """Return the board as it stands.

        Raises:
            NotAllowedError.
        """
        self._check("template.read")
        report, versions = self._report(), self._store.list_versions(self._template_id)
        decisions = self._store.list_decisions(self._template_id)
        draft, troubles = draft_leniently(
            versions[-1] if versions else None,
            self._candidates(report),
            decisions,
            self._now(),
            history=versions,
            template_id=self._template_id,
        )
        return make_board(
            report,
            versions,
            decisions,
            draft,
            today=self._now().date(),
            facts=self._facts,
            troubles=troubles,
        )

    def decide(self, decision: Decision) -> Decision:
        """Record a decision with the evidence it was made on; return it as recorded.

        Raises:
            NotAllowedError, and whatever `draft_version` raises: then nothing is recorded.
        """
        self._check("template.decide")
        report = self._report()
        counted = self._counted(decision, report)
        if decision.choice not in _LOOSE:
            self._try_out(counted, report)
        return self._store.record(counted, self._person.person_id, self._template_id)

    def keep_best(self, count: int) -> tuple[Decision, ...]:
        """Keep the `count` best candidates that nobody has decided about; return what was recorded.

        One that clashes with a field already kept (its label is taken) is passed over.

        Raises:
            NotAllowedError.
        """
        self._check("template.decide")
        kept: list[Decision] = []
        for card in self.board().in_state("new"):
            if len(kept) == count:
                break
            if card.candidate is None or card.unneeded is not None:
                continue
            with suppress(NotesAppError):
                kept.append(self.decide(Decision(card.key, "keep")))
        return tuple(kept)

    def vote(self, key: str, vote: Vote, reason: str = "") -> Decision:
        """Say that a field is wanted, unneeded, or wanted in more depth; the manager decides. Newest vote
        counts.

        Raises:
            NotAllowedError.
        """
        self._check("template.vote")
        voiced = Decision(key=key, choice="vote", vote=vote, reason=reason.strip())
        return self._store.record(voiced, self._person.person_id, self._template_id)

    def undo(self, decision_id: int) -> Decision:
        """Take back a decision that no version contains yet, or one's own vote.

        Raises:
            NotAllowedError, UnknownDecisionError, AlreadyPublishedError.
        """
        self._check("template.vote")
        mine = next(
            (one for one in self._store.list_decisions(self._template_id) if one.decision_id == decision_id),
            None,
        )
        if mine is None:
            raise UnknownDecisionError(decision_id=decision_id)
        if mine.choice != "vote" or mine.person_id != self._person.person_id:
            self._check("template.decide")
        return self._store.undo(decision_id, self._person.person_id, self._template_id)

    def preview(
        self,
        notes: Iterable[SourceNote],
        knowledge: Knowledge,
        *,
        months: int = 3,
        slots_of: SlotsOf | None = None,
    ) -> ShadowRun:
        """Return how the next version would have filled over the notes of the last months this person may
        read.
        """
        self._check("template.read")
        readable = (one for one in notes if not one.readers.isdisjoint(self._person.reader_tokens))
        today = self._now().date()
        return run_shadow(
            self.board().draft, readable, knowledge, today=today, months=months, slots_of=slots_of
        )

    def publish(self, comment: str = "", name: str = "") -> TemplateVersion:
        """Publish the draft as the next version.

        Raises:
            NotAllowedError, NothingToPublishError, EmptyTemplateError, StaleDraftError.
        """
        self._check("template.publish")
        draft = self.board().draft
        draft = replace(draft, name=name.strip()) if name.strip() else draft
        return self._store.publish(draft, self._person.person_id, comment)

    def name_fields(self, names: Mapping[str, str], comment: str = "") -> TemplateVersion:
        """Publish the newest version with other API names (field id -> name); decisions made since wait for the next.

        Raises:
            NotAllowedError, EmptyTemplateError, NothingToPublishError, BadApiNameError, TakenApiNameError.
        """
        self._check("template.publish")
        newest = self._store.find_newest()
        if newest is None:
            raise EmptyTemplateError
        return self._store.publish(name_fields(newest, names, self._store.list_versions()), self._person.person_id, comment)

    def roll_back(self, number: int, comment: str = "") -> TemplateVersion:
        """Publish an older version again.

        Raises:
            NotAllowedError, UnknownVersionError, NothingToPublishError.
        """
        self._check("template.publish")
        return self._store.roll_back(number, self._person.person_id, comment, self._template_id)

    def _candidates(self, report: MiningReport) -> tuple[Candidate, ...]:
        """Return the candidates with those spellings alone that everybody may read, and the one the decider sees on the card."""
        if self._open_labels is None:
            return report.fields
        known = self._open_labels()
        return tuple(
            replace(one, labels=tuple(label for label in one.labels if label == label_of(one) or fold_key(label) in known))
            for one in report.fields
        )

    def _check(self, action: Action) -> None:
        if not may(self._person, action):
            raise NotAllowedError()

    def _counted(self, decision: Decision, report: MiningReport) -> Decision:
        """Return the decision with the number of notes and authors that speak for its key now."""
        if decision.note_count:
            return decision
        for one in report.fields:
            if one.key == decision.key:
                return replace(decision, note_count=one.notes, author_count=one.authors)
        unneeded = next((one for one in report.unneeded if one.key == decision.key), None)
        if unneeded:
            return replace(decision, note_count=unneeded.notes)
        newest = self._store.find_newest(self._template_id)
        for suggestion in compare(newest, report, today=self._now().date()):
            if suggestion.key == decision.key:
                made_on = suggestion.decision
                return replace(decision, note_count=made_on.note_count, author_count=made_on.author_count)
        return decision

    def _try_out(self, decision: Decision, report: MiningReport) -> None:
        """Raise what this decision would make go wrong; older decisions that no longer fit are not its
        fault.
        """
        versions = self._store.list_versions(self._template_id)
        decisions = self._store.list_decisions(self._template_id)
        previous = versions[-1] if versions else None
        candidates = self._candidates(report)
        _, troubles = draft_leniently(previous, candidates, decisions, self._now(), history=versions)
        unfit = {one.decision_id for one, _ in troubles}
        last = max([one.decision_id for one in decisions] + [previous.last_decision if previous else 0])
        attempt = [one for one in decisions if one.decision_id not in unfit]
        attempt.append(replace(decision, decision_id=last + 1))
        draft_version(previous, candidates, attempt, self._now(), history=versions)
