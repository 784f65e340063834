"""A real Tryton on a SQLite file of this machine: a database with the module `party`, and packages of ours put into it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notes_app.crm.parcel import FolderParcel, MemoryParcel
from notes_app.crm.plan import Value
from notes_app.crm.tryton_module import PACKAGE
from notes_app.crm.wire import parse_cell

ADMIN = Path(sys.executable).with_name("trytond-admin")
_ENTRY_POINT = f"[trytond.modules]\nnotes_app = {PACKAGE}\n"


@dataclass
class TrytonBase:
    """A database in which nothing but `party` is active; every package goes into a copy of it."""

    folder: Path

    def create(self) -> None:
        (self.folder / "trytond.conf").write_text(f"[database]\nuri = sqlite://\npath = {self.folder}\n")
        (self.folder / "password").write_text("a throw-away password")
        (self.folder / "base.sqlite").touch()
        self.run(ADMIN, "-c", "trytond.conf", "-d", "base", "-u", "party", "--activate-dependencies", "--email", "admin@example.com")

    def run(self, *words: object, sites: Path | None = None, code: int | None = 0) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "TRYTONPASSFILE": str(self.folder / "password")}
        if sites:
            environment["PYTHONPATH"] = str(sites)
        done = subprocess.run(list(map(str, words)), cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert code is None or done.returncode == code, done.stdout + done.stderr
        return done

    def take(self, parcel: MemoryParcel, name: str, *, with_pip: bool = False) -> TrytonPackage:
        """Install a package's module into a fresh database of that name; its records are not loaded yet."""
        package = self.folder / f"{name}-package"
        for path in parcel.list():
            FolderParcel(package).write(path, parcel.read(path))
        sites = package if not with_pip else self.folder / f"{name}-site"
        if with_pip:
            self.run(
                *(sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-index", "--no-deps"),
                *("--no-build-isolation", "--target", sites, package),
            )
        else:  # what pip would write, without its seconds
            facts = package / "notes_app_tryton-1.dist-info"
            facts.mkdir()
            (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: notes-app-tryton\nVersion: 1\n")
            (facts / "entry_points.txt").write_text(_ENTRY_POINT)
        shutil.copy(self.folder / "base.sqlite", self.folder / f"{name}.sqlite")
        self.run(ADMIN, "-c", "trytond.conf", "-d", name, "-u", "notes_app", "--activate-dependencies", sites=sites)
        return TrytonPackage(self, package, sites, name)


@dataclass
class TrytonPackage:
    """A package whose module is active in a database of its own."""

    base: TrytonBase
    folder: Path
    sites: Path
    name: str

    def load(self, *more: str, code: int | None = 0) -> dict[str, Any]:
        words = (sys.executable, self.folder / "load.py", "-c", "trytond.conf", "-d", self.name, *more)
        answer: dict[str, Any] = json.loads(self.base.run(*words, sites=self.sites, code=code).stdout)
        return answer

    def read(self) -> dict[str, dict[str, dict[str, Value]]]:
        """Return what Tryton holds, in the shape of `plan.rows_of`."""
        mapping = json.loads((self.folder / "mapping.json").read_text("utf-8"))["objects"]
        types: Mapping[str, Mapping[str, str]] = {one["object"]: {column["key"]: column["type"] for column in one["columns"]} for one in mapping}
        held = self.load("--read")
        return {
            name: {key: {column: parse_cell(text, types[name][column]) for column, text in cells.items()} for key, cells in rows.items()}
            for name, rows in held.items()
        }
