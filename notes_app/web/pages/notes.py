"""The list of notes: filter by what stands in their front matter, sort, turn pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.catalog.catalog import SORTS, Dimension, NoteFilter
from notes_app.web.context import workspace
from notes_app.web.guards import permits
from notes_app.web.i18n import language
from notes_app.web.identity import current_person, current_readers
from notes_app.web.names import called, channel_names, kind_names
from notes_app.web.note_rows import rows_of
from notes_app.web.people_names import writer_name

blueprint = Blueprint("notes", __name__, url_prefix="/notes")

PAGE_SIZE = 50
LAST_PAGE = 1_000_000  # an address may name any page; a database takes no number without end
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
FACET_SIZE = 12
FACETS: tuple[Dimension, ...] = ("account", "author", "month", "tag", "kind", "channel")


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """One value a list can be narrowed to. url: the list with it, or without it when it is chosen now."""

    value: str
    label: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    choices: tuple[FacetChoice, ...]
    has_more: bool


@blueprint.get("")
@permits("note.read")
def list_page() -> ResponseReturnValue:
    asked = _asked()
    where = _filter(asked)
    sort = asked.get("sort", "-held_on")
    number = max(1, request.args.get("page", 1, type=int))
    if sort.removeprefix("-") not in SORTS:
        sort = "-held_on"
    page = workspace().catalog.list(
        where, readers=current_readers(), sort=sort, limit=PAGE_SIZE, offset=(min(number, LAST_PAGE) - 1) * PAGE_SIZE
    )
    return render_template(
        "notes/list.html", rows=rows_of(page.entries), total=page.total, number=number, sort=sort, asked=asked,
        pages=max(1, -(-page.total // PAGE_SIZE)), facets=_facets(where, asked), chosen=_chosen(asked), sorts=_sort_names(),
        turn=lambda to: _url({**asked, "page": str(to)}), names=_names(),
    )  # fmt: skip


def _asked() -> dict[str, str]:
    known = (*FACETS, "owner", "deal", "contact", "mine", "since", "until", "title", "sort", "page")
    return {name: request.args[name][:300] for name in known if request.args.get(name)}


def _filter(asked: Mapping[str, str]) -> NoteFilter:
    person = current_person()
    facts: dict[str, Any] = {
        name: asked[name] for name in (*FACETS, "owner", "deal", "contact") if name in asked
    }
    if "mine" in asked:
        facts["by"] = person.names
    return NoteFilter(
        **facts,
        since=_day(asked.get("since")),
        until=_day(asked.get("until")),
        title_prefix=asked.get("title", ""),
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _url(asked: Mapping[str, str]) -> str:
    kept: dict[str, Any] = {
        name: value for name, value in asked.items() if not (name == "page" and value == "1")
    }
    return url_for("notes.list_page", **kept)


def _facets(where: NoteFilter, asked: Mapping[str, str]) -> list[Facet]:
    facets = []
    for name in FACETS:
        counted = workspace().catalog.count_by(name, where, readers=current_readers())
        chosen = asked.get(name)
        shown = [pair for pair in counted if pair[0] == chosen] + [
            pair for pair in counted if pair[0] != chosen
        ][:FACET_SIZE]
        choices = tuple(
            FacetChoice(value, show_facet(name, value), count, _toggled(asked, name, value), value == chosen)
            for value, count in shown
        )
        if choices:
            facets.append(Facet(name, _facet_names()[name], choices, len(counted) > FACET_SIZE))
    return facets


def _toggled(asked: Mapping[str, str], name: str, value: str) -> str:
    rest = {key: one for key, one in asked.items() if key not in (name, "page")}
    return _url(rest if asked.get(name) == value else {**rest, name: value})


def _chosen(asked: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what the list is narrowed to, each with the address of the list without it."""
    labels = _facet_names() | {
        "owner": gettext("In charge"), "deal": gettext("Deal"), "contact": gettext("Contact"), "mine": gettext("Mine"),
        "since": gettext("From"), "until": gettext("Until"), "title": gettext("Title"),
    }  # fmt: skip
    return [
        {
            "label": labels[name],
            "value": "" if name == "mine" else show_facet(name, value),
            "url": _url({k: v for k, v in asked.items() if k not in (name, "page")}),
        }
        for name, value in asked.items()
        if name in labels
    ]


def show_facet(name: str, value: str) -> str:
    """Return how a facet's value is written: months as months, fixed words in the page's language."""
    if name == "month" and _MONTH.fullmatch(value):
        year, month = value.split("-")
        return f"{year}年{int(month)}月" if language() == "ja" else value
    if name in ("author", "owner"):
        return writer_name(value)
    return called(_names().get(name, {}), value)


def _names() -> dict[str, dict[str, str]]:
    return {"kind": kind_names(), "channel": channel_names()}


def _facet_names() -> dict[str, str]:
    return {
        "account": gettext("Customer"), "author": gettext("Writer"), "month": gettext("Month"), "tag": gettext("Tag"),
        "kind": gettext("Kind"), "channel": gettext("How"),
    }  # fmt: skip


def _sort_names() -> dict[str, str]:
    return {
        "-held_on": gettext("Newest first"), "held_on": gettext("Oldest first"), "-changed": gettext("Last changed"),
        "account": gettext("By customer"), "title": gettext("By title"),
    }  # fmt: skip
