"""Two-step sign-in as people meet it: set it up, come in by it, lose the phone, be made to use it."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from tests.web.conftest import PASSWORD, Clock, SmallWorkspace, Visitor, patient_app


def turn_on(someone: Visitor, clock: Clock) -> tuple[str, list[str]]:
    """Set it up on the page; return the secret and the recovery codes."""
    page = someone.get("/settings/second-factor").text
    secret = html.unescape(re.search(r'class="key-text">([^<]+)<', page)[1]).replace(" ", "")  # type: ignore[index]
    done = someone.post("/settings/second-factor", {"code": pyotp.TOTP(secret).at(clock.at)})
    assert done.status_code == 200
    return secret, re.findall(r"<li><code>([A-Z0-9-]+)</code>", done.text)


def test_the_page_shows_a_code_to_scan_that_is_no_picture_from_elsewhere(rep: Visitor) -> None:
    page = rep.get("/settings/second-factor").text
    assert "<svg" in page
    assert "style=" not in page.split("<main")[1]
    assert rep.get("/settings/second-factor").text.count("key-text") == 1
    # the same code until it is used: going back to the page does not make a scanned one worthless
    keys = {re.search(r'class="key-text">([^<]+)<', rep.get("/settings/second-factor").text)[1] for _ in range(2)}  # type: ignore[index]
    assert len(keys) == 1


def test_from_then_on_the_password_alone_does_not_let_in(app: Flask, rep: Visitor, clock: Clock) -> None:
    secret, codes = turn_on(rep, clock)
    assert len(codes) == 10
    phone = Visitor(app)
    phone.get("/sign-in?next=/notes")
    answer = phone.post("/sign-in", {"login": "sato", "password": PASSWORD, "next": "/notes"})
    assert answer.location == "/sign-in/code"
    assert phone.get("/notes").location.startswith("/sign-in")
    phone.get("/sign-in/code")
    wrong = phone.post("/sign-in/code", {"code": "000000"})
    assert wrong.status_code == 401
    assert "確認コードが違います" in wrong.text
    clock.at = clock.at.replace(minute=clock.at.minute + 1)
    assert phone.post("/sign-in/code", {"code": pyotp.TOTP(secret).at(clock.at)}).location == "/notes"
    assert phone.get("/notes").status_code == 200


def test_a_right_password_waits_five_minutes_for_its_code(app: Flask, rep: Visitor, clock: Clock) -> None:
    secret, _ = turn_on(rep, clock)
    phone = Visitor(app)
    phone.sign_in("sato")
    phone.get("/sign-in/code")
    clock.at = clock.at.replace(minute=clock.at.minute + 6)
    assert phone.post("/sign-in/code", {"code": pyotp.TOTP(secret).at(clock.at)}).location == "/sign-in"
    assert phone.get("/sign-in/code").location == "/sign-in"


def test_nobody_comes_to_the_code_without_a_password(app: Flask) -> None:
    stranger = Visitor(app)
    assert stranger.get("/sign-in/code").location == "/sign-in"


def test_an_administrator_resets_it(app: Flask, admin: Visitor, enter: Callable[..., Visitor], clock: Clock) -> None:
    rep = enter("sato")
    turn_on(rep, clock)
    assert "二段階認証" in admin.get("/people").text
    admin.post(f"/people/{rep.person.person_id}/second-factor/reset")  # type: ignore[union-attr]
    phone = Visitor(app)
    phone.sign_in("sato")
    assert phone.get("/notes").status_code == 200


def test_turning_it_off_asks_for_the_password_when_it_was_typed_long_ago(rep: Visitor, space: SmallWorkspace, clock: Clock) -> None:
    turn_on(rep, clock)
    clock.at = clock.at.replace(hour=clock.at.hour + 1)
    assert 'name="confirm_password"' in rep.post("/settings/second-factor/off").text
    assert space.second_factors.owners()
    rep.post("/settings/second-factor/off", {"confirm_password": PASSWORD})
    assert not space.second_factors.owners()


@pytest.mark.parametrize(("who", "role", "is_asked"), [("admins", "rep", False), ("admins", "manager", True), ("everyone", "rep", True), ("optional", "admin", False)])
def test_a_workspace_can_make_it_a_must(space: SmallWorkspace, clock: Clock, who: str, role: str, is_asked: bool) -> None:
    space.settings = dataclasses.replace(space.settings, second_factor=who)
    app = patient_app(space)
    space.people.add(login="x", name="某", role=role, password=PASSWORD)  # type: ignore[arg-type]
    someone = Visitor(app)
    someone.sign_in("x")
    assert (someone.get("/notes").location == "/settings/second-factor") == is_asked
    assert someone.get("/settings").status_code == 200  # one's own settings, and the way out, stay open
    turn_on(someone, clock)
    assert someone.get("/notes").status_code == 200


def test_a_password_changed_meanwhile_leaves_no_half_open_door(app: Flask, rep: Visitor, space: SmallWorkspace, clock: Clock) -> None:
    secret, _ = turn_on(rep, clock)
    assert rep.person is not None
    thief = Visitor(app)
    thief.get("/sign-in")
    assert thief.post("/sign-in", {"login": rep.person.login, "password": PASSWORD}).location == "/sign-in/code"
    assert thief.get("/sign-in/code").status_code == 200
    space.people.set_password(rep.person.person_id, "another green umbrella")
    clock.at += timedelta(seconds=60)
    assert thief.post("/sign-in/code", {"code": pyotp.TOTP(secret).at(clock.at)}).location == "/sign-in"
    assert thief.get("/notes").status_code == 303


def test_a_long_address_to_go_on_to_does_not_lock_anybody_out(app: Flask, rep: Visitor, clock: Clock) -> None:
    """A browser drops a cookie of more than 4 KB: the password would be asked for again and again."""
    secret, _ = turn_on(rep, clock)
    assert rep.person is not None
    visitor = Visitor(app)
    visitor.get("/sign-in")
    half = visitor.post("/sign-in", {"login": rep.person.login, "password": PASSWORD, "next": "/search?q=" + "x" * 5_000})
    assert all(len(cookie) < 4_000 for cookie in half.headers.getlist("Set-Cookie"))
    visitor.get("/sign-in/code")
    clock.at += timedelta(seconds=60)
    assert visitor.post("/sign-in/code", {"code": pyotp.TOTP(secret).at(clock.at)}).location == "/"
