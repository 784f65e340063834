"""The catalog's file may be deleted, damaged or old at any time: the catalog then starts empty, and works."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest

from notes_app.catalog import sqlite
from notes_app.catalog.entry import CatalogEntry
from notes_app.catalog.sqlite import CatalogUnusableError, SqliteCatalog

TEAM = frozenset({"team"})
ONE = CatalogEntry(note_id="n1", path="a.md", title="題", tags=("見積",), size=3, mtime_ns=4)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "derived" / "catalog.sqlite"


@pytest.fixture
def catalog(file: Path) -> Iterator[SqliteCatalog]:
    opened = SqliteCatalog(file)
    opened.replace([ONE], cursor=5)
    yield opened
    opened.close()


def test_it_is_there_when_opened_again(catalog: SqliteCatalog, file: Path) -> None:
    again = SqliteCatalog(file)
    assert again.find("n1") == ONE
    assert again.cursor() == 5
    again.close()


def test_a_place_that_cannot_hold_it_is_told_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "derived").write_text("a file where the folder should be")
    with pytest.raises(CatalogUnusableError) as refused:
        SqliteCatalog(tmp_path / "derived" / "catalog.sqlite")
    assert "derived" in refused.value.explain("ja")
    (tmp_path / "folder.sqlite").mkdir()
    with pytest.raises(CatalogUnusableError):
        SqliteCatalog(tmp_path / "folder.sqlite")


def test_two_processes_see_each_others_notes(catalog: SqliteCatalog, file: Path) -> None:
    other = SqliteCatalog(file)
    other.replace([CatalogEntry(note_id="n2", path="b.md", title="二")], cursor=6)
    assert catalog.list(readers=TEAM).total == 2
    assert catalog.cursor() == 6
    other.close()


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_file_is_made_anew_when_opened(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    opened = SqliteCatalog(file)
    assert opened.list(readers=TEAM).total == 0
    opened.replace([ONE])
    assert opened.find("n1") == ONE
    opened.close()


def test_a_file_damaged_in_the_middle_is_made_anew(file: Path) -> None:
    opened = SqliteCatalog(file)
    opened.replace(
        CatalogEntry(note_id=f"n{number}", path=f"{number}.md", title="題" * 50) for number in range(300)
    )
    opened.close()
    with sqlite3.connect(file) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    plain.close()
    data = bytearray(file.read_bytes())
    data[4096:] = b"\x5a" * (len(data) - 4096)
    file.write_bytes(bytes(data))
    again = SqliteCatalog(file)
    assert again.snapshot() == {}
    again.close()


def test_deleting_the_folder_while_it_is_in_use_leaves_an_empty_working_catalog(
    catalog: SqliteCatalog, file: Path
) -> None:
    rmtree(file.parent)
    assert catalog.list(readers=TEAM).total == 0
    assert catalog.cursor() == 0
    rmtree(file.parent)
    catalog.replace([ONE], cursor=1)
    assert catalog.find("n1") == ONE


def test_a_catalog_of_another_shape_is_made_anew(
    catalog: SqliteCatalog, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_FINGERPRINT", "another release")
    newer = SqliteCatalog(file)
    assert (newer.snapshot(), newer.cursor()) == ({}, 0)
    newer.replace([ONE])
    assert newer.count_by("tag", readers=TEAM) == (("見積", 1),)
    newer.close()


def test_who_reads_during_a_rebuild_sees_the_old_catalog(catalog: SqliteCatalog) -> None:
    seen: list[int] = []

    def entries() -> Iterator[CatalogEntry]:
        seen.append(catalog.list(readers=TEAM).total)
        yield CatalogEntry(note_id="n2", path="b.md", title="二")

    catalog.replace_all(entries(), cursor=9)
    assert seen == [1]
    assert set(catalog.snapshot()) == {"b.md"}


def test_reading_does_not_wait_for_a_writer(catalog: SqliteCatalog, file: Path) -> None:
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM entry")
    assert catalog.list(readers=TEAM).total == 1
    writer.execute("ROLLBACK")
    writer.close()


def test_a_page_of_newest_notes_walks_an_index(catalog: SqliteCatalog) -> None:
    query = "SELECT rowid FROM entry WHERE 1 AND +reader_set IN ('x')"
    query += " ORDER BY sort_held_on DESC, note_id LIMIT 50"
    with catalog._borrowed() as db:
        plan = db.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
    assert "COVERING INDEX" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
