"""Send to HubSpot: batch upserts by our unique property, associations by id, notes. Touches the network.

Spoken to by HubSpot's own client. Where the account has our custom objects, minutes go into them; where it has not, each
becomes a note on its company, contact and deal. A note has no key of ours: one whose answer was lost is looked for on its
record, by the id that ends its text, before it is made again.

Source: HubSpot CRM API v3 (objects batch upsert, create, read; properties; schemas), v4 (associations), error handling.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from notes_app.crm.hubspot_properties import CUSTOM_OBJECTS, KEY, OBJECT_TYPES
from notes_app.crm.parcel import Source
from notes_app.crm.plan import ExportPlan, Finding
from notes_app.crm.push.credentials import Credentials
from notes_app.crm.push.errors import PushRefusedError
from notes_app.crm.push.findings import left_out, not_linked
from notes_app.crm.push.http import Busy, PatientPool, Wire, plain_busy
from notes_app.crm.push.hubspot_shapes import (
    BATCH,
    LABEL,
    NOTES,
    compare_properties,
    note_part_of,
    outcomes_of,
    part_of,
    property_of,
    signature_of,
    without_first_only,
    words_of,
)
from notes_app.crm.push.target import Destination, Fault, KnownIds, NoteToken, Outcome, Part, Payload

HOST = "https://api.hubapi.com"
NOTE_LINKS = {"companies": 190, "contacts": 202, "deals": 214}
"""Object type -> HubSpot's own association type from a note to it."""


def read_busy(status: int, body: str) -> Busy | None:
    """Return why HubSpot did nothing. Ten-second limits pass while waiting, the day's limit does not."""
    busy = plain_busy(status, body)
    if busy is None or status != 429:
        return busy
    is_daily = '"DAILY"' in body or "daily" in body.lower()
    return Busy("daily_limit" if is_daily else "rate_limit", words_of(body), is_brief=not is_daily)


def may_repeat(method: str, url: str) -> bool:
    """Reads are POSTs too; an upsert by a unique property and an association may be made twice. A note may not."""
    return method == "GET" or url.endswith(("/batch/upsert", "/batch/read", "/batch/associate/default", "/batch/update"))


