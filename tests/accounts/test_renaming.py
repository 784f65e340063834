"""A customer is renamed once; only front matter changes, and it can be taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from notes_app.accounts.renaming import AccountRenaming, EmptyAccountNameError
from notes_app.catalog.entry import entry_of
from notes_app.catalog.memory import MemoryCatalog
from notes_app.ledger.database import open_ledger
from notes_app.minutes.keeper import NoteKeeper
from notes_app.minutes.memory import MemoryNoteStore
from notes_app.people.permission import Person
from tests.template.made import NOW

REP = Person("p1", "sato", "佐藤", "rep")
OTHER = Person("p2", "mori", "森", "rep")


class Silent:
    def append(self, *args: object, **facts: object) -> None:
        """Audit is tested in its own room."""


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = open_ledger("sqlite://")
    yield engine
    engine.dispose()


def test_a_stub_is_merged_into_the_customer_and_parted_again(engine: Engine) -> None:
    keeper = NoteKeeper(MemoryNoteStore(), engine, Silent(), lambda: NOW)
    stub = keeper.create(REP, front={"account": "青葉製作"}, body="初回訪問\n")
    other = keeper.create(REP, front={"account": "みどり電機"}, body="訪問\n")
    closed = keeper.create(
        OTHER, front={"account": "青葉製作", "author": "森", "access": "private"}, body="秘\n"
    )
    catalog = MemoryCatalog()
    catalog.replace([entry_of(one, size=1, mtime_ns=1) for one in (stub, other, closed)])
    renaming = AccountRenaming(catalog, keeper)
    done = renaming.rename(REP, ["青葉製作"], " 株式会社青葉製作所 ")
    assert [(one.note_id, one.before, one.after) for one in done.notes] == [
        (stub.note_id, "青葉製作", "株式会社青葉製作所")
    ]
    after = keeper.get(stub.note_id)
    assert (after.account, after.body) == ("株式会社青葉製作所", stub.body)
    assert keeper.get(closed.note_id).account == "青葉製作"
    assert keeper.get(other.note_id).revision == other.revision
    renaming.undo(REP, done)
    assert keeper.get(stub.note_id).text == stub.text


def test_undo_leaves_what_somebody_filed_elsewhere_since(engine: Engine) -> None:
    keeper = NoteKeeper(MemoryNoteStore(), engine, Silent(), lambda: NOW)
    note = keeper.create(REP, front={"account": "青葉製作"}, body="訪問\n")
    catalog = MemoryCatalog()
    catalog.replace([entry_of(note, size=1, mtime_ns=1)])
    renaming = AccountRenaming(catalog, keeper)
    done = renaming.rename(REP, ["青葉製作"], "青葉製作所")
    keeper.set_front(REP, note.note_id, {"account": "若葉製作所"})
    assert renaming.undo(REP, done).notes == ()
    assert keeper.get(note.note_id).account == "若葉製作所"


def test_a_note_that_is_gone_is_reported(engine: Engine) -> None:
    keeper = NoteKeeper(MemoryNoteStore(), engine, Silent(), lambda: NOW)
    note = keeper.create(REP, front={"account": "青葉製作"}, body="訪問\n")
    catalog = MemoryCatalog()
    catalog.replace([entry_of(note, size=1, mtime_ns=1)])
    keeper.delete(REP, note.note_id)
    done = AccountRenaming(catalog, keeper).rename(REP, ["青葉製作"], "青葉製作所")
    assert [note_id for note_id, _ in done.failed] == [note.note_id]


def test_an_empty_name_is_refused(engine: Engine) -> None:
    keeper = NoteKeeper(MemoryNoteStore(), engine, Silent(), lambda: NOW)
    with pytest.raises(EmptyAccountNameError):
        AccountRenaming(MemoryCatalog(), keeper).rename(REP, ["青葉製作"], "  ")
