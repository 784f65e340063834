"""Salesforce: the official Metadata WSDL checks every file, our lint the rules between files; both are seen to bite."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given

from notes_app.crm.csv_text import read_csv
from notes_app.crm.parcel import MemoryParcel
from notes_app.crm.plan import ExportNote, ExportPlan, ExportValue
from notes_app.crm.planning import ExportScope, build_plan
from notes_app.crm.salesforce import Salesforce
from notes_app.crm.salesforce_names import choice_values, fields_of
from notes_app.template.field import Field, TemplateVersion
from tests.crm.making import MOMENT, OPTIONS, VERSION, Drawn, few, field, plans, sample_notes, whole_plan
from tests.crm.metadata_schema import schema_errors

FIELDS = "force-app/main/default/objects/Meeting_Note__c/fields/"


def package(plan: ExportPlan | None = None) -> MemoryParcel:
    parcel = MemoryParcel()
    Salesforce().write(plan or Salesforce().fit(whole_plan()), parcel)
    return parcel


def wrong_files(parcel: MemoryParcel) -> dict[str, list[str]]:
    found = {path: schema_errors(parcel.read(path)) for path in parcel.list() if path.endswith(".xml")}
    return {path: errors for path, errors in found.items() if errors}


def plan_of(*fields: Field, notes: list[ExportNote]) -> ExportPlan:
    return Salesforce().fit(build_plan(TemplateVersion("t", 1, "試験", fields, MOMENT, "p"), notes, ExportScope(), OPTIONS))


def test_every_file_is_what_the_official_wsdl_asks() -> None:
    assert wrong_files(package()) == {}


@given(drawn=plans())
@few(8)
def test_every_file_is_right_whatever_people_write(drawn: Drawn) -> None:
    assert wrong_files(package(Salesforce().fit(drawn.plan))) == {}


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (FIELDS + "Budget__c.field-meta.xml", "Currency", "Money"),
        (FIELDS + "Budget__c.field-meta.xml", "<precision>18</precision>", "<precision>wide</precision>"),
        (FIELDS + "Phase__c.field-meta.xml", "<sorted>false</sorted>", ""),
        (FIELDS + "Account__c.field-meta.xml", "SetNull", "Forget"),
        ("force-app/main/default/tabs/Meeting_Note__c.tab-meta.xml", "customObject", "ownObject"),
        ("manifest/package.xml", "<version>63.0</version>", ""),
    ],
)
def test_the_wsdl_bites(path: str, before: str, after: str) -> None:
    parcel = package()
    data = parcel.read(path).decode()
    assert before in data
    parcel.files[path] = data.replace(before, after).encode()
    assert list(wrong_files(parcel)) == [path]


def swap(path: str, before: str, after: str) -> Callable[[MemoryParcel], None]:
    def change(parcel: MemoryParcel) -> None:
        data = parcel.read(path).decode()
        assert before in data, (path, before)
        parcel.files[path] = data.replace(before, after, 1).encode()

    return change


NOTES = "data/4-Meeting_Note__c.csv"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (swap(FIELDS + "Budget__c.field-meta.xml", "<scale>0</scale>", "<scale>19</scale>"), "bad_type"),
        (swap(FIELDS + "Body__c.field-meta.xml", "131072", "131073"), "bad_type"),
        (swap(FIELDS + "Author__c.field-meta.xml", "<length>255</length>", "<length>256</length>"), "bad_type"),
        (swap(FIELDS + "Author__c.field-meta.xml", "<label>記入者</label>", f"<label>{'あ' * 41}</label>"), "bad_label"),
        (swap(FIELDS + "Products__c.field-meta.xml", "<visibleLines>4</visibleLines>", ""), "bad_type"),
        (swap(FIELDS + "Phase__c.field-meta.xml", "V_b9a2f9c0", "提案"), "bad_type"),
        (swap(FIELDS + "Author__c.field-meta.xml", "<fullName>Author__c", "<fullName>Writer__c"), "name_mismatch"),
        (swap(FIELDS + "Author__c.field-meta.xml", "<CustomField", "<!-- ours --><CustomField"), "comment_before_root"),
        (swap(FIELDS + "Author__c.field-meta.xml", "<required>false</required>", "<required>true</required>"), "permission_fields"),
        (swap("manifest/package.xml", "<members>Meeting_Note__c.Budget__c</members>", ""), "manifest"),
        (
            swap("force-app/main/default/layouts/Meeting_Note__c-Meeting Note Layout.layout-meta.xml", "Budget__c", "Lost__c"),
            "layout_fields",
        ),
        (swap(NOTES, "V_b9a2f9c0", "提案"), "bad_cell"),
        (swap(NOTES, '"5000000"', '"500万円"'), "bad_cell"),
        (swap(NOTES, '"2026-04-01"', '"4/1"'), "bad_cell"),
        (swap(NOTES, '"acc-', '"lost-'), "no_parent"),
        (swap(NOTES, '"n2"', '"n1"'), "bad_id"),
        (swap(NOTES, '"Author__c"', '"Writer__c"'), "bad_cell"),
        (swap(NOTES, '"Notes_App_Id__c"', '\ufeff"Notes_App_Id__c"'), "machine_file"),
    ],
)
def test_our_lint_bites(change: Callable[[MemoryParcel], None], code: str) -> None:
    parcel = package()
    assert Salesforce().lint(parcel) == ()
    change(parcel)
    assert code in {finding.code for finding in Salesforce().lint(parcel)}


def test_reserved_and_broken_names_become_names() -> None:
    labels = ["Type", "Order", "A__B_", "9lives", "予算", "x" * 60, "X" * 60, "Account", "Owner_Name"]
    plan = plan_of(*(field(number, label, label, "text") for number, label in enumerate(labels)), notes=[])
    names = [one.full_name for one in fields_of(plan.object("meeting_note")) if one.column.field_id]
    assert len({name.lower() for name in names}) == len(labels)
    assert names[:4] == ["Type_F__c", "Order_F__c", "A_B__c", "F_9lives__c"]
    assert Salesforce().lint(package(plan)) == ()


def test_a_renamed_label_keeps_its_api_name() -> None:
    old = plan_of(field(1, "予算", "Budget", "money"), notes=[]).object("meeting_note")
    new = plan_of(field(1, "ご予算感", "Budget", "money"), field(2, "予算", "Budget_2", "money"), notes=[]).object("meeting_note")
    assert [one.full_name for one in fields_of(old)][-1] in [one.full_name for one in fields_of(new)]


def test_choices_have_ascii_values_and_japanese_labels() -> None:
    assert choice_values(("A", "a", "提案", "A;B", "Won deal"))["A"] == "A"
    values = choice_values(("A", "a", "提案", "A;B", "Won deal"))
    assert len({value.lower() for value in values.values()}) == 5
    assert all(value.isascii() and ";" not in value for value in values.values())
    assert "<label>提案</label>" in package().read(FIELDS + "Phase__c.field-meta.xml").decode()


def test_a_thousand_choices_fit_and_a_thousand_and_one_become_text() -> None:
    def kind(count: int) -> str:
        one = field(1, "型番", "Model", "enum", choices=tuple(f"型番{number}" for number in range(count)))
        return fields_of(plan_of(one, notes=[]).object("meeting_note"))[-1].kind

    assert (kind(1000), kind(1001)) == ("Picklist", "Text")


def test_the_word_for_null_is_refused_and_said_so() -> None:
    note = ExportNote("n1", "x", values={"f00000001": (ExportValue("#N/A", "#N/A"),)})
    plan = plan_of(field(1, "備考", "Memo", "text"), notes=[note])
    assert [(reject.code, reject.note_id, reject.label) for reject in plan.rejects] == [("null_word", "n1", "備考")]


def test_records_name_their_parents_by_external_id_and_leave_unsaid_cells_null() -> None:
    row = read_csv(package().read(NOTES))[1]
    assert row["Account__r.Notes_App_Id__c"].startswith("acc-")
    assert (row["Budget__c"], row["Contact__r.Notes_App_Id__c"][:4], row["Products__c"].split(";")[0][:2]) == ("#N/A", "con-", "V_")


def test_an_owner_goes_only_where_a_user_is_mapped() -> None:
    rows = read_csv(package().read(NOTES))
    assert [row["User:Owner.Username"] for row in rows] == ["yamada@example.com", "", "yamada@example.com"]
    nobody = Salesforce().fit(
        build_plan(TemplateVersion("t", 1, "試験", (), MOMENT, "p"), sample_notes(), ExportScope(), replace(OPTIONS, owners={}))
    )
    assert not any("Owner." in header for header in read_csv(package(nobody).read(NOTES))[0])


def test_large_record_files_are_split_into_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes_app.crm.salesforce.JOB_BYTES", 100)
    parcel = package()
    assert json.loads(parcel.read("mapping.json"))["objects"]["meeting_note"]["files"] == [
        NOTES,
        NOTES.replace(".csv", "-2.csv"),
        NOTES.replace(".csv", "-3.csv"),
    ]
    assert set(Salesforce().read_back(parcel)["meeting_note"]) == {"n1", "n2", "n3"}
    assert "4-Meeting_Note__c-2.csv" in parcel.read("README.ja.md").decode("utf-8-sig")


def test_a_name_longer_than_salesforce_takes_is_cut_and_said_so() -> None:
    note = ExportNote("n1", "訪問", account="青空工業", deal="更新" * 100)
    plan = plan_of(notes=[note])
    assert plan.object("deal").rows[0].values["name"] == "更新" * 60
    assert "name_cut" in {finding.code for finding in plan.findings}
    assert Salesforce().lint(package(plan)) == ()


def test_a_date_outside_salesforces_calendar_is_refused() -> None:
    note = ExportNote("n1", "x", values={"f00000001": (ExportValue("1543-08-25", "1543/8/25"),)})
    assert [reject.code for reject in plan_of(field(1, "日", "Day", "date"), notes=[note]).rejects] == ["date_range"]


def test_meetings_become_events_and_promises_tasks() -> None:
    parcel = package()
    events, tasks = read_csv(parcel.read("activities/1-Event.csv")), read_csv(parcel.read("activities/2-Task.csv"))
    assert [(row["Subject"], row["StartDateTime"], row["ActivityDate"], row["IsAllDayEvent"]) for row in events][:2] == [
        ("青空工業 訪問", "2026-04-01T01:00:00.000Z", "", "false"),
        ("電話", "", "2026-05-01", "true"),
    ]
    assert events[0]["Meeting_Note__c:What.Notes_App_Id__c"] == "n1"
    assert (tasks[0]["Subject"], tasks[0]["ActivityDate"], tasks[0]["Status"]) == ("見積を送る", "2026-04-10", "Not Started")
    assert Salesforce().lint(parcel) == ()


@pytest.mark.parametrize(
    ("path", "before", "after", "code"),
    [
        ("activities/1-Event.csv", '"青空工業 訪問"', '"' + "長" * 256 + '"', "cell_too_long"),
        ("activities/1-Event.csv", '"2026-05-01"', '""', "start_missing"),
        ("activities/2-Task.csv", '"見積を送る"', '""', "subject_missing"),
        ("activities/2-Task.csv", '"n1"', '"nowhere"', "parent_missing"),
    ],
)
def test_the_lint_of_activities_bites(path: str, before: str, after: str, code: str) -> None:
    parcel = package()
    text = parcel.read(path).decode("utf-8")
    assert before in text
    parcel.write(path, text.replace(before, after).encode("utf-8"))
    assert code in {finding.code for finding in Salesforce().lint(parcel)}


def test_a_description_is_cut_at_a_line_and_says_so() -> None:
    note = ExportNote("n1", "訪問", body="あいうえお\n" * 9_000)
    parcel = package(Salesforce().fit(build_plan(VERSION, [note], ExportScope(), OPTIONS)))
    (event,) = read_csv(parcel.read("activities/1-Event.csv"))
    assert event["Description"].endswith("あいうえお\n…")
    assert Salesforce().lint(parcel) == ()
