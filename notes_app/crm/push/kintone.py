"""Send to kintone: records by update key, a hundred a call, over its REST API. Touches the network.

The documented REST API is spoken to over requests: the one Python client that is kept needs a newer Python than we ask for
(docs/decisions/0018). A call is taken whole or not at all; when kintone names records that it does not take, they are put
aside as rejects and the rest is sent again; when it names none, the batch is halved until the record is found.

Source: kintone REST API: update records (upsert), get records, get form fields, error responses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import requests

from notes_app.crm.kintone_fields import KEY
from notes_app.crm.parcel import Source
from notes_app.crm.plan import ExportPlan, Finding
from notes_app.crm.push.credentials import Credentials, read_apps
from notes_app.crm.push.errors import PushRefusedError
from notes_app.crm.push.findings import lacking, no_place, other_kind
from notes_app.crm.push.http import PatientSession, Wire
from notes_app.crm.push.target import Destination, Fault, KnownIds, NoteToken, Outcome, Part, Payload

BATCH = 100
BATCH_BYTES = 20_000_000  # kintone takes 50 MB; a smaller call is repeated sooner
LABEL = "kintone"
_PLACE = re.compile(r"records\[(\d+)\](?:\.record\.([^.\[]+))?")


def may_repeat(method: str, url: str) -> bool:
    """Every call may: it reads, or writes by a key that kintone keeps unique."""
    return method in ("GET", "PUT")


class KintonePush:
    """kintone over its REST API with API tokens."""

    name = "kintone"

    def __init__(self, credentials: Credentials, wire: Wire) -> None:
        self._url = credentials.get("url")
        self._apps = read_apps(credentials.get("apps"))
        self._fields: dict[int, Any] = {}  # app -> its fields, as they were when the push began
        self._session = PatientSession(wire)
        self._session.headers["X-Cybozu-API-Token"] = credentials.get("token")

    def connect(self) -> Destination:
        self._fields = {app: self._call("GET", "app/form/fields", params={"app": app})["properties"] for app in self._apps.values()}
        host = self._url.split("://", 1)[1]
        return Destination(host, host)

    def load(self, source: Source, plan: ExportPlan) -> tuple[Part, ...]:
        parts = []
        for one in plan.objects:
            payloads: dict[str, Payload] = {}
            for path in source.list():
                if path.startswith(f"apps/{one.key}/upsert-"):
                    for record in json.loads(source.read(path))["records"]:
                        payloads[record["updateKey"]["value"]] = record
            app = self._apps.get(one.key)
            parts.append(
                Part(
                    one.key, f"app {app}" if app else "", one.label, one.label_en, payloads,
                    {column.key: column.key for column in one.columns}, BATCH, BATCH_BYTES,
                )
            )  # fmt: skip
        return tuple(parts)

    def check(self, parts: Sequence[Part], source: Source) -> tuple[Finding, ...]:
        findings: list[Finding] = []
        for part in parts:
            if not part.payloads:
                continue
            if not part.name:
                findings.append(no_place(LABEL, part, f"NOTES_APP_KINTONE_APPS: {part.key}=…"))
                continue
            wanted = json.loads(source.read(f"apps/{part.key}/fields.json"))["properties"]
            findings.extend(_compare_fields(part, wanted, self._fields[self._apps[part.key]]))
        return tuple(findings)

    def find(self, part: Part, external_ids: Sequence[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        app = int(part.name.split()[1])
        for at in range(0, len(external_ids), BATCH):
            keys = ",".join(json.dumps(key, ensure_ascii=False) for key in external_ids[at : at + BATCH])
            query = f"{KEY} in ({keys}) limit {BATCH}"
            # By POST with the method named beside it, as documented: a hundred ids make a longer address than a GET takes.
            answer = self._call(
                "POST", "records", headers={"X-HTTP-Method-Override": "GET"},
                json={"app": app, "query": query, "fields": ["$id", KEY]},
            )  # fmt: skip
            found |= {one[KEY]["value"]: one["$id"]["value"] for one in answer["records"]}
        return found

    def send(self, part: Part, payloads: Mapping[str, Payload], known: KnownIds, note: NoteToken) -> tuple[Outcome, ...]:
        return tuple(self._send(int(part.name.split()[1]), list(payloads.items())))

    def _send(self, app: int, records: Sequence[tuple[str, Payload]]) -> Iterator[Outcome]:
        if not records:
            return
        answer = self._put(app, [payload for _key, payload in records])
        if answer.status_code == 200:
            for (key, _payload), taken in zip(records, answer.json()["records"], strict=True):
                yield Outcome(key, str(taken["id"]), taken.get("operation") == "INSERT")
            return
        error = _error_of(answer)
        if answer.status_code not in (400, 409):
            raise PushRefusedError(target=LABEL, status_code=answer.status_code, words=error["words"])
        named = {at: fault for at, fault in _faults(error).items() if at < len(records)}
        if named:
            yield from (Outcome(records[at][0], fault=fault) for at, fault in sorted(named.items()))
            yield from self._send(app, [record for at, record in enumerate(records) if at not in named])
        elif len(records) == 1:
            yield Outcome(records[0][0], fault=Fault(error["code"], error["words"]))
        else:
            half = len(records) // 2
            yield from self._send(app, records[:half])
            yield from self._send(app, records[half:])

    def settle(self, part_name: str, token: str, external_ids: Sequence[str]) -> tuple[Outcome, ...] | None:
        return None  # the key is unique: sending again updates, and never creates a second record

    def _put(self, app: int, records: list[Payload]) -> requests.Response:
        body = {"app": app, "upsert": True, "records": records}
        return self._session.request("PUT", f"{self._url}/k/v1/records.json", json=body)

    def _call(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        answer = self._session.request(method, f"{self._url}/k/v1/{path}.json", **more)
        if answer.status_code != 200:
            raise PushRefusedError(target=LABEL, status_code=answer.status_code, words=_error_of(answer)["words"])
        value: dict[str, Any] = answer.json()
        return value


def _error_of(answer: requests.Response) -> dict[str, Any]:
    """Return code, words and errors of a refusal; kintone answers in HTML when its front door refuses."""
    try:
        value = answer.json()
    except ValueError:
        value = {}
    if not isinstance(value, dict):
        value = {}
    message, code = str(value.get("message") or answer.text[:200]), str(value.get("code") or f"HTTP_{answer.status_code}")
    return {"code": code, "words": f"{message} ({code})", "errors": value.get("errors") or {}}


def _faults(error: Mapping[str, Any]) -> dict[int, Fault]:
    """Return index in the call -> fault, from keys such as `records[3].record.Phase.value`."""
    faults: dict[int, Fault] = {}
    for place, detail in error["errors"].items():
        found = _PLACE.match(place)
        if found and int(found[1]) not in faults:
            words = " ".join(map(str, detail.get("messages", ()))) or error["words"]
            faults[int(found[1])] = Fault(error["code"], words, found[2] or "")
    return faults


def _compare_fields(part: Part, wanted: Mapping[str, Any], there: Mapping[str, Any]) -> Iterator[Finding]:
    for code, one in wanted.items():
        other = there.get(code)
        if other is None:
            yield lacking(LABEL, part, code, one["label"])
        elif other["type"] != one["type"] and {other["type"], one["type"]} != {"DROP_DOWN", "RADIO_BUTTON"}:
            yield other_kind(LABEL, part, code, one["label"], one["type"], other["type"])
        elif code == KEY and not other.get("unique"):
            yield other_kind(LABEL, part, code, one["label"], "unique: true", "unique: false")
        elif "options" in one and (missing := [name for name in one["options"] if name not in other.get("options", {})]):
            yield lacking(LABEL, part, code, one["label"], choices=missing)
