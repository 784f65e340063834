"""Whatever is handed to the command line ends with an answer or one line that says what is wrong, never a traceback."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import FILES, Desk, put
from tests.web.hostile.conftest import BAD_FILES, spoil

QUERIES = ("", "予" * 1_000_000, "\ud800", "\x00", '"', "(" * 999, "<script>", "from:0001-01-01 to:9999-12-31", "-", "*", "../..", "{0}%s")


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: ascii(query[:12]))
def test_any_query_is_answered(office: Desk, query: str) -> None:
    assert office.run("search", "--json", "--", query).err == ""


def test_a_folder_of_bad_files_is_taken_in_and_each_is_named(desk: Desk) -> None:
    spoil(desk.notes)
    report = desk.run("reconcile", "--json").json
    bad = {one["path"]: one for one in report["unreadable"]}
    assert {"broken-yaml.md", "ten-megabytes.md", "alias-bomb.md", "deep.md", "binary.md"} <= set(bad)
    assert all(one["reason_ja"] and one["reason_en"] for one in bad.values())
    (desk.notes / "ten-megabytes.md").unlink()  # taken in and named; what follows would only be slower for it
    before = desk.bytes_of_notes()
    for words in (["search", "予算"], ["mine"], ["template", "publish", "--top", "2"], ["export", "data_package", "--out", str(desk.home / "out")], ["doctor", "--fix"]):
        assert desk.run(*words, "--json").err == ""
    assert desk.bytes_of_notes() == before
    filled = desk.run("fill", "--cold", desk.notes, "--json")
    assert len(filled.lines) >= len(BAD_FILES) - 1


def test_a_folder_of_bad_files_is_imported_with_an_account_that_adds_up(desk: Desk, tmp_path: Path) -> None:
    spoil(tmp_path / "from")
    report = desk.run("import", tmp_path / "from", "--json").json
    assert report["is_reconciled"]
    assert report["files_in"] == report["notes_out"] + report["skipped_count"]
    assert {"binary.md"} <= {Path(one["path"]).name for one in report["skipped"]}


@pytest.mark.parametrize("member", ["../escape.md", "/abs.md", "..\\escape.md", "a/../../escape.md", "nul\x00.md", "C:/x.md", "<script>.md", "\u202e.md"], ids=ascii)
def test_a_zip_cannot_write_outside(desk: Desk, tmp_path: Path, member: str) -> None:
    file = tmp_path / "in.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(member, FILES["utf8-1.md"])
        archive.writestr("fine.md", FILES["utf8-2.md"])
    report = desk.run("import", file, "--json").json
    assert report["is_reconciled"]
    assert report["notes_out"] >= 1
    assert {path.name for path in tmp_path.iterdir()} == {"in.zip", "notes", "var"}
    assert not Path("/abs.md").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x00" * 999], ids=["empty", "cut", "zeros"])
def test_a_broken_zip_is_refused_in_words_and_leaves_nothing(desk: Desk, tmp_path: Path, content: bytes) -> None:
    file = put(tmp_path, {"in.zip": content}) / "in.zip"
    answer = desk.run("import", file, "--json", code=None)
    assert answer.code == 1 or answer.json["notes_out"] == 0
    assert desk.bytes_of_notes() == {}


def test_an_endless_zip_is_refused(desk: Desk, tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.md", b"0" * 60_000_000)
    file = put(tmp_path, {"in.zip": held.getvalue()}) / "in.zip"
    answer = desk.run("import", file, "--json", code=None)
    assert answer.code == 1 or answer.json["notes_out"] == 0
    assert desk.bytes_of_notes() == {}


def test_a_folder_that_is_a_file_or_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("a file", encoding="utf-8")
    answer = Desk(tmp_path).run("person", "list", code=1)
    assert str(tmp_path / "notes") in answer.err
    assert "読み書きできません" in answer.err
    (tmp_path / "notes").unlink()
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "ledger.sqlite").write_bytes(b"this is no ledger" * 100)
    assert "台帳" in Desk(tmp_path).run("person", "list", code=1).err


@pytest.mark.parametrize("words", [["import", "--undo", "nothing"], ["import", "--undo", "../.."], ["fill", "\ud800"], ["fill", "x" * 3000], ["fill", "a\x00b"], ["template", "show", "9" * 40], ["template", "diff", "1", "77"],
                                   ["export", "salesforce", "--out", "x", "--version", "9" * 40], ["person", "disable", "\x00"], ["person", "reset-password", "x" * 9000]], ids=ascii)  # fmt: skip
def test_unknown_things_are_refused_in_words(office: Desk, words: list[str]) -> None:
    answer = office.run(*words, code=1)
    assert answer.err.startswith("notes-app: ")
    assert answer.out == ""
