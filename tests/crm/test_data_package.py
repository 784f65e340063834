"""The Data Package, checked by frictionless and csvw, which are not ours."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest
from hypothesis import given

from notes_app.crm.data_package import DataPackage
from notes_app.crm.parcel import FolderParcel, MemoryParcel
from notes_app.crm.plan import ExportPlan
from tests.crm.making import Drawn, few, plans, whole_plan


def complaints(folder: Path) -> list[str]:
    """Return what frictionless says against a package."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # frictionless imports modules that warn of their own future
        from frictionless import validate

        report = validate(str(folder / "datapackage.json"))
    return [str(one) for one in report.flatten(["resource", "type", "message"])] + [error.message for error in report.errors]


def written(plan: ExportPlan, folder: Path) -> Path:
    DataPackage().write(plan, FolderParcel(folder))
    return folder


def test_frictionless_finds_nothing(tmp_path: Path) -> None:
    assert complaints(written(whole_plan(), tmp_path)) == []


@given(drawn=plans())
@few(8)
def test_frictionless_finds_nothing_whatever_people_write(tmp_path_factory: pytest.TempPathFactory, drawn: Drawn) -> None:
    assert complaints(written(drawn.plan, tmp_path_factory.mktemp("package"))) == []


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("data/meeting_note.csv", '"提案"', '"ない段階"'),
        ("data/meeting_note.csv", '"5000000"', '"五百万"'),
        ("data/meeting_note.csv", '"2026-04-01"', '"4月1日"'),
        ("data/meeting_note.csv", '"acc-', '"lost-'),
        ("data/meeting_note.csv", '"n2"', '"n1"'),
        ("data/meeting_note.csv", '"青空工業 訪問"', '""'),
        ("data/meeting_note.csv", '""検査機""', '""知らない製品""'),
        ("datapackage.json", '"type": "date"', '"type": "no such type"'),
    ],
    ids=["choice", "money", "date", "parent", "id twice", "required", "member", "descriptor"],
)
def test_frictionless_bites(tmp_path: Path, path: str, before: str, after: str) -> None:
    file = written(whole_plan(), tmp_path) / path
    text = file.read_text("utf-8")
    assert before in text
    file.write_bytes(text.replace(before, after, 1).encode("utf-8"))
    assert complaints(tmp_path) != []


def web_complaints(folder: Path) -> list[str]:
    """Return what csvw says against the same CSV files, read by their W3C metadata."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from csvw import CSVW

        checked = CSVW(str(folder / "csv-metadata.json"), validate=True, strict=False)  # strict: no reference may be empty
        try:
            return [] if checked.is_valid else [str(one.message) for one in checked.warnings]
        except ValueError as error:
            return [str(error)]


def test_csvw_finds_nothing(tmp_path: Path) -> None:
    assert web_complaints(written(whole_plan(), tmp_path)) == []


@given(drawn=plans())
@few(5)
def test_csvw_finds_nothing_whatever_people_write(tmp_path_factory: pytest.TempPathFactory, drawn: Drawn) -> None:
    assert web_complaints(written(drawn.plan, tmp_path_factory.mktemp("package"))) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"提案"', '"ない段階"'),
        ('"5000000"', '"五百万"'),
        ('"2026-04-01"', '"4月1日"'),
        ('"acc-', '"lost-'),
        ('"n2"', '"n1"'),
        ('"青空工業 訪問"', '""'),
    ],
    ids=["choice", "money", "date", "parent", "id twice", "required"],
)
def test_csvw_bites(tmp_path: Path, before: str, after: str) -> None:
    file = written(whole_plan(), tmp_path) / "data/meeting_note.csv"
    text = file.read_text("utf-8")
    assert before in text
    file.write_bytes(text.replace(before, after, 1).encode("utf-8"))
    assert web_complaints(tmp_path) != []


def test_each_value_is_traced_to_its_words() -> None:
    parcel = MemoryParcel()
    DataPackage().write(whole_plan(), parcel)
    rows = parcel.read("data/evidence.csv").decode("utf-8").splitlines()
    assert rows[0].split(",")[2:7] == ['"field"', '"note_id"', '"start"', '"end"', '"quote"']
    assert any('"Budget","n1","18","23","500万円"' in row for row in rows)


def test_machine_files_have_no_bom_no_cr_and_no_guard() -> None:
    parcel = MemoryParcel()
    DataPackage().write(whole_plan(), parcel)
    for path in parcel.list():
        if path.startswith("data/") or path.endswith(".json"):
            assert not parcel.read(path).startswith(b"\xef\xbb\xbf")
            assert b"\r" not in parcel.read(path)


def test_the_lint_misses_no_file() -> None:
    parcel = MemoryParcel()
    DataPackage().write(whole_plan(), parcel)
    del parcel.files["data/deal.csv"]
    assert [finding.where for finding in DataPackage().lint(parcel)] == ["data/deal.csv"]


def test_the_descriptor_carries_the_template() -> None:
    parcel = MemoryParcel()
    DataPackage().write(whole_plan(), parcel)
    package = json.loads(parcel.read("datapackage.json"))
    note = next(resource for resource in package["resources"] if resource["name"] == "meeting_note")
    budget = next(one for one in note["schema"]["fields"] if one["name"] == "Budget")
    assert (budget["title"], budget["type"], budget["notes-app:field_id"]) == ("予算", "integer", "f00000001")
