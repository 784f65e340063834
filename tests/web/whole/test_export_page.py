"""Out to a CRM: preview, password, progress, report, and a package that only its maker may fetch."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from notes_app.bootstrap import Workspace
from notes_app.template.decision import Decision
from tests.web.conftest import Clock, Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def published(space: Workspace, written: Any) -> None:
    session = space.board(written)
    for key in ("予算", "決裁者", "競合"):
        session.decide(Decision(key=key, choice="keep"))
    session.publish("はじめの版")


def test_before_the_first_version_it_says_what_to_do(visit: Visit) -> None:
    page = visit().get("/export").text
    assert "先にひな形を公開" in page
    assert visit().get("/export/preview").status_code == 200


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("target", ["data_package", "salesforce"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_preview_counts_and_names(visit: Visit, target: str, language: str) -> None:
    page = visit("manager", f"m-{language}", language).get("/export/preview", query_string={"target": target}).text
    assert ">8</strong>" in page  # notes; the private one is not among them
    assert "秘密商会" not in page
    assert "<code>budget</code>" in page
    assert ("まだ早い" if language == "ja" else "Not yet") in page


@pytest.mark.usefixtures("published")
def test_the_scope_narrows_what_leaves(visit: Visit) -> None:
    page = (
        visit()
        .get(
            "/export/preview",
            query_string={"accounts": "海風フーズ", "since": "2026-07-01", "target": "xlsx"},
        )
        .text
    )
    assert ">1</strong>" in page
    assert visit().get("/export/preview", query_string={"since": "いつか", "target": "nowhere", "history": "?"}).status_code == 200


@pytest.mark.usefixtures("published")
def test_a_package_is_made_reported_and_fetched(visit: Visit, space: Workspace) -> None:
    visitor = visit()
    visitor.get("/export")
    started = visitor.post("/export/run", {"target": "data_package", "history": "all", "mode": "full"})
    report = visitor.follow(started.location).text
    assert "パッケージができました" in report
    answer = visitor.get(f"{started.location}/package.zip")
    assert answer.headers["Content-Disposition"].endswith("notes-app-data-package-20261122.zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert {"datapackage.json", "README.ja.md", "README.en.md"} <= set(archive.namelist())
    assert "内緒の話" not in archive.read("data/meeting_note.csv").decode("utf-8-sig")
    assert [run.target for run in space.exports.list_runs()] == ["data_package"]
    assert space.audit.list(action="export.download")
    other = visit("admin", "boss")
    assert other.get(started.location).status_code == 404
    assert other.get(f"{started.location}/package.zip").status_code == 404


@pytest.mark.usefixtures("published")
def test_what_is_gone_is_named_until_somebody_says_that_it_is_deleted_there(visit: Visit, space: Workspace) -> None:
    visitor = visit()
    visitor.get("/export")
    visitor.follow(visitor.post("/export/run", {"target": "xlsx"}).location)
    for _ in range(2):
        narrow = visitor.post("/export/run", {"target": "xlsx", "accounts": "海風フーズ"}).location
        assert "CRM に残っているレコード" in visitor.follow(narrow).text
    assert visitor.post(f"{narrow}/gone").status_code == 303
    assert "CRM に残っているレコード" not in visitor.get(narrow).text
    assert space.audit.list(action="export.forget")
    again = visitor.post("/export/run", {"target": "xlsx", "accounts": "海風フーズ"}).location
    assert "CRM に残っているレコード" not in visitor.follow(again).text
    assert visit("admin", "boss").post(f"{again}/gone").status_code == 404


@pytest.mark.usefixtures("published")
def test_the_password_is_asked_again_before_anything_leaves(visit: Visit, clock: Clock, space: Workspace) -> None:
    from datetime import timedelta

    visitor = visit()
    clock.at += timedelta(minutes=40)
    visitor.get("/export")
    answer = visitor.post("/export/run", {"target": "xlsx"})
    assert 'name="confirm_password"' in answer.text
    assert space.exports.list_runs() == ()


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(("role", "login"), [("rep", "kuze"), ("backoffice", "nanjo")])
def test_reps_and_back_office_do_not_export(visit: Visit, role: str, login: str) -> None:
    visitor = visit(role, login)
    assert visitor.get("/export").status_code == 403
    assert visitor.get("/export/preview").status_code == 403
    assert visitor.post("/export/run", {"target": "xlsx"}).status_code == 403


@pytest.mark.usefixtures("published")
def test_our_people_are_mapped_to_users_of_each_target(visit: Visit, space: Workspace) -> None:
    visitor = visit()
    page = visitor.get("/export/preview", query_string={"target": "salesforce"}).text
    assert 'name="owner" value="kuze"' in page
    form = {"target": "salesforce", "owner": ["kuze", "hinata"], "user": ["kuze@example.com", ""]}
    visitor.post("/export/owners", form)
    assert space.owners.get("salesforce") == {"kuze": "kuze@example.com"}
    assert space.owners.get("hubspot") == {}
    assert "kuze@example.com" in visitor.get("/export/preview", query_string={"target": "salesforce"}).text
    refused = visitor.post("/export/owners", {"target": "salesforce", "owner": ["kuze"], "user": ["a\nb"]})
    assert refused.status_code == 400
