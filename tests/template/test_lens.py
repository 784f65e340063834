"""What the back office looks for in minutes, and how asking for it becomes a card of the board."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from notes_app.ledger.database import open_ledger
from notes_app.mining.fields.candidates import MiningReport
from notes_app.mining.knowledge import load_lexicon
from notes_app.people.permission import Person
from notes_app.template.board_session import BoardSession
from notes_app.template.decision import Decision
from notes_app.template.draft import draft_version
from notes_app.template.lens import make_lens
from notes_app.template.template_store import TemplateStore
from tests.template.made import NOW, candidate, decide, keep

FINANCE = Person("p-finance", "amano", "天野", "backoffice")
BOSS = Person("p-boss", "boss", "轟", "manager")


@pytest.fixture
def session() -> Iterator[BoardSession]:
    engine = open_ledger("sqlite://")
    report = MiningReport(40, 5, (candidate("予算", notes=30),))
    yield BoardSession(TemplateStore(engine, lambda: NOW), BOSS, lambda: report, lambda: NOW)
    engine.dispose()


def test_a_lens_shows_what_names_its_readers_and_what_their_work_usually_needs() -> None:
    wanted = [keep("予算"), keep("天気", used_by="経理部の天野"), keep("競合", used_by="営業部長")]
    version = draft_version(None, [candidate(one.key) for one in wanted], decide(*wanted), NOW)
    lens = make_lens("accounting", version, load_lexicon())
    assert {one.label for one in lens.fields} == {"予算", "天気"}
    assert "支払条件" in lens.absent
    assert make_lens("ordering", None, load_lexicon()).fields == ()


def test_what_is_asked_for_and_written_by_nobody_becomes_a_card_and_a_field(session: BoardSession) -> None:
    asking = BoardSession(session._store, FINANCE, session._report, lambda: NOW)
    asking.vote("支払条件", "deeper", "月末の資金繰りに使う")
    card = session.board().find_card("支払条件")
    assert card
    assert (card.state, card.votes.deeper, card.votes.reasons) == ("new", ("p-finance",), (("p-finance", "月末の資金繰りに使う"),))
    session.decide(Decision("支払条件", "keep", label="支払条件", purpose="資金繰り", used_by="経理"))
    (field,) = session.board().draft.fields
    assert (field.concept, field.field_type, field.group) == ("支払条件", "text", "商談")
    kept = session.board().find_card("支払条件")
    assert kept
    assert kept.state == "kept"
    assert len(session.board().cards) == 2


def test_a_voice_against_what_nobody_writes_makes_no_card(session: BoardSession) -> None:
    session.vote("数量", "unneeded")
    assert session.board().find_card("数量") is None
