"""Salesforce as it is documented: Bulk API 2.0's job life cycle, describe, query, limits, and the SOAP login."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from lxml import etree

from notes_app.crm.parcel import MemoryParcel
from tests.crm.push.loopback import Asked, Loopback, Said

TOKEN = "00D000000000001!AQcAQH0dMHZfz972Szmpkb58urFRkgeBGsxL"
BASE = "/services/data/v63.0/"
MOST_BYTES = 150_000_000
REQUIRED = {"Account": {"Name"}, "Contact": {"LastName"}, "Opportunity": {"Name", "StageName", "CloseDate"}}
STANDARD = {
    "Account": ["Name", "OwnerId"],
    "Contact": ["LastName", "FirstName", "Phone", "Email", "AccountId", "Title", "Department"],
    "Opportunity": ["Name", "Amount", "StageName", "CloseDate", "AccountId", "OwnerId"],
}
SPACES = {"m": "http://soap.sforce.com/2006/04/metadata"}


def refusal(status: int, code: str, message: str) -> Said:
    return Said(status, [{"message": message, "errorCode": code}])


class Salesforce(Loopback):
    """fields: sObject -> field -> description. records: sObject -> Id -> cells."""

    def __init__(self, fields: dict[str, dict[str, dict[str, Any]]]) -> None:
        super().__init__()
        self.fields = fields
        self.records: dict[str, dict[str, dict[str, str]]] = {name: {} for name in fields}
        self.jobs: dict[str, dict[str, Any]] = {}
        self.tokens = {TOKEN}
        self.known: set[str] = set()
        self.validation: dict[str, str] = {}  # external id -> words of a validation rule

    def is_write(self, asked: Asked) -> bool:
        return asked.method != "GET"

    def answer(self, asked: Asked) -> Said:
        if asked.path.startswith("/services/Soap/u/"):
            return self._login(asked)
        if asked.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return refusal(401, "INVALID_SESSION_ID", "Session expired or invalid")
        path = asked.path.removeprefix(BASE).rstrip("/")
        if path == "query":
            return self._query(asked.query["q"])
        if found := re.fullmatch(r"sobjects/(\w+)/describe", path):
            if found[1] not in self.fields:
                return refusal(404, "NOT_FOUND", "The requested resource does not exist")
            return Said(200, {"name": found[1], "fields": list(self.fields[found[1]].values())})
        if path == "jobs/ingest" and asked.method == "POST":
            return self._create(asked.json)
        if found := re.fullmatch(r"jobs/ingest/(\w+)(?:/(\w+))?", path):
            job = self.jobs.get(found[1])
            if job is None:
                return refusal(404, "NOT_FOUND", "The requested resource does not exist")
            return self._job(asked, job, (found[2] or "").lower())
        return refusal(404, "NOT_FOUND", "The requested resource does not exist")

    def _login(self, asked: Asked) -> Said:
        if b"<n1:password>right" not in asked.body:
            fault = ('<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="urn:fault.partner.soap.sforce.com">'
                     "<soapenv:Body><soapenv:Fault><faultcode>INVALID_LOGIN</faultcode><faultstring>INVALID_LOGIN</faultstring><detail><sf:LoginFault>"
                     "<sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode><sf:exceptionMessage>Invalid username, password, security token; or user locked out."
                     "</sf:exceptionMessage></sf:LoginFault></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>")  # fmt: skip
            return Said(500, fault)
        self.tokens.add("session-from-login")
        body = ('<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><loginResponse><result>'
                "<serverUrl>https://example.my.salesforce.com/services/Soap/u/63.0/00D</serverUrl><sessionId>session-from-login</sessionId>"
                "</result></loginResponse></soapenv:Body></soapenv:Envelope>")  # fmt: skip
        return Said(200, body)

    def _query(self, query: str) -> Said:
        if query.startswith("SELECT Id, Name FROM Organization"):
            return Said(200, {"totalSize": 1, "done": True, "records": [{"Id": "00D000000000001EAA", "Name": "青空商事"}]})
        found = re.fullmatch(r"SELECT Id, Notes_App_Id__c FROM (\w+) WHERE Notes_App_Id__c IN \((.*)\)", query)
        assert found, query
        keys = {key.strip("'") for key in found[2].split(",")}
        records = [{"Id": record_id, "Notes_App_Id__c": one["Notes_App_Id__c"]} for record_id, one in self.records[found[1]].items()]
        mine = [one for one in records if one["Notes_App_Id__c"] in keys]
        return Said(200, {"totalSize": len(mine), "done": True, "records": mine})

    def _create(self, body: dict[str, Any]) -> Said:
        if body["object"] not in self.fields:
            return refusal(400, "INVALIDENTITY", f"entity type {body['object']} does not support query")
        if body["operation"] != "upsert" or not self.fields[body["object"]].get(body["externalIdFieldName"], {}).get("externalId"):
            return refusal(400, "INVALIDJOB", "InvalidJob : Field name provided does not match an External ID")
        job = {"id": f"750x{len(self.jobs):014}", "state": "Open", "data": None, **body}
        self.jobs[job["id"]] = job
        return Said(200, self._public(job))

    def _job(self, asked: Asked, job: dict[str, Any], part: str) -> Said:
        if asked.method == "PUT":
            if job["state"] != "Open" or job["data"] is not None:
                return refusal(400, "INVALIDJOBSTATE", "Data has already been uploaded to this job")
            if len(asked.body) > MOST_BYTES:
                return refusal(413, "EXCEEDED_SIZE", "Request entity too large")
            job["data"] = asked.body
            return Said(201)
        if asked.method == "PATCH":
            state = asked.json["state"]
            if job["state"] != "Open" and state == "UploadComplete":
                return refusal(400, "INVALIDJOBSTATE", f"Closing already {job['state']} Job not allowed")
            job["state"] = state
            return Said(200, self._public(job))
        if part:
            return Said(200, job.get(part, ""))
        if job["state"] == "InProgress":
            self._process(job)
        elif job["state"] == "UploadComplete":
            job["state"] = "InProgress"
        return Said(200, self._public(job))

    def _public(self, job: dict[str, Any]) -> dict[str, Any]:
        return {name: job[name] for name in ("id", "state", "object", "operation", "errorMessage") if name in job}

    def _process(self, job: dict[str, Any]) -> None:
        fields = self.fields[job["object"]]
        rows = list(csv.DictReader(io.StringIO(job["data"].decode("utf-8"), newline="")))
        header = list(rows[0]) if rows else []
        unknown = [name for name in header if _field(name) not in fields]
        if unknown:
            job |= {"state": "Failed", "errorMessage": f"InvalidBatch : Field name not found : {unknown[0]}",
                    "unprocessedrecords": _csv(header, rows)}  # fmt: skip
            return
        good, bad = [], []
        by_key = {one["Notes_App_Id__c"]: key for key, one in self.records[job["object"]].items()}
        self.known = {one["Notes_App_Id__c"] for records in self.records.values() for one in records.values()}
        for row in rows:
            there = by_key.get(row["Notes_App_Id__c"])
            if fault := self._fault(job["object"], row, is_new=there is None):
                bad.append({"sf__Id": there or "", "sf__Error": fault, **row})
                continue
            record_id = there or f"a00{sum(map(len, self.records.values())):012}AAA"
            kept = {name: ("" if cell == "#N/A" else cell) for name, cell in row.items() if cell}
            self.records[job["object"]].setdefault(record_id, {}).update(kept)
            good.append({"sf__Id": record_id, "sf__Created": str(there is None).lower(), **row})
        job |= {"state": "JobComplete", "successfulresults": _csv(["sf__Id", "sf__Created", *header], good[::-1]),
                "failedresults": _csv(["sf__Id", "sf__Error", *header], bad[::-1])}  # fmt: skip

    def _fault(self, sobject: str, row: dict[str, str], *, is_new: bool) -> str:
        required = REQUIRED.get(sobject, set())
        blank = sorted(name for name in required if not row.get(name) and (is_new or row.get(name) == "#N/A"))
        if blank and is_new:
            return f"REQUIRED_FIELD_MISSING:Required fields are missing: {blank}:{' '.join(blank)} --"
        if row["Notes_App_Id__c"] in self.validation:
            return f"FIELD_CUSTOM_VALIDATION_EXCEPTION:{self.validation[row['Notes_App_Id__c']]}:--"
        for name, cell in row.items():
            spec = self.fields[sobject][_field(name)]
            if cell and cell != "#N/A" and spec.get("restrictedPicklist"):
                allowed = {one["value"] for one in spec["picklistValues"]}
                if not set(cell.split(";")) <= allowed:
                    return f"INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST:bad value for restricted picklist field: {cell}:{name} --"
            if cell and name.endswith(".Notes_App_Id__c") and cell not in self.known:
                return f"INVALID_FIELD:Foreign key external ID: {cell} not found for field Notes_App_Id__c in entity {name.split('.')[0]}:--"
        return ""


def _field(header: str) -> str:
    name, dot, _ = header.partition(".")
    name = name.split(":")[-1]
    return header if not dot else (name[:-3] + "__c" if name.endswith("__r") else name + "Id")


def _csv(header: list[str], rows: list[dict[str, str]]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, header, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def salesforce_of(parcel: MemoryParcel) -> Salesforce:
    """Return an org into which the package's metadata were deployed."""
    fields: dict[str, dict[str, dict[str, Any]]] = {}

    def add(sobject: str, name: str, **more: Any) -> None:
        fields.setdefault(sobject, {})[name] = {"name": name, "createable": True, "updateable": True, **more}

    for path in parcel.list():
        found = re.fullmatch(r"force-app/main/default/objects/(\w+)/fields/(\w+)\.field-meta\.xml", path)
        if not found:
            continue
        tree = etree.fromstring(parcel.read(path))
        values = [{"value": one.findtext("m:fullName", namespaces=SPACES), "active": True} for one in tree.iterfind(".//m:value", SPACES)]
        is_restricted = tree.findtext(".//m:restricted", namespaces=SPACES) == "true"
        add(found[1], found[2], externalId=tree.findtext("m:externalId", namespaces=SPACES) == "true", restrictedPicklist=is_restricted, picklistValues=values)
    for sobject in fields:
        for name in STANDARD.get(sobject, ["Name", "OwnerId"]):
            add(sobject, name)
    return Salesforce(fields)
