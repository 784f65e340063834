"""What every push must do, whichever CRM it goes to. The client libraries are the real ones, the CRM is on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from notes_app.crm.push.answers import read_answers
from notes_app.crm.push.errors import FieldsMissingError, NoCredentialsError, PushPausedError, PushRefusedError, PushUnderWayError
from notes_app.crm.push.sent_store import PushStore
from tests.crm.making import PHASE
from tests.crm.push.case import TARGETS, Case, case_of
from tests.crm.push.hubspot_server import rate_limit
from tests.crm.push.loopback import Asked, Said
from tests.crm.push.salesforce_server import refusal

SENT = {"account": (1, 0, 0), "contact": (1, 0, 0), "deal": (1, 0, 0), "meeting_note": (2, 0, 0), "todo": (1, 0, 0)}


@pytest.fixture(params=TARGETS)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    with case_of(request.param, tmp_path) as made:
        yield made


def keys_of(case: Case) -> list[str]:
    return sorted(one["key"] for records in case.records.values() for one in records)


def counts_of(report: Any) -> dict[str, tuple[int, int, int]]:
    return {key: (one.created, one.updated, one.refused) for key, one in report.parts.items() if one.created + one.updated + one.refused}


def test_a_first_push_creates_every_record_once(case: Case) -> None:
    report = case.push()
    assert (report.state, report.problem_en) == ("done", "")
    assert counts_of(report) == SENT
    keys = keys_of(case)
    assert len(keys) == len(set(keys)) == 6


def test_a_dry_run_says_what_would_go_and_writes_nothing(case: Case) -> None:
    report = case.preview()
    assert report.state == "ready"
    assert {key: (one.to_create, one.to_update, 0) for key, one in report.parts.items() if one.to_send} == SENT
    assert case.server.asked
    assert case.server.writes == []
    assert case.store.list_runs() == ()
    assert keys_of(case) == []


def test_the_same_push_again_sends_nothing(case: Case) -> None:
    case.push()
    before = len(case.server.writes)
    report = case.push()
    assert report.sent == 0
    assert sum(one.unchanged for one in report.parts.values()) == 6
    assert len(case.server.writes) == before


def test_a_changed_note_goes_alone(case: Case) -> None:
    case.push()
    case.notes[1] = replace(case.notes[1], title="電話（追記）")
    assert [(key, one.to_create, one.to_update) for key, one in case.preview().parts.items() if one.to_send] == [("meeting_note", 0, 1)]
    assert counts_of(case.push()) == {"meeting_note": (0, 1, 0)}
    assert len(keys_of(case)) == 6


def test_what_stands_there_already_is_updated_and_not_made_twice(case: Case) -> None:
    """The first ledger is lost: the CRM is asked what it has."""
    case.push()
    with case_of(case.target, case.folder / "other") as other:
        other.server, other.environment = case.server, case.environment
        other.server.asked.clear()
        report = other.preview()
        assert sum(one.to_update for one in report.parts.values()) == 6
        assert other.server.writes == []
        other.push()
    assert len(keys_of(case)) == 6


def test_again_sends_everything(case: Case) -> None:
    case.push()
    report = case.push(again=True)
    assert sum(one.updated for one in report.parts.values()) == 6
    assert len(keys_of(case)) == 6


def test_what_is_gone_is_listed_and_stays_there(case: Case) -> None:
    case.push()
    case.notes = [replace(one, values={}) for one in case.notes[1:]]
    report = case.push()
    assert report.gone is not None
    assert report.gone["meeting_note"] == ("n1",)
    assert len(keys_of(case)) == 6
    narrow = case.push(scope=replace(case.order().scope, history="none"))
    assert narrow.gone is None


class KilledError(BaseException):
    """The plug is pulled."""


class DyingStore(PushStore):
    """Dies when the `nth` batch has been answered, before that is remembered."""

    nth = 1

    def close_batch(self, *args: Any, **more: Any) -> None:
        self.nth -= 1
        if self.nth <= 0:
            raise KilledError
        super().close_batch(*args, **more)


@pytest.mark.parametrize("nth", [1, 4])
def test_a_push_killed_after_the_answer_came_goes_on_and_makes_nothing_twice(case: Case, nth: int) -> None:
    dying = DyingStore(case.engine, case.desk.now)
    dying.nth = nth
    desk, case.desk = case.desk, replace(case.desk, store=dying)
    with pytest.raises(KilledError):
        case.push()
    case.desk = desk
    (run,) = case.store.list_runs()
    assert run.state == "paused"
    report = case.push()
    assert report.state == "done"
    keys = keys_of(case)
    assert len(keys) == len(set(keys)) == 6
    assert case.store.list_open_batches(case.target, report_destination(case)) == ()
    assert case.push().sent == 0


def report_destination(case: Case) -> str:
    return case.store.list_runs()[0].destination


def is_a_write_of_records(case: Case, asked: Asked) -> bool:
    return case.server.is_write(asked) and not asked.path.endswith(("/associate/default", "/jobs/ingest"))


@pytest.mark.parametrize(("loses", "nth"), [("request", 1), ("answer", 4)])
def test_a_line_that_goes_dead_makes_nothing_twice(case: Case, loses: str, nth: int) -> None:
    case.server.trouble(lambda asked: is_a_write_of_records(case, asked), loses=loses, nth=nth)
    report = case.push()
    if report.state == "paused":  # HubSpot's notes alone: whether one was made is looked up next time
        report = case.push()
    assert (report.state, report.problem_en) == ("done", "")
    keys = keys_of(case)
    assert len(keys) == len(set(keys)) == 6
    assert case.push().sent == 0


def busy(target: str) -> Said:
    match target:
        case "salesforce":
            return refusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
        case "hubspot":
            return rate_limit("TEN_SECONDLY_ROLLING")
        case _:
            return Said(429, {"code": "GAIA_TM12", "id": "x", "message": "同時接続数の上限を超えました。"})


def test_a_busy_target_is_waited_for_twice_as_long_each_time(case: Case) -> None:
    case.server.trouble(lambda asked: is_a_write_of_records(case, asked), said=busy(case.target), times=3)
    assert case.push().state == "done"
    assert [wait for wait in case.patience.waited if wait >= 1] == [1.0, 2.0, 4.0]
    assert len(keys_of(case)) == 6


def test_retry_after_is_waited_in_full(case: Case) -> None:
    said = Said(503, "", {"Retry-After": "37"})
    case.server.trouble(lambda asked: is_a_write_of_records(case, asked), said=said)
    assert case.push().state == "done"
    assert case.patience.waited[0] == 37


def test_a_target_that_stays_busy_pauses_the_push_and_the_next_goes_on(case: Case) -> None:
    case.server.trouble(lambda asked: is_a_write_of_records(case, asked), said=busy(case.target), nth=4, times=99)
    report = case.push()
    assert report.state == "paused"
    assert 0 < report.sent < 6
    assert report.problem_ja.endswith("続きから送ります。")
    assert len(case.patience.waited) == case.patience.tries - 1
    case.server.troubles.clear()
    after = case.push()
    assert after.state == "done"
    assert report.sent + after.sent == 6
    assert len(keys_of(case)) == len(set(keys_of(case))) == 6


def test_a_wait_longer_than_anybody_has_is_not_waited_for(case: Case) -> None:
    case.server.trouble(lambda asked: is_a_write_of_records(case, asked), said=Said(429, "", {"Retry-After": "86400"}))
    assert case.push().state == "paused"
    assert case.patience.waited == []


def test_wrong_credentials_are_refused_in_the_vendors_words_before_anything_is_sent(case: Case) -> None:
    case.environment = {name: ("wrong" if name.endswith("TOKEN") else value) for name, value in case.environment.items()}
    for action in (case.preview, case.push):
        with pytest.raises(PushRefusedError) as refused:
            action()
        assert refused.value.facts["words"]
    assert case.server.writes == []


def test_missing_credentials_are_named_by_their_variable(case: Case) -> None:
    token = next(name for name in case.environment if name.endswith("TOKEN"))
    del case.environment[token]
    with pytest.raises(NoCredentialsError) as missing:
        case.push()
    assert token in missing.value.explain("en")
    assert case.server.asked == []


def test_a_credential_that_runs_out_half_way_fails_the_push_and_what_went_stays_remembered(case: Case) -> None:
    words = Said(401, [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}])
    case.server.trouble(lambda asked: is_a_write_of_records(case, asked), said=words, nth=4, times=99)
    report = case.push()
    assert report.state == "failed"
    assert report.sent
    case.server.troubles.clear()
    assert report.sent + case.push().sent == 6


def test_a_target_that_is_not_there_says_so(case: Case) -> None:
    case.server.server.shutdown()
    case.server.server.server_close()
    case.server.close = lambda: None
    with pytest.raises(PushPausedError) as gone:
        case.push()
    assert gone.value.code == "unreachable"


def test_two_pushes_at_once_are_one(case: Case) -> None:
    inner: list[Exception] = []

    def second() -> None:
        try:
            case.push()
        except PushUnderWayError as error:
            inner.append(error)

    case.server.trouble(case.server.is_write, then=second)
    case.push()
    assert len(inner) == 1


def test_no_secret_is_in_any_file_and_every_answer_is_kept(case: Case) -> None:
    report = case.push()
    answers, total = read_answers(case.desk.folder, report.run_id, limit=1000)
    assert total == len(case.server.asked) == len(answers)
    assert {one.status for one in answers} <= {200, 201, 207}
    files = b"".join(path.read_bytes() for path in case.folder.rglob("*") if path.is_file())
    files += Path(str(case.engine.url.database)).read_bytes()
    for secret in case.credentials.secrets:
        assert secret.encode() not in files
        assert secret not in repr(case.credentials) + json.dumps(report.to_json(), default=str)
    assert (case.desk.folder / f"{report.run_id}.jsonl").stat().st_mode & 0o077 == 0


def test_a_field_that_the_target_lacks_is_named_and_nothing_is_sent(case: Case) -> None:
    take_phase_away(case)
    report = case.preview()
    assert report.state == "failed"
    (finding,) = [one for one in report.findings if one.severity == "error"]
    assert "フェーズ" in finding.ja
    assert "フェーズ" in finding.en
    with pytest.raises(FieldsMissingError):
        case.push()
    assert case.server.writes == []


def note_fields(case: Case) -> dict[str, Any]:
    server = case.server
    tables = {"salesforce": lambda: server.fields["Meeting_Note__c"], "hubspot": lambda: server.properties["2-1001"],
              "kintone": lambda: next(app["fields"] for app in server.apps.values() if "body" in app["fields"])}  # fmt: skip
    found: dict[str, Any] = tables[case.target]()
    return found


def take_phase_away(case: Case) -> None:
    table = note_fields(case)
    name = next(name for name in table if name.lower().removeprefix("mn_").removesuffix("__c") == "phase")
    del table[name]


def test_a_choice_that_the_target_lacks_is_named(case: Case) -> None:
    fields = note_fields(case)
    match case.target:
        case "salesforce":
            fields["Phase__c"]["picklistValues"].pop(0)
        case "hubspot":
            fields["mn_phase"]["options"].pop(0)
        case _:
            fields["Phase"]["options"].pop("提案")
    (finding,) = [one for one in case.preview().findings if one.severity == "error"]
    assert finding.code == "choices_missing"
    assert "提案" in finding.ja


def test_a_record_that_is_refused_is_a_reject_with_the_vendors_words_and_its_place_and_goes_once_it_is_mended(case: Case) -> None:
    """The field's choices change in the CRM between the look and the sending."""
    fields, server = note_fields(case), case.server

    name = {"salesforce": "Phase__c", "hubspot": "mn_phase", "kintone": "Phase"}[case.target]
    as_it_was = deepcopy(fields[name])
    without = {"picklistValues": as_it_was.get("picklistValues", [])[1:], "options": as_it_was.get("options", [])[1:]
               if case.target == "hubspot" else {"見積": {}, "受注": {}}}  # fmt: skip
    server.trouble(server.is_write, then=lambda: fields[name].update(without))
    report = case.push()
    assert report.state == "done"
    assert report.parts["meeting_note"].refused == 1
    (reject,) = [one for one in report.rejects if one.code.startswith("refused.") and one.object_key == "meeting_note"]
    assert (reject.external_id, reject.note_id, reject.field_id, reject.value) == ("n1", "n1", PHASE.field_id, "提案")
    assert reject.start is not None
    assert "の返事" in reject.ja
    assert reject.en.startswith({"salesforce": "Salesforce", "hubspot": "HubSpot", "kintone": "kintone"}[case.target] + " says: ")
    assert (case.desk.folder / f"{report.run_id}.rejects.csv").read_text("utf-8-sig").count("refused.") >= 1
    fields[name] = as_it_was
    after = case.push()
    assert (after.parts["meeting_note"].created, after.parts["account"].unchanged) == (1, 1)
    assert len(keys_of(case)) == len(set(keys_of(case))) == 6
