"""HubSpot's own ways: notes that have no key, associations, batches refused as a whole, limits by policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from notes_app.crm.plan import ExportNote
from notes_app.crm.push.hubspot import read_busy
from tests.crm.making import sample_notes
from tests.crm.push.case import Case, case_of, variables
from tests.crm.push.hubspot_server import hubspot_of, rate_limit, refusal
from tests.crm.push.loopback import Asked


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with case_of("hubspot", tmp_path) as made:
        yield made


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Case]:
    """An account without custom objects, and one note that hangs on nobody."""
    with case_of("hubspot", tmp_path, [*sample_notes(), ExportNote("n3", "ひとりごと", "だれの話でもない")]) as made:
        made.server.close()
        made.server = hubspot_of(made.parcel, custom=False)
        made.environment = variables("hubspot", made.server, made.parcel)
        yield made
        made.server.close()
        made.server = hubspot_of(made.parcel)  # for the one who made the case to close


def bodies(case: Case) -> list[str]:
    return sorted(one["hs_note_body"] for one in case.server.objects["notes"].values())


def creates_notes(asked: Asked) -> bool:
    return asked.path == "/crm/v3/objects/notes/batch/create"


def test_without_custom_objects_minutes_become_notes_on_their_records(plain: Case) -> None:
    report = plain.push()
    assert report.state == "done"
    assert report.parts["meeting_note"].created == 2
    assert "todo" not in report.parts
    left = {one.where: one for one in report.findings if one.code == "object_left_out"}
    assert len(left) == 2  # the note that hangs on nobody, and the to-dos
    assert sorted(body.rsplit("<br>", 1)[-1] for body in bodies(plain)) == ["notes-app ID: n1", "notes-app ID: n2"]
    on = {(kind, other) for kind, _note, other, _id in plain.server.links if kind == "notes"}
    assert on == {("notes", "companies"), ("notes", "contacts"), ("notes", "deals")}


def test_a_changed_note_is_changed_there_and_not_added(plain: Case) -> None:
    plain.push()
    plain.notes[1] = replace(plain.notes[1], body="書き足した")
    report = plain.push()
    assert (report.parts["meeting_note"].created, report.parts["meeting_note"].updated) == (0, 1)
    assert len(bodies(plain)) == 2
    assert "書き足した" in bodies(plain)[0] + bodies(plain)[1]


def test_notes_whose_answer_was_lost_are_found_on_their_records_and_not_made_again(plain: Case) -> None:
    others = [replace(sample_notes()[0], note_id=f"m{number}", title=f"訪問{number}") for number in range(6)]
    plain.notes += others  # more than one page of notes on the company
    plain.server.trouble(creates_notes, loses="answer")
    report = plain.push()
    assert (report.state, len(bodies(plain))) == ("paused", 8)
    after = plain.push()
    assert after.state == "done"
    assert len(bodies(plain)) == len(set(bodies(plain))) == 8
    assert sum(map(creates_notes, plain.server.asked)) == 1
    assert plain.push().sent == 0


def test_notes_that_never_arrived_are_made_next_time(plain: Case) -> None:
    plain.server.trouble(creates_notes, loses="request")
    assert plain.push().state == "paused"
    assert bodies(plain) == []
    assert plain.push().state == "done"
    assert len(bodies(plain)) == 2


def test_a_note_longer_than_hubspot_takes_keeps_its_id(tmp_path: Path) -> None:
    long = [replace(sample_notes()[0], body="長い話。" * 20_000)]
    with case_of("hubspot", tmp_path, long) as case:
        case.server.schemas.clear()
        assert case.push().state == "done"
        (body,) = bodies(case)
        assert len(body) <= 65_536
        assert body.endswith("notes-app ID: n1")


def test_records_hang_on_their_parents(case: Case) -> None:
    case.push()
    kinds = {(kind, other) for kind, _one, other, _two in case.server.links}
    assert {("contacts", "companies"), ("deals", "companies"), ("2-1001", "companies"), ("2-1001", "deals")} <= kinds
    assert ("2-1002", "2-1001") not in kinds


def test_a_link_that_the_schema_does_not_define_is_named_and_made_once_it_does(case: Case) -> None:
    (finding,) = [one for one in case.preview().findings if one.code == "link_undefined"]
    assert "2-1001" in finding.ja
    case.server.defined.add(("2-1002", "2-1001"))
    assert not [one for one in case.preview().findings if one.code == "link_undefined"]
    case.push()
    assert ("2-1002", "2-1001") in {(kind, other) for kind, _one, other, _two in case.server.links}


def test_a_batch_refused_as_a_whole_is_halved_until_the_record_is_found(tmp_path: Path) -> None:
    notes = [replace(sample_notes()[0], note_id=f"n{number:02}", title=f"訪問{number}") for number in range(12)]
    with case_of("hubspot", tmp_path, notes) as case:
        case.server.multi_status = False
        case.server.trouble(lambda asked: asked.path.endswith("/batch/upsert"), then=lambda: close_choice(case))
        case.notes[7] = replace(case.notes[7], values={})
        report = case.push()
        assert report.state == "done"
        assert (report.parts["meeting_note"].created, report.parts["meeting_note"].refused) == (1, 11)
        reject = next(one for one in report.rejects if one.code == "refused.refused")
        assert (reject.label, reject.value) == ("フェーズ", "提案")
        assert "INVALID_OPTION" in reject.en


def close_choice(case: Case) -> None:
    spec = case.server.properties["2-1001"]["mn_phase"]
    spec["options"] = [option for option in spec["options"] if option["label"] != "提案"]


def test_a_stage_is_given_once_and_then_left_to_those_who_work_there(case: Case) -> None:
    case.push()
    (deal,) = case.server.objects["deals"].values()
    assert deal["dealstage"] == "appointmentscheduled"
    deal["dealstage"] = "closedwon"
    case.push(again=True)
    assert deal["dealstage"] == "closedwon"


def test_an_e_mail_that_is_there_already_is_one_contact_s_trouble(case: Case) -> None:
    conflict = refusal(409, "CONFLICT", "Contact already exists. Existing ID: 51")
    case.server.trouble(lambda asked: asked.path == "/crm/v3/objects/contacts/batch/upsert", said=conflict)
    report = case.push()
    assert report.state == "done"
    assert report.parts["contact"].refused == 1
    (reject,) = [one for one in report.rejects if one.object_key == "contact"]
    assert reject.ja == "HubSpot の返事: 「Contact already exists. Existing ID: 51 (CONFLICT)」"
    assert case.push().parts["contact"].created == 1


def test_the_day_s_limit_is_not_waited_for(case: Case) -> None:
    case.server.trouble(lambda asked: asked.path.endswith("/batch/upsert"), said=rate_limit("DAILY"))
    report = case.push()
    assert report.state == "paused"
    assert case.patience.waited == []
    assert "daily limit" in report.problem_en


@pytest.mark.parametrize(
    ("status", "body", "brief"),
    [(429, '{"policyName":"TEN_SECONDLY_ROLLING","message":"x"}', True), (429, '{"policyName":"DAILY"}', False), (502, "", True), (500, "", None)],
)
def test_what_counts_as_busy(status: int, body: str, brief: bool | None) -> None:
    busy = read_busy(status, body)
    assert (busy.is_brief if busy else None) is brief


def test_missing_rights_stop_everything_and_say_which(case: Case) -> None:
    words = refusal(403, "MISSING_SCOPES", "This app hasn't been granted all required scopes to make this call.")
    case.server.trouble(lambda asked: asked.path.startswith("/crm/v3/objects/deals"), said=words, times=9)
    report = case.push()
    assert report.state == "failed"
    assert "required scopes" in report.problem_ja
    assert report.sent == 2


def test_a_key_that_is_not_unique_is_refused_before_anything_is_sent(case: Case) -> None:
    case.server.properties["companies"]["mn_id"]["hasUniqueValue"] = False
    (finding,) = [one for one in case.preview().findings if one.severity == "error"]
    assert "hasUniqueValue" in finding.ja
    assert case.server.writes == []


def test_a_fault_on_their_side_pauses_the_push_and_notes_are_looked_for_first(plain: Case) -> None:
    plain.server.trouble(creates_notes, said=refusal(500, "INTERNAL_ERROR", "internal error"))
    assert plain.push().state == "paused"
    assert plain.push().state == "done"
    assert len(bodies(plain)) == 2
