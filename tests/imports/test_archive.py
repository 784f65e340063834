"""An uploaded zip is as safe as a folder: names cannot escape, sizes cannot explode, Japanese names
survive.
"""

from __future__ import annotations

import io
import stat
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_app.imports import archive
from notes_app.imports.archive import BadArchiveError, list_archive
from notes_app.imports.report import ImportReport
from tests.imports.conftest import BOSS, Dock, zipped


def upload(dock: Dock, made: io.BytesIO, name: str = "まとめ.zip") -> ImportReport:
    report = dock.importer.import_upload(BOSS, made, name)
    assert report.is_reconciled
    return report


def test_a_zip_comes_in_like_a_folder(dock: Dock) -> None:
    made = zipped(
        {
            "会議/2019-08-27.md": "# 一\n",
            "会議/表.xlsx": b"PK",
            "__MACOSX/会議/._2019-08-27.md": b"x",
            ".DS_Store": b"x",
        }
    )
    report = upload(dock, made)
    assert [item.source_path for item in report.imported] == ["まとめ/会議/2019-08-27.md"]
    assert report.reasons == {"hidden": 2, "not_text": 1}


def test_names_of_windows_and_macos_are_read(dock: Dock) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for raw in ("議事録/電話.md".encode("cp932"), "か\u3099議事録.md".encode()):
            info = zipfile.ZipInfo(raw.decode("cp437"))
            out.writestr(info, f"# {len(raw)}\n")
    data = made.getvalue()
    # Python writes such names as UTF-8 and says so; old zip programs write the bytes and do not.
    for raw in ("議事録/電話.md".encode("cp932"), "か\u3099議事録.md".encode()):
        data = data.replace(
            raw.decode("cp437").encode(), raw + b"_" * (len(raw.decode("cp437").encode()) - len(raw))
        )
    names = [file.path for file in list_archive(io.BytesIO(_without_utf8_flag(data)), "x.zip")]
    assert any(name.startswith("x/議事録/電話.md") for name in names)
    assert any(name.startswith("x/が議事録.md") for name in names)


def _without_utf8_flag(data: bytes) -> bytes:
    out = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(mark)
        while at >= 0:
            out[at + offset + 1] &= 0xF7
            at = out.find(mark, at + 4)
    return bytes(out)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.md", "/etc/x.md", "a/../../x.md", "C:/x.md", "..\\..\\x.md"]
)
def test_a_name_that_points_outside_is_refused_and_written_nowhere(dock: Dock, name: str) -> None:
    report = upload(dock, zipped({name: "# x\n"}))
    assert report.reasons == {"unsafe_path": 1}
    assert list(dock.store.list()) == []


def test_a_link_inside_a_zip_is_not_followed(dock: Dock) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        info = zipfile.ZipInfo("link.md")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        out.writestr(info, "/etc/passwd")
    made.seek(0)
    assert upload(dock, made).reasons == {"link": 1}


def test_bombs_are_refused_before_anything_is_read(dock: Dock, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadArchiveError, match="bomb"):
        upload(dock, zipped({f"{number}.md": b"\0" * 4_000_000 for number in range(5)}))
    monkeypatch.setattr(archive, "MAX_COUNT", 3)
    with pytest.raises(BadArchiveError, match="files"):
        upload(dock, zipped({f"{number}.md": b"x" for number in range(4)}))
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 1024)
    with pytest.raises(BadArchiveError, match="MB"):
        upload(dock, zipped({"a.md": b"x" * 2000}, zipfile.ZIP_STORED))
    assert list(dock.store.list()) == []


def test_a_zip_that_lies_about_its_sizes_is_read_no_further_than_allowed(dock: Dock) -> None:
    data = bytearray(zipped({"a.md": b"# a\n" * 3_000_000}).getvalue())
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(mark)
        data[at + offset : at + offset + 4] = (100).to_bytes(4, "little")
    report = upload(dock, io.BytesIO(bytes(data)))
    assert report.imported == ()
    assert set(report.reasons) <= {"too_large", "unreadable_file"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not really", b"\x1f\x8b\x08", b"# Markdown\n"])
def test_what_is_no_zip_says_so_in_both_languages(dock: Dock, content: bytes) -> None:
    with pytest.raises(BadArchiveError) as refused:
        upload(dock, io.BytesIO(content))
    assert "zip" in refused.value.explain("ja")
    assert refused.value.status == 422


def test_a_damaged_file_in_a_zip_does_not_stop_the_others(dock: Dock) -> None:
    data = bytearray(zipped({"a.md": "# 一 AAAA\n", "b.md": "# 二\n"}, zipfile.ZIP_STORED).getvalue())
    data[data.find(b"AAAA")] ^= 1
    report = upload(dock, io.BytesIO(bytes(data)))
    assert [item.title for item in report.imported] == ["二"]
    assert report.reasons == {"unreadable_file": 1}


def test_one_uploaded_note_needs_no_zip(dock: Dock) -> None:
    report = upload(dock, io.BytesIO("# 一\n".encode()), "C:\\メモ\\2019-08-27.md")
    assert [item.source_path for item in report.imported] == ["2019-08-27.md"]
    assert upload(dock, io.BytesIO(b"x"), "a.exe").reasons == {"not_text": 1}


@given(st.binary(max_size=200), st.integers(0, 120), st.integers(0, 255))
def test_any_bytes_are_a_zip_or_a_clear_refusal(tail: bytes, at: int, value: int) -> None:
    data = bytearray(zipped({"a.md": "# a\n", "b/c.md": "# c\n"}).getvalue() + tail)
    data[at % len(data)] = value
    try:
        for file in list_archive(io.BytesIO(bytes(data)), "x.zip"):
            try:
                file.read()
            except OSError:
                continue
    except BadArchiveError:
        return
