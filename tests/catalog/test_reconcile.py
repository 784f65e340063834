"""Whatever happens to the files outside the app, the catalog finds out, and no file is changed by looking."""

from __future__ import annotations

import os
import shutil
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notes_app.catalog.memory import MemoryCatalog
from notes_app.catalog.reconcile import HOLD_BACK_COUNT, reconcile
from notes_app.catalog.watch import FolderWatcher
from notes_app.minutes.errors import NoteNotFoundError
from tests.catalog.conftest import EVERYONE, SATO, Room
from tests.patience import PATIENCE_S, eventually


def test_files_put_there_by_hand_are_found(room: Room) -> None:
    room.put("2026/a.md", "# 青空商事 訪問\n\n予算の話。\n")
    room.put("b.txt", "電話メモ".encode("cp932"))
    report = room.look()
    assert report.added == ("2026/a.md", "b.txt")
    assert room.titles() == {"青空商事 訪問", "電話メモ"}
    assert room.keeper.get(room.id_at("b.txt")).text == "電話メモ"
    assert room.look().is_quiet


def test_an_edit_outside_is_taken_in_and_kept_in_the_history(room: Room) -> None:
    note = room.keeper.create(SATO, front={"title": "訪問"}, body="一\n")
    room.look()
    file = room.root / note.path
    file.write_bytes(file.read_bytes().replace("一".encode(), "二".encode()))
    os.utime(file, ns=(5, 5))
    report = room.look()
    assert (report.changed, report.added, report.unchanged) == ((note.path,), (), 0)
    assert room.keeper.get(note.note_id).body == "二\n"
    assert [version.reason for version in room.keeper.history(note.note_id)] == ["outside", "create"]
    entry = room.catalog.find(note.note_id)
    assert entry is not None
    assert entry.excerpt == "二"


def test_an_edit_that_keeps_size_and_time_is_found_by_a_full_look(room: Room) -> None:
    file = room.put("a.md", "---\nid: n-one\n---\n\n一\n")
    room.look()
    stat = file.stat()
    file.write_bytes(file.read_bytes().replace("一".encode(), "二".encode()))
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert room.look().is_quiet
    assert room.look(full=True).changed == ("a.md",)
    assert room.titles() == {"二"}


def test_a_file_that_was_only_touched_has_not_changed(room: Room) -> None:
    file = room.put("a.md")
    room.look()
    os.utime(file, ns=(5, 5))
    assert room.look().is_quiet
    assert room.catalog.snapshot()["a.md"].mtime_ns == 5


@pytest.mark.parametrize(
    "content",
    ["---\nid: n-one\ntitle: 訪問\n---\n\n本文\n", "# 訪問\n\n本文\n"],
    ids=["with id", "without id"],
)
def test_a_moved_file_is_the_same_note(room: Room, content: str) -> None:
    file = room.put("a.md", content)
    room.look()
    note_id = room.id_at("a.md")
    (room.root / "顧客").mkdir()
    file.rename(room.root / "顧客" / "b.md")
    report = room.look()
    assert report.moved == (("a.md", "顧客/b.md"),)
    assert (report.added, report.removed) == ((), ())
    assert room.id_at("顧客/b.md") == note_id
    assert room.keeper.get(note_id).path == "顧客/b.md"
    assert set(room.catalog.snapshot()) == {"顧客/b.md"}


def test_a_removed_file_leaves_the_catalog_and_can_be_brought_back(room: Room) -> None:
    note = room.keeper.create(SATO, front={}, body="本文")
    room.look()
    (room.root / note.path).unlink()
    assert room.look().removed == (note.path,)
    assert room.catalog.find(note.note_id) is None
    with pytest.raises(NoteNotFoundError):
        room.keeper.get(note.note_id)
    room.keeper.undelete(SATO, note.note_id)
    assert room.look().added == (note.path,)


def test_a_copied_file_is_a_note_of_its_own_and_is_reported(room: Room) -> None:
    original = room.put("a.md", "---\nid: n-one\ntitle: 原本\n---\n\n本文\n")
    room.look()
    shutil.copy(original, room.root / "a のコピー.md")
    before = original.read_bytes()
    for _ in range(2):
        report = room.look()
        assert [(one.path, one.claimed_id) for one in report.duplicates] == [("a のコピー.md", "n-one")]
    copy_id = room.id_at("a のコピー.md")
    assert room.id_at("a.md") == "n-one" != copy_id
    assert (room.keeper.get(copy_id).path, room.keeper.get("n-one").path) == ("a のコピー.md", "a.md")
    assert original.read_bytes() == (room.root / "a のコピー.md").read_bytes() == before


