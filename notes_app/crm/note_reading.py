"""From a note and the values filled in for it to what an export reads. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from notes_app.crm.history_rows import SAID_CONCEPTS
from notes_app.crm.plan import ExportNote, ExportValue
from notes_app.mining.evidence import SlotValue
from notes_app.mining.folding import fold
from notes_app.mining.values.actions import read_action
from notes_app.minutes.note import Note
from notes_app.template.field import TemplateVersion


def export_note(
    note: Note, version: TemplateVersion, slots: Iterable[SlotValue], *, said: Iterable[SlotValue] = (), url: str = ""
) -> ExportNote:
    """Return what an export reads of `note`.

    Args:
        slots: of `template.filling.fill(note, version, knowledge, decisions)`: a value in the front matter was confirmed by a person.
        said: what mining reads in it without a template; concepts that a field stands for are taken from `slots` alone.
        url: where the note is read in a browser, "" when the server has no address others know.
    """
    promised = {one.field_id for one in version.fields if one.field_type == "action_list"}
    covered = {one.concept for one in version.fields}
    values: dict[str, list[ExportValue]] = {}
    for slot in slots:
        if slot.field_id:
            values.setdefault(slot.field_id, []).append(_value(slot, note.held_on, is_promise=slot.field_id in promised))
    return ExportNote(
        note_id=note.note_id,
        title=note.title,
        body=note.body,
        account=note.account,
        contacts=note.contacts,
        deal=note.deal,
        owner=note.owner,
        author=note.author,
        channel=note.channel,
        kind=note.kind,
        held_on=note.held_on,
        held_at=note.held_at,
        tags=note.tags,
        url=url,
        path=note.path,
        values={key: tuple(found) for key, found in values.items()},
        said=tuple(slot for slot in said if slot.concept in SAID_CONCEPTS and slot.concept not in covered),
        body_start=note.body_start,
    )


def _value(slot: SlotValue, written_on: date | None, *, is_promise: bool) -> ExportValue:
    promise = read_action(fold(slot.value).text, 0, written_on) if is_promise else None
    return ExportValue(
        normalized=slot.normalized,
        as_written=slot.value,
        evidence=slot.evidence,
        confidence=slot.confidence,
        confirmed=slot.via == "front_matter",
        due_on=promise.due if promise else None,
        assignee=promise.owner if promise else "",
    )
