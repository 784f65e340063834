"""What stands around every page, and what templates may call."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from notes_app.web.assets import asset, icon
from notes_app.web.guards import allowed
from notes_app.web.i18n import LANGUAGES, language
from notes_app.web.identity import find_person
from notes_app.web.names import role_names
from notes_app.web.navigation import navigation, page_exists
from notes_app.web.people_names import writer_name


def add_shell(app: Flask) -> None:
    """Give every template the navigation and our functions."""
    app.jinja_env.globals.update(
        asset=asset, icon=icon, allowed=allowed, page_exists=page_exists, csrf_field=csrf_field
    )
    app.add_template_filter(writer_name, "writer")
    app.context_processor(_surroundings)


def csrf_field() -> Markup:
    """Return the hidden input every <form method="post"> of ours starts with."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def _surroundings() -> dict[str, Any]:
    return {
        "person": find_person(), "language": language(), "languages": LANGUAGES, "navigation": navigation,
        "role_names": role_names,
    }  # fmt: skip
