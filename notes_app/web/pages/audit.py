"""The audit log, for administrators: who did what, whether anybody touched the log itself, and the log as a file."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.crm.csv_text import human_csv
from notes_app.web.audit_view import audit_rows, deed_words
from notes_app.web.context import workspace
from notes_app.web.deeds import note_deed
from notes_app.web.guards import confirmed, permits
from notes_app.web.i18n import local, time_zone

blueprint = Blueprint("audit", __name__, url_prefix="/audit")
SHOWN = 100
MOST_EXPORTED = 100_000
FAMILIES = ("note.", "account.", "search", "export.", "import.", "template.", "session.", "person.")


@blueprint.get("")
@permits("system.inspect")
@confirmed
def page() -> ResponseReturnValue:
    start = min(max(0, request.args.get("start", 0, type=int)), 10**9)
    entries = workspace().audit.list(**_asked(), limit=SHOWN + 1, offset=start)
    if not start:
        note_deed("audit.view", "audit", "")
    return render_template(
        "people/audit.html", rows=audit_rows(entries[:SHOWN]), start=start, shown=SHOWN, has_more=len(entries) > SHOWN,
        people=workspace().people.list(), families=[(one, _family_words(one)) for one in FAMILIES], chosen=request.args,
        broken=workspace().audit.verify() if request.args.get("verify") else None, is_verified=bool(request.args.get("verify")),
    )  # fmt: skip


@blueprint.get("/log.csv")
@permits("system.inspect")
@confirmed
def download() -> ResponseReturnValue:
    entries = workspace().audit.list(**_asked(), limit=MOST_EXPORTED)
    note_deed("export.download", "audit", "", entries=len(entries))
    head = [gettext("Time"), gettext("Who"), gettext("What was done"), gettext("What it concerned"), gettext("Id")]
    rows = ([f"{local(one.at):%Y-%m-%d %H:%M:%S}", one.who, one.words, one.thing, one.thing_id] for one in audit_rows(entries))
    return Response(human_csv(head, rows), mimetype="text/csv", headers={"Content-Disposition": "attachment; filename=audit.csv"})


def _asked() -> dict[str, Any]:
    """Return the filters of the address; what cannot be read is left out."""
    person, family = request.args.get("person", ""), request.args.get("action", "")
    since, until = _day("since"), _day("until")
    return {
        "person_id": person or None, "action": family if family in FAMILIES else None,
        "since": since, "until": until + timedelta(days=1) if until else None,
    }  # fmt: skip


def _day(name: str) -> datetime | None:
    try:
        day = datetime.fromisoformat(request.args.get(name, "")[:10]).replace(tzinfo=time_zone())
    except ValueError:
        return None
    return day if 1970 < day.year < 9999 else None  # the ends of the calendar cannot be reckoned with, and nothing was done then


def _family_words(family: str) -> str:
    names = {
        "note.": gettext("Notes"), "account.": gettext("Customers"), "export.": gettext("Export"), "import.": gettext("Import"),
        "template.": gettext("Template"), "session.": gettext("Sign-in and devices"), "person.": gettext("Members"),
    }  # fmt: skip
    return str(names.get(family) or deed_words(family))
