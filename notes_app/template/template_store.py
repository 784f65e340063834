"""Keep decisions, published versions and decisions about values in the ledger.

Rows are only ever added or marked undone; a published version is never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, RowMapping, func, insert, select, update

from notes_app.ledger.schema import DECISION, TEMPLATE_VERSION, VALUE_DECISION
from notes_app.template.decision import Decision
from notes_app.template.draft import DEFAULT_TEMPLATE
from notes_app.template.errors import (
    AlreadyPublishedError,
    EmptyTemplateError,
    NothingToPublishError,
    StaleDraftError,
    UnknownDecisionError,
    UnknownVersionError,
)
from notes_app.template.field import Field, TemplateVersion
from notes_app.template.value_decision import ValueDecision

_PAYLOAD = ("into", "label", "labels", "field_type", "choices", "group", "freshness_days", "vote", "undoes")
_COLUMNS = ("key", "choice", "reason", "purpose", "used_by", "review_on", "note_count", "author_count")


class TemplateStore:
    """Decisions and versions of templates. `now` gives aware UTC."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    # --- decisions --------------------
    # -------------------------------------------------------------------------

    def record(self, decision: Decision, person_id: str, template_id: str = DEFAULT_TEMPLATE) -> Decision:
        """Append a decision; return it with its id, time and person."""
        at = self._now()
        row = {name: getattr(decision, name) for name in _COLUMNS}
        row["payload"] = {name: _plain(getattr(decision, name)) for name in _PAYLOAD}
        with self._engine.begin() as link:
            result = link.execute(
                insert(DECISION).values(**row, template_id=template_id, at=at, person_id=person_id)
            )
        key = result.inserted_primary_key
        assert key is not None
        return replace(decision, decision_id=key[0], at=at, person_id=person_id)

    def undo(self, decision_id: int, person_id: str, template_id: str = DEFAULT_TEMPLATE) -> Decision:
        """Take a decision back; the undoing is recorded as a decision of its own and returned.

        Raises:
            UnknownDecisionError: there is none, or it was undone already.
            AlreadyPublishedError: a version contains it, and it was not merely a drop or a watch.
        """
        at = self._now()
        mine = (DECISION.c.template_id == template_id) & (DECISION.c.decision_id == decision_id)
        newest = self.find_newest(template_id)
        with self._engine.begin() as link:
            row = (
                link.execute(select(DECISION).where(mine, DECISION.c.undone_at.is_(None))).mappings().first()
            )
            if row is None or row["choice"] == "undo":
                raise UnknownDecisionError(decision_id=decision_id)
            # A drop or watch leaves nothing in a version: taking it back only puts the card on the board
            # again.
            if (
                newest
                and decision_id <= newest.last_decision
                and row["choice"] not in ("drop", "watch", "vote")
            ):
                raise AlreadyPublishedError(number=newest.number)
            link.execute(update(DECISION).where(mine).values(undone_at=at))
        return self.record(
            Decision(key=row["key"], choice="undo", undoes=decision_id), person_id, template_id
        )

    def list_decisions(self, template_id: str = DEFAULT_TEMPLATE) -> tuple[Decision, ...]:
        """Return every decision, undone ones and undoings included, oldest first."""
        query = select(DECISION).where(DECISION.c.template_id == template_id).order_by(DECISION.c.decision_id)
        with self._engine.connect() as link:
            return tuple(_decision(row) for row in link.execute(query).mappings())

    # --- versions ---------------------
    # -------------------------------------------------------------------------

    def publish(self, draft: TemplateVersion, person_id: str, comment: str = "") -> TemplateVersion:
        """Store `draft` as the next version and return it as published.

        Raises:
            NothingToPublishError: the fields equal those of the newest version.
            EmptyTemplateError: the draft has no field.
            StaleDraftError: another version was published since the draft was made.
        """
        at = self._now()
        same_template = TEMPLATE_VERSION.c.template_id == draft.template_id
        with self._engine.begin() as link:
            query = select(TEMPLATE_VERSION).where(same_template).order_by(TEMPLATE_VERSION.c.number.desc())
            row = link.execute(query.limit(1)).mappings().first()
            newest = _version(row) if row else None
            if not draft.fields:
                raise EmptyTemplateError()
            if newest and newest.says_the_same(draft):
                raise NothingToPublishError(number=newest.number)
            number = newest.number + 1 if newest else 1
            if draft.number != number:
                raise StaleDraftError(number=newest.number if newest else 0)
            version = replace(draft, published_at=at, published_by=person_id, comment=comment)
            content = {
                "last_decision": version.last_decision,
                "fields": [field_json(one) for one in version.fields],
            }
            link.execute(
                insert(TEMPLATE_VERSION).values(
                    template_id=version.template_id,
                    number=number,
                    name=version.name,
                    fields=content,
                    published_at=at,
                    published_by=person_id,
                    comment=comment,
                )
            )
        return version

    def roll_back(
        self, number: int, person_id: str, comment: str = "", template_id: str = DEFAULT_TEMPLATE
    ) -> TemplateVersion:
        """Publish a copy of an older version as the newest. Decisions not yet published are set aside by it.

        Raises:
            UnknownVersionError, NothingToPublishError.
        """
        old = self.get(number, template_id)
        newest = self.find_newest(template_id) or old
        with self._engine.connect() as link:
            query = select(func.max(DECISION.c.decision_id)).where(DECISION.c.template_id == template_id)
            last = link.execute(query).scalar() or 0
        return self.publish(replace(old, number=newest.number + 1, last_decision=last), person_id, comment)

    def get(self, number: int, template_id: str = DEFAULT_TEMPLATE) -> TemplateVersion:
        """Raises: UnknownVersionError."""
        found = next((one for one in self.list_versions(template_id) if one.number == number), None)
        if found is None:
            raise UnknownVersionError(number=number)
        return found

    def find_newest(self, template_id: str = DEFAULT_TEMPLATE) -> TemplateVersion | None:
        """Return the version in force, or None before the first."""
        query = select(TEMPLATE_VERSION).where(TEMPLATE_VERSION.c.template_id == template_id)
        with self._engine.connect() as link:
            row = link.execute(query.order_by(TEMPLATE_VERSION.c.number.desc()).limit(1)).mappings().first()
        return _version(row) if row else None

    def list_versions(self, template_id: str = DEFAULT_TEMPLATE) -> tuple[TemplateVersion, ...]:
        """Return every version, oldest first."""
        query = select(TEMPLATE_VERSION).where(TEMPLATE_VERSION.c.template_id == template_id)
        with self._engine.connect() as link:
            return tuple(
                _version(row) for row in link.execute(query.order_by(TEMPLATE_VERSION.c.number)).mappings()
            )

    # --- values -----------------------
    # -------------------------------------------------------------------------

    def record_value(self, decision: ValueDecision) -> ValueDecision:
        """Append a decision about a value; return it with its id and time."""
        return self.record_values([decision])[0]

    def record_values(self, decisions: Iterable[ValueDecision]) -> tuple[ValueDecision, ...]:
        """Append decisions about values, all or none; return them with their ids and time."""
        at, recorded = self._now(), []
        with self._engine.begin() as link:
            for decision in decisions:
                row = {name: getattr(decision, name) for name in _VALUE_COLUMNS}
                row["normalized"] = _plain(decision.normalized)
                key = link.execute(insert(VALUE_DECISION).values(**row, at=at)).inserted_primary_key
                assert key is not None
                recorded.append(replace(decision, value_decision_id=key[0], at=at))
        return tuple(recorded)

    def undo_values(self, ids: Iterable[int]) -> None:
        """Mark decisions about values as taken back; those already undone stay as they are."""
        wanted = VALUE_DECISION.c.value_decision_id.in_(list(ids)) & VALUE_DECISION.c.undone_at.is_(None)
        with self._engine.begin() as link:
            link.execute(update(VALUE_DECISION).where(wanted).values(undone_at=self._now()))

    def find_value(self, value_decision_id: int) -> ValueDecision | None:
        """Return the decision, undone or not."""
        query = select(VALUE_DECISION).where(VALUE_DECISION.c.value_decision_id == value_decision_id)
        with self._engine.connect() as link:
            row = link.execute(query).mappings().first()
        return _value(row) if row else None

    def list_values(self, note_ids: Iterable[str] | None = None) -> tuple[ValueDecision, ...]:
        """Return the decisions in force about the values of these notes (None: of all), oldest first."""
        query = select(VALUE_DECISION).where(VALUE_DECISION.c.undone_at.is_(None))
        if note_ids is not None:
            query = query.where(VALUE_DECISION.c.note_id.in_(list(note_ids)))
        with self._engine.connect() as link:
            ordered = link.execute(query.order_by(VALUE_DECISION.c.value_decision_id)).mappings()
            return tuple(_value(row) for row in ordered)


