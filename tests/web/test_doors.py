"""Coming in: the first setup, links to set a password, languages, devices, members."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask

from tests.web.conftest import PASSWORD, SmallWorkspace, Visitor


def test_the_setup_link_makes_the_first_administrator_once(visitor: Visitor, space: SmallWorkspace) -> None:
    link = f"/setup/{space.setup_links.issue('setup')}"
    assert visitor.get(link).status_code == 200
    slip = {
        "login": "takahashi",
        "name": "高橋 真理",
        "language": "ja",
        "password": PASSWORD,
        "again": "something else",
    }
    assert visitor.post(link, slip).status_code == 400
    answer = visitor.post(link, slip | {"again": PASSWORD})
    assert answer.location == "/"
    assert "高橋 真理" in visitor.get("/").text
    assert space.people.find_by_login("takahashi").role == "admin"
    again = visitor.get(link)
    assert again.status_code == 410
    assert "このリンクは使えません" in again.text


def test_a_weak_password_is_explained_and_what_was_typed_stays(
    visitor: Visitor, space: SmallWorkspace
) -> None:
    link = f"/setup/{space.setup_links.issue('setup')}"
    visitor.get(link)
    answer = visitor.post(
        link, {"login": "takahashi", "name": "高橋 真理", "password": "short", "again": "short"}
    )
    assert answer.status_code == 400
    assert "短すぎます" in answer.text
    assert 'value="高橋 真理"' in answer.text


def test_a_new_member_chooses_a_password_by_the_link(admin: Visitor, app: Flask) -> None:
    page = admin.post("/people", {"login": "ito", "name": "伊藤 葵", "role": "rep", "language": "en"})
    link = re.search(r'data-full-address="([^"]+)"', page.text)[1]  # type: ignore[index]
    newcomer = Visitor(app)
    assert "伊藤 葵" in newcomer.get(link).text
    assert newcomer.post(link, {"password": PASSWORD, "again": PASSWORD}).location == "/"
    assert '<html lang="en">' in newcomer.get("/").text
    assert newcomer.get(link).status_code == 410


def test_a_disabled_member_is_out_at_once(admin: Visitor, enter: Callable[..., Visitor]) -> None:
    rep = enter("sato")
    admin.post(f"/people/{rep.person.person_id}/disable")
    assert rep.get("/").location.startswith("/sign-in")
    admin.post(f"/people/{rep.person.person_id}/enable")
    assert rep.sign_in("sato").location == "/"


def test_the_last_administrator_stays(admin: Visitor) -> None:
    answer = admin.post(f"/people/{admin.person.person_id}/disable")
    assert answer.status_code == 409
    assert "最後の管理者" in answer.text


def test_a_login_that_is_taken_is_explained(admin: Visitor) -> None:
    answer = admin.post("/people", {"login": "admin", "name": "別の人", "role": "rep"})
    assert answer.status_code == 409
    assert 'value="別の人"' in answer.text


def test_everybody_signs_out_their_own_devices_only(
    enter: Callable[..., Visitor], app: Flask, space: SmallWorkspace
) -> None:
    rep, other = enter("sato"), enter("suzuki", name="鈴木 花")
    second = Visitor(app)
    second.sign_in("sato")
    sessions = space.sessions.list(rep.person.person_id)
    assert len(sessions) == 2
    assert other.post(f"/settings/devices/{sessions[0].session_id}/revoke").status_code == 403
    rep.post("/settings/devices/revoke-others")
    assert second.get("/").location.startswith("/sign-in")
    assert rep.get("/").status_code == 200


def test_a_changed_password_signs_out_the_other_devices(rep: Visitor, app: Flask) -> None:
    second = Visitor(app)
    second.sign_in("sato")
    assert (
        rep.post(
            "/settings/password", {"old": "wrong one", "password": "x" * 12, "again": "x" * 12}
        ).status_code
        == 401
    )
    fresh = "violin under the bridge"
    assert (
        rep.post("/settings/password", {"old": PASSWORD, "password": fresh, "again": fresh}).location
        == "/settings"
    )
    assert rep.get("/").status_code == 200
    assert second.get("/").location.startswith("/sign-in")
    assert Visitor(app).sign_in("sato", fresh).location == "/"


def test_signing_out_ends_the_session_on_the_server(rep: Visitor, space: SmallWorkspace) -> None:
    rep.post("/sign-out")
    assert space.sessions.list(rep.person.person_id) == ()


def test_japanese_first_and_english_by_choice(visitor: Visitor) -> None:
    assert "サインイン" in visitor.get("/sign-in").text
    visitor.post("/language", {"language": "en"})
    assert "Sign in" in visitor.get("/sign-in").text


def test_each_person_has_a_language(rep: Visitor) -> None:
    rep.post("/settings/profile", {"name": "佐藤 健", "reading": "さとう たけし", "language": "en"})
    page = rep.get("/settings")
    assert "My settings" in page.text
    assert 'value="さとう たけし"' in page.text
    refused = rep.get("/people")
    assert "You are not allowed" in refused.text
