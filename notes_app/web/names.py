"""What the fixed words of front matter are called on screen."""

from __future__ import annotations

from flask_babel import gettext


def kind_names() -> dict[str, str]:
    """Return the kinds of note, in the order they are offered."""
    return {
        "minutes": gettext("Minutes of a meeting"), "memo": gettext("Memo"), "phone": gettext("Phone call"),
        "report": gettext("Daily report"), "complaint": gettext("Complaint"),
    }  # fmt: skip


def channel_names() -> dict[str, str]:
    """Return how a talk was held."""
    return {
        "visit": gettext("Visit"), "phone": gettext("By phone"), "mail": gettext("By mail"), "web": gettext("Web form"),
        "online": gettext("Online meeting"), "exhibition": gettext("Exhibition"),
    }  # fmt: skip


def access_names() -> dict[str, str]:
    """Return who may read a note."""
    return {
        "team": gettext("Everyone on the team"), "managers": gettext("Managers and me"), "private": gettext("Only me"),
    }  # fmt: skip


def reason_names() -> dict[str, str]:
    """Return why a version of a note came to be."""
    return {
        "create": gettext("Created"), "save": gettext("Saved"), "autosave": gettext("Saved while writing"), "merge": gettext("Merged"),
        "restore": gettext("Restored"), "delete": gettext("Deleted"), "undelete": gettext("Taken out of the bin"),
        "outside": gettext("Edited outside the app"), "import": gettext("Imported"), "accept": gettext("Field accepted"),
    }  # fmt: skip


def role_names() -> dict[str, str]:
    """Return what the roles are called."""
    return {
        "rep": gettext("Sales rep"), "manager": gettext("Manager"), "admin": gettext("Administrator"), "backoffice": gettext("Back office"),
    }  # fmt: skip


def called(names: dict[str, str], value: str) -> str:
    """Return what `value` is called; a word of somebody's own stays as they wrote it."""
    return names.get(value, value)
