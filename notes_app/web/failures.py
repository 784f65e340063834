"""Every way a request can fail, told in the person's language: what is wrong and what to do about it.

A `NotesAppError` keeps its status; what a person sent is never answered with a 500.
"""

from __future__ import annotations

import logging

from flask import Flask, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from notes_app.errors import NotesAppError
from notes_app.web.guards import wants_json
from notes_app.web.i18n import language

log = logging.getLogger(__name__)


def add_failures(app: Flask) -> None:
    """Answer every failure of `app` with a page, a fragment or JSON."""
    app.register_error_handler(NotesAppError, _explain)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _explain(error: NotesAppError) -> ResponseReturnValue:
    return answer(error.status, error.explain(language()), kind=type(error).__name__)


def _stale_form(error: CSRFError) -> ResponseReturnValue:
    words = gettext(
        "This page was open for too long. Please reload it and try again; what you typed is still in the form when you go back."
    )
    return answer(400, words, kind="StaleForm")


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    return answer(status, _http_words(status), kind=error.name.replace(" ", ""))


def _http_words(status: int) -> str:
    known: dict[int, str] = {
        400: gettext("The request could not be understood. Please go back and try again."),
        404: gettext("There is no such page. It may have been moved or deleted."),
        405: gettext("This page cannot be used in that way. Please start from the home page."),
        413: gettext(
            "That is too large. Up to %(limit)s MB can be sent at once; please split it.",
            limit=int(current_app.config["MAX_CONTENT_LENGTH"]) // 1024**2,
        ),
        429: gettext("Too many tries in a short time. Please wait a minute and try again."),
    }
    ours: str = gettext("Something went wrong on our side. Please try again in a moment.")
    return known.get(status, known[400] if status < 500 else ours)


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.exception("%s %s failed", request.method, request.path, exc_info=error)
    words = gettext("Something went wrong on our side. What was saved is safe. Please try again in a moment.")
    return answer(500, words, kind="Unexpected")


def answer(status: int, words: str, *, kind: str) -> ResponseReturnValue:
    """Return a failure as JSON for scripts, a fragment for htmx, else a page."""
    if request.headers.get("HX-Request"):
        return (
            render_template("failure/fragment.html", words=words),
            status,
            {"HX-Retarget": "#notices", "HX-Reswap": "innerHTML"},
        )
    if wants_json():
        return jsonify(error=kind, message=words), status
    return render_template("failure/page.html", status=status, words=words), status
