"""Files beside a note: put there, listed, taken off, brought back, and gone and back with their note."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from notes_app.errors import NotAllowedError
from notes_app.minutes.attaching import (
    AttachmentLimits,
    AttachmentNotFoundError,
    Attachments,
    AttachmentsFullError,
    AttachmentTooLargeError,
    EmptyAttachmentError,
)
from notes_app.minutes.attachment import (
    attachment_name,
    bin_folder_of,
    folder_of,
    linked_name,
    markdown_link,
    media_type,
)
from notes_app.minutes.change_log_store import ChangeLog
from notes_app.minutes.errors import NoteNotFoundError
from notes_app.minutes.files import FileNoteStore
from notes_app.minutes.keeper import NoteKeeper
from notes_app.minutes.naming import is_portable, safe_path
from notes_app.people.permission import Person
from tests.minutes.conftest import AuditBook, Clock

PDF = b"%PDF-1.7 not much of one"


@pytest.fixture
def files(store: FileNoteStore, keeper: NoteKeeper, engine: Engine, clock: Clock, audit: AuditBook, tmp_path: Path) -> Attachments:
    limits = AttachmentLimits(file_bytes=1000, total_bytes=2500)
    return Attachments(store, keeper, ChangeLog(engine, clock), audit, limits=limits, locks=tmp_path / "locks")


@pytest.fixture
def note_id(keeper: NoteKeeper, sato: Person) -> str:
    return keeper.create(sato, front={"title": "訪問"}, body="話した。\n").note_id


def names(files: Attachments, note_id: str) -> list[str]:
    return [one.name for one in files.list(note_id)]


class TestAttaching:
    def test_a_file_lies_beside_the_note_under_its_own_name(
        self, files: Attachments, note_id: str, sato: Person, store: FileNoteStore
    ) -> None:
        added = files.add(sato, note_id, "見積書 第2版.pdf", PDF)
        assert (store.root / "attachments" / note_id / "見積書 第2版.pdf").read_bytes() == PDF
        assert (added.name, added.size, added.kind) == ("見積書 第2版.pdf", len(PDF), "pdf")
        assert files.read(added) == PDF

    def test_the_note_itself_is_not_changed_and_the_log_says_that_something_was(
        self, files: Attachments, note_id: str, sato: Person, keeper: NoteKeeper, engine: Engine, clock: Clock, audit: AuditBook
    ) -> None:
        before, head = keeper.get(note_id), ChangeLog(engine, clock).head()
        files.add(sato, note_id, "a.pdf", PDF)
        assert keeper.get(note_id) == before
        assert [(one.note_id, one.revision) for one in ChangeLog(engine, clock).since(head)] == [(note_id, before.revision)]
        assert audit.entries[-1][1:] == ("attachment.add", note_id)

    def test_the_same_file_again_is_the_one_there_and_another_gets_a_number(self, files: Attachments, note_id: str, sato: Person) -> None:
        for data in (PDF, PDF, PDF + b"!"):
            files.add(sato, note_id, "見積.pdf", data)
        files.add(sato, note_id, "見積.PDF", PDF + b"?")  # on Windows and macOS the same name
        assert names(files, note_id) == ["見積-2.pdf", "見積-3.PDF", "見積.pdf"]

    def test_bounds(self, files: Attachments, note_id: str, sato: Person) -> None:
        with pytest.raises(EmptyAttachmentError):
            files.add(sato, note_id, "a.pdf", b"")
        with pytest.raises(AttachmentTooLargeError, match=r"a\.pdf"):
            files.add(sato, note_id, "a.pdf", bytes(1001))
        files.add(sato, note_id, "a.pdf", b"1" * 1000)
        files.add(sato, note_id, "b.pdf", b"2" * 1000)
        with pytest.raises(AttachmentsFullError):
            files.add(sato, note_id, "c.pdf", b"3" * 1000)
        assert names(files, note_id) == ["a.pdf", "b.pdf"]

    def test_who_may_not_write_the_note_may_not_attach(
        self, files: Attachments, note_id: str, clerk: Person, keeper: NoteKeeper, sato: Person, suzuki: Person
    ) -> None:
        with pytest.raises(NotAllowedError):
            files.add(clerk, note_id, "a.pdf", PDF)
        private = keeper.create(sato, front={"title": "x", "access": "private"}, body="").note_id
        with pytest.raises(NotAllowedError):
            files.add(suzuki, private, "a.pdf", PDF)
        assert files.list(private) == ()

    def test_what_another_program_puts_there_is_listed_and_links_are_not_followed(
        self, files: Attachments, note_id: str, store: FileNoteStore, tmp_path: Path
    ) -> None:
        folder = store.root / "attachments" / note_id
        folder.mkdir(parents=True)
        (folder / "か\u3099.pdf").write_bytes(PDF)
        (folder / ".DS_Store").write_bytes(b"x")
        (tmp_path / "secret.pdf").write_bytes(PDF)
        (folder / "link.pdf").symlink_to(tmp_path / "secret.pdf")
        os.mkfifo(folder / "pipe.pdf")
        (folder / "inner").mkdir()
        assert names(files, note_id) == ["が.pdf"]
        assert files.read(files.get(note_id, "が.pdf")) == PDF
        with pytest.raises(AttachmentNotFoundError):
            files.get(note_id, "link.pdf")

    def test_a_folder_that_is_a_link_is_no_folder_of_the_note(
        self, files: Attachments, note_id: str, sato: Person, store: FileNoteStore, keeper: NoteKeeper
    ) -> None:
        files.add(sato, note_id, "secret.pdf", PDF)
        other = keeper.create(sato, front={"title": "他"}, body="").note_id
        (store.root / "attachments" / other).symlink_to(store.root / "attachments" / note_id)
        assert files.list(other) == ()


class TestTakingOff:
    def test_what_was_taken_off_comes_back(self, files: Attachments, note_id: str, sato: Person) -> None:
        files.add(sato, note_id, "a.pdf", PDF)
        files.remove(sato, note_id, "a.pdf")
        assert (names(files, note_id), [one.name for one in files.list_removed(note_id)]) == ([], ["a.pdf"])
        files.add(sato, note_id, "a.pdf", PDF + b"new")
        files.restore(sato, note_id, "a.pdf")
        assert names(files, note_id) == ["a-2.pdf", "a.pdf"]
        with pytest.raises(AttachmentNotFoundError):
            files.restore(sato, note_id, "a.pdf")
        with pytest.raises(AttachmentNotFoundError):
            files.remove(sato, note_id, "../../../etc/passwd")

    def test_files_go_into_the_bin_and_back_with_their_note(
        self, files: Attachments, note_id: str, sato: Person, keeper: NoteKeeper, store: FileNoteStore
    ) -> None:
        files.add(sato, note_id, "見積.pdf", PDF)
        keeper.delete(sato, note_id)
        assert not store.exists(f"{folder_of(note_id)}/見積.pdf")
        assert store.read(f"{bin_folder_of(note_id)}/見積.pdf") == PDF
        with pytest.raises(NoteNotFoundError):
            files.add(sato, note_id, "b.pdf", PDF)
        keeper.undelete(sato, note_id)
        assert names(files, note_id) == ["見積.pdf"]

    def test_files_left_behind_by_a_crash_still_belong_to_the_note(
        self, files: Attachments, note_id: str, sato: Person, keeper: NoteKeeper, store: FileNoteStore
    ) -> None:
        files.add(sato, note_id, "見積.pdf", PDF)
        keeper.delete(sato, note_id)
        store.move(f"{bin_folder_of(note_id)}/見積.pdf", f"{folder_of(note_id)}/見積.pdf")  # as if killed before it was moved
        keeper.undelete(sato, note_id)
        assert names(files, note_id) == ["見積.pdf"]


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("見積書（青葉様）.pdf", "見積書（青葉様）.pdf"), ("C:\\Users\\x\\報告.docx", "報告.docx"), ("../../etc/passwd", "passwd"),
        ("a/b.pdf", "b.pdf"), ("", "file"), ("...", "file"), (".htaccess", "htaccess"), ("CON.pdf", "_CON.pdf"), ("a:b?.pdf", "a_b_.pdf"),
        ("exe.\u202efdp", "exe.fdp"), ("か\u3099.pdf", "が.pdf"), ("a  b\t.pdf ", "a b.pdf"), ("~$x.docx", "_~$x.docx"), ("写真.JPG", "写真.JPG"),
    ],
)  # fmt: skip
def test_names_any_computer_can_hold(given_name: str, kept: str) -> None:
    assert attachment_name(given_name) == kept


@given(st.text(max_size=400))
def test_every_name_becomes_one(given_name: str) -> None:
    name = attachment_name(given_name)
    assert attachment_name(name) == name
    assert is_portable(name)
    assert safe_path(f"attachments/n1/{name}") == f"attachments/n1/{name}"
    assert len(name.encode()) < 200
    assert not name.startswith(".")


@given(st.text(min_size=1, max_size=60), st.sampled_from(["n12345678901", "../x", "日本", "CON", "Abc"]))
def test_a_link_leads_back_to_its_file(given_name: str, note_id: str) -> None:
    name = attachment_name(given_name)
    link = markdown_link("2026/11/a.md", note_id, name, is_image=False)
    address = link.rpartition("](")[2].removesuffix(")")
    assert address.startswith("../../attachments/")
    assert linked_name(address, note_id) == name
    assert linked_name(address, "n9") is None
    safe_path(folder_of(note_id))


@pytest.mark.parametrize(
    ("head", "name", "found"),
    [
        (b"%PDF-1.4", "a.txt", "application/pdf"), (b"\x89PNG\r\n\x1a\n....", "a.pdf", "image/png"), (b"\xff\xd8\xff\xe0", "a.png", "image/jpeg"),
        (b"RIFF....WEBPVP8 ", "a", "image/webp"), (b"<svg onload=alert(1)>", "a.png", "text/plain"), (b"<html><script>", "a.jpg", "text/plain"),
        (b"PK\x03\x04", "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"), (b"PK\x03\x04", "a.zip", "application/zip"),
        (b"\x00\x01", "a.txt", "application/octet-stream"), ("本文".encode("utf-16"), "a.txt", "text/plain"), (b"From: a\r\n", "a.eml", "message/rfc822"),
    ],
)  # fmt: skip
def test_a_type_is_what_the_file_holds(head: bytes, name: str, found: str) -> None:
    assert media_type(head, name) == found


ATTACH_FOR_EVER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from notes_app.ledger.database import open_ledger
from notes_app.minutes.attaching import AttachmentLimits, Attachments
from notes_app.minutes.change_log_store import ChangeLog
from notes_app.minutes.files import FileNoteStore
from notes_app.minutes.keeper import NoteKeeper
from notes_app.people.audit_store import AuditLog
from notes_app.people.permission import Person

root, note_id = Path(sys.argv[1]), sys.argv[2]
now = lambda: datetime.now(UTC)
engine, store = open_ledger(f"sqlite:///{root / 'var' / 'ledger.sqlite'}"), FileNoteStore(root / "notes")
audit = AuditLog(engine, now)
files = Attachments(
    store, NoteKeeper(store, engine, audit, now), ChangeLog(engine, now), audit, limits=AttachmentLimits(10**7, 10**9), locks=root / "locks"
)
for number in range(150):
    added = files.add(Person("p-sato", "sato", "佐藤", "rep"), note_id, f"{number}.bin", bytes([number % 250 + 1]) * 200_000)
    print(added.name, flush=True)
"""


@pytest.mark.parametrize("after", [3, 8])
def test_killed_at_any_instant_every_file_that_was_acknowledged_is_there_and_whole(
    files: Attachments, note_id: str, sato: Person, tmp_path: Path, after: int
) -> None:
    child = subprocess.Popen([sys.executable, "-c", ATTACH_FOR_EVER, str(tmp_path), note_id], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    with child.stdout as said:
        acknowledged = [said.readline().strip() for _ in range(after)]
        child.kill()
        acknowledged += said.read().split()
    child.wait()
    there = {one.name: one.size for one in files.list(note_id)}
    assert set(acknowledged) <= set(there)
    assert set(there.values()) == {200_000}
    assert len(there) <= len(acknowledged) + 1
    files.remove(sato, note_id, acknowledged[0])  # nobody holds the note's lock any more
