"""Straight into a CRM from the page: credentials that are never seen again, a look, the sending, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from notes_app.bootstrap import Workspace
from notes_app.crm.exporting import ExportOrder, make_package
from notes_app.crm.parcel import MemoryParcel
from notes_app.crm.planning import ExportOptions, ExportScope
from notes_app.template.decision import Decision
from tests.crm.push.case import apps_of, kintone_of
from tests.crm.push.kintone_server import TOKEN, Kintone
from tests.patience import PATIENCE_S
from tests.web.conftest import Clock, Visitor

Visit = Callable[..., Visitor]
HOME = "/export/push/kintone"


@pytest.fixture
def parcel(space: Workspace, written: Any) -> MemoryParcel:
    session = space.board(written)
    for key in ("予算", "決裁者", "競合"):
        session.decide(Decision(key=key, choice="keep"))
    version = session.publish("はじめの版")
    order = ExportOrder("kintone", version, ExportScope(), ExportOptions(space.today), "p")
    return make_package(order, space.export_notes(written))[0]


@pytest.fixture
def server(parcel: MemoryParcel) -> Iterator[Kintone]:
    made = kintone_of(parcel)
    yield made
    made.close()


@pytest.fixture
def manager(visit: Visit, server: Kintone, parcel: MemoryParcel) -> Visitor:
    """A manager who has entered the credentials."""
    visitor = visit()
    visitor.get(f"{HOME}/credentials")
    saved = visitor.post(f"{HOME}/credentials", {"url": server.url, "token": TOKEN, "apps": apps_of(parcel)})
    assert saved.status_code == 303
    return visitor


def finish(visitor: Visitor, address: str) -> str:
    return visitor.follow(address).text


def test_from_credentials_over_a_look_to_what_came_of_it(manager: Visitor, server: Kintone, space: Workspace, visit: Visit) -> None:
    page = manager.get(HOME).text
    assert "設定済み" in page
    look = finish(manager, manager.post(f"{HOME}/check", {"history": "all"}).location)
    assert "件を送れます" in look
    assert server.writes == []
    assert "すべて送りました" in finish(manager, manager.post(f"{HOME}/send", {"history": "all"}).location)
    assert sum(len(app["records"]) for app in server.apps.values()) > 10
    (run,) = space.sending.store.list_runs("kintone")
    assert run.state == "done"
    for address in (HOME, f"/export/push/runs/{run.run_id}", f"/export/push/runs/{run.run_id}/answers", f"{HOME}/credentials"):
        text = manager.get(address).text
        assert not any(token in text for token in TOKEN.split(","))
    assert "INSERT" in manager.get(f"/export/push/runs/{run.run_id}/answers").text
    assert manager.get(f"/export/push/runs/{run.run_id}/rejects.csv").status_code == 200
    assert "すべて送り先にあります" in finish(manager, manager.post(f"{HOME}/check", {"history": "all"}).location)
    done = {entry.action for entry in space.audit.list(limit=50)}
    assert {"export.credentials", "export.push_check", "export.push", "export.push_answers", "export.push_rejects"} <= done
    other = visit("admin", "boss")
    assert other.get(f"/export/push/runs/{run.run_id}").status_code == 404
    assert other.get(f"/export/push/runs/{run.run_id}/answers").status_code == 404


def test_a_narrow_scope_travels_from_the_page_to_the_records(manager: Visitor, server: Kintone) -> None:
    scope = {"history": "all", "accounts": "海風フーズ", "since": "2026-07-01"}
    assert "海風フーズ" in manager.get(HOME, query_string=scope).text
    look = finish(manager, manager.post(f"{HOME}/check", scope).location)
    assert "海風フーズ" in look
    finish(manager, manager.post(f"{HOME}/send", scope).location)
    notes = next(app["records"] for app in server.apps.values() if "body" in app["fields"])
    assert len(notes) == 1


def test_no_secret_is_stored_or_said_in_the_clear(manager: Visitor, space: Workspace) -> None:
    files = b"".join(path.read_bytes() for path in space.settings.var.rglob("*") if path.is_file())
    said = str([(entry.action, entry.detail) for entry in space.audit.list(limit=50)])
    for token in TOKEN.split(","):
        assert token.encode() not in files
        assert token not in said
    assert space.sending.credentials.get("kintone").get("token") == TOKEN


def test_another_address_takes_the_secrets_with_it(manager: Visitor, parcel: MemoryParcel) -> None:
    """Nobody sends the company's token elsewhere by typing another URL."""
    saved = manager.post(f"{HOME}/credentials", {"url": "https://elsewhere.example.com", "token": "", "apps": apps_of(parcel)})
    assert saved.status_code == 303
    assert "未設定" in manager.get(HOME).text


