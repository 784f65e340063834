"""Notes about customers for the tests of this room."""

from __future__ import annotations

from datetime import date

from notes_app.accounts.account_note import AccountNote, account_note
from notes_app.catalog.entry import CatalogEntry
from notes_app.mining.knowledge import default_knowledge
from notes_app.mining.slots import find_slots
from notes_app.mining.source import source_of
from notes_app.minutes.note import Note

KNOWLEDGE = default_knowledge()


def entry(account: str, note_id: str = "", **facts: object) -> CatalogEntry:
    return CatalogEntry(note_id or account, f"{note_id or account}.md", "メモ", account=account, **facts)  # type: ignore[arg-type]


def talk(
    day: str, body: str, *, account: str = "青葉製作所", note_id: str = "", **facts: object
) -> AccountNote:
    """Return a note of that day, read as the product reads it."""
    note = Note(
        note_id=note_id or f"n-{day}",
        path=f"{day}.md",
        text=body,
        body_start=0,
        revision="r",
        title=body.splitlines()[0] if body else "",
        account=account,
        held_on=date.fromisoformat(day),
        **{"author": "佐藤", **facts},  # type: ignore[arg-type]
    )
    return account_note(note, find_slots(source_of(note), KNOWLEDGE))
