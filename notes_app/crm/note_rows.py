"""Rows of meeting notes and of the promises made in them, from notes and a template version. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from typing import Protocol

from notes_app.crm.cells import NOT_A_CHOICE, Refusal, clean_line, clean_text, localize, to_cell
from notes_app.crm.fixed_words import CHANNEL_WORDS, KIND_WORDS, word_of
from notes_app.crm.identity import account_id, contact_id, deal_id, meeting_note_id, todo_id
from notes_app.crm.naming import column_keys, english_label
from notes_app.crm.plan import (
    Column,
    ColumnType,
    EvidenceRow,
    ExportNote,
    ExportObject,
    ExportRow,
    ExportValue,
    Finding,
    ObjectKey,
    Reject,
    Value,
    with_rows,
)
from notes_app.template.field import Field, TemplateVersion

TYPE_OF_FIELD: Mapping[str, ColumnType] = {
    "text": "text",
    "longtext": "longtext",
    "enum": "choice",
    "multi_enum": "multi_choice",
    "bool": "bool",
    "int": "integer",
    "number": "number",
    "percent": "percent",
    "money": "money",
    "date": "date",
    "datetime": "datetime",
    "time": "time",
    "person": "text",
    "person_list": "text_list",
    "company": "text",
    "company_list": "text_list",
    "phone": "phone",
    "email": "email",
    "url": "url",
    "action_list": "text_list",
    "label_list": "text_list",
}
"""Field type of a template -> column type. Members of an action list become promises of their own beside the list."""

LONGEST_NAME = 80  # of a party read from the text; one in the front matter may be longer
LONGEST_LINE = 255  # beyond this, or with a line break, a text column is a long text in every CRM

NOTE_COLUMNS = (
    Column("title", "件名", "Title", "text", required=True),
    Column("held_on", "実施日", "Held on", "date"),
    Column("held_at", "実施日時", "Held at", "datetime"),
    Column("kind", "種類", "Kind", "text"),
    Column("channel", "チャネル", "Channel", "text"),
    Column("account", "取引先", "Account", "reference", references="account"),
    Column("contact", "主な取引先責任者", "Main contact", "reference", references="contact"),
    Column("contacts", "先方", "Contacts", "text_list"),
    Column("deal", "商談", "Deal", "reference", references="deal"),
    Column("owner", "営業担当", "Owner", "text"),
    Column("owner_user", "営業担当のユーザ名", "Owner's user name", "text"),
    Column("author", "記入者", "Author", "text"),
    Column("tags", "タグ", "Tags", "text_list"),
    Column("body", "本文", "Body", "longtext"),
    Column("url", "議事録のリンク", "Link to the note", "url"),
    Column("path", "ファイル", "File", "text"),
)
TODO_COLUMNS = (
    Column("subject", "内容", "Subject", "text", required=True),
    Column("field", "項目", "Field", "text"),
    Column("due_on", "期限", "Due on", "date"),
    Column("assignee", "担当", "Assignee", "text"),
    Column("meeting_note", "議事録", "Meeting note", "reference", required=True, references="meeting_note"),
    Column("account", "取引先", "Account", "reference", references="account"),
    Column("deal", "商談", "Deal", "reference", references="deal"),
    Column("done", "完了", "Done", "bool", required=True),
)


class RowOptions(Protocol):
    """The part of `ExportOptions` that rows need."""

    @property
    def zone(self) -> tzinfo: ...
    @property
    def owners(self) -> Mapping[str, str]: ...
    @property
    def min_confidence(self) -> float: ...


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What one note says about its parties; the facts of a plan are sorted by day, then id.

    firm: concept -> (typed cell, the value behind it) of the values that left.
    """

    note_id: str
    account: str
    contacts: tuple[str, ...]
    deal: str
    owner: str
    held_on: date | None
    firm: Mapping[str, tuple[Value, ExportValue]]

    @property
    def deal_id(self) -> str:
        return deal_id(self.account, self.deal) if self.deal else ""

    @property
    def main_contact_id(self) -> str:
        return contact_id(self.account, self.contacts[0]) if self.contacts else ""


@dataclass(slots=True)
class NoteRows:
    """Everything read from the notes, before the parties are drawn from `facts`. keys: field id -> column key."""

    columns: tuple[Column, ...]
    keys: Mapping[str, str]
    notes: list[ExportRow] = field(default_factory=list)
    todos: dict[str, ExportRow] = field(default_factory=dict)
    facts: list[NoteFacts] = field(default_factory=list)
    evidence: list[EvidenceRow] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def note_object(self) -> ExportObject:
        """Return the meeting notes, text columns widened where a value needs it."""
        bare = ExportObject("meeting_note", "商談メモ", "Meeting Note", self.columns, ())
        return widen(with_rows(bare, self.notes))

    def todo_object(self, done: Collection[str] = ()) -> ExportObject:
        """Return the promises; `done` are the ids of those that were kept."""
        rows = [replace(row, values={**row.values, "done": key in done}) for key, row in sorted(self.todos.items())]
        return widen(with_rows(ExportObject("todo", "宿題", "Action Item", TODO_COLUMNS, ()), rows))

    def without_history(self, kept: frozenset[str]) -> NoteRows:
        """Return the same with only the notes in `kept`, and the promises made in them. kept: note ids."""
        keys = frozenset(map(meeting_note_id, kept))
        return replace(
            self,
            notes=[row for row in self.notes if row.external_id in keys],
            todos={key: row for key, row in self.todos.items() if row.values["meeting_note"] in keys},
        )


