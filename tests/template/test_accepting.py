"""Accepting writes the front matter and nothing else; everything can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from notes_app.errors import NotAllowedError
from notes_app.ledger.database import open_ledger
from notes_app.mining.evidence import SlotValue
from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.source import source_of
from notes_app.minutes.keeper import NoteKeeper
from notes_app.minutes.memory import MemoryNoteStore
from notes_app.minutes.note import Note
from notes_app.people.permission import Person
from notes_app.template.accepting import ValueDesk
from notes_app.template.errors import UnknownDecisionError, UnknownValueError
from notes_app.template.field import Field, TemplateVersion
from notes_app.template.filling import fill
from notes_app.template.template_store import TemplateStore
from tests.template.made import NOW, version_of

REP = Person("p1", "sato", "佐藤", "rep")
OFFICE = Person("p2", "mori", "森", "backoffice")
BODY = "予算：800万円\n次回訪問：2026-12-01\n競合：オービック商事\n顧客名：青葉製作所\n"


class Silent:
    def append(self, *args: object, **facts: object) -> None:
        """Audit is tested in its own room."""


class Desk:
    def __init__(self) -> None:
        self.engine = open_ledger("sqlite://")
        self._seconds = 0
        self.keeper = NoteKeeper(MemoryNoteStore(), self.engine, Silent(), self.now)
        self.store = TemplateStore(self.engine, self.now)
        self.values = ValueDesk(self.keeper, self.store)
        self.version: TemplateVersion = version_of("予算", "次回予定", "競合", "会社名")

    def now(self) -> datetime:
        self._seconds += 1
        return NOW + timedelta(seconds=self._seconds)

    def note(self, body: str = BODY, **front: object) -> Note:
        return self.keeper.create(REP, front=front, body=body)

    def found(self, note: Note, label: str) -> tuple[Field, SlotValue]:
        decisions = self.store.list_values([note.note_id])
        for slot in fill(source_of(note), self.version, default_knowledge(), decisions):
            field = self.version.find_field(slot.field_id)
            if field and field.label == label:
                return field, slot
        raise LookupError(label)


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.engine.dispose()


def test_accepting_writes_typed_values_under_label_or_canonical_key_and_leaves_the_body(desk: Desk) -> None:
    note = desk.note()
    values = [desk.found(note, label) for label in ("予算", "次回予定", "競合", "会社名")]
    after = desk.values.accept(REP, note.note_id, values).note
    assert after.body == note.body
    assert after.front["予算"] == 8_000_000
    assert str(after.front["次回予定"]) == "2026-12-01"
    assert after.front["競合"] == ["オービック商事"]
    assert after.account == "青葉製作所"
    assert "会社名" not in after.front
    assert "2026-12-01\n" in after.text[: after.body_start]


def test_a_channel_is_written_as_the_products_own_word(desk: Desk) -> None:
    desk.version = version_of("チャネル")
    note = desk.note("チャネル：電話\n")
    after = desk.values.accept(REP, note.note_id, [desk.found(note, "チャネル")]).note
    assert (after.channel, "チャネル" in after.front) == ("phone", False)


def test_the_decision_keeps_span_and_revision(desk: Desk) -> None:
    note = desk.note()
    field, slot = desk.found(note, "予算")
    (kept,) = desk.values.accept(REP, note.note_id, [(field, slot)]).decisions
    assert (kept.revision, note.text[kept.start : kept.end]) == (note.revision, "800万円")
    assert (kept.normalized, kept.person_id, kept.choice) == (8_000_000, "p1", "accept")


def test_rejecting_records_and_leaves_the_file_alone(desk: Desk) -> None:
    note = desk.note()
    desk.values.reject(REP, note.note_id, [desk.found(note, "予算")])
    assert desk.keeper.get(note.note_id).revision == note.revision
    with pytest.raises(LookupError):
        desk.found(note, "予算")


def test_undoing_an_acceptance_puts_back_what_stood_there(desk: Desk) -> None:
    note = desk.note()
    accepted = desk.values.accept(REP, note.note_id, [desk.found(note, "予算"), desk.found(note, "競合")])
    ids = [one.value_decision_id for one in accepted.decisions]
    (after,) = desk.values.undo(REP, ids, desk.version.fields)
    assert after.text == note.text
    with pytest.raises(UnknownDecisionError):
        desk.values.undo(REP, ids, desk.version.fields)


def test_undo_keeps_members_that_stood_there_before_and_what_others_wrote_since(desk: Desk) -> None:
    note = desk.note(競合=["みどり電機"])
    accepted = desk.values.accept(REP, note.note_id, [_slot(desk, note, "オービック商事")])
    assert accepted.note.front["競合"] == ["みどり電機", "オービック商事"]
    desk.values.undo(REP, [accepted.decisions[0].value_decision_id], desk.version.fields)
    assert desk.keeper.get(note.note_id).front["競合"] == ["みどり電機"]

    accepted = desk.values.accept(REP, note.note_id, [desk.found(desk.keeper.get(note.note_id), "予算")])
    desk.keeper.set_front(REP, note.note_id, {"予算": 9_000_000})
    desk.values.undo(REP, [accepted.decisions[0].value_decision_id], desk.version.fields)
    assert desk.keeper.get(note.note_id).front["予算"] == 9_000_000


def _slot(desk: Desk, note: Note, value: str) -> tuple[Field, SlotValue]:
    for slot in fill(source_of(note), desk.version, default_knowledge()):
        field = desk.version.find_field(slot.field_id)
        if field and slot.value == value:
            return field, slot
    raise LookupError(value)


def test_undoing_a_rejection_offers_the_value_again(desk: Desk) -> None:
    note = desk.note()
    refused = desk.values.reject(REP, note.note_id, [desk.found(note, "予算")])
    assert desk.values.undo(REP, [refused.decisions[0].value_decision_id], desk.version.fields) == ()
    assert desk.found(note, "予算")[1].normalized == 8_000_000


def test_a_value_whose_words_are_gone_is_refused(desk: Desk) -> None:
    note = desk.note()
    found = desk.found(note, "予算")
    desk.keeper.save(REP, note.note_id, expected_revision=note.revision, front={}, body="別の本文\n")
    with pytest.raises(UnknownValueError):
        desk.values.accept(REP, note.note_id, [found])


def test_who_may_not_decide_about_values_is_refused(desk: Desk) -> None:
    note = desk.note()
    with pytest.raises(NotAllowedError):
        desk.values.accept(OFFICE, note.note_id, [desk.found(note, "予算")])
    assert desk.keeper.get(note.note_id).revision == note.revision
