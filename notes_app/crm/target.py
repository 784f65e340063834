"""What every CRM writer is: a name, what it takes, and three verbs: write, lint, read back.

A writer is one module with a class that fills `Exporter`; none knows another. Ours are listed in `EXPORTERS`; third
parties add theirs by an entry point in the group `notes_app.exporters` that names a class or a function without arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Protocol, runtime_checkable

from notes_app.crm.cells import Refusal
from notes_app.crm.parcel import Sink, Source
from notes_app.crm.plan import (
    Column,
    ExportObject,
    ExportPlan,
    ExportRow,
    Finding,
    ReadRows,
    Reject,
    Value,
    with_rows,
)
from notes_app.errors import Language, NotFoundError

ENTRY_POINT_GROUP = "notes_app.exporters"

_OWN = {
    "data_package": "notes_app.crm.data_package:DataPackage",
    "salesforce": "notes_app.crm.salesforce:Salesforce",
    "hubspot": "notes_app.crm.hubspot:Hubspot",
    "kintone": "notes_app.crm.kintone:Kintone",
    "xlsx": "notes_app.crm.xlsx:Xlsx",
    "sqlite": "notes_app.crm.sqlite:Sqlite",
    "vcard": "notes_app.crm.vcard:Vcard",
    "tryton": "notes_app.crm.tryton:Tryton",
}


@dataclass(frozen=True, slots=True)
class TargetLimits:
    """What a target takes of our own object, for readiness and for the table of limits. None: no limit known.

    fields, choices: at most per object, per field. text_length: of its longest text field. record_note_*: what a record costs.
    """

    fields: int | None = None
    choices: int | None = None
    text_length: int | None = None
    label_length: int | None = None
    licence_ja: str = ""
    licence_en: str = ""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written.

    files:    path in the package -> bytes.
    records:  object key -> rows written.
    rejects:  values that did not go: the plan's and the target's own.
    findings: the plan's, the writer's and the lint's; an `error` among them means: do not import this package.
    delta:    object key -> counts of new, changed, unchanged and deleted against the export before; empty without a ledger.
    gone:     object key -> ids that were exported before and are not here any more: they still stand in the target.
    """

    target: str
    files: Mapping[str, int]
    records: Mapping[str, int]
    rejects: tuple[Reject, ...] = ()
    findings: tuple[Finding, ...] = ()
    delta: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    gone: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Whether nothing in it would be refused by the target."""
        return not any(finding.severity == "error" for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Return the report as the command line's `--json` prints it (docs/crm/README.en.md)."""
        return {
            "target": self.target,
            "files": [{"path": path, "bytes": size} for path, size in sorted(self.files.items())],
            "records": dict(self.records),
            "rejects": [
                {
                    "code": one.code,
                    "note_id": one.note_id,
                    "field_id": one.field_id,
                    "label": one.label,
                    "value": one.value,
                    "start": one.start,
                    "end": one.end,
                    "object": one.object_key,
                    "ja": one.ja,
                    "en": one.en,
                }
                for one in self.rejects
            ],
            "findings": [
                {"code": one.code, "severity": one.severity, "where": one.where, "ja": one.ja, "en": one.en} for one in self.findings
            ],
            "delta": {key: dict(counts) for key, counts in self.delta.items()},
            "gone": {key: list(ids) for key, ids in self.gone.items()},
        }


class Exporter(Protocol):
    """One target."""

    @property
    def name(self) -> str:
        """What the command line and the ledger call it: lower case, `_`."""

    @property
    def labels(self) -> Mapping[Language, str]:
        """What people call it."""

    @property
    def limits(self) -> TargetLimits:
        """What it takes."""

    def fit(self, plan: ExportPlan) -> ExportPlan:
        """Return the plan without the values that this target cannot hold, each of them a reject."""

    def write(self, plan: ExportPlan, out: Sink) -> ExportReport:
        """Fit the plan, write every file of the package (README ja and en, rejects, mapping included) and report."""

    def lint(self, source: Source) -> tuple[Finding, ...]:
        """Check a written package against the target's rules that no outside checker knows."""

    def read_back(self, source: Source) -> ReadRows:
        """Return what a written package says, from its files alone; equal to the rows of the fitted plan."""


@runtime_checkable
class NamesFields(Protocol):
    """A target whose fields have names of their own: what an exporter may offer beside `Exporter`."""

    def field_names(self, one: ExportObject) -> Mapping[str, str]:
        """Return column key -> name of the field in the target."""


class ExporterNotFoundError(NotFoundError):
    """Facts: what, known."""

    ja = "出力先「{what}」はありません。使えるのは {known} です。"
    en = 'There is no export target "{what}". Known targets: {known}.'


def list_exporters() -> tuple[str, ...]:
    """Return the names of every target, ours first."""
    others = {point.name for point in entry_points(group=ENTRY_POINT_GROUP)}
    return (*_OWN, *sorted(others - set(_OWN)))


def get_exporter(name: str) -> Exporter:
    """Return the target called `name` (`-` and `_` are one); raises `ExporterNotFoundError`."""
    return _load_exporter(name.replace("-", "_").lower())


@cache
def _load_exporter(key: str) -> Exporter:
    if key in _OWN:
        module, _, attribute = _OWN[key].partition(":")
        make: Callable[[], Exporter] = getattr(import_module(module), attribute)
        return make()
    for point in entry_points(group=ENTRY_POINT_GROUP):
        if point.name == key:
            exporter: Exporter = point.load()()
            return exporter
    raise ExporterNotFoundError(what=key, known=", ".join(list_exporters()))


Refuse = Callable[[Column, Value], Refusal | None]


def fit_values(plan: ExportPlan, refuser: Callable[[ExportObject], Refuse]) -> ExportPlan:
    """Return the plan without the cells that `refuser(object)` names a reason for; each becomes a reject with its evidence.

    A row whose required cell is refused goes without it, and the column is no longer required.
    """
    where = {(one.object_key, one.external_id, one.column_key): one for one in reversed(plan.evidence)}
    rejects = list(plan.rejects)
    objects = []
    for one in plan.objects:
        rows, touched, refuse = [], False, refuser(one)
        for row in one.rows:
            refused = {
                column.key: why
                for column in one.columns
                if column.key in row.values and (why := refuse(column, row.values[column.key])) is not None
            }
            for key, why in refused.items():
                rejects.append(_reject_of(one, row, key, why, where.get((one.key, row.external_id, key))))
            if refused:
                touched = True
                rows.append(ExportRow(row.external_id, {key: v for key, v in row.values.items() if key not in refused}))
            else:
                rows.append(row)
        objects.append(with_rows(one, rows) if touched else one)
    return replace(plan, objects=tuple(objects), rejects=tuple(rejects))


def _reject_of(one: ExportObject, row: ExportRow, key: str, why: Refusal, place: Any) -> Reject:
    column, value = one.column(key), row.values[key]
    note_id = place.note_id if place else (row.external_id if one.key == "meeting_note" else "")
    return Reject(
        why.code,
        note_id,
        column.field_id,
        column.label,
        " / ".join(value) if isinstance(value, tuple) else str(value)[:200],
        why.ja,
        why.en,
        start=place.start if place else None,
        end=place.end if place else None,
        object_key=one.key,
        external_id=row.external_id,
    )


class CountingSink:
    """A sink that remembers what went through it."""

    def __init__(self, out: Sink) -> None:
        self.out, self.files = out, dict[str, int]()

    def write(self, path: str, data: bytes) -> None:
        self.out.write(path, data)
        self.files[path] = len(data)
