"""Consistency: how differently people write the same thing, where notes contradict each other, and what has grown old.

Looking changes nothing. "Still right" is a decision beside the note; settling a contradiction accepts or rejects one value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.people.permission import Person
from notes_app.template.consistency import (
    FREE_TEXT,
    BelievedValue,
    Contradiction,
    DatedValue,
    FieldConsistency,
    SharedEvent,
    believed_value,
    find_contradictions,
    measure_consistency,
    shared_events,
)
from notes_app.template.errors import UnknownValueError
from notes_app.template.field import Field, TemplateVersion
from notes_app.template.value_decision import confirmed_days
from notes_app.web import field_words
from notes_app.web.context import Workspace, workspace
from notes_app.web.deeds import note_deed
from notes_app.web.field_panel import find_value
from notes_app.web.guards import permits
from notes_app.web.i18n import today
from notes_app.web.identity import current_person
from notes_app.web.note_links import note_url
from notes_app.web.prepared import prepare, values_stamp
from notes_app.web.reading import get_note
from notes_app.web.value_text import show_value

SHOWN = 20
_LEAST_VALUES = 4  # of a field, by two people, before how alike they write says anything


@dataclass(frozen=True, slots=True)
class Consistency:
    """Everything the page shows of one person's notes. old: the stalest first."""

    note_count: int
    fields: tuple[FieldConsistency, ...]
    events: tuple[SharedEvent, ...]
    contradictions: tuple[Contradiction, ...]
    old: tuple[BelievedValue, ...]
    fresh_count: int

    @property
    def alike_count(self) -> int:
        return sum(len(one.alike) for one in self.events)

    @property
    def differing_count(self) -> int:
        return sum(len(one.differing) for one in self.events)


def add_consistency(blueprint: Blueprint) -> None:
    """Give the template's blueprint its page of consistency."""
    blueprint.add_url_rule("/consistency", "consistency", consistency, methods=["GET"])
    blueprint.add_url_rule("/consistency", "settle", settle, methods=["POST"])
    blueprint.add_url_rule("/consistency/undo", "unsettle", unsettle, methods=["POST"])


@permits("template.read")
def consistency() -> ResponseReturnValue:
    version = workspace().templates.find_newest()
    if version is None:
        return render_template("template/consistency.html", version=None)
    space, person, day = workspace(), current_person(), today()
    shown, job = prepare("consistency", person, (values_stamp(version), day), lambda job: _measure(space, person, version, day))
    undone = request.args.get("undo", "")
    return render_template(
        "template/consistency.html", version=version, shown=shown, job=job, limit=SHOWN, say=_say, url=_url, place=_place,
        types=field_words.type_names(), undo=undone if undone.isdecimal() else "",
    )  # fmt: skip


@permits("value.decide")
def settle() -> ResponseReturnValue:
    """Say of one value that it is still right, that it is the right one, or that it is wrong."""
    note_id, field_id, start, end = _read_place(request.form.get("place", ""))
    note = get_note(note_id, "value.decide")
    found = find_value(note, field_id, start, end)
    if found is None:
        raise UnknownValueError(what=request.form.get("value", "")[:60])
    desk, person, answer = workspace().value_desk, current_person(), request.form.get("answer", "")
    if answer == "still_right":
        done = desk.still_right(person, note_id, *found)
        said = gettext("“%(label)s” counts as fresh from today.", label=found[0].label)
    elif answer == "right":
        done = desk.accept(person, note_id, [found])
        said = gettext("It is written into the note's own fields as the right one.")
    else:
        done = desk.reject(person, note_id, [found])
        said = gettext("It is set aside as wrong. The note's text stays as it is.")
    workspace().follow_saves()
    note_deed("value.settle", "note", note_id, field=field_id, answer=answer[:20])
    flash(said, "success")
    account = request.form.get("account", "")
    if account:
        return redirect(url_for("accounts.view", name=account), code=303)
    return redirect(url_for("template.consistency", undo=done.decisions[-1].value_decision_id), code=303)


