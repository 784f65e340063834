"""The index is disposable: deleted, damaged or made by other code, it answers again, and notes are never its business."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from notes_app.search.engines import UnknownEngineError, open_index, swapping
from notes_app.search.engines.swapping import SwappingIndex
from notes_app.search.index import IndexedNote, SearchRequest
from notes_app.search.query import parse_query

NOTES = [
    IndexedNote(f"n{at}", f"n{at}.md", f"議事録{at}", f"値引きの話 その{at}。京都で商談。")
    for at in range(40)
]


@pytest.fixture(params=["whoosh", "tantivy"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def total(index: SwappingIndex, words: str = "値引き") -> int:
    return index.search(
        SearchRequest(parse_query(words, date(2026, 11, 22)), frozenset({"team"}), limit=3)
    ).total


def filled(engine: str, folder: Path) -> SwappingIndex:
    index = open_index(engine, folder)
    index.replace(NOTES[:30], cursor=30)
    index.replace(NOTES[30:], cursor=40)
    return index


def index_files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock" and "LOCK" not in path.name
    )


def test_an_unknown_engine_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownEngineError, match="solr"):
        open_index("solr", tmp_path)


def test_an_index_outlives_its_process(engine: str, tmp_path: Path) -> None:
    filled(engine, tmp_path).close()
    again = open_index(engine, tmp_path)
    assert (again.count(), again.cursor(), total(again)) == (40, 40, 40)
    again.close()


def test_deleted_while_open_it_starts_anew(engine: str, tmp_path: Path) -> None:
    index = filled(engine, tmp_path / "index")
    shutil.rmtree(tmp_path / "index")
    assert (index.cursor(), total(index)) == (0, 0)
    index.replace(NOTES, cursor=40)
    assert total(index) == 40
    index.close()


def _damage(path: Path, how: str) -> None:
    written = path.read_bytes()
    if how == "emptied":
        path.write_bytes(b"")
    elif how == "cut":
        path.write_bytes(written[: len(written) // 2])
    elif how == "flipped":
        middle = len(written) // 2
        path.write_bytes(
            written[:middle] + bytes([written[middle] ^ 0x55]) + written[middle + 1 :] if written else b"\xff"
        )
    else:
        path.unlink()


@pytest.mark.parametrize("how", ["emptied", "cut", "flipped", "removed"])
def test_whichever_file_is_damaged_search_answers_right_or_is_rebuilt(
    engine: str, tmp_path: Path, how: str
) -> None:
    sound = open_index(engine, tmp_path / "sound")
    sound.replace(NOTES[:6], cursor=40)
    sound.close()
    names = [path.relative_to(tmp_path / "sound") for path in index_files(tmp_path / "sound")]
    assert len(names) > 3
    for name in names:
        folder = tmp_path / "damaged"
        shutil.copytree(tmp_path / "sound", folder)
        _damage(folder / name, how)
        index = open_index(engine, folder)
        answer = (index.cursor(), total(index), total(index, '"京都で商談"'))
        assert answer in ((40, 6, 6), (0, 0, 0)), f"{name}: {answer}"
        index.replace(NOTES[:6], cursor=40)
        assert (index.cursor(), total(index), index.count()) == (40, 6, 6), name
        index.close()
        shutil.rmtree(folder)


def _damage_in_place(path: Path, how: str) -> None:
    """Damage a file that is open elsewhere: the same file, as a failing disk or another program leaves it."""
    with path.open("r+b") as file:
        size = file.seek(0, 2)
        if how == "flipped" and size:
            file.seek(size // 2)
            (byte,) = file.read(1)
            file.seek(size // 2)
            file.write(bytes([byte ^ 0x55]))
        elif how == "cut":
            file.truncate(size // 2)
    os.utime(path, ns=(0, 0))  # later than it was written, even where the clock is coarse


# Not emptied: tantivy maps its files, and memory gone from under a thread that is just reading it ends the process.
@pytest.mark.parametrize("how", ["cut", "flipped"])
def test_whichever_file_is_damaged_while_it_answers_it_is_seen_and_rebuilt(
    engine: str, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swapping, "_LOOK_S", 0.0)
    sound = open_index(engine, tmp_path / "sound")
    sound.replace(NOTES[:6], cursor=40)
    sound.close()
    for name in [path.relative_to(tmp_path / "sound") for path in index_files(tmp_path / "sound")]:
        folder = tmp_path / "damaged"
        shutil.copytree(tmp_path / "sound", folder)
        index = open_index(engine, folder)
        assert total(index, '"京都で商談"') == 6
        _damage_in_place(folder / name, how)
        answer = (index.cursor(), total(index), total(index, '"京都で商談"'))
        assert answer in ((40, 6, 6), (0, 0, 0)), f"{name}: {answer}"
        if answer[0] == 0:
            index.replace(NOTES[:6], cursor=40)
        assert (index.cursor(), total(index), index.count()) in ((40, 6, 6), (0, 0, 0)), name
        index.close()
        shutil.rmtree(folder)


@pytest.mark.parametrize("how", ["cut", "emptied"])
def test_a_file_cut_short_at_the_instant_of_reading_ends_no_process(tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoosh alone: nobody has looked at the files between the cut and the reading."""
    monkeypatch.setattr(swapping, "_LOOK_S", 1e9)
    sound = open_index("whoosh", tmp_path / "sound")
    sound.replace(NOTES[:6], cursor=40)
    sound.close()
    for name in [path.relative_to(tmp_path / "sound") for path in index_files(tmp_path / "sound")]:
        folder = tmp_path / "damaged"
        shutil.copytree(tmp_path / "sound", folder)
        index = open_index("whoosh", folder)
        assert total(index, "契約") == 0
        with (folder / name).open("r+b") as file:
            file.truncate(0 if how == "emptied" else file.seek(0, 2) // 2)
        answer = (total(index), total(index, '"京都で商談"'))
        assert answer in ((6, 6), (0, 0)), f"{name}: {answer}"
        index.close()
        shutil.rmtree(folder)


def test_rot_that_leaves_size_and_time_is_found_by_the_scrub(engine: str, tmp_path: Path) -> None:
    index = filled(engine, tmp_path)
    index.scrub()
    assert (index.cursor(), total(index)) == (40, 40)
    largest = max(index_files(tmp_path), key=lambda path: path.stat().st_size)
    stat = largest.stat()
    _damage_in_place(largest, "flipped")
    os.utime(largest, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    index.scrub()
    assert (index.cursor(), total(index)) == (0, 0)
    index.close()


def test_other_code_s_index_answers_until_it_is_rebuilt(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(engine, tmp_path).close()
    monkeypatch.setattr(swapping, "fingerprint", lambda: "newer analysis")
    index = open_index(engine, tmp_path)
    assert index.needs_rebuild()
    assert total(index) == 40
    index.rebuild(NOTES[:10], cursor=77)
    assert not index.needs_rebuild()
    assert (index.cursor(), index.count(), total(index)) == (77, 10, 10)
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1
    index.close()


def test_it_answers_while_it_is_rebuilt_beside(engine: str, tmp_path: Path) -> None:
    index = filled(engine, tmp_path)
    other_process = open_index(engine, tmp_path)
    seen: list[int] = []

    def slowly() -> Iterator[IndexedNote]:
        for note in NOTES[:20]:
            seen.append(total(index))
            yield note

    index.rebuild(slowly(), cursor=50)
    assert set(seen) == {40}
    assert (total(index), index.cursor()) == (20, 50)
    assert (total(other_process), other_process.cursor()) == (20, 50)
    index.close()
    other_process.close()


def test_a_rebuild_that_fails_leaves_the_old_one_answering(engine: str, tmp_path: Path) -> None:
    index = filled(engine, tmp_path)

    def broken() -> Iterator[IndexedNote]:
        yield NOTES[0]
        raise InterruptedError

    with pytest.raises(InterruptedError):
        index.rebuild(broken(), cursor=1)
    assert (total(index), index.cursor()) == (40, 40)
    index.close()


def test_threads_search_while_one_writes(engine: str, tmp_path: Path) -> None:
    index = filled(engine, tmp_path)
    failures: list[object] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                if total(index) < 40:
                    failures.append("a note went missing")
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for at in range(15):
        index.replace([IndexedNote(f"x{at}", f"x{at}.md", "", "値引きの追加")], cursor=41 + at)
    done.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert total(index) == 55
    index.close()


def test_a_pointer_to_nowhere_is_mended(engine: str, tmp_path: Path) -> None:
    filled(engine, tmp_path).close()
    (tmp_path / "CURRENT").write_text("../../etc")
    index = open_index(engine, tmp_path)
    assert (index.cursor(), total(index)) == (0, 0)
    index.close()


def test_the_fingerprint_names_what_made_it(engine: str, tmp_path: Path) -> None:
    filled(engine, tmp_path).close()
    made_by = json.loads(next(tmp_path.glob("g*/fingerprint.json")).read_text())["made_by"]
    assert engine in made_by
    assert "analysis" in made_by


def test_a_fault_of_the_code_never_costs_the_index(engine: str, tmp_path: Path) -> None:
    index = filled(engine, tmp_path)
    with pytest.raises(AttributeError):
        index.search("no request")  # type: ignore[arg-type]
    assert (index.cursor(), total(index)) == (40, 40)
    index.close()
