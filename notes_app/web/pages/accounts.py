"""Customers: find one while the phone still rings, and see on one screen what was said, promised
and left open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from notes_app.accounts.account_view import DORMANT_DAYS, AccountView
from notes_app.accounts.complaints import TYPES
from notes_app.accounts.directory import FiledAccount
from notes_app.accounts.maturity import LEVEL_WORDS
from notes_app.accounts.renaming import AccountRenaming, Renaming
from notes_app.catalog.catalog import NoteFilter
from notes_app.catalog.entry import CatalogEntry
from notes_app.mining.evidence import Evidence
from notes_app.web.context import workspace
from notes_app.web.deeds import note_deed
from notes_app.web.field_use import count_fields_read
from notes_app.web.guards import permits
from notes_app.web.i18n import language, today
from notes_app.web.identity import current_person, current_readers
from notes_app.web.jobs import jobs, prepare_jobs
from notes_app.web.names import called, channel_names, kind_names
from notes_app.web.note_links import note_url
from notes_app.web.security import SEARCH_LIMIT, limiter
from notes_app.web.value_text import show_value

blueprint = Blueprint("accounts", __name__, url_prefix="/accounts")
blueprint.record_once(prepare_jobs)

PAGE_SIZE = 60
TIMELINE_SIZE = 100
LONGEST_NAME = 200
SHOWN_DUPLICATES = 5
KINDS = ("all", "stub", "dormant")
_PHONE = re.compile(r"[\d０-９+＋()（）\-－ー―‐ ]{4,20}")
_GROUPINGS = ((2, 4), (3, 4), (3, 3), (4, 2), (5, 1))
"""How Japanese numbers are parted: digits before the first and the second hyphen."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One note on a customer's timeline; number: the how-many-eth contact it was."""

    entry: CatalogEntry
    number: int


@blueprint.get("")
@permits("account.read")
@limiter.limit(SEARCH_LIMIT)
def list_page() -> ResponseReturnValue:
    words = request.args.get("q", "").strip()[:200]
    kind = request.args.get("kind", "all") if request.args.get("kind") in KINDS else "all"
    found = _find(words)
    counts = {name: sum(_is(name, one) for one in found) for name in KINDS}
    shown = [one for one in found if _is(kind, one)]
    if len(found) == 1 and words and request.args.get("go"):
        return redirect(url_for("accounts.view", name=found[0].name), code=303)
    limit = len(shown) if request.args.get("all") else PAGE_SIZE
    part = "accounts/list_part.html" if request.headers.get("HX-Request") else "accounts/list.html"
    duplicates = () if words else workspace().accounts.directory(current_person()).duplicates()[:SHOWN_DUPLICATES]
    return render_template(
        part,
        words=words,
        kind=kind,
        accounts=shown[:limit],
        more=len(shown) - len(shown[:limit]),
        counts=counts,
        duplicates=duplicates,
        is_dormant=lambda one: _is("dormant", one),
    )


@blueprint.post("/rename")
@permits("note.write")
def rename() -> ResponseReturnValue:
    """File every note of a customer under another name; the name of another customer merges the two."""
    space, person = workspace(), current_person()
    shown = space.accounts.view(person, request.form.get("name", "")[:500])
    wanted = request.form.get("new", "").strip()[:LONGEST_NAME]
    known = space.accounts.directory(person).find(wanted)
    new = known.name if known and known.name != shown.name else wanted
    done = AccountRenaming(space.catalog, space.keeper).rename(person, (*shown.spellings, *shown.branches), new)
    space.follow_saves()
    _audit("account.rename", shown.name, new=new, notes=len(done.notes))
    _tell(done, gettext("%(count)s notes are filed under “%(name)s” now.", count=len(done.notes), name=new))
    kept = jobs().keep("rename", person.person_id, done)
    return redirect(url_for("accounts.view", name=new, undo=kept.job_id), code=303)


@blueprint.post("/rename/undo")
@permits("note.write")
def undo_rename() -> ResponseReturnValue:
    space, person = workspace(), current_person()
    done: Renaming = jobs().get(request.form.get("job", ""), person.person_id).result
    back = AccountRenaming(space.catalog, space.keeper).undo(person, done)
    space.follow_saves()
    _audit("account.rename_undo", back.notes[0].after if back.notes else "", notes=len(back.notes))
    _tell(back, gettext("%(count)s notes are filed as before.", count=len(back.notes)))
    return redirect(url_for("accounts.view", name=back.notes[0].after) if back.notes else url_for("accounts.list_page"), code=303)


def _tell(done: Renaming, words: str) -> None:
    flash(words, "success")
    if done.failed:
        flash(gettext("%(count)s notes were left alone: they are closed to you, or being edited.", count=len(done.failed)), "warning")


