"""The targets: ours know nothing of one another, and another distribution adds its own by an entry point."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import notes_app.crm
from notes_app.crm.target import ExporterNotFoundError, NamesFields, get_exporter, list_exporters

ROOM = Path(notes_app.crm.__file__).parent
OURS = ("data_package", "salesforce", "hubspot", "kintone", "xlsx", "sqlite", "vcard", "tryton")

PLUGIN = '''
from notes_app.crm.target import CountingSink, ExportReport, TargetLimits
from notes_app.crm.wire import json_bytes, format_cell, parse_cell
import json


class Lines:
    name = "acme_lines"
    labels = {"ja": "アクメ", "en": "Acme"}
    limits = TargetLimits()

    def fit(self, plan):
        return plan

    def write(self, plan, out):
        sink = CountingSink(out)
        types = {one.key: {column.key: column.column_type for column in one.columns} for one in plan.objects}
        rows = {
            one.key: {row.external_id: {key: format_cell(value) for key, value in row.values.items()} for row in one.rows}
            for one in plan.objects
        }
        sink.write("acme.json", json_bytes({"types": types, "rows": rows}))
        return ExportReport(self.name, sink.files, plan.counts, plan.rejects, plan.findings)

    def lint(self, source):
        return ()

    def read_back(self, source):
        held = json.loads(source.read("acme.json"))
        return {
            key: {row: {name: parse_cell(text, held["types"][key][name]) for name, text in cells.items()} for row, cells in rows.items()}
            for key, rows in held["rows"].items()
        }
'''
PYPROJECT = """[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "acme-lines"
version = "1"
[project.entry-points."notes_app.exporters"]
acme_lines = "acme_lines:Lines"
[tool.hatch.build.targets.wheel]
packages = ["acme_lines.py"]
only-include = ["acme_lines.py"]
"""
USE = """
from notes_app.crm.parcel import MemoryParcel
from notes_app.crm.plan import compare_rows, rows_of
from notes_app.crm.target import get_exporter, list_exporters
from notes_app.crm.target_fit import measure_fit
from tests.crm.making import whole_plan
assert list_exporters()[-1] == "acme_lines", list_exporters()
exporter, parcel, plan = get_exporter("acme-lines"), MemoryParcel(), whole_plan()
exporter.write(exporter.fit(plan), parcel)
assert compare_rows(rows_of(plan), exporter.read_back(parcel)) == ()
assert [one.facts for one in measure_fit(plan, [exporter])] == [None]
print("taken")
"""


def test_ours_are_there_under_both_spellings() -> None:
    assert list_exporters() == OURS
    assert get_exporter("Data-Package") is get_exporter("data_package")
    with pytest.raises(ExporterNotFoundError):
        get_exporter("lotus_notes")


@pytest.mark.parametrize("target", OURS)
def test_no_target_knows_another(target: str) -> None:
    """A target's modules begin with its name; they may know the plan and what all share, never another target's modules."""
    for path in ROOM.glob(f"{target}*.py"):
        if path.stem.startswith("target"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            module = named.removeprefix("notes_app.crm.")
            for other in OURS:
                assert other == target or not module.startswith(other), f"{path.name} knows {module}"


@pytest.mark.parametrize("target", ["salesforce", "hubspot", "kintone", "tryton"])
def test_a_crm_says_what_fields_are_called_there(target: str) -> None:
    assert isinstance(get_exporter(target), NamesFields)


def test_another_distribution_adds_a_target(tmp_path: Path) -> None:
    source, site = tmp_path / "source", tmp_path / "site"
    source.mkdir()
    (source / "acme_lines.py").write_text(PLUGIN, "utf-8")
    (source / "pyproject.toml").write_text(PYPROJECT)
    words = ("-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-index", "--no-deps", "--no-build-isolation")
    subprocess.run([sys.executable, *words, "--target", site, source], check=True, capture_output=True)
    run = subprocess.run(
        [sys.executable, "-c", USE], cwd=Path(__file__).parents[2], env={"PYTHONPATH": f"{site}:."}, capture_output=True, text=True, check=False
    )
    assert run.stdout.strip() == "taken", run.stderr
