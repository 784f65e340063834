"""What each column of the plan is in Tryton: the name of its field and the Python that declares it. Pure.

Every declaration is Python source, and every text in it a literal made by `repr`: no label or choice can become code.

Source: Tryton 8.2, "Fields" of the trytond reference (docs/crm/tryton.en.md).
"""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from dataclasses import dataclass

from notes_app.crm.plan import Column, ExportObject, ObjectKey

KEY = "notes_app_id"
LONGEST_CHAR = 255
LONGEST_ID = 120
YES, NO = "true", "false"
MODELS: Mapping[ObjectKey, str] = {
    "account": "notes_app.account",
    "contact": "notes_app.contact",
    "deal": "notes_app.deal",
    "meeting_note": "notes_app.meeting_note",
    "todo": "notes_app.todo",
    "order": "notes_app.sales_order",
    "complaint": "notes_app.complaint",
}
NAMED_BY: Mapping[ObjectKey, str] = {
    "account": "name",
    "contact": "last_name",
    "deal": "name",
    "meeting_note": "title",
    "todo": "subject",
    "order": "name",
    "complaint": "name",
}
WITH_PARTY: tuple[ObjectKey, ...] = ("account", "contact")
"""Objects whose records stand for a party of Tryton's own."""

_NOT_IN_A_LINE = frozenset("\t\n\r\x0b\x0c")  # what a Char field refuses


@dataclass(frozen=True, slots=True)
class TrytonField:
    """One column as Tryton has it. kind: the class of the field; options: its arguments beside the label, as Python source."""

    column: Column
    name: str
    kind: str
    options: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Return the line of the class that declares the field."""
        label = repr(self.column.label_en or self.column.key)
        arguments = [*self.options[:1], label, *self.options[1:]] if self.takes_first else [label, *self.options]
        if self.column.purpose:
            arguments.append(f"help={self.column.purpose[:1000]!r}")
        if self.column.required:
            arguments.append("required=True")
        return f"    {self.name} = fields.{self.kind}({', '.join(arguments)})"

    @property
    def takes_first(self) -> bool:
        """Whether the class wants its choices or its model before the label."""
        return self.kind in ("Selection", "MultiSelection", "Many2One")


def field_name(column: Column) -> str:
    """Return the name of a column's field: our own columns keep theirs, those of the template begin with `x_`."""
    name = column.key.lower()
    return f"x_{name}" if column.field_id or keyword.iskeyword(name) else name


def fields_of(one: ExportObject) -> tuple[TrytonField, ...]:
    """Return the object's fields in column order; our id is not among them."""
    with_breaks = {
        key for row in one.rows for key, value in row.values.items() if isinstance(value, str) and not _NOT_IN_A_LINE.isdisjoint(value)
    }
    return tuple(_field_of(column, is_line=column.key not in with_breaks) for column in one.columns)


def _field_of(column: Column, *, is_line: bool) -> TrytonField:
    kind, options = _kind_of(column, is_line=is_line)
    return TrytonField(column, field_name(column), kind, options)


_DIGITS = "digits=(None, {})"  # Tryton's Integer ends at two thousand million, less than many a deal in yen
_KINDS: Mapping[str, str] = {"date": "Date", "datetime": "DateTime", "time": "Time"}


def _kind_of(column: Column, *, is_line: bool) -> tuple[str, tuple[str, ...]]:
    kind = column.column_type
    if column.references is not None:
        return "Many2One", (repr(MODELS[column.references]), f"ondelete={'RESTRICT' if column.required else 'SET NULL'!r}")
    if kind in ("choice", "multi_choice", "bool"):  # Tryton's Boolean cannot say "nothing was said"
        choices: list[tuple[str | None, str]] = [(YES, "Yes"), (NO, "No")] if kind == "bool" else [(one, one) for one in column.choices]
        if kind != "multi_choice" and not column.required:
            choices.insert(0, (None, ""))
        return "MultiSelection" if kind == "multi_choice" else "Selection", (repr(choices), "sort=False")
    if kind in ("integer", "money", "number", "percent"):
        return "Numeric", (_DIGITS.format(0 if kind in ("integer", "money") else max(2, column.scale)),)
    if kind in _KINDS:
        return _KINDS[kind], ()
    if is_line and column.max_length <= LONGEST_CHAR and kind not in ("longtext", "text_list"):
        return "Char", (f"size={LONGEST_CHAR}", "strip=False")
    return "Text", ("strip=False",)


def class_name(key: ObjectKey) -> str:
    """Return the Python class of an object: meeting_note -> MeetingNote."""
    return "".join(part.capitalize() for part in MODELS[key].removeprefix("notes_app.").split("_"))


def label_for_translation(text: str) -> str:
    """Return text as one literal of a .po file."""
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(plain, escaped)
    return f'"{text}"'


def view_name(key: ObjectKey, kind: str) -> str:
    """Return the name of a view file without `.xml`."""
    return f"{MODELS[key].removeprefix('notes_app.')}_{kind}"

