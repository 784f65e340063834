"""Published versions: their timeline, their fields, what changed between any two, and going back to one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.template.errors import UnknownVersionError
from notes_app.template.field import TemplateVersion
from notes_app.template.version_diff import side_by_side
from notes_app.web import field_words
from notes_app.web.board_view import DraftLine, compare_fields
from notes_app.web.context import workspace
from notes_app.web.deeds import note_deed
from notes_app.web.guards import permits
from notes_app.web.identity import current_person
from notes_app.web.people_names import person_name


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version on the timeline: how many fields came, went and changed against the one before it."""

    version: TemplateVersion
    added: int
    removed: int
    changed: int


def add_versions(blueprint: Blueprint) -> None:
    """Give the template's blueprint its pages of versions."""
    blueprint.add_url_rule("/versions", "versions", versions, methods=["GET"])
    blueprint.add_url_rule("/versions/<int:number>/roll-back", "roll_back", roll_back, methods=["POST"])


@permits("template.read")
def versions() -> ResponseReturnValue:
    """Show one version (the newest without `number`), compared with another (`against`; the one
    before it without).
    """
    known = workspace().templates.list_versions()
    if not known:
        return render_template("template/versions.html", rows=(), shown=None)
    shown = _pick(known, request.args.get("number", ""), known[-1].number)
    before = _pick(known, request.args.get("against", ""), shown.number - 1) if shown.number > 1 or request.args.get("against") else None
    lines = compare_fields(before.fields if before else (), shown.fields)
    return render_template(
        "template/versions.html",
        rows=_rows(known),
        shown=shown,
        against=before,
        lines=lines,
        sides=side_by_side(before.fields if before else (), shown.fields),
        newest=known[-1],
        types=field_words.type_names(),
        person_name=person_name,
    )


@permits("template.publish")
def roll_back(number: int) -> ResponseReturnValue:
    comment = request.form.get("comment", "").strip()[:2000] or gettext("Back to version %(number)s", number=number)
    version = workspace().board(current_person()).roll_back(number, comment)
    note_deed("template.roll_back", "template", version.template_id, to=number, number=version.number)
    flash(
        gettext("Version %(new)s is published: the same as version %(old)s.", new=version.number, old=number),
        "success",
    )
    return redirect(url_for("template.versions"), code=303)


def _pick(known: tuple[TemplateVersion, ...], text: str, default: int) -> TemplateVersion:
    number = int(text) if text.isdecimal() and len(text) < 9 else default
    found = next((one for one in known if one.number == number), None)
    if found is None:
        raise UnknownVersionError(number=number)
    return found


def _rows(known: tuple[TemplateVersion, ...]) -> list[VersionRow]:
    rows = []
    for place, version in enumerate(known):
        lines = compare_fields(known[place - 1].fields if place else (), version.fields)
        rows.append(VersionRow(version, _count(lines, "added"), _count(lines, "removed"), _count(lines, "changed")))
    return rows[::-1]


def _count(lines: tuple[DraftLine, ...], change: str) -> int:
    return sum(line.change == change for line in lines)
