"""Send to Salesforce by Bulk API 2.0: a job an object, upsert by our external id, parents by theirs. Touches the network.

Spoken to by simple-salesforce. A job's id is kept before its data are uploaded: a push that was killed asks what became of the
job instead of sending it again. An upload whose answer was lost is never closed, so its records never existed; it is
aborted and made anew.

Source: Bulk API 2.0 (create a job, upload job data, job states, results), REST API (sObject describe, status codes and errors).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from notes_app.crm.csv_text import machine_csv, read_csv
from notes_app.crm.parcel import Source
from notes_app.crm.plan import ExportPlan, Finding
from notes_app.crm.push.credentials import Credentials
from notes_app.crm.push.errors import PushPausedError, PushRefusedError
from notes_app.crm.push.findings import lacking, no_place, not_writable
from notes_app.crm.push.http import AnswerLostError, Busy, PatientSession, Wire, plain_busy
from notes_app.crm.push.target import Destination, Fault, KnownIds, NoteToken, Outcome, Part, Payload
from notes_app.crm.salesforce_names import API_VERSION, EXTERNAL_ID
from notes_app.crm.salesforce_xml import NAMESPACE

BATCH = 10_000  # Salesforce cuts a job into batches of so many records anyway
BATCH_BYTES = 20_000_000  # a job takes 100 MB before base64; its results come back with every field, and stand in memory
LABEL = "Salesforce"
POLL_S, LONGEST_POLL_S = 1.0, 20.0
LONGEST_JOB_S = 3600.0
FIRST_ONLY = frozenset({"StageName", "CloseDate"})
_SPACES = {"m": NAMESPACE}
_OVER = ("JobComplete", "Failed", "Aborted")
_LIMITS = ("REQUEST_LIMIT_EXCEEDED", "ExceededQuota", "EXCEEDED_QUOTA", "API_LIMIT_EXCEEDED")


def read_busy(status: int, body: str) -> Busy | None:
    """Return why Salesforce did nothing: an org over its 24-hour limit is told so with a 403."""
    if status in (400, 403) and any(f'"{code}"' in body for code in _LIMITS):
        return Busy("daily_limit", _words_of(body))
    return plain_busy(status, body)


def may_repeat(method: str, url: str) -> bool:
    """Creating a job twice leaves an empty one, which does nothing; an upload may be made once for a job."""
    return method != "PUT"


class SalesforcePush:
    """Salesforce over its APIs, with an access token or a user name, password and security token."""

    name = "salesforce"

    def __init__(self, credentials: Credentials, wire: Wire, make_session: Callable[[Wire], Any] = PatientSession) -> None:
        self._credentials, self._wire = credentials, wire
        self._session = make_session(wire)
        self._api: Any = None

    def connect(self) -> Destination:
        self._api = self._sign_in()
        user = self._ask(self._api.query, "SELECT Id, Name FROM Organization LIMIT 1")
        org = user["records"][0]
        return Destination(str(org["Id"]), f"{org['Name']} ({self._api.sf_instance})")

    def load(self, source: Source, plan: ExportPlan) -> tuple[Part, ...]:
        parts = []
        for key, entry in json.loads(source.read("mapping.json"))["objects"].items():
            one = plan.object(key)
            payloads: dict[str, Payload] = {
                row[EXTERNAL_ID]: row for path in entry["files"] for row in read_csv(source.read(path))
            }
            fields = {_field_of(column["header"]): column["key"] for column in entry["columns"]}
            labels = {_field_of(column["header"]): column["label"] for column in entry["columns"]}
            parts.append(
                Part(
                    key, entry["sobject"], one.label, one.label_en, payloads, fields, BATCH, BATCH_BYTES, labels,
                    first_only=FIRST_ONLY & set(next(iter(payloads.values()), ())),
                )
            )  # fmt: skip
        return tuple(parts)

    def check(self, parts: Sequence[Part], source: Source) -> tuple[Finding, ...]:
        findings: list[Finding] = []
        for part in parts:
            if not part.payloads:
                continue
            try:
                path = f"sobjects/{part.name}/describe"
                there = {one["name"]: one for one in self._ask(self._api.restful, path)["fields"]}
            except PushRefusedError as error:
                if error.status_code != 404:
                    raise
                findings.append(no_place(LABEL, part, part.name))
                continue
            findings.extend(_compare_fields(part, there))
            findings.extend(_compare_choices(part, there, source))
        return tuple(findings)

    def find(self, part: Part, external_ids: Sequence[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for at in range(0, len(external_ids), 200):  # a query travels in the address
            keys = ",".join("'" + key.replace("\\", "\\\\").replace("'", "\\'") + "'" for key in external_ids[at : at + 200])
            query = f"SELECT Id, {EXTERNAL_ID} FROM {part.name} WHERE {EXTERNAL_ID} IN ({keys})"  # noqa: S608 - quoted above
            answer = self._ask(self._api.query_all, query)
            found |= {one[EXTERNAL_ID]: one["Id"] for one in answer["records"]}
        return found

    def send(self, part: Part, payloads: Mapping[str, Payload], known: KnownIds, note: NoteToken) -> tuple[Outcome, ...]:
        header = list(next(iter(payloads.values())))
        rows = []
        for key, cells in payloads.items():  # an empty cell leaves the field as it is
            kept = part.first_only if known.find(part.key, key) is not None else frozenset()
            rows.append(["" if name in kept else cells[name] for name in header])
        data = machine_csv(header, rows)
        for attempt in (1, 2, 3):
            job_id = self._create(part.name)
            note(job_id)
            try:
                self._upload(job_id, data)
                break
            except AnswerLostError:
                self._abort(job_id)
                note("")
                if attempt == 3:
                    raise
        self._close(job_id)
        return self._results(part.name, job_id, list(payloads))

    def settle(self, part_name: str, token: str, external_ids: Sequence[str]) -> tuple[Outcome, ...] | None:
        if not token:
            return None  # killed before the job had an id, or before its data went up: nothing was done
        try:
            state = self._job(token)["state"]
        except PushRefusedError as error:
            if error.status_code == 404:
                return None
            raise
        if state == "Open":
            self._abort(token)  # not closed, so nothing of it was done
            return None
        if state == "Aborted":
            return None
        return self._results(part_name, token, external_ids)

    # --- jobs -------------------------------------------------------------------------------------------------------

    def _create(self, sobject: str) -> str:
        body = {"object": sobject, "operation": "upsert", "externalIdFieldName": EXTERNAL_ID, "contentType": "CSV",
                "lineEnding": "LF", "columnDelimiter": "COMMA"}  # fmt: skip
        return str(self._ask(self._api.restful, "jobs/ingest", method="POST", json=body)["id"])

    def _upload(self, job_id: str, data: bytes) -> None:
        # Not by `restful`: it wants JSON in every answer, and this one is empty.
        from simple_salesforce.util import call_salesforce

        headers = {**self._api.headers, "Content-Type": "text/csv; charset=UTF-8"}
        url = f"{self._api.base_url}jobs/ingest/{job_id}/batches"
        self._ask(call_salesforce, url=url, method="PUT", session=self._session, headers=headers, data=data)

    def _close(self, job_id: str) -> None:
        self._set_state(job_id, "UploadComplete")

    def _abort(self, job_id: str) -> None:
        self._set_state(job_id, "Aborted")

    def _set_state(self, job_id: str, state: str) -> None:
        try:
            self._ask(self._api.restful, f"jobs/ingest/{job_id}", method="PATCH", json={"state": state})
        except PushRefusedError:  # asked again because the answer was lost: it may have been done the first time
            if self._job(job_id)["state"] == "Open":
                raise

    def _job(self, job_id: str) -> Mapping[str, Any]:
        job: Mapping[str, Any] = self._ask(self._api.restful, f"jobs/ingest/{job_id}")
        return job

    def _wait(self, job_id: str) -> Mapping[str, Any]:
        """Return the job when it is over. Raises: PushPausedError when it takes too long; it is looked up next time."""
        wait_s, waited_s = POLL_S, 0.0
        while (job := self._job(job_id))["state"] not in _OVER:
            if waited_s > LONGEST_JOB_S:
                raise PushPausedError(code="slow_job", target=LABEL, words=f"job {job_id}: {job['state']}")
            self._wire.patience.sleep(wait_s)
            waited_s += wait_s
            wait_s = min(wait_s * 1.5, LONGEST_POLL_S)
        return job

    def _results(self, sobject: str, job_id: str, external_ids: Sequence[str]) -> tuple[Outcome, ...]:
        job = self._wait(job_id)
        bulk = getattr(self._api.bulk2, sobject)
        outcomes = {}
        for row in _csv_rows(self._ask(bulk.get_successful_records, job_id)):
            outcomes[row[EXTERNAL_ID]] = Outcome(row[EXTERNAL_ID], row["sf__Id"], row["sf__Created"] == "true")
        for row in _csv_rows(self._ask(bulk.get_failed_records, job_id)):
            outcomes[row[EXTERNAL_ID]] = Outcome(row[EXTERNAL_ID], fault=_fault_of(row["sf__Error"]))
        if job["state"] != "JobComplete":
            words = str(job.get("errorMessage") or job["state"])
            for row in _csv_rows(self._ask(bulk.get_unprocessed_records, job_id)):
                outcomes[row[EXTERNAL_ID]] = Outcome(row[EXTERNAL_ID], fault=Fault("unprocessed", words))
        silent = Fault("no_result", str(job.get("errorMessage") or "The job gave no result for this record."))
        return tuple(outcomes.get(key) or Outcome(key, fault=silent) for key in external_ids)

    # --- calls ------------------------------------------------------------------------------------------------------

    def _sign_in(self) -> Any:
        from simple_salesforce.api import Salesforce

        c = self._credentials
        if c.get("token"):
            api = Salesforce(instance_url=c.get("url"), session_id=c.get("token"), version=API_VERSION, session=self._session)
            if c.get("url").startswith("http://"):  # this very machine only (`credentials.py`); the library knows https alone
                for name in ("base_url", "bulk2_url"):
                    setattr(api, name, getattr(api, name).replace("https://", "http://", 1))
            return api
        return self._ask(
            Salesforce, username=c.get("username"), password=c.get("password"), security_token=c.get("security_token"),
            domain=c.get("domain") or "login", version=API_VERSION, session=self._session,
        )  # fmt: skip

    def _ask(self, call: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """Return what the library answers, its errors as ours."""
        from simple_salesforce.exceptions import SalesforceAuthenticationFailed, SalesforceError

        try:
            return call(*args, **more)
        except SalesforceAuthenticationFailed as error:
            raise PushRefusedError(target=LABEL, status_code=401, words=str(error)) from error
        except SalesforceError as error:
            raise PushRefusedError(target=LABEL, status_code=error.status, words=_words_of(error.content)) from error


def is_login(url: str) -> bool:
    """Return whether the answer from this address holds a session id."""
    return "/services/Soap/" in url or "/services/oauth2/" in url


def _words_of(content: object) -> str:
    """Return the vendor's own words of an error: [{"errorCode": …, "message": …}]."""
    if isinstance(content, str | bytes):
        try:
            content = json.loads(content)
        except ValueError:
            return str(content)[:300]
    first = content[0] if isinstance(content, list) and content else content
    return f"{first.get('message', '')} ({first.get('errorCode', '')})" if isinstance(first, Mapping) else str(content)[:300]


