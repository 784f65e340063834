"""Give fields other API names before they leave for a CRM: every fault at once, and a version of its own. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from notes_app.errors import NotesAppError
from notes_app.template.api_names import MAX_LENGTH, is_api_name
from notes_app.template.errors import BadApiNameError, TakenApiNameError
from notes_app.template.field import TemplateVersion


def find_name_faults(
    version: TemplateVersion, names: Mapping[str, str], history: Iterable[TemplateVersion]
) -> dict[str, NotesAppError]:
    """Return field id -> what is wrong with its new name; {} when all may be given.

    Args:
        names: field id -> new API name; a field that is not mentioned keeps its own.
        history: every version; a name that another field ever had stays taken, for a CRM may know it.
    """
    wanted = {one.field_id: names.get(one.field_id, one.api_name) for one in version.fields}
    labels = {one.field_id: one.label for one in version.fields}
    owners: dict[str, list[str]] = {}
    for field_id, name in wanted.items():
        owners.setdefault(name.lower(), []).append(field_id)
    for old in history:
        for one in old.fields:
            labels.setdefault(one.field_id, one.label)
            owners.setdefault(one.api_name.lower(), []).append(one.field_id)
    faults: dict[str, NotesAppError] = {}
    for one in version.fields:
        name = wanted[one.field_id]
        others = [other for other in owners[name.lower()] if other != one.field_id]
        if name == one.api_name:
            continue
        if not is_api_name(name):
            faults[one.field_id] = BadApiNameError(label=one.label, name=name[:80], longest=MAX_LENGTH)
        elif others:
            faults[one.field_id] = TakenApiNameError(label=one.label, name=name, owner=labels[others[0]])
    return faults


def name_fields(version: TemplateVersion, names: Mapping[str, str], history: Iterable[TemplateVersion]) -> TemplateVersion:
    """Return the draft of the next version, with these names and nothing else changed.

    Raises:
        BadApiNameError, TakenApiNameError: the first fault there is.
    """
    for fault in find_name_faults(version, names, history).values():
        raise fault
    fields = tuple(replace(one, api_name=names.get(one.field_id, one.api_name)) for one in version.fields)
    return replace(version, number=version.number + 1, fields=fields, published_by="", comment="")
