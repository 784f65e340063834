"""Back-fill: values that the template's fields find in notes written before, accepted or turned down one by one or in bulk.

Nothing is written to a note until its value is accepted; what was accepted in bulk can be taken back as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from notes_app.errors import NotesAppError
from notes_app.template.back_fill import (
    BackFillItem,
    accept_in_bulk,
    back_fill_queue,
    count_by_confidence,
    new_fields,
)
from notes_app.template.field import Field, TemplateVersion
from notes_app.web.context import workspace
from notes_app.web.evidence_view import QuotedEvidence, quote_evidence
from notes_app.web.guards import permits
from notes_app.web.i18n import language
from notes_app.web.identity import current_person, current_session
from notes_app.web.jobs import Job
from notes_app.web.prepared import prepare, values_stamp
from notes_app.web.value_text import show_value

PAGE_SIZE = 30
STEPS = (0.95, 0.9, 0.8)
MOST_UNDONE = 5_000


@dataclass(frozen=True, slots=True)
class FillRow:
    """One value that waits: what would be filled in, and the words it stands on."""

    item: BackFillItem
    text: str
    quote: QuotedEvidence

    @property
    def place(self) -> str:
        """What the form names it by."""
        span = self.item.slot.evidence
        return f"{span.note_id}:{self.item.field.field_id}:{span.start}:{span.end}"


def add_back_fill(blueprint: Blueprint) -> None:
    """Give the template's blueprint its back-fill queue."""
    blueprint.add_url_rule("/back-fill", "back_fill", back_fill, methods=["GET"])
    blueprint.add_url_rule("/back-fill", "answer_fill", answer_fill, methods=["POST"])
    blueprint.add_url_rule("/back-fill/bulk", "bulk_fill", bulk_fill, methods=["POST"])
    blueprint.add_url_rule("/back-fill/undo", "undo_fill", undo_fill, methods=["POST"])


@permits("template.read")
def back_fill() -> ResponseReturnValue:
    version = workspace().templates.find_newest()
    if version is None:
        return render_template("template/back_fill.html", version=None)
    items, job = _queue(version)
    if items is None:
        return render_template("template/back_fill.html", version=version, job=job)
    chosen = version.find_field(request.args.get("field", ""))
    mine = [one for one in items if chosen is None or one.field.field_id == chosen.field_id]
    counts = [(one, sum(item.field.field_id == one.field_id for item in items)) for one in version.fields]
    part = "template/back_fill_part.html" if request.headers.get("HX-Request") else "template/back_fill.html"
    return render_template(
        part,
        version=version,
        job=None,
        rows=_rows(mine[:PAGE_SIZE]),
        total=len(mine),
        counts=[(one, count) for one, count in counts if count],
        chosen=chosen,
        fresh=_fresh(version),
        steps=[(step, count_by_confidence(mine, STEPS)[step]) for step in STEPS],
        undo=request.args.get("undo", ""),
    )


@permits("value.decide")
def answer_fill() -> ResponseReturnValue:
    """Accept or turn down the values that were ticked, or the one whose button was pressed."""
    version = _version()
    wanted = set(request.form.getlist("place"))
    items = [row for row in _all(version) if _place(row) in wanted]
    desk, ids, failed = workspace().value_desk, [], 0
    accepting = request.form.get("answer") == "accept"
    for one in items:
        act = desk.accept if accepting else desk.reject
        try:
            done = act(current_person(), one.note.note_id, [(one.field, one.slot)])
            ids += [decision.value_decision_id for decision in done.decisions]
        except NotesAppError as error:
            failed += 1
            flash(error.explain(language()), "warning")
    workspace().follow_saves()
    words = (
        ngettext("%(num)s value was accepted.", "%(num)s values were accepted.", len(ids))
        if accepting
        else ngettext("%(num)s value was turned down.", "%(num)s values were turned down.", len(ids))
    )
    return _back(words, ids)