def widen(one: ExportObject) -> ExportObject:
    """Make a text column long where a value has a line break or is too long for one line."""
    broken = {key for row in one.rows for key, value in row.values.items() if isinstance(value, str) and "\n" in value}
    columns = tuple(
        replace(column, column_type="longtext")
        if column.column_type == "text" and (column.max_length > LONGEST_LINE or column.key in broken)
        else column
        for column in one.columns
    )
    return replace(one, columns=columns)


def make_note_rows(version: TemplateVersion, notes: Sequence[ExportNote], options: RowOptions) -> NoteRows:
    """Return the rows of `notes` (sorted by id), the promises in them, and what could not leave."""
    fields = sorted(version.fields, key=lambda one: (one.order, one.field_id))
    keys = column_keys(fields, [column.key for column in NOTE_COLUMNS] + ["external_id", "id"])
    columns = (*NOTE_COLUMNS, *(_column_of(one, keys[one.field_id]) for one in fields))
    rows = NoteRows(columns, keys)
    unmapped: Counter[str] = Counter()
    for note in notes:
        reading = _NoteReading(note, rows, options)
        for one in fields:
            reading.read_field(one, keys[one.field_id])
        reading.finish(unmapped)
    rows.facts.sort(key=lambda fact: (fact.held_on or date.min, fact.note_id))
    rows.findings.extend(_unmapped_owner(name, count) for name, count in sorted(unmapped.items()))
    return rows


def _column_of(one: Field, key: str) -> Column:
    column_type = TYPE_OF_FIELD[one.field_type]
    choices: tuple[str, ...] = ()
    if column_type in ("choice", "multi_choice"):
        choices = tuple(choice for choice in dict.fromkeys(map(clean_line, one.choices)) if choice)
        if not choices:  # a list without choices is free text
            column_type = "text" if column_type == "choice" else "text_list"
    return Column(
        key,
        clean_line(one.label) or key,
        clean_line(english_label(one)) or key,
        column_type,
        required=one.required,
        choices=choices,
        field_id=one.field_id,
        concept=one.concept,
        purpose=clean_text(one.purpose).strip(),
        group=clean_line(one.group),
    )


def _unmapped_owner(name: str, count: int) -> Finding:
    return Finding(
        "owner_unmapped",
        "warning",
        name,
        f"営業担当「{name}」（{count} 件）に移行先のユーザが割り当てられていません。取り込んだ人が所有者になります。",
        f'No user of the target is mapped to "{name}" ({count} notes). The importing user will own these records.',
    )


