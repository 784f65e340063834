"""The whole loop over folders of real minutes: import, mine, publish, fill, export to every target, check. One line a corpus.

Run: `python -m benchmarks.corpora FOLDER…` (each folder is one corpus), or through `make eval DATA=…`.
Every package is linted, read back and compared with its plan, and checked by software that is not ours: frictionless and
csvw, Salesforce's Metadata WSDL, HubSpot's client, a real Tryton and a real CardDAV and CalDAV server; where `make
test-crm` has installed them, also Salesforce's source-deploy-retrieve, kintone's types and its import tool.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from checks.crm.conftest import HERE as TOOLS
from checks.crm.conftest import Node
from checks.crm.test_kintone_tools import APPS, complaints, imported, source_of
from checks.crm.test_salesforce_source import resolved
from notes_app.bootstrap import OPERATOR, open_workspace
from notes_app.crm.parcel import FolderParcel, MemoryParcel
from notes_app.crm.plan import ExportPlan, compare_rows, rows_of
from notes_app.crm.planning import ExportOptions, ExportScope, build_plan
from notes_app.crm.target import get_exporter, list_exporters
from notes_app.crm.vcard import Vcard
from notes_app.mining.slots import find_slots
from notes_app.settings import read_settings
from tests.crm import test_data_package
from tests.crm.dav_server import kept, serve
from tests.crm.metadata_schema import schema_errors
from tests.crm.test_hubspot import check_package
from tests.crm.tryton_server import TrytonBase

KEPT = 12
HEADINGS = ("corpus", "files", "notes", "skipped", "not UTF-8", "fields", "published", "slots", "records", "rejects", "packages", "faults")


@dataclass
class Checkers:
    """Servers that stay up for all corpora, and what was found wrong, in words."""

    tryton: TrytonBase
    dav_port: int
    node: Node | None
    scratch: Path
    faults: list[str] = field(default_factory=list)
    count: int = 0

    def check(self, target: str, plan: ExportPlan, package: Path) -> None:
        """Read a package back, and let everything that knows its format look at it."""
        exporter, source = get_exporter(target), FolderParcel(package)
        self._say(f"{target} read back", compare_rows(rows_of(plan), exporter.read_back(source)))
        self._say(f"{target} lint", [one.en for one in exporter.lint(source) if one.severity == "error"])
        others: dict[str, Callable[[ExportPlan, Path], None]] = {
            "data_package": self._data_package,
            "salesforce": self._salesforce,
            "hubspot": self._hubspot,
            "kintone": self._kintone,
            "tryton": self._tryton,
            "vcard": self._vcard,
        }
        if target in others:
            others[target](plan, package)
        self.count += 1

    def _say(self, what: str, found: Sequence[object]) -> None:
        self.faults += [f"{what}: {one}" for one in found]

    def _data_package(self, plan: ExportPlan, package: Path) -> None:
        self._say("frictionless", test_data_package.complaints(package))
        self._say("csvw", test_data_package.web_complaints(package))

    def _salesforce(self, plan: ExportPlan, package: Path) -> None:
        metadata = [one for one in package.rglob("*.xml") if one.name.endswith("-meta.xml") or one.parent.name == "manifest"]
        self._say("WSDL", [error for one in metadata for error in schema_errors(one.read_bytes())])
        if self.node:
            self._say("source-deploy-retrieve", resolved(self.node, package, package.with_suffix(".out"))["missing"])

    def _hubspot(self, plan: ExportPlan, package: Path) -> None:
        try:
            check_package(_in_memory(package))
        except (TypeError, ValueError) as error:
            self._say("HubSpot's client", [error])

    def _kintone(self, plan: ExportPlan, package: Path) -> None:
        if self.node is None:
            return
        if all(plan.counts.values()):
            self._say("kintone's types", complaints(self.node, source_of(package / "apps")).splitlines())
        for app in APPS:
            code, records, words = imported(self.node, package / "apps", app, self.scratch)
            if code or len(records) != plan.counts[app]:
                self._say("cli-kintone", [f"{app}: {len(records)} of {plan.counts[app]}: {words[-400:]}"])

    def _tryton(self, plan: ExportPlan, package: Path) -> None:
        made = self.tryton.take(_in_memory(package), f"corpus{self.count}")
        self._say("Tryton refuses", made.load(code=None)["refused"])
        self._say("Tryton read back", compare_rows(rows_of(plan), made.read()))

    def _vcard(self, plan: ExportPlan, package: Path) -> None:
        self._say("Radicale", compare_rows(rows_of(plan), Vcard().read_back(kept(self.dav_port, plan))))


def _in_memory(package: Path) -> MemoryParcel:
    folder = FolderParcel(package)
    return MemoryParcel({path: folder.read(path) for path in folder.list()})


def main(argv: Sequence[str]) -> int:
    print("".join(f"{heading:>11}" if at else f"{heading:30}" for at, heading in enumerate(HEADINGS)))
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (scratch / "tryton").mkdir()
        (scratch / "dav").mkdir()
        tryton = TrytonBase(scratch / "tryton")
        tryton.create()
        checkers = Checkers(tryton, stack.enter_context(serve(scratch / "dav")), _node(), scratch)
        if checkers.node is None:
            print("(without the tools from npm: run `make test-crm` once to have them)")
        for folder in argv:
            row = run_loop(Path(folder), checkers)
            print("".join(f"{cell!s:>11}" if at else f"{cell!s:30}" for at, cell in enumerate(row)), flush=True)
    for fault in checkers.faults[:50]:
        print(fault)
    return 1 if checkers.faults else 0


def _node() -> Node | None:
    """Return the Node that `make test-crm` set up, if it did."""
    bundled = sorted(TOOLS.glob("node_modules/node-linux-*/bin/node"))
    program = str(bundled[0]) if bundled else shutil.which("node")
    return Node(program) if program and (TOOLS / "node_modules" / ".installed").exists() else None


def run_loop(source: Path, checkers: Checkers) -> tuple[object, ...]:
    """Return the corpus's row; what the checkers found is added to theirs."""
    before, packages = len(checkers.faults), checkers.count
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        workspace = open_workspace(read_settings({}, notes=folder / "notes", var=folder / "var", watch_s="0"))
        try:
            imported_notes = workspace.import_path(OPERATOR, source)
            report = workspace.mining_report(OPERATOR)
            board = workspace.board(OPERATOR)
            board.keep_best(min(KEPT, len(report.fields)))
            version = board.publish("the best candidates")
            knowledge = workspace.knowledge()
            slots = sum(len(find_slots(one, knowledge)) for one in workspace.sources(OPERATOR))
            plan = build_plan(version, workspace.export_notes(OPERATOR), ExportScope(), ExportOptions(workspace.today))
            for target in list_exporters():
                workspace.export(OPERATOR, target, folder / target)
                checkers.check(target, get_exporter(target).fit(plan), folder / target)
        finally:
            workspace.close()
    other = sum(count for name, count in imported_notes.encodings.items() if not name.lower().startswith("utf"))
    return (
        source.name, imported_notes.files_in, len(imported_notes.imported), len(imported_notes.skipped), other, len(report.fields),
        len(version.fields), slots, sum(plan.counts.values()), len(plan.rejects), checkers.count - packages, len(checkers.faults) - before,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
