"""Make the export plan: a template version, notes and a scope in; objects, evidence, rejects and findings out.

Pure. The day is passed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

from notes_app.crm.cells import clean_line
from notes_app.crm.identity import fold_company
from notes_app.crm.note_rows import NoteRows, make_note_rows
from notes_app.crm.party_rows import CLOSED_STAGES, make_party_objects
from notes_app.crm.plan import ExportNote, ExportPlan, Finding
from notes_app.template.field import TemplateVersion

MIN_CONFIDENCE = 0.9
"""At and above this a value leaves without a person's word (docs: "only confirmed or high-confidence values leave")."""


@dataclass(frozen=True, slots=True)
class ExportScope:
    """Which notes leave.

    since:    notes held on or after this day; an undated note always leaves. None: all.
    accounts: names of accounts, as people write them; empty: all.
    history:  "all" notes; notes of deals "in_progress" only; "none", the start from today: parties and open deals alone.
    """

    since: date | None = None
    accounts: frozenset[str] = frozenset()
    history: Literal["all", "in_progress", "none"] = "all"


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How values leave.

    as_of:  the day of the export. zone: of date-times that say none.
    owners: our people, as notes name them -> their user name in the target (for most an e-mail address).
    """

    as_of: date
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Tokyo"))
    owners: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    min_confidence: float = MIN_CONFIDENCE


def build_plan(version: TemplateVersion, notes: Sequence[ExportNote], scope: ExportScope, options: ExportOptions) -> ExportPlan:
    """Return the plan for `notes` within `scope`, in any order they come; the same input gives the same plan.

    A value that cannot leave is in `rejects` with its reason and its place; nothing is dropped without a word.
    """
    chosen = sorted((note for note in notes if _in_scope(note, scope)), key=lambda note: note.note_id)
    rows = make_note_rows(version, chosen, options)
    if scope.history != "all":
        rows = _keep_history(rows, scope)
    parties = make_party_objects(rows, options)
    objects = (*parties.objects, rows.note_object(), rows.todo_object())
    kept = {(one.key, row.external_id) for one in objects for row in one.rows}
    return ExportPlan(
        template_id=version.template_id,
        template_number=version.number,
        template_name=clean_line(version.name),
        as_of=options.as_of,
        zone=options.zone.key,
        objects=objects,
        evidence=tuple(one for one in (*parties.evidence, *rows.evidence) if (one.object_key, one.external_id) in kept),
        rejects=tuple(rows.rejects),
        findings=(*rows.findings, *parties.findings, *_required_findings(version, rows)),
    )


def _in_scope(note: ExportNote, scope: ExportScope) -> bool:
    if scope.since and note.held_on and note.held_on < scope.since:
        return False
    return not scope.accounts or fold_company(note.account) in {fold_company(name) for name in scope.accounts}


def _keep_history(rows: NoteRows, scope: ExportScope) -> NoteRows:
    """Leave out the notes and promises that the scope's history does not want; parties still see every note."""
    if scope.history == "none":
        return rows.without_history(frozenset())
    stage_of: dict[str, str] = {}
    for fact in rows.facts:  # oldest first, so the last one said stands
        if fact.deal_id and fact.stage:
            stage_of[fact.deal_id] = fact.stage
    return rows.without_history(
        frozenset(fact.note_id for fact in rows.facts if fact.deal_id and not CLOSED_STAGES.search(stage_of.get(fact.deal_id, "")))
    )


def _required_findings(version: TemplateVersion, rows: NoteRows) -> tuple[Finding, ...]:
    note_rows = rows.note_object().rows
    found: list[Finding] = []
    for one in version.fields:
        key = rows.keys.get(one.field_id)
        if not one.required or key is None:
            continue
        blank_count = sum(key not in row.values for row in note_rows)
        if blank_count:
            found.append(
                Finding(
                    "required_relaxed",
                    "warning",
                    one.label,
                    f"必須の項目「{one.label}」が {blank_count} 件で空です。取り込みが止まらないよう、必須を外して書き出しました。"
                    "埋めたあとで必須にしてください。",
                    f'The required field "{one.label}" is empty in {blank_count} records. It leaves as optional so that the import '
                    "does not stop; make it required once it is filled.",
                )
            )
    return tuple(found)
