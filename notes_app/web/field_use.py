"""Count where the fields of the template are used: a search that names one, a note or customer read with a value of it."""

from __future__ import annotations

from collections.abc import Iterable

from notes_app.mining.folding import fold_key
from notes_app.template.field import Field
from notes_app.web.context import workspace
from notes_app.web.field_panel import FieldPanel

_SHORTEST = 2  # 値 or 日 stands in half of all words


def count_searched(text: str) -> None:
    """Count a search that was meant (not one still being typed) for every field whose name or spelling it holds."""
    version = workspace().templates.find_newest()
    if version is None:
        return
    asked = fold_key(text)
    named = [one.field_id for one in version.fields if any(len(key) >= _SHORTEST and key in asked for key in map(fold_key, one.labels))]
    workspace().field_uses.count("searched", named)


def count_read(panel: FieldPanel) -> None:
    """Count a note that somebody else than its writer reads for the first time, for every field it says."""
    found = {value.field_id for field in panel.fields for value in field.values if value.field_id}
    workspace().field_uses.count("read", found)


def count_fields_read(fields: Iterable[Field]) -> None:
    """Count fields whose values a page has shown."""
    version = workspace().templates.find_newest()
    mine = {one.field_id for one in version.fields} if version else set()
    workspace().field_uses.count("read", {one.field_id for one in fields} & mine)