@permits("value.decide")
def unsettle() -> ResponseReturnValue:
    """Take one's own last answer back."""
    number = request.form.get("decision", "")
    known = workspace().templates.find_value(int(number)) if number.isdecimal() and len(number) < 12 else None
    if known is None or known.person_id != current_person().person_id:
        raise UnknownValueError(what=number[:20])
    fields = [one for version in workspace().templates.list_versions() for one in version.fields]
    workspace().value_desk.undo(current_person(), [known.value_decision_id], fields)
    workspace().follow_saves()
    flash(gettext("The answer was taken back."), "success")
    return redirect(url_for("template.consistency"), code=303)


def _measure(space: Workspace, person: Person, version: TemplateVersion, day: date) -> Consistency:
    """Read every note; this runs in a thread of its own, without a request."""
    directory = space.accounts.directory(person)
    values: dict[str, list[DatedValue]] = {one.field_id: [] for one in version.fields}
    count = 0
    for note, slots in space.filled_notes(person, version):
        count += 1
        filed = directory.find(note.account) if note.account else None
        account = filed.name if filed else note.account
        deal = str(note.front.get("deal") or "")
        for slot in slots:
            values[slot.field_id].append(DatedValue(note.note_id, account, note.author, note.written_on, slot, deal))
    measured = [
        measure_consistency(one, values[one.field_id]) for one in version.fields
        if one.field_type not in FREE_TEXT and _says_something(values[one.field_id])
    ]  # fmt: skip
    days = confirmed_days(space.templates.list_values())
    old, fresh = _old(version.fields, values, days, day)
    return Consistency(
        note_count=count,
        fields=tuple(sorted(measured, key=lambda one: one.agreement)),
        events=shared_events(version.fields, values),
        contradictions=tuple(one for field in version.fields for one in find_contradictions(field, values[field.field_id])),
        old=old,
        fresh_count=fresh,
    )


def _says_something(values: Sequence[DatedValue]) -> bool:
    return len(values) >= _LEAST_VALUES and len({one.author for one in values}) > 1


def _old(
    fields: Sequence[Field], values: Mapping[str, Sequence[DatedValue]], days: Mapping[tuple[str, str], date], day: date
) -> tuple[tuple[BelievedValue, ...], int]:
    """Return the believed values that are past their field's period, oldest first, and how many are not."""
    old, fresh = [], 0
    for field in fields:
        if field.freshness_days is None:
            continue
        by_account: dict[str, list[DatedValue]] = {}
        for one in values[field.field_id]:
            if one.account:
                by_account.setdefault(one.account, []).append(one)
        for said in by_account.values():
            confirmed = [days[key] for one in said if (key := (one.note_id, field.field_id)) in days]
            believed = believed_value(field, said, day, confirmed_on=max(confirmed, default=None))
            if believed and believed.freshness == "stale":
                old.append(believed)
            elif believed:
                fresh += 1
    return tuple(sorted(old, key=lambda one: one.source.said_on or date.min)), fresh


def _say(one: DatedValue, field: Field) -> str:
    return show_value(one.slot.value if one.value is None else one.value, field.field_type)


def _url(one: DatedValue) -> str:
    return note_url(one.note_id, one.slot.evidence.start, one.slot.evidence.end)


def _place(one: DatedValue) -> str:
    """Return what a form names a value by."""
    return f"{one.note_id}:{one.slot.field_id}:{one.slot.evidence.start}:{one.slot.evidence.end}"


def _read_place(text: str) -> tuple[str, str, int, int]:
    parts = text.split(":")
    if len(parts) != 4 or not all(part.isdecimal() and len(part) < 9 for part in parts[2:]):
        raise UnknownValueError(what=text[:60])
    return parts[0], parts[1], int(parts[2]), int(parts[3])
