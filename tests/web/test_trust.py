"""Headers, tokens, cookies, limits and doors: what an attacker tries first."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from notes_app.ledger.sealing import read_secret_key
from notes_app.minutes.note import Note
from notes_app.web.app import create_app
from notes_app.web.identity import safe_next
from notes_app.web.security import LARGEST_REQUEST_BYTES
from tests.web.conftest import PASSWORD, Clock, SmallWorkspace, Visitor


def test_every_answer_carries_the_headers(rep: Visitor) -> None:
    for path in ("/", "/notes", "/sign-in", "/no-such-page", "/notes/x"):
        headers = rep.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"


def test_no_page_has_inline_script_or_style(rep: Visitor, write: Callable[..., Note]) -> None:
    note = write(rep.person, "予算は500万円。", title="訪問")
    for path in (
        "/",
        "/notes",
        "/notes/new",
        f"/notes/{note.note_id}",
        f"/notes/{note.note_id}/edit",
        "/settings",
        "/bin",
    ):
        text = rep.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text), path


def test_static_files_are_kept_for_ever_under_their_fingerprint(app: Flask, visitor: Visitor) -> None:
    good = visitor.get(f"/static/{app.config['ASSETS_FINGERPRINT']}/css/app.css")
    assert "immutable" in good.headers["Cache-Control"]
    assert visitor.get("/static/old/css/app.css").headers["Cache-Control"] == "no-cache"
    assert visitor.get("/static/old/../../app.py").status_code == 404


def test_a_write_without_the_token_is_refused(rep: Visitor, space: SmallWorkspace) -> None:
    rep.token = "forged"
    assert rep.send("POST", "/notes", {"body": "x"}).json["error"] == "StaleForm"
    assert rep.post("/notes", {"body": "x"}).status_code == 400
    assert list(space.store.list()) == []


def test_the_session_cookie_is_for_the_browser_alone(enter: Callable[..., Visitor], app: Flask) -> None:
    enter("sato")
    someone = Visitor(app)
    cookies = [value for name, value in someone.sign_in("sato").headers if name == "Set-Cookie"]
    session = next(one for one in cookies if one.startswith("notes_session="))
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session


def test_behind_tls_cookies_are_secure(space: SmallWorkspace) -> None:
    from dataclasses import replace

    space.settings = replace(space.settings, secure_cookies=True)
    space.people.add(login="sato", name="佐藤 健", role="rep", password=PASSWORD)
    app = create_app(space, TESTING=True, RATELIMIT_ENABLED=False)
    someone = Visitor(app)
    someone.get("/sign-in", base_url="https://localhost")
    answer = someone.post(
        "/sign-in",
        {"login": "sato", "password": PASSWORD},
        base_url="https://localhost",
        headers={"Referer": "https://localhost/sign-in"},
    )
    cookies = [value for name, value in answer.headers if name == "Set-Cookie"]
    assert cookies
    assert all("Secure" in one for one in cookies if not one.startswith("notes_form=;"))


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        None,
        "notes",
        "/a\nb",
        "/%5c/\\x",
    ],
)
def test_sign_in_leads_to_our_own_pages_only(target: str | None) -> None:
    assert safe_next(target) == "/"


def test_sign_in_leads_back_to_where_one_wanted_to_go(rep: Visitor, app: Flask) -> None:
    someone = Visitor(app)
    asked = someone.get("/notes?account=青空商事")
    someone.get(asked.location)
    answer = someone.post(
        "/sign-in", {"login": "sato", "password": PASSWORD, "next": "/notes?account=青空商事"}
    )
    assert answer.location.startswith("/notes?account=")


def test_wrong_password_and_unknown_login_read_the_same(rep: Visitor, visitor: Visitor) -> None:
    visitor.get("/sign-in")
    answers = [
        visitor.post("/sign-in", {"login": login, "password": "wrong password"})
        for login in ("sato", "nobody")
    ]
    assert [one.status_code for one in answers] == [401, 401]
    said = [re.search(r'notice-danger".*?<div>(.*?)</div>', one.text, re.S)[1] for one in answers]  # type: ignore[index]
    assert said[0] == said[1]


def test_too_many_tries_are_slowed_down(space: SmallWorkspace) -> None:
    someone = Visitor(create_app(space, TESTING=True))
    someone.get("/sign-in")
    codes = [someone.post("/sign-in", {"login": "x", "password": "y"}).status_code for _ in range(11)]
    assert codes[-1] == 429


def test_a_revoked_session_ends_at_once(rep: Visitor, space: SmallWorkspace) -> None:
    space.sessions.revoke_all(rep.person.person_id)
    assert rep.get("/").location.startswith("/sign-in")


def test_an_idle_session_ends(rep: Visitor, clock: Clock) -> None:
    clock.at += timedelta(hours=9)
    assert rep.get("/").location.startswith("/sign-in")


def test_administration_asks_for_the_password_again(
    admin: Visitor, space: SmallWorkspace, clock: Clock
) -> None:
    clock.at += timedelta(minutes=16)
    assert admin.get("/people").location == "/confirm?next=/people"
    form = {"login": "new", "name": "新人", "role": "rep", "reading": '\n"<b>'}
    question = admin.post("/people", form)
    assert 'action="/people"' in question.text
    assert '<textarea name="reading" hidden>\n\n&#34;&lt;b&gt;</textarea>' in question.text
    assert space.people.find_by_login("new") is None
    refused = admin.post("/people", form | {"confirm_password": "a guess"})
    assert refused.status_code == 401
    assert "a guess" not in refused.text
    assert space.people.find_by_login("new") is None
    assert admin.post("/people", form | {"confirm_password": PASSWORD}).status_code == 200
    assert space.people.find_by_login("new") is not None
    assert admin.get("/people").status_code == 200  # and the question is not put again for a while


def test_a_script_that_needs_the_password_is_told_where_to_ask(admin: Visitor, clock: Clock) -> None:
    clock.at += timedelta(minutes=16)
    answer = admin.post("/people", {"login": "new"}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["location"]) == (401, "/confirm?next=/")


def test_links_do_not_trust_the_host_header(admin: Visitor) -> None:
    answer = admin.post(
        "/people", {"login": "new", "name": "新人", "role": "rep"}, headers={"Host": "evil.example"}
    )
    assert "evil.example" not in answer.text


def test_too_large_a_request_says_how_large_is_fine(rep: Visitor) -> None:
    answer = rep.post("/notes", {"body": "x" * (LARGEST_REQUEST_BYTES + 1)})
    assert answer.status_code == 413
    assert "32 MB" in answer.text


def test_a_large_note_is_not_too_large(rep: Visitor) -> None:
    assert rep.send("POST", "/notes", {"body": "あ" * 400_000}).status_code == 201


def test_the_signing_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"
    key = read_secret_key(path)
    assert read_secret_key(path) == key
    assert len(key) == 64
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["secret_key"]


def test_reading_is_in_the_audit_log_with_its_session(
    rep: Visitor, write: Callable[..., Note], space: SmallWorkspace
) -> None:
    note = write(rep.person, "予算は500万円。")
    rep.get(f"/notes/{note.note_id}")
    rep.get(f"/notes/{note.note_id}")
    seen = space.audit.list(action="note.view", thing_id=note.note_id)
    assert len(seen) == 1
    assert seen[0].session_id
