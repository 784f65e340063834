"""In from outside: every file that was sent is accounted for, and a batch can be taken back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from notes_app.bootstrap import Workspace
from tests.web.conftest import Visitor

Visit = Callable[..., Visitor]


def send(visitor: Visitor, *files: tuple[str, bytes], **form: str) -> str:
    """Upload files and return the address of the batch's report, or of the job when it made several."""
    visitor.get("/import")
    parts = [(io.BytesIO(data), name) for name, data in files]
    started = visitor.post("/import", {"files": parts, **form}, content_type="multipart/form-data")
    assert started.status_code == 303, started.text
    return visitor.follow(started.location).headers.get("HX-Redirect", started.location)


def archive(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, data in files.items():
            packed.writestr(name.replace("__", "/").replace("_md", ".md"), data)
    return buffer.getvalue()


def test_loose_files_are_one_batch_that_adds_up(visit: Visit, space: Workspace) -> None:
    visitor = visit()
    where = send(
        visitor, ("訪問.md", "# 訪問\n予算：100万円".encode()), ("電話.txt", "電話メモ ①髙橋様".encode("cp932")),
        ("写真.png", b"\x89PNG\r\n"), ("空.md", b""), ("訪問.md", "# 同じ名前".encode()), author="佐藤",
    )  # fmt: skip
    page = visitor.get(where).text
    assert "件数が合っています" in page
    (batch,) = space.imports.list()
    assert (batch.report["files_in"], batch.report["notes_out"], batch.report["skipped_count"]) == (5, 3, 2)
    assert "cp932" in page.lower()
    assert "中身が空です" in page
    assert "空.md</code>" in page  # which file it was, not only why
    found = visitor.get("/search", query_string={"q": "髙橋"}, headers={"HX-Request": "true"})
    assert found.status_code == 200
    assert {entry.author for entry in space.catalog.list(readers=None).entries} == {"佐藤"}


def test_a_zip_is_a_batch_and_nothing_in_it_escapes(visit: Visit, space: Workspace) -> None:
    visitor = visit()
    where = send(visitor, ("古いメモ.zip", archive(a_md=b"# A", sub__b_md=b"# B", **{"..__..__evil_md": b"# evil"})))
    page = visitor.get(where).text
    assert "フォルダの外を指す名前" in page
    assert {entry.title for entry in space.catalog.list(readers=None).entries} == {"A", "B"}


def test_a_broken_zip_is_a_clear_message(visit: Visit, space: Workspace) -> None:
    visitor = visit()
    page = visitor.get(send(visitor, ("broken.zip", b"PK no zip"))).text
    assert "zip ファイルとして開けません" in page
    assert not any((space.settings.var / "work").iterdir())


def test_an_import_can_be_taken_back_once(visit: Visit, space: Workspace) -> None:
    visitor = visit()
    where = send(visitor, ("a.md", b"# A"), ("b.md", b"# B"))
    note = next(entry for entry in space.catalog.list(readers=None).entries if entry.title == "B")
    assert visitor.person is not None
    space.keeper.save(visitor.person, note.note_id, expected_revision=note.revision, front={}, body="# B\nあとから書いた")
    answer = visitor.post(f"{where}/undo")
    page = visitor.get(answer.location).text
    assert "1 件をごみ箱に移しました" in page
    assert "B" in page
    assert [entry.title for entry in space.catalog.list(readers=None).entries] == ["B"]
    assert visitor.post(f"{where}/undo").status_code == 409


def test_nothing_chosen_is_said(visit: Visit) -> None:
    visitor = visit()
    visitor.get("/import")
    answer = visitor.post("/import", {}, content_type="multipart/form-data")
    assert answer.status_code == 400
    assert "ファイルが選ばれていません" in answer.text


def test_an_unknown_batch_is_a_404(visit: Visit) -> None:
    visitor = visit()
    assert visitor.get("/import/b-nowhere").status_code == 404
    assert visitor.get("/import/jobs/nowhere").status_code == 404


@pytest.mark.parametrize(("role", "login"), [("rep", "kuze"), ("backoffice", "nanjo")])
def test_only_managers_import(visit: Visit, role: str, login: str) -> None:
    visitor = visit(role, login)
    assert visitor.get("/import").status_code == 403
    assert visitor.post("/import", {"files": []}).status_code == 403