def _audit(action: str, thing: str, **detail: object) -> None:
    note_deed(action, "account", thing, **detail)


@blueprint.get("/<path:name>")
@permits("account.read")
def view(name: str) -> ResponseReturnValue:
    """Show one customer under any spelling of the name."""
    shown = workspace().accounts.view(current_person(), name)
    if shown.name != name:
        return redirect(url_for("accounts.view", name=shown.name), code=302)  # not for ever: a customer may be renamed again
    _audit("account.view", shown.name)
    count_fields_read(one.field for one in shown.facts)
    return render_template(
        "accounts/view.html",
        account=shown,
        timeline=_timeline(shown),
        level_words=_level_words,
        say=_say,
        source=_source,
        kinds=kind_names(),
        channels=channel_names(),
        called=called,
        complaint_kinds=_complaint_kinds(),
        today=today(),
        url=note_url,
        deal_facts=_deal_facts(),
        outcomes=_outcomes(),
        undo=request.args.get("undo", ""),
        others=[one.name for one in workspace().accounts.directory(current_person()).accounts if one.name != shown.name],
    )


def _find(words: str) -> tuple[FiledAccount, ...]:
    """Return customers by a part of the name, its reading, or a telephone number said in their notes."""
    book = workspace().accounts
    if not words:
        return book.list(current_person(), limit=100_000)
    by_name = book.list(current_person(), words, limit=500)
    if not _PHONE.fullmatch(words):
        return by_name
    directory = book.directory(current_person())
    found = dict.fromkeys(by_name)
    for number in phone_spellings(words):
        for hit in workspace().search(current_person(), f'"{number}"', limit=20).result.hits:
            if hit.account and (account := directory.find(hit.account)):
                found[account] = None
    return tuple(found)


def phone_spellings(words: str) -> tuple[str, ...]:
    """Return how a number may stand in a note: as typed, in digits alone, and parted the usual ways."""
    digits = "".join(sign for sign in words.translate(str.maketrans("０１２３４５６７８９", "0123456789")) if sign.isdecimal())
    ways = [words, digits]
    if 10 <= len(digits) <= 11:
        ways += [f"{digits[:a]}-{digits[a : a + b]}-{digits[a + b :]}" for a, b in _GROUPINGS]
    return tuple(dict.fromkeys(way for way in ways if way))


def _is(kind: str, one: FiledAccount) -> bool:
    if kind == "stub":
        return one.is_stub
    if kind == "dormant":
        return one.last_held_on is not None and (today() - one.last_held_on).days > DORMANT_DAYS
    return True


def _timeline(shown: AccountView) -> list[TimelineEntry]:
    """Return the customer's notes, newest first, numbered from the first contact."""
    entries: dict[str, CatalogEntry] = {}
    for spelling in shown.spellings:
        page = workspace().catalog.list(NoteFilter(account=spelling), readers=current_readers(), limit=1000)
        entries |= {entry.note_id: entry for entry in page.entries}
    ordered = sorted(
        entries.values(),
        key=lambda one: (one.held_on.isoformat() if one.held_on else "", one.held_at, one.note_id),
    )
    return [TimelineEntry(entry, number) for number, entry in enumerate(ordered, 1)][::-1][:TIMELINE_SIZE]


def _say(value: Any, field_type: str = "") -> str:
    """Return a value with its slot as text: what it was read as, else the words."""
    slot = getattr(value, "slot", value)
    return show_value(slot.normalized if slot.normalized is not None else slot.value, field_type)


def _source(evidence: Evidence | None, note_id: str = "") -> str:
    """Return the address of the sentence a value stands in."""
    if evidence is None:
        return note_url(note_id)
    return note_url(evidence.note_id, evidence.start, evidence.end)


def _level_words(level: int) -> str:
    return LEVEL_WORDS[level][0 if language() == "ja" else 1]


def _complaint_kinds() -> dict[str, str]:
    return {
        "quality": gettext("Quality"),
        "delivery": gettext("Delivery"),
        "people": gettext("Response"),
        "money": gettext("Invoice, price"),
        "other": gettext("Other"),
    } | ({code: ja for code, ja, _pattern in TYPES} if language() == "ja" else {})


def _deal_facts() -> dict[str, str]:
    return {
        "stage": gettext("Stage"),
        "probability": gettext("Probability"),
        "amount": gettext("Amount"),
        "expected_on": gettext("Expected"),
        "competitors": gettext("Competitors"),
        "product": gettext("Product"),
        "decision_maker": gettext("Decision maker"),
        "won_reason": gettext("Why it was won"),
        "lost_reason": gettext("Why it was lost"),
    }


def _outcomes() -> dict[str, str]:
    return {"open": gettext("In progress"), "won": gettext("Won"), "lost": gettext("Lost")}
