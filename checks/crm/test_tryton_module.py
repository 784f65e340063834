"""Tryton's own tests for modules pass over the module we make: views, access, dependencies, messages; and they bite."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from notes_app.crm.parcel import FolderParcel
from notes_app.crm.tryton import Tryton
from tests.crm.making import whole_plan

SUITE = """from trytond.tests.test_tryton import ModuleTestCase as Cases
class NotesAppTestCase(Cases):
    module = "notes_app"
del Cases
"""
FACTS = {"METADATA": "Metadata-Version: 2.1\nName: notes-app-tryton\nVersion: 1\n", "entry_points.txt": "[trytond.modules]\nnotes_app = notes_app_tryton\n"}


def verdict_of(folder: Path) -> subprocess.CompletedProcess[str]:
    """Let Tryton test the package's module in a database of its own; the database is kept for the next time."""
    facts = folder / "notes_app_tryton-1.dist-info"
    facts.mkdir(exist_ok=True)
    for name, text in FACTS.items():
        (facts / name).write_text(text)
    (folder / "notes_app_suite.py").write_text(SUITE)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), "TRYTOND_DATABASE_URI": "sqlite://", "DB_NAME": ":memory:"}
    words = [sys.executable, "-W", "error::SyntaxWarning", "-m", "unittest", "notes_app_suite"]
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_trytons_own_tests_pass(tmp_path: Path) -> None:
    Tryton().write(Tryton().fit(whole_plan()), FolderParcel(tmp_path))
    run = verdict_of(tmp_path)
    assert run.returncode == 0, run.stderr
    assert "OK" in run.stderr


def test_trytons_own_tests_bite(tmp_path: Path) -> None:
    Tryton().write(Tryton().fit(whole_plan()), FolderParcel(tmp_path))
    form = tmp_path / "notes_app_tryton" / "view" / "deal_form.xml"
    form.write_text(form.read_text("utf-8").replace('<field name="amount"/>', '<field name="amountt"/>'), "utf-8")
    run = verdict_of(tmp_path)
    assert run.returncode != 0
    assert "amountt" in run.stderr
