"""Scripts, styles and icons, under an address that changes with their content, so that browsers may keep them for ever.

The fingerprint is a folder of the address (`/static/<fingerprint>/js/editor.js`), so modules that import one another
by relative paths stay on one version.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Blueprint, Response, current_app, send_from_directory
from markupsafe import Markup, escape

from notes_app.web.guards import public

FOLDER = Path(__file__).parent / "static"
blueprint = Blueprint("assets", __name__)


def measure_fingerprint(folder: Path = FOLDER) -> str:
    """Return 12 hex digits over the names and contents of every file in `folder`."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@blueprint.get("/static/<fingerprint>/<path:name>", endpoint="file")
@public
def send_file(fingerprint: str, name: str) -> Response:
    response = send_from_directory(FOLDER, name, max_age=0)
    if fingerprint == current_app.config["ASSETS_FINGERPRINT"]:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    return response


def asset(name: str) -> str:
    """Return the address of a static file."""
    return f"/static/{current_app.config['ASSETS_FINGERPRINT']}/{name}"


def icon(name: str, *, label: str = "", extra: str = "") -> Markup:
    """Return an icon of the vendored sprite; silent to screen readers unless it is given a label."""
    spoken = Markup(' role="img" aria-label="{}"').format(label) if label else Markup(' aria-hidden="true"')
    return Markup('<svg class="icon {}"{} focusable="false"><use href="{}#{}"></use></svg>').format(
        escape(extra), spoken, asset("vendor/icons.svg"), name
    )
