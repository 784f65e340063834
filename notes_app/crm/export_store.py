"""The export ledger: which record went to which target, with a hash, so that the next export is a delta.

A record that is no longer exported stays listed as `gone`: it still stands in the CRM until a person deletes it there.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, insert, select

from notes_app.crm.plan import ExportPlan, ExportRow
from notes_app.crm.wire import format_cell
from notes_app.ledger.schema import EXPORT_RUN, EXPORTED

RowHashes = Mapping[str, Mapping[str, str]]
"""object key -> external id -> hash of the row."""


@dataclass(frozen=True, slots=True)
class ExportDelta:
    """What changed since the last export to a target. Each maps object key -> external ids, sorted."""

    new: Mapping[str, tuple[str, ...]]
    changed: Mapping[str, tuple[str, ...]]
    unchanged: Mapping[str, tuple[str, ...]]
    gone: Mapping[str, tuple[str, ...]]

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """object key -> {"new", "changed", "unchanged", "gone"} -> records."""
        kinds = {"new": self.new, "changed": self.changed, "unchanged": self.unchanged, "gone": self.gone}
        keys = sorted({key for ids in kinds.values() for key in ids})
        return {key: {kind: len(ids.get(key, ())) for kind, ids in kinds.items()} for key in keys}


@dataclass(frozen=True, slots=True)
class ExportRun:
    """One export that was made. report: `ExportReport.to_json()` without the list of rejects, whose number it keeps."""

    run_id: str
    at: datetime
    person_id: str
    target: str
    template_id: str
    template_number: int
    report: Mapping[str, Any]


def hash_rows(plan: ExportPlan) -> dict[str, dict[str, str]]:
    """Return the hash of every row of the plan."""
    return {one.key: {row.external_id: hash_row(row) for row in one.rows} for one in plan.objects}


def hash_row(row: ExportRow) -> str:
    """Return 64 hex digits over the row's cells, whatever the order of its columns."""
    cells = {key: format_cell(value) for key, value in row.values.items()}
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()


class ExportLedger:
    """Reads and writes `export_run` and `exported`."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine, self._now = engine, now

    def compare(self, target: str, hashes: RowHashes) -> ExportDelta:
        """Return what is new, changed, unchanged and gone against the last export to `target`."""
        with self._engine.connect() as connection:
            query = select(EXPORTED.c.object_name, EXPORTED.c.external_id, EXPORTED.c.row_hash)
            before = {(name, key): found for name, key, found in connection.execute(query.where(EXPORTED.c.target == target))}
        sorted_out: dict[str, dict[str, list[str]]] = {"new": {}, "changed": {}, "unchanged": {}, "gone": {}}
        for name, rows in hashes.items():
            for key, found in rows.items():
                known = before.pop((name, key), None)
                kind = "new" if known is None else "unchanged" if known == found else "changed"
                sorted_out[kind].setdefault(name, []).append(key)
        for name, key in before:
            sorted_out["gone"].setdefault(name, []).append(key)
        frozen = {kind: {name: tuple(sorted(keys)) for name, keys in ids.items()} for kind, ids in sorted_out.items()}
        return ExportDelta(**frozen)

    def record(self, plan: ExportPlan, target: str, person_id: str, report: Mapping[str, Any], hashes: RowHashes) -> str:
        """Remember an export that was written, in one transaction; returns the run's id."""
        run_id = uuid.uuid4().hex
        rows = [
            {"target": target, "object_name": name, "external_id": key, "row_hash": found, "run_id": run_id}
            for name, by_id in hashes.items()
            for key, found in by_id.items()
        ]
        with self._engine.begin() as connection:
            connection.execute(
                insert(EXPORT_RUN).values(
                    run_id=run_id,
                    at=self._now(),
                    person_id=person_id,
                    target=target,
                    template_id=plan.template_id,
                    template_number=plan.template_number,
                    report=dict(report),
                )
            )
            for name, by_id in hashes.items():
                for some in _batches(by_id, 500):
                    connection.execute(
                        delete(EXPORTED).where(
                            EXPORTED.c.target == target, EXPORTED.c.object_name == name, EXPORTED.c.external_id.in_(some)
                        )
                    )
            if rows:
                connection.execute(insert(EXPORTED), rows)
        return run_id

    def forget(self, target: str, object_key: str, external_ids: Iterable[str]) -> None:
        """Take records off the ledger that a person deleted in the CRM."""
        with self._engine.begin() as connection:
            for some in _batches(external_ids, 500):
                connection.execute(
                    delete(EXPORTED).where(
                        EXPORTED.c.target == target, EXPORTED.c.object_name == object_key, EXPORTED.c.external_id.in_(some)
                    )
                )

    def list_versions(self) -> dict[str, frozenset[int]]:
        """Return target -> numbers of the template versions that were exported to it."""
        query = select(EXPORT_RUN.c.target, EXPORT_RUN.c.template_number).distinct()
        found: dict[str, set[int]] = {}
        with self._engine.connect() as connection:
            for target, number in connection.execute(query):
                found.setdefault(target, set()).add(number)
        return {target: frozenset(numbers) for target, numbers in found.items()}

    def list_runs(self, target: str = "", limit: int = 50) -> tuple[ExportRun, ...]:
        """Return the exports made, newest first; all targets when none is named."""
        query = select(EXPORT_RUN).order_by(EXPORT_RUN.c.at.desc()).limit(limit)
        if target:
            query = query.where(EXPORT_RUN.c.target == target)
        with self._engine.connect() as connection:
            return tuple(ExportRun(**row) for row in connection.execute(query).mappings())


def _batches(keys: Iterable[str], size: int) -> Iterable[list[str]]:
    every = list(keys)
    return (every[at : at + size] for at in range(0, len(every), size))
