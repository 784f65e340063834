"""The book shows each person only what that person may read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from notes_app.accounts.account_book import AccountBook
from notes_app.catalog.entry import entry_of
from notes_app.catalog.memory import MemoryCatalog
from notes_app.errors import NotAllowedError, NotFoundError
from notes_app.mining.knowledge import default_knowledge
from notes_app.minutes.note import Note
from notes_app.people.permission import Person
from tests.template.made import version_of

REP = Person("p1", "sato", "佐藤", "rep")
OTHER = Person("p2", "mori", "森", "rep")
KNOWLEDGE = default_knowledge()


def note(note_id: str, account: str, body: str, **facts: object) -> Note:
    return Note(
        note_id=note_id, path=f"{note_id}.md", text=body, body_start=0, revision=note_id, title=note_id,
        account=account, author="佐藤", held_on=date(2026, 11, ord(note_id) - 96), **facts,
    )  # fmt: skip


@pytest.fixture
def book() -> AccountBook:
    notes = [
        note("a", "株式会社青葉製作所", "予算：800万円\n"),
        note("b", "青葉製作所", "予算：900万円\n先方：山崎様\n", access="private"),
        note("c", "みどり電機", "訪問\n"),
    ]
    catalog = MemoryCatalog()
    catalog.replace([entry_of(one, size=1, mtime_ns=1) for one in notes], cursor=1)
    by_id = {one.note_id: one for one in notes}
    version = version_of("予算", "先方出席者")
    return AccountBook(
        catalog, by_id.get, lambda: KNOWLEDGE, lambda: version, lambda _: (), today=lambda: date(2026, 11, 22)
    )


def test_any_spelling_opens_the_view_over_all_spellings(book: AccountBook) -> None:
    view = book.view(REP, "㈱青葉製作所")
    assert (view.name, view.visit_count) == ("株式会社青葉製作所", 2)
    assert [(one.field.label, one.source.value) for one in view.facts][:1] == [("予算", 9_000_000)]


def test_what_a_person_may_not_read_is_neither_shown_nor_counted(book: AccountBook) -> None:
    view = book.view(OTHER, "青葉製作所")
    assert (view.visit_count, view.contacts) == (1, ())
    assert [one.source.value for one in view.facts] == [8_000_000]
    assert [one.note_count for one in book.list(OTHER, "青葉")] == [1]


def test_an_unknown_customer_and_a_stranger_are_told_so(book: AccountBook) -> None:
    with pytest.raises(NotFoundError):
        book.view(REP, "ない会社")
    with pytest.raises(NotAllowedError):
        book.view(replace(REP, is_active=False), "青葉製作所")
