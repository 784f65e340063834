"""The shipped example workspace: offered once, loaded as an import, gone when that import is undone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from notes_app.errors import NotFoundError
from notes_app.imports.folder import Importer
from notes_app.imports.import_store import ImportStore
from notes_app.imports.report import ImportReport
from notes_app.people.permission import Person
from notes_app.people.person_store import LoginTakenError, NameTakenError, PersonStore

SAMPLE_NAME = "sample"


def sample_folder() -> Path | None:
    """Return where the example ships: beside the code in a checkout, inside the package when installed; None if left out."""
    package = Path(__file__).resolve().parent.parent
    return next((one for one in (package.parent / "notes" / "sample", package / "_sample") if (one / "people.json").is_file()), None)


@dataclass(frozen=True, slots=True)
class SampleOffer:
    """The example and whether it is still on offer."""

    importer: Importer
    batches: ImportStore
    people: PersonStore

    def is_open(self) -> bool:
        """Return whether the example is there and was never loaded."""
        return sample_folder() is not None and not any(batch.source == SAMPLE_NAME for batch in self.batches.list())

    def load(self, person: Person, progress: Callable[[int, int | None], None] | None = None) -> ImportReport:
        """Import the example and name its fictional people; they have no password and cannot sign in.

        Raises:
            NotFoundError: this installation ships no example.
        """
        folder = sample_folder()
        if folder is None:
            raise NotFoundError(what="notes/sample")
        for one in json.loads((folder / "people.json").read_text(encoding="utf-8"))["people"]:
            try:
                self.people.add(login=one["login"], name=one["name"], reading=one.get("reading", ""), role=one["role"])
            except (LoginTakenError, NameTakenError):
                continue  # a real person of that name is here already, and keeps it
        return self.importer.import_path(person, folder, progress=progress)
