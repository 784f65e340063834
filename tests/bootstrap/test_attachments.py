"""An attachment from the folder to the hit: read in the background, found with its page, gone and back with its note."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notes_app.bootstrap import OPERATOR, Workspace
from notes_app.bootstrap.patient import WorkspacePatient
from notes_app.care.backup import backup, restore
from notes_app.care.doctor import examine
from notes_app.people.permission import Person
from notes_app.search.index import SearchHit
from notes_app.settings import read_settings
from tests.extraction.papers import pdf, xlsx

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
REPORT = pdf(["対策書"], ["再発防止のため砥石の交換時期を点検表に加えました。"])
REP = Person("p-rep", "kuze", "久世", "rep")


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace(read_settings({}, notes=tmp_path / "notes", var=tmp_path / "var"), now=lambda: NOW)
    yield opened
    opened.close()


@pytest.fixture
def note_id(space: Workspace) -> str:
    return space.keeper.create(OPERATOR, front={"title": "クレーム対応", "kind": "complaint"}, body="先方で傷が見つかった。\n").note_id


def hits(space: Workspace, words: str, person: Person = OPERATOR) -> tuple[SearchHit, ...]:
    space.catch_up()
    return space.search(person, words).result.hits


def places(space: Workspace, words: str) -> list[str]:
    return [one.passage.explain("ja") for hit in hits(space, words) for one in hit.attached]


def test_the_counter_measure_report_is_found_inside_its_pdf_in_one_search(space: Workspace, note_id: str) -> None:
    space.attachments.add(OPERATOR, note_id, "対策書_第3版.pdf", REPORT)
    assert places(space, "砥石 交換") == ["対策書_第3版.pdf 2ページ"]
    assert [hit.note_id for hit in hits(space, "添付:あり")] == [note_id]
    assert places(space, "第3版") == ["対策書_第3版.pdf"]


def test_the_name_is_found_before_the_text_was_read(space: Workspace, note_id: str) -> None:
    space.attachments.add(OPERATOR, note_id, "対策書.pdf", REPORT)
    space.followers.catch_up_catalog()
    space.followers.worker.drain()
    assert [hit.note_id for hit in space.search(OPERATOR, "対策書").result.hits] == [note_id]
    assert not space.search(OPERATOR, "砥石").result.hits
    space.followers.reader.drain()
    space.followers.worker.drain()
    assert space.search(OPERATOR, "砥石").result.hits


def test_files_of_other_programs_are_seen_changed_and_taken_away(space: Workspace, note_id: str) -> None:
    space.catch_up()
    file = space.settings.notes / "attachments" / note_id / "見積.xlsx"
    file.parent.mkdir(parents=True)
    file.write_bytes(xlsx(見積=[["研磨機", (5000000, '"¥"#,##0')]]))
    assert places(space, "500万") == ["見積.xlsx シート「見積」"]
    file.write_bytes(xlsx(改訂=[["旋盤"]]))
    assert places(space, "旋盤") == ["見積.xlsx シート「改訂」"]
    assert not hits(space, "研磨機")
    shutil.rmtree(file.parent)
    assert not hits(space, "旋盤")
    assert space.reconcile().is_quiet


def test_nobody_finds_a_note_by_its_file_who_may_not_read_it(space: Workspace) -> None:
    secret = space.keeper.create(OPERATOR, front={"title": "人事", "access": "managers"}, body="").note_id
    space.attachments.add(OPERATOR, secret, "評価.pdf", REPORT)
    assert hits(space, "砥石")
    assert not hits(space, "砥石", REP)
    assert not hits(space, "評価", REP)


def test_gone_and_back_with_the_note_and_when_taken_off(space: Workspace, note_id: str) -> None:
    space.attachments.add(OPERATOR, note_id, "対策書.pdf", REPORT)
    assert hits(space, "砥石")
    space.attachments.remove(OPERATOR, note_id, "対策書.pdf")
    assert not hits(space, "砥石")
    space.attachments.restore(OPERATOR, note_id, "対策書.pdf")
    assert hits(space, "砥石")
    space.keeper.delete(OPERATOR, note_id)
    assert not hits(space, "砥石")
    space.keeper.undelete(OPERATOR, note_id)
    assert places(space, "砥石") == ["対策書.pdf 2ページ"]


def test_what_is_derived_can_be_thrown_away(space: Workspace, note_id: str, tmp_path: Path) -> None:
    space.attachments.add(OPERATOR, note_id, "対策書.pdf", REPORT)
    assert hits(space, "砥石")
    space.close()
    shutil.rmtree(tmp_path / "var" / "derived")
    again = Workspace(space.settings, now=lambda: NOW)
    try:
        assert places(again, "砥石") == ["対策書.pdf 2ページ"]
        assert again.rebuild()["read"] == 1
        assert places(again, "砥石") == ["対策書.pdf 2ページ"]
    finally:
        again.close()


def test_a_backup_carries_them(space: Workspace, note_id: str, tmp_path: Path) -> None:
    space.attachments.add(OPERATOR, note_id, "対策書 (第3版).pdf", REPORT)
    space.attachments.add(OPERATOR, note_id, "外した.txt", b"x")
    space.attachments.remove(OPERATOR, note_id, "外した.txt")
    space.attachments.add(OPERATOR, note_id, "測定.tmp", b"12.3")
    backup(space.settings.notes, space.engine, tmp_path / "b.zip", NOW)
    restore(tmp_path / "b.zip", tmp_path / "notes2", tmp_path / "var2")
    other = Workspace(read_settings({}, notes=tmp_path / "notes2", var=tmp_path / "var2"), now=lambda: NOW)
    try:
        assert places(other, "砥石") == ["対策書 (第3版).pdf 2ページ"]
        assert [one.name for one in other.attachments.list_removed(note_id)] == ["外した.txt"]
        assert [one.name for one in other.attachments.list(note_id)] == ["対策書 (第3版).pdf", "測定.tmp"]
    finally:
        other.close()


def test_the_doctor_names_files_that_cannot_be_searched_or_belong_to_nobody(space: Workspace, note_id: str) -> None:
    space.attachments.add(OPERATOR, note_id, "秘密.pdf", pdf(["x"], password="x"))
    space.attachments.add(OPERATOR, note_id, "壊れた.docx", b"PK\x03\x04")
    lost = space.settings.notes / "attachments" / "nlost0000000" / "a.pdf"
    lost.parent.mkdir()
    lost.write_bytes(REPORT)
    for name in ("a.png", "b.png", "note.md"):
        (lost.parent.parent / name).write_bytes(b"x")
    space.catch_up()
    found = {(one.code, one.thing) for one in examine(WorkspacePatient(space)) if one.code.startswith("attachment")}
    assert found == {
        ("attachment_unsearchable", f"attachments/{note_id}/壊れた.docx"), ("attachment_unsearchable", f"attachments/{note_id}/秘密.pdf"),
        ("attachments_orphaned", "attachments/nlost0000000"), ("attachments_orphaned", "attachments"),
    }  # fmt: skip


def test_a_file_that_cannot_be_read_keeps_nothing_else_from_being_found(space: Workspace, note_id: str) -> None:
    space.attachments.add(OPERATOR, note_id, "a.pdf", b"%PDF-1.7 broken")
    space.attachments.add(OPERATOR, note_id, "b.pdf", REPORT)
    assert places(space, "砥石") == ["b.pdf 2ページ"]
    assert hits(space, "傷が見つかった")


def test_served_in_the_background_it_is_found_by_itself(space: Workspace, note_id: str) -> None:
    space.start_background()
    space.attachments.add(OPERATOR, note_id, "対策書.pdf", REPORT)
    space.follow_saves()
    for _ in range(200):
        if space.search(OPERATOR, "砥石").result.hits:
            break
        space.followers.worker.join(0.1)
    assert space.search(OPERATOR, "砥石").result.hits


def test_the_sample_shows_it(tmp_path: Path) -> None:
    space = Workspace(read_settings({}, notes=tmp_path / "notes", var=tmp_path / "var", engine="memory"), now=lambda: NOW)
    try:
        report = space.load_sample()
        assert (report.is_reconciled, report.attached_count) == (True, 3)
        assert places(space, "変換表 チェックサム")[0] == "対策書_データ移行不備.pdf 2ページ"
        assert places(space, "同軸照明ユニット 1480万")[0] == "御見積書_MV-300.xlsx シート「御見積書」"
        assert places(space, "並行稼働 切り戻し")[0] == "段階導入のご提案.docx"
    finally:
        space.close()