class _NoteReading:
    """One note on its way to its row."""

    def __init__(self, note: ExportNote, rows: NoteRows, options: RowOptions) -> None:
        self.note, self.rows, self.options = note, rows, options
        self.cells: dict[str, Value] = {}
        self.firm: dict[str, tuple[Value, ExportValue]] = {}
        self.promises: list[tuple[Field, str, ExportValue]] = []
        self.columns = {column.key: column for column in rows.columns}

    def read_field(self, one: Field, key: str) -> None:
        """Put the field's values into the row: all members of a list column, the firmest of a single one."""
        column = self.columns[key]
        accepted: list[tuple[Value, ExportValue]] = []
        for value in self._firm_first(self.note.values.get(one.field_id, ())):
            cell = self._accept(one, column, value)
            if cell is not None:
                accepted.append((cell, value))
        if not accepted:
            return
        if column.column_type in ("multi_choice", "text_list"):
            members = dict.fromkeys(str(cell) for cell, _ in sorted(accepted, key=lambda pair: _place(pair[1])))
            order = {choice: at for at, choice in enumerate(column.choices)}
            self.cells[key] = tuple(sorted(members, key=lambda member: order[member]) if order else members)
        elif one.field_type in ("text", "longtext"):  # free text said in several places is kept whole, in the order it was said
            self.cells[key] = "\n".join(dict.fromkeys(str(cell) for cell, _ in sorted(accepted, key=lambda pair: _place(pair[1]))))
        else:
            self.cells[key] = accepted[0][0]
            for cell, value in accepted[1:]:
                if cell != accepted[0][0]:
                    self._reject(one, value, SECOND_VALUE)
            accepted = [pair for pair in accepted if pair[0] == accepted[0][0]]
        if one.concept:
            self.firm.setdefault(one.concept, accepted[0])
        for cell, value in accepted:
            self.rows.evidence.append(evidence_row("meeting_note", meeting_note_id(self.note.note_id), key, self.note.note_id, value))
            if one.field_type == "action_list":
                self.promises.append((one, str(cell), value))

    def finish(self, unmapped: Counter[str]) -> None:
        """Add the columns that every note has, the promises and the facts about its parties."""
        note = self.note
        account = clean_line(note.account) or self._said("会社名")
        deal = clean_line(note.deal) or self._said("案件名")
        contacts = tuple(dict.fromkeys(name for name in map(clean_line, note.contacts) if name))
        owner = clean_line(note.owner or note.author)
        user = self.options.owners.get(owner, "")
        if owner and not user:
            unmapped[owner] += 1
        own: dict[str, Value | None] = {
            "title": clean_line(note.title) or meeting_note_id(note.note_id),
            "held_on": note.held_on or (note.held_at.date() if note.held_at else None),
            "held_at": self._held_at(note.held_at),
            "kind": word_of(clean_line(note.kind), KIND_WORDS),
            "channel": word_of(clean_line(note.channel), CHANNEL_WORDS),
            "account": account_id(account) if account else "",
            "contact": contact_id(account, contacts[0]) if contacts else "",
            "contacts": contacts,
            "deal": deal_id(account, deal) if deal else "",
            "owner": owner,
            "owner_user": clean_line(user),
            "author": clean_line(note.author),
            "tags": tuple(dict.fromkeys(tag for tag in map(clean_line, note.tags) if tag)),
            "body": clean_text(note.body) if note.body.strip() else "",
            "url": clean_line(note.url),
            "path": clean_line(note.path),
        }
        kept: dict[str, Value] = {key: value for key, value in own.items() if value is not None and value not in ("", ())}
        self.rows.notes.append(ExportRow(meeting_note_id(note.note_id), {**kept, **self.cells}))
        self.rows.facts.append(NoteFacts(note.note_id, account, contacts, deal, owner, note.held_on, self.firm))
        self._add_promises({key: kept[key] for key in ("account", "deal") if key in kept})

    def _add_promises(self, parties: Mapping[str, Value]) -> None:
        for one, text, value in self.promises:
            key = todo_id(self.note.note_id, text)
            cells: dict[str, Value] = {
                "subject": text,
                "field": clean_line(one.label) or one.field_id,
                "meeting_note": meeting_note_id(self.note.note_id),
                **parties,
            }
            if value.due_on:
                cells["due_on"] = value.due_on
            if clean_line(value.assignee):
                cells["assignee"] = clean_line(value.assignee)
            self.rows.todos[key] = ExportRow(key, cells)
            self.rows.evidence.append(evidence_row("todo", key, "subject", self.note.note_id, value))

    def _held_at(self, moment: datetime | None) -> datetime | None:
        if moment is None or not date.min.year < moment.year < date.max.year:
            return None  # at the ends of the calendar it has no date in some time zones
        return localize(moment, self.options.zone)

    def _said(self, concept: str) -> str:
        """Return a party's name as the note says it; a text longer than any name is a remark and not a name."""
        cell = self.firm.get(concept)
        name = str(cell[0]) if cell else ""
        return "" if "\n" in name or len(name) > LONGEST_NAME else clean_line(name)

    def _firm_first(self, values: Sequence[ExportValue]) -> list[ExportValue]:
        return sorted(values, key=lambda value: (not value.confirmed, -value.confidence, _place(value)))

    def _accept(self, one: Field, column: Column, value: ExportValue) -> Value | None:
        is_unsure = not value.confirmed and value.confidence < self.options.min_confidence
        if is_unsure and value.normalized is not None:
            self._reject(one, value, LOW_CONFIDENCE)
            return None
        if value.normalized is None and column.choices and value.as_written.strip():
            self._reject(one, value, NOT_A_CHOICE)  # a person's yes would not make it one
            return None
        cell = to_cell(value, column.column_type, choices=column.choices, zone=self.options.zone)
        if isinstance(cell, Refusal):
            self._reject(one, value, cell)
            return None
        return cell

    def _reject(self, one: Field, value: ExportValue, why: Refusal) -> None:
        place = value.evidence
        self.rows.rejects.append(
            Reject(
                why.code,
                self.note.note_id,
                one.field_id,
                one.label,
                value.as_written,
                why.ja,
                why.en,
                start=place.start if place else None,
                end=place.end if place else None,
                external_id=meeting_note_id(self.note.note_id),
            )
        )


LOW_CONFIDENCE = Refusal(
    "low_confidence",
    "確認されておらず、確からしさが足りません。議事録のページで確認してください。",
    "It is not confirmed and not certain enough. Please confirm it on the note's page.",
)
SECOND_VALUE = Refusal(
    "second_value",
    "この項目には値を 1 つしか入れられません。より確かな値を書き出しました。",
    "This field holds one value; the firmer one was exported.",
)


def _place(value: ExportValue) -> tuple[int, str]:
    return (value.evidence.start if value.evidence else -1, value.as_written)


def evidence_row(object_key: ObjectKey, external_id: str, column_key: str, note_id: str, value: ExportValue) -> EvidenceRow:
    """Return the evidence of one cell; a value without a span stands in the front matter."""
    place = value.evidence
    return EvidenceRow(
        object_key,
        external_id,
        column_key,
        place.note_id if place else note_id,
        place.start if place else None,
        place.end if place else None,
        clean_text(place.quote if place else value.as_written),
        value.confidence,
        value.confirmed,
    )
