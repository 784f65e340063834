"""Back-fill: values that the template's fields find in notes written before, accepted or turned down one by one or in bulk.

Nothing is written to a note until its value is accepted; what was accepted in bulk can be taken back as one.
"""

from __future__ import annotations

import time
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
from notes_app.web.deeds import note_deed
from notes_app.web.evidence_view import QuotedEvidence, quote_evidence
from notes_app.web.guards import permits
from notes_app.web.i18n import language
from notes_app.web.identity import current_person
from notes_app.web.jobs import Job, jobs
from notes_app.web.prepared import page_patience_s, prepare, values_stamp
from notes_app.web.value_text import show_value

PAGE_SIZE = 30
STEPS = (0.95, 0.9, 0.8)
MOST_UNDONE = 5_000
UNDONE_AT_ONCE = 100


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
    blueprint.add_url_rule("/back-fill/stop", "stop_fill", stop_fill, methods=["POST"])
    blueprint.add_url_rule("/back-fill/undo", "undo_fill", undo_fill, methods=["POST"])


@permits("template.read")
def back_fill() -> ResponseReturnValue:
    version = workspace().templates.find_newest()
    if version is None:
        return render_template("template/back_fill.html", version=None)
    if request.args.get("job"):
        under_way = jobs().get(request.args["job"], current_person().person_id)
        if under_way.state != "running":
            return _when_done(under_way)
        return render_template("template/back_fill.html", version=version, under_way=under_way, field=request.args.get("field", ""))
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
    space, person, version = workspace(), current_person(), _version()
    chosen = version.find_field(request.form.get("field", ""))
    step = next((one for one in STEPS if f"{one}" == request.form.get("step")), STEPS[0])
    items = [one for one in _all(version) if chosen is None or one.field.field_id == chosen.field_id]

    def work(job: Job) -> Answered:
        done = accept_in_bulk(space.value_desk, person, items, min_confidence=step, goes_on=lambda at, total: _goes_on(job, at, total))
        space.follow_saves()
        return Answered(done.decision_ids, done.note_count, len(done.failed), is_undo=False, is_cut_short=done.is_cut_short)

    note_deed("value.bulk_accept", "template", version.template_id, values=len(items), min_confidence=step)
    return _when_done(jobs().start("bulk_fill", person.person_id, work))


@permits("value.decide")
def undo_fill() -> ResponseReturnValue:
    """Take back what was just answered; the ids are of this person's own decisions."""
    space, person, fields = workspace(), current_person(), _all_fields()
    asked = set(_unpack(request.form.get("ids", "")))
    mine = [
        one.value_decision_id for one in space.templates.list_values() if one.value_decision_id in asked and one.person_id == person.person_id
    ]

    def work(job: Job) -> Answered:
        taken: list[int] = []
        newest_first = sorted(mine, reverse=True)
        for at in range(0, len(newest_first), UNDONE_AT_ONCE):
            if not _goes_on(job, at, len(newest_first)):
                break
            some = newest_first[at : at + UNDONE_AT_ONCE]
            space.value_desk.undo(person, some, fields)
            taken += some
        space.follow_saves()
        return Answered(tuple(taken), 0, 0, is_undo=True, is_cut_short=len(taken) < len(mine))

    return _when_done(jobs().start("undo_fill", person.person_id, work))


@permits("value.decide")
def stop_fill() -> ResponseReturnValue:
    """Stop a bulk under way: what was done stays, and can be taken back."""
    job = jobs().get(request.form.get("job", ""), current_person().person_id)
    job.is_cancelled = True
    return redirect(url_for("template.back_fill", job=job.job_id, field=request.form.get("field") or None), code=303)


@dataclass(frozen=True, slots=True)
class Answered:
    """What a bulk did. decision_ids: what can be taken back, or what was."""

    decision_ids: tuple[int, ...]
    note_count: int
    failed_count: int
    is_undo: bool
    is_cut_short: bool


def _goes_on(job: Job, done: int, total: int) -> bool:
    job.done, job.total = done, total
    return not job.is_cancelled


def _when_done(job: Job) -> ResponseReturnValue:
    """Lead to what a bulk did when it is quick, else to where one sees how far it is."""
    until = time.monotonic() + page_patience_s()
    while job.state == "running" and time.monotonic() < until:
        time.sleep(0.02)
    if job.state == "running":
        return redirect(url_for("template.back_fill", job=job.job_id, field=request.values.get("field") or None), code=303)
    if job.error is not None:
        raise job.error
    done: Answered = job.result
    if done.failed_count:
        flash(gettext("%(count)s notes were left alone: they were edited meanwhile.", count=done.failed_count), "warning")
    if done.is_cut_short:
        flash(gettext("It was stopped on the way; what was done until then stays."), "warning")
    if done.is_undo:
        flash(ngettext("%(num)s answer was taken back.", "%(num)s answers were taken back.", len(done.decision_ids)), "success")
        return redirect(url_for("template.back_fill", field=request.values.get("field") or None), code=303)
    return _back(
        gettext("%(values)s values were filled into %(notes)s notes.", values=len(done.decision_ids), notes=done.note_count), done.decision_ids
    )


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
    return redirect(url_for("template.back_fill", field=request.values.get("field") or None, undo=undo or None), code=303)


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