class HubspotPush:
    """HubSpot with the access token of a private app."""

    name = "hubspot"

    def __init__(self, credentials: Credentials, wire: Wire) -> None:
        from hubspot import HubSpot

        def make(package: Any, api_name: str, config: Mapping[str, Any]) -> Any:
            settings = package.Configuration(host=config["host"])
            settings.access_token = config["access_token"]
            api_client = package.ApiClient(configuration=settings)
            api_client.rest_client.pool_manager = pool
            return getattr(package, api_name)(api_client=api_client)

        pool = PatientPool(wire)
        host = credentials.get("url") or HOST
        self._api = HubSpot(access_token=credentials.get("token"), host=host, api_factory=make)
        self._findings: tuple[Finding, ...] = ()
        self._places: dict[str, str] = {}  # object key -> object type it goes to

    def connect(self) -> Destination:
        objects = self._api.crm.objects.batch_api
        account = self._ask(
            objects.api_client.call_api, "/account-info/v3/details", "GET", header_params={"Accept": "application/json"},
            response_types_map={200: "object"}, auth_settings=["oauth2"], _return_http_data_only=True,
        )  # fmt: skip
        portal = str(account["portalId"])
        return Destination(portal, f"HubSpot {portal} ({account.get('accountType', '')})")

    def load(self, source: Source, plan: ExportPlan) -> tuple[Part, ...]:
        custom = self._custom_types()
        mapping = json.loads(source.read("mapping.json"))["objects"]
        parts: list[Part] = []
        findings: list[Finding] = []
        for one in plan.objects:
            name = OBJECT_TYPES[one.key][0]
            schema = custom.get(name)
            if one.key not in CUSTOM_OBJECTS or schema is not None:
                part = part_of(one, schema.object_type_id if schema else name, mapping[one.key], source)
                self._places[one.key] = part.name
                if schema is not None:
                    part, unlinked = self._only_defined_links(part, schema)
                    findings.extend(unlinked)
                parts.append(part)
            elif one.key == "meeting_note":
                part = note_part_of(one, source)
                self._places[one.key] = part.name
                parts.append(part)
                if alone := len(one.rows) - len(part.payloads):
                    findings.append(left_out(LABEL, one.label, one.label_en, alone, "顧客・担当者・商談のどれにも結びつかないメモは置けません。",
                                             "A note must hang on a company, contact or deal."))  # fmt: skip
            elif one.rows:
                findings.append(left_out(LABEL, one.label, one.label_en, len(one.rows), "カスタムオブジェクトがありません（Enterprise）。",
                                         "The account has no custom object for them (Enterprise)."))  # fmt: skip
        self._findings = tuple(findings)
        return tuple(parts)

    def check(self, parts: Sequence[Part], source: Source) -> tuple[Finding, ...]:
        findings = list(self._findings)
        for part in parts:
            if not part.payloads or part.name == NOTES:
                continue
            listed = self._ask(self._api.crm.properties.core_api.get_all, part.name)
            there = {one.name: one for one in listed.results}
            file = json.loads(source.read("mapping.json"))["objects"][part.key]["properties"]
            wanted = {one["name"]: one for one in json.loads(source.read(file))["inputs"]}
            findings.extend(compare_properties(part, wanted, there))
        return tuple(findings)

    def find(self, part: Part, external_ids: Sequence[str]) -> Mapping[str, str]:
        if part.name == NOTES:
            return {}  # a note cannot be asked for by our id; what we made we remember
        from hubspot.crm.objects import BatchReadInputSimplePublicObjectId, SimplePublicObjectId

        found: dict[str, str] = {}
        for at in range(0, len(external_ids), BATCH):
            asked = BatchReadInputSimplePublicObjectId(
                id_property=KEY, properties=[KEY], properties_with_history=[],
                inputs=[SimplePublicObjectId(id=key) for key in external_ids[at : at + BATCH]],
            )  # fmt: skip
            answer = self._ask(self._api.crm.objects.batch_api.read, part.name, asked)
            found |= {one.properties[KEY]: one.id for one in answer.results}
        return found

    def send(self, part: Part, payloads: Mapping[str, Payload], known: KnownIds, note: NoteToken) -> tuple[Outcome, ...]:
        records = [(key, without_first_only(payload, part, known.find(part.key, key))) for key, payload in payloads.items()]
        if part.name == NOTES:
            return tuple(self._send_notes(part, records, known, note))
        outcomes = list(self._in_halves(records, lambda some: self._upsert(part.name, some)))
        return tuple(self._link(part, outcomes, known))

    def settle(self, part_name: str, token: str, external_ids: Sequence[str]) -> tuple[Outcome, ...] | None:
        if part_name != NOTES or not token:
            return None  # our property is unique: sending again updates, and never creates a second record
        return tuple(self._find_notes(json.loads(token)))

    # --- records ----------------------------------------------------------------------------------------------------

    def _in_halves(
        self, records: Sequence[tuple[str, Payload]], call: Callable[[Sequence[tuple[str, Payload]]], list[Outcome]]
    ) -> Iterator[Outcome]:
        """Yield what came of the records. A batch that HubSpot refuses as a whole for one record's sake is halved till it is found."""
        if not records:
            return
        try:
            yield from call(records)
        except PushRefusedError as error:
            if error.status_code not in (400, 409):
                raise
            if len(records) == 1:
                yield Outcome(records[0][0], fault=Fault("refused", error.words, property_of(error.words)))
                return
            half = len(records) // 2
            yield from self._in_halves(records[:half], call)
            yield from self._in_halves(records[half:], call)

    def _upsert(self, object_type: str, records: Sequence[tuple[str, Payload]]) -> list[Outcome]:
        from hubspot.crm.objects import BatchInputSimplePublicObjectBatchInputUpsert, SimplePublicObjectBatchInputUpsert

        body = BatchInputSimplePublicObjectBatchInputUpsert(
            inputs=[
                SimplePublicObjectBatchInputUpsert(
                    id=payload["id"], id_property=payload["idProperty"], properties=payload["properties"], object_write_trace_id=key
                )
                for key, payload in records
            ]
        )
        answer = self._ask(self._api.crm.objects.batch_api.upsert, object_type, body)
        return outcomes_of(records, answer)

    def _link(self, part: Part, outcomes: Sequence[Outcome], known: KnownIds) -> Iterator[Outcome]:
        """Associate the records with their parents; one that cannot be is a fault, and goes again next time."""
        wanted: dict[str, list[tuple[str, str, str]]] = {}
        orphans: dict[str, str] = {}
        for one in outcomes:
            for parent_key, parent in part.parents.get(one.external_id, ()) if one.fault is None else ():
                parent_id = known.find(parent_key, parent)
                if parent_id is None:
                    orphans[one.external_id] = parent
                else:
                    wanted.setdefault(self._places[parent_key], []).append((one.external_id, one.target_id, parent_id))
        faults = {key: Fault("parent_missing", f"The record it hangs on did not go: {parent}") for key, parent in orphans.items()}
        for parent_type, links in wanted.items():
            faults |= self._associate(part.name, parent_type, links)
        for one in outcomes:
            fault = faults.get(one.external_id)
            yield one if fault is None else Outcome(one.external_id, fault=fault)

    def _associate(self, from_type: str, to_type: str, links: Sequence[tuple[str, str, str]]) -> dict[str, Fault]:
        from hubspot.crm.associations.v4 import (
            BatchInputPublicDefaultAssociationMultiPost,
            PublicDefaultAssociationMultiPost,
            PublicObjectId,
        )

        body = BatchInputPublicDefaultAssociationMultiPost(
            inputs=[PublicDefaultAssociationMultiPost(_from=PublicObjectId(id=one), to=PublicObjectId(id=other)) for _key, one, other in links]
        )
        api = self._api.crm.associations.v4.batch_api
        try:
            answer = self._ask(api.create_default, from_type, to_type, body)
        except PushRefusedError as error:
            if error.status_code not in (400, 404, 409):
                raise
            return {key: Fault("not_linked", error.words) for key, _one, _other in links}
        made = {(one._from.id, one.to.id) for one in answer.results or ()}
        words = " ".join(error.message for error in getattr(answer, "errors", None) or ()) or "The association was not made."
        return {key: Fault("not_linked", words) for key, one, other in links if (one, other) not in made}

    # --- notes ------------------------------------------------------------------------------------------------------

    def _send_notes(self, part: Part, records: Sequence[tuple[str, Payload]], known: KnownIds, note: NoteToken) -> Iterator[Outcome]:
        new: list[tuple[str, Payload]] = []
        old: list[tuple[str, Payload]] = []
        places: dict[str, tuple[str, str]] = {}
        for key, payload in records:
            note_id = known.find(part.key, key)
            parents = {self._places[kind]: found for kind, name in part.parents[key] if (found := known.find(kind, name))}
            if note_id is not None:
                old.append((key, {**payload, "id": note_id}))
            elif parents:
                new.append((key, {**payload, "parents": parents}))
                places[key] = next(iter(parents.items()))
            else:
                yield Outcome(key, fault=Fault("parent_missing", "None of the records it hangs on went."))
        yield from self._in_halves(old, self._update_notes)
        if new:
            note(json.dumps(places))
            yield from self._in_halves(new, self._create_notes)

    def _update_notes(self, records: Sequence[tuple[str, Payload]]) -> list[Outcome]:
        from hubspot.crm.objects import BatchInputSimplePublicObjectBatchInput, SimplePublicObjectBatchInput

        body = BatchInputSimplePublicObjectBatchInput(
            inputs=[
                SimplePublicObjectBatchInput(id=payload["id"], properties=payload["properties"], object_write_trace_id=key)
                for key, payload in records
            ]
        )
        answer = self._ask(self._api.crm.objects.batch_api.update, NOTES, body)
        return outcomes_of(records, answer, was_created=False)

    def _create_notes(self, records: Sequence[tuple[str, Payload]]) -> list[Outcome]:
        from hubspot.crm.objects import (
            AssociationSpec,
            BatchInputSimplePublicObjectBatchInputForCreate,
            PublicAssociationsForObject,
            PublicObjectId,
            SimplePublicObjectBatchInputForCreate,
        )

        def link(object_type: str, record_id: str) -> Any:
            spec = AssociationSpec(association_category="HUBSPOT_DEFINED", association_type_id=NOTE_LINKS[object_type])
            return PublicAssociationsForObject(to=PublicObjectId(id=record_id), types=[spec])

        body = BatchInputSimplePublicObjectBatchInputForCreate(
            inputs=[
                SimplePublicObjectBatchInputForCreate(
                    associations=[link(*pair) for pair in payload["parents"].items()], properties=payload["properties"],
                    object_write_trace_id=key,
                )
                for key, payload in records
            ]
        )  # fmt: skip
        answer = self._ask(self._api.crm.objects.batch_api.create, NOTES, body)
        return outcomes_of(records, answer, was_created=True)

    def _find_notes(self, places: Mapping[str, Sequence[str]]) -> Iterator[Outcome]:
        """Yield those of our notes that hang on the records they were made for, known by the id that ends their text."""
        from hubspot.crm.objects import BatchReadInputSimplePublicObjectId, SimplePublicObjectId

        wanted = {signature_of(key): key for key in places}
        note_ids = sorted({note_id for object_type in {place[0] for place in places.values()}
                           for note_id in self._notes_on(object_type, sorted({p[1] for p in places.values() if p[0] == object_type}))})  # fmt: skip
        for at in range(0, len(note_ids), BATCH):
            asked = BatchReadInputSimplePublicObjectId(
                properties=["hs_note_body"], properties_with_history=[], inputs=[SimplePublicObjectId(id=one) for one in note_ids[at : at + BATCH]]
            )
            answer = self._ask(self._api.crm.objects.batch_api.read, NOTES, asked)
            for one in answer.results:
                text = str(one.properties.get("hs_note_body") or "")
                key = next((key for signature, key in wanted.items() if text.endswith(signature)), None)
                if key is not None:
                    yield Outcome(key, one.id, was_created=True)

    def _notes_on(self, object_type: str, record_ids: Sequence[str]) -> Iterator[str]:
        from hubspot.crm.associations.v4 import BatchInputPublicFetchAssociationsBatchRequest, PublicFetchAssociationsBatchRequest

        asked = [PublicFetchAssociationsBatchRequest(id=one) for one in record_ids]
        while asked:
            body = BatchInputPublicFetchAssociationsBatchRequest(inputs=asked[:BATCH])
            api = self._api.crm.associations.v4.batch_api
            answer = self._ask(api.get_page, object_type, NOTES, body)
            asked = asked[BATCH:]
            for one in answer.results:
                yield from (other.to_object_id for other in one.to)
                if one.paging and one.paging.next:
                    asked.append(PublicFetchAssociationsBatchRequest(id=one._from.id, after=one.paging.next.after))

    # --- calls ------------------------------------------------------------------------------------------------------

    def _only_defined_links(self, part: Part, schema: Any) -> tuple[Part, tuple[Finding, ...]]:
        """Return the part with those parents alone that the custom object may be associated with, and what that leaves out."""
        defined = {type_id for one in schema.associations or () for type_id in (one.from_object_type_id, one.to_object_type_id)}
        ids = {kind: place if kind in CUSTOM_OBJECTS else OBJECT_TYPES[kind][1] for kind, place in self._places.items()}  # type: ignore[index]
        lost = {kind for links in part.parents.values() for kind, _name in links if ids.get(kind) not in defined}
        if not lost:
            return part, ()
        kept = {key: tuple(link for link in links if link[0] not in lost) for key, links in part.parents.items()}
        return replace(part, parents=kept), tuple(not_linked(LABEL, part, self._places.get(kind, kind)) for kind in sorted(lost))

    def _custom_types(self) -> dict[str, Any]:
        """Return name -> schema of the account's custom objects; {} when its plan, or the token, knows none."""
        try:
            answer = self._ask(self._api.crm.schemas.core_api.get_all)
        except PushRefusedError as error:
            if error.status_code in (403, 404):
                return {}
            raise
        return {one.name: one for one in answer.results}

    def _ask(self, call: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """Return what the library answers, its errors as ours. Each of its packages has an `ApiException` of its own."""
        try:
            return call(*args, **more)
        except Exception as error:
            if type(error).__module__.startswith("hubspot.") and hasattr(error, "status"):
                words = words_of(getattr(error, "body", None) or str(getattr(error, "reason", "")))
                raise PushRefusedError(target=LABEL, status_code=error.status, words=words) from error
            raise
