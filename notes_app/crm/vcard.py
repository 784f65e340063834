"""vCard 3.0 and iCalendar: contacts for any address book, meetings and to-dos for any calendar.

Fields that these formats have no property for travel as X-NOTES-APP properties, which every reader keeps or ignores.
An account is the card of a company; deals have no place here, and the report says so.

Source: RFC 2426 (vCard 3.0), RFC 5545 (iCalendar).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from notes_app.crm.content_lines import escape, read_lines, split_values, to_bytes, unescape
from notes_app.crm.identity import join_name
from notes_app.crm.parcel import Sink, Source
from notes_app.crm.plan import ExportObject, ExportPlan, ExportRow, Finding, ObjectKey, ReadRows, Value
from notes_app.crm.readme import write_readmes
from notes_app.crm.rejects import REJECTS_FILE, rejects_csv
from notes_app.crm.target import CountingSink, ExportReport, TargetLimits
from notes_app.crm.wire import format_cell, parse_cell
from notes_app.errors import Language

CONTACTS, CALENDAR = "contacts.vcf", "calendar.ics"
HELD: tuple[ObjectKey, ...] = ("account", "contact", "meeting_note", "todo")
_OWN = "X-NOTES-APP-"
_MARK = "X-NOTES-APP"
_COMPONENTS: Mapping[str, str] = {"VCARD": "contact", "VEVENT": "meeting_note", "VTODO": "todo"}
_MEETING = timedelta(hours=1)  # how long a meeting is shown; notes say when it began and rarely when it ended


class Vcard:
    """Writes contacts.vcf, calendar.ics, README ja and en, and the rejects."""

    name = "vcard"
    labels: Mapping[Language, str] = {"ja": "連絡先とカレンダー（vCard・iCalendar）", "en": "Contacts and calendar (vCard, iCalendar)"}
    limits = TargetLimits(
        licence_ja="無料。連絡先・カレンダーのソフトで読めます。", licence_en="Free; address books and calendars read it."
    )

    def fit(self, plan: ExportPlan) -> ExportPlan:
        """Return the plan with the objects that an address book and a calendar hold."""
        left = [one for one in plan.objects if one.key not in HELD and one.rows]
        findings = [
            Finding(
                "object_not_held",
                "note",
                one.label,
                f"{one.label} {len(one.rows)} 件は、連絡先やカレンダーには入りません。",
                f"{len(one.rows)} records of {one.label_en} have no place in contacts and calendars.",
            )
            for one in left
        ]
        known = {finding.where for finding in plan.findings if finding.code == "object_not_held"}
        return replace(
            plan,
            objects=tuple(one for one in plan.objects if one.key in HELD),
            evidence=tuple(one for one in plan.evidence if one.object_key in HELD),
            findings=(*plan.findings, *(finding for finding in findings if finding.where not in known)),
        )

    def write(self, plan: ExportPlan, out: Sink) -> ExportReport:
        names = {row.external_id: str(row.values["name"]) for one in plan.objects if one.key == "account" for row in one.rows}
        fitted = self.fit(plan)
        sink = CountingSink(out)
        stamp = f"{plan.as_of:%Y%m%d}T000000Z"
        sink.write(CONTACTS, to_bytes(_cards(fitted, names)))
        sink.write(CALENDAR, to_bytes(_calendar(fitted, stamp)))
        sink.write(REJECTS_FILE, rejects_csv(plan.rejects))
        write_readmes(self.name, fitted, sink, {})
        return ExportReport(self.name, sink.files, fitted.counts, fitted.rejects, fitted.findings)

    def lint(self, source: Source) -> tuple[Finding, ...]:
        """Check line lengths and that every id is there once."""
        found: list[Finding] = []
        for path in (CONTACTS, CALENDAR):
            data = source.read(path)
            uids = [value for name, value in read_lines(data) if name == "UID"]
            if len(set(uids)) != len(uids):
                found.append(Finding("uid_twice", "error", path, "UID が重なっています。", "A UID stands twice."))
            if any(len(line) > 75 for line in data.split(b"\r\n")) or data.count(b"\n") != data.count(b"\r\n"):
                found.append(
                    Finding(
                        "bad_line", "error", path, "行が長いか、改行が CRLF ではありません。", "A line is too long or not ended by CRLF."
                    )
                )
        return tuple(found)

    def read_back(self, source: Source) -> ReadRows:
        read: dict[str, dict[str, dict[str, Value]]] = {key: {} for key in HELD}
        for path in (CONTACTS, CALENDAR):
            lines: list[tuple[str, str]] = []
            for name, value in read_lines(source.read(path)):
                if name == "BEGIN":
                    lines = []
                elif name == "END" and value in _COMPONENTS:
                    component, uid, cells = _read_component(_COMPONENTS[value], lines)
                    read[component][uid] = cells
                else:
                    lines.append((name, value))
        return read


def _read_component(component: str, lines: Sequence[tuple[str, str]]) -> tuple[str, str, dict[str, Value]]:
    """Return what a card, a meeting or a promise says: object, external id, cells, in whatever order its lines stand."""
    uid, cells, names = "", dict[str, Value](), ["", ""]
    for name, value in lines:
        if name == _MARK:
            component = value
        elif name == "UID":
            uid = unescape(value)
        elif name == "N":
            names = split_values(value, ";")[:2]
        elif name.startswith(_OWN):
            key, kind = name.removeprefix(_OWN).split(";X-TYPE=")
            cells[_key_of(key)] = parse_cell(unescape(value), kind)
    if component == "contact":
        last, first = names
        cells |= {"last_name": last, **({"first_name": first} if first else {})}
    return component, uid, cells


def _header_of(key: str) -> str:
    """Return a column key as a property name: letters, digits and `-`; capitals of the key are marked, for names ignore case."""
    return "".join("--" if c == "_" else f"-{c}-" if c.isupper() else c.upper() for c in key)


def _key_of(header: str) -> str:
    key, at = [], 0
    while at < len(header):
        if header.startswith("--", at):
            key.append("_")
            at += 2
        elif header[at] == "-":
            key.append(header[at + 1])
            at += 3
        else:
            key.append(header[at].lower())
            at += 1
    return "".join(key)


def _own_lines(one: ExportObject, row: ExportRow, left_out: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield every cell as a property of ours, typed, so that nothing is lost on the way."""
    for column in one.columns:
        if column.key in row.values and column.key not in left_out:
            yield f"{_OWN}{_header_of(column.key)};X-TYPE={column.column_type}:{escape(format_cell(row.values[column.key]))}"


