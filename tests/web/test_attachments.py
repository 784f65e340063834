"""Attaching without scripts and with them, and what a file may do once it is served: nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from notes_app.minutes.note import Note
from tests.extraction.papers import pdf
from tests.web.conftest import SmallWorkspace, Visitor

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
PDF = b"%PDF-1.4 not much of one"


def attach(visitor: Visitor, note: Note, *files: tuple[bytes, str]) -> TestResponse:
    sent = {"files": [(io.BytesIO(data), name) for data, name in files]}
    return visitor.post(f"/notes/{note.note_id}/files", sent)


def send(visitor: Visitor, note: Note, data: bytes, name: str) -> TestResponse:
    """Attach as the editor's script does."""
    headers = {"X-CSRFToken": visitor.token, "Accept": "application/json"}
    answer = visitor.client.post(f"/notes/{note.note_id}/files", data={"files": (io.BytesIO(data), name)}, headers=headers)
    answer.get_data()
    answer.close()
    answer.request.environ["wsgi.input"].close()  # the test client keeps a large body in a file
    return answer


def actions(space: SmallWorkspace) -> list[str]:
    return [entry.action for entry in space.audit.list()]


@pytest.fixture
def note(rep: Visitor, write: Callable[..., Note]) -> Note:
    return write(rep.person, "話した。\n", title="訪問")


class TestAttaching:
    def test_from_the_page_without_scripts(self, rep: Visitor, note: Note, space: SmallWorkspace) -> None:
        assert 'enctype="multipart/form-data"' in rep.get(f"/notes/{note.note_id}").text
        answer = attach(rep, note, (PDF, "見積書 (第2版).pdf"), (PNG, "現場.png"))
        assert (answer.status_code, answer.location) == (303, f"/notes/{note.note_id}#files")
        text = rep.get(f"/notes/{note.note_id}").text
        assert "見積書 (第2版).pdf</a>" in text
        assert re.search(r'<img src="/notes/[^"]+/files/[0-9a-f]{30}" alt="現場.png"', text)
        body = space.keeper.get(note.note_id).body
        assert f"[見積書 (第2版).pdf](../../attachments/{note.note_id}/見積書%20%28第2版%29.pdf)" in body
        assert body.startswith("話した。\n\n")

    def test_from_the_editor_the_text_is_the_writers(self, rep: Visitor, note: Note, space: SmallWorkspace) -> None:
        answer = send(rep, note, PNG, "現場.png")
        assert answer.status_code == 201
        (added,) = answer.json["files"]
        assert added["markdown"] == f"![現場.png](../../attachments/{note.note_id}/現場.png)"
        assert space.keeper.get(note.note_id).revision == note.revision
        assert rep.get(added["url"]).data == PNG

    def test_a_refusal_says_why_in_both_languages(self, rep: Visitor, note: Note, enter: Callable[..., Visitor]) -> None:
        assert "空なので" in send(rep, note, b"", "空.pdf").json["message"]
        english = enter("kelly", name="Kelly", language="en")
        english.get("/")
        assert "was not attached" in send(english, note, b"", "a.pdf").json["message"]
        too_large = send(rep, note, bytes(25 * 1024**2 + 1), "大.pdf")
        assert (too_large.status_code, "大.pdf" in too_large.json["message"]) == (413, True)
        assert send(rep, note, bytes(40 * 1024**2), "巨大.pdf").status_code == 413
        assert attach(rep, note).status_code == 400

    def test_one_bad_file_of_a_form_keeps_no_other_from_being_attached(self, rep: Visitor, note: Note) -> None:
        attach(rep, note, (b"", "空.pdf"), (PDF, "良い.pdf"))
        text = rep.get(f"/notes/{note.note_id}").text
        assert "空なので" in text
        assert "良い.pdf</a>" in text

    @pytest.mark.parametrize("name", ["../../../evil.md", "..\\evil.md", "/etc/passwd", "CON", "a\x00b.pdf", "x" * 600 + ".pdf", "<script>.pdf"])
    def test_no_name_leads_anywhere(self, rep: Visitor, note: Note, space: SmallWorkspace, name: str) -> None:
        assert send(rep, note, PDF, name).status_code == 201
        assert {path.split("/")[0] for path in space.store._files} == {"2026", "attachments"}
        (kept,) = space.attachments.list(note.note_id)
        assert kept.path.startswith(f"attachments/{note.note_id}/")
        assert "<script>" not in rep.get(f"/notes/{note.note_id}").text.replace("<script ", "")


def test_lists_say_how_many_files_a_note_has(rep: Visitor, note: Note) -> None:
    send(rep, note, PDF, "見積.pdf")
    assert re.search(r'aria-label="添付ファイル"[^>]*>.*?</svg>1</span>', rep.get("/notes").text)


