"""The whole loop over folders of real minutes: import, mine, publish, fill, export, check. One line a corpus.

Run: `python -m benchmarks.corpora FOLDER…` (each folder is one corpus), or through `make eval DATA=…`.
The packages are checked by software that is not ours: frictionless, and Salesforce's own Metadata WSDL.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from frictionless import Package

from notes_app.bootstrap import OPERATOR, open_workspace
from notes_app.mining.slots import find_slots
from notes_app.settings import read_settings
from tests.crm.metadata_schema import schema_errors

KEPT = 12
HEADINGS = ("corpus", "files", "notes", "skipped", "not UTF-8", "fields", "published", "slots", "records", "rejects", "lint errors", "frictionless", "WSDL")


def main(argv: Sequence[str]) -> int:
    print("".join(f"{heading:>14}" if at else f"{heading:32}" for at, heading in enumerate(HEADINGS)))
    wrong = 0
    for folder in argv:
        row, faults = run_loop(Path(folder))
        wrong += faults
        print("".join(f"{cell!s:>14}" if at else f"{cell!s:32}" for at, cell in enumerate(row)), flush=True)
    return 1 if wrong else 0


def run_loop(source: Path) -> tuple[tuple[object, ...], int]:
    """Return the corpus's row, and how many faults the checkers found."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        workspace = open_workspace(read_settings({}, notes=folder / "notes", var=folder / "var", watch_s="0"))
        try:
            imported = workspace.import_path(OPERATOR, source)
            report = workspace.mining_report(OPERATOR)
            board = workspace.board(OPERATOR)
            board.keep_best(min(KEPT, len(report.fields)))
            version = board.publish("the best candidates")
            knowledge = workspace.knowledge()
            slots = sum(len(find_slots(one, knowledge)) for one in workspace.sources(OPERATOR))
            exports = [workspace.export(OPERATOR, target, folder / target) for target in ("data_package", "salesforce")]
        finally:
            workspace.close()
        package = Package(str(next((folder / "data_package").rglob("datapackage.json")))).validate()
        frictionless = len(package.flatten(["type"]))
        metadata = [one for one in (folder / "salesforce").rglob("*.xml") if one.name.endswith("-meta.xml") or one.name == "package.xml"]
        wsdl = sum(len(schema_errors(one.read_bytes())) for one in metadata)
        lint = sum(finding.severity == "error" for export in exports for finding in export.findings)
    other = sum(count for name, count in imported.encodings.items() if not name.lower().startswith("utf"))
    row = (
        source.name, imported.files_in, len(imported.imported), len(imported.skipped), other, len(report.fields), len(version.fields), slots,
        sum(exports[0].records.values()), len(exports[0].rejects), lint, frictionless, wsdl,
    )  # fmt: skip
    return row, lint + frictionless + wsdl


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