def test_an_empty_secret_stays_as_it_was(manager: Visitor, server: Kintone, space: Workspace) -> None:
    manager.post(f"{HOME}/credentials", {"url": server.url, "token": "", "apps": "account=11"})
    credentials = space.sending.credentials.get("kintone")
    assert (credentials.get("token"), credentials.get("apps")) == (TOKEN, "account=11")


BAD = [
    ("url", "http://kintone.example.com"), ("url", "https://"), ("url", "https://me:secret@example.com"), ("url", "ト ー ク ン"), ("url", "a\nb"),
    ("url", "x" * 5000), ("token", "ト ー ク ン"), ("token", "a\nb"), ("token", "x" * 5000), ("token", ",".join("abcdefghij")), ("apps", "account=0"),
    ("apps", "account"), ("apps", "nobody=1"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), BAD)
def test_what_cannot_be_right_is_said_and_no_secret_is_given_back(visit: Visit, field: str, value: str) -> None:
    typed = {"url": "https://a.example.com", "token": "secretToken9", "apps": "account=1", field: value}
    answer = visit().post(f"{HOME}/credentials", typed)
    assert answer.status_code == 400
    assert "secretToken9" not in answer.text


def test_the_form_with_secrets_is_not_carried_through_the_password_question(visit: Visit, clock: Clock, space: Workspace) -> None:
    visitor = visit()
    clock.at += timedelta(minutes=40)
    answer = visitor.post(f"{HOME}/credentials", {"url": "https://a.example.com", "token": "secretToken9", "apps": "account=1"})
    assert answer.status_code == 303
    assert "secretToken9" not in answer.text
    assert "secretToken9" not in visitor.get(answer.location).text
    assert space.sending.credentials.get("kintone").values == {}
    assert "confirm" in visitor.get(f"{HOME}/credentials").location
    assert 'name="confirm_password"' in visitor.post(f"{HOME}/send", {}).text


def test_wrong_credentials_and_a_target_that_is_gone_are_told_in_words(manager: Visitor, server: Kintone, parcel: MemoryParcel) -> None:
    manager.post(f"{HOME}/credentials", {"url": server.url, "token": "wrongToken", "apps": apps_of(parcel)})
    page = finish(manager, manager.post(f"{HOME}/check", {}).location)
    assert "指定したAPIトークンに対応するアプリがありません" in page


def test_without_credentials_nothing_is_tried(visit: Visit, server: Kintone) -> None:
    visitor = visit()
    page = finish(visitor, visitor.post(f"{HOME}/check", {}).location)
    assert "NOTES_APP_KINTONE_URL" in page
    assert server.asked == []


def test_credentials_are_removed(manager: Visitor, space: Workspace) -> None:
    assert manager.post(f"{HOME}/credentials/forget").status_code == 303
    assert space.sending.credentials.get("kintone").values == {}


@pytest.mark.parametrize(("role", "login"), [("rep", "kuze"), ("backoffice", "nanjo")])
def test_reps_and_back_office_send_nothing(visit: Visit, role: str, login: str) -> None:
    visitor = visit(role, login)
    assert visitor.get(HOME).status_code == 403
    assert visitor.post(f"{HOME}/credentials", {"token": "x"}).status_code == 403
    assert visitor.post(f"{HOME}/send", {}).status_code == 403


@pytest.mark.parametrize("address", ["/export/push/xlsx", "/export/push/nowhere/credentials", "/export/push/jobs/x", "/export/push/runs/x", "/export/push/runs/x/answers"])
def test_what_is_not_there_is_said_so(visit: Visit, address: str) -> None:
    assert visit().get(address).status_code == 404


def test_sending_is_stopped_between_two_batches_and_goes_on(manager: Visitor, server: Kintone, space: Workspace) -> None:
    stopped = Event()
    server.trouble(server.is_write, then=lambda: stopped.wait(PATIENCE_S), nth=2)
    started = manager.post(f"{HOME}/send", {"history": "all"}).location
    manager.post(f"{started}/stop")
    stopped.set()
    assert "続きから送れます" in finish(manager, started)
    (run,) = space.sending.store.list_runs("kintone")
    assert run.state == "paused"
    page = manager.get(f"/export/push/runs/{run.run_id}").text
    assert "続きから送る" in page
    assert "すべて送りました" in finish(manager, manager.post(f"{HOME}/send", {"history": "all"}).location)
    keys = [one["notes_app_id"]["value"] for app in server.apps.values() for one in app["records"]]
    assert len(keys) == len(set(keys))
