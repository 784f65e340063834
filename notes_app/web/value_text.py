"""Write a field's value as people read it: dates as dates, yen with separators, lists with 「、」."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext

from notes_app.web.i18n import language, show_date, show_moment

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?([+-]\d{2}:\d{2}|Z)?")


def show_value(value: Any, field_type: str = "") -> str:
    """Return a normalized or accepted value as text for a page."""
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, int | float):
        return _show_number(value, field_type)
    if isinstance(value, datetime | date):
        return show_moment(value)
    if isinstance(value, str):
        return _show_text(value)
    if isinstance(value, Sequence):
        return ("、" if language() == "ja" else ", ").join(show_value(one, field_type) for one in value)
    return "" if value is None else str(value)


def _show_number(value: float, field_type: str) -> str:
    if field_type == "money":
        return f"{value:,}円" if language() == "ja" else f"¥{value:,}"
    return f"{value:g}%" if field_type == "percent" else f"{value:,}"


def _show_text(text: str) -> str:
    try:
        if _DAY.fullmatch(text):
            return show_date(date.fromisoformat(text))
        if _MOMENT.fullmatch(text):
            return show_moment(datetime.fromisoformat(text))
    except ValueError:
        pass  # 2026-13-45 looks like a date and is none: shown as it was written
    return text
