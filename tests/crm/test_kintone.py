"""kintone: files that agree with each other, CP932 that says what it cannot hold, and a lint that bites."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.crm.csv_text import read_csv
from notes_app.crm.encodings import cp932_csv, to_cp932, unmappable_in
from notes_app.crm.kintone import Kintone
from notes_app.crm.parcel import MemoryParcel
from notes_app.crm.plan import ExportPlan
from notes_app.crm.planning import ExportScope, build_plan
from tests.crm.making import OPTIONS, VERSION, sample_notes, whole_plan

NOTE = "apps/meeting_note/"


def package(plan: ExportPlan | None = None) -> MemoryParcel:
    parcel = MemoryParcel()
    Kintone().write(Kintone().fit(plan or whole_plan()), parcel)
    return parcel


def fields() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(package().read(NOTE + "fields.json"))["properties"]
    return found


def test_fields_have_kintones_types_and_settings_as_strings() -> None:
    found = fields()
    assert {code: found[code]["type"] for code in ("Budget", "Phase", "Products", "Competitors", "Next_Visit", "body")} == {
        "Budget": "NUMBER",
        "Phase": "DROP_DOWN",
        "Products": "CHECK_BOX",
        "Competitors": "MULTI_LINE_TEXT",
        "Next_Visit": "DATETIME",
        "body": "MULTI_LINE_TEXT",
    }
    assert found["Phase"]["options"] == {
        "提案": {"label": "提案", "index": "0"},
        "見積": {"label": "見積", "index": "1"},
        "受注": {"label": "受注", "index": "2"},
    }
    assert (found["Budget"]["displayScale"], found["Budget"]["unit"]) == ("0", "¥")
    assert (found["notes_app_id"]["unique"], found["notes_app_id"]["required"]) == (True, True)


def test_csv_parts_values_by_line_breaks_and_times_are_utc() -> None:
    first, second, _ = read_csv(package().read(NOTE + "records.csv"))
    assert (first["Competitors"], second["Products"]) == ("ミナト機工\nかもめ産業", "検査機\nA;B")
    assert first["held_at"] == "2026-04-01T01:00:00Z"


def test_both_encodings_say_the_same() -> None:
    parcel = package()
    assert read_csv(parcel.read(NOTE + "records.sjis.csv"), "cp932") == read_csv(parcel.read(NOTE + "records.csv"))


def test_upserts_match_on_our_id_a_hundred_a_call() -> None:
    notes = [replace(sample_notes()[0], note_id=f"n{number:04}") for number in range(150)]
    parcel = package(build_plan(VERSION, notes, ExportScope(), OPTIONS))
    bodies = [json.loads(parcel.read(f"{NOTE}upsert-{number:03}.json")) for number in (1, 2)]
    assert [len(body["records"]) for body in bodies] == [100, 50]
    record = bodies[0]["records"][0]
    assert (bodies[0]["upsert"], record["updateKey"]) == (True, {"field": "notes_app_id", "value": "n0000"})
    assert record["record"]["Budget"] == {"value": "5000000"}


def test_what_cp932_lacks_is_listed_by_cell_and_the_file_is_not_written() -> None:
    notes = [replace(sample_notes()[0], title="𠮷野家 — 😀")]
    parcel = package(build_plan(VERSION, notes, ExportScope(), OPTIONS))
    assert NOTE + "records.sjis.csv" not in parcel.list()
    listed = parcel.read("cp932-unmappable.csv").decode("utf-8-sig")
    assert '"meeting_note","1","n1","title","𠮷😀"' in listed
    assert "apps/account/records.sjis.csv" in parcel.list()


@pytest.mark.parametrize("text", ["①髙㈱﨑", "—", "~", "〜", "¥100", "•", "a\u00a0b", "−5", "‖"])
def test_windows_characters_and_twins_go(text: str) -> None:
    assert to_cp932(text) is not None


@given(st.lists(st.text(st.characters(exclude_characters="\r")), min_size=1, max_size=4))
def test_a_cell_is_listed_if_and_only_if_it_does_not_fit(cells: list[str]) -> None:
    data, lost = cp932_csv([f"c{number}" for number in range(len(cells))], [cells])
    assert (data is None) == bool(lost) == any(unmappable_in(cell) for cell in cells)


@pytest.mark.parametrize(
    ("path", "before", "after", "code"),
    [
        ("fields.json", '"code": "Budget"', '"code": "Bud get"', "bad_code"),
        ("fields.json", '"index": "2"', '"index": "3"', "bad_options"),
        ("fields.json", '"label": "提案"', '"label": "提 案"', "bad_options"),
        ("layout.json", '"code": "Budget"', '"code": "Phase"', "layout"),
        ("records.csv", '"提案"', '"未定"', "bad_cell"),
        ("records.csv", '"5000000"', '"500万円"', "bad_cell"),
        ("records.csv", "2026-04-01T01:00:00Z", "2026-04-01 10:00", "bad_cell"),
        ("records.csv", '"n2"', '"n1"', "bad_key"),
        ("records.csv", '"Budget"', '"予算"', "header"),
        ("records.csv", '"notes_app_id"', '\ufeff"notes_app_id"', "machine_file"),
    ],
)
def test_our_lint_bites(path: str, before: str, after: str, code: str) -> None:
    parcel = package()
    assert Kintone().lint(parcel) == ()
    data = parcel.read(NOTE + path).decode()
    assert before in data
    parcel.files[NOTE + path] = data.replace(before, after, 1).encode()
    assert code in {finding.code for finding in Kintone().lint(parcel)}
