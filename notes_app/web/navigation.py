"""The pages people can go to: the menu, and every address the user guide describes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_babel import lazy_gettext

from notes_app.people.permission import Action
from notes_app.web.guards import allowed

PAGES = (
    "/", "/setup/<token>", "/setup/sample", "/sign-in", "/sign-in/code", "/confirm", "/notes", "/notes/new", "/notes/<note_id>",
    "/notes/<note_id>/edit", "/notes/<note_id>/history", "/notes/<note_id>/history/<number>",
    "/notes/<note_id>/history/compare", "/bin", "/search", "/accounts", "/accounts/<path:name>", "/template",
    "/template/card", "/template/decide", "/template/publish", "/template/versions", "/template/back-fill", "/template/learning", "/template/lens", "/template/consistency",
    "/template/review", "/import", "/import/jobs/<job_id>", "/import/<batch_id>", "/export", "/export/fit", "/export/names", "/export/rejects", "/export/jobs/<job_id>",
    "/export/push/<target>", "/export/push/<target>/credentials", "/export/push/jobs/<job_id>", "/export/push/runs/<run_id>",
    "/export/push/runs/<run_id>/answers",
    "/people", "/people/<person_id>/devices", "/people/<person_id>/devices/<session_id>", "/audit", "/settings",
    "/settings/second-factor",
)  # fmt: skip
"""Every page as its route is written.

tests/web/test_routes.py holds them against the app, tests/architecture against the guide.
"""


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One place in the menu. It is shown when its page exists and the person may use it.

    prefix: which addresses belong to it, to mark where one is. group: entries of one stand together.
    on_phone: whether the bottom bar of phones has a place for it; the others are under "More".
    """

    endpoint: str
    label: Any
    icon: str
    action: Action
    prefix: str
    group: str = "work"
    on_phone: bool = False


NAVIGATION = (
    NavEntry("home.page", lazy_gettext("Home"), "house", "note.read", "/", on_phone=True),
    NavEntry(
        "notes.list_page", lazy_gettext("Minutes"), "journal-text", "note.read", "/notes", on_phone=True
    ),
    NavEntry(
        "accounts.list_page",
        lazy_gettext("Customers"),
        "building",
        "account.read",
        "/accounts",
        on_phone=True,
    ),
    NavEntry(
        "template.board",
        lazy_gettext("Template"),
        "layout-text-sidebar-reverse",
        "template.read",
        "/template",
    ),
    NavEntry("imports.page", lazy_gettext("Import"), "box-arrow-in-down", "import.run", "/import", "move"),
    NavEntry("crm.export_page", lazy_gettext("Export"), "box-arrow-up", "export.run", "/export", "move"),
    NavEntry("people.list_page", lazy_gettext("Members"), "people", "people.manage", "/people", "manage"),
    NavEntry("audit.page", lazy_gettext("Audit log"), "list-check", "system.inspect", "/audit", "manage"),
    NavEntry("my_settings.page", lazy_gettext("Settings"), "gear", "own.settings", "/settings", "manage"),
)
"""The menu, in its order. The search page is reached from the box at the top, template versions from the board."""


def page_exists(endpoint: str) -> bool:
    """Return whether a page is part of this app."""
    return endpoint in current_app.view_functions


def navigation() -> list[dict[str, Any]]:
    """Return the entries the person who asks may use."""
    return [
        {
            "url": url_for(entry.endpoint), "label": entry.label, "icon": entry.icon, "group": entry.group,
            "is_here": _is_here(entry.prefix), "on_phone": entry.on_phone,
        }
        for entry in NAVIGATION
        if page_exists(entry.endpoint) and allowed(entry.action)
    ]  # fmt: skip


def _is_here(prefix: str) -> bool:
    return request.path == prefix or (prefix != "/" and request.path.startswith(prefix + "/"))
