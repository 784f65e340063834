"""What a push did, or would do, in numbers and lists. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import Any

from notes_app.crm.plan import EvidenceRow, ExportPlan, ExportRow, Finding, Reject
from notes_app.crm.planning import ExportScope
from notes_app.crm.push.target import Outcome, Part

MOST_LISTED = 1000
"""Rejects and deletions that a report keeps; all rejects are in the run's rejects.csv."""


@dataclass(slots=True)
class PartCounts:
    """One object. to_create, to_update, unchanged: before; created, updated, refused: what came of it."""

    label: str
    label_en: str
    to_create: int = 0
    to_update: int = 0
    unchanged: int = 0
    created: int = 0
    updated: int = 0
    refused: int = 0

    @property
    def to_send(self) -> int:
        return self.to_create + self.to_update

    def count(self, outcome: Outcome) -> None:
        if outcome.fault is not None:
            self.refused += 1
        elif outcome.was_created:
            self.created += 1
        else:
            self.updated += 1


@dataclass(slots=True)
class PushReport:
    """A push, or with is_dry_run what it would do.

    state:    "done", "paused" (goes on where it stopped), "failed" (something must be mended first), or "ready" after a dry run.
    parts:    object key -> counts, in load order.
    gone:     object key -> external ids that this person sent, the target still holds and the plan no longer has; None when the
              scope is narrower than everything, so that nobody can tell.
    problem:  why it stopped, in both languages.
    """

    run_id: str
    target: str
    destination: str
    is_dry_run: bool
    state: str = "running"
    parts: dict[str, PartCounts] = field(default_factory=dict)
    gone: dict[str, tuple[str, ...]] | None = None
    rejects: list[Reject] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    problem_ja: str = ""
    problem_en: str = ""

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way of sending."""
        return not any(one.severity == "error" for one in self.findings)

    @property
    def sent(self) -> int:
        return sum(one.created + one.updated for one in self.parts.values())

    def stop(self, state: str, ja: str, en: str) -> None:
        self.state, self.problem_ja, self.problem_en = state, ja, en

    def to_json(self) -> dict[str, Any]:
        """Return the report as `push --json` prints it (docs/crm/push.en.md)."""
        return {
            "run_id": self.run_id,
            "target": self.target,
            "destination": self.destination,
            "dry_run": self.is_dry_run,
            "state": self.state,
            "objects": {key: asdict(one) for key, one in self.parts.items()},
            "gone": None if self.gone is None else {key: list(ids[:MOST_LISTED]) for key, ids in self.gone.items()},
            "gone_count": None if self.gone is None else sum(map(len, self.gone.values())),
            "reject_count": len(self.rejects),
            "rejects": [asdict(one) for one in self.rejects[:MOST_LISTED]],
            "findings": [asdict(one) for one in self.findings],
            "problem": {"ja": self.problem_ja, "en": self.problem_en} if self.problem_ja else None,
        }


class RejectMaker:
    """Makes rejects of records that the target did not take, with the vendor's own words and the place in the notes."""

    def __init__(self, plan: ExportPlan, target: str) -> None:
        self._plan, self._target = plan, target

    def make(self, part: Part, outcome: Outcome) -> Reject:
        """Return the reject of one record; its outcome has a fault."""
        assert outcome.fault is not None
        fault = outcome.fault
        column_key = part.fields.get(fault.field, "")
        mine = self._evidence.get((part.key, outcome.external_id), [])
        place = next((one for one in mine if one.column_key == column_key), None) or next(iter(mine), None)
        note_id = place.note_id if place else (outcome.external_id if part.key == "meeting_note" else "")
        column = next((one for one in self._plan.object(part.key).columns if one.key == column_key), None)  # type: ignore[arg-type]
        row = self._rows.get((part.key, outcome.external_id))
        value = row.values.get(column_key, "") if row else ""
        text = " / ".join(value) if isinstance(value, tuple) else str(value)
        is_there = place is not None and place.column_key == column_key
        return Reject(
            f"refused.{fault.code}"[:80], note_id, column.field_id if column else "", column.label if column else part.label,
            text[:200] or outcome.external_id,
            f"{self._target} の返事: 「{fault.words[:500]}」", f"{self._target} says: “{fault.words[:500]}”",
            start=place.start if place and is_there else None, end=place.end if place and is_there else None,
            object_key=part.key, external_id=outcome.external_id,
        )  # fmt: skip

    @cached_property
    def _evidence(self) -> dict[tuple[str, str], list[EvidenceRow]]:
        found: dict[tuple[str, str], list[EvidenceRow]] = {}
        for one in self._plan.evidence:
            found.setdefault((one.object_key, one.external_id), []).append(one)
        return found

    @cached_property
    def _rows(self) -> dict[tuple[str, str], ExportRow]:
        return {(one.key, row.external_id): row for one in self._plan.objects for row in one.rows}


def scope_json(scope: ExportScope) -> dict[str, Any]:
    """Return a scope as JSON, to be kept with the run."""
    kept: dict[str, Any] = {}
    for one in fields(scope):
        value = getattr(scope, one.name)
        kept[one.name] = value.isoformat() if isinstance(value, date) else sorted(value) if isinstance(value, frozenset) else value
    return kept


def read_scope(kept: Mapping[str, Any]) -> ExportScope:
    """Return the scope that `scope_json` kept, or that a form says; what cannot be read is left at "everything"."""
    known: dict[str, Any] = {}
    for one in fields(ExportScope):
        value = kept.get(one.name)
        if one.name.endswith("since"):
            known[one.name] = _day(value)
        elif one.name == "accounts":
            known[one.name] = frozenset(_names(value))
        elif one.name == "history" and value in ("all", "in_progress", "none"):
            known[one.name] = value
    return ExportScope(**known)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _names(value: object) -> Sequence[str]:
    names = value.replace("、", "\n").splitlines() if isinstance(value, str) else value if isinstance(value, list) else []
    return [str(name).strip() for name in names if str(name).strip()]
