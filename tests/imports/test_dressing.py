"""An imported file keeps every byte it had; id, date and origin go in front of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.imports.dressing import date_in_path, dress
from notes_app.minutes.encoding import BinaryFileError, decode
from notes_app.minutes.note_text import parse_note

ID = "n0123456789a"


def dressed_note(data: bytes, source_path: str = "メモ/2019-08-27.md", **defaults: object) -> bytes:
    return dress(data, source_path=source_path, note_id=ID, defaults=defaults).data


@pytest.mark.parametrize(
    "data",
    [
        "# 議事録\n\n本文\n".encode(),
        "# 議事録\r\n\r\n本文\r\n".encode(),
        "議事録\r\n予算の件\r\n".encode("cp932"),
        "議事録\n予算の件について\n".encode("euc_jp"),
        b"no newline at the end",
        "\n\n空行から\n".encode(),
        b"--- \nnot front\n",
        "行\n".encode("utf-16"),
    ],
    ids=["utf-8", "crlf", "cp932", "euc-jp", "no newline", "blank lines first", "rule", "utf-16"],
)
def test_the_original_follows_the_new_front_matter_byte_by_byte(data: bytes) -> None:
    result = dress(data, source_path="メモ/2019-08-27.md", note_id=ID)
    bom = decode(data).bom
    assert result.data.startswith(bom)
    assert result.data.endswith(data.removeprefix(bom))
    assert decode(result.data).encoding == decode(data).encoding == result.encoding
    note = parse_note(result.data, "x.md")
    assert (note.note_id, note.held_on, note.front["source_path"]) == (
        ID,
        date(2019, 8, 27),
        "メモ/2019-08-27.md",
    )
    assert note.body == decode(data).text


def test_a_byte_order_mark_stays_first_and_alone() -> None:
    made = dressed_note("\ufeff# 題\r\n".encode())
    assert made.startswith(b"\xef\xbb\xbf---\r\n")
    assert made.count(b"\xef\xbb\xbf") == 1
    assert made.count(b"\n") == made.count(b"\r\n")


def test_front_matter_that_is_there_keeps_its_bytes_and_its_say() -> None:
    data = b"---\n# by hand\ntime: 12:30\nno: no\ncode: 007\nheld_at: 2020-01-02\n---\n\nbody\n"
    made = dressed_note(data, author="佐藤")
    note = parse_note(made, "x.md")
    assert note.held_on == date(2020, 1, 2), "what the file says wins over its name"
    assert note.author == "佐藤"
    for line in data.splitlines(keepends=True):
        assert line in made
    assert (
        parse_note(dressed_note("---\nauthor: 田中\n---\n\nx".encode(), author="佐藤"), "x.md").author
        == "田中"
    )


def test_a_path_the_files_encoding_cannot_hold_does_not_re_encode_the_file() -> None:
    data = "議事録\r\n予算の件\r\n".encode("cp932")
    made = dressed_note(data, "🍣/2019-08-27.txt")
    assert made.endswith(data)
    assert parse_note(made, "x.md").front["source_path"] == "%F0%9F%8D%A3/2019-08-27.txt"


def test_front_matter_that_cannot_be_read_is_kept_as_text_and_still_says_who_may_read() -> None:
    data = "---\ntitle: [閉じない\naccess: private\nauthor: 佐藤\n---\n\n本文\n".encode()
    result = dress(data, source_path="a.md", note_id=ID)
    assert result.warnings == ("front_matter_unreadable",)
    assert result.data.endswith(data)
    assert parse_note(result.data, "x.md").readers == {"person:佐藤"}


def test_binary_data_is_no_note() -> None:
    with pytest.raises(BinaryFileError):
        dressed_note(b"\x89PNG\x00\x01\x02" * 20)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("meetings__2019-08-27.md", date(2019, 8, 27)),
        ("20191119.txt", date(2019, 11, 19)),
        ("2019/2019-08-27/README.md", date(2019, 8, 27)),
        ("2019-08-27/notes/2019-08-28.md", date(2019, 8, 28)),
        ("議事録/2024年3月5日.md", date(2024, 3, 5)),
        ("2019/08/27.md", date(2019, 8, 27)),
        ("2019/0827.md", date(2019, 8, 27)),
        ("2019/08-27 定例.md", date(2019, 8, 27)),
        ("2019/08/定例.md", None),
        ("議事録_20240231.md", None),
        ("第12回.md", None),
        ("", None),
    ],
)
def test_the_day_is_read_off_the_path(path: str, day: date | None) -> None:
    assert date_in_path(path) == day


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=200),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_any_text_comes_in_whole(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    try:
        result = dress(data, source_path="a/b.md", note_id=ID)
    except BinaryFileError:
        return
    assert parse_note(result.data, "x.md").note_id == ID
    if "front_matter_unreadable" not in result.warnings and not text.lstrip().startswith(("---", "+++")):
        assert result.data.endswith(data.removeprefix(decode(data).bom))
