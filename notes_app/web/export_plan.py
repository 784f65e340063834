"""The plan of an export as the pages show it: read from every note once, kept while nothing it was made from has changed."""

from __future__ import annotations

from dataclasses import dataclass

from notes_app.crm.plan import ExportPlan
from notes_app.crm.planning import ExportOptions, ExportScope, build_plan
from notes_app.crm.readiness import Readiness, measure_readiness
from notes_app.crm.target import get_exporter
from notes_app.template.field import TemplateVersion
from notes_app.web.context import workspace
from notes_app.web.i18n import today
from notes_app.web.identity import current_person
from notes_app.web.jobs import Job
from notes_app.web.prepared import prepare, values_stamp

EVERYTHING = ExportScope()


@dataclass(frozen=True, slots=True)
class Planned:
    """What would leave within a scope, what would leave of everything, and whether it is time."""

    plan: ExportPlan
    whole: ExportPlan
    readiness: Readiness


def plan_export(
    version: TemplateVersion, target: str, scope: ExportScope = EVERYTHING, *, patience_s: float | None = None
) -> tuple[Planned | None, Job | None]:
    """Return the plan for what the asker may read, or None and the job that is still making it."""
    space, person, day = workspace(), current_person(), today()
    owners = space.owners.get(target)
    dropped = max((one.decision_id for one in space.templates.list_decisions()), default=0)  # what is not needed does not leave
    stamp = (values_stamp(version), dropped)
    notes, job = prepare("export_notes", person, stamp, lambda job: space.export_notes(person), patience_s=patience_s)
    if job is not None:
        return None, job

    def make(job: Job) -> Planned:
        exporter, options = get_exporter(target), ExportOptions(as_of=day, owners=owners)
        whole = exporter.fit(build_plan(version, notes, EVERYTHING, options))
        plan = whole if scope == EVERYTHING else exporter.fit(build_plan(version, notes, scope, options))
        return Planned(plan, whole, measure_readiness(whole, space.templates.list_versions(), exporter.limits))

    stamp_of_plan = (stamp, target, scope, day, tuple(sorted(owners.items())))
    planned, job = prepare("export_plan", person, stamp_of_plan, make, patience_s=patience_s)
    return planned, job
