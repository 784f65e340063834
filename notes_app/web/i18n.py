"""Japanese first, English complete: which language a page is in, and how dates, times and counts are written in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, gettext

from notes_app.errors import Language
from notes_app.web.context import workspace

LANGUAGES: dict[Language, str] = {"ja": "日本語", "en": "English"}
LANGUAGE_COOKIE = "notes_language"
_WEEKDAYS = {"ja": "月火水木金土日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def add_languages(app: Flask) -> None:
    """Give `app` its translations and the filters that write dates and times."""
    Babel(app, default_locale="ja", locale_selector=language)
    app.add_template_filter(show_date, "day")
    app.add_template_filter(show_month, "month")
    app.add_template_filter(show_moment, "moment")
    app.add_template_filter(show_time, "clock")
    app.add_template_filter(show_ago, "ago")
    app.add_template_filter(show_iso, "iso")


def language() -> Language:
    """Return the language of the person who asks; before they signed in, the one they chose, else Japanese."""
    if not has_request_context():
        return "ja"
    person = g.get("person")
    chosen = person.language if person else request.cookies.get(LANGUAGE_COOKIE, "ja")
    return "en" if chosen == "en" else "ja"


def local(moment: datetime) -> datetime:
    """Return `moment` in the workspace's time zone; one without a zone was meant there already."""
    zone = time_zone()
    try:
        return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
    except OverflowError:  # words such as 0001-01-01T00:00+14:00 name a day that is none here: shown as written
        return moment


def time_zone() -> ZoneInfo:
    """Return the workspace's time zone."""
    return ZoneInfo(workspace().settings.timezone)


def today() -> date:
    """Return the day it is in the workspace's time zone."""
    return local(workspace().now()).date()


def show_date(day: date | datetime | str | None) -> str:
    """Write a day: 11月22日(日), and with the year when it is not this year's: 2025年11月22日(土).

    A day of a stored report is its ISO words.
    """
    if not day:
        return ""
    if isinstance(day, str):
        day = date.fromisoformat(day)
    if isinstance(day, datetime):
        day = local(day).date()
    weekday = _WEEKDAYS[language()][day.weekday()]
    if language() == "ja":
        year = "" if day.year == today().year else f"{day.year}年"
        return f"{year}{day.month}月{day.day}日({weekday})"
    year = "" if day.year == today().year else f" {day.year}"
    return f"{weekday} {day.day} {_MONTHS[day.month - 1]}{year}"


def show_month(month: str) -> str:
    """Write a month given as 2026-06: 6月, and with the year when it is not this year's: 2025年6月."""
    year, _, number = month.partition("-")
    if not (year.isdigit() and number.isdigit() and 1 <= int(number) <= 12):
        return month
    is_this_year = int(year) == today().year
    if language() == "ja":
        return f"{int(number)}月" if is_this_year else f"{int(year)}年{int(number)}月"
    return _MONTHS[int(number) - 1] + ("" if is_this_year else f" {int(year)}")


def show_time(moment: datetime | None) -> str:
    """Write a time of day: 10:32."""
    return "" if moment is None else f"{local(moment):%H:%M}"


def show_moment(moment: date | datetime | None) -> str:
    """Write a day, and its time where one is known: 11月22日(日) 10:30."""
    if isinstance(moment, datetime):
        return f"{show_date(moment)} {show_time(moment)}"
    return show_date(moment)


def show_ago(moment: datetime | None) -> str:
    """Write how long ago something was, as one would say it: たった今, 5分前, 3時間前, then the day."""
    if moment is None:
        return ""
    seconds = (workspace().now() - local(moment).astimezone(UTC)).total_seconds()
    if seconds < 60:
        return str(gettext("just now"))
    if seconds < 3600:
        return str(gettext("%(count)s min ago", count=int(seconds // 60)))
    if local(moment).date() == today():
        return str(gettext("%(count)s h ago", count=int(seconds // 3600)))
    return show_moment(moment)


def show_iso(moment: date | datetime | None) -> str:
    """Write a machine-readable date or time, for <time datetime="…"> and form fields."""
    if moment is None:
        return ""
    return local(moment).isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()
