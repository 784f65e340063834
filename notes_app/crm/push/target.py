"""What every CRM that records are sent to directly is: look, check, send, settle. Pure: values and a protocol.

A target sends what stands in a checked package, never a shape of its own: it reads the writer's files (`load`). It knows
nothing of hashes and of what went before; `pushing` decides what goes and remembers what came of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from notes_app.crm.parcel import Source
from notes_app.crm.plan import ExportPlan, Finding

Payload = dict[str, Any]
"""One record as the package holds it: the cells of a CSV row (Salesforce), or the JSON of one input (HubSpot, kintone)."""


@dataclass(frozen=True, slots=True)
class Part:
    """The records of one object, ready to go, in load order.

    key:      the object's key in the plan. name: what the target calls the place: an sObject, an object type, an app.
    payloads: external id -> record.
    fields:   the target's name of a field -> column key, so that a complaint about a field finds its evidence.
    labels:   the target's name of a field -> what people call it.
    parents:  external id -> (object key, external id) of the records it hangs on; only where links are made by a call.
    first_only: fields that are given when a record is made and never again: the CRM's own people go on with them.
    batch_size, batch_bytes: what one call takes.
    """

    key: str
    name: str
    label: str
    label_en: str
    payloads: Mapping[str, Payload]
    fields: Mapping[str, str]
    batch_size: int
    batch_bytes: int
    labels: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    first_only: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the target did not take a record. words: the vendor's own; field: as the target calls it, "" when none is named."""

    code: str
    words: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one record. target_id: its id there, "" when it was not taken; was_created: None when nobody said."""

    external_id: str
    target_id: str = ""
    was_created: bool | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the records go. key: stable name of the account there, kept with every record: a sandbox is another destination
    than the real one. label: as people know it.
    """

    key: str
    label: str


class KnownIds(Protocol):
    """Ids of records that are in the target already."""

    def find(self, object_key: str, external_id: str) -> str | None: ...


NoteToken = Callable[[str], None]
"""Keeps what a batch can be found by later (a job's id), before it is sent."""


class PushTarget(Protocol):
    """One CRM that takes records over its API."""

    @property
    def name(self) -> str: ...

    def connect(self) -> Destination:
        """Prove that the credentials open the target, by reading only.

        Raises:
            PushRefusedError: they do not.
        """

    def load(self, source: Source, plan: ExportPlan) -> tuple[Part, ...]:
        """Return the package's records, in load order."""

    def check(self, parts: Sequence[Part], source: Source) -> tuple[Finding, ...]:
        """Compare the package's fields with those that exist in the target, by reading only; a missing one is an error."""

    def find(self, part: Part, external_ids: Sequence[str]) -> Mapping[str, str]:
        """Return external id -> id there, of those that exist, by reading only."""

    def send(self, part: Part, payloads: Mapping[str, Payload], known: KnownIds, note: NoteToken) -> tuple[Outcome, ...]:
        """Send at most one batch; return an outcome for each record.

        Raises:
            PushPausedError: the target wants no more for now.
            PushRefusedError: the target refuses as a whole.
        """

    def settle(self, part_name: str, token: str, external_ids: Sequence[str]) -> tuple[Outcome, ...] | None:
        """Return what came of a batch whose answer was never seen; None when sending it again does no harm."""


def batches_of(part: Part, external_ids: Sequence[str], measure: Callable[[Payload], int]) -> Iterator[dict[str, Payload]]:
    """Yield the records in batches that one call takes, by number and by bytes."""
    batch: dict[str, Payload] = {}
    size = 0
    for external_id in external_ids:
        payload = part.payloads[external_id]
        length = measure(payload)
        if batch and (len(batch) >= part.batch_size or size + length > part.batch_bytes):
            yield batch
            batch, size = {}, 0
        batch[external_id] = payload
        size += length
    if batch:
        yield batch
