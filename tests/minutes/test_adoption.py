"""What happens in the folder without us is taken in, loses nothing, and leaves every file as it was."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from notes_app.ledger.database import open_ledger
from notes_app.minutes.change_log_store import ChangeLog
from notes_app.minutes.errors import NoteFileNotFoundError, NoteNotFoundError, UnreadableNoteError
from notes_app.minutes.files import FileNoteStore
from notes_app.minutes.keeper import NoteKeeper
from notes_app.minutes.memory import MemoryNoteStore
from notes_app.minutes.naming import is_note_id
from notes_app.minutes.note import Note
from notes_app.people.permission import Person

from .conftest import AuditBook, Clock


def put(folder: Path, path: str, text: str) -> str:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    return path


def told(engine: Engine, clock: Clock) -> list[tuple[str, str, str]]:
    return [(change.note_id, change.what, change.path) for change in ChangeLog(engine, clock).since(0)]


def test_a_file_without_an_id_is_known_by_one_and_stays_as_it_is(
    keeper: NoteKeeper, folder: Path, engine: Engine, clock: Clock
) -> None:
    path = put(folder, "営業/20191119.txt", "日時：11月19日\r\n")
    note = keeper.adopt(path)
    assert is_note_id(note.note_id)
    assert (folder / path).read_bytes() == "日時：11月19日\r\n".encode()
    assert keeper.adopt(path) == keeper.get(note.note_id) == note
    assert told(engine, clock) == [(note.note_id, "saved", path)]
    assert [(version.reason, version.person_id) for version in keeper.history(note.note_id)] == [
        ("outside", "")
    ]


def test_its_id_is_written_with_the_first_save(keeper: NoteKeeper, folder: Path, sato: Person) -> None:
    note = keeper.adopt(put(folder, "a.md", "# 題\n本文\n"))
    saved = keeper.save(
        sato, note.note_id, expected_revision=note.revision, front={}, body="# 題\n本文\n追記\n"
    ).note
    assert (folder / "a.md").read_text() == f"---\nid: {note.note_id}\n---\n\n# 題\n本文\n追記\n"
    assert keeper.adopt("a.md") == saved


def test_an_id_from_elsewhere_is_kept(keeper: NoteKeeper, folder: Path) -> None:
    assert (
        keeper.adopt(put(folder, "a.md", "---\nid: 20260101-zettel\n---\n本文")).note_id == "20260101-zettel"
    )
    assert keeper.get("20260101-zettel").body == "本文"


def test_an_edit_outside_becomes_a_version_without_a_person(
    keeper: NoteKeeper, folder: Path, sato: Person, engine: Engine, clock: Clock
) -> None:
    note = keeper.create(sato, front={}, body="一")
    put(folder, note.path, note.text.replace("一", "二"))
    assert keeper.adopt(note.path).body == "二"
    assert [(version.reason, version.person_id) for version in keeper.history(note.note_id)] == [
        ("outside", ""),
        ("create", "p-sato"),
    ]
    assert told(engine, clock)[-1] == (note.note_id, "saved", note.path)


def test_an_outside_edit_made_just_before_a_save_is_kept_too(
    keeper: NoteKeeper, folder: Path, sato: Person
) -> None:
    note = keeper.create(sato, front={}, body="一")
    put(folder, note.path, note.text.replace("一", "外で書いた"))
    seen = keeper.get(note.note_id)
    keeper.save(sato, note.note_id, expected_revision=seen.revision, front={}, body="二")
    assert [
        keeper.read_version(note.note_id, version.number).body for version in keeper.history(note.note_id)
    ] == ["二", "外で書いた", "一"]


@pytest.mark.parametrize("has_id", [True, False])
@pytest.mark.parametrize("forget_first", [True, False])
def test_a_moved_file_is_the_same_note(
    keeper: NoteKeeper, folder: Path, sato: Person, has_id: bool, forget_first: bool
) -> None:
    old = keeper.create(sato, front={}, body="本文").path if has_id else put(folder, "a.md", "本文だけ")
    note = keeper.adopt(old)
    (folder / old).rename(folder / "移した.md")
    if forget_first:
        keeper.forget(note.note_id, old)
    moved = keeper.adopt("移した.md")
    keeper.forget(note.note_id, old)
    assert (moved.note_id, moved.path) == (note.note_id, "移した.md")
    assert keeper.get(note.note_id) == moved
    assert keeper.list_deleted() == ()
    assert len(keeper.history(note.note_id)) == 1


def test_a_moved_note_is_found_before_anyone_looked_through_the_folder(
    keeper: NoteKeeper, folder: Path, sato: Person
) -> None:
    note = keeper.create(sato, front={}, body="本文")
    (folder / note.path).rename(folder / "どこか.md")
    assert keeper.get(note.note_id).path == "どこか.md"


def test_a_copy_is_another_note_and_says_so_once_it_is_saved(
    keeper: NoteKeeper, folder: Path, sato: Person
) -> None:
    note = keeper.create(sato, front={"title": "元"}, body="本文")
    put(folder, "copy.md", note.text)
    copy = keeper.adopt("copy.md")
    assert copy.note_id != note.note_id
    assert (folder / "copy.md").read_text() == note.text
    assert keeper.adopt("copy.md") == keeper.get(copy.note_id) == copy
    assert keeper.get(note.note_id) == keeper.adopt(note.path) == note
    saved = keeper.save(sato, copy.note_id, expected_revision=copy.revision, front={}, body="写し").note
    assert saved.front["id"] == copy.note_id
    assert keeper.get(note.note_id).body == "本文"


def test_another_note_moved_into_its_place_is_not_taken_for_it(
    keeper: NoteKeeper, folder: Path, sato: Person
) -> None:
    one, two = (keeper.create(sato, front={}, body=body) for body in ("一", "二"))
    (folder / two.path).replace(folder / one.path)
    with pytest.raises(NoteNotFoundError):
        keeper.get(one.note_id)
    assert keeper.adopt(one.path).note_id == two.note_id
    assert [deleted.note.body for deleted in keeper.list_deleted()] == ["一"]
    assert keeper.undelete(sato, one.note_id).path == one.path.replace(".md", "-2.md")


def test_a_file_removed_outside_can_be_brought_back(
    keeper: NoteKeeper, folder: Path, sato: Person, engine: Engine, clock: Clock
) -> None:
    note = keeper.create(sato, front={}, body="大事")
    (folder / note.path).unlink()
    keeper.forget(note.note_id, note.path)
    assert told(engine, clock)[-1] == (note.note_id, "removed", note.path)
    assert [(one.note.note_id, one.person_id) for one in keeper.list_deleted()] == [(note.note_id, "")]
    assert keeper.undelete(sato, note.note_id) == note
    assert (folder / note.path).read_text() == note.text


def test_forgetting_a_file_that_is_there_does_nothing(keeper: NoteKeeper, sato: Person) -> None:
    note = keeper.create(sato, front={}, body="x")
    keeper.forget(note.note_id, note.path)
    keeper.forget(note.note_id, "elsewhere.md")
    assert keeper.get(note.note_id) == note


def test_broken_front_matter_is_served_as_text_under_a_lasting_id(keeper: NoteKeeper, folder: Path) -> None:
    path = put(folder, "a.md", "---\ntitle: a: b\n---\n本文")
    note = keeper.adopt(path)
    assert isinstance(note.problem, UnreadableNoteError)
    assert keeper.adopt(path).note_id == note.note_id == keeper.get(note.note_id).note_id
    put(folder, path, "---\ntitle: a b\n---\n本文")
    mended = keeper.adopt(path)
    assert (mended.note_id, mended.problem, mended.title) == (note.note_id, None, "a b")


def test_what_is_no_text_is_refused(keeper: NoteKeeper, folder: Path) -> None:
    (folder / "a.md").write_bytes(b"\x89PNG\x00")
    with pytest.raises(UnreadableNoteError, match=r"a\.md.*binary"):
        keeper.adopt("a.md")
    with pytest.raises(NoteFileNotFoundError):
        keeper.adopt("b.md")


def test_many_files_at_once_each_with_its_answer(keeper: NoteKeeper, folder: Path) -> None:
    paths = [put(folder, f"{number:03}.md", f"# 議事録{number}") for number in range(250)]
    (folder / "bad.md").write_bytes(b"\x00\x01")
    answers = dict(keeper.adopt_all([*paths, "bad.md", "../x.md"]))
    notes = [answers[path] for path in paths]
    assert all(isinstance(note, Note) for note in notes)
    assert len({note.note_id for note in notes if isinstance(note, Note)}) == 250
    assert isinstance(answers["bad.md"], UnreadableNoteError)
    assert str(answers["../x.md"]).startswith("“../x.md” is not a file inside")
    assert dict(keeper.adopt_all(paths)) == {path: answers[path] for path in paths}
    assert [note for _, note in keeper.adopt_all([put(folder, "new.md", "新")] * 2)] == [
        keeper.adopt("new.md")
    ] * 2


def test_files_that_claim_one_id_become_two_notes_also_when_they_come_together(
    keeper: NoteKeeper, folder: Path
) -> None:
    paths = [put(folder, path, f"---\nid: n1\n---\n{path}") for path in ("a.md", "b.md")]
    first, second = (note for _, note in keeper.adopt_all(paths))
    assert isinstance(first, Note)
    assert isinstance(second, Note)
    assert first.note_id == "n1" != second.note_id
    assert keeper.get(second.note_id).body == "b.md"


def test_without_the_ledger_notes_are_known_again_by_what_they_say(
    keeper: NoteKeeper, store: FileNoteStore, sato: Person, tmp_path: Path, clock: Clock
) -> None:
    note = keeper.create(sato, front={}, body="x")
    fresh = NoteKeeper(
        store, open_ledger(f"sqlite:///{tmp_path / 'other' / 'ledger.sqlite'}"), AuditBook(), clock
    )
    assert fresh.get(note.note_id) == note
    assert fresh.adopt(note.path) == note


TEXTS = st.lists(
    st.sampled_from(
        [
            "---",
            "+++",
            "id: n1",
            "title: 題 # 注",
            "a: no",
            "b: 007",
            "x: [",
            "tags: [a, 'b']",
            "",
            "本文。",
            "# 見出し",
            "+ = 1",
        ]
    ),
    max_size=8,
).map("\n".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["a.md", "b.md", "x/c.txt"]),
        st.tuples(TEXTS, st.sampled_from(["utf-8", "utf-8-sig", "cp932", "utf-16"])),
        min_size=1,
    )
)
def test_adopting_any_folder_changes_no_byte_and_gives_every_file_an_id_of_its_own(
    engine: Engine, clock: Clock, files: dict[str, tuple[str, str]]
) -> None:
    store = MemoryNoteStore()
    keeper = NoteKeeper(store, engine, AuditBook(), clock, random=Random(3))
    data = {path: text.encode(encoding) for path, (text, encoding) in files.items()}
    for path, content in data.items():
        store.write(path, content)
    first = {path: keeper.adopt(path).note_id for path in data}
    assert {path: keeper.adopt(path).note_id for path in data} == first
    assert len(set(first.values())) == len(first)
    assert {path: store.read(path) for path in data} == data
    for path, note_id in first.items():
        assert keeper.get(note_id).path == path
