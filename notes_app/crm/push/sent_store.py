"""What was sent where: each record with the hash it went with and its id there, runs, and batches whose answer is open.

A record is remembered when the target has answered for it, never before; a batch is noted before it is sent. So a push that
was killed is taken up where it stopped, and nobody guesses.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Engine, delete, insert, select, update

from notes_app.crm.push.target import Outcome
from notes_app.ledger.schema import PUSH_BATCH, PUSH_RUN, PUSHED

RunState = Literal["running", "done", "paused", "failed"]
"""running: under way, or killed when nobody holds the target's lock. paused: the target wanted no more."""

_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class PushedRecord:
    """One record that the target holds. row_hash: as of `export_store.hash_row`; person_id: who sent it last."""

    row_hash: str
    target_id: str
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """A batch that was sent, or was about to be, when the push ended. token: what the target can find it by, "" if nothing."""

    batch_id: str
    object_key: str
    part_name: str
    token: str
    hashes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PushRun:
    """One push. report: `PushReport.to_json()`, {} while it runs; scope: `push_scope.scope_json`."""

    run_id: str
    at: datetime
    ended_at: datetime | None
    person_id: str
    target: str
    destination: str
    template_number: int
    scope: Mapping[str, Any]
    state: RunState
    report: Mapping[str, Any]


class PushStore:
    """Reads and writes `pushed`, `push_run` and `push_batch`. `now` gives aware UTC."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine, self._now = engine, now

    # --- records ----------------------------------------------------------------------------------------------------

    def list_pushed(self, target: str, destination: str) -> dict[str, dict[str, PushedRecord]]:
        """Return part name -> external id -> what went."""
        query = (
            select(PUSHED.c.part_name, PUSHED.c.external_id, PUSHED.c.row_hash, PUSHED.c.target_id, PUSH_RUN.c.person_id)
            .join(PUSH_RUN, PUSH_RUN.c.run_id == PUSHED.c.run_id)
            .where(PUSHED.c.target == target, PUSHED.c.destination == destination)
        )
        found: dict[str, dict[str, PushedRecord]] = {}
        with self._engine.connect() as link:
            for part, key, row_hash, target_id, person_id in link.execute(query):
                found.setdefault(part, {})[key] = PushedRecord(row_hash, target_id, person_id)
        return found

    # --- batches ----------------------------------------------------------------------------------------------------

    def open_batch(self, run: PushRun, object_key: str, part_name: str, hashes: Mapping[str, str]) -> str:
        """Note that a batch is about to be sent; returns its id."""
        batch_id = uuid.uuid4().hex
        row = {"batch_id": batch_id, "run_id": run.run_id, "target": run.target, "destination": run.destination,
               "object_key": object_key, "part_name": part_name, "token": "", "hashes": dict(hashes), "at": self._now()}  # fmt: skip
        with self._engine.begin() as link:
            link.execute(insert(PUSH_BATCH).values(**row))
        return batch_id

    def note_token(self, batch_id: str, token: str) -> None:
        """Keep what the target can find the batch by."""
        with self._engine.begin() as link:
            link.execute(update(PUSH_BATCH).where(PUSH_BATCH.c.batch_id == batch_id).values(token=token))

    def close_batch(
        self, run: PushRun, batch_id: str, part_name: str, outcomes: Sequence[Outcome], hashes: Mapping[str, str]
    ) -> None:
        """Remember what the target took, and that the batch is settled, in one transaction."""
        taken = [one for one in outcomes if one.fault is None and one.external_id in hashes]
        rows = [
            {"target": run.target, "destination": run.destination, "part_name": part_name, "external_id": one.external_id,
             "row_hash": hashes[one.external_id], "target_id": one.target_id, "run_id": run.run_id, "at": self._now()}
            for one in taken
        ]  # fmt: skip
        with self._engine.begin() as link:
            for some in _parts_of([one.external_id for one in taken]):
                link.execute(_these(run.target, run.destination, part_name, some))
            if rows:
                link.execute(insert(PUSHED), rows)
            link.execute(delete(PUSH_BATCH).where(PUSH_BATCH.c.batch_id == batch_id))

    def list_open_batches(self, target: str, destination: str) -> tuple[OpenBatch, ...]:
        """Return the batches whose answer was never seen, oldest first."""
        query = (
            select(PUSH_BATCH.c.batch_id, PUSH_BATCH.c.object_key, PUSH_BATCH.c.part_name, PUSH_BATCH.c.token, PUSH_BATCH.c.hashes)
            .where(PUSH_BATCH.c.target == target, PUSH_BATCH.c.destination == destination)
            .order_by(PUSH_BATCH.c.at)
        )
        with self._engine.connect() as link:
            return tuple(OpenBatch(*row) for row in link.execute(query))

    def drop_batch(self, batch_id: str) -> None:
        """Take a batch off whose records are sent again."""
        with self._engine.begin() as link:
            link.execute(delete(PUSH_BATCH).where(PUSH_BATCH.c.batch_id == batch_id))

    # --- runs -------------------------------------------------------------------------------------------------------

    def start_run(
        self, *, run_id: str, target: str, destination: str, person_id: str, template_number: int, scope: Mapping[str, Any],
    ) -> PushRun:  # fmt: skip
        """Note that a push begins; runs that were left behind as running have been killed and are paused."""
        run = PushRun(run_id, self._now(), None, person_id, target, destination, template_number, scope, "running", {})
        with self._engine.begin() as link:
            link.execute(
                update(PUSH_RUN).where(PUSH_RUN.c.target == target, PUSH_RUN.c.state == "running").values(state="paused")
            )
            link.execute(
                insert(PUSH_RUN).values(
                    run_id=run.run_id, at=run.at, ended_at=None, person_id=person_id, target=target, destination=destination,
                    template_number=template_number, scope=dict(scope), state="running", report={},
                )
            )  # fmt: skip
        return run

    def end_run(self, run_id: str, state: RunState, report: Mapping[str, Any]) -> None:
        """Note how a push ended."""
        with self._engine.begin() as link:
            link.execute(
                update(PUSH_RUN).where(PUSH_RUN.c.run_id == run_id).values(state=state, report=dict(report), ended_at=self._now())
            )

    def find_run(self, run_id: str) -> PushRun | None:
        """Return a run; None when there is none."""
        with self._engine.connect() as link:
            row = link.execute(select(PUSH_RUN).where(PUSH_RUN.c.run_id == run_id)).mappings().first()
        return PushRun(**row) if row else None

    def list_runs(self, target: str = "", limit: int = 20) -> tuple[PushRun, ...]:
        """Return runs, newest first; of all targets when none is named."""
        query = select(PUSH_RUN).order_by(PUSH_RUN.c.at.desc()).limit(limit)
        if target:
            query = query.where(PUSH_RUN.c.target == target)
        with self._engine.connect() as link:
            return tuple(PushRun(**row) for row in link.execute(query).mappings())


def _these(target: str, destination: str, part_name: str, external_ids: Sequence[str]) -> Any:
    return delete(PUSHED).where(
        PUSHED.c.target == target, PUSHED.c.destination == destination, PUSHED.c.part_name == part_name,
        PUSHED.c.external_id.in_(external_ids),
    )  # fmt: skip


def _parts_of(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    return (keys[at : at + _AT_ONCE] for at in range(0, len(keys), _AT_ONCE))
