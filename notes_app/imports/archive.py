"""The files of a zip, as a browser uploads a folder. Nothing is unpacked to disk, so no name in it can escape
anywhere.

Bounds are checked before anything is read, and again while reading, for a zip may lie about its sizes.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO

from notes_app.errors import NotesAppError
from notes_app.imports.report import Reason
from notes_app.imports.source_files import SourceFile, judge, shown_name

MAX_TOTAL_BYTES = 200 * 1024 * 1024
MAX_COUNT = 20_000
MAX_RATIO = 100
_LONGEST_READ = 64 * 1024 * 1024  # an attachment; a note is judged by its declared size before it is read
_RATIO_FREE_BYTES = 1024 * 1024  # a small file of one repeated letter packs a thousandfold and harms nobody


class BadArchiveError(NotesAppError):
    """Facts: name, reason_ja, reason_en."""

    ja = "「{name}」を読み込めません: {reason_ja}"
    en = "“{name}” cannot be imported: {reason_en}"
    status = 422


def list_archive(archive: IO[bytes], name: str) -> Iterator[SourceFile]:
    """Return every file of a zip in the order of their paths, the zip's name in front of each.

    Args:
        archive: seekable; kept open until the files have been read.

    Raises:
        BadArchiveError: not a zip, damaged, or larger than the bounds of this module.
    """
    top = shown_name(name.replace("\\", "/").rsplit("/", 1)[-1]).removesuffix(".zip") or "zip"
    try:
        opened = zipfile.ZipFile(archive)
        members = [member for member in opened.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _bad(name, "zip ファイルとして開けません。", f"it is not a zip file ({error}).") from error
    _check_bounds(name, members)
    named = sorted(((_name_of(member), member) for member in members), key=lambda pair: pair[0])
    for path, member in named:
        yield SourceFile(f"{top}/{path}", _reader(opened, member), _judge(path, member))


def _check_bounds(name: str, members: list[zipfile.ZipInfo]) -> None:
    total, packed = sum(one.file_size for one in members), sum(one.compress_size for one in members)
    if len(members) > MAX_COUNT:
        raise _bad(
            name, f"ファイルが {MAX_COUNT:,} 件を超えています。", f"it holds more than {MAX_COUNT:,} files."
        )
    if total > MAX_TOTAL_BYTES:
        limit = MAX_TOTAL_BYTES // 1024**2
        raise _bad(name, f"展開すると {limit} MB を超えます。", f"it would unpack to more than {limit} MB.")
    if total > _RATIO_FREE_BYTES and total > MAX_RATIO * max(packed, 1):
        raise _bad(
            name,
            "圧縮率が高すぎます（展開爆弾の疑い）。",
            "it is packed suspiciously tightly, as a zip bomb is.",
        )


def _judge(path: str, member: zipfile.ZipInfo) -> Reason | None:
    if stat.S_ISLNK(member.external_attr >> 16):
        return "link"
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or (len(path) > 1 and path[1] == ":"):
        return "unsafe_path"
    reason = judge(path, member.file_size)
    return "encrypted" if reason is None and member.flag_bits & 1 else reason


def _reader(opened: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with opened.open(member) as stream:
                return stream.read(_LONGEST_READ)  # a zip that lies about a size is told by its checksum
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise OSError(str(error)) from error

    return read


def _name_of(member: zipfile.ZipInfo) -> str:
    """Return a member's name: UTF-8 where the zip says so, else UTF-8 or CP932, whichever it is in truth.

    Windows in Japan writes CP932, macOS writes UTF-8 and does not say so; Python reads both as CP437.
    """
    name = member.orig_filename if isinstance(member.orig_filename, str) else member.filename
    if not member.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "cp932"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return shown_name(name.replace("\\", "/") if "/" not in name else name)


def _bad(name: str, ja: str, en: str) -> BadArchiveError:
    return BadArchiveError(name=shown_name(name), reason_ja=ja, reason_en=en)
