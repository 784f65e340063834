"""kintone's own ways: a hundred a call, all or nothing, records named by their place in the call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from notes_app.crm.plan import ExportValue
from tests.crm.making import PHASE, sample_notes
from tests.crm.push.case import Case, case_of
from tests.crm.push.kintone_server import TOKENS


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Case]:
    """250 notes; every hundredth says 受注, the others 提案."""
    notes = []
    for number in range(250):
        phase = "受注" if number % 100 == 0 else "提案"
        notes.append(replace(sample_notes()[0], note_id=f"n{number:03}", title=f"訪問{number}", values={PHASE.field_id: (ExportValue(phase, phase),)}))
    with case_of("kintone", tmp_path, notes) as made:
        yield made


def note_app(case: Case) -> dict[str, object]:
    return next(app for app in case.server.apps.values() if "body" in app["fields"])


def test_a_call_takes_a_hundred(many: Case) -> None:
    report = many.push()
    assert report.parts["meeting_note"].created == 250
    sizes = [len(asked.json["records"]) for asked in many.server.writes]
    assert max(sizes) == 100
    assert sizes.count(100) == 2


@pytest.mark.parametrize("names", [True, False], ids=["records named", "records not named"])
def test_one_bad_record_does_not_keep_the_others_back(many: Case, names: bool) -> None:
    many.server.names_records = names
    fields = note_app(many)["fields"]
    many.server.trouble(many.server.is_write, then=lambda: fields["Phase"]["options"].pop("受注"))  # type: ignore[index]
    report = many.push()
    assert report.state == "done"
    assert (report.parts["meeting_note"].created, report.parts["meeting_note"].refused) == (247, 3)
    refused = sorted(one.external_id for one in report.rejects if one.code.startswith("refused."))
    assert refused == ["n000", "n100", "n200"]
    words = '"受注"は選択肢にありません。' if names else "入力内容が正しくありません。 (CB_VA01)"
    assert all(words in one.ja for one in report.rejects if one.code.startswith("refused."))
    assert len({one["key"] for one in many.records["14"] + many.records["15"]}) >= 247


def test_the_line_goes_dead_in_the_second_hundred_and_nothing_is_sent_twice_that_was_answered(many: Case) -> None:
    many.patience.tries = 1
    many.server.trouble(lambda asked: many.server.is_write(asked) and asked.json["records"][0]["updateKey"]["value"] == "n100", loses="answer")
    report = many.push()
    assert (report.state, report.parts["meeting_note"].created) == ("paused", 100)
    many.server.asked.clear()
    after = many.push()
    assert after.state == "done"
    sent = [record["updateKey"]["value"] for asked in many.server.writes for record in asked.json["records"]]
    assert not {f"n{number:03}" for number in range(100)} & set(sent)
    keys = [one["notes_app_id"]["value"] for one in note_app(many)["records"]]  # type: ignore[attr-defined]
    assert len(keys) == len(set(keys)) == 250


def test_an_object_without_an_app_and_a_key_that_is_not_unique_are_named(tmp_path: Path) -> None:
    with case_of("kintone", tmp_path) as case:
        apps = case.environment["NOTES_APP_KINTONE_APPS"].split(",")
        case.environment["NOTES_APP_KINTONE_APPS"] = ",".join(one for one in apps if not one.startswith("deal"))
        case.server.apps[11]["fields"]["notes_app_id"]["unique"] = False
        findings = {one.code: one for one in case.preview().findings if one.severity == "error"}
        assert set(findings) == {"object_missing", "field_differs"}
        assert "deal=" in findings["object_missing"].ja
        assert case.server.writes == []


def test_an_app_that_does_not_exist_is_told_in_kintone_s_words(tmp_path: Path) -> None:
    from notes_app.crm.push.errors import PushRefusedError

    with case_of("kintone", tmp_path) as case:
        case.environment["NOTES_APP_KINTONE_APPS"] = "account=999"
        with pytest.raises(PushRefusedError) as refused:
            case.preview()
        assert "999" in str(refused.value.facts["words"])


def test_a_drop_down_may_be_radio_buttons_there(tmp_path: Path) -> None:
    with case_of("kintone", tmp_path) as case:
        note_app(case)["fields"]["Phase"]["type"] = "RADIO_BUTTON"  # type: ignore[index]
        assert case.push().state == "done"


def test_every_token_travels_together(tmp_path: Path) -> None:
    with case_of("kintone", tmp_path) as case:
        case.push()
        assert {asked.headers["X-Cybozu-API-Token"] for asked in case.server.asked} == {",".join(TOKENS.values())}
        assert {asked.headers.get("Authorization") for asked in case.server.asked} == {None}
