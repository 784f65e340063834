"""The WSGI door: `notes_app.wsgi:make_app()` for a server of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notes_app.bootstrap import open_workspace
from notes_app.settings import Settings, read_settings

if TYPE_CHECKING:
    from flask import Flask


def make_app(settings: Settings | None = None) -> Flask:
    """Return the Flask app over an opened workspace, its background work (folder watch, indexing) started."""
    from notes_app.web.app import create_app

    workspace = open_workspace(settings or read_settings())
    workspace.start_background()
    return create_app(workspace)
