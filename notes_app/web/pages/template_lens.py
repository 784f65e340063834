"""Reading minutes for another purpose: accounting, the sales office, ordering. What is missing or too thin is asked for there."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.catalog.entry import CatalogEntry
from notes_app.mining.evidence import FILLS, OFFERS
from notes_app.mining.source import source_of
from notes_app.minutes.errors import NoteNotFoundError
from notes_app.template.errors import UnknownFieldError
from notes_app.template.field import TemplateVersion
from notes_app.template.filling import fill
from notes_app.template.lens import LENSES, Lens, LensName, make_lens
from notes_app.web.context import workspace
from notes_app.web.deeds import note_deed
from notes_app.web.field_use import count_fields_read
from notes_app.web.guards import permits
from notes_app.web.identity import current_person, current_readers
from notes_app.web.note_links import note_url
from notes_app.web.sent import whole_number
from notes_app.web.value_text import show_value

ROWS = 30
LAST_PAGE = 1_000
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Cell:
    """The values of one field in one note. url: the note at the first of their words."""

    texts: tuple[str, ...]
    url: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class LensRow:
    entry: CatalogEntry
    cells: tuple[Cell | None, ...]


def add_lens(blueprint: Blueprint) -> None:
    """Give the template's blueprint its lenses."""
    blueprint.add_url_rule("/lens", "lens", lens, methods=["GET"])
    blueprint.add_url_rule("/lens", "ask_deeper", ask_deeper, methods=["POST"])


@permits("template.read")
def lens() -> ResponseReturnValue:
    space, version = workspace(), workspace().templates.find_newest()
    shown = make_lens(_name(), version, space.knowledge().lexicon)
    number = max(1, min(LAST_PAGE, whole_number(request.args.get("page"), 1)))
    page = space.catalog.list(readers=current_readers(), sort="-held_on", limit=ROWS, offset=ROWS * (number - 1))
    rows = [_row(entry, shown, version) for entry in page.entries] if version and shown.fields else []
    count_fields_read(one for at, one in enumerate(shown.fields) if any(row.cells[at] for row in rows))
    known = space.board(current_person()).board().cards
    cards = {one.field.field_id: one for one in known if one.field}
    asked = {one.key: one for one in known}
    return render_template(
        "template/lens.html", version=version, lens=shown, names=lens_names(), rows=rows, number=number, pages=-(-page.total // ROWS),
        cards=cards, asked=asked,
    )  # fmt: skip


@permits("template.vote")
def ask_deeper() -> ResponseReturnValue:
    """Ask for more of a field, or for one that nobody collects: a voice on the board, with the reason."""
    space, key = workspace(), request.form.get("key", "")
    session = space.board(current_person())
    found = session.board().find_card(key)
    version = space.templates.find_newest()
    named = version.find_field(key) if version else None
    if found is None and named is None and key not in space.knowledge().lexicon.by_name:
        raise UnknownFieldError(key=key[:80])
    wanted = found.key if found else (named.concept or named.field_id) if named else key
    session.vote(wanted, "deeper", request.form.get("reason", "").strip()[:LONGEST_REASON])
    note_deed("template.ask", "template", wanted, lens=_name())
    label = found.label if found else named.label if named else key
    flash(gettext("Your request for “%(label)s” is on the board.", label=label), "success")
    return redirect(url_for("template.lens", name=_name()), code=303)


def lens_names() -> dict[LensName, str]:
    """Return what the lenses are called."""
    return {"accounting": gettext("Accounting"), "office": gettext("Sales office"), "ordering": gettext("Ordering")}


def _name() -> LensName:
    return next((one for one in LENSES if one == request.values.get("name")), LENSES[0])


def _row(entry: CatalogEntry, shown: Lens, version: TemplateVersion | None) -> LensRow:
    assert version is not None
    try:
        note = workspace().keeper.get(entry.note_id)
    except NoteNotFoundError:  # gone a moment ago
        return LensRow(entry, tuple(None for _ in shown.fields))
    slots = fill(source_of(note), version, workspace().knowledge(), workspace().templates.list_values([note.note_id]))
    cells: list[Cell | None] = []
    for field in shown.fields:
        mine = [one for one in slots if one.field_id == field.field_id and one.confidence >= OFFERS]
        texts = tuple(show_value(one.value if one.normalized is None else one.normalized, field.field_type) for one in mine)
        place = mine[0].evidence if mine else None
        cells.append(Cell(texts, note_url(note.note_id, place.start, place.end), all(one.confidence >= FILLS for one in mine)) if place else None)
    return LensRow(entry, tuple(cells))
