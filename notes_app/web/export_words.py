"""What the parts of an export are called on screen."""

from __future__ import annotations

from flask_babel import gettext

from notes_app.web.field_words import type_names


def column_types() -> dict[str, str]:
    """Return the kinds of column; most are kinds of field."""
    return {
        **type_names(),
        "longtext": gettext("Long text"),
        "choice": gettext("Choice"),
        "multi_choice": gettext("Several choices"),
        "text_list": gettext("List"),
        "integer": gettext("Whole number"),
        "reference": gettext("Link to another record"),
    }


def severities() -> dict[str, str]:
    """Return how bad a finding is."""
    return {
        "error": gettext("Must be fixed"),
        "warning": gettext("Please look"),
        "note": gettext("Good to know"),
    }


def deltas() -> dict[str, str]:
    """Return what became of records since the last export."""
    return {
        "new": gettext("New"),
        "changed": gettext("Changed"),
        "unchanged": gettext("As before"),
        "gone": gettext("Gone"),
    }


def histories() -> dict[str, tuple[str, str]]:
    """Return which conversations may leave: a name and one line about it."""
    return {
        "all": (gettext("Everything"), gettext("All minutes within the scope.")),
        "in_progress": (
            gettext("Deals in progress"),
            gettext("Customers in full; minutes only of deals that are still open."),
        ),
        "none": (
            gettext("From today"),
            gettext("Customers and open deals only; conversations start fresh in the CRM."),
        ),
    }


def objects() -> dict[str, str]:
    """Return what the kinds of record are called."""
    return {
        "account": gettext("Customers"),
        "contact": gettext("Contacts"),
        "deal": gettext("Deals"),
        "meeting_note": gettext("Minutes"),
        "todo": gettext("To-dos"),
        "order": gettext("Orders"),
        "complaint": gettext("Complaints"),
    }


def fits() -> dict[str, str]:
    """Return how well a target holds a plan."""
    return {
        "fits": gettext("Holds everything"),
        "loses": gettext("Holds most of it"),
        "too_small": gettext("Too small"),
    }


def next_pages() -> dict[str, str]:
    """Return the page on which each check of readiness is made good."""
    return {
        "enough_notes": "editor.new",
        "fill": "template.review",
        "consistency": "template.consistency",
        "duplicates": "accounts.list_page",
        "choices": "template.board",
        "template_settled": "template.review",
        "labelled": "template.board",
        "certain": "template.back_fill",
        "owners": "crm.export_page",
        "limits": "template.board",
    }
