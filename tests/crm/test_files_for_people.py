"""Excel, SQLite, vCard and iCalendar, each opened by software that is not ours."""

from __future__ import annotations

import io
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from openpyxl import load_workbook

from notes_app.crm.content_lines import escape, read_lines, split_values, to_bytes, unescape
from notes_app.crm.parcel import MemoryParcel
from notes_app.crm.plan import ExportNote, ExportPlan, ExportValue
from notes_app.crm.planning import ExportScope, build_plan
from notes_app.crm.sqlite import Sqlite
from notes_app.crm.target import Exporter
from notes_app.crm.vcard import Vcard
from notes_app.crm.xlsx import Xlsx
from notes_app.template.field import TemplateVersion
from tests.crm.making import MOMENT, OPTIONS, TODO, TOKYO, Drawn, few, field, plans, sample_notes, sample_plan

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # vobject warns of its own future
    import icalendar
    import vobject


def written(exporter: Exporter, plan: ExportPlan) -> MemoryParcel:
    parcel = MemoryParcel()
    exporter.write(exporter.fit(plan), parcel)
    return parcel


def plan_saying(text: str) -> ExportPlan:
    version = TemplateVersion("t", 1, "試験", (field(1, "備考", "Memo", "text"),), MOMENT, "p")
    return build_plan(version, [ExportNote("n1", text, values={"f00000001": (ExportValue(text, text),)})], ExportScope(), OPTIONS)


# --- Excel -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+81-3", "-5", "@SUM(A1)", "007", "＝１", "_x000D_", "1E5", "TRUE", "2026-01-01"])
def test_excel_keeps_text_as_text(text: str) -> None:
    parcel = written(Xlsx(), plan_saying(text))
    sheet = load_workbook(io.BytesIO(parcel.read("notes-app.xlsx")))["商談メモ"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None} <= {"s", "d"}
    assert Xlsx().read_back(parcel)["meeting_note"]["n1"]["Memo"] == text
    assert Xlsx().lint(parcel) == ()


def test_csv_for_people_opens_in_excel_in_both_encodings() -> None:
    parcel = written(Xlsx(), plan_saying("=HYPERLINK(1) ①髙㈱ — ¥"))
    utf8, windows = parcel.read("csv-utf8/4-meeting_note.csv"), parcel.read("csv-cp932/4-meeting_note.csv")
    assert utf8.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in windows
    assert "'=HYPERLINK(1) ①髙㈱ ― ￥" in windows.decode("cp932")
    assert windows.decode("cp932").count("\r\n") == utf8.decode("utf-8-sig").count("\r\n")
    assert "cp932-unmappable.csv" not in parcel.list()


def test_a_character_that_cp932_lacks_is_listed_by_cell() -> None:
    parcel = written(Xlsx(), plan_saying("𠮷野家 😀"))
    assert "csv-cp932/4-meeting_note.csv" not in parcel.list()
    assert "csv-cp932/1-account.csv" in parcel.list()
    lost = parcel.read("cp932-unmappable.csv").decode("utf-8-sig")
    assert '"商談メモ","2","n1","備考","𠮷😀"' in lost
    assert [one.code for one in Xlsx().write(plan_saying("𠮷"), MemoryParcel()).findings if one.where == "csv-cp932"] == ["cp932_unmappable"]


def test_a_negative_number_is_a_number_and_a_text_that_begins_with_minus_is_not() -> None:
    version = TemplateVersion("t", 1, "試験", (field(1, "差額", "Gap", "money"), field(2, "備考", "Memo", "text")), MOMENT, "p")
    values = {"f00000001": (ExportValue(-5, "-5"),), "f00000002": (ExportValue("-5", "-5"),)}
    plan = build_plan(version, [ExportNote("n1", "件名", values=values)], ExportScope(), OPTIONS)
    assert b'"-5","\'-5"' in written(Xlsx(), plan).read("csv-utf8/4-meeting_note.csv")


def test_excel_has_typed_cells_and_choice_lists() -> None:
    book = load_workbook(io.BytesIO(written(Xlsx(), sample_plan()).read("notes-app.xlsx")))
    sheet = book["商談メモ"]
    head = {cell.value: cell.column for cell in sheet[1]}
    assert sheet.cell(2, head["予算"]).value == 5_000_000
    assert sheet.cell(2, head["実施日時"]).value == datetime(2026, 4, 1, 10, 0)  # noqa: DTZ001  a workbook's times have no zone
    assert [rule.type for rule in sheet.data_validations.dataValidation] == ["list"]
    assert sheet.freeze_panes == "B2"


def test_the_excel_lint_bites() -> None:
    parcel = written(Xlsx(), sample_plan())
    book = load_workbook(io.BytesIO(parcel.read("notes-app.xlsx")))
    book["商談メモ"]["A2"] = "=1+1"
    buffer = io.BytesIO()
    book.save(buffer)
    parcel.write("notes-app.xlsx", buffer.getvalue())
    assert [finding.code for finding in Xlsx().lint(parcel)] == ["formula"]


