"""Meetings as Events and promises as Tasks: Salesforce's own activities, for orgs that look at the timeline. Pure.

They hang on the same parents as our custom objects: What on the note's record, Who on its main contact. Activities have no
external id to match on, so these files are for the insert of new records: a delta holds those that are new alone.

Source: Object Reference (Task, Event); Bulk API 2.0, "Relationship fields in a header row" (polymorphic: Type:Field.Key).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from notes_app.crm.csv_text import machine_csv, read_csv
from notes_app.crm.parcel import Source
from notes_app.crm.plan import ExportPlan, ExportRow, Finding, measure_length
from notes_app.crm.salesforce_names import EXTERNAL_ID, SOBJECTS, cut_text

EVENTS, TASKS = "activities/1-Event.csv", "activities/2-Task.csv"
LONGEST_SUBJECT = 255
LONGEST_DESCRIPTION = 32_000
MEETING_MINUTES = 60  # notes say when a talk began, and rarely when it ended
_LONGEST_OF = {"Subject": LONGEST_SUBJECT, "Description": LONGEST_DESCRIPTION}
_WHAT = f"{SOBJECTS['meeting_note']}:What.{EXTERNAL_ID}"
_WHO = f"Contact:Who.{EXTERNAL_ID}"
_OWNER = "User:Owner.Username"


def activity_files(plan: ExportPlan) -> dict[str, bytes]:
    """Return path -> CSV of the events and tasks of a plan."""
    notes, todos = plan.object("meeting_note"), plan.object("todo")
    events = (
        "Subject", "Description", "StartDateTime", "ActivityDate", "DurationInMinutes", "IsAllDayEvent", _WHAT, _WHO, _OWNER,
    )  # fmt: skip
    tasks = ("Subject", "ActivityDate", "Status", "Description", _WHAT, _OWNER)
    users = {row.external_id: str(row.values.get("owner_user", "")) for row in notes.rows}
    return {
        EVENTS: machine_csv(events, _events([row for row in notes.rows if plan.is_fresh(notes.key, row.external_id)], plan.as_of)),
        TASKS: machine_csv(tasks, (_task(row, users) for row in todos.rows if plan.is_fresh(todos.key, row.external_id))),
    }


def _events(notes: Sequence[ExportRow], as_of: date) -> Iterator[list[str]]:
    for row in notes:
        held, day = row.values.get("held_at"), row.values.get("held_on", as_of)
        is_timed = isinstance(held, datetime)
        start = held.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z") if isinstance(held, datetime) else ""
        yield [
            cut_text(str(row.values.get("title", row.external_id)), LONGEST_SUBJECT),
            _cut_lines(str(row.values.get("body", ""))),
            start,
            "" if is_timed else str(day),
            str(MEETING_MINUTES) if is_timed else "1440",
            "false" if is_timed else "true",
            row.external_id,
            str(row.values.get("contact", "")),
            str(row.values.get("owner_user", "")),
        ]


def _task(row: ExportRow, users: dict[str, str]) -> list[str]:
    note = str(row.values["meeting_note"])
    said = [str(row.values[key]) for key in ("field", "assignee") if key in row.values]
    return [
        cut_text(" ".join(str(row.values["subject"]).split()), LONGEST_SUBJECT),
        str(row.values.get("due_on", "")),
        "Completed" if row.values.get("done") else "Not Started",
        _cut_lines(" / ".join(said)),
        note,
        users.get(note, ""),
    ]


def _cut_lines(text: str) -> str:
    """Return at most what a description holds, cut at a line; the whole text is in the note's own record."""
    if measure_length(text) <= LONGEST_DESCRIPTION:
        return text
    kept: list[str] = []
    room = LONGEST_DESCRIPTION - 2
    for line in text.split("\n"):
        room -= measure_length(line) + 2
        if room < 0:
            break
        kept.append(line)
    return "\n".join([*kept, "…"]) if kept else cut_text(text, LONGEST_DESCRIPTION - 2) + "…"


def lint_activities(source: Source) -> Iterator[Finding]:
    """Yield what Salesforce would refuse of the activities: lengths, a missing subject, a parent that the package lacks."""
    paths = set(source.list())
    if not {EVENTS, TASKS} <= paths:
        return
    note_files = [path for path in paths if path.startswith(f"data/4-{SOBJECTS['meeting_note']}")]
    known = {row.get(EXTERNAL_ID, "") for path in note_files for row in read_csv(source.read(path))}
    for path in (EVENTS, TASKS):
        for number, row in enumerate(read_csv(source.read(path)), start=2):
            where = f"{path}:{number}"
            if not row["Subject"]:
                yield Finding("subject_missing", "error", where, f"{where}: 件名がありません。", f"{where}: there is no subject.")
            for name, longest in _LONGEST_OF.items():
                if measure_length(row[name]) > longest:
                    yield Finding("cell_too_long", "error", where, f"{where}: {name} が長すぎます。", f"{where}: {name} is too long.")
            if row[_WHAT] not in known:
                yield Finding("parent_missing", "error", where, f"{where}: 議事録がありません。", f"{where}: its note is not there.")
            if path == EVENTS and not (row["StartDateTime"] or row["ActivityDate"]):
                yield Finding("start_missing", "error", where, f"{where}: 日時がありません。", f"{where}: there is no start.")
