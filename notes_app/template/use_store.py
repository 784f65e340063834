"""Count how often each field of the template is searched for, read and exported, month by month, in the ledger.

Only sums are kept: not who, and not which note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, select
from sqlalchemy.dialects.sqlite import insert

from notes_app.ledger.schema import FIELD_USE
from notes_app.template.board import FieldUse

Use = Literal["searched", "read", "exported"]


class FieldUseStore:
    """The counters. `now` gives aware UTC; zone: where the company is, for the month."""

    def __init__(self, engine: Engine, now: Callable[[], datetime], zone: ZoneInfo) -> None:
        self._engine = engine
        self._now = now
        self._zone = zone

    def count(self, what: Use, fields: Iterable[str] | Mapping[str, int]) -> None:
        """Add one use of each of these field ids, or as many as the mapping says."""
        times = dict(fields) if isinstance(fields, Mapping) else dict.fromkeys(fields, 1)
        month = f"{self._now().astimezone(self._zone):%Y-%m}"
        rows = [{"field_id": one, "month": month, "what": what, "times": count} for one, count in times.items() if count]
        if not rows:
            return
        added = insert(FIELD_USE)
        added = added.on_conflict_do_update(
            index_elements=["field_id", "month", "what"], set_={"times": FIELD_USE.c.times + added.excluded.times}
        )
        with self._engine.begin() as link:
            link.execute(added, rows)

    def uses(self, *, since: str = "") -> dict[str, FieldUse]:
        """Return field id -> its use from a month on ("2026-08"; "" for all time); a field never used is absent."""
        query = select(FIELD_USE.c.field_id, FIELD_USE.c.what, func.sum(FIELD_USE.c.times)).where(FIELD_USE.c.month >= since)
        found: dict[str, dict[str, int]] = {}
        with self._engine.connect() as link:
            for field_id, what, times in link.execute(query.group_by(FIELD_USE.c.field_id, FIELD_USE.c.what)):
                found.setdefault(field_id, {})[what] = times
        return {field_id: FieldUse(**counts) for field_id, counts in found.items()}