def _field_of(header: str) -> str:
    """Return the field that a header writes: `Account__r.Notes_App_Id__c` fills Account__c, `Account.…` fills AccountId."""
    name, dot, _rest = header.partition(".")
    if not dot:
        return header
    name = name.rpartition(":")[2]  # a polymorphic one names its kind first, "User:Owner.Username"
    return name.removesuffix("__r") + "__c" if name.endswith("__r") else f"{name}Id"


def _compare_fields(part: Part, there: Mapping[str, Any]) -> Iterator[Finding]:
    header = next(iter(part.payloads.values()))
    for cell in header:
        name = _field_of(cell)
        label = part.labels.get(name, name)
        if name not in there:
            yield lacking(LABEL, part, name, label)
        elif not (there[name].get("createable") and there[name].get("updateable")):
            yield not_writable(LABEL, part, name, label)
        elif name == EXTERNAL_ID and not there[name].get("externalId"):
            yield lacking(LABEL, part, f"{name} (External ID)", label)


def _compare_choices(part: Part, there: Mapping[str, Any], source: Source) -> Iterator[Finding]:
    """Yield the choices of the package that a restricted picklist does not have."""
    for column in json.loads(source.read("mapping.json"))["objects"][part.key]["columns"]:
        other = there.get(column["header"])
        if not column["field"] or other is None or not other.get("restrictedPicklist"):
            continue
        tree = etree.fromstring(source.read(column["field"]))
        wanted = [(one.findtext("m:fullName", "", _SPACES), one.findtext("m:label", "", _SPACES)) for one in tree.iterfind(".//m:value", _SPACES)]
        values = {one["value"] for one in other.get("picklistValues", ()) if one.get("active", True)}
        if missing := [str(label) for name, label in wanted if name not in values]:
            yield lacking(LABEL, part, column["header"], column["label"], choices=missing)


def _fault_of(error: str) -> Fault:
    """Return the fault in `sf__Error`: "CODE:words:FIELD --"."""
    code, _, rest = error.partition(":")
    words, _, fields = rest.removesuffix("--").rpartition(":") if rest.endswith("--") else (rest, "", "")
    return Fault(code.strip() or "refused", f"{words.strip()} ({code.strip()})", fields.split(",")[0].strip())


def _csv_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))
