"""What a form or a script sent, read alike."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from notes_app.minutes.encoding import clean


def sent_parts() -> Mapping[str, object]:
    """Return the parts of the form, or of the JSON object, of this request; {} for JSON that is no object."""
    if not request.is_json:
        return request.form
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        return {}
    # JSON can hold half a character ("\ud800"), which no file and no database can.
    return {str(name): clean(value) if isinstance(value, str) else value for name, value in body.items()}


def whole_number(value: object, without: int = 0) -> int:
    """Return a number as a form (digits) or a script sends it, `without` when it is none or needs over eight digits."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else without
