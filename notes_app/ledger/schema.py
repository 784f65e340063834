"""Every table of the ledger, in one place, so that a migration has one thing to compare with.

Times are aware UTC, stored as ISO 8601 text (`Moment`). JSON is text written by
`json.dumps(ensure_ascii=False)`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

NEWEST = "lesson_frames"
"""The id of the newest migration. Kept here too, so that a start with nothing to migrate need not load Alembic."""


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime kept as sortable ISO 8601 text; a naive one is refused."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a ledger time must be aware")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s",
    }
)  # fmt: skip

# --- people -------------------------------------------------------------------------------------------------

PERSON = Table(
    "person", METADATA,
    Column("person_id", String(40), primary_key=True),
    Column("login", String(80), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("reading", String(200), nullable=False, default=""),
    Column("role", String(20), nullable=False),
    Column("language", String(5), nullable=False, default="ja"),
    Column("password_hash", Text, nullable=False, default=""),
    Column("is_active", Boolean, nullable=False, default=True),
    Column("failed_sign_ins", Integer, nullable=False, default=0),
    Column("locked_until", Moment),
    Column("created_at", Moment, nullable=False),
)  # fmt: skip

PERSON_NAME = Table(
    "person_name", METADATA,
    # names a person had before: private notes of theirs may say `author:` with one of these
    Column("person_id", ForeignKey("person.person_id"), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("until", Moment, nullable=False),
)  # fmt: skip

SECOND_FACTOR = Table(
    "second_factor", METADATA,
    Column("person_id", ForeignKey("person.person_id"), primary_key=True),
    # the secret of the authenticator app, sealed (ledger/sealing.py)
    Column("sealed_secret", Text, nullable=False),
    # the newest 30-second step whose code was used: a code works once
    Column("last_step", Integer, nullable=False),
    # SHA-256 of the recovery codes not used yet
    Column("recovery_hashes", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
)  # fmt: skip

SESSION = Table(
    "session", METADATA,
    # SHA-256 of the cookie's token; the token itself is never kept
    Column("session_id", String(64), primary_key=True),
    Column("person_id", ForeignKey("person.person_id"), nullable=False, index=True),
    Column("device", String(300), nullable=False, default=""),
    Column("address", String(80), nullable=False, default=""),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    # when the password was last typed: export and admin ask again
    Column("confirmed_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)  # fmt: skip

SETUP_LINK = Table(
    "setup_link", METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("purpose", String(20), nullable=False),  # "setup" (first admin) or "password" (a reset)
    Column("person_id", String(40)),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)  # fmt: skip

AUDIT = Table(
    "audit", METADATA,
    Column("entry", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("person_id", String(40), nullable=False),
    Column("session_id", String(64), nullable=False, default=""),
    Column("action", String(60), nullable=False, index=True),
    Column("thing_kind", String(30), nullable=False),
    Column("thing_id", String(200), nullable=False, index=True),
    Column("detail", JSON, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("entry_hash", String(64), nullable=False),
)  # fmt: skip

# --- notes: history and the one change log ------------------------------------------------------------------

NOTE_VERSION = Table(
    "note_version", METADATA,
    Column("note_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("revision", String(16), nullable=False),
    Column("path", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),  # zlib of the file's exact bytes
    Column("person_id", String(40), nullable=False),  # "" for an edit made outside the app
    Column("at", Moment, nullable=False),
    # create, save, autosave, merge, restore, delete, undelete, outside, import, accept
    Column("reason", String(20), nullable=False),
    Index("ix_note_version_revision", "revision"),  # a moved file is known again by its content
)  # fmt: skip

NOTE_PLACE = Table(
    "note_place", METADATA,
    Column("note_id", String(40), primary_key=True),
    Column("path", Text, nullable=False, index=True),
    Column("deleted_at", Moment),
)  # fmt: skip

CHANGE = Table(
    "change", METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("note_id", String(40), nullable=False),
    Column("path", Text, nullable=False),
    Column("revision", String(16), nullable=False),
    Column("what", String(10), nullable=False),  # saved, moved, removed
    Column("at", Moment, nullable=False),
)  # fmt: skip

READ_MARK = Table(
    "read_mark", METADATA,
    Column("person_id", String(40), primary_key=True),
    Column("note_id", String(40), primary_key=True),
    Column("revision", String(16), nullable=False),
    Column("at", Moment, nullable=False),
)  # fmt: skip

COMMENT = Table(
    "comment", METADATA,
    Column("comment_id", String(40), primary_key=True),
    Column("thing_kind", String(20), nullable=False),  # note, field
    Column("thing_id", String(200), nullable=False, index=True),
    Column("person_id", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("deleted_at", Moment),
)  # fmt: skip

REACTION = Table(
    "reaction", METADATA,
    Column("note_id", String(40), primary_key=True),
    Column("person_id", String(40), primary_key=True),
    Column("reaction", String(20), primary_key=True),  # seen, helped, question, follow_up
    Column("at", Moment, nullable=False),
)  # fmt: skip

# --- template: decisions, versions, accepted values ---------------------------------------------------------

DECISION = Table(
    "decision", METADATA,
    Column("decision_id", Integer, primary_key=True, autoincrement=True),
    Column("template_id", String(40), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("person_id", String(40), nullable=False),
    Column("key", String(200), nullable=False),  # the candidate's key (concept or folded label)
    Column("choice", String(20), nullable=False),  # keep, drop, watch, merge, rename, split, retype, undo
    Column("payload", JSON, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("purpose", Text, nullable=False, default=""),
    Column("used_by", Text, nullable=False, default=""),
    Column("review_on", Date),
    # the evidence it was decided on; doubling reopens it
    Column("note_count", Integer, nullable=False, default=0),
    Column("author_count", Integer, nullable=False, default=0),
    Column("undone_at", Moment),
)  # fmt: skip

TEMPLATE_VERSION = Table(
    "template_version", METADATA,
    Column("template_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("fields", JSON, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("published_by", String(40), nullable=False),
    Column("comment", Text, nullable=False, default=""),
)  # fmt: skip

VALUE_DECISION = Table(
    "value_decision", METADATA,
    Column("value_decision_id", Integer, primary_key=True, autoincrement=True),
    Column("note_id", String(40), nullable=False),
    Column("field_id", String(40), nullable=False),
    Column("choice", String(10), nullable=False),  # accept, reject
    Column("label", Text, nullable=False, default=""),
    Column("value", Text, nullable=False),
    Column("normalized", JSON),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("revision", String(16), nullable=False),
    Column("person_id", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment),
    Index("ix_value_decision_note", "note_id", "field_id"),
)  # fmt: skip

LESSON = Table(
    "lesson", METADATA,
    Column("lesson_id", Integer, primary_key=True, autoincrement=True),
    Column("author", String(200), nullable=False),  # whose label it is, as notes name their writer
    Column("label", String(200), nullable=False),
    Column("concept", String(200), nullable=False, default=""),  # what it stands for; "" when it is no field
    Column("why", String(20), nullable=False),  # confirmed, corrected; shown and refused say of a value what it is
    Column("frame", JSON),  # how that value stood (mining.grammar.Frame); null where a label alone was taught
    Column("person_id", String(40), nullable=False),  # who taught it
    Column("note_id", String(40), nullable=False, default=""),  # from which note, "" for a text not saved yet
    Column("start", Integer, nullable=False, default=0),
    Column("end", Integer, nullable=False, default=0),
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", String(40), nullable=False, default=""),
)  # fmt: skip

FIELD_USE = Table(
    "field_use", METADATA,
    Column("field_id", String(40), primary_key=True),
    Column("month", String(7), primary_key=True),  # 2026-11, where the company is
    Column("what", String(10), primary_key=True),  # searched, read, exported
    Column("times", Integer, nullable=False, default=0),
)  # fmt: skip

# --- in and out ---------------------------------------------------------------------------------------------

IMPORT_BATCH = Table(
    "import_batch", METADATA,
    Column("batch_id", String(40), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("person_id", String(40), nullable=False),
    Column("source", Text, nullable=False),
    Column("report", JSON, nullable=False),
    Column("undone_at", Moment),
)  # fmt: skip

IMPORT_ITEM = Table(
    "import_item", METADATA,
    Column("batch_id", ForeignKey("import_batch.batch_id"), primary_key=True),
    Column("note_id", String(40), primary_key=True),
    Column("source_path", Text, nullable=False),
    Column("revision", String(16), nullable=False),
    Column("source_hash", String(64), nullable=False, index=True),
)  # fmt: skip

EXPORT_RUN = Table(
    "export_run", METADATA,
    Column("run_id", String(40), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("person_id", String(40), nullable=False),
    Column("target", String(40), nullable=False),
    Column("template_id", String(40), nullable=False),
    Column("template_number", Integer, nullable=False),
    Column("report", JSON, nullable=False),
)  # fmt: skip

EXPORTED = Table(
    "exported", METADATA,
    Column("target", String(40), primary_key=True),
    Column("object_name", String(60), primary_key=True),
    Column("external_id", String(120), primary_key=True),
    Column("row_hash", String(64), nullable=False),
    Column("run_id", String(40), nullable=False),
)  # fmt: skip

PUSHED = Table(
    "pushed", METADATA,
    # a record that a CRM holds because we sent it over its API
    Column("target", String(40), primary_key=True),
    # the account there: a sandbox is another destination than the real one
    Column("destination", String(200), primary_key=True),
    Column("part_name", String(80), primary_key=True),
    Column("external_id", String(120), primary_key=True),
    Column("row_hash", String(64), nullable=False),
    Column("target_id", String(80), nullable=False),
    Column("run_id", String(40), nullable=False),
    Column("at", Moment, nullable=False),
)  # fmt: skip

PUSH_RUN = Table(
    "push_run", METADATA,
    Column("run_id", String(40), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("person_id", String(40), nullable=False),
    Column("target", String(40), nullable=False),
    Column("destination", String(200), nullable=False),
    Column("template_number", Integer, nullable=False),
    Column("scope", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("report", JSON, nullable=False),
)  # fmt: skip

PUSH_BATCH = Table(
    "push_batch", METADATA,
    # a batch whose answer has not been seen; gone as soon as it has
    Column("batch_id", String(40), primary_key=True),
    Column("run_id", String(40), nullable=False),
    Column("target", String(40), nullable=False),
    Column("destination", String(200), nullable=False),
    Column("object_key", String(60), nullable=False),
    Column("part_name", String(80), nullable=False),
    # what the target finds it by: the id of a Salesforce job
    Column("token", Text, nullable=False),
    # external id -> hash of the row that was sent
    Column("hashes", JSON, nullable=False),
    Column("at", Moment, nullable=False),
)  # fmt: skip

SAVED_SEARCH = Table(
    "saved_search", METADATA,
    Column("person_id", String(40), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("query", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_sequence", Integer),  # of the change log, when its owner last looked; null: never since
    UniqueConstraint("person_id", "name"),
)  # fmt: skip

WORKSPACE_SETTING = Table(
    "workspace_setting", METADATA,
    Column("name", String(80), primary_key=True),
    Column("value", JSON, nullable=False),
    Column("at", Moment, nullable=False),
)  # fmt: skip

SEARCH_MISS = Table(
    "search_miss", METADATA,
    # a word that found nothing: a candidate for an alias or a field
    Column("query", String(400), primary_key=True),
    Column("person_id", String(40), primary_key=True),
    Column("times", Integer, nullable=False, default=1),
    Column("at", Moment, nullable=False),
)  # fmt: skip
