"""What would stay behind at an export, and mending it in place: accept the value, say the right one, or open the words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.crm.plan import Reject
from notes_app.crm.target import get_exporter, list_exporters
from notes_app.errors import NotesAppError
from notes_app.template.coercion import coerce
from notes_app.template.field import Field, TemplateVersion
from notes_app.web.context import workspace
from notes_app.web.export_plan import plan_export
from notes_app.web.field_panel import find_value
from notes_app.web.guards import permits
from notes_app.web.i18n import language
from notes_app.web.identity import current_person
from notes_app.web.jobs import Job
from notes_app.web.note_links import note_url
from notes_app.web.reading import get_note

blueprint = Blueprint("crm_rejects", __name__, url_prefix="/export/rejects")

PAGE_SIZE = 50
LONGEST_VALUE = 2_000
TYPED = frozenset({"not_a_choice", "not_normalized", "not_a_number", "not_a_date", "not_a_bool", "not_an_email", "too_long"})
"""Reasons that a value of one's own can answer."""


class NotThatKindError(NotesAppError):
    """Facts: label, value."""

    ja = "「{value}」は「{label}」の値として読めません。型に合う値を入れるか、ひな形の選択肢から選んでください。"
    en = "“{value}” cannot be read as a value of “{label}”. Type one of its kind, or choose from the template's choices."
    status = 422


class ValueMovedError(NotesAppError):
    ja = "この値は、議事録が書き換えられたため見つかりません。一覧を開き直してください。"
    en = "This value is no longer where it was: the note was changed. Please open the list again."
    status = 409


@dataclass(frozen=True, slots=True)
class RejectRow:
    """One value that would stay behind.

    url: the note, opened at the words. field: of the template, None when no value can be said for it.
    may_accept: it only waits for a person's yes. may_type: another value can be said instead.
    """

    reject: Reject
    url: str
    field: Field | None
    may_accept: bool
    may_type: bool


@blueprint.get("")
@permits("export.run")
def page() -> ResponseReturnValue:
    target, code = _target(), request.args.get("why", "")[:40]
    newest = workspace().templates.find_newest()
    rejects, job = _rejects(target, newest) if newest else ((), None)
    reasons = _reasons(rejects)
    chosen = [one for one in rejects if not code or one.code == code]
    number = max(1, request.args.get("page", 1, int))
    shown = chosen[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return render_template(
        "export/rejects.html",
        newest=newest,
        job=job,
        target=target,
        targets={name: get_exporter(name).labels[language()] for name in list_exporters()},
        rows=[_row(one, newest) for one in shown] if newest else [],
        reasons=reasons,
        why=code,
        total=len(chosen),
        number=number,
        pages=max(1, -(-len(chosen) // PAGE_SIZE)),
    )


@blueprint.post("")
@permits("value.decide")
def mend() -> ResponseReturnValue:
    """Accept, turn down, or replace one value, named by note, field and characters."""
    form = request.form
    note = get_note(form.get("note_id", ""), "value.decide")
    found = find_value(note, form.get("field_id", ""), form.get("start", -1, int), form.get("end", -1, int))
    back = redirect(url_for("crm_rejects.page", target=_target(), why=form.get("why", "")[:40] or None), code=303)
    if found is None:
        raise ValueMovedError()
    field, slot = found
    desk, person = workspace().value_desk, current_person()
    if form.get("choice") == "reject":
        desk.reject(person, note.note_id, [(field, slot)])
        flash(gettext("Turned down: it will not be offered again."), "success")
        return back
    typed = form.get("value", "").strip()[:LONGEST_VALUE]
    if form.get("choice") == "replace":
        normalized = coerce(typed, field, note.held_on) if typed else None
        if normalized is None:
            raise NotThatKindError(label=field.label, value=typed[:60])
        slot = replace(slot, normalized=normalized)
    desk.accept(person, note.note_id, [(field, slot)], expected_revision=note.revision)
    workspace().follow_saves()
    flash(gettext("Kept in the note's own fields; the next export takes it along."), "success")
    return back


def _target() -> str:
    asked = request.values.get("target", "")
    return asked if asked in list_exporters() else list_exporters()[0]


def _rejects(target: str, newest: TemplateVersion) -> tuple[tuple[Reject, ...], Job | None]:
    """Return what would stay behind of everything, or the job that still reads the notes."""
    planned, job = plan_export(newest, target)
    return (planned.plan.rejects, None) if planned else ((), job)


def _reasons(rejects: tuple[Reject, ...]) -> list[tuple[str, str, int]]:
    """Return (code, words, how many), most first."""
    words: dict[str, str] = {}
    counts: dict[str, int] = {}
    for one in rejects:
        words.setdefault(one.code, one.ja if language() == "ja" else one.en)
        counts[one.code] = counts.get(one.code, 0) + 1
    return sorted(((code, words[code], count) for code, count in counts.items()), key=lambda row: -row[2])


def _row(one: Reject, newest: TemplateVersion) -> RejectRow:
    field = newest.find_field(one.field_id) if one.field_id else None
    stands = field is not None and one.start is not None and one.end is not None
    return RejectRow(
        reject=one,
        url=note_url(one.note_id, one.start, one.end) if one.note_id else "",
        field=field,
        may_accept=stands and one.code == "low_confidence",
        may_type=stands and one.code in TYPED,
    )