def test_what_cannot_be_read_is_listed_with_the_reason(room: Room) -> None:
    room.put("broken.md", "---\ntitle: [閉じない\n---\n\n本文\n")
    room.put("picture.md", b"\x89PNG\x00\x00\x01\x02" * 50)
    room.put("fine.md")
    for _ in range(2):
        report = room.look()
        assert [one.path for one in report.unreadable] == ["broken.md", "picture.md"]
        assert all(one.reason("ja") and one.reason("en") for one in report.unreadable)
    assert set(room.catalog.snapshot()) == {"broken.md", "fine.md", "picture.md"}
    assert room.keeper.get(room.id_at("broken.md")).text.startswith("---\ntitle: [閉じない")
    room.put("broken.md", "---\ntitle: 直した\n---\n\n本文\n")
    assert [one.path for one in room.look().unreadable] == ["picture.md"]
    assert "直した" in room.titles()


def test_a_broken_private_note_stays_private(room: Room) -> None:
    room.put("secret.md", "---\naccess: private\nauthor: 佐藤\ntitle: [\n---\n\n本文\n")
    room.put("secret.txt", b"\x00\x01\x02access: private")
    room.look()
    assert room.catalog.list(readers=EVERYONE).total == 0
    assert room.catalog.list(readers=frozenset({"person:佐藤"})).total == 1


def test_many_files_gone_at_once_are_held_back_until_a_full_look(room: Room) -> None:
    for number in range(HOLD_BACK_COUNT + 5):
        room.put(f"{number:02}.md", f"メモ {number}\n")
    room.look()
    shutil.rmtree(room.root)
    room.root.mkdir()
    report = room.look()
    assert (report.removed, len(report.held_back)) == ((), HOLD_BACK_COUNT + 5)
    assert "reconcile --full" in report.describe("ja") + report.describe("en")
    assert len(room.catalog.snapshot()) == HOLD_BACK_COUNT + 5
    assert len(room.look(full=True).removed) == HOLD_BACK_COUNT + 5
    assert room.catalog.snapshot() == {}


def test_deleting_the_catalog_loses_nothing(room: Room) -> None:
    room.put("a.md", "# 一\n")
    room.put("b.md", "---\nid: n-two\n---\n\n# 二\n")
    room.look()
    before = room.catalog.list(readers=None, sort="path").entries
    room.catalog.clear()
    assert len(room.look().added) == 2
    assert room.catalog.list(readers=None, sort="path").entries == before
    room.rebuild()
    assert room.catalog.list(readers=None, sort="path").entries == before
    assert room.catalog.cursor() == room.log.head()


def test_a_second_look_tells_the_ledger_nothing_new(room: Room) -> None:
    for number in range(5):
        room.put(f"{number}.md", f"メモ {number}\n")
    room.look()
    head = room.log.head()
    room.look(full=True)
    room.rebuild()
    assert room.log.head() == head


def test_progress_is_told_up_to_the_end(room: Room) -> None:
    for number in range(3):
        room.put(f"{number}.md", f"メモ {number}\n")
    told: list[tuple[int, int | None]] = []
    reconcile(room.keeper, room.store, room.catalog, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (3, 3)


CONTENTS = st.sampled_from(
    [
        b"",
        b"\xef\xbb\xbf# BOM\r\n\r\nCRLF\r\n",
        "見積\r\n".encode("cp932"),
        "見積の件\n予算\n".encode("euc_jp"),
        b"---\nid: n-a\ntime: 12:30\nno: no\n# comment\n---\n\nbody\n",
        b"+++\nid = 'n-b'\n+++\n\nbody\n",
        b"---\nid: n-a\n---\nsame id\n",
        b"---\nbad: [\n---\n",
        b"\x00\x01\x02\x03" * 9,
        b"\xff\xfe\x4c\x89\x4d\x7a\n\x00",
        b"x" * 200_000,
        b"---\n---\n",
        b"plain",
    ]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["a.md", "b.md", "深い/c.md", "d.txt", "e.markdown"]), CONTENTS, max_size=5
    )
)
def test_looking_changes_no_byte_and_misses_no_file(room: Room, files: dict[str, bytes]) -> None:
    shutil.rmtree(room.root)
    room.root.mkdir()
    for path, content in files.items():
        room.put(path, content)
    room.look(full=True)
    room.look()
    room.rebuild()
    assert {path: (room.root / path).read_bytes() for path in files} == files
    assert set(room.catalog.snapshot()) == set(files)
    ids = [seen.note_id for seen in room.catalog.snapshot().values()]
    assert len(set(ids)) == len(ids)


