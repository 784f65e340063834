"""Salesforce's own ways: a job's life, parents by external id, first values left alone, signing in by name."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from notes_app.crm.push.answers import AnswerFile, read_answers
from notes_app.crm.push.credentials import merge_credentials
from notes_app.crm.push.errors import PushRefusedError
from notes_app.crm.push.http import PatientSession, Wire
from notes_app.crm.push.patience import Patience
from notes_app.crm.push.salesforce import SalesforcePush, is_login, read_busy
from notes_app.crm.push.target import Fault
from tests.crm.push.case import NOW, Case, case_of
from tests.crm.push.loopback import Asked, Said
from tests.crm.push.salesforce_server import refusal


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with case_of("salesforce", tmp_path) as made:
        yield made


class KilledError(BaseException):
    """The plug is pulled."""


def kill_when(patch: pytest.MonkeyPatch, method: str, ending: str) -> None:
    """Let the process die as the first such request comes back."""
    usual = PatientSession.request

    def request(self: PatientSession, verb: str, url: str, *args: Any, **more: Any) -> requests.Response:
        answer = usual(self, verb, url, *args, **more)
        if verb == method and url.rstrip("/").endswith(ending):
            raise KilledError
        return answer

    patch.setattr(PatientSession, "request", request)


@pytest.mark.parametrize(
    ("method", "ending", "jobs", "aborted"),
    [("POST", "jobs/ingest", 6, 0), ("PUT", "batches", 6, 1), ("PATCH", "", 5, 0), ("GET", "successfulResults", 5, 0)],
    ids=["made", "uploaded", "closed", "done"],
)  # fmt: skip
def test_a_job_is_taken_up_where_the_push_was_killed(
    case: Case, monkeypatch: pytest.MonkeyPatch, method: str, ending: str, jobs: int, aborted: int
) -> None:
    """A closed job is asked what became of it and never sent again; one that was not closed has done nothing and is given up."""
    kill_when(monkeypatch, method, ending)
    with pytest.raises(KilledError):
        case.push()
    monkeypatch.undo()
    report = case.push()
    assert report.state == "done"
    assert len(case.server.jobs) == jobs
    states = [job["state"] for job in case.server.jobs.values()]
    assert states.count("Aborted") == aborted
    assert states.count("JobComplete") == 5
    keys = [one["key"] for records in case.records.values() for one in records]
    assert len(keys) == len(set(keys)) == 6
    assert case.push().sent == 0


def test_parents_are_named_by_their_external_id(case: Case) -> None:
    case.push()
    (contact,) = case.server.records["Contact"].values()
    (account,) = case.server.records["Account"].values()
    assert contact["Account.Notes_App_Id__c"] == account["Notes_App_Id__c"]


def test_a_child_whose_parent_was_refused_says_so_and_both_go_once_it_is_mended(case: Case) -> None:
    (account,) = keys_in(case, "Account")
    case.server.validation[account] = "住所を入力してください"
    report = case.push()
    said = {reject.external_id: reject for reject in report.rejects if reject.code.startswith("refused.")}
    assert "住所を入力してください (FIELD_CUSTOM_VALIDATION_EXCEPTION)" in said[account].ja
    assert report.parts["contact"].refused == 1
    assert any("Foreign key external ID" in one.en for one in said.values())
    case.server.validation.clear()
    assert case.push().state == "done"
    assert len(case.server.records["Account"]) == len(case.server.records["Contact"]) == 1


def keys_in(case: Case, sobject: str) -> list[str]:
    path = next(path for path in case.parcel.list() if path.endswith(f"-{sobject}.csv"))
    return [row["Notes_App_Id__c"] for row in csv.DictReader(io.StringIO(case.parcel.read(path).decode(), newline=""))]


def test_a_stage_is_given_once_and_then_left_to_those_who_work_there(case: Case) -> None:
    case.push()
    (deal,) = case.server.records["Opportunity"].values()
    assert deal["StageName"] == "Prospecting"
    deal |= {"StageName": "Negotiation", "CloseDate": "2027-03-31"}
    case.push(again=True)
    assert (deal["StageName"], deal["CloseDate"]) == ("Negotiation", "2027-03-31")


def test_a_record_that_was_imported_by_hand_keeps_its_stage_too(case: Case) -> None:
    case.push()
    (deal,) = case.server.records["Opportunity"].values()
    deal["StageName"] = "Negotiation"
    with case_of("salesforce", case.folder / "fresh") as fresh:
        fresh.server, fresh.environment = case.server, case.environment
        fresh.push()
    assert deal["StageName"] == "Negotiation"
    assert len(case.server.records["Opportunity"]) == 1


def test_a_job_that_fails_as_a_whole_is_told_record_by_record(case: Case) -> None:
    """A field is taken away between the look and the job."""
    fields = case.server.fields["Account"]
    gone = next(name for name in fields if name.endswith("__c") and name != "Notes_App_Id__c")
    case.server.trouble(lambda asked: asked.path.endswith("/jobs/ingest"), then=lambda: fields.pop(gone))
    report = case.push()
    (reject,) = [one for one in report.rejects if one.object_key == "account" and one.code.startswith("refused.")]
    assert reject.code == "refused.unprocessed"
    assert f"InvalidBatch : Field name not found : {gone}" in reject.en


def test_an_object_that_is_not_deployed_and_a_field_without_rights_are_named(case: Case) -> None:
    del case.server.fields["Meeting_Todo__c"]
    case.server.fields["Account"]["Name"]["updateable"] = False
    findings = {one.code: one for one in case.preview().findings if one.severity == "error"}
    assert set(findings) == {"object_missing", "field_not_writable"}
    assert "Meeting_Todo__c" in findings["object_missing"].ja
    assert case.server.writes == []


def test_a_job_that_cannot_be_made_stops_the_push_with_the_words(case: Case) -> None:
    case.server.trouble(lambda asked: asked.path.endswith("/jobs/ingest"), said=refusal(400, "FEATURENOTENABLED", "FeatureNotEnabled : Async API not enabled"))
    report = case.push()
    assert report.state == "failed"
    assert "Async API not enabled (FEATURENOTENABLED)" in report.problem_en


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (403, '[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]', "daily_limit"),
        (400, '[{"message":"ExceededQuota : x","errorCode":"ExceededQuota"}]', "daily_limit"),
        (503, "busy", "unavailable"),
        (403, '[{"message":"no","errorCode":"API_DISABLED_FOR_ORG"}]', None),
        (500, "", None),
    ],
)
def test_what_counts_as_busy(status: int, body: str, code: str | None) -> None:
    busy = read_busy(status, body)
    assert (busy.code if busy else None) == code


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        ("REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --", Fault("REQUIRED_FIELD_MISSING", "Required fields are missing: [Name] (REQUIRED_FIELD_MISSING)", "Name")),
        ("DUPLICATE_VALUE:値が重複しています: 詳細:--", Fault("DUPLICATE_VALUE", "値が重複しています: 詳細 (DUPLICATE_VALUE)", "")),
        ("UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record", Fault("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record (UNABLE_TO_LOCK_ROW)", "")),
        ("what", Fault("what", " (what)", "")),
    ],
)
def test_errors_are_read(error: str, fault: Fault) -> None:
    from notes_app.crm.push.salesforce import _fault_of

    assert _fault_of(error) == fault


class ToLoopback(requests.adapters.HTTPAdapter):
    """Leads a host to the server on this machine: the library builds login.salesforce.com itself."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        assert request.url
        request.url = self.url + "/" + request.url.split("/", 3)[3]
        return super().send(request, *args, **more)


