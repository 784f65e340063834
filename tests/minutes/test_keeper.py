"""The save protocol: who may, what happens when two write, and that a note once written is saved."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from notes_app.errors import NotAllowedError
from notes_app.minutes.change_log_store import ChangeLog
from notes_app.minutes.errors import (
    LocksYouOutError,
    NoteNotFoundError,
    NoteNotWrittenError,
    SaveConflictError,
    UnreadableNoteError,
    VersionNotFoundError,
)
from notes_app.minutes.files import FileNoteStore
from notes_app.minutes.keeper import NoteKeeper
from notes_app.minutes.note import Note
from notes_app.people.permission import Person

from .conftest import AuditBook, Clock

BODY = "田中部長と面談。\n予算は500万円。\n次回は来週。\n"


@pytest.fixture
def note(keeper: NoteKeeper, sato: Person) -> Note:
    return keeper.create(sato, front={"title": "初回訪問", "account": "青空商事"}, body=BODY)


def reasons(keeper: NoteKeeper, note_id: str) -> list[tuple[int, str, str]]:
    return [(version.number, version.reason, version.person_id) for version in keeper.history(note_id)]


def test_a_new_note_is_a_readable_file_named_by_the_day_it_is_here(note: Note, folder: Path) -> None:
    assert note.path == f"2026/11/2026-11-23-初回訪問-{note.note_id[:6]}.md"
    assert (
        (folder / note.path).read_text()
        == f"---\nid: {note.note_id}\ntitle: 初回訪問\naccount: 青空商事\nauthor: 佐藤\n---\n\n{BODY}"
    )


def test_a_note_about_another_day_is_filed_there(keeper: NoteKeeper, sato: Person) -> None:
    note = keeper.create(sato, front={"held_at": "2025-04-01T13:00"}, body="# 訪問")
    assert note.path.startswith("2025/04/2025-04-01-訪問-")
    assert note.held_on == date(2025, 4, 1)


def test_an_empty_note_can_be_kept(keeper: NoteKeeper, sato: Person) -> None:
    note = keeper.create(sato, front={}, body="")
    assert keeper.get(note.note_id) == note


def test_a_save_changes_only_what_was_named(
    keeper: NoteKeeper, sato: Person, note: Note, folder: Path
) -> None:
    file = folder / note.path
    file.write_bytes(file.read_bytes().replace(b"title:", b"# \xe6\xb3\xa8\ntitle:"))
    opened = keeper.get(note.note_id)
    result = keeper.save(
        sato,
        note.note_id,
        expected_revision=opened.revision,
        front={"deal": "D-1", "account": None},
        body=BODY + "追記\n",
    )
    assert result.outcome == "saved"
    assert (
        file.read_text()
        == f"---\nid: {note.note_id}\n# 注\ntitle: 初回訪問\ndeal: D-1\nauthor: 佐藤\n---\n\n{BODY}追記\n"
    )
    assert reasons(keeper, note.note_id) == [
        (3, "save", "p-sato"),
        (2, "outside", ""),
        (1, "create", "p-sato"),
    ]


def test_saving_what_is_there_writes_nothing(
    keeper: NoteKeeper, sato: Person, note: Note, folder: Path
) -> None:
    before = (folder / note.path).stat()
    result = keeper.save(
        sato,
        note.note_id,
        expected_revision=note.revision,
        front=dict(note.front),
        body=BODY.replace("\n", "\r\n"),
    )
    assert (result.outcome, result.note) == ("unchanged", note)
    assert (folder / note.path).stat() == before
    assert len(keeper.history(note.note_id)) == 1


def test_two_who_change_different_places_both_get_them_in(
    keeper: NoteKeeper, sato: Person, suzuki: Person, note: Note
) -> None:
    keeper.save(
        suzuki,
        note.note_id,
        expected_revision=note.revision,
        front={"tags": ["鈴木"]},
        body=BODY.replace("田中", "山田"),
    )
    result = keeper.save(
        sato,
        note.note_id,
        expected_revision=note.revision,
        front={"deal": "D-1"},
        body=BODY.replace("来週", "来月"),
    )
    assert result.outcome == "merged"
    assert result.note.body == BODY.replace("田中", "山田").replace("来週", "来月")
    assert (result.note.tags, result.note.deal) == (("鈴木",), "D-1")
    assert reasons(keeper, note.note_id)[0] == (3, "merge", "p-sato")


def test_two_who_change_the_same_place_see_both_sides_and_nothing_is_saved(
    keeper: NoteKeeper, sato: Person, suzuki: Person, note: Note
) -> None:
    theirs = keeper.save(
        suzuki, note.note_id, expected_revision=note.revision, front={}, body=BODY.replace("500", "800")
    ).note
    with pytest.raises(SaveConflictError, match="初回訪問") as caught:
        keeper.save(
            sato, note.note_id, expected_revision=note.revision, front={}, body=BODY.replace("500", "300")
        )
    conflict = caught.value.conflict
    assert conflict.base is not None
    assert (conflict.mine.body, conflict.theirs.body, conflict.base.body) == (
        BODY.replace("500", "300"),
        BODY.replace("500", "800"),
        BODY,
    )
    assert conflict.theirs.revision == theirs.revision
    assert keeper.get(note.note_id) == theirs
    settled = keeper.save(
        sato,
        note.note_id,
        expected_revision=conflict.theirs.revision,
        front={},
        body=BODY.replace("500", "300から800"),
    )
    assert settled.outcome == "saved"


def test_an_unknown_base_is_a_conflict_not_a_loss(keeper: NoteKeeper, sato: Person, note: Note) -> None:
    with pytest.raises(SaveConflictError) as caught:
        keeper.save(sato, note.note_id, expected_revision="0" * 16, front={}, body="別の本文")
    assert caught.value.conflict.base is None
    assert keeper.get(note.note_id).body == BODY


def test_accepting_a_value_writes_one_key_and_no_body(keeper: NoteKeeper, sato: Person, note: Note) -> None:
    accepted = keeper.set_front(sato, note.note_id, {"予算": 5_000_000})
    assert (accepted.front["予算"], accepted.body) == (5_000_000, BODY)
    keeper.set_front(sato, note.note_id, {"予算": None}, expected_revision=note.revision)
    assert (
        "予算" in keeper.get(note.note_id).front
    )  # that revision had no such key, so there was nothing to take out
    assert "予算" not in keeper.set_front(sato, note.note_id, {"予算": None}).front
    assert reasons(keeper, note.note_id)[0][1] == "accept"


def test_the_id_cannot_be_changed(keeper: NoteKeeper, sato: Person, note: Note) -> None:
    keeper.save(sato, note.note_id, expected_revision=note.revision, front={"id": "other"}, body=BODY + "x")
    assert keeper.get(note.note_id).front["id"] == note.note_id


# --- who may ------------------------------------------------------------------------------------------------


def test_a_reader_may_not_write(keeper: NoteKeeper, clerk: Person, note: Note) -> None:
    for attempt in (
        lambda: keeper.create(clerk, front={}, body=""),
        lambda: keeper.save(clerk, note.note_id, expected_revision=note.revision, front={}, body="x"),
        lambda: keeper.set_front(clerk, note.note_id, {"a": 1}),
        lambda: keeper.delete(clerk, note.note_id),
        lambda: keeper.restore(clerk, note.note_id, 1),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert keeper.get(note.note_id) == note


def test_a_private_note_is_its_writers_alone(
    keeper: NoteKeeper, sato: Person, suzuki: Person, boss: Person
) -> None:
    note = keeper.create(sato, front={"access": "private"}, body="x")
    for other in (suzuki, boss):
        with pytest.raises(NotAllowedError):
            keeper.save(
                other, note.note_id, expected_revision=note.revision, front={"access": "team"}, body="y"
            )
    keeper.delete(sato, note.note_id)
    with pytest.raises(NotAllowedError):
        keeper.undelete(boss, note.note_id)


def test_no_one_shuts_themselves_out(keeper: NoteKeeper, suzuki: Person, note: Note) -> None:
    with pytest.raises(LocksYouOutError, match="no longer read"):
        keeper.save(
            suzuki, note.note_id, expected_revision=note.revision, front={"access": "private"}, body=BODY
        )
    with pytest.raises(LocksYouOutError):
        keeper.create(suzuki, front={"access": "private", "author": "佐藤"}, body="")


# --- history, bin -------------------------------------------------------------------------------------------


def test_autosaves_of_one_sitting_are_shown_as_one_save(
    keeper: NoteKeeper, sato: Person, suzuki: Person, note: Note, clock: Clock
) -> None:
    def write(person: Person, text: str, reason: str) -> None:
        keeper.save(
            person,
            note.note_id,
            expected_revision=keeper.get(note.note_id).revision,
            front={},
            body=text,
            reason=reason,
        )

    for text in ("一", "二", "三"):
        clock.pass_(minutes=2)
        write(sato, text, "autosave")
    write(sato, "三", "save")
    clock.pass_(minutes=1)
    write(suzuki, "四", "autosave")
    clock.pass_(minutes=30)
    write(suzuki, "五", "autosave")
    assert reasons(keeper, note.note_id) == [
        (6, "autosave", "p-suzuki"),
        (5, "autosave", "p-suzuki"),
        (4, "save", "p-sato"),
        (1, "create", "p-sato"),
    ]


def test_an_autosave_just_passed_over_is_still_a_base_to_merge_with(
    keeper: NoteKeeper, sato: Person, suzuki: Person, note: Note, clock: Clock
) -> None:
    first = keeper.save(
        sato, note.note_id, expected_revision=note.revision, front={}, body=BODY + "途中\n", reason="autosave"
    ).note
    keeper.save(
        sato,
        note.note_id,
        expected_revision=first.revision,
        front={},
        body=BODY + "途中です\n",
        reason="autosave",
    )
    late = keeper.save(
        suzuki, note.note_id, expected_revision=first.revision, front={}, body="前文\n" + first.body
    )
    assert (late.outcome, late.note.body) == ("merged", "前文\n" + BODY + "途中です\n")
    clock.pass_(days=2)
    keeper.save(sato, note.note_id, expected_revision=late.note.revision, front={}, body=BODY)
    with pytest.raises(VersionNotFoundError):
        keeper.read_version(note.note_id, 2)


def test_any_version_can_be_read_and_brought_back(keeper: NoteKeeper, sato: Person, note: Note) -> None:
    keeper.save(sato, note.note_id, expected_revision=note.revision, front={"title": "新"}, body="新しい")
    assert keeper.read_version(note.note_id, 1) == note
    assert keeper.restore(sato, note.note_id, 1) == note == keeper.get(note.note_id)
    assert reasons(keeper, note.note_id)[0] == (3, "restore", "p-sato")
    with pytest.raises(VersionNotFoundError):
        keeper.restore(sato, note.note_id, 9)


def test_a_deleted_note_is_in_the_bin_and_comes_back(
    keeper: NoteKeeper, sato: Person, note: Note, folder: Path, clock: Clock
) -> None:
    keeper.delete(sato, note.note_id)
    assert (folder / ".bin" / note.path).exists()
    with pytest.raises(NoteNotFoundError):
        keeper.get(note.note_id)
    deleted = keeper.list_deleted()
    assert [(one.note, one.deleted_at, one.person_id) for one in deleted] == [(note, clock.at, "p-sato")]
    assert keeper.undelete(sato, note.note_id) == note == keeper.get(note.note_id)
    assert keeper.list_deleted() == ()
    with pytest.raises(NoteNotFoundError):
        keeper.undelete(sato, note.note_id)


def test_coming_back_never_overwrites(keeper: NoteKeeper, sato: Person, note: Note, folder: Path) -> None:
    keeper.delete(sato, note.note_id)
    (folder / note.path).write_text("別のファイル")
    back = keeper.undelete(sato, note.note_id)
    assert back.path == note.path.replace(".md", "-2.md")
    assert (folder / note.path).read_text() == "別のファイル"


# --- what fails ---------------------------------------------------------------------------------------------


def test_once_the_file_is_written_the_note_is_saved(
    keeper: NoteKeeper,
    sato: Person,
    note: Note,
    audit: AuditBook,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the ledger broke just now")

    audit.is_broken = True
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(ChangeLog, "append", fail)
        with caplog.at_level(logging.ERROR):
            saved = keeper.save(
                sato, note.note_id, expected_revision=note.revision, front={}, body="大事な本文"
            ).note
    assert keeper.get(note.note_id).body == "大事な本文"
    assert "reconcile makes up for it" in caplog.text
    assert reasons(keeper, note.note_id) == [(1, "create", "p-sato")]
    assert keeper.adopt(note.path) == saved
    assert reasons(keeper, note.note_id)[0] == (2, "outside", "")


def test_a_full_disk_saves_nothing_and_says_so(
    keeper: NoteKeeper, sato: Person, note: Note, store: FileNoteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: str, _data: bytes) -> None:
        raise NoteNotWrittenError(path=path, reason="No space left on device")

    monkeypatch.setattr(store, "write", full)
    with pytest.raises(NoteNotWrittenError):
        keeper.save(sato, note.note_id, expected_revision=note.revision, front={}, body="x")
    with pytest.raises(NoteNotWrittenError):
        keeper.create(sato, front={}, body="x")
    assert keeper.get(note.note_id) == note
    assert len(keeper.history(note.note_id)) == 1


def test_a_note_whose_front_matter_broke_can_be_read_and_mended(
    keeper: NoteKeeper, sato: Person, note: Note, folder: Path
) -> None:
    file = folder / note.path
    file.write_text(file.read_text().replace("title: 初回訪問", "title: 初回: 訪問: 2"))
    broken = keeper.get(note.note_id)
    assert isinstance(broken.problem, UnreadableNoteError)
    assert broken.body == file.read_text()
    with pytest.raises(UnreadableNoteError):
        keeper.set_front(sato, note.note_id, {"deal": "x"})
    mended = keeper.save(
        sato,
        note.note_id,
        expected_revision=broken.revision,
        front={"title": "", "deal": None},
        body=broken.body.replace(": 2", "").replace("title: 初回: ", "title: "),
    ).note
    assert (mended.problem, mended.title, mended.note_id, mended.body) == (None, "訪問", note.note_id, BODY)


def test_a_note_that_lost_its_id_line_gets_it_back_with_the_next_save(
    keeper: NoteKeeper, sato: Person, note: Note, folder: Path
) -> None:
    file = folder / note.path
    file.write_text(BODY)
    opened = keeper.get(note.note_id)
    keeper.save(sato, note.note_id, expected_revision=opened.revision, front={}, body=BODY + "追記\n")
    assert file.read_text() == f"---\nid: {note.note_id}\n---\n\n{BODY}追記\n"


def test_an_unknown_note_is_not_found(keeper: NoteKeeper, sato: Person) -> None:
    for note_id in ("n00000000000", "", "../x", "あ"):
        with pytest.raises(NoteNotFoundError):
            keeper.get(note_id)


# --- what it tells ------------------------------------------------------------------------------------------


def test_every_change_is_told_to_audit_and_followers(
    keeper: NoteKeeper, sato: Person, engine: Engine, audit: AuditBook, clock: Clock
) -> None:
    note = keeper.create(sato, front={}, body="a")
    note = keeper.save(sato, note.note_id, expected_revision=note.revision, front={}, body="b").note
    keeper.delete(sato, note.note_id)
    keeper.undelete(sato, note.note_id)
    log = ChangeLog(engine, clock)
    assert [change.what for change in log.since(0)] == ["saved", "saved", "removed", "saved"]
    assert {change.path for change in log.since(0)} == {note.path}
    assert log.since(1, limit=1)[0].revision == note.revision
    assert log.head() == 4
    assert [action for _, action, _ in audit.entries] == [
        "note.create",
        "note.save",
        "note.delete",
        "note.undelete",
    ]
    assert {(person, thing) for person, _, thing in audit.entries} == {("p-sato", note.note_id)}