# --- SQLite ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def base() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(written(Sqlite(), sample_plan()).read("notes-app.sqlite"))
        base.execute("PRAGMA foreign_keys = ON")
        yield base


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meeting_note SET Phase = '未定'",
        "UPDATE meeting_note SET Budget = '五百万'",
        "UPDATE meeting_note SET held_on = '4月1日'",
        "UPDATE meeting_note SET account = 'nobody'",
        "UPDATE meeting_note SET title = NULL",
        "UPDATE meeting_note SET external_id = 'n1'",
        "UPDATE meeting_note SET Products = 'not json'",
    ],
)
def test_the_database_refuses_what_the_template_does_not_allow(base: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        base.execute(statement)


def test_every_number_opens_its_sentence(base: sqlite3.Connection) -> None:
    question = (
        "SELECT e.quote FROM meeting_note n JOIN evidence e "
        "ON e.object = 'meeting_note' AND e.external_id = n.external_id AND e.field = 'Budget' WHERE n.Budget = 5000000"
    )
    assert base.execute(question).fetchall() == [("500万円",)]


def test_the_sqlite_lint_bites() -> None:
    parcel = written(Sqlite(), sample_plan())
    with closing(sqlite3.connect(":memory:")) as broken:
        broken.deserialize(parcel.read("notes-app.sqlite"))
        broken.execute("UPDATE meeting_note SET account = 'nobody'")
        broken.commit()
        parcel.write("notes-app.sqlite", broken.serialize())
    assert {finding.code for finding in Sqlite().lint(parcel)} == {"integrity"}


# --- vCard and iCalendar -----------------------------------------------------------------------------------------------


def test_an_address_book_reads_the_contacts() -> None:
    cards = list(vobject.readComponents(written(Vcard(), sample_plan()).read("contacts.vcf").decode()))
    company, person = cards
    assert (company.fn.value, person.fn.value, person.n.value.family, person.n.value.given) == (
        "青空工業株式会社",
        "佐藤 花子",
        "佐藤",
        "花子",
    )


def test_a_calendar_reads_meetings_and_promises() -> None:
    calendar = icalendar.Calendar.from_ical(written(Vcard(), sample_plan()).read("calendar.ics"))
    first, second = calendar.walk("VEVENT")
    assert (first["SUMMARY"], first.decoded("DTSTART"), second.decoded("DTSTART")) == (
        "青空工業 訪問",
        datetime(2026, 4, 1, 10, 0, tzinfo=TOKYO),
        date(2026, 5, 1),
    )
    todo = calendar.walk("VTODO")[0]
    assert (todo["SUMMARY"], todo.decoded("DUE"), todo["RELATED-TO"]) == ("見積を送る", date(2026, 4, 10), "n1")


@given(drawn=plans())
@few(6)
def test_both_read_whatever_people_write(drawn: Drawn) -> None:
    parcel = written(Vcard(), drawn.plan)
    calendar = icalendar.Calendar.from_ical(parcel.read("calendar.ics"))
    assert len(calendar.walk("VEVENT")) == drawn.plan.counts["meeting_note"]
    assert [event for event in calendar.walk("VEVENT") if event.errors] == []
    cards = list(vobject.readComponents(parcel.read("contacts.vcf").decode()))
    assert len(cards) == drawn.plan.counts["account"] + drawn.plan.counts["contact"]


@given(drawn=plans())
@few(6)
def test_escaped_text_comes_back(drawn: Drawn) -> None:
    texts = [str(value) for one in drawn.plan.objects for row in one.rows for value in row.values.values()]
    for text in texts:
        assert unescape(escape(text)) == text
    line = "X:" + ";".join(map(escape, texts))
    assert [value for _, value in read_lines(to_bytes([line]))] == [line[2:]]
    if texts:
        assert split_values(line[2:], ";") == texts


def test_what_a_calendar_does_not_hold_is_said() -> None:
    fitted = Vcard().fit(sample_plan())
    assert [(finding.code, finding.where) for finding in fitted.findings if finding.code == "object_not_held"] == [
        ("object_not_held", "商談")
    ]
    assert "商談 1 件" in written(Vcard(), sample_plan()).read("README.ja.md").decode("utf-8-sig")


def test_the_vcard_lint_bites() -> None:
    parcel = written(Vcard(), sample_plan())
    parcel.files["calendar.ics"] = parcel.files["calendar.ics"].replace(b"UID:n2", b"UID:n1") + b"X" * 80
    assert {finding.code for finding in Vcard().lint(parcel)} == {"uid_twice", "bad_line"}


def test_a_promise_without_a_day_has_none() -> None:
    note = replace(sample_notes()[0], values={TODO.field_id: (ExportValue("連絡する", "連絡する"),)})
    plan = build_plan(TemplateVersion("t", 1, "試験", (TODO,), MOMENT, "p"), [note], ExportScope(), OPTIONS)
    assert "DUE" not in icalendar.Calendar.from_ical(written(Vcard(), plan).read("calendar.ics")).walk("VTODO")[0]
