"""Ids can be told apart, and file names fit every computer the folder may be carried to."""

from __future__ import annotations

import unicodedata
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.minutes.errors import BadPathError
from notes_app.minutes.naming import (
    ID_LETTERS,
    is_note_file,
    is_note_id,
    is_portable,
    new_note_id,
    note_path,
    safe_path,
    short_id_in,
)

DAY = date(2026, 11, 22)
ID = "n7k2m9abcdef"


def test_ids_differ_and_hold_no_letters_that_look_alike() -> None:
    random = Random(1)
    ids = {new_note_id(random) for _ in range(5000)}
    assert len(ids) == 5000
    assert all(is_note_id(one) for one in ids)
    assert set("ilou").isdisjoint(ID_LETTERS)
    assert not is_note_id("n123")
    assert not is_note_id("../n1234567890")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("青空商事 初回訪問", "2026-11-22-青空商事-初回訪問-n7k2m9.md"),
        ("A/B: テスト? <x>", "2026-11-22-A-B-テスト-x-n7k2m9.md"),
        ("../../etc/passwd", "2026-11-22-etc-passwd-n7k2m9.md"),
        ("CON", "2026-11-22-CON-n7k2m9.md"),
        ("a\x00b\u202e\n c...", "2026-11-22-a-b-c-n7k2m9.md"),
        ("か\u3099ぎ", "2026-11-22-がぎ-n7k2m9.md"),
        ("", "2026-11-22-n7k2m9.md"),
        ("…", "2026-11-22-…-n7k2m9.md"),
    ],
)
def test_file_names(title: str, name: str) -> None:
    path = note_path(ID, title, DAY)
    assert path == f"2026/11/{name}"
    assert short_id_in(path) == "n7k2m9"


def test_a_taken_name_gets_a_number() -> None:
    taken = {note_path(ID, "a", DAY), "2026/11/2026-11-22-a-n7k2m9-2.md"}
    path = note_path(ID, "a", DAY, taken.__contains__)
    assert path == "2026/11/2026-11-22-a-n7k2m9-3.md"
    assert short_id_in(path) == "n7k2m9"


@given(st.text(max_size=300))
def test_any_title_makes_a_path_that_is_safe_everywhere(title: str) -> None:
    path = note_path(ID, title, DAY)
    assert safe_path(path) == path == unicodedata.normalize("NFC", path)
    assert is_portable(path)
    assert is_note_file(path)
    assert len(path.split("/")[-1].encode()) <= 180
    assert path.count("/") == 2
    assert short_id_in(path) == "n7k2m9"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../a.md",
        "a/../../b.md",
        "a//b.md",
        "./a.md",
        "a/.",
        "a\\b.md",
        "C:a.md",
        "a\x00.md",
        "a\n.md",
        "x" * 300 + ".md",
        "a/" * 2000 + "b.md",
        "\ud800.md",
    ],
)
def test_paths_that_are_refused(path: str) -> None:
    with pytest.raises(BadPathError):
        safe_path(path)


def test_a_path_has_one_form() -> None:
    assert safe_path("営業/か\u3099.md") == "営業/が.md"


@pytest.mark.parametrize(
    ("path", "is_note"),
    [
        ("a.md", True),
        ("b/議事録.TXT", True),
        ("a.markdown", True),
        ("README.md", False),
        ("x/Readme.md", False),
        ("2026-README.md", True),
        (".bin/a.md", False),
        ("x/.obsidian/a.md", False),
        ("~$a.md", False),
        ("a.pdf", False),
        ("people.json", False),
    ],
)
def test_what_counts_as_a_note(path: str, is_note: bool) -> None:
    assert is_note_file(path) is is_note


@pytest.mark.parametrize("path", ["con.md", "a/NUL", "LPT1.txt", "a./b.md", "b .md/c ", "a?.md", "COM¹.md"])
def test_names_windows_cannot_have(path: str) -> None:
    assert not is_portable(path)
