"""The first page: today, what is new, what waits."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from notes_app.web.guards import permits

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@permits("note.read")
def page() -> ResponseReturnValue:
    return render_template("home/page.html")
