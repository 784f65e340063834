"""The credentials that were typed on the page, sealed in the ledger.

All values of a target are sealed as one text, so that the ledger, a backup of it and a copy of the database show none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy import Engine, delete, insert, select

from notes_app.crm.push.credentials import Credentials, check_credentials, form_of, merge_credentials
from notes_app.ledger.schema import WORKSPACE_SETTING

_NAME = "push_credentials"


class Seal(Protocol):
    """The part of `ledger.sealing.Sealer` that is needed."""

    def seal(self, text: str) -> str: ...
    def open(self, sealed: str, *, what: str) -> str: ...


class CredentialStore:
    """The credentials of each target. environment: the documented variables; `now` gives aware UTC."""

    def __init__(self, engine: Engine, now: Callable[[], datetime], seal: Seal, environment: Mapping[str, str]) -> None:
        self._engine, self._now, self._seal, self._environment = engine, now, seal, environment

    def get(self, target: str) -> Credentials:
        """Return what is in force, perhaps not enough (`Credentials.require`).

        Raises:
            SealBrokenError: what is stored was sealed with another key.
        """
        return merge_credentials(target, self._environment, self._stored(target))

    def set(self, target: str, typed: Mapping[str, str]) -> Credentials:
        """Keep what was typed; a secret left blank stays as it was, other fields left blank are cleared.

        A secret does not outlive the place it was made for: with another URL or user name it has to be typed again.

        Raises:
            BadCredentialError: a value that can be no such thing.
        """
        form = form_of(target)
        checked = check_credentials(target, typed)
        before = self._stored(target)
        places = [one.name for one in form.fields if one.kind in ("url", "domain") or one.name == "username"]
        is_same_place = all(before.get(name, "") == checked.get(name, "") for name in places)
        secrets = {one.name: before[one.name] for one in form.fields if one.is_secret and is_same_place and one.name in before}
        values = {**secrets, **checked}
        row = f"{_NAME}.{form.target}"
        sealed = self._seal.seal(json.dumps(values, ensure_ascii=False))
        with self._engine.begin() as link:
            link.execute(delete(WORKSPACE_SETTING).where(WORKSPACE_SETTING.c.name == row))
            link.execute(insert(WORKSPACE_SETTING).values(name=row, value={"sealed": sealed}, at=self._now()))
        return self.get(target)

    def forget(self, target: str) -> None:
        """Take the stored credentials out of the ledger."""
        with self._engine.begin() as link:
            link.execute(delete(WORKSPACE_SETTING).where(WORKSPACE_SETTING.c.name == f"{_NAME}.{form_of(target).target}"))

    def stored_at(self, target: str) -> datetime | None:
        """Return when credentials were typed last; None when none are stored."""
        query = select(WORKSPACE_SETTING.c.at).where(WORKSPACE_SETTING.c.name == f"{_NAME}.{form_of(target).target}")
        with self._engine.connect() as link:
            found: datetime | None = link.execute(query).scalar()
        return found

    def _stored(self, target: str) -> dict[str, str]:
        form = form_of(target)
        query = select(WORKSPACE_SETTING.c.value).where(WORKSPACE_SETTING.c.name == f"{_NAME}.{form.target}")
        with self._engine.connect() as link:
            found = link.execute(query).scalar()
        if not isinstance(found, dict) or "sealed" not in found:
            return {}
        opened = json.loads(self._seal.open(str(found["sealed"]), what=f"{form.label} credentials"))
        return {str(name): str(value) for name, value in opened.items()}
