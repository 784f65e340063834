"""Fields and template versions: which of it do we need?

Pure. A published version never changes; a field keeps its id and its API name for ever, however it is
renamed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from notes_app.mining.folding import fold_key

FieldType = Literal[
    "text",
    "longtext",
    "enum",
    "multi_enum",
    "bool",
    "int",
    "number",
    "percent",
    "money",
    "date",
    "datetime",
    "time",
    "person",
    "person_list",
    "company",
    "company_list",
    "phone",
    "email",
    "url",
    "action_list",
    "label_list",
]
"""Kinds of value. `*_list` hold several members; `money` is whole yen."""

FIELD_TYPES: tuple[str, ...] = FieldType.__args__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a template version.

    field_id:  "f" + 8 hex digits, given once.
    concept:   the lexicon's concept it stands for, "" when the company made it up.
    label:     what people see; `aliases`: other labels that mean it.
    api_name:  the neutral API name (letters, digits, _), stable; CRM writers derive theirs from it.
    choices:   allowed values of an enum, in order.
    purpose, used_by: why it is collected and who uses it; both must be said before `required` may be set.
    freshness_days: how long a value stays believable, None for ever.
    """

    field_id: str
    label: str
    api_name: str
    field_type: FieldType = "text"
    concept: str = ""
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    required: bool = False
    purpose: str = ""
    used_by: str = ""
    group: str = ""
    order: int = 0
    freshness_days: int | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label that means this field, the shown one first."""
        return (self.label, *self.aliases)

    @property
    def is_list(self) -> bool:
        """Whether a note may hold several members."""
        return self.field_type.endswith("_list") or self.field_type == "multi_enum"


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """An immutable published version: number counts from 1.

    last_decision: the newest decision taken into account; later ones belong to the next draft.
    A draft looks the same, with the number it would get and `published_by` empty.
    """

    template_id: str
    number: int
    name: str
    fields: tuple[Field, ...]
    published_at: datetime
    published_by: str
    comment: str = ""
    last_decision: int = 0

    def says_the_same(self, other: TemplateVersion) -> bool:
        """Whether both have the same name and the same fields in the same order, whatever the numbers of
        `order`.
        """
        mine, theirs = (tuple(replace(one, order=0) for one in each.fields) for each in (self, other))
        return self.name == other.name and mine == theirs

    @property
    def stamp(self) -> str:
        """What a note written under this version carries in its front matter."""
        return f"v{self.number}"

    def find_field(self, field_id: str) -> Field | None:
        """Return the field with this id, or None."""
        return next((one for one in self.fields if one.field_id == field_id), None)


def find_by_key(fields: Iterable[Field], key: str) -> Field | None:
    """Return the field that a decision's or candidate's key names: by id, by concept, else by any of its
    labels.
    """
    known = tuple(fields)
    folded = fold_key(key)
    for matches in (
        lambda one: one.field_id == key,
        lambda one: bool(one.concept) and one.concept == key,
        lambda one: fold_key(one.label) == folded,
        lambda one: folded in {fold_key(label) for label in one.aliases},
    ):
        if found := next((one for one in known if matches(one)), None):
            return found
    return None
