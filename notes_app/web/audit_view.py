"""The audit log as people read it: who did what with which note, in words instead of codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext, lazy_gettext

from notes_app.catalog.catalog import NoteFilter
from notes_app.people.audit_store import AuditEntry
from notes_app.web.context import workspace
from notes_app.web.identity import current_person, current_readers

_DEEDS = {
    "session.sign_in": lazy_gettext("signed in"),
    "session.sign_out": lazy_gettext("signed out"),
    "session.refused": lazy_gettext("was refused at sign-in"),
    "session.code_refused": lazy_gettext("gave a wrong confirmation code"),
    "session.confirm": lazy_gettext("typed the password again"),
    "session.revoke": lazy_gettext("signed a device out"),
    "session.revoke_others": lazy_gettext("signed the other devices out"),
    "session.revoke_all": lazy_gettext("signed every device of a member out"),
    "session.report": lazy_gettext("looked at the report of a device"),
    "second_factor.on": lazy_gettext("turned two-step sign-in on"),
    "second_factor.off": lazy_gettext("turned two-step sign-in off"),
    "second_factor.reset": lazy_gettext("reset a member's two-step sign-in"),
    "password.change": lazy_gettext("changed the password"),
    "password.reset": lazy_gettext("set a password by a link"),
    "person.add": lazy_gettext("added a member"),
    "person.role": lazy_gettext("changed a role"),
    "person.disable": lazy_gettext("disabled a member"),
    "person.enable": lazy_gettext("let a member in again"),
    "person.password_link": lazy_gettext("made a link to set a password"),
    "person.reset_password": lazy_gettext("made a link to set a password"),
    "system.setup": lazy_gettext("set the app up"),
    "note.view": lazy_gettext("opened a note"),
    "note.create": lazy_gettext("wrote a note"),
    "note.save": lazy_gettext("changed a note"),
    "note.delete": lazy_gettext("deleted a note"),
    "note.undelete": lazy_gettext("took a note out of the bin"),
    "note.restore": lazy_gettext("went back to an earlier version"),
    "note.comment": lazy_gettext("commented"),
    "note.import": lazy_gettext("brought a note in"),
    "note.accept": lazy_gettext("accepted a value in a note"),
    "note.stamp": lazy_gettext("changed a note"),
    "note.autosave": lazy_gettext("changed a note"),
    "note.merge": lazy_gettext("changed a note"),
    "attachment.add": lazy_gettext("attached a file"),
    "attachment.remove": lazy_gettext("took a file off a note"),
    "attachment.restore": lazy_gettext("put a file back beside a note"),
    "attachment.download": lazy_gettext("opened a file beside a note"),
    "template.publish": lazy_gettext("published a version of the template"),
    "template.roll_back": lazy_gettext("went back to an earlier version of the template"),
    "template.keep": lazy_gettext("kept a field"),
    "template.drop": lazy_gettext("dropped a field"),
    "template.watch": lazy_gettext("put a field aside"),
    "template.merge": lazy_gettext("merged fields"),
    "template.undo": lazy_gettext("undid a decision about a field"),
    "template.teach": lazy_gettext("said what a word means"),
    "template.unlearn": lazy_gettext("took back what a word means"),
    "export.forget": lazy_gettext("said that records were deleted in the CRM"),
    "export.owners": lazy_gettext("matched people with users of the CRM"),
    "account.view": lazy_gettext("opened a customer"),
    "account.rename": lazy_gettext("renamed a customer"),
    "account.rename_undo": lazy_gettext("undid the renaming of a customer"),
    "search": lazy_gettext("searched"),
    "export.run": lazy_gettext("exported"),
    "export.push": lazy_gettext("sent records to a CRM"),
    "export.push_check": lazy_gettext("looked what sending to a CRM would do"),
    "export.push_answers": lazy_gettext("looked at a CRM's answers"),
    "export.push_rejects": lazy_gettext("downloaded what a CRM refused"),
    "export.credentials": lazy_gettext("set the credentials of a CRM"),
    "export.credentials_forget": lazy_gettext("removed the credentials of a CRM"),
    "export.download": lazy_gettext("downloaded an export"),
    "audit.view": lazy_gettext("looked at the audit log"),
}
_FAMILIES = {
    "note": lazy_gettext("changed a note"),
    "template": lazy_gettext("worked on the template"),
    "value": lazy_gettext("decided about a value"),
    "import": lazy_gettext("imported"),
    "export": lazy_gettext("worked on an export"),
    "account": lazy_gettext("changed a customer"),
}
"""What a deed without words of its own is called, by what stands before its dot."""
OPENING = ("note.view", "account.view", "search", "export.", "attachment.download")
"""Deeds by which a device came to hold somebody's data."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry in words. thing: a title, a name or what was searched for; url: "" when there is no page to open.

    is_opening: whether the device came to hold data by it.
    """

    at: datetime
    who: str
    words: str
    thing: str
    thing_id: str
    url: str
    is_opening: bool


@dataclass(frozen=True, slots=True)
class _Shown:
    """What may be named to the asker: titles by note id, customers, ids of lessons; names of people by their id."""

    titles: dict[str, str]
    customers: frozenset[str]
    lessons: frozenset[int]
    people: dict[str, str]


def audit_rows(entries: Iterable[AuditEntry]) -> list[AuditRow]:
    """Return entries in words, in their order.

    What stands only in notes that the person who asks may not read stays out: titles, customers, words that were taught.
    What somebody searched for is what they typed, and stays.
    """
    kept = list(entries)
    shown = _Shown(_titles(kept), _customers(kept), _lessons(kept), {one.person_id: one.name for one in workspace().people.list()})
    return [_row(one, shown) for one in kept]


def deed_words(action: str) -> str:
    """Return what an action is called, by its family when it has no words of its own."""
    family = action.partition(".")[0]
    return str(_DEEDS.get(action) or _FAMILIES.get(family) or action)


def _titles(entries: list[AuditEntry]) -> dict[str, str]:
    ids = sorted({one.thing_id for one in entries if one.thing_kind == "note"})
    titles: dict[str, str] = {}
    for at in range(0, len(ids), 400):
        where = NoteFilter(ids=frozenset(ids[at : at + 400]))
        page = workspace().catalog.list(where, readers=current_readers(), limit=400)
        titles |= {entry.note_id: entry.title or gettext("Untitled") for entry in page.entries}
    return titles


def _customers(entries: list[AuditEntry]) -> frozenset[str]:
    """Return those of the named customers that notes the asker may read name."""
    names = {one.thing_id for one in entries if one.thing_kind == "account"}
    directory = workspace().accounts.directory(current_person()) if names else None
    return frozenset(name for name in names if directory is not None and directory.find(name) is not None)


def _lessons(entries: list[AuditEntry]) -> frozenset[int]:
    """Return the ids of lessons that were taught without a note, or on one the asker may read."""
    if not any(one.thing_kind == "label" for one in entries):
        return frozenset()
    taught = {one.lesson_id: one.note_id for one in workspace().lessons.list()}
    ids = sorted({note_id for note_id in taught.values() if note_id})
    readable = {""}
    for at in range(0, len(ids), 400):
        page = workspace().catalog.list(NoteFilter(ids=frozenset(ids[at : at + 400])), readers=current_readers(), limit=400)
        readable |= {entry.note_id for entry in page.entries}
    return frozenset(lesson_id for lesson_id, note_id in taught.items() if note_id in readable)


def _row(entry: AuditEntry, shown: _Shown) -> AuditRow:
    thing, url, people = entry.thing_id, "", shown.people
    if entry.thing_kind == "note":
        thing = shown.titles.get(entry.thing_id, gettext("(a note you may not read, or a deleted one)"))
        url = url_for("note.page", note_id=entry.thing_id) if entry.thing_id in shown.titles else ""
    elif entry.thing_kind == "account" and entry.thing_id not in shown.customers:
        thing = gettext("(a customer that no note you may read names)")
    elif entry.thing_kind == "label" and entry.detail.get("lesson") not in shown.lessons:
        thing = gettext("(a word of a note you may not read)")
    elif entry.thing_kind == "person":
        thing = people.get(entry.thing_id, entry.thing_id)
    elif entry.thing_kind == "session":
        thing = ""
    who = people.get(entry.person_id) or (gettext("the command line") if entry.person_id == "cli" else gettext("unknown"))
    thing_id = thing if entry.thing_kind in ("account", "label") else entry.thing_id
    return AuditRow(entry.at, who, deed_words(entry.action), thing, thing_id, url, entry.action.startswith(OPENING))
