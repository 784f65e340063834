"""A push over the small example of `tests.crm.making`: ledger, folders, and a CRM on this machine that has our fields."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from notes_app.crm.export_store import ExportLedger
from notes_app.crm.exporting import ExportOrder, make_package
from notes_app.crm.parcel import MemoryParcel
from notes_app.crm.plan import ExportNote
from notes_app.crm.planning import ExportScope
from notes_app.crm.push.credentials import Credentials, merge_credentials
from notes_app.crm.push.patience import Patience
from notes_app.crm.push.pushing import PushDesk, PushOrder, preview_push, run_push
from notes_app.crm.push.report import PushReport
from notes_app.crm.push.sent_store import PushStore
from notes_app.ledger.database import open_ledger
from tests.crm.making import OPTIONS, VERSION, sample_notes
from tests.crm.push.hubspot_server import TOKEN as HUBSPOT_TOKEN
from tests.crm.push.hubspot_server import Hubspot, hubspot_of
from tests.crm.push.kintone_server import TOKEN as KINTONE_TOKEN
from tests.crm.push.kintone_server import Kintone
from tests.crm.push.loopback import Loopback
from tests.crm.push.salesforce_server import TOKEN as SALESFORCE_TOKEN
from tests.crm.push.salesforce_server import Salesforce, salesforce_of

NOW = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
TARGETS = ("salesforce", "hubspot", "kintone")


@cache
def sample_package(target: str) -> MemoryParcel:
    return package_of(target, sample_notes())


def package_of(target: str, notes: Sequence[ExportNote]) -> MemoryParcel:
    return make_package(ExportOrder(target, VERSION, ExportScope(), OPTIONS, "p1"), notes)[0]


def kintone_of(parcel: MemoryParcel) -> Kintone:
    files = [path for path in parcel.list() if path.endswith("/fields.json")]
    return Kintone({at: json.loads(parcel.read(path))["properties"] for at, path in enumerate(files, start=11)})


def apps_of(parcel: MemoryParcel) -> str:
    files = [path for path in parcel.list() if path.endswith("/fields.json")]
    return ",".join(f"{path.split('/')[1]}={at}" for at, path in enumerate(files, start=11))


MAKERS: Mapping[str, Callable[[MemoryParcel], Loopback]] = {"salesforce": salesforce_of, "hubspot": hubspot_of, "kintone": kintone_of}


def variables(target: str, server: Loopback, parcel: MemoryParcel) -> dict[str, str]:
    """Return the environment that leads to the server."""
    match target:
        case "salesforce":
            return {"NOTES_APP_SALESFORCE_URL": server.url, "NOTES_APP_SALESFORCE_TOKEN": SALESFORCE_TOKEN}
        case "hubspot":
            return {"NOTES_APP_HUBSPOT_URL": server.url, "NOTES_APP_HUBSPOT_TOKEN": HUBSPOT_TOKEN}
        case _:
            return {"NOTES_APP_KINTONE_URL": server.url, "NOTES_APP_KINTONE_TOKEN": KINTONE_TOKEN, "NOTES_APP_KINTONE_APPS": apps_of(parcel)}


@dataclass
class Case:
    """One target with its server."""

    target: str
    server: Any
    parcel: MemoryParcel
    folder: Path
    notes: list[ExportNote] = field(default_factory=sample_notes)
    environment: dict[str, str] = field(default_factory=dict)
    patience: Patience = field(default_factory=lambda: Patience(sleep=lambda _s: None, chance=lambda: 0.0))

    def __post_init__(self) -> None:
        self.engine = open_ledger("sqlite://")
        self.store = PushStore(self.engine, lambda: NOW)
        self.ledger = ExportLedger(self.engine, lambda: NOW)
        self.desk = PushDesk(
            self.store, self.ledger, self.folder / "push", self.folder / "locks", lambda: NOW, make_patience=lambda: self.patience
        )

    @property
    def credentials(self) -> Credentials:
        return merge_credentials(self.target, self.environment, {})

    def order(self, **more: Any) -> PushOrder:
        return replace(PushOrder(self.credentials, VERSION, ExportScope(), OPTIONS, "p1"), **more)

    def push(self, **more: Any) -> PushReport:
        return run_push(self.desk, self.order(**more), self.notes)

    def preview(self, **more: Any) -> PushReport:
        return preview_push(self.desk, self.order(**more), self.notes)

    @property
    def records(self) -> dict[str, list[dict[str, Any]]]:
        """What the server holds, place -> records, the key of each under "key"."""
        return held_by(self.server)


def held_by(server: Any) -> dict[str, list[dict[str, Any]]]:
    if isinstance(server, Kintone):
        return {str(app): [{**one, "key": one["notes_app_id"]["value"]} for one in it["records"]] for app, it in server.apps.items()}
    if isinstance(server, Hubspot):
        return {kind: [{**one, "key": one.get("mn_id") or one.get("hs_note_body", "").rsplit("notes-app ID: ", 1)[-1]}
                       for one in records.values()] for kind, records in server.objects.items()}  # fmt: skip
    assert isinstance(server, Salesforce)
    return {kind: [{**one, "key": one["Notes_App_Id__c"]} for one in records.values()] for kind, records in server.records.items()}


@contextmanager
def case_of(target: str, folder: Path, notes: list[ExportNote] | None = None) -> Iterator[Case]:
    """Yield a case whose server has the fields of the package."""
    parcel = sample_package(target) if notes is None else package_of(target, notes)
    notes = sample_notes() if notes is None else notes
    server = MAKERS[target](parcel)
    try:
        case = Case(target, server, parcel, folder, notes)
        case.environment = variables(target, server, parcel)
        yield case
        case.engine.dispose()
    finally:
        server.close()
