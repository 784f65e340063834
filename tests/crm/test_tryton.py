"""A real Tryton takes the module and every record, gives them back the same, and refuses what is broken."""

from __future__ import annotations

import csv
import itertools
import shutil
from pathlib import Path

import pytest
from hypothesis import given

from notes_app.crm.parcel import MemoryParcel
from notes_app.crm.plan import ExportPlan, compare_rows, rows_of
from notes_app.crm.tryton import Tryton
from tests.crm.making import Drawn, few, plans, whole_plan
from tests.crm.tryton_server import TrytonBase, TrytonPackage

NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> TrytonBase:
    made = TrytonBase(tmp_path_factory.mktemp("tryton"))
    made.create()
    return made


def package(plan: ExportPlan) -> MemoryParcel:
    parcel = MemoryParcel()
    Tryton().write(plan, parcel)
    return parcel


@pytest.fixture(scope="module")
def loaded(base: TrytonBase) -> TrytonPackage:
    made = base.take(package(Tryton().fit(whole_plan())), "loaded", with_pip=True)
    assert {name: count["created"] for name, count in made.load("--dry-run")["counts"].items()} == whole_plan().counts
    assert not any(made.read().values()), "a dry run leaves nothing"
    made.load()
    return made


def test_tryton_gives_back_what_was_planned(loaded: TrytonPackage) -> None:
    assert compare_rows(rows_of(Tryton().fit(whole_plan())), loaded.read()) == ()


def test_loading_again_makes_nothing_twice(loaded: TrytonPackage) -> None:
    counts = loaded.load()["counts"]
    assert {name: (count["created"], count["changed"]) for name, count in counts.items()} == {
        name: (0, count) for name, count in whole_plan().counts.items()
    }
    assert compare_rows(rows_of(Tryton().fit(whole_plan())), loaded.read()) == ()


NOTES = "records/4-meeting_note.csv"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"x_phase": "未定"}, "not one of the allowed options"),
        ({"title": ""}, "required"),
        ({"title": "長" * 256}, "too long"),
        ({"notes_app_id": "n1"}, "unique"),
        ({"account": "acc-of-nobody"}, "no record"),
    ],
    ids=["unknown choice", "missing required", "too long", "the same id twice", "a record that is not there"],
)
def test_tryton_refuses_what_is_broken_and_takes_the_rest(
    base: TrytonBase, loaded: TrytonPackage, change: dict[str, str], words: str
) -> None:
    name = f"broken{next(NUMBERS)}"
    shutil.copy(base.folder / "loaded.sqlite", base.folder / f"{name}.sqlite")
    folder = base.folder / f"{name}-package"
    shutil.copytree(loaded.folder, folder)
    rows = _rows(folder / NOTES)
    fresh = [{**rows[1], "notes_app_id": "n8", **change}, {**rows[1], "notes_app_id": "n9"}]
    if "notes_app_id" in change:  # both are new, and both say they are n7
        fresh = [{**rows[1], "notes_app_id": "n7"}, {**rows[2], "notes_app_id": "n7"}]
    _write(folder / NOTES, fresh)
    answer = TrytonPackage(base, folder, loaded.sites, name).load(code=1)
    assert [one["object"] for one in answer["refused"]] == ["meeting_note"]
    assert words in answer["refused"][0]["why"].lower()
    assert answer["counts"]["meeting_note"]["created"] == 1


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)


@given(drawn=plans())
@few(2, most=20)  # a database each
def test_tryton_gives_back_whatever_people_wrote(base: TrytonBase, drawn: Drawn) -> None:
    fitted = Tryton().fit(drawn.plan)
    made = base.take(package(fitted), f"drawn{next(NUMBERS)}")
    assert made.load()["refused"] == []
    assert compare_rows(rows_of(fitted), made.read()) == ()


@pytest.mark.parametrize(
    ("path", "before", "after", "code"),
    [
        ("notes_app_tryton/records.py", "x_budget", "x_budgie", "field_missing"),
        ("notes_app_tryton/records.py", "class Deal(", "class Deal((", "not_readable"),
        ("notes_app_tryton/view/deal_form.xml", "</form>", "</from>", "not_readable"),
        (NOTES, '"n2"', '"n1"', "bad_id"),
        (NOTES, '"青空工業 訪問"', '"' + "長" * 256 + '"', "too_long"),
    ],
)
def test_the_lint_bites(path: str, before: str, after: str, code: str) -> None:
    parcel = package(whole_plan())
    assert Tryton().lint(parcel) == ()
    text = parcel.read(path).decode("utf-8")
    assert before in text
    parcel.write(path, text.replace(before, after).encode("utf-8"))
    assert code in {finding.code for finding in Tryton().lint(parcel)}
