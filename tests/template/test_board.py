"""The monthly sorting (S6): keep, drop, watch, publish, and nobody sees more than they may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from notes_app.errors import NotAllowedError
from notes_app.ledger.database import open_ledger
from notes_app.mining.fields.candidates import Drift, MiningReport, Unneeded
from notes_app.mining.knowledge import default_knowledge
from notes_app.people.permission import Person
from notes_app.template.board import BoardFacts, FieldUse
from notes_app.template.board_session import BoardSession
from notes_app.template.decision import Decision
from notes_app.template.errors import (
    AlreadyPublishedError,
    DuplicateLabelError,
    NothingToPublishError,
    RequiredNeedsPurposeError,
)
from notes_app.template.review import AGENDA_KINDS, adherence_by_month, make_agenda, make_review
from notes_app.template.template_store import TemplateStore
from tests.template.made import NOW, candidate, keep, note

MANAGER = Person("m1", "boss", "部長", "manager")
REP = Person("p1", "sato", "佐藤", "rep")
OFFICE = Person("b1", "mori", "森", "backoffice")


class Sorting:
    def __init__(self) -> None:
        self.engine = open_ledger("sqlite://")
        self.at = NOW
        self.store = TemplateStore(self.engine, lambda: self.at)
        found = tuple(
            candidate(name, notes=n) for name, n in (("予算", 30), ("競合", 20), ("天気", 8), ("決裁者", 6))
        )
        self.report = MiningReport(40, 5, found, unneeded=(Unneeded("交通費", "交通費", "single_author", 4),))

    def session(self, person: Person = MANAGER, facts: BoardFacts | None = None) -> BoardSession:
        return BoardSession(self.store, person, lambda: self.report, lambda: self.at, facts=facts)

    def states(self) -> dict[str, str]:
        return {card.label: card.state for card in self.session().board().cards}


@pytest.fixture
def sorting() -> Iterator[Sorting]:
    sorting = Sorting()
    yield sorting
    sorting.engine.dispose()


def test_sorting_and_publishing(sorting: Sorting) -> None:
    session = sorting.session()
    session.decide(keep("予算", purpose="見積", used_by="経理"))
    session.decide(keep("競合"))
    session.decide(Decision("天気", "drop", reason="使わない"))
    session.decide(Decision("決裁者", "watch", review_on=date(2027, 1, 1)))
    assert sorting.states() == {
        "予算": "kept",
        "競合": "kept",
        "天気": "dropped",
        "決裁者": "watching",
        "交通費": "new",
    }
    board = session.board()
    assert [one.key for one in board.pending] == ["予算", "競合", "天気"]
    assert [one.kind for one in board.changes] == ["added", "added"]
    version = session.publish("初版")
    assert ([one.label for one in version.fields], version.published_by) == (["予算", "競合"], "m1")
    assert session.board().pending == ()
    with pytest.raises(NothingToPublishError):
        session.publish()


def test_a_decision_keeps_the_evidence_it_was_made_on(sorting: Sorting) -> None:
    kept = sorting.session().decide(Decision("天気", "drop"))
    assert (kept.note_count, kept.author_count, kept.person_id, kept.at) == (8, 3, "m1", NOW)


def test_a_dropped_one_comes_back_as_a_challenge_when_its_evidence_doubles(sorting: Sorting) -> None:
    sorting.session().decide(Decision("天気", "drop"))
    weather = sorting.report.fields[2]
    more = tuple(replace(one, notes=16) if one is weather else one for one in sorting.report.fields)
    sorting.report = replace(sorting.report, fields=more)
    card = sorting.session().board().cards[0]
    assert (card.label, card.state, card.challenged) == ("天気", "challenge", "doubled")
    review = make_review("2026-11", sorting.session().board(), (), sorting.store.list_decisions())
    assert "2 倍" in review.agenda[0].ja
    assert (review.agenda[0].kind, review.agenda[0].key) == ("back", card.key)


@pytest.mark.parametrize("person", [REP, OFFICE], ids=["rep", "back office"])
def test_only_managers_decide_but_everybody_votes(sorting: Sorting, person: Person) -> None:
    session = sorting.session(person)
    for forbidden in (lambda: session.decide(keep("予算")), session.publish, lambda: session.roll_back(1)):
        with pytest.raises(NotAllowedError):
            forbidden()
    session.vote("予算", "deeper", "支払条件まで知りたい")
    session.vote("予算", "want")
    card = sorting.session().board().find_card("予算")
    assert card
    assert (card.votes.want, card.votes.deeper) == ((person.person_id,), ())


def test_a_vote_is_taken_back_by_who_gave_it(sorting: Sorting) -> None:
    vote = sorting.session(REP).vote("予算", "want")
    with pytest.raises(NotAllowedError):
        sorting.session(OFFICE).undo(vote.decision_id)
    sorting.session(REP).undo(vote.decision_id)
    card = sorting.session().board().find_card("予算")
    assert card
    assert card.votes.want == ()


def test_a_decision_that_makes_no_version_is_refused_and_not_recorded(sorting: Sorting) -> None:
    session = sorting.session()
    session.decide(keep("予算"))
    for wrong, error in (
        (Decision("予算", "require"), RequiredNeedsPurposeError),
        (keep("競合", label="予算"), DuplicateLabelError),
    ):
        with pytest.raises(error):
            session.decide(wrong)
    assert [one.key for one in sorting.store.list_decisions()] == ["予算"]


def test_undo_until_published(sorting: Sorting) -> None:
    session = sorting.session()
    kept = session.decide(keep("予算"))
    session.undo(kept.decision_id)
    assert sorting.states()["予算"] == "new"
    again = session.decide(keep("予算"))
    session.publish()
    with pytest.raises(AlreadyPublishedError):
        session.undo(again.decision_id)


def test_merging_two_candidates_leaves_one_card(sorting: Sorting) -> None:
    session = sorting.session()
    session.decide(Decision("天気", "merge", into="競合"))
    session.decide(keep("競合"))
    assert "天気" not in sorting.states()
    assert "天気" in session.board().draft.fields[0].aliases


def test_the_board_opens_when_the_notes_a_decision_rested_on_are_gone(sorting: Sorting) -> None:
    session = sorting.session()
    session.decide(keep("天気"))
    session.decide(keep("予算"))
    sorting.report = replace(sorting.report, fields=sorting.report.fields[:2])
    board = session.board()
    assert [one.label for one in board.draft.fields] == ["予算"]
    assert [(one.key, error.status) for one, error in board.troubles] == [("天気", 404)]
    session.decide(keep("競合"))


def test_keeping_the_best_takes_undecided_ones_in_rank_order(sorting: Sorting) -> None:
    session = sorting.session()
    session.decide(Decision("予算", "drop"))
    assert [one.key for one in session.keep_best(2)] == ["競合", "天気"]


def test_a_field_that_costs_and_is_not_used_argues_for_its_removal(sorting: Sorting) -> None:
    session = sorting.session()
    session.decide(keep("予算"))
    field_id = session.publish().fields[0].field_id
    fresh = sorting.session(facts=BoardFacts({}, {field_id: FieldUse()})).board().find_card(field_id)
    assert fresh
    assert not fresh.economics.argues_for_removal  # published today: its use has not been counted for long enough
    sorting.at += timedelta(days=31)
    unused = sorting.session(facts=BoardFacts({"予算": 2}, {field_id: FieldUse()})).board()
    used = sorting.session(facts=BoardFacts({}, {field_id: FieldUse(exported=1)})).board()
    card, other = unused.find_card(field_id), used.find_card(field_id)
    assert card
    assert other
    assert card.economics.argues_for_removal
    assert not other.economics.argues_for_removal
    assert card.comment_count == 2
    assert any("続けますか" in one.ja for one in make_review("2026-12", unused, (), ()).agenda)


def test_preview_fills_the_draft_over_the_readable_notes_of_the_last_months(sorting: Sorting) -> None:
    session = sorting.session()
    session.decide(keep("予算"))
    session.decide(keep("天気"))
    notes = [
        note("予算：800万円\n天気：晴れ\n", "a", author="佐藤"),
        note("予算：900万円\n", "b", author="森"),
        note("天気：雨\n", "c", written_on=NOW.date() - timedelta(days=300)),
        note("予算：1円\n", "d", readers=frozenset({"person:someone"})),
    ]
    run = session.preview(notes, default_knowledge(), months=3)
    fills = {one.field.label: (one.filled_count, one.author_count, one.fill_ratio) for one in run.fields}
    assert run.note_count == 2
    assert fills == {"予算": (2, 2, 1.0), "天気": (1, 1, 0.5)}
    assert run.adherence == 0.75
    assert run.fields[0].by_month == {"2026-11": (2, 2)}


def test_the_review_tells_the_month(sorting: Sorting) -> None:
    session = sorting.session()
    session.decide(keep("予算"))
    session.publish("初版")
    session.decide(Decision("天気", "watch", review_on=date(2026, 11, 30)))
    sorting.report = replace(sorting.report, drift=(Drift("競合", "競合", "rising", "2026-09"),))
    board = session.board()
    review = make_review("2026-11", board, sorting.store.list_versions(), sorting.store.list_decisions())
    assert [step.version.number for step in review.steps] == [1]
    assert [one.choice for one in review.decisions] == ["keep", "watch"]
    assert [one.label for one in review.emerged] == ["競合"]
    assert [(one.kind, one.label) for one in review.agenda] == [("due", "天気"), ("emerged", "競合"), ("unneeded", "交通費"), ("candidate", "決裁者")]
    assert review.convergence == ((1, 1),)
    assert review.minutes == 6
    empty = make_review("2026-10", board, sorting.store.list_versions(), sorting.store.list_decisions())
    assert (empty.steps, empty.decisions) == ((), ())


def test_the_agenda_names_each_field_once_and_says_who_asks(sorting: Sorting) -> None:
    sorting.session().decide(keep("予算"))
    sorting.session(REP).vote("予算", "deeper", "税抜か税込か")
    sorting.session(OFFICE).vote("支払条件", "want")
    agenda = make_agenda(sorting.session().board(), "2026-11")
    asked = {one.label: one.ja for one in agenda if one.kind == "asked"}
    assert asked == {"予算": "1人がもっと詳しくと言っています。 「税抜か税込か」", "支払条件": "1人が必要と言っています。"}
    assert len({one.key for one in agenda}) == len(agenda)
    assert [one.kind for one in agenda] == sorted((one.kind for one in agenda), key=AGENDA_KINDS.index)


def test_adherence_is_the_share_of_the_kept_fields_that_a_month_says(sorting: Sorting) -> None:
    by_month = {"予算": {"2026-10": 4, "2026-11": 2}, "競合": {"2026-11": 2}}
    fields = tuple(replace(one, by_month=by_month.get(one.label, {})) for one in sorting.report.fields)
    sorting.report = replace(sorting.report, fields=fields)
    sorting.session().decide(keep("予算"))
    sorting.session().decide(keep("競合"))
    totals = {"2026-10": 4, "2026-11": 2}
    assert adherence_by_month(sorting.session().board(), totals, ("2026-09", "2026-10", "2026-11")) == (0.0, 0.5, 1.0)


def test_groups_follow_the_order_of_their_fields(sorting: Sorting) -> None:
    sorting.session().keep_best(4)
    groups = sorting.session().board().groups
    assert groups[0][0] == "商談"
    assert {card.label for card in dict(groups)["商談"]} == {"予算", "競合", "決裁者"}
