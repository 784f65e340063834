"""What stands around every page: navigation, the search box, and what templates may call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from notes_app.people.permission import Action
from notes_app.web.assets import asset, icon
from notes_app.web.guards import allowed
from notes_app.web.i18n import LANGUAGES, language
from notes_app.web.identity import find_person


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One place in the navigation. It is shown when its page exists and the person may use it.

    prefix: which addresses belong to it, to mark where one is.
    """

    endpoint: str
    label: Any
    icon: str
    action: Action
    prefix: str
    group: str = "work"


NAVIGATION = (
    NavEntry("home.page", lazy_gettext("Home"), "house", "note.read", "/"),
    NavEntry("notes.list_page", lazy_gettext("Minutes"), "journal-text", "note.read", "/notes"),
    NavEntry("accounts.list_page", lazy_gettext("Customers"), "building", "account.read", "/accounts"),
    NavEntry("template.board", lazy_gettext("Template"), "layout-text-sidebar-reverse", "template.read", "/template"),
    NavEntry("imports.page", lazy_gettext("Import"), "box-arrow-in-down", "import.run", "/import", "move"),
    NavEntry("crm.export_page", lazy_gettext("Export"), "box-arrow-up", "export.run", "/export", "move"),
    NavEntry("people.list_page", lazy_gettext("Members"), "people", "people.manage", "/people", "manage"),
    NavEntry("my_settings.page", lazy_gettext("Settings"), "gear", "own.settings", "/settings", "manage"),
)
"""The left navigation, in its order. template.versions and search.page are reached from their pages and the top bar."""


def add_shell(app: Flask) -> None:
    """Give every template the navigation and our functions."""
    app.jinja_env.globals.update(asset=asset, icon=icon, allowed=allowed, page_exists=page_exists, csrf_field=csrf_field)
    app.context_processor(_surroundings)


def csrf_field() -> Markup:
    """Return the hidden input every <form method="post"> of ours starts with."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def page_exists(endpoint: str) -> bool:
    """Return whether a page is part of this app."""
    return endpoint in current_app.view_functions


def navigation() -> list[dict[str, Any]]:
    """Return the entries the person who asks may use."""
    shown = []
    for entry in NAVIGATION:
        if page_exists(entry.endpoint) and allowed(entry.action):
            shown.append({
                "url": url_for(entry.endpoint), "label": entry.label, "icon": entry.icon, "group": entry.group,
                "is_here": _is_here(entry.prefix),
            })  # fmt: skip
    return shown


def _is_here(prefix: str) -> bool:
    return request.path == prefix or (prefix != "/" and request.path.startswith(prefix + "/"))


def _surroundings() -> dict[str, Any]:
    return {
        "person": find_person(), "language": language(), "languages": LANGUAGES, "navigation": navigation,
        "role_names": role_names,
    }  # fmt: skip


def role_names() -> dict[str, str]:
    """Return what the roles are called on screen."""
    return {
        "rep": gettext("Sales rep"), "manager": gettext("Manager"), "admin": gettext("Administrator"), "backoffice": gettext("Back office"),
    }  # fmt: skip
