"""Files that imported notes link to come along, each with its notes, and every one is accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest

from notes_app.imports.linked_files import FilesOnOffer, links_in
from notes_app.imports.source_files import SourceFile
from notes_app.minutes.attachment import linked_name
from tests.imports.conftest import BOSS, Dock, zipped

PNG = b"\x89PNG\r\n\x1a\n" + bytes(30)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("![図](images/図%201.png) と [表](<表 (最終).xlsx>)", ("images/図%201.png", "表 (最終).xlsx")),
        ("[a](b_(1).pdf)", ("b_(1).pdf",)), ("![[写真.jpg|300]] [[会議 資料.pdf]]", ("写真.jpg", "会議 資料.pdf")),
        ("[web](https://a.example/x.pdf) [mail](mailto:a@b.c) [anchor](#x) ![p](//a.example/p.gif)", ()), ("[a](x.pdf) [b](x.pdf)", ("x.pdf",)),
        ("何もない [ ](", ()),
    ],
)  # fmt: skip
def test_links(text: str, links: tuple[str, ...]) -> None:
    assert links_in(text) == links


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("図.png", "庫/2026/図.png"), ("./図.png", "庫/2026/図.png"), ("../共有/表.xlsx", "庫/共有/表.xlsx"), ("/共有/表.xlsx", "庫/共有/表.xlsx"),
        ("表.xlsx", "庫/共有/表.xlsx"), ("no/where/表.xlsx", "庫/共有/表.xlsx"), ("二つ.pdf", None), ("../../外.pdf", None), ("無い.pdf", None), ("%E5%9B%B3.png", "庫/2026/図.png"),
        ("か\u3099.png?raw=1#x", "庫/が.png"),
    ],
)  # fmt: skip
def test_a_link_means_the_file_at_its_path_or_the_only_one_of_its_name(link: str, found: str | None) -> None:
    paths = ("庫/2026/図.png", "庫/共有/表.xlsx", "庫/甲/二つ.pdf", "庫/乙/二つ.pdf", "庫/が.png")
    offered = FilesOnOffer([SourceFile(path, bytes, "not_text") for path in paths])
    got = offered.find(link, "庫/2026/a.md")
    assert (got.path if got else None) == found


def test_linked_files_come_along_and_the_note_keeps_every_byte(dock: Dock) -> None:
    text = "# 訪問\n![現場](画像/現場.png)\n[見積](../共有/見積.xlsx)\n"
    dock.put("2026/2026-03-01 訪問.md", text)
    dock.put("2026/2026-03-02 再訪.md", "[見積](../共有/見積.xlsx) をもう一度\n")
    dock.put("2026/画像/現場.png", PNG)
    dock.put("共有/見積.xlsx", b"PK\x03\x04")
    dock.put("共有/無関係.pdf", b"%PDF-")
    report = dock.run()
    assert (report.files_in, len(report.imported), report.attached_count, len(report.skipped)) == (5, 2, 2, 1)
    first, second = (item.note_id for item in report.imported)
    assert [one.name for one in dock.files.list(first)] == ["現場.png", "見積.xlsx"]
    assert [one.name for one in dock.files.list(second)] == ["見積.xlsx"]
    assert dock.bytes_of(first).endswith(text.encode())
    assert linked_name("画像/現場.png", first) == "現場.png"
    assert report.skipped[0].path.endswith("無関係.pdf")
    assert "2 件を添付" in report.describe("ja")
    assert report.to_json()["attached_count"] == 2


def test_a_copy_of_a_notes_folder_brings_its_attachments(dock: Dock) -> None:
    for note_id in ("n7k2v9x4m3qd", "n7k2v9x4m3qe"):
        dock.put(f"2026/03/{note_id}.md", f"---\nid: {note_id}\ntitle: 訪問\n---\n{note_id} の話\n")
        dock.put(f"attachments/{note_id}/対策書.pdf", note_id.encode())
    dock.put("attachments/n7k2v9x4m3qd/控え.txt", "文章\n")
    dock.put("attachments/nobody000000/迷子.txt", "文章\n")
    report = dock.run()
    assert [item.note_id for item in report.imported] == ["n7k2v9x4m3qd", "n7k2v9x4m3qe"]
    assert [one.name for one in dock.files.list("n7k2v9x4m3qd")] == ["対策書.pdf", "控え.txt"]
    assert dock.files.read(dock.files.get("n7k2v9x4m3qe", "対策書.pdf")) == b"n7k2v9x4m3qe"
    assert [(one.path.rsplit("/", 1)[1], one.code) for one in report.skipped] == [("迷子.txt", "unlinked")]


def test_a_zip_brings_them_too(dock: Dock) -> None:
    report = dock.importer.import_upload(BOSS, zipped({"a.md": "![x](図.png)", "図.png": PNG}), "庫.zip")
    assert (report.is_reconciled, report.attached_count) == (True, 1)
    assert dock.files.read(dock.files.list(report.imported[0].note_id)[0]) == PNG


def test_what_cannot_be_attached_is_listed_with_the_reason(dock: Dock) -> None:
    dock.put("a.md", "[動画](大.mp4) [空](空.png)\n")
    dock.put("大.mp4", bytes(1_000_001))
    dock.put("空.png", b"")
    report = dock.run()
    assert {one.path.rsplit("/", 1)[1]: one.code for one in report.skipped} == {"大.mp4": "not_attached", "空.png": "not_attached"}
    assert "大きすぎて" in next(one for one in report.skipped if "大" in one.path).reason("ja")


def test_somebody_elses_private_note_gets_its_files(dock: Dock) -> None:
    dock.put("a.md", "---\nauthor: 佐藤\naccess: private\n---\n[x](図.png)\n")
    dock.put("図.png", PNG)
    report = dock.run()
    assert len(dock.files.list(report.imported[0].note_id)) == 1


def test_taking_the_import_back_takes_the_files_along(dock: Dock) -> None:
    dock.put("a.md", "[x](図.png)\n")
    dock.put("図.png", PNG)
    report = dock.run()
    note_id = report.imported[0].note_id
    dock.importer.undo(BOSS, report.batch_id)
    assert dock.files.list(note_id) == ()
    dock.keeper.undelete(BOSS, note_id)
    assert len(dock.files.list(note_id)) == 1


def test_links_are_not_followed_out_of_the_source(dock: Dock, tmp_path: Path) -> None:
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-")
    dock.put("a.md", "[x](../secret.pdf) [y](link.pdf)\n")
    (dock.source / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    report = dock.run()
    assert dock.files.list(report.imported[0].note_id) == ()
