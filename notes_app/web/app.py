"""Make the Flask app over an opened workspace."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Flask

from notes_app.ledger.sealing import read_secret_key
from notes_app.web import assets
from notes_app.web.context import Workspace
from notes_app.web.failures import add_failures
from notes_app.web.i18n import add_languages
from notes_app.web.identity import add_identity
from notes_app.web.pages import PAGES
from notes_app.web.prepared import PATIENCE_S
from notes_app.web.security import LARGEST_REQUEST_BYTES, MOST_FORM_PARTS, protect
from notes_app.web.shell import add_shell

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def create_app(workspace: Workspace, **config: Any) -> Flask:
    """Return the app that shows `workspace`.

    Args:
        config: Flask settings on top of ours; tests turn the rate limits off with `RATELIMIT_ENABLED=False`,
            and wait for what a page reads as long as it takes with a longer `PATIENCE_S`.
    """
    app = Flask("notes_app.web", template_folder=str(TEMPLATES), static_folder=None)
    app.extensions["workspace"] = workspace
    app.config.update(
        SECRET_KEY=read_secret_key(workspace.settings.var / "secret_key"),
        SESSION_COOKIE_NAME="notes_form", SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=workspace.settings.secure_cookies,
        MAX_CONTENT_LENGTH=max(LARGEST_REQUEST_BYTES, (workspace.settings.file_mb + 1) * 1024**2), MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST_BYTES,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
        # The token lives as long as the browser's session: an editor left open over a weekend can still save.
        WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_HEADERS=["X-CSRFToken"],
        BABEL_DEFAULT_LOCALE="ja", BABEL_TRANSLATION_DIRECTORIES=str(Path(__file__).parent / "translations"),
        BABEL_DEFAULT_TIMEZONE=workspace.settings.timezone,
        ASSETS_FINGERPRINT=assets.measure_fingerprint(), PATIENCE_S=PATIENCE_S,
    )  # fmt: skip
    app.config.update(config)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    add_languages(app)
    protect(app)
    add_identity(app)
    add_shell(app)
    add_failures(app)
    app.register_blueprint(assets.blueprint)
    for page in load_pages():
        app.register_blueprint(page.blueprint)
    return app


def load_pages() -> list[ModuleType]:
    """Import every page, and with them the rooms they show."""
    return [import_module(f"notes_app.web.pages.{name}") for name in PAGES]