def _cards(plan: ExportPlan, names: Mapping[str, str]) -> Iterator[str]:
    accounts, contacts = plan.object("account"), plan.object("contact")
    for row in accounts.rows:
        name = escape(str(row.values["name"]))
        yield from ("BEGIN:VCARD", "VERSION:3.0", "PRODID:-//notes-app//export//JA", f"UID:{escape(row.external_id)}", f"{_MARK}:account")
        yield from (f"FN:{name}", "N:;;;;", f"ORG:{name}", "X-ABSHOWAS:COMPANY", *_own_lines(accounts, row), "END:VCARD")
    for row in contacts.rows:
        yield from _card(contacts, row, names)


def _card(one: ExportObject, row: ExportRow, names: Mapping[str, str]) -> Iterator[str]:
    last, first = str(row.values["last_name"]), str(row.values.get("first_name", ""))
    yield from ("BEGIN:VCARD", "VERSION:3.0", "PRODID:-//notes-app//export//JA", f"UID:{escape(row.external_id)}")
    yield f"FN:{escape(join_name(last, first))}"
    yield f"N:{escape(last)};{escape(first)};;;"
    if row.values.get("account") in names:
        yield f"ORG:{escape(names[str(row.values['account'])])}"
    if "phone" in row.values:
        yield f"TEL;TYPE=WORK:{escape(str(row.values['phone']))}"
    if "email" in row.values:
        yield f"EMAIL;TYPE=INTERNET:{escape(str(row.values['email']))}"
    yield from _own_lines(one, row, ("last_name", "first_name"))
    yield "END:VCARD"


def _calendar(plan: ExportPlan, stamp: str) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//notes-app//export//JA", "CALSCALE:GREGORIAN")
    notes, todos = plan.object("meeting_note"), plan.object("todo")
    for row in notes.rows:
        yield from ("BEGIN:VEVENT", f"UID:{escape(row.external_id)}", f"DTSTAMP:{stamp}", *_when(row, plan.as_of))
        yield f"SUMMARY:{escape(str(row.values.get('title', row.external_id)))}"
        if "body" in row.values:
            yield f"DESCRIPTION:{escape(str(row.values['body']))}"
        tags = row.values.get("tags")
        if isinstance(tags, tuple):
            yield "CATEGORIES:" + ",".join(map(escape, tags))
        yield "TRANSP:TRANSPARENT"  # a past meeting blocks nobody's time
        yield from _own_lines(notes, row)
        yield "END:VEVENT"
    for row in todos.rows:
        yield from ("BEGIN:VTODO", f"UID:{escape(row.external_id)}", f"DTSTAMP:{stamp}", f"SUMMARY:{escape(str(row.values['subject']))}")
        due = row.values.get("due_on")
        if isinstance(due, date):
            yield f"DUE;VALUE=DATE:{due:%Y%m%d}"
        yield f"RELATED-TO:{escape(str(row.values['meeting_note']))}"
        yield "STATUS:NEEDS-ACTION"
        yield from _own_lines(todos, row)
        yield "END:VTODO"
    yield "END:VCALENDAR"


def _when(row: ExportRow, as_of: date) -> Iterator[str]:
    """Yield when the meeting was: to the minute when that is known, else the whole day, else the day of the export."""
    held = row.values.get("held_at")
    if isinstance(held, datetime) and held.time() != time(0):
        start = held.astimezone(UTC)
        yield f"DTSTART:{start:%Y%m%dT%H%M%SZ}"
        yield f"DTEND:{start + _MEETING:%Y%m%dT%H%M%SZ}"
        return
    day = row.values.get("held_on", as_of)
    if isinstance(day, date):
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
