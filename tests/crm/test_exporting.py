"""Running exports: folders and zips, deltas, and what happens to other people's files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from notes_app.crm.csv_text import guard_formula, human_csv, machine_csv, read_csv
from notes_app.crm.data_package import DataPackage
from notes_app.crm.export_store import ExportLedger
from notes_app.crm.exporting import MARKER, ExportFolderNotEmptyError, ExportOrder, run_export
from notes_app.crm.parcel import FolderParcel, MemoryParcel, unzip
from notes_app.crm.plan import ExportValue, compare_rows, rows_of
from notes_app.crm.planning import ExportScope
from notes_app.crm.target import ExporterNotFoundError, get_exporter, list_exporters
from notes_app.ledger.database import open_ledger
from tests.crm.making import OPTIONS, TODO, VERSION, sample_notes, sample_plan, told_notes

ORDER = ExportOrder("data_package", VERSION, ExportScope(), OPTIONS, "p1")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    yield engine
    engine.dispose()


@pytest.fixture
def ledger(engine: Engine) -> ExportLedger:
    return ExportLedger(engine, lambda: datetime(2026, 6, 1, tzinfo=UTC))


def test_a_folder_and_a_zip_hold_the_same_files(tmp_path: Path) -> None:
    run_export(ORDER, sample_notes(), tmp_path / "out")
    run_export(ORDER, sample_notes(), tmp_path / "out.zip")
    run_export(ORDER, sample_notes(), tmp_path / "again.zip")
    folder, archive = FolderParcel(tmp_path / "out"), unzip(tmp_path / "out.zip")
    assert folder.list() == archive.list()
    assert all(folder.read(path) == archive.read(path) for path in folder.list())
    assert (tmp_path / "out.zip").read_bytes() == (tmp_path / "again.zip").read_bytes()


@pytest.mark.parametrize("target", list_exporters())
def test_every_target_exports_without_findings_of_error(tmp_path: Path, target: str) -> None:
    report = run_export(replace(ORDER, target=target), sample_notes(), tmp_path / "out")
    assert report.is_clean
    assert report.to_json()["records"]["meeting_note"] == 2
    assert set(report.files) == set(FolderParcel(tmp_path / "out").list())


def test_the_second_export_is_a_delta(tmp_path: Path, ledger: ExportLedger) -> None:
    first, second = sample_notes()
    report = run_export(ORDER, [first, second], tmp_path / "1", ledger=ledger)
    assert report.delta["meeting_note"] == {"new": 2, "changed": 0, "unchanged": 0, "gone": 0}
    again = run_export(replace(ORDER, mode="changes"), [first, second], tmp_path / "2", ledger=ledger)
    assert set(again.records.values()) == {0}
    assert again.delta["meeting_note"] == {"new": 0, "changed": 0, "unchanged": 2, "gone": 0}
    changed = run_export(replace(ORDER, mode="changes"), [replace(first, title="改題")], tmp_path / "3", ledger=ledger)
    assert changed.delta["meeting_note"] == {"new": 0, "changed": 1, "unchanged": 0, "gone": 1}
    assert [row["external_id"] for row in read_csv((tmp_path / "3/data/meeting_note.csv").read_bytes())] == ["n1"]
    assert "n2" in (tmp_path / "3/gone.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("target", list_exporters())
def test_a_delta_is_clean_and_holds_what_changed_alone(tmp_path: Path, ledger: ExportLedger, target: str) -> None:
    order = replace(ORDER, target=target)
    first, second, third = told_notes()
    run_export(order, [first, second, third], tmp_path / "1", ledger=ledger)
    again = run_export(replace(order, mode="changes"), [first, second, third], tmp_path / "2", ledger=ledger)
    assert (again.is_clean, set(again.records.values())) == (True, {0})
    promised = ExportValue("図面を渡す", "図面を渡す")
    changed = replace(second, values={**second.values, TODO.field_id: (promised,)})
    report = run_export(replace(order, mode="changes"), [first, changed, third], tmp_path / "3", ledger=ledger)
    assert report.is_clean, report.findings
    assert (report.records["meeting_note"], report.records["todo"]) == (1, 1)
    assert report.records["account"] == 1  # of the note that changed; without it the note's reference would point at nothing
    assert "parents_come_along" in {one.code for one in report.findings}
    done = replace(third, body=third.body + "\n図面を渡す件は完了した。", account=second.account, deal=second.deal, kind="minutes", said=(), values={})
    report = run_export(replace(order, mode="changes"), [first, changed, done], tmp_path / "4", ledger=ledger)
    assert report.is_clean, report.findings  # the promise changed, and the note it was made in did not
    assert report.records["todo"] == 1
    if target == "salesforce":  # what cannot be matched on an id is written when it is new, and never again
        events, tasks = (read_csv((tmp_path / "4/activities" / name).read_bytes()) for name in ("1-Event.csv", "2-Task.csv"))
        assert (events, tasks) == ([], [])


def test_what_is_gone_stays_listed_until_a_person_deleted_it(tmp_path: Path, ledger: ExportLedger) -> None:
    run_export(ORDER, sample_notes(), tmp_path / "1", ledger=ledger)
    for number in (2, 3):
        assert run_export(ORDER, sample_notes()[:1], tmp_path / str(number), ledger=ledger).delta["meeting_note"]["gone"] == 1
    ledger.forget("data_package", "meeting_note", ["n2"])
    assert run_export(ORDER, sample_notes()[:1], tmp_path / "4", ledger=ledger).delta["meeting_note"]["gone"] == 0


def test_targets_do_not_share_a_delta_and_runs_are_kept(tmp_path: Path, ledger: ExportLedger) -> None:
    run_export(ORDER, sample_notes(), tmp_path / "1", ledger=ledger)
    other = run_export(replace(ORDER, target="salesforce"), sample_notes(), tmp_path / "2", ledger=ledger)
    assert other.delta["meeting_note"]["new"] == 2
    assert {run.target for run in ledger.list_runs()} == {"data_package", "salesforce"}
    assert [run.report["records"]["meeting_note"] for run in ledger.list_runs("salesforce")] == [2]


def test_another_folder_is_never_written_into(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ExportFolderNotEmptyError):
        run_export(ORDER, sample_notes(), tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


def test_writing_again_removes_our_stale_files_only(tmp_path: Path) -> None:
    run_export(replace(ORDER, target="salesforce"), sample_notes(), tmp_path)
    (tmp_path / "memo.txt").write_text("a person's")
    run_export(ORDER, sample_notes(), tmp_path)
    assert not (tmp_path / "sfdx-project.json").exists()
    assert (tmp_path / "memo.txt").exists()
    assert (tmp_path / MARKER).exists()


def test_an_unknown_target_names_the_known_ones() -> None:
    with pytest.raises(ExporterNotFoundError, match="salesforce"):
        get_exporter("sap")
    assert get_exporter("data-package") is get_exporter("data_package")


@pytest.mark.parametrize("path", ["../out", "/etc/passwd", "a/../../b", "c:\\x", ""])
def test_no_file_leaves_its_package(path: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        MemoryParcel().write(path, b"")


@pytest.mark.parametrize("text", ["=1+1", "+81-3-1234", "-5", "@SUM", "\t=1", "\r=1", "＝１", "＋８１", "－５", "＠ｘ"])
def test_a_formula_is_guarded_for_people_and_left_alone_for_machines(text: str) -> None:
    assert guard_formula(text) == "'" + text
    assert read_csv(machine_csv(["a"], [[text]]))[0]["a"] == text
    assert human_csv(["a"], [[text]]).startswith(b"\xef\xbb\xbf")


def test_a_difference_is_reported_by_cell() -> None:
    ours, theirs = rows_of(sample_plan()), rows_of(sample_plan())
    theirs["meeting_note"]["n1"]["Budget"] = 1
    del theirs["meeting_note"]["n2"]
    assert [(one.external_id, one.column_key, one.read) for one in compare_rows(ours, theirs)] == [("n1", "Budget", 1), ("n2", "", None)]


def test_a_third_party_adds_a_target_by_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    class Theirs(DataPackage):
        name = "theirs"

    class Point:
        name = "theirs"

        def load(self) -> type[DataPackage]:
            return Theirs

    monkeypatch.setattr("notes_app.crm.target.entry_points", lambda group: [Point()] if group == "notes_app.exporters" else [])
    assert list_exporters()[-1] == "theirs"
    assert get_exporter("theirs").name == "theirs"
