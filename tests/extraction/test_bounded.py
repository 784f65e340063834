"""A file is read in a process that cannot take more than it is given, and what was read is kept by content."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from notes_app.extraction import bounded_process
from notes_app.extraction.bounded_process import Bounds, extract
from notes_app.extraction.extracted import Extracted, ReadPassage
from notes_app.extraction.text_store import TextStore, content_hash
from notes_app.extraction.worker import ExtractionWorker, FileTexts
from notes_app.minutes.attachment import Attachment
from tests.extraction.papers import pdf, xlsx


def test_reads_in_a_process_of_its_own() -> None:
    found = extract(pdf(["対策書"]), "対策書 (第1版).pdf")
    assert found.passages == (ReadPassage("page", "1", "対策書"),)


def test_one_that_takes_too_long_is_ended() -> None:
    assert extract(pdf(["x"]), "a.pdf", Bounds(seconds=0.001)).status == "too_slow"


@pytest.mark.parametrize("memory_mb", [1, 40])
def test_one_that_takes_too_much_memory_is_ended(memory_mb: int) -> None:
    rows = [[f"value {row} {column}" for column in range(20)] for row in range(2_000)]
    assert extract(xlsx(s=rows), "a.xlsx", Bounds(memory_mb=memory_mb)).status == "too_large"


def pretend(program: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run `code` in place of the program that reads files."""
    program.write_text(f"#!{sys.executable}\n{code}\n")
    program.chmod(0o755)
    monkeypatch.setattr(bounded_process.sys, "executable", str(program))


def test_one_that_uses_up_its_processor_time_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "from notes_app.extraction.child import bound_this_process\nbound_this_process(1, 512)\nwhile True: pass"
    pretend(tmp_path / "python", code, monkeypatch)
    assert extract(b"x", "a.txt").status == "too_slow"


@pytest.mark.parametrize("answer", ["print('nonsense')", "print('{}')", "import os; os._exit(3)", "print('x' * 40_000_000)"])
def test_a_child_that_answers_nonsense_is_not_believed(answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(tmp_path / "python", answer, monkeypatch)
    assert extract(b"x", "a.txt").status == "broken"


class TestStore:
    def test_keeps_by_content_and_kind(self, tmp_path: Path) -> None:
        store, said = TextStore(tmp_path), Extracted("read", (ReadPassage("page", "3", "値引き" * 9_000),))
        key = content_hash(b"data", "a.pdf")
        assert key != content_hash(b"data", "a.txt")
        assert key == content_hash(b"data", "another name.PDF")
        assert store.find(key) is None
        store.put(key, said)
        assert store.find(key) == said
        assert TextStore(tmp_path).find(key) == said

    def test_damage_and_older_code_mean_reading_again(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        key = content_hash(b"data", "a.pdf")
        TextStore(tmp_path).put(key, Extracted("empty"))
        monkeypatch.setattr("notes_app.extraction.text_store.EXTRACTION_VERSION", 99)
        assert TextStore(tmp_path).find(key) is None
        monkeypatch.undo()
        file = next(tmp_path.rglob("*.json.gz"))
        for damage in (file.read_bytes()[:-9], b"", b"not gzip"):
            file.write_bytes(damage)
            assert TextStore(tmp_path).find(key) is None


class Drawer:
    """Files beside notes, in memory."""

    def __init__(self) -> None:
        self.files: dict[str, dict[str, bytes]] = {}

    def list(self, note_id: str) -> tuple[Attachment, ...]:
        return tuple(Attachment(note_id, name, f"attachments/{note_id}/{name}", len(data), 1) for name, data in self.files.get(note_id, {}).items())

    def read(self, attachment: Attachment) -> bytes:
        return self.files[attachment.note_id][attachment.name]


class TestWorker:
    def worker(self, drawer: Drawer, log: list[tuple[int, str, str]], folder: Path) -> ExtractionWorker:
        def announce(note_id: str) -> None:
            log.append((len(log) + 1, note_id, "saved"))

        return ExtractionWorker(
            FileTexts(drawer, TextStore(folder)), changes_since=lambda cursor, limit: [row for row in log if row[0] > cursor][:limit],
            announce=announce, folder=folder,
        )  # fmt: skip

    def test_follows_the_log_and_says_what_can_be_searched_now(self, tmp_path: Path) -> None:
        drawer, log = Drawer(), [(1, "a", "saved"), (2, "b", "saved")]
        drawer.files["a"] = {"x.txt": "値引き".encode()}
        assert self.worker(drawer, log, tmp_path).drain() == 1
        assert log[2:] == [(3, "a", "saved")]
        texts = FileTexts(drawer, TextStore(tmp_path))
        assert [found.passages[0].text for _, found in texts.of("a") if found] == ["値引き"]
        again = self.worker(drawer, log, tmp_path)
        assert (again.cursor(), again.drain(), len(log)) == (3, 0, 3)

    def test_killed_before_it_could_say_so_it_says_so_later(self, tmp_path: Path) -> None:
        drawer, log = Drawer(), [(1, "a", "saved")]
        drawer.files["a"] = {"x.txt": "値引き".encode()}
        FileTexts(drawer, TextStore(tmp_path)).read("a")  # read, and killed before the line was written
        assert self.worker(drawer, log, tmp_path).drain() == 0
        assert log[1:] == [(2, "a", "saved")]

    def test_asking_opens_no_file_and_a_file_that_moved_is_announced_again(self, tmp_path: Path) -> None:
        drawer, log = Drawer(), [(1, "a", "saved"), (2, "b", "saved")]
        drawer.files["a"] = {"x.txt": "値引き".encode()}
        self.worker(drawer, log, tmp_path).drain()
        texts = FileTexts(drawer, TextStore(tmp_path))
        (attachment,) = drawer.list("a")
        drawer.files["b"] = drawer.files.pop("a")
        assert texts.find(attachment) is not None  # though the file is gone
        (moved,) = drawer.list("b")
        assert texts.find(moved) is None
        log.append((len(log) + 1, "b", "moved"))
        assert self.worker(drawer, log, tmp_path).drain() == 1
        assert log[-1][1:] == ("b", "saved")
        assert texts.find(moved) is not None

    def test_thrown_away_it_is_read_again(self, tmp_path: Path) -> None:
        drawer, log = Drawer(), [(1, "a", "saved")]
        drawer.files["a"] = {"x.txt": "値引き".encode(), "broken.pdf": b"%PDF-1.4"}
        assert self.worker(drawer, log, tmp_path / "one").drain() == 2
        assert self.worker(drawer, log, tmp_path / "two").drain() == 2
