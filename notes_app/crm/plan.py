"""The export plan: what leaves, typed and related, before any CRM's format is thought of.

Pure values. One plan serves every target; a writer turns it into files, and reading those files back gives the
same rows (`ReadRows`), so that a difference is a bug and not a matter of taste.

A row holds only what it has: an absent key is "nothing was said" and never an empty string.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from notes_app.mining.evidence import Evidence, SlotValue

ColumnType = Literal[
    "text",
    "longtext",
    "choice",
    "multi_choice",
    "text_list",
    "bool",
    "integer",
    "number",
    "percent",
    "money",
    "date",
    "datetime",
    "time",
    "phone",
    "email",
    "url",
    "reference",
]
"""Kinds of column. `text` is one line; `money` is whole yen; `percent` is in percent points; `reference` holds the
external id of a row of `Column.references`."""

COLUMN_TYPES: tuple[str, ...] = ColumnType.__args__  # type: ignore[attr-defined]

Value = str | int | Decimal | bool | date | datetime | time | tuple[str, ...]
"""One cell: str for text, choice, phone, email, url and reference; int for integer and money; Decimal for number and
percent; an aware datetime; a non-empty tuple of lines for multi_choice and text_list."""

Severity = Literal["error", "warning", "note"]
ObjectKey = Literal["account", "contact", "deal", "meeting_note", "todo", "order", "complaint"]

EMPTY: Mapping[str, tuple[ExportValue, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ExportValue:
    """One value of one template field in one note.

    normalized: as in `mining.evidence.SlotValue`: ISO date or date-time, whole yen, a choice, else text; None if it cannot be.
    as_written: the words of the note; `evidence` says where they stand, None for a value typed into the front matter.
    confidence: 0 to 1. Only confirmed values, or those at `ExportOptions.min_confidence` and above, leave.
    due_on, assignee: of a member of an action list, when they were said.
    """

    normalized: str | int | float | bool | None
    as_written: str
    evidence: Evidence | None = None
    confidence: float = 1.0
    confirmed: bool = False
    due_on: date | None = None
    assignee: str = ""


@dataclass(frozen=True, slots=True)
class ExportNote:
    """What an export reads of one note. `values` is keyed by `Field.field_id`.

    held_at may be naive: it is then local time in `ExportOptions.zone`. path: below the notes folder, for people.
    said: what the note says of concepts that no field of the template stands for; orders and complaints are drawn from
          these and from `values`. body_start: where `body` begins in the note's text, which spans count from.
    """

    note_id: str
    title: str
    body: str = ""
    account: str = ""
    contacts: tuple[str, ...] = ()
    deal: str = ""
    owner: str = ""
    author: str = ""
    channel: str = ""
    kind: str = "minutes"
    held_on: date | None = None
    held_at: datetime | None = None
    tags: tuple[str, ...] = ()
    url: str = ""
    path: str = ""
    values: Mapping[str, tuple[ExportValue, ...]] = field(default_factory=lambda: EMPTY)
    said: tuple[SlotValue, ...] = ()
    body_start: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """One typed column of an object.

    key:        neutral name (letter, then letters, digits, _; unique in its object, whatever the case); writers derive theirs from it.
    required:   every row has a value and the template says it must.
    choices:    allowed values of choice and multi_choice, in order.
    max_length: longest value in UTF-16 units, a line break counting two (the way CRMs count); 0 when there is none.
    scale:      decimals needed by number and percent.
    references: the object a `reference` points at.
    field_id, concept: the template field it stands for, "" for columns of our own.
    """

    key: str
    label: str
    label_en: str
    column_type: ColumnType
    required: bool = False
    choices: tuple[str, ...] = ()
    max_length: int = 0
    scale: int = 0
    references: ObjectKey | None = None
    field_id: str = ""
    concept: str = ""
    purpose: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One record. external_id: stable over exports, unique in its object."""

    external_id: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class ExportObject:
    """One kind of record with its columns (the external id is not among them) and rows, rows in external id order."""

    key: ObjectKey
    label: str
    label_en: str
    columns: tuple[Column, ...]
    rows: tuple[ExportRow, ...]

    def column(self, key: str) -> Column:
        """Return the column named `key`; KeyError when there is none."""
        for one in self.columns:
            if one.key == key:
                return one
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """Why a cell holds what it holds. start and end are None for a value that stands in the front matter."""

    object_key: ObjectKey
    external_id: str
    column_key: str
    note_id: str
    start: int | None
    end: int | None
    quote: str
    confidence: float
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Reject:
    """A value that could not go, why, and where it stands.

    code: stable reason code. label: of the field or column. start, end: span in the note, None when it has none.
    """

    code: str
    note_id: str
    field_id: str
    label: str
    value: str
    ja: str
    en: str
    start: int | None = None
    end: int | None = None
    object_key: str = "meeting_note"
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should know before importing. An `error` means the target would refuse the package."""

    code: str
    severity: Severity
    where: str
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """Everything that leaves, in load order (a row's references point at earlier objects).

    as_of: the day the plan was made, given by the caller.
    fresh: of a delta, object key -> ids that the target does not have yet, for what it cannot match on an id; None: all.
    zone:  IANA name of the time zone that its date-times are written in.
    """

    template_id: str
    template_number: int
    template_name: str
    as_of: date
    objects: tuple[ExportObject, ...]
    evidence: tuple[EvidenceRow, ...] = ()
    rejects: tuple[Reject, ...] = ()
    findings: tuple[Finding, ...] = ()
    zone: str = "Asia/Tokyo"
    fresh: Mapping[str, frozenset[str]] | None = None

    def is_fresh(self, key: ObjectKey, external_id: str) -> bool:
        """Return whether the target does not have this record yet, as far as anybody knows."""
        return self.fresh is None or external_id in self.fresh.get(key, frozenset())

    def object(self, key: ObjectKey) -> ExportObject:
        """Return the object with this key; KeyError when the plan has none."""
        for one in self.objects:
            if one.key == key:
                return one
        raise KeyError(key)

    @property
    def counts(self) -> dict[str, int]:
        """Records per object, in load order."""
        return {one.key: len(one.rows) for one in self.objects}


ReadRows = Mapping[str, Mapping[str, Mapping[str, Value]]]
"""What a written package says: object key -> external id -> column key -> value."""


def rows_of(plan: ExportPlan) -> dict[str, dict[str, dict[str, Value]]]:
    """Return the plan's rows in the shape `read_back` answers with."""
    return {one.key: {row.external_id: dict(row.values) for row in one.rows} for one in plan.objects}


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that differs; None stands for "not there"."""

    object_key: str
    external_id: str
    column_key: str
    planned: Value | None
    read: Value | None


def compare_rows(planned: ReadRows, read: ReadRows) -> tuple[Difference, ...]:
    """Return every cell, row or object that is not the same on both sides, in a stable order."""
    found: list[Difference] = []
    for object_key in sorted({*planned, *read}):
        ours, theirs = planned.get(object_key, {}), read.get(object_key, {})
        for external_id in sorted({*ours, *theirs}):
            if external_id not in ours or external_id not in theirs:
                found.append(
                    Difference(
                        object_key,
                        external_id,
                        "",
                        external_id if external_id in ours else None,
                        external_id if external_id in theirs else None,
                    )
                )
                continue
            found.extend(_compare_row(object_key, external_id, ours[external_id], theirs[external_id]))
    return tuple(found)


def _compare_row(object_key: str, external_id: str, ours: Mapping[str, Value], theirs: Mapping[str, Value]) -> Iterator[Difference]:
    for key in sorted({*ours, *theirs}):
        planned, read = ours.get(key), theirs.get(key)
        if planned != read or type(planned) is not type(read):
            yield Difference(object_key, external_id, key, planned, read)


def measure_length(text: str) -> int:
    """Return how long CRMs count `text`: UTF-16 units, a line break as two (CR LF)."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 + text.count("\n")


def with_rows(one: ExportObject, rows: Sequence[ExportRow]) -> ExportObject:
    """Return the object with other rows and its columns measured again (max_length, scale, required)."""
    columns = tuple(measure_column(column, rows) for column in one.columns)
    return replace(one, columns=columns, rows=tuple(rows))


def measure_column(column: Column, rows: Sequence[ExportRow]) -> Column:
    """Return the column with max_length, scale and required as these rows have them."""
    values = [row.values[column.key] for row in rows if column.key in row.values]
    texts = ["\n".join(value) if isinstance(value, tuple) else value for value in values if isinstance(value, str | tuple)]
    return replace(
        column,
        max_length=max(map(measure_length, texts), default=0),
        scale=max((_scale_of(value) for value in values if isinstance(value, Decimal)), default=0),
        required=column.required and len(values) == len(rows),
    )


def _scale_of(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
