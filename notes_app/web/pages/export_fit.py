"""Which CRM, and is it time? Readiness with what to do next, what each target would hold, and the facts that cost money."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from notes_app.crm.planning import ExportOptions, ExportScope, build_plan
from notes_app.crm.readiness import Readiness, measure_readiness
from notes_app.crm.target import get_exporter, list_exporters
from notes_app.crm.target_fit import TargetFit, measure_fit, yearly_cost
from notes_app.web import export_words
from notes_app.web.context import workspace
from notes_app.web.guards import permits
from notes_app.web.i18n import language, today
from notes_app.web.identity import current_person
from notes_app.web.jobs import Job
from notes_app.web.prepared import prepare, values_stamp

blueprint = Blueprint("crm_fit", __name__, url_prefix="/export/fit")

MOST_USERS = 100_000
DEAREST = 10_000_000


@dataclass(frozen=True, slots=True)
class Advice:
    """What the page is made of."""

    readiness: Readiness
    fits: tuple[TargetFit, ...]


@blueprint.get("")
@permits("export.run")
def page() -> ResponseReturnValue:
    space, person = workspace(), current_person()
    newest = space.templates.find_newest()
    target = _target()
    users = _number("users", MOST_USERS) or max(1, sum(one.is_active for one in space.people.list()))
    price = _number("price", DEAREST)
    advice, job = None, None
    if newest is not None:
        owners, day = space.owners.get(target), today()
        stamp = (values_stamp(newest), day, target, tuple(sorted(owners.items())))
        options = ExportOptions(as_of=day, owners=owners)

        def make(job: Job) -> Advice:
            plan = build_plan(newest, space.export_notes(person), ExportScope(), options)
            exporters = [get_exporter(name) for name in list_exporters()]
            exporter = get_exporter(target)
            readiness = measure_readiness(exporter.fit(plan), space.templates.list_versions(), exporter.limits)
            return Advice(readiness, measure_fit(plan, exporters))

        advice, job = prepare("export_fit", person, stamp, make)
    return render_template(
        "export/fit.html",
        newest=newest,
        job=job,
        target=target,
        readiness=advice.readiness if advice else None,
        fits=advice.fits if advice else (),
        targets={name: get_exporter(name).labels[language()] for name in list_exporters()},
        words=export_words,
        users=users,
        price=price,
        cost=yearly_cost(price, users),
    )


def _target() -> str:
    """Return the target asked about: the one named, else the one exported to last, else the first CRM."""
    known = list_exporters()
    asked = request.args.get("target", "")
    if asked in known:
        return asked
    runs = workspace().exports.list_runs(limit=1)
    return runs[0].target if runs and runs[0].target in known else "salesforce"


def _number(name: str, most: int) -> int:
    """Return a whole number of the form, 0 when there is none."""
    text = request.args.get(name, "").strip()
    return min(most, int(text)) if text.isascii() and text.isdigit() and len(text) < 12 else 0
