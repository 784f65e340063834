"""The quick way to read front matter says exactly what the thorough one says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notes_app.minutes.yaml_front import FrontMatterError, read_values, read_yaml, write_yaml

PARTS = st.sampled_from(
    [
        "id",
        "題",
        "a b",
        "held_at",
        "007",
        ": ",
        ":",
        " ",
        "  ",
        "- ",
        "  - ",
        "\n",
        "\n",
        "\n",
        "#",
        " #",
        "'",
        '"',
        "''",
        "\\",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&",
        "*",
        "!",
        "|",
        ">",
        "%",
        "@",
        "`",
        "?",
        "~",
        "null",
        "true",
        "no",
        "12:30",
        "1.5",
        "2026-11-22",
        "田中、鈴木",
        "\u3000",
        "\t",
        "\u2028",
        "\x85",
        "-",
        "--",
        "<<",
        "=",
        ".",
    ]
)


def thoroughly(text: str) -> Any:
    try:
        mapping = read_yaml(text)
    except FrontMatterError as error:
        return "broken", error.line
    return None if mapping is None else mapping.values


def quickly(text: str) -> Any:
    try:
        return read_values(text)
    except FrontMatterError as error:
        return "broken", error.line


LINES = st.tuples(
    st.sampled_from(["a: ", "題: ", "b:\n  - ", "  - ", "", "c:"]), st.lists(PARTS, max_size=4).map("".join)
).map("".join)


@given(st.lists(LINES, max_size=5).map("\n".join))
@example("a: 'x''y'")
@example("a: x # y")
@example("a:\n  - x\n  - y\nb: z\n")
@example("a: x\n  - y")
@example("a:\n  - x\n\n")
@example('a: "\\t"')
@example("a: x\na: y")
def test_both_readers_agree(text: str) -> None:
    assert quickly(text) == thoroughly(text)


@pytest.mark.parametrize(
    "text", ["yes", "no", "12:30", "007", "0x1F", "1_000", ".nan", "1e", "2026-02-30", "=", "<<", "+81-3"]
)
def test_what_other_programs_misread_is_text_here(text: str) -> None:
    assert read_values(f"a: {text}") == {"a": text}


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "No",
        "on",
        "y",
        "12:30",
        "007",
        "0x1F",
        "1_000",
        "1.",
        "-.5",
        ".inf",
        "null",
        "~",
        "true",
        "2026-11-22",
        "1e3",
        "+81",
    ],
)
def test_and_is_written_in_quotes_for_their_sake(text: str) -> None:
    assert write_yaml({"a": text}) == f"a: '{text}'\n"
