"""Note in the audit log what the person signed in just did, and on which device."""

from __future__ import annotations

from notes_app.web.context import workspace
from notes_app.web.identity import current_person, current_session

LONGEST_NAME = 200
"""Characters of what a deed was done to: a label or a search may be as long as somebody likes."""


def note_deed(action: str, thing_kind: str, thing_id: str, **detail: object) -> None:
    """Add an entry of the person who asks. detail: JSON values; never a password, a token or a note's text."""
    workspace().audit.append(
        current_person().person_id, action, thing_kind, thing_id[:LONGEST_NAME], detail, session_id=current_session().session_id
    )
