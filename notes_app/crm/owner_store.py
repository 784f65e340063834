"""Who our people are in a CRM: names as notes write them -> user names there (for most an e-mail address).

Kept per target in the ledger, for every later export.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Engine, delete, insert, select

from notes_app.errors import NotesAppError
from notes_app.ledger.schema import WORKSPACE_SETTING

LONGEST = 200
_NAME = "export_owners"


class BadOwnerError(NotesAppError):
    """Facts: owner, longest."""

    ja = "「{owner}」のユーザー名が長すぎるか、改行を含んでいます。{longest} 文字以内の 1 行で入力してください。"
    en = "The user name of “{owner}” is too long or holds a line break. Give one line of up to {longest} characters."


class OwnerStore:
    """The map of each target. `now` gives aware UTC."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine, self._now = engine, now

    def get(self, target: str) -> dict[str, str]:
        """Return name in the notes -> user name in the target; {} while nobody said."""
        query = select(WORKSPACE_SETTING.c.value).where(WORKSPACE_SETTING.c.name == f"{_NAME}.{target}")
        with self._engine.connect() as link:
            found = link.execute(query).scalar()
        return {str(name): str(user) for name, user in found.items()} if isinstance(found, dict) else {}

    def set(self, target: str, owners: Mapping[str, str]) -> dict[str, str]:
        """Keep the map of a target in place of the one before, blanks left out; return it.

        Raises:
            BadOwnerError: a user name no CRM would take.
        """
        kept = {name.strip(): user.strip() for name, user in owners.items() if name.strip() and user.strip()}
        for name, user in kept.items():
            if len(user) > LONGEST or not user.isprintable():
                raise BadOwnerError(owner=name[:80], longest=LONGEST)
        row = f"{_NAME}.{target}"
        with self._engine.begin() as link:
            link.execute(delete(WORKSPACE_SETTING).where(WORKSPACE_SETTING.c.name == row))
            link.execute(insert(WORKSPACE_SETTING).values(name=row, value=kept, at=self._now()))
        return kept