@permits("value.decide")
def bulk_fill() -> ResponseReturnValue:
    """Accept every value of a field, or of all, from a confidence upwards."""
    version = _version()
    chosen = version.find_field(request.form.get("field", ""))
    step = next((one for one in STEPS if f"{one}" == request.form.get("step")), STEPS[0])
    items = [one for one in _all(version) if chosen is None or one.field.field_id == chosen.field_id]
    done = accept_in_bulk(workspace().value_desk, current_person(), items, min_confidence=step)
    workspace().follow_saves()
    workspace().audit.append(
        current_person().person_id,
        "value.bulk_accept",
        "template",
        version.template_id,
        {"values": done.value_count, "notes": done.note_count, "min_confidence": step},
        session_id=current_session().session_id,
    )
    if done.failed:
        flash(gettext("%(count)s notes were left alone: they were edited meanwhile.", count=len(done.failed)), "warning")
    words = gettext("%(values)s values were filled into %(notes)s notes.", values=done.value_count, notes=done.note_count)
    return _back(words, done.decision_ids)


@permits("value.decide")
def undo_fill() -> ResponseReturnValue:
    """Take back what was just answered; the ids are of this person's own decisions."""
    ids = _unpack(request.form.get("ids", ""))
    known = workspace().templates
    mine = [one for one in ids if (found := known.find_value(one)) is not None and found.person_id == current_person().person_id]
    workspace().value_desk.undo(current_person(), mine, _all_fields())
    workspace().follow_saves()
    flash(ngettext("%(num)s answer was taken back.", "%(num)s answers were taken back.", len(mine)), "success")
    return redirect(url_for("template.back_fill", field=request.form.get("field") or None), code=303)


def _queue(version: TemplateVersion) -> tuple[Sequence[BackFillItem] | None, Job | None]:
    """Return what waits, from memory while no note changed, or the job that is reading."""
    space, person = workspace(), current_person()

    def make(job: Job) -> Sequence[BackFillItem]:
        sources = space.sources(person)
        return back_fill_queue(version, version.fields, sources, space.knowledge(), space.templates.list_values())

    return prepare("back_fill", person, values_stamp(version), make)


def _all(version: TemplateVersion) -> Sequence[BackFillItem]:
    items, _job = _queue(version)
    return items or ()


def _version() -> TemplateVersion:
    from notes_app.template.errors import UnknownVersionError

    version = workspace().templates.find_newest()
    if version is None:
        raise UnknownVersionError(number=1)
    return version


def _previous(version: TemplateVersion) -> TemplateVersion | None:
    return workspace().templates.get(version.number - 1, version.template_id) if version.number > 1 else None


def _fresh(version: TemplateVersion) -> set[str]:
    """Return the ids of fields that are new in this version; in a first version none stands out."""
    previous = _previous(version)
    return {one.field_id for one in new_fields(version, previous)} if previous else set()


def _all_fields() -> list[Field]:
    """Return every field there ever was, the newest shape of each: an old acceptance is found whatever it was for."""
    fields: dict[str, Field] = {}
    for version in workspace().templates.list_versions():
        fields |= {one.field_id: one for one in version.fields}
    return list(fields.values())


def _rows(items: Sequence[BackFillItem]) -> list[FillRow]:
    rows = []
    for one in items:
        for quote in quote_evidence([one.slot.evidence]):
            value = one.slot.normalized if one.slot.normalized is not None else one.slot.value
            rows.append(FillRow(one, show_value(value, one.field.field_type), quote))
    return rows


def _place(item: BackFillItem) -> str:
    span = item.slot.evidence
    return f"{span.note_id}:{item.field.field_id}:{span.start}:{span.end}"


def _back(words: str, ids: Sequence[int]) -> ResponseReturnValue:
    flash(words, "success")
    undo = _pack(ids)
    return redirect(url_for("template.back_fill", field=request.form.get("field") or None, undo=undo or None), code=303)


def _pack(ids: Sequence[int]) -> str:
    """Return the ids of one bulk as ranges ("12-473"): they were given out one after the other."""
    runs: list[list[int]] = []
    for one in sorted(ids):
        if runs and one == runs[-1][1] + 1:
            runs[-1][1] = one
        else:
            runs.append([one, one])
    return ",".join(f"{first}-{last}" for first, last in runs[:50])


def _unpack(text: str) -> list[int]:
    """Return the ids of `_pack`'s text, at most `MOST_UNDONE`; anything else in it is passed over."""
    ids: list[int] = []
    for run in text.split(","):
        first, _, last = run.partition("-")
        if first.isdecimal() and last.isdecimal() and len(run) < 24 and len(ids) < MOST_UNDONE:
            ids.extend(range(int(first), min(int(last), int(first) + MOST_UNDONE) + 1))
    return ids[:MOST_UNDONE]
