"""A note with its filled values becomes what an export reads."""

from __future__ import annotations

from datetime import date

from notes_app.crm.note_reading import export_note
from notes_app.crm.plan import ExportNote, ExportValue
from notes_app.crm.planning import ExportScope, build_plan
from notes_app.mining.evidence import Evidence, SlotValue
from notes_app.minutes.note import Note
from notes_app.template.field import TemplateVersion
from tests.crm.making import BUDGET, OPTIONS, TODO, VERSION, field

TEXT = "予算：500万円\nToDo：見積の提出（山田／4月18日まで）\n"
NOTE = Note("n1", "a.md", TEXT, 0, "0" * 16, "訪問", account="青空工業", author="山田", held_on=date(2026, 4, 1))


def slot(quote: str, normalized: object, field_id: str, via: str = "label") -> SlotValue:
    start = TEXT.index(quote)
    return SlotValue("", "", quote, normalized, Evidence("n1", start, start + len(quote), quote), 0.95, via, field_id)  # type: ignore[arg-type]


def test_values_keep_their_evidence_and_a_promise_its_day_and_person() -> None:
    words = "見積の提出（山田／4月18日まで）"
    note = export_note(NOTE, VERSION, [slot("500万円", 5_000_000, BUDGET.field_id, "front_matter"), slot(words, words, TODO.field_id)])
    budget, promise = note.values[BUDGET.field_id][0], note.values[TODO.field_id][0]
    assert (budget.normalized, budget.confirmed, budget.evidence and budget.evidence.start) == (5_000_000, True, 3)
    assert (promise.due_on, promise.assignee, promise.confirmed) == (date(2026, 4, 18), "山田", False)
    assert (note.account, note.author, note.held_on, note.path) == ("青空工業", "山田", date(2026, 4, 1), "a.md")


def test_a_slot_without_a_field_stays_behind() -> None:
    assert export_note(NOTE, VERSION, [slot("500万円", 1, "")]).values == {}


def test_free_text_said_in_two_places_is_kept_whole() -> None:
    version = TemplateVersion("t", 1, "試験", (field(1, "備考", "Memo", "text"),), VERSION.published_at, "p")
    values = (ExportValue("後", "後", Evidence("n1", 9, 10, "後")), ExportValue("先", "先", Evidence("n1", 2, 3, "先"), confidence=0.9))
    plan = build_plan(version, [ExportNote("n1", "件名", values={"f00000001": values})], ExportScope(), OPTIONS)
    assert plan.object("meeting_note").rows[0].values["Memo"] == "先\n後"
    assert plan.object("meeting_note").column("Memo").column_type == "longtext"
    assert (len(plan.evidence), plan.rejects) == (2, ())
