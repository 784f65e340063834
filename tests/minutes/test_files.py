"""The folder store against full disks, links, other programs and leftovers."""

from __future__ import annotations

import errno
import os
import threading
import time
import unicodedata
from pathlib import Path

import pytest

from notes_app.minutes.errors import BadPathError, NoteFileNotFoundError, NoteNotWrittenError
from notes_app.minutes.files import FileNoteStore


def everything_in(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
@pytest.mark.parametrize("trouble", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_write_that_fails_leaves_the_old_note_and_nothing_else(
    store: FileNoteStore, folder: Path, monkeypatch: pytest.MonkeyPatch, step: str, trouble: int
) -> None:
    store.write("a.md", b"old")

    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError(trouble, os.strerror(trouble))

    with monkeypatch.context() as patched:
        patched.setattr(Path if step == "replace" else os, step, fail)
        with pytest.raises(NoteNotWrittenError, match=os.strerror(trouble)) as caught:
            store.write("a.md", b"new")
    assert "a.md" in caught.value.explain("ja")
    assert everything_in(folder) == {"a.md": b"old"}


def test_links_are_not_followed_out_of_the_folder(store: FileNoteStore, folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("secret")
    (folder / "file.md").symlink_to(outside / "secret.md")
    (folder / "door").symlink_to(outside)
    store.write("real.md", b"x")
    (folder / "twin.md").symlink_to(folder / "real.md")
    assert [seen.path for seen in store.list()] == ["real.md"]
    for path in ("file.md", "door/secret.md"):
        assert not store.exists(path)
        with pytest.raises(NoteFileNotFoundError):
            store.read(path)
    with pytest.raises(BadPathError):
        store.write("door/new.md", b"x")
    store.write("file.md", b"ours now")
    assert everything_in(outside) == {"secret.md": b"secret"}


def test_a_name_as_another_system_wrote_it_is_read_and_written_in_place(
    store: FileNoteStore, folder: Path
) -> None:
    decomposed = unicodedata.normalize("NFD", "ガイド.md")
    (folder / decomposed).write_bytes(b"x")
    assert [seen.path for seen in store.list()] == ["ガイド.md"]
    store.write("ガイド.md", b"y")
    assert everything_in(folder) == {decomposed: b"y"}


def test_a_folder_in_the_place_of_a_note_is_no_note(store: FileNoteStore, folder: Path) -> None:
    (folder / "a.md").mkdir()
    assert not store.exists("a.md")
    with pytest.raises(NoteNotWrittenError):
        store.write("a.md", b"x")
    store.write("b.md", b"x")
    with pytest.raises(NoteNotWrittenError):
        store.write("b.md/c.md", b"x")


def test_a_note_keeps_its_permissions(store: FileNoteStore, folder: Path) -> None:
    store.write("a.md", b"x")
    (folder / "a.md").chmod(0o640)
    store.write("a.md", b"y")
    assert (folder / "a.md").stat().st_mode & 0o777 == 0o640


def test_leftovers_of_killed_saves_are_hidden_and_swept_later(store: FileNoteStore, folder: Path) -> None:
    (folder / "x").mkdir()
    old, fresh = folder / "x" / ".saving-0123", folder / ".saving-4567"
    for file in (old, fresh):
        file.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    assert list(store.list()) == []
    assert store.sweep() == 1
    assert everything_in(folder) == {".saving-4567": b"half"}


def test_a_reader_never_sees_half_a_note(store: FileNoteStore) -> None:
    store.write("a.md", b"0" * 50_000)
    stop = threading.Event()

    def write_on() -> None:
        for number in range(200):
            store.write("a.md", str(number % 10).encode() * 50_000)
        stop.set()

    writer = threading.Thread(target=write_on)
    writer.start()
    while not stop.is_set():
        data = store.read("a.md")
        assert len(data) == 50_000
        assert len(set(data)) == 1
    writer.join()


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NoteNotWrittenError):
        FileNoteStore(tmp_path / "file" / "notes")


def test_file_names_that_are_no_text_are_passed_over(store: FileNoteStore, folder: Path) -> None:
    os.close(os.open(os.fsencode(folder) + b"/\xff\xfe.md", os.O_CREAT))
    store.write("a.md", b"x")
    assert [seen.path for seen in store.list()] == ["a.md"]