@pytest.mark.parametrize("password", ["right", "wrong"])
def test_signing_in_by_name_keeps_no_password_and_no_session(case: Case, password: str) -> None:
    credentials = merge_credentials(
        "salesforce", {}, {"username": "sato@example.com", "password": password, "security_token": "sEcReTtOkEn"}
    )
    answers = AnswerFile(case.folder / "push", "login", lambda: NOW)

    def session(wire: Wire) -> PatientSession:
        made = PatientSession(wire)
        for host in ("https://login.salesforce.com", "https://example.my.salesforce.com"):
            made.mount(host, ToLoopback(case.server.url))
        return made

    wire = Wire("Salesforce", Patience(sleep=lambda _s: None), answers, lambda: NOW, secrets=credentials.secrets, is_secret=is_login)
    target = SalesforcePush(credentials, wire, session)
    if password == "right":
        assert target.connect().label == "青空商事 (example.my.salesforce.com)"
    else:
        with pytest.raises(PushRefusedError) as refused:
            target.connect()
        assert "Invalid username, password, security token" in refused.value.explain("ja")
    kept = (case.folder / "push" / "login.jsonl").read_text("utf-8")
    assert "session-from-login" not in kept
    assert "sEcReTtOkEn" not in kept
    assert read_answers(case.folder / "push", "login")[1] == (2 if password == "right" else 1)


def test_a_lost_upload_is_given_up_and_made_anew(case: Case) -> None:
    case.server.trouble(lambda asked: asked.method == "PUT", loses="answer")
    assert case.push().state == "done"
    states = [job["state"] for job in case.server.jobs.values()]
    assert (states.count("Aborted"), states.count("JobComplete")) == (1, 5)


def test_a_slow_job_is_asked_for_at_growing_intervals(case: Case) -> None:
    waits: list[float] = []
    case.patience = Patience(sleep=waits.append)
    slow = Said(200, {"id": "x", "state": "InProgress"})

    def is_a_look(asked: Asked) -> bool:
        return asked.method == "GET" and "/jobs/ingest/" in asked.path and not asked.path.endswith("Results")

    case.server.trouble(is_a_look, said=slow, times=6)
    assert case.push().state == "done"
    assert waits[:6] == sorted(waits[:6])
    assert max(waits) <= 20
