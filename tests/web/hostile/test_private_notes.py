"""Somebody else's private note does not exist: not its page, its words, its names, nor its part in any number."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask

from notes_app.bootstrap import OPERATOR, Workspace
from notes_app.minutes.note import Note
from notes_app.people.permission import Role
from tests.web.conftest import PASSWORD, Visitor

WORDS = {
    "title": "極秘買収計画", "account": "紫水晶ホールディングス", "contacts": ["雲井玄蕃"], "deal": "緋色案件", "tags": ["黒曜石"], "channel": "mail",
    "kind": "complaint",
}  # fmt: skip
BODY = "【裏条件】琥珀色の見返り\n【予算】98765万円\n金糸雀部長が決裁\n競合：翡翠商会\n次回：2027-07-07 訪問\nTEL 03-9999-1234\n"
SECRETS = (
    "極秘買収計画", "紫水晶", "雲井", "緋色", "黒曜石", "裏条件", "琥珀", "98765", "987650000", "金糸雀", "翡翠", "03-9999-1234", "山吹色の返事",
)  # fmt: skip


@pytest.fixture(scope="module")
def secret(space: Workspace) -> Note:
    """A private note, with two versions and a comment; its label stands in three more, for mining to see a habit."""
    writer = space.people.add(login="hinata", name="日向 葵", role="rep", password=PASSWORD)
    front = {**WORDS, "access": "private", "author": "日向 葵", "held_at": "2026-11-21"}
    note = space.keeper.create(writer, front=front, body=BODY)
    for number in range(3):
        space.keeper.create(writer, front={**front, "title": f"極秘買収計画 {number}"}, body=BODY)
    saved = space.keeper.save(writer, note.note_id, expected_revision=note.revision, front={}, body=BODY + "追記：琥珀\n")
    space.comments.add(writer, "note", note.note_id, "山吹色の返事")
    space.reactions.toggle(writer, note.note_id, "seen")
    space.follow_saves()
    space.catch_up()
    return saved.note


@pytest.fixture(scope="module", params=["rep", "manager", "admin", "backoffice"])
def other(request: pytest.FixtureRequest, come: Callable[..., Visitor], secret: Note) -> Visitor:
    role: Role = request.param
    return come(f"other-{role}", role, f"他人 {role}")


def told(page: str, *, asked: str = "") -> list[str]:
    """Return the secrets a page tells; what the asker typed themselves is no secret."""
    return [word for word in SECRETS if word in page and word not in asked]


def test_no_address_of_the_note_tells_of_it(app: Flask, other: Visitor, secret: Note, space: Workspace) -> None:
    before = space.keeper.get(secret.note_id).revision
    for rule in app.url_map.iter_rules():
        if "<note_id>" not in str(rule):
            continue
        address = re.sub(r"<int:[^>]+>", "1", str(rule)).replace("<note_id>", secret.note_id)
        for method in {"GET", "POST", "PUT"} & (rule.methods or set()):
            form = {"csrf_token": other.token, "body": "x", "reaction": "seen", "choice": "accept"}
            sent = {} if method == "GET" else {"data": form}
            answer = other.client.open(re.sub(r"<[^>]+>", "x", address), method=method, **sent)  # type: ignore[arg-type]
            assert answer.status_code in (403, 404), (method, address)
            assert told(answer.text) == [], (method, address)
    assert space.keeper.get(secret.note_id).revision == before


def test_a_missing_note_and_a_closed_one_read_the_same(other: Visitor, secret: Note) -> None:
    closed, missing = other.get(f"/notes/{secret.note_id}"), other.get("/notes/n000000000000")
    assert closed.status_code == missing.status_code == 404
    assert closed.text.replace(secret.note_id, "n000000000000").count("n000000000000") == missing.text.count("n000000000000")


def test_no_page_tells_of_it(app: Flask, other: Visitor, space: Workspace) -> None:
    asked = " ".join(miss.word for miss in space.saved_searches.list_misses(1000))  # words of other tests, asked for in vain
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and "<" not in str(rule):
            for more in ("", "?tab=unneeded&all=1", "?tab=drift&all=1", "?preview=1&sort=path"):
                answer = other.get(str(rule) + more)
                assert answer.status_code < 500
                assert told(answer.text, asked=asked) == [], str(rule) + more


@pytest.mark.parametrize("word", [*SECRETS, "author:日向", "kind:complaint", "tag:黒", "顧客:紫", "2027-07-07", "budget", "予算"])
def test_search_and_completion_tell_nothing(other: Visitor, word: str) -> None:
    for path in (f"/search?q={quote(word)}", f"/search?q=予算&author={quote('日向 葵')}", f"/accounts?q={quote(word)}", f"/accounts/{quote(word, safe='')}",
                 f"/notes?account={quote(word)}", f"/notes?tag={quote(word)}", f"/template/card?key={quote(word)}",
                 *(f"/notes/suggest?kind={kind}&q={quote(word[:2])}" for kind in ("people", "tag", "account"))):  # fmt: skip
        answer = other.get(path)
        assert answer.status_code < 500
        assert told(answer.text, asked=word + word[:2]) == [], path


def test_counts_are_of_what_one_may_read(other: Visitor, space: Workspace) -> None:
    tokens = other.person.reader_tokens  # type: ignore[union-attr]
    page = space.search(other.person, "予算", facets=("account", "author", "kind", "tag", "month"))  # type: ignore[arg-type]
    open_ones = {entry.note_id for entry in space.catalog.list(readers=tokens, limit=1000).entries}
    assert {hit.note_id for hit in page.result.hits} <= open_ones
    assert page.result.total == len([entry for entry in open_ones if "予算" in space.keeper.get(entry).body])
    for facet in page.result.facets.values():
        assert not told(" ".join(value for value, _ in facet))
        assert sum(count for _, count in facet) <= page.result.total
    report = space.mining_report(other.person)  # type: ignore[arg-type]
    assert not told(str(report.to_json()))
    assert report.notes == len(open_ones)


def test_no_import_account_tells_of_it(come: Callable[..., Visitor], space: Workspace, secret: Note) -> None:
    """A batch of private files, brought in by one manager, is no window for another."""
    owner = come("todoroki", "manager", "轟 進")
    front = "---\ntitle: 極秘買収計画\naccess: private\nauthor: 轟 進\n---\n琥珀\n"
    data = {"csrf_token": owner.token, "files": (io.BytesIO(front.encode()), "極秘買収計画.md")}
    place = owner.client.post("/import", data=data, content_type="multipart/form-data").location
    owner.follow(place)
    batches = [one for one in space.imports.list() if one.source == "極秘買収計画.md"]
    assert batches
    stranger = come("other-manager", "manager", "他人 manager")
    assert "極秘買収計画" in owner.get(f"/import/{batches[0].batch_id}").text
    for address in ("/import", f"/import/{batches[0].batch_id}", place):
        assert told(stranger.get(address).text) == [], address
    assert stranger.post(f"/import/{batches[0].batch_id}/undo").status_code in (403, 404)


@pytest.mark.parametrize("target", ["data_package", "salesforce"])
def test_no_export_carries_it(space: Workspace, come: Callable[..., Visitor], secret: Note, app: Flask, target: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    person = come("other-manager", "manager", "他人 manager").person
    assert person is not None
    out = tmp_path_factory.mktemp("export") / f"{target}.zip"
    space.export(person, target, out)
    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            assert told(name + content.decode("utf-8", "replace") + content.decode("cp932", "replace")) == [], name


def test_nobody_can_take_the_name_of_its_writer(come: Callable[..., Visitor], space: Workspace, secret: Note) -> None:
    rep = come("imposter", "rep", "偽者 一")
    for name in ("日向 葵", "日向　葵", " 日向  葵 ", "hinata", "HINATA", "ｈｉｎａｔａ", "日向 葵\u200b"):
        answer = rep.post("/settings/profile", {"name": name, "reading": "", "language": "ja"})
        assert answer.status_code in (400, 409), name
        assert rep.get(f"/notes/{secret.note_id}").status_code == 404


def test_its_writer_reads_it(come: Callable[..., Visitor], secret: Note) -> None:
    page = come("hinata").get(f"/notes/{secret.note_id}")
    assert page.status_code == 200
    assert "極秘買収計画" in page.text
    assert "琥珀" in come("hinata").get("/search?q=" + quote("琥珀")).text


def test_the_operator_of_the_command_line_is_no_reader_of_it(space: Workspace, secret: Note) -> None:
    assert secret.note_id not in {hit.note_id for hit in space.search(OPERATOR, "琥珀").result.hits}
