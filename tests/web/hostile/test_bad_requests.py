"""Every address of the app, asked with garbage: answered with a page or a refusal, never with a 500, nothing half-written."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask

from notes_app.bootstrap import OPERATOR, Workspace
from notes_app.web.guards import PUBLIC
from notes_app.web.pages.imports import MOST_FILES
from notes_app.web.security import MOST_FORM_PARTS
from tests.patience import eventually
from tests.web.conftest import PASSWORD, Visitor
from tests.web.hostile.conftest import ATTACK, dangers_of

GARBAGE = (
    "", "a\x00b\\..\\c", ATTACK, "9" * 40, "0001-01-01", "\ud800", "\r\nSet-Cookie: a=b",
)  # fmt: skip
PARAMETERS = (
    "account accounts add access again against all answer at author body channel choice choices comment contact contacts csrf deal decision "
    "draft_key end exact expected_revision field_id field_type final go held_on held_time history in into key kind label language login mine "
    "mode month name new next number old owner page password picked place preview purpose q reaction reading reason required review_on revision "
    "role since sort start step tab tag tags target title until used_by value vote why years"
).split()
LEFT_ALONE = {"assets.file", "sign_in.leave", "my_settings.revoke_others", "my_settings.change_password", "imports.load_sample", "setup.load_sample"}
"""Not walked: they would sign the walker out, or load the whole example."""


def addresses(app: Flask, word: str) -> Iterator[tuple[str, str]]:
    """Yield (method, address) of every route, with `word` in each of its places."""
    placed = quote(word, safe="", errors="surrogatepass") or "%20"
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in LEFT_ALONE:
            address = re.sub(r"<[^>]+>", placed, re.sub(r"<int:[^>]+>", "1", str(rule)))
            yield from ((method, address) for method in ("GET", "POST", "PUT") if method in (rule.methods or ()))


@pytest.mark.parametrize("word", GARBAGE, ids=ascii)
def test_garbage_on_every_address_is_answered(app: Flask, admin: Visitor, word: str) -> None:
    facts = urlencode(dict.fromkeys(PARAMETERS, word), errors="surrogatepass")
    for method, address in addresses(app, word):
        if method == "GET":
            answer = admin.client.get(address, query_string=facts)
        else:
            form = f"{facts}&csrf_token={admin.token}"
            answer = admin.client.open(address, method=method, data=form, content_type="application/x-www-form-urlencoded")
        assert answer.status_code < 500, (method, address)
        if answer.mimetype == "text/html":
            assert dangers_of(answer.text) == [], (method, address)
        assert "a=b" not in answer.headers.getlist("Set-Cookie")
        answer.close()


@pytest.fixture
def note_id(space: Workspace, admin: Visitor) -> str:
    note = space.keeper.create(admin.person, front={"title": "訪問", "account": "青空商事"}, body="【予算】500万円\n【決裁者】部長\n")  # type: ignore[arg-type]
    space.follow_saves()
    return note.note_id


@pytest.mark.parametrize("word", ["", "9" * 40, ATTACK], ids=ascii)
def test_garbage_about_a_real_note_is_answered_and_leaves_its_file_whole(app: Flask, admin: Visitor, note_id: str, space: Workspace, word: str) -> None:
    facts = dict.fromkeys(PARAMETERS, word) | {"csrf_token": admin.token}
    for rule in app.url_map.iter_rules():
        if "<note_id>" in str(rule) and rule.endpoint != "note.delete":
            address = re.sub(r"<[^>]+>", "1", str(rule).replace("<note_id>", note_id))
            for method in {"GET", "POST", "PUT"} & (rule.methods or set()):
                sent: dict[str, Any] = {"query_string": facts} if method == "GET" else {"data": facts}
                answer = admin.client.open(address, method=method, **sent)
                assert answer.status_code < 500, (method, address)
    assert space.keeper.get(note_id).problem is None
    assert admin.get(f"/notes/{note_id}").status_code == 200


@pytest.mark.parametrize("years", ["0010000", "050" + "9" * 5000, "²", "٩٩"])
def test_years_beyond_the_calendar_are_no_years(admin: Visitor, years: str) -> None:
    assert admin.get(f"/export/push/salesforce?years={years}").status_code == 200
    assert admin.get(f"/export?years={years}").status_code == 200


WRONG_BODIES = (
    "", "[12]", '{"a":' * 500, "\xff", '{"body": 1, "title": [1], "account": {"a": 1}, "revision": null, "tags": true, "draft_key": []}',
    '{"body": "\\ud800", "title": "\\udfff", "draft_key": "\\ud800", "tags": "\\ud800", "revision": "\\ud800"}',
    '{"body": "x", "held_on": "0001-01-01", "held_time": "00:00"}', '{"body": "x", "kind": "\\u0000", "access": "root", "owner": "\\u202e", "channel": "<script>"}',
)  # fmt: skip


@pytest.mark.parametrize("body", WRONG_BODIES, ids=[ascii(body[:30]) for body in WRONG_BODIES])
def test_json_of_the_wrong_shape_is_answered(app: Flask, admin: Visitor, note_id: str, body: str) -> None:
    headers = {"X-CSRFToken": admin.token, "Accept": "application/json", "Content-Type": "application/json"}
    for method, address in addresses(app, note_id):
        if method != "GET" and address.startswith("/notes") and not address.endswith("/delete"):
            answer = admin.client.open(address, method=method, data=body.encode("latin-1"), headers=headers)
            assert answer.status_code < 500, (method, address)
    assert admin.get(f"/notes/{note_id}").status_code == 200


def test_what_a_script_saves_with_half_characters_can_be_read_again(admin: Visitor, space: Workspace) -> None:
    answer = admin.send("POST", "/notes", {"title": "半\ud800分", "body": "予算：\udc00 500万円", "account": "\ud83d\ude00商事"})
    assert answer.status_code == 201
    note = space.keeper.get(answer.json["note_id"])
    assert note.text.encode()
    assert admin.get(f"/notes/{note.note_id}").status_code == 200
    space.catch_up()
    assert admin.get("/search?q=" + quote("500万円")).status_code == 200


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "PUT", "TRACE", "PROPFIND", "x" * 40])
def test_a_method_a_page_does_not_know_is_refused_in_words(admin: Visitor, method: str) -> None:
    answer = admin.client.open("/notes", method=method, headers={"X-CSRFToken": admin.token})
    assert answer.status_code in (405, 501)


def test_every_writing_address_demands_the_token(app: Flask, admin: Visitor, space: Workspace, note_id: str) -> None:
    before = (space.changes.head(), len(space.people.list()), len(space.templates.list_versions()))
    for method, address in addresses(app, note_id):
        if method != "GET":
            answer = admin.client.open(address, method=method, data={"body": "x", "csrf_token": "forged"})
            assert answer.status_code in (400, 405), (method, address)
    assert (space.changes.head(), len(space.people.list()), len(space.templates.list_versions())) == before


def test_only_public_addresses_answer_a_stranger(app: Flask, note_id: str) -> None:
    stranger = app.test_client()
    for rule in app.url_map.iter_rules():
        if app.view_functions[rule.endpoint].action != PUBLIC and "GET" in (rule.methods or ()):  # type: ignore[attr-defined]
            answer = stranger.get(re.sub(r"<[^>]+>", note_id, re.sub(r"<int:[^>]+>", "1", str(rule))))
            assert answer.status_code == 303, str(rule)
            assert "訪問" not in answer.text


@pytest.mark.parametrize("cookie", ["", "x", "x" * 4000, "../../etc", "\x01", '";a=b', "%00"], ids=ascii)
def test_a_made_up_session_is_no_session(app: Flask, cookie: str) -> None:
    answer = app.test_client().get("/notes", headers={"Cookie": f"notes_session={cookie}; notes_form={cookie}; language={cookie}"})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Language": "x" * 5000}, {"Accept": ";;;=,/"}, {"User-Agent": ATTACK * 50}, {"Referer": "http://[bad"}, {"Referer": "javascript:alert(1)"},
        {"HX-Request": "true", "HX-Current-URL": ATTACK}, {"Range": "bytes=-99999999999"}, {"If-None-Match": "\x7f"}, {"X-Forwarded-For": ATTACK}, {"Content-Length": "-5"},
        {"Host": "evil.example:99999"}, {"Host": "<script>"},
    ],
    ids=str,
)  # fmt: skip
def test_strange_headers_are_answered(app: Flask, admin: Visitor, headers: dict[str, str]) -> None:
    for address in ("/", "/notes?sort=x", "/search?q=予算", "/settings", "/confirm"):
        answer = admin.client.get(address, headers=headers)
        assert answer.status_code < 500
        assert dangers_of(answer.text) == []
    answer = app.test_client().post("/notes", headers=headers)
    assert answer.status_code < 500


def test_strange_headers_at_the_door_are_answered_and_shown_as_words(app: Flask, space: Workspace) -> None:
    visitor = Visitor(app)
    space.people.add(login="device", name="機器 太郎", role="rep", password=PASSWORD)
    visitor.get("/sign-in")
    visitor.post("/sign-in", {"login": "device", "password": PASSWORD}, headers={"User-Agent": ATTACK})
    assert dangers_of(visitor.get("/settings").text) == []


@pytest.mark.parametrize(
    "query",
    ["x" * 1_000_000, "(" * 5_000, '"' * 999, "NOT " * 400, "顧客:" * 300, "-" * 2_000, "期間:9999-99-99..0000-00-00", "from:0001-01-01 to:9999-12-31", "\x00", "*" * 500,
     "a OR " * 500, "[ TO ]", "title:^1e999", "ﷺ" * 300, "が\u3099" * 500, "\u200b" * 900, "金額:>99999999999999999999999円", "month:2026-02-31", "~" * 300],
    ids=lambda query: ascii(query[:14]),
)  # fmt: skip
def test_any_query_is_answered_in_time(admin: Visitor, query: str) -> None:
    began = time.process_time()
    for path in ("/search", "/accounts", "/notes/suggest"):
        answer = admin.client.get(path, query_string={"q": query, "kind": "people"})
        assert answer.status_code < 500
    assert time.process_time() - began < 20, "somebody could stall the server with this"


def test_a_large_form_is_answered(admin: Visitor, space: Workspace) -> None:
    before = space.changes.head()
    assert admin.post("/notes", {"body": "x", "title": "あ" * 100_000}).status_code == 400
    assert admin.post("/notes", {f"f{number}": "x" for number in range(5_000)}).status_code < 500
    parts = {f"f{number}": "x" for number in range(MOST_FORM_PARTS + 10)}
    assert admin.client.post("/notes", data={**parts, "csrf_token": admin.token}, content_type="multipart/form-data").status_code in (400, 413)
    assert MOST_FORM_PARTS > MOST_FILES
    assert space.changes.head() - before <= 1


def test_a_line_of_200_kb_is_kept_shown_and_found(admin: Visitor, space: Workspace) -> None:
    line = "予算は" + "、まだ決まっていない" * 20_000 + "端の言葉"
    saved = admin.send("POST", "/notes", {"body": line}).json
    assert space.keeper.get(saved["note_id"]).body.strip() == line
    page = admin.get(f"/notes/{saved['note_id']}")
    assert page.status_code == 200
    assert "端の言葉" in page.text
    space.catch_up()
    assert saved["note_id"] in admin.get("/search?q=" + quote('"端の言葉"')).text
    admin.post(f"/notes/{saved['note_id']}/delete")


def upload(admin: Visitor, space: Workspace, *files: tuple[str, bytes]) -> dict[str, Any]:
    """Send files to the import page, wait for the job, and return its report."""
    known = {one.batch_id for one in space.imports.list()}
    data = {"csrf_token": admin.token, "files": [(io.BytesIO(content), name) for name, content in files]}
    answer = admin.client.post("/import", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    finish(admin, answer.location)
    fresh = {one.batch_id for one in space.imports.list()} - known
    assert len(fresh) == 1
    return dict(space.imports.get(fresh.pop()).report)


def finish(admin: Visitor, place: str) -> None:
    """Look at the page of a job until it has ended, as the browser does."""
    job_id = place.rsplit("/", 1)[-1]
    job = admin.client.application.extensions["jobs"].get(job_id, admin.person.person_id)  # type: ignore[union-attr]
    assert eventually(lambda: job.state != "running")
    page = admin.client.get(place)
    assert page.status_code < 500
    assert dangers_of(page.text) == []


UPLOAD_NAMES = ("../../escape.md", "/etc/cron.d/x.md", "..\\..\\escape.md", "C:\\windows\\x.md", f"{ATTACK.replace('/', '')}.md", "\u202ecod.md", "あ" * 300 + ".md", "CON.md", "a.md/", "nul\x00.md", "...md", " .md")


@pytest.mark.parametrize("name", UPLOAD_NAMES, ids=ascii)
def test_an_uploaded_name_leads_nowhere(admin: Visitor, space: Workspace, name: str) -> None:
    around = {path for path in space.settings.notes.parent.rglob("*") if not path.is_relative_to(space.settings.notes) and not path.is_relative_to(space.settings.var)}
    report = upload(admin, space, (name, "予算：5万円\n".encode()))
    assert report["files_in"] == report["notes_out"] + report["skipped_count"]
    assert {path for path in space.settings.notes.parent.rglob("*") if not path.is_relative_to(space.settings.notes) and not path.is_relative_to(space.settings.var)} == around
    for page in ("/import", f"/import/{report['batch_id']}"):
        assert dangers_of(admin.get(page).text) == []


def zip_of(*members: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return held.getvalue()


ZIPS = {
    "paths": zip_of(("../../escape.md", b"x"), ("/abs.md", b"x"), ("..\\w.md", b"x"), ("ok/fine.md", "予算：1万円".encode()), (ATTACK + ".md", b"x"), ("a" * 250 + ".md", b"x")),
    "bomb": zip_of(("bomb.md", b"0" * 40_000_000)),
    "nested": zip_of(("inner.zip", zip_of(("inner.md", b"x")))),
    "many": zip_of(*((f"{number}.md", b"") for number in range(3_000))),
    "none": zip_of(),
    "cut": zip_of(("a.md", b"x" * 1000))[:-30],
    "no zip": b"PK\x03\x04 but no",
    "same name twice": zip_of(("a.md", "予算：1万円".encode()), ("A.md", "予算：2万円".encode())),
}


@pytest.mark.parametrize("kind", ZIPS)
def test_a_hostile_zip_is_accounted_for_or_refused(admin: Visitor, space: Workspace, kind: str) -> None:
    before = {one.batch_id for one in space.imports.list()}
    data = {"csrf_token": admin.token, "files": (io.BytesIO(ZIPS[kind]), f"{kind}.zip")}
    answer = admin.client.post("/import", data=data, content_type="multipart/form-data")
    assert answer.status_code < 500
    if answer.status_code == 303:
        finish(admin, answer.location)
    for batch in {one.batch_id for one in space.imports.list()} - before:
        report = space.imports.get(batch).report
        assert report["files_in"] == report["notes_out"] + report["skipped_count"]
    assert not list(space.settings.notes.parent.glob("*escape*"))


def test_nothing_left_the_folders_and_every_page_still_stands(admin: Visitor, space: Workspace) -> None:
    space.catch_up()
    for address in ("/", "/notes", "/search?q=予算", "/accounts", "/template", "/template/review", "/import", "/people"):
        assert admin.get(address).status_code == 200, address
    assert space.mining_report(OPERATOR).fields
    assert list(space.settings.notes.rglob("*.tmp")) == []
