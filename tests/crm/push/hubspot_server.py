"""HubSpot's CRM API as it is documented: batches of a hundred, 207 multi-status, limits by policy, notes, associations."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from notes_app.crm.parcel import MemoryParcel
from tests.crm.push.loopback import Asked, Loopback, Said

TOKEN = "pat-na1-00000000-1111-2222-3333-444444444444"
READS = ("/batch/read",)
STANDARD = {
    "companies": ["name", "domain"],
    "contacts": ["firstname", "lastname", "email", "phone", "jobtitle"],
    "deals": ["dealname", "amount", "pipeline", "dealstage"],
    "tickets": ["subject", "content", "hs_pipeline", "hs_pipeline_stage"],
    "orders": ["hs_order_name"],
}
CUSTOM = {"meeting_note": "2-1001", "meeting_todo": "2-1002"}


def refusal(status: int, category: str, message: str, **more: Any) -> Said:
    return Said(status, {"status": "error", "message": message, "correlationId": "aeb5f871-7f07-4993-9211-075dc63e7cbf", "category": category, **more})


def rate_limit(policy: str) -> Said:
    what = "ten_secondly_rolling" if policy == "TEN_SECONDLY_ROLLING" else "daily"
    body = {"status": "error", "message": f"You have reached your {what} limit.", "errorType": "RATE_LIMIT",
            "correlationId": "c033cdaa-2c40-4a64-ae48-b4cec88dad24", "policyName": policy}  # fmt: skip
    return Said(429, body)


class Hubspot(Loopback):
    """objects: type -> id -> properties. properties: type -> name -> definition. links: from a note or record to others."""

    def __init__(self, properties: dict[str, dict[str, Any]], *, custom: bool = True) -> None:
        super().__init__()
        self.properties = properties
        self.schemas = dict(CUSTOM) if custom else {}
        self.objects: dict[str, dict[str, dict[str, str]]] = {kind: {} for kind in [*properties, "notes"]}
        self.links: set[tuple[str, str, str, str]] = set()
        self.defined: set[tuple[str, str]] = set()  # associations between custom objects
        self.by_key: dict[tuple[str, str], str] = {}
        self.multi_status = True
        self.next_id = 100

    def is_write(self, asked: Asked) -> bool:
        return asked.method != "GET" and not asked.path.endswith(READS)

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("Authorization") != f"Bearer {TOKEN}":
            return refusal(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.")
        if asked.path == "/account-info/v3/details":
            return Said(200, {"portalId": 123456, "accountType": "STANDARD", "timeZone": "Asia/Tokyo"})
        if asked.path == "/crm-object-schemas/v3/schemas":
            if not self.schemas:
                return refusal(403, "MISSING_SCOPES", "This app hasn't been granted all required scopes to make this call.")
            return Said(200, {"results": [{"id": "1", "name": name, "objectTypeId": kind, "fullyQualifiedName": f"p123456_{name}",
                                           "labels": {}, "requiredProperties": [], "properties": [], "associations": self._definitions(kind)}
                                          for name, kind in self.schemas.items()]})  # fmt: skip
        routes: tuple[tuple[str, Callable[..., Said]], ...] = (
            (r"/crm/v3/properties/([^/]+)", self._properties),
            (r"/crm/v3/objects/([^/]+)/batch/(upsert|read|create|update)", self._batch),
            (r"/crm/v4/associations/([^/]+)/([^/]+)/batch/associate/default", self._associate),
            (r"/crm/v4/associations/([^/]+)/([^/]+)/batch/read", self._associated),
        )
        for pattern, serve in routes:
            if found := re.fullmatch(pattern, asked.path):
                return serve(asked, *found.groups())
        return refusal(404, "OBJECT_NOT_FOUND", "not found")

    def _definitions(self, kind: str) -> list[dict[str, str]]:
        pairs = [(kind, other) for other in ("0-1", "0-2", "0-3")] + [pair for pair in self.defined if kind in pair]
        return [{"id": str(at), "fromObjectTypeId": one, "toObjectTypeId": other, "name": "x"} for at, (one, other) in enumerate(pairs)]

    def _properties(self, _asked: Asked, kind: str) -> Said:
        return Said(200, {"results": list(self.properties[kind].values())})

    def _batch(self, asked: Asked, kind: str, verb: str) -> Said:
        if kind not in self.objects:
            return refusal(400, "VALIDATION_ERROR", f"Unable to infer object type from: {kind}")
        inputs = asked.json["inputs"]
        if len(inputs) > 100:
            return refusal(400, "VALIDATION_ERROR", "Invalid input JSON: inputs size must be between 0 and 100")
        if verb == "read":
            return self._read(kind, asked.json)
        faults = [(one, fault) for one in inputs if (fault := self._fault(kind, one))]
        if faults and not self.multi_status:
            return refusal(400, "VALIDATION_ERROR", faults[0][1])
        bad = [id(one) for one, _fault in faults]
        results = [self._write(kind, verb, one) for one in inputs if id(one) not in bad]
        body: dict[str, Any] = {"status": "COMPLETE", "results": results, "startedAt": "2026-06-01T00:00:00Z", "completedAt": "2026-06-01T00:00:01Z"}
        if not faults:
            return Said(201 if verb == "create" else 200, body)
        errors = [{"status": "error", "category": "VALIDATION_ERROR", "message": fault,
                   "context": {"objectWriteTraceId": [one["objectWriteTraceId"]]}} for one, fault in faults]  # fmt: skip
        return Said(207, {**body, "numErrors": len(errors), "errors": errors})

    def _fault(self, kind: str, one: dict[str, Any]) -> str:
        if kind == "notes":
            return "" if one["properties"].get("hs_timestamp") else "hs_timestamp is required"
        for name, value in one["properties"].items():
            known = self.properties[kind].get(name)
            if known is None:
                return 'Property values were not valid: [{"isValid":false,"message":"Property \\"' + name + '\\" does not exist","error":"PROPERTY_DOESNT_EXIST","name":"' + name + '"}]'
            allowed = {option["value"] for option in known.get("options", ())}
            if known["type"] == "enumeration" and allowed and not set(value.split(";")) <= allowed:
                return 'Property values were not valid: [{"isValid":false,"message":"' + value + ' was not one of the allowed options","error":"INVALID_OPTION","name":"' + name + '"}]'
        return ""

    def _write(self, kind: str, verb: str, one: dict[str, Any]) -> dict[str, Any]:
        records = self.objects[kind]
        if verb == "update":
            there: str | None = one["id"]
        elif verb == "upsert":
            assert self.properties[kind][one["idProperty"]]["hasUniqueValue"]
            there = self.by_key.get((kind, one["id"]))
        else:
            there = None
        is_new = there is None
        if there is None:
            self.next_id += 1
            there = str(self.next_id)
            records[there] = {}
            self.by_key[kind, str(one.get("id"))] = there
            for link in one.get("associations", ()):
                kinds = {190: "companies", 202: "contacts", 214: "deals"}
                self.links.add((kind, there, kinds[link["types"][0]["associationTypeId"]], link["to"]["id"]))
        records[there] |= one["properties"]
        stamp = {"createdAt": "2026-06-01T00:00:00Z", "updatedAt": "2026-06-01T00:00:00Z", "archived": False}
        new = {"new": is_new} if verb == "upsert" else {}
        return {"id": there, "properties": records[there], **stamp, **new, "objectWriteTraceId": one.get("objectWriteTraceId")}

    def _read(self, kind: str, body: dict[str, Any]) -> Said:
        results, missing = [], []
        for one in body["inputs"]:
            by = body.get("idProperty")
            there = next((key for key, props in self.objects[kind].items() if (props.get(by) if by else key) == one["id"]), None)
            if there is None:
                missing.append(one["id"])
            else:
                results.append({"id": there, "properties": {name: self.objects[kind][there].get(name) for name in body["properties"]},
                                "createdAt": "2026-06-01T00:00:00Z", "updatedAt": "2026-06-01T00:00:00Z", "archived": False})  # fmt: skip
        answer: dict[str, Any] = {"status": "COMPLETE", "results": results}
        if not missing:
            return Said(200, answer)
        error = {"status": "error", "category": "OBJECT_NOT_FOUND", "message": "Could not get some objects.", "context": {"ids": missing}}
        return Said(207, {**answer, "numErrors": len(missing), "errors": [error]})

    def _associate(self, asked: Asked, kind: str, other: str) -> Said:
        results = []
        for one in asked.json["inputs"]:
            if one["from"]["id"] not in self.objects[kind] or one["to"]["id"] not in self.objects[other]:
                return refusal(404, "OBJECT_NOT_FOUND", "One of the objects does not exist.")
            self.links.add((kind, one["from"]["id"], other, one["to"]["id"]))
            results.append({"from": one["from"], "to": one["to"], "associationSpec": {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}})
        return Said(200, {"status": "COMPLETE", "results": results})

    def _associated(self, asked: Asked, kind: str, other: str) -> Said:
        results = []
        for one in asked.json["inputs"]:
            notes = sorted(mine for from_kind, mine, to_kind, to in self.links if (from_kind, to_kind, to) == (other, kind, one["id"]))
            start = int(one.get("after") or 0)
            page = notes[start : start + 2]  # short pages, so that they are turned
            more = {"paging": {"next": {"after": str(start + 2)}}} if len(notes) > start + 2 else {}
            results.append({"from": {"id": one["id"]}, "to": [{"toObjectId": note, "associationTypes": []} for note in page], **more})
        return Said(200, {"status": "COMPLETE", "results": results})


def hubspot_of(parcel: MemoryParcel, *, custom: bool = True) -> Hubspot:
    """Return a HubSpot that has the properties, and unless told otherwise the custom objects, of a package."""
    properties: dict[str, dict[str, Any]] = {}
    for path in parcel.list():
        if path.startswith("properties/"):
            name = path.removeprefix("properties/").removesuffix(".json")
            inputs = json.loads(parcel.read(path))["inputs"]
            ours = [*inputs, *({"name": one, "label": one, "type": "string", "fieldType": "text", "groupName": "x"} for one in STANDARD.get(name, ()))]
            properties[CUSTOM.get(name, name)] = {one["name"]: one for one in ours}
    return Hubspot(properties, custom=custom)
