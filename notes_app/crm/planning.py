"""Make the export plan: a template version, notes and a scope in; objects, evidence, rejects and findings out.

Pure. The day is passed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

from notes_app.crm.cells import clean_line
from notes_app.crm.history_rows import make_history_rows
from notes_app.crm.identity import account_id, fold_company
from notes_app.crm.note_rows import NoteRows, make_note_rows
from notes_app.crm.party_rows import make_party_objects
from notes_app.crm.plan import ExportNote, ExportObject, ExportPlan, Finding, with_rows
from notes_app.template.field import TemplateVersion

MIN_CONFIDENCE = 0.9
"""At and above this a value leaves without a person's word (docs: "only confirmed or high-confidence values leave")."""


@dataclass(frozen=True, slots=True)
class ExportScope:
    """Which notes leave.

    since:    notes held on or after this day; an undated note always leaves. None: all.
    traded_since: customers last talked to on or after this day, each with everything said of it; None: all. A note that
              names no customer is not judged by it.
    accounts: names of accounts, as people write them; empty: all.
    history:  "all" notes; those of deals "in_progress" only, with open deals and open complaints; "none", the start from
              today: parties, open deals and open complaints alone.
    """

    since: date | None = None
    traded_since: date | None = None
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
    if scope.traded_since and (stale := _stale_notes(rows, scope.traded_since)):
        chosen = [note for note in chosen if note.note_id not in stale]
        rows = make_note_rows(version, chosen, options)
    history = make_history_rows(version, chosen, rows, options, options.as_of)
    parties = make_party_objects(rows, options)
    if scope.history != "all":
        rows = _keep_history(rows, scope, history.closed)
        history = history.in_progress()
        parties = replace(parties, objects=tuple(_open_only(one, history.closed) for one in parties.objects))
    objects = (*parties.objects, rows.note_object(), rows.todo_object(history.done))
    objects = (*objects, *history.objects({one.key: frozenset(row.external_id for row in one.rows) for one in objects}))
    kept = {(one.key, row.external_id) for one in objects for row in one.rows}
    evidence = (*parties.evidence, *rows.evidence, *history.evidence)
    return ExportPlan(
        template_id=version.template_id,
        template_number=version.number,
        template_name=clean_line(version.name),
        as_of=options.as_of,
        zone=options.zone.key,
        objects=objects,
        evidence=tuple(one for one in evidence if (one.object_key, one.external_id) in kept),
        rejects=(*rows.rejects, *history.rejects),
        findings=(*rows.findings, *parties.findings, *_required_findings(version, rows)),
    )


def years_before(day: date, count: int) -> date:
    """Return the same day `count` years before; the 28th for a 29th of February that there was not."""
    try:
        return day.replace(year=day.year - count)
    except ValueError:
        return day.replace(year=day.year - count, day=28)


def _in_scope(note: ExportNote, scope: ExportScope) -> bool:
    if scope.since and note.held_on and note.held_on < scope.since:
        return False
    return not scope.accounts or fold_company(note.account) in {fold_company(name) for name in scope.accounts}


def _stale_notes(rows: NoteRows, day: date) -> frozenset[str]:
    """Return the notes of customers whom nobody has talked to since `day`; an undated note keeps its customer."""
    last: dict[str, date] = {}
    for fact in rows.facts:
        if fact.account:
            key = account_id(fact.account)
            last[key] = max(last.get(key, date.min), fact.held_on or date.max)
    return frozenset(fact.note_id for fact in rows.facts if fact.account and last[account_id(fact.account)] < day)


def _keep_history(rows: NoteRows, scope: ExportScope, closed: Set[str]) -> NoteRows:
    """Leave out the notes and promises that the scope's history does not want; parties still see every note."""
    if scope.history == "none":
        return rows.without_history(frozenset())
    return rows.without_history(frozenset(fact.note_id for fact in rows.facts if fact.deal_id and fact.deal_id not in closed))


def _open_only(one: ExportObject, closed: Set[str]) -> ExportObject:
    """Return deals without those that are over; anything else as it is."""
    if one.key != "deal" or closed.isdisjoint(row.external_id for row in one.rows):
        return one
    return with_rows(one, [row for row in one.rows if row.external_id not in closed])


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