class TestServing:
    def test_a_download_that_no_browser_runs(self, rep: Visitor, note: Note, space: SmallWorkspace) -> None:
        for data, name in ((PDF, "見積.pdf"), (b"<html><script>alert(1)</script>", "a.html"), (b"<svg onload=alert(1)>", "a.png"), (b"x", "a.txt")):
            answer = rep.get(send(rep, note, data, name).json["files"][0]["url"])
            assert answer.headers["Content-Disposition"].startswith("attachment")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in answer.headers["Content-Security-Policy"]
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.mimetype in ("application/pdf", "application/octet-stream")
            assert answer.data == data
        assert actions(space).count("attachment.download") == 4

    def test_an_image_is_shown_and_looking_at_it_is_no_download(self, rep: Visitor, note: Note, space: SmallWorkspace) -> None:
        url = send(rep, note, PNG, "現場.png").json["files"][0]["url"]
        assert (rep.get(url).mimetype, "attachment" in rep.get(url).headers.get("Content-Disposition", "")) == ("image/png", False)
        assert "attachment.download" not in actions(space)
        assert rep.get(f"{url}?download=1").headers["Content-Disposition"].startswith("attachment")

    def test_the_japanese_name_survives(self, rep: Visitor, note: Note) -> None:
        url = send(rep, note, PDF, "見積書（青葉様）.pdf").json["files"][0]["url"]
        assert "filename*=UTF-8''%E8%A6%8B%E7%A9%8D" in rep.get(url).headers["Content-Disposition"]

    def test_nobody_gets_a_file_whose_note_they_may_not_read(self, rep: Visitor, write: Callable[..., Note], enter: Callable[..., Visitor]) -> None:
        secret = write(rep.person, "x", title="内緒", access="private")
        url = send(rep, secret, PDF, "a.pdf").json["files"][0]["url"]
        other = enter("tanaka", name="田中", role="manager")
        assert other.get(url).status_code == 404
        assert send(other, secret, PDF, "b.pdf").status_code == 404
        assert other.post(f"{url}/remove").status_code == 404
        assert Visitor(rep.client.application).get(url).status_code == 303

    def test_an_address_names_no_path_and_no_other_note(self, rep: Visitor, note: Note, write: Callable[..., Note]) -> None:
        url = send(rep, note, PDF, "a.pdf").json["files"][0]["url"]
        other = write(rep.person, "y", title="他")
        assert rep.get(url.replace(note.note_id, other.note_id)).status_code == 404
        for wrong in ("a.pdf", "..", "%2e%2e%2f", "0" * 30, "x" * 3000):
            assert rep.get(f"/notes/{note.note_id}/files/{wrong}").status_code in (404, 308)

    def test_the_back_office_reads_and_downloads_but_attaches_nothing(self, rep: Visitor, note: Note, enter: Callable[..., Visitor]) -> None:
        url = send(rep, note, PDF, "a.pdf").json["files"][0]["url"]
        clerk = enter("clerk", role="backoffice", name="事務")
        assert clerk.get(url).status_code == 200
        page = clerk.get(f"/notes/{note.note_id}").text
        assert "a.pdf</a>" in page
        assert "multipart/form-data" not in page
        assert send(clerk, note, PDF, "b.pdf").status_code == 403

    def test_a_text_shows_no_file_of_another_note(self, rep: Visitor, note: Note, write: Callable[..., Note]) -> None:
        send(rep, note, PNG, "現場.png")
        spy = write(rep.person, f"![見たい](../../attachments/{note.note_id}/現場.png)", title="のぞき")
        assert "<img" not in rep.get(f"/notes/{spy.note_id}").text


class TestTakingOff:
    def test_off_and_back(self, rep: Visitor, note: Note, space: SmallWorkspace) -> None:
        url = send(rep, note, PDF, "見積.pdf").json["files"][0]["url"]
        assert rep.post(f"{url}/remove").location == f"/notes/{note.note_id}#files"
        assert rep.get(url).status_code == 404
        page = rep.get(f"/notes/{note.note_id}").text
        assert "外したファイル" in page
        assert rep.post(f"{url}/restore").status_code == 303
        assert rep.get(url).data == PDF
        assert [one for one in actions(space) if one.startswith("attachment.")][:3] == ["attachment.download", "attachment.restore", "attachment.remove"]

    def test_a_write_without_the_token_is_refused(self, rep: Visitor, note: Note) -> None:
        url = send(rep, note, PDF, "見積.pdf").json["files"][0]["url"]
        rep.token = "forged"
        assert send(rep, note, PDF, "b.pdf").status_code == 400
        assert rep.post(f"{url}/remove").status_code == 400


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (pdf(["x"], password="x"), "秘密.pdf", "パスワードで保護"), (b"%PDF-1.4", "壊.pdf", "壊れているか"), (pdf([]), "白紙.pdf", "文字が見つかりません"),
        (b"PK\x03\x04", "壊.xlsx", "壊れているか"),
    ],
)  # fmt: skip
def test_the_page_says_what_cannot_be_searched(rep: Visitor, note: Note, space: SmallWorkspace, data: bytes, name: str, said: str) -> None:
    send(rep, note, data, name)
    assert "読み取っています" in rep.get(f"/notes/{note.note_id}").text
    space.texts.read(note.note_id)
    assert said in rep.get(f"/notes/{note.note_id}").text


def test_the_editor_offers_to_attach_and_a_camera(rep: Visitor, note: Note) -> None:
    text = rep.get(f"/notes/{note.note_id}/edit").text
    assert 'capture="environment"' in text
    assert 'data-limit="25"' in text
