"""Alembic's entry point. Always given an open connection by `database.open_ledger`; there is no offline mode.
"""

from __future__ import annotations

from typing import Literal

from alembic import context

from notes_app.ledger.schema import METADATA, Moment


def _frozen_type(kind: str, thing: object, _context: object) -> str | Literal[False]:
    """A migration must not change when the program's own column types do, so it names plain ones."""
    return "sa.String(40)" if kind == "type" and isinstance(thing, Moment) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_item=_frozen_type,
    render_as_batch=True,  # SQLite cannot alter most columns in place
    transactional_ddl=True,  # BEGIN is ours, so a migration happens as a whole or not at all
)
with context.begin_transaction():
    context.run_migrations()
