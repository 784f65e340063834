"""What every push must do, whichever CRM it goes to. The client libraries are the real ones, the CRM is on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crm.push.case import TARGETS, Case, case_of


@pytest.fixture(params=TARGETS)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    with case_of(request.param, tmp_path) as made:
        yield made


def keys_of(case: Case) -> list[str]:
    return sorted(one["key"] for records in case.records.values() for one in records)


def planned(case: Case) -> list[str]:
    return sorted(key for part in case.preview().parts for key in part) and sorted(
        row for rows in case.desk.store.list_pushed(case.target, "").values() for row in rows
    )


def test_a_first_push_creates_every_record_once(case: Case) -> None:
    report = case.push()
    assert (report.state, report.problem_en) == ("done", "")
    assert {key: (one.created, one.updated, one.refused) for key, one in report.parts.items() if one.to_send} == {
        "account": (1, 0, 0), "contact": (1, 0, 0), "deal": (1, 0, 0), "meeting_note": (2, 0, 0), "todo": (1, 0, 0),
    }  # fmt: skip
    keys = keys_of(case)
    assert len(keys) == len(set(keys)) == 6


def test_a_dry_run_says_what_would_go_and_writes_nothing(case: Case) -> None:
    report = case.preview()
    assert report.state == "ready"
    assert {key: (one.to_create, one.to_update) for key, one in report.parts.items() if one.to_send} == {
        "account": (1, 0), "contact": (1, 0), "deal": (1, 0), "meeting_note": (2, 0), "todo": (1, 0),
    }  # fmt: skip
    assert case.server.asked
    assert case.server.writes == []
    assert keys_of(case) == []


def test_the_same_push_again_sends_nothing(case: Case) -> None:
    case.push()
    before = len(case.server.writes)
    report = case.push()
    assert report.sent == 0
    assert sum(one.unchanged for one in report.parts.values()) == 6
    assert len(case.server.writes) == before
