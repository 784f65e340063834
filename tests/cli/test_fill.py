"""`fill`: what stands in files, folders and notes, each value with the very characters it came from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from notes_app.minutes.note_text import parse_leniently
from tests.cli.conftest import FILES, LONELY, Desk, put

SLOT = {"concept", "label", "value", "normalized", "start", "end", "quote", "confidence", "via"}


def value_of(answer: dict[str, Any], concept: str) -> list[Any]:
    return [slot["normalized"] for slot in answer["slots"] if slot["concept"] == concept]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("cold", [True, False], ids=["cold", "warm"])
def test_spans_quote_the_text_exactly_in_every_encoding(office: Desk, tmp_path: Path, name: str, cold: bool) -> None:
    file = put(tmp_path, {name: FILES[name]}) / name
    answer = office.run("fill", file, "--json", *(["--cold"] if cold else [])).json
    text = parse_leniently(FILES[name], name)[0].text
    assert "\r" not in text
    assert not text.startswith("\ufeff")
    assert answer["path"] == str(file)
    assert answer["slots"]
    for slot in answer["slots"]:
        assert set(slot) == SLOT
        assert text[slot["start"] : slot["end"]] == slot["quote"]
        assert 0 <= slot["confidence"] <= 1


@pytest.mark.parametrize(("name", "encoding"), [("cp932.txt", "cp932"), ("euc.txt", "euc_jp"), ("bom-crlf.md", "utf-8-sig"), ("utf8-1.md", "utf-8")])
def test_a_program_that_decodes_the_file_itself_finds_the_quotes(office: Desk, tmp_path: Path, name: str, encoding: str) -> None:
    file = put(tmp_path, {name: FILES[name]}) / name
    text = FILES[name].decode(encoding).replace("\r\n", "\n")
    slots = office.run("fill", "--cold", file, "--json").json["slots"]
    assert [text[slot["start"] : slot["end"]] for slot in slots] == [slot["quote"] for slot in slots]


def test_values_are_normalized(office: Desk, tmp_path: Path) -> None:
    answer = office.run("fill", "--cold", put(tmp_path, FILES) / "utf8-1.md", "--json").json
    assert value_of(answer, "予算") == [5_000_000]
    assert value_of(answer, "競合") == ["オルビス"]
    assert "2026-02-12" in {str(value)[:10] for slot in answer["slots"] if slot["concept"].startswith("次回") for value in [slot["normalized"]]}


def test_a_folder_is_read_in_the_order_of_its_names_and_files_ids_and_folders_mix(office: Desk, tmp_path: Path) -> None:
    folder = put(tmp_path / "more", {"b.md": FILES["utf8-2.md"], "a.txt": FILES["cp932.txt"], "image.png": b"x"})
    note_id = office.run("search", "専務", "--json").lines[0]["id"]
    answers = office.run("fill", folder, folder / "b.md", note_id, "--json").lines
    assert [Path(one["path"]).name for one in answers] == ["a.txt", "b.md", "b.md", "toml.md"]
    assert answers[-1]["note_id"] == note_id
    assert office.run("fill", office.notes / "toml.md", "--cold", "--json").json["slots"]


def test_nothing_is_written(office: Desk) -> None:
    before = office.bytes_of_notes()
    office.run("fill", office.notes, "--json")
    assert office.bytes_of_notes() == before


def test_an_unknown_note_is_named(office: Desk) -> None:
    assert "nobody" in office.run("fill", "nobody", "--json", code=1).err


def test_files_that_cannot_be_read_are_named_and_the_others_answered(office: Desk, tmp_path: Path) -> None:
    folder = put(tmp_path, {"a.md": LONELY["binary.md"], "b.md": LONELY["broken.md"], "c.md": FILES["utf8-1.md"]})
    answer = office.run("fill", folder, "--json")
    assert [Path(one["path"]).name for one in answer.lines] == ["a.md", "b.md", "c.md"]
    assert "a.md" in answer.err
    assert "b.md の 2 行目" in answer.err
    assert answer.lines[0]["slots"] == []