# --- following the change log
# -------------------------------------------------------------------------------------


def test_a_save_is_in_the_catalog_once_the_follower_has_caught_up(room: Room) -> None:
    note = room.keeper.create(SATO, front={"title": "訪問", "account": "青空"}, body="一")
    assert room.follower.catch_up() == 1
    room.keeper.set_front(SATO, note.note_id, {"account": "海"}, expected_revision=None)
    room.keeper.save(
        SATO, note.note_id, expected_revision=room.keeper.get(note.note_id).revision, front={}, body="二"
    )
    assert room.follower.catch_up() == 2
    entry = room.catalog.find(note.note_id)
    assert entry is not None
    assert (entry.account, entry.excerpt) == ("海", "二")
    assert room.look().is_quiet, "the next look finds nothing new"
    room.keeper.delete(SATO, note.note_id)
    room.follower.catch_up()
    assert room.catalog.find(note.note_id) is None
    room.keeper.undelete(SATO, note.note_id)
    room.follower.catch_up()
    assert room.catalog.find(note.note_id) is not None
    assert room.follower.catch_up() == 0
    assert room.catalog.cursor() == room.log.head()


def test_far_behind_only_the_newest_are_taken_in_and_a_look_does_the_rest(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notes_app.catalog.follow.FAR_BEHIND", 4)
    monkeypatch.setattr("notes_app.catalog.follow._NEWEST", 2)
    notes = [room.keeper.create(SATO, front={"title": f"t{number}"}, body="x") for number in range(6)]
    assert room.follower.catch_up() == 2
    assert room.titles() == {"t4", "t5"}
    assert room.catalog.cursor() == 0
    reconcile(room.keeper, room.store, room.catalog, cursor=room.log.head())
    assert len(room.titles()) == len(notes)
    assert room.follower.catch_up() == 0


def test_followers_of_several_threads_end_at_the_head(room: Room) -> None:
    def work(number: int) -> None:
        room.keeper.create(SATO, front={"title": f"t{number}"}, body="x")
        room.follower.catch_up()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert room.titles() == {f"t{number}" for number in range(6)}


# --- watching
# -----------------------------------------------------------------------------------------------------


def test_the_watcher_finds_a_file_and_tells(room: Room) -> None:
    found = threading.Event()
    watcher = FolderWatcher(room.look, 0.01, on_change=lambda report: found.set())
    watcher.start()
    watcher.start()
    room.put("a.md", "# 外から\n")
    assert found.wait(PATIENCE_S)
    assert eventually(lambda: room.titles() == {"外から"})  # a look may have met the file half-written
    watcher.stop(PATIENCE_S)
    assert not watcher.is_running


def test_the_watcher_outlives_every_error(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    done, calls = threading.Event(), []

    def look() -> object:
        calls.append(1)
        if len(calls) < 4:
            raise OSError("the share is away")
        done.set()
        return room.look()

    watcher = FolderWatcher(look, 0.01)  # type: ignore[arg-type]
    watcher.start()
    assert done.wait(PATIENCE_S)
    watcher.stop(PATIENCE_S)
    assert caplog.text.count("looking for changed files failed") == 1


def test_an_interval_of_zero_turns_watching_off(room: Room) -> None:
    watcher = FolderWatcher(room.look, 0)
    watcher.start()
    assert not watcher.is_running
    watcher.stop()


def test_a_memory_catalog_can_be_filled_from_any_store(room: Room) -> None:
    room.put("a.md")
    catalog = MemoryCatalog()
    assert reconcile(room.keeper, room.store, catalog).to_json()["counts"]["added"] == 1
