"""A folder comes in: every file is accounted for, nothing comes twice, and all of it can go again."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notes_app.errors import NotAllowedError, NotFoundError
from notes_app.imports import folder
from notes_app.imports.folder import AlreadyUndoneError, ImportsItselfError
from notes_app.imports.report import REASONS, WARNINGS
from notes_app.imports.source_files import MAX_BYTES
from notes_app.minutes import files
from notes_app.minutes.bringing_in import NoteIntake
from notes_app.minutes.errors import NoteNotFoundError
from notes_app.people.permission import Person
from tests.imports.conftest import BOSS, REP, Dock, now


def test_every_file_is_a_note_or_has_a_reason(dock: Dock) -> None:
    dock.put("2019/2019-08-27/README.md", "# 定例\n\n本文\n")
    dock.put("20191119.txt", "電話メモ\r\n".encode("cp932"))
    dock.put("memo.markdown", "# 日付のない話\n")
    dock.put("写し/20191119.txt", "電話メモ\r\n".encode("cp932"))
    dock.put("表.xlsx", b"PK")
    dock.put("画像.md", b"\x89PNG\x00\x01\x02" * 20)
    dock.put("空.md", b"")
    dock.put("空白.md", " \n\n\t")
    dock.put("大きい.md", b"x" * (MAX_BYTES + 1))
    dock.put(".git/config.md")
    dock.put(".隠し.md")
    (dock.source / "link.md").symlink_to(dock.source / "memo.markdown")
    report = dock.run()
    assert report.files_in == 12
    assert {item.source_path: item.held_on for item in report.imported} == {
        "持ち込み/2019/2019-08-27/README.md": date(2019, 8, 27),
        "持ち込み/20191119.txt": date(2019, 11, 19),
        "持ち込み/memo.markdown": None,
    }
    assert {item.path.removeprefix("持ち込み/"): item.code for item in report.skipped} == {
        "写し/20191119.txt": "duplicate",
        "表.xlsx": "not_text",
        "画像.md": "binary",
        "空.md": "empty",
        "空白.md": "empty",
        "大きい.md": "too_large",
        ".git/config.md": "hidden",
        ".隠し.md": "hidden",
        "link.md": "link",
    }
    assert report.encodings == {"utf-8": 2, "cp932": 1}


def test_notes_are_filed_by_their_day_and_say_where_they_came_from(dock: Dock) -> None:
    dock.put("会議/2019-08-27.md", "# 青空商事 訪問\n")
    dock.put("会議/第12回.md", "# 第12回\n")
    paths = {item.source_path: item.path for item in dock.run().imported}
    assert paths["持ち込み/会議/2019-08-27.md"].startswith("2019/08/2019-08-27-青空商事-訪問-n")
    assert paths["持ち込み/会議/第12回.md"].startswith("undated/第12回-n")
    note = next(
        dock.keeper.get(dock.store.read(path).decode().split("id: ")[1].split("\n")[0])
        for path in paths.values()
    )
    assert note.front["source_path"].startswith("持ち込み/会議/")


def test_a_note_without_a_day_is_not_given_one(dock: Dock) -> None:
    dock.put("第12回.md", "# 第12回\n")
    (imported,) = dock.run().imported
    assert dock.keeper.get(imported.note_id).held_on is None


def test_imported_notes_are_notes_like_any_other(dock: Dock) -> None:
    original = "# 定例\r\n\r\n本文\r\n".encode("cp932")
    dock.put("2019-08-27.txt", original)
    (imported,) = dock.run(session_id="s-1").imported
    assert dock.bytes_of(imported.note_id).endswith(original)
    assert [(one.reason, one.person_id) for one in dock.keeper.history(imported.note_id)] == [
        ("import", "p-1")
    ]
    (entry,) = dock.audit.list(action="note.import")
    assert (entry.detail["note_ids"], entry.session_id) == ([imported.note_id], "s-1")
    note = dock.keeper.get(imported.note_id)
    saved = dock.keeper.save(
        BOSS, note.note_id, expected_revision=note.revision, front={"account": "青空"}, body=note.body
    )
    assert saved.outcome == "saved"


def test_the_same_folder_again_brings_nothing_and_a_new_file_alone(dock: Dock) -> None:
    dock.put("a.md", "# 一\n")
    dock.put("b.md", "# 二\n")
    first = dock.run()
    dock.put("c.md", "# 三\n")
    again = dock.run()
    assert [item.title for item in again.imported] == ["三"]
    assert [(item.code, item.detail) for item in again.skipped] == [
        ("already_imported", item.note_id) for item in first.imported]  # fmt: skip


def test_the_same_words_on_two_days_are_two_meetings(dock: Dock) -> None:
    dock.put("2020-02-28.txt", "変わりなし。\n")
    dock.put("2020-05-13.txt", "変わりなし。\n")
    dock.put("2020-05-13 のコピー.txt", "変わりなし。\n")
    report = dock.run()
    assert len(report.imported) == 2
    assert [item.code for item in report.skipped] == ["duplicate"]


def test_an_id_that_is_free_is_kept_and_one_that_is_taken_is_not(dock: Dock) -> None:
    dock.put("a.md", "---\nid: n-mine\n---\n\n一\n")
    dock.put("b.md", "---\nid: n-mine\n---\n\n二\n")
    dock.put("c.md", "---\nid: '../../etc'\n---\n\n三\n")
    first, second, third = dock.run().imported
    assert (first.note_id, first.warnings) == ("n-mine", ())
    assert second.note_id != "n-mine"
    assert second.warnings == third.warnings == ("id_replaced",)
    assert dock.keeper.get(second.note_id).front["source_id"] == "n-mine"
    assert dock.keeper.get(third.note_id).front["source_id"] == "../../etc"
    assert dock.keeper.get("n-mine").body == "一\n"


def test_defaults_fill_what_is_missing(dock: Dock) -> None:
    dock.put("a.md", "---\nauthor: 田中\n---\n\n一\n")
    dock.put("b.md", "二\n")
    reports = dock.run(defaults={"author": "佐藤", "tags": ["移行"], "account": ""}).imported
    notes = [dock.keeper.get(item.note_id) for item in reports]
    assert [(note.author, note.tags, note.account) for note in notes] == [
        ("田中", ("移行",), ""),
        ("佐藤", ("移行",), ""),
    ]


def test_an_import_is_undone_but_for_what_was_edited_since(dock: Dock) -> None:
    for name in "abc":
        dock.put(f"{name}.md", f"# {name}\n")
    report = dock.run()
    edited, deleted, untouched = report.imported
    dock.keeper.set_front(BOSS, edited.note_id, {"account": "青空"}, expected_revision=None)
    dock.keeper.delete(BOSS, deleted.note_id)
    undone = dock.importer.undo(BOSS, report.batch_id)
    assert undone.removed == (untouched.note_id,)
    assert [item.note_id for item in undone.kept] == [edited.note_id]
    assert undone.missing == (deleted.note_id,)
    assert dock.keeper.get(edited.note_id).account == "青空"
    with pytest.raises(NoteNotFoundError):
        dock.keeper.get(untouched.note_id)
    assert dock.keeper.undelete(BOSS, untouched.note_id).title == "c"
    with pytest.raises(AlreadyUndoneError):
        dock.importer.undo(BOSS, report.batch_id)


def test_after_undoing_the_files_can_come_again(dock: Dock) -> None:
    dock.put("a.md", "# 一\n")
    dock.importer.undo(BOSS, dock.run().batch_id)
    assert len(dock.run().imported) == 1


def test_somebody_elses_private_note_is_not_thrown_away_by_undoing(dock: Dock) -> None:
    dock.put("a.md", "---\naccess: private\nauthor: 田中\n---\n\n秘密\n")
    report = dock.run()
    assert [item.note_id for item in dock.importer.undo(BOSS, report.batch_id).kept] == [
        report.imported[0].note_id
    ]


def test_only_who_may_import_imports(dock: Dock) -> None:
    dock.put("a.md")
    with pytest.raises(NotAllowedError):
        dock.importer.import_path(REP, dock.source)
    with pytest.raises(NotAllowedError):
        dock.importer.undo(REP, "b-1")
    assert dock.batches.list() == ()
    with pytest.raises(NotFoundError):
        dock.importer.undo(BOSS, "b-1")
    with pytest.raises(NotFoundError):
        dock.importer.import_path(BOSS, dock.source / "nothing")


@pytest.mark.parametrize("where", ["", "2026", ".."], ids=["itself", "inside", "around"])
def test_the_notes_folder_is_not_imported_into_itself(dock: Dock, where: str) -> None:
    dock.keeper.create(BOSS, front={}, body="本文")
    with pytest.raises(ImportsItselfError):
        dock.importer.import_path(BOSS, dock.store.root / where)


def test_the_sample_may_lie_in_the_notes_folder_and_is_no_note_until_it_is_imported(dock: Dock) -> None:
    sample = dock.store.root / "sample"
    sample.mkdir()
    (sample / ".notes-app-sample").touch()
    (sample / "2026-04-01.md").write_text("# 見本\n", encoding="utf-8")
    assert list(dock.store.list()) == []
    (imported,) = dock.importer.import_path(BOSS, sample).imported
    assert [seen.path for seen in dock.store.list()] == [imported.path]


def test_one_file_can_be_imported_by_itself(dock: Dock) -> None:
    report = dock.importer.import_path(BOSS, dock.put("2019-08-27.md", "# 一\n"))
    assert (report.files_in, report.imported[0].held_on) == (1, date(2019, 8, 27))


def test_a_full_disk_takes_its_chunk_back_and_reports_the_rest(
    dock: Dock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "CHUNK", 2)
    for name in "abcde":
        dock.put(f"{name}.md", f"# {name}\n")
    real, written = files._write_flushed, []

    def write(file: Path, data: bytes, mode: int | None) -> None:
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        written.append(file)
        real(file, data, mode)

    monkeypatch.setattr(files, "_write_flushed", write)
    report = dock.run()
    assert len(report.imported) == 2
    assert {(item.code, item.detail) for item in report.skipped} == {
        ("not_written", "No space left on device")
    }
    assert sorted(file.suffix for file in dock.store.root.rglob("*") if file.is_file()) == [".md", ".md"]
    monkeypatch.undo()
    assert len(dock.run().imported) == 3


def test_cancelling_stops_between_chunks_and_says_what_is_left(
    dock: Dock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "CHUNK", 2)
    for name in "abcde":
        dock.put(f"{name}.md", f"# {name}\n")
    told: list[tuple[int, int | None]] = []
    report = dock.run(
        progress=lambda done, total: told.append((done, total)), is_cancelled=lambda: bool(told)
    )
    assert len(report.imported) == 2
    assert report.reasons == {"cancelled": 3}
    assert told[-1] == (5, 5)
    assert len(dock.run().imported) == 3


def test_killed_before_the_ledger_was_told_the_import_can_be_run_again(
    dock: Dock, monkeypatch: pytest.MonkeyPatch
) -> None:
    dock.put("a.md", "# 一\n")

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(NoteIntake, "_tell", killed)
    with pytest.raises(KeyboardInterrupt):
        dock.importer.import_path(BOSS, dock.source)
    monkeypatch.undo()
    (left,) = dock.store.list()
    dock.keeper.adopt(left.path)  # what the next look at the folder does
    report = dock.run()
    assert [item.code for item in report.skipped] == ["already_imported"]
    assert len(list(dock.store.list())) == 1


def test_a_name_that_is_no_text_is_still_reported(dock: Dock) -> None:
    name = os.fsencode(str(dock.source)) + b"/\x8b\x63\x8e\x96\x98^.md"
    Path(os.fsdecode(name)).write_bytes(b"# x\n")
    (imported,) = dock.run().imported
    imported.source_path.encode()
    assert dock.keeper.get(imported.note_id).title == "x"


def test_an_unreadable_file_or_folder_is_reported(dock: Dock, monkeypatch: pytest.MonkeyPatch) -> None:
    dock.put("a.md")
    dock.put("b.md", "# 二\n")
    real = Path.read_bytes

    def read(file: Path) -> bytes:
        if file.name == "a.md":
            raise PermissionError(13, "Permission denied")
        return real(file)

    monkeypatch.setattr(Path, "read_bytes", read)
    report = dock.run()
    assert [(item.code, item.detail) for item in report.skipped] == [("unreadable_file", "Permission denied")]


def test_the_report_is_kept_and_is_json(dock: Dock) -> None:
    dock.put("2019-08-27.md", "---\ntitle: [\n---\n\n一\n")
    dock.put("b.png")
    report = dock.run()
    (batch,) = dock.batches.list()
    assert batch.report == json.loads(json.dumps(report.to_json()))
    assert batch.report["notes"][0]["warnings"][0]["code"] == "front_matter_unreadable"
    assert batch.report["skipped"][0]["ja"] != batch.report["skipped"][0]["en"]
    assert "1" in report.describe("ja") + report.describe("en")


def test_every_reason_and_warning_is_told_in_both_languages() -> None:
    for ja, en in (*REASONS.values(), *WARNINGS.values()):
        assert ja
        assert en
        assert ja != en


CONTENTS = st.sampled_from(
    [
        b"",
        b" \n",
        b"# a\n",
        b"# b\r\n",
        "\ufeff# c\n".encode(),
        "見積の件\n".encode("cp932"),
        b"\x00\x01",
        b"---\nid: n-x1\n---\nq",
        b"---\nid: [\n---\nq",
        b"x" * 300,
    ]
)
NAMES = st.sampled_from(
    ["a.md", "b.txt", "c.png", ".d.md", "2020/e.md", "2020/05/01.md", "~$f.md", "議事録.markdown", "g"]
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(NAMES, CONTENTS, max_size=9))
def test_files_in_are_notes_out_and_skipped(dock: Dock, files: dict[str, bytes]) -> None:
    for old in sorted(dock.source.rglob("*"), reverse=True):
        old.rmdir() if old.is_dir() else old.unlink()
    for name, content in files.items():
        dock.put(name, content)
    before = len(list(dock.store.list()))
    report = dock.run()
    assert report.files_in == len(files)
    assert len(list(dock.store.list())) == before + len(report.imported)
    for item in report.imported:
        original = files[item.source_path.removeprefix("持ち込み/")].removeprefix(b"\xef\xbb\xbf")
        assert dock.bytes_of(item.note_id).endswith(original) or b"id:" in original


def test_a_person_who_is_disabled_imports_nothing(dock: Dock) -> None:
    gone = Person(person_id="p-3", login="old", name="退職", role="admin", is_active=False)
    with pytest.raises(NotAllowedError):
        dock.importer.import_path(gone, dock.source)
    assert now().tzinfo is not None