_VALUE_COLUMNS = (
    "note_id", "field_id", "choice", "label", "value", "start", "end", "revision", "person_id",
)  # fmt: skip


def field_json(field: Field) -> dict[str, Any]:
    """Return a field as plain JSON; `field_from_json` gives the same field back."""
    return {name: _plain(value) for name, value in asdict(field).items()}


def field_from_json(raw: dict[str, Any]) -> Field:
    """Return the field that `field_json` was given; keys of a newer program are left out."""
    known = {one.name for one in fields(Field)}
    return Field(**{name: _tuple(value) for name, value in raw.items() if name in known})


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _decision(row: RowMapping) -> Decision:
    payload = {name: _tuple(row["payload"][name]) for name in _PAYLOAD if name in row["payload"]}
    own = {name: row[name] for name in (*_COLUMNS, "decision_id", "at", "person_id", "undone_at")}
    return Decision(**own, **payload)


def _version(row: RowMapping) -> TemplateVersion:
    content = row["fields"]
    return TemplateVersion(
        template_id=row["template_id"],
        number=row["number"],
        name=row["name"],
        fields=tuple(field_from_json(one) for one in content["fields"]),
        published_at=row["published_at"],
        published_by=row["published_by"],
        comment=row["comment"],
        last_decision=content["last_decision"],
    )


def _value(row: RowMapping) -> ValueDecision:
    own = {name: row[name] for name in (*_VALUE_COLUMNS, "value_decision_id", "at", "undone_at")}
    return ValueDecision(**own, normalized=_tuple(row["normalized"]))
