"""S2, the lost laptop: signed out in seconds, and a list of what it had opened; the log that makes it possible."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from flask import Flask
from sqlalchemy import text

from notes_app.minutes.note import Note
from tests.web.conftest import SmallWorkspace, Visitor


def test_a_lost_device_is_signed_out_and_everything_it_opened_is_listed(
    app: Flask, admin: Visitor, enter: Callable[..., Visitor], write: Callable[..., Note], space: SmallWorkspace
) -> None:
    rep = enter("sato")
    laptop, phone = Visitor(app), Visitor(app)
    laptop.sign_in("sato")
    phone.sign_in("sato")
    opened = write(rep.person, "値引きの件", title="青葉の見積")
    other = write(rep.person, "別の件", title="みどりの納期")
    phone.get(f"/notes/{opened.note_id}")  # already read on another device: still part of the report of the laptop
    laptop.get(f"/notes/{opened.note_id}")
    laptop.get(f"/notes/{opened.note_id}")
    phone.get(f"/notes/{other.note_id}")
    session = next(
        one.session_id for one in space.sessions.list(rep.person.person_id)  # type: ignore[union-attr]
        if any(entry.thing_id == opened.note_id for entry in space.audit.list_session(one.session_id))
        and not any(entry.thing_id == other.note_id for entry in space.audit.list_session(one.session_id))
    )  # fmt: skip
    base = f"/people/{rep.person.person_id}/devices"  # type: ignore[union-attr]
    assert admin.get(base).text.count("サインイン中</span>") == 3
    report = admin.post(f"{base}/{session}/revoke")
    assert report.location == f"{base}/{session}"
    assert laptop.get("/").location.startswith("/sign-in")
    assert phone.get("/").status_code == 200
    page = admin.get(report.location).text
    assert page.count("青葉の見積") == 1
    assert "みどりの納期" not in page
    rows = list(csv.reader(io.StringIO(admin.get(f"{base}/{session}/report.csv").data.decode("utf-8-sig"))))
    assert [row[2] for row in rows if row[3] == opened.note_id] == ["青葉の見積"]
    admin.post(f"{base}/revoke-all")
    assert phone.get("/").location.startswith("/sign-in")


def test_a_report_does_not_show_titles_its_reader_may_not_read(
    admin: Visitor, enter: Callable[..., Visitor], write: Callable[..., Note], space: SmallWorkspace
) -> None:
    rep = enter("sato")
    private = write(rep.person, "内緒", title="人に言えない件", readers=["person:sato"], access="private")
    assert "team" not in private.readers
    rep.get(f"/notes/{private.note_id}")
    session = space.sessions.list(rep.person.person_id)[0].session_id  # type: ignore[union-attr]
    page = admin.get(f"/people/{rep.person.person_id}/devices/{session}").text  # type: ignore[union-attr]
    assert "人に言えない件" not in page
    assert "閲覧できない" in page


def test_a_session_of_somebody_else_is_not_found_under_a_name(admin: Visitor, enter: Callable[..., Visitor], space: SmallWorkspace) -> None:
    rep = enter("sato")
    mine = space.sessions.list(admin.person.person_id)[0].session_id  # type: ignore[union-attr]
    assert admin.get(f"/people/{rep.person.person_id}/devices/{mine}").status_code == 404  # type: ignore[union-attr]
    assert admin.post(f"/people/{rep.person.person_id}/devices/{mine}/revoke").status_code == 404  # type: ignore[union-attr]


def test_the_log_is_filtered_and_says_when_somebody_touched_it(admin: Visitor, enter: Callable[..., Visitor], space: SmallWorkspace) -> None:
    rep = enter("sato")
    rep.get("/accounts/青葉製作所")
    page = admin.get(f"/audit?person={rep.person.person_id}&action=account.")  # type: ignore[union-attr]
    assert page.status_code == 200
    assert "書き換えはありません" in admin.get("/audit?verify=1").text
    with space.people._engine.begin() as link:
        link.execute(text("UPDATE audit SET thing_id = 'x' WHERE entry = 1"))
    assert "記録 1 が直前の記録とつながりません" in admin.get("/audit?verify=1").text


def test_strange_filters_answer_and_reps_see_nothing(admin: Visitor, enter: Callable[..., Visitor]) -> None:
    for query in ("since=今日", "until=9999-12-31", "start=-5", "start=x", "action=%00", "person=%F0", "since=0001-01-01", "start=99999999999999999999"):
        assert admin.get(f"/audit?{query}").status_code in (200, 400), query
    assert "サインイン" in admin.get("/audit/log.csv").data.decode("utf-8-sig")
    rep = enter("ito")
    assert rep.get("/audit").status_code == 403
    assert rep.get(f"/people/{rep.person.person_id}/devices").status_code == 403  # type: ignore[union-attr]
