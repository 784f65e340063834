"""Text is read in whatever encoding Japanese offices write it, and bytes nobody edited stay."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.minutes.encoding import BinaryFileError, clean, decode, rewrite

MINUTES = (
    "【議事録】青空商事 訪問\n日時：２０２６年１１月２２日\n参加者：田中部長、鈴木様\n"
    "①予算は500万円〜。ﾃｽﾄも髙橋さんと。\n"
)
PLAIN = "会議の記録です。次回は来週の月曜日。\nよろしくお願いします。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_reads_minutes_in(encoding: str, newline: str) -> None:
    text = MINUTES.replace("〜", "～")  # the wave that Windows has
    assert decode(text.replace("\n", newline).encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["euc_jp", "iso2022_jp", "cp932"])
@pytest.mark.parametrize(
    "text", [PLAIN, "商談メモ", "ｶﾀｶﾅ以外も全角カナで書く。\n", "亜細亜の仕入先と打合せ。"]
)
def test_reads_even_short_texts_in(encoding: str, text: str) -> None:
    if encoding == "iso2022_jp":
        text = text.replace("ｶﾀｶﾅ", "")
    assert decode(text.encode(encoding)).text == text


def test_reads_any_length_of_japanese_text_in_either_old_encoding() -> None:
    for length in range(3, len(PLAIN)):
        for encoding in ("cp932", "euc_jp"):
            assert decode(PLAIN[:length].encode(encoding)).encoding in (encoding, "euc_jis_2004")


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"PK\x03\x04" + bytes(60),
        bytes(range(32)) * 20,
        b"abc\x00def",
        b"\x7fELF\x02\x01\x01" + bytes(9),
    ],
    ids=["png", "zip", "control characters", "nul", "program"],
)
def test_refuses_binary_files(data: bytes) -> None:
    with pytest.raises(BinaryFileError):
        decode(data)


def test_a_damaged_file_is_still_read_and_only_the_edited_line_is_written_anew() -> None:
    data = ("一行目\n" + PLAIN * 20).encode() + b"\xe3\x81 broken\r\n" + "最後\n".encode()
    text = decode(data).text
    assert "\ufffd broken\n" in text
    edited = rewrite(data, text.replace("一行目", "1行目"))
    assert edited == data.replace("一行目".encode(), "1行目".encode())


def test_lines_keep_their_own_ends_when_they_are_mixed() -> None:
    data = b"\xef\xbb\xbfone\r\ntwo\nthree\r\nfour"
    assert rewrite(data, "one\nTWO\nthree\nfour") == b"\xef\xbb\xbfone\r\nTWO\r\nthree\r\nfour"
    assert rewrite(data, "one\ntwo\nthree\nfour\nfive\n") == data + b"\r\nfive\r\n"


def test_an_edit_keeps_encoding_byte_order_mark_and_line_ends() -> None:
    for encoding in ("cp932", "euc_jp", "utf-8-sig", "utf-16"):
        data = PLAIN.replace("\n", "\r\n").encode(encoding)
        assert rewrite(data, PLAIN + "追加。\n") == (PLAIN + "追加。\n").replace("\n", "\r\n").encode(
            encoding
        )


def test_two_byte_codes_of_the_same_character_both_stay() -> None:
    data = "一行目\n".encode("cp932") + b"\xed\x40 \xfa\x5c\n"  # 纊 as NEC and as IBM wrote it
    assert rewrite(data, decode(data).text.replace("一", "二")) == data.replace(
        "一".encode("cp932"), "二".encode("cp932")
    )


def test_a_character_the_encoding_lacks_turns_the_file_into_utf_8() -> None:
    text = PLAIN + "🎉\n"
    assert rewrite(PLAIN.encode("cp932"), text) == text.encode()


def test_clean_text_has_nothing_in_it_that_a_file_cannot_hold() -> None:
    assert clean("a\r\nb\rc\x00\x1b[31m\ud800d\te\x0c") == "a\nb\nc[31m\ufffdd\te\x0c"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        decoded = decode(data)
    except BinaryFileError:
        return
    assert rewrite(data, decoded.text) == data


@given(
    st.text(max_size=200),
    st.text(max_size=200),
    st.sampled_from(["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16"]),
)
def test_what_is_written_is_what_is_read(old: str, new: str, encoding: str) -> None:
    data = clean(old).encode(encoding, "ignore")
    try:
        assert decode(rewrite(data, clean(new))).text == clean(new)
    except BinaryFileError:
        with pytest.raises(BinaryFileError):
            decode(data)


@given(
    st.lists(
        st.tuples(st.text("あa 。\ufffd", max_size=4), st.sampled_from(["\n", "\r\n", "\r"])), max_size=12
    ),
    st.data(),
)
def test_unchanged_lines_keep_their_bytes_in_any_mixture(
    lines: list[tuple[str, str]], data: st.DataObject
) -> None:
    raw = codecs.BOM_UTF8 + "".join(line + end for line, end in lines).encode()
    text = decode(raw).text
    old_lines = text.split("\n")
    at = data.draw(st.integers(0, len(old_lines) - 1))
    changed = "\n".join([*old_lines[:at], "変更 x", *old_lines[at + 1 :]])
    edited = rewrite(raw, changed)
    assert decode(edited).text == changed


def test_every_byte_order_mark_is_known() -> None:
    for mark in (
        codecs.BOM_UTF8,
        codecs.BOM_UTF16_LE,
        codecs.BOM_UTF16_BE,
        codecs.BOM_UTF32_LE,
        codecs.BOM_UTF32_BE,
    ):
        assert decode(mark).text == ""
