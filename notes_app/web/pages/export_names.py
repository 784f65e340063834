"""Names of the fields in the CRMs: see what each is called there, mend it before it leaves, and it stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.crm.planning import ExportOptions, ExportScope, build_plan
from notes_app.crm.target import NamesFields, get_exporter, list_exporters
from notes_app.errors import NotesAppError
from notes_app.template.errors import NothingToPublishError
from notes_app.template.field import Field, TemplateVersion
from notes_app.template.field_names import find_name_faults
from notes_app.web.context import workspace
from notes_app.web.guards import permits
from notes_app.web.i18n import language, today
from notes_app.web.identity import current_person

blueprint = Blueprint("crm_names", __name__, url_prefix="/export/names")

MOST_FIELDS = 2_000


@dataclass(frozen=True, slots=True)
class NameRow:
    """One field: its name, what each CRM makes of it, where it has gone already, and what is wrong with the name typed.

    english: the label an English reader sees. others: CRM -> name there. changed: CRMs that had to change the name.
    """

    field: Field
    name: str
    english: str
    others: Mapping[str, str]
    changed: tuple[str, ...]
    exported_to: tuple[str, ...]
    fault: NotesAppError | None


@blueprint.get("")
@permits("export.run")
def page() -> ResponseReturnValue:
    return _show({}, {})


@blueprint.post("")
@permits("template.publish")
def save() -> ResponseReturnValue:
    """Publish the names as a version of their own; what is wrong is said at each field, and nothing is lost."""
    newest = workspace().templates.find_newest()
    if newest is None:
        return redirect(url_for("crm_names.page"), code=303)
    pairs = zip(request.form.getlist("field")[:MOST_FIELDS], request.form.getlist("name")[:MOST_FIELDS], strict=False)
    names = {field_id: name.strip()[:200] for field_id, name in pairs if newest.find_field(field_id)}
    faults = find_name_faults(newest, names, workspace().templates.list_versions())
    gone = [row.field.label for row in _rows(newest, names, {}) if row.exported_to and row.name != row.field.api_name]
    if faults:
        return _show(names, faults), 422
    if gone and request.form.get("sure") != "yes":
        return _show(names, {}, asks=gone), 409
    try:
        version = workspace().board(current_person()).name_fields(names, gettext("API names reviewed"))
    except NothingToPublishError:
        flash(gettext("Nothing was changed."), "info")
    else:
        flash(gettext("Saved as version %(number)s.", number=version.number), "success")
    return redirect(url_for("crm_names.page"), code=303)


def _show(names: Mapping[str, str], faults: Mapping[str, NotesAppError], asks: list[str] | None = None) -> str:
    newest = workspace().templates.find_newest()
    return render_template(
        "export/names.html",
        newest=newest,
        rows=_rows(newest, names, faults) if newest else [],
        targets={name: get_exporter(name).labels[language()] for name in _naming()},
        faults=faults,
        asks=asks or [],
    )


def _naming() -> list[str]:
    return [name for name in list_exporters() if isinstance(get_exporter(name), NamesFields)]


def _rows(newest: TemplateVersion, names: Mapping[str, str], faults: Mapping[str, NotesAppError]) -> list[NameRow]:
    """Return one row per field; names: field id -> what was typed, for a form that comes back."""
    plan = build_plan(newest, [], ExportScope(), ExportOptions(as_of=today()))
    notes = plan.object("meeting_note")
    found: dict[str, Mapping[str, str]] = {}
    for target in _naming():
        exporter = get_exporter(target)
        if isinstance(exporter, NamesFields):
            found[target] = exporter.field_names(notes)
    gone = _exported(newest)
    rows = []
    for column in notes.columns:
        one = newest.find_field(column.field_id)
        if one is None:
            continue
        others = {target: held[column.key] for target, held in found.items()}
        rows.append(
            NameRow(
                field=one,
                name=names.get(one.field_id, one.api_name),
                english=column.label_en,
                others=others,
                changed=tuple(target for target, name in others.items() if _bare(name) != one.api_name.lower()),
                exported_to=tuple(_label(target) for target in gone.get(one.field_id, ())),
                fault=faults.get(one.field_id),
            )
        )
    return rows


def _label(target: str) -> str:
    """Return the CRM's name for people, short; a target that is no more keeps its id."""
    known = get_exporter(target).labels[language()] if target in list_exporters() else target.replace("_", " ")
    return known.split("（")[0].split(" (")[0]


def _bare(name: str) -> str:
    """Return a CRM's name without what that CRM puts around every name."""
    return name.lower().removesuffix("__c").removeprefix("mn_").removeprefix("x_")


def _exported(newest: TemplateVersion) -> dict[str, tuple[str, ...]]:
    """Return field id -> the targets it went to under the name it has now."""
    now = {one.field_id: one.api_name for one in newest.fields}
    versions = {version.number: version for version in workspace().templates.list_versions()}
    gone: dict[str, list[str]] = {}
    for target, numbers in sorted(workspace().exports.list_versions().items()):
        held = {one.field_id: one.api_name for number in numbers if number in versions for one in versions[number].fields}
        for field_id, name in now.items():
            if held.get(field_id) == name:
                gone.setdefault(field_id, []).append(target)
    return {field_id: tuple(targets) for field_id, targets in gone.items()}
