"""What every `NoteStore` must do, wherever it keeps the files. A new engine joins by a line in `ENGINES`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from notes_app.minutes.errors import BadPathError, NoteFileNotFoundError, NoteNotWrittenError
from notes_app.minutes.files import FileNoteStore
from notes_app.minutes.memory import MemoryNoteStore
from notes_app.minutes.note_store import NoteStore

ENGINES: dict[str, Callable[[Path], NoteStore]] = {
    "folder": lambda tmp_path: FileNoteStore(tmp_path / "notes"),
    "memory": lambda _tmp_path: MemoryNoteStore(),
}


@pytest.fixture(params=ENGINES.values(), ids=ENGINES.keys())
def store(request: pytest.FixtureRequest, tmp_path: Path) -> NoteStore:
    made: NoteStore = request.param(tmp_path)
    return made


def paths(store: NoteStore) -> list[str]:
    return [seen.path for seen in store.list()]


def test_reads_back_the_very_bytes(store: NoteStore) -> None:
    data = b"\xef\xbb\xbf---\r\nid: n1\r\n---\r\n\xff\x00"
    store.write("2026/11/議事録.md", data)
    assert store.read("2026/11/議事録.md") == data
    assert store.exists("2026/11/議事録.md")


def test_writing_again_replaces(store: NoteStore) -> None:
    store.write("a.md", b"one, a longer one")
    before = store.stat("a.md")
    store.write("a.md", b"two")
    after = store.stat("a.md")
    assert store.read("a.md") == b"two"
    assert before is not None
    assert after is not None
    assert (before.size, after.size) == (17, 3)
    assert after.mtime_ns >= before.mtime_ns


def test_a_path_is_found_in_either_unicode_form(store: NoteStore) -> None:
    store.write("営業/か\u3099き.md", b"x")
    assert store.read("営業/がき.md") == b"x"
    assert paths(store) == ["営業/がき.md"]


def test_what_is_not_there_is_said_to_be_missing(store: NoteStore) -> None:
    with pytest.raises(NoteFileNotFoundError, match=r"a\.md"):
        store.read("a.md")
    with pytest.raises(NoteFileNotFoundError):
        store.move("a.md", "b.md")
    store.remove("a.md")
    assert not store.exists("a.md")
    assert store.stat("a.md") is None


def test_lists_notes_by_path_and_nothing_else(store: NoteStore) -> None:
    for path in (
        "b.txt",
        "a/z.md",
        "a/y.markdown",
        "README.md",
        "a/readme.MD",
        "a.pdf",
        ".bin/x.md",
        "a/.hidden/x.md",
        ".x.md",
        "~$a.md",
        "people.json",
    ):
        store.write(path, b"12345")
    assert paths(store) == ["a/y.markdown", "a/z.md", "b.txt"]
    assert {seen.size for seen in store.list()} == {5}


def test_moves_a_file_but_never_over_another(store: NoteStore) -> None:
    store.write("a.md", b"a")
    store.write("b.md", b"b")
    with pytest.raises(NoteNotWrittenError):
        store.move("a.md", "b.md")
    store.move("a.md", ".bin/2026/a.md")
    assert (store.read(".bin/2026/a.md"), store.read("b.md"), paths(store)) == (b"a", b"b", ["b.md"])


def test_removes(store: NoteStore) -> None:
    store.write("x/a.md", b"a")
    store.remove("x/a.md")
    assert paths(store) == []


@pytest.mark.parametrize("path", ["../a.md", "/tmp/a.md", "a/../../b.md", "a\x00.md", "a\\..\\b.md", ""])
def test_no_path_leads_out_of_the_folder(store: NoteStore, path: str) -> None:
    store.write("ok.md", b"x")
    for attempt in (
        lambda: store.read(path),
        lambda: store.write(path, b"x"),
        lambda: store.remove(path),
        lambda: store.exists(path),
        lambda: store.stat(path),
        lambda: store.move("ok.md", path),
        lambda: store.move(path, "new.md"),
    ):
        with pytest.raises(BadPathError):
            attempt()
    assert paths(store) == ["ok.md"]


def test_attachments_are_files_and_no_notes(store: NoteStore) -> None:
    for path in ("2026/11/a.md", "attachments/n1/議事録.md", "attachments/n1/見積書.pdf", "attachments/n1/.hidden", "attachments/n2/b.txt"):
        store.write(path, b"text")
    assert paths(store) == ["2026/11/a.md"]
    assert [one.path for one in store.list_files("attachments/n1")] == ["attachments/n1/見積書.pdf", "attachments/n1/議事録.md"]
    assert len(list(store.list_files("attachments"))) == 3
    assert list(store.list_files("attachments/n3")) == []
    assert store.read_head("attachments/n1/見積書.pdf", 2) == b"te"
    with pytest.raises(NoteFileNotFoundError):
        store.read_head("attachments/n1/none.pdf", 2)
