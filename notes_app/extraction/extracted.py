"""What was read from a file: passages with their place, or the reason there are none. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from notes_app.errors import Language

Status = Literal["read", "empty", "unsupported", "encrypted", "broken", "too_large", "too_slow"]
Part = Literal["page", "sheet", "slide", "text"]

LONGEST_TEXT = 300_000
"""Characters read from one file, about 400 pages; what comes after is not searched, and the page says so."""

_SAID: dict[Status, tuple[str, str]] = {
    "read": ("中の文章も検索できます。", "Its text is searched."),
    "empty": ("文字が見つかりません（画像だけの文書かもしれません）。ファイル名で検索できます。", "No text was found in it (perhaps it holds images only). It is found by its name."),
    "unsupported": ("この種類のファイルの中身は検索できません。ファイル名で検索できます。", "The content of this kind of file is not searched. It is found by its name."),
    "encrypted": ("パスワードで保護されているため、中身を検索できません。", "It is protected by a password, so its content is not searched."),
    "broken": ("壊れているか、読み取れない形式のため、中身を検索できません。", "It is damaged or in a form that cannot be read, so its content is not searched."),
    "too_large": ("展開すると大きすぎるため、中身を検索できません。", "It unpacks to more than can be read, so its content is not searched."),
    "too_slow": ("読み取りに時間がかかりすぎたため、中身を検索できません。", "Reading it took too long, so its content is not searched."),
}  # fmt: skip
_CUT = ("はじめの {0:,} 文字を検索できます。", "Its first {0:,} characters are searched.")


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """One part of a file. at: which page, sheet or slide ("3", "見積"); "" for a file without such parts."""

    part: Part
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a file says. is_cut: it says more than `LONGEST_TEXT`. detail: what a library said of a broken file, for the log."""

    status: Status
    passages: tuple[ReadPassage, ...] = ()
    is_cut: bool = False
    detail: str = ""

    @property
    def is_trouble(self) -> bool:
        """A person who attached it should know: it looks searchable and is not."""
        return self.status in ("encrypted", "broken", "too_large", "too_slow")

    def explain(self, language: Language = "ja") -> str:
        """Return what became of it in one sentence."""
        at = 0 if language == "ja" else 1
        return _CUT[at].format(LONGEST_TEXT) if self.is_cut else _SAID[self.status][at]

    def to_json(self) -> dict[str, Any]:
        return {
            "status": self.status, "is_cut": self.is_cut, "detail": self.detail,
            "passages": [[one.part, one.at, one.text] for one in self.passages],
        }  # fmt: skip


def extracted_from_json(value: Any) -> Extracted:
    """Return what `to_json` wrote.

    Raises:
        ValueError: it is something else, as when a process was killed while writing.
    """
    try:
        passages = tuple(ReadPassage(part, str(at), str(text)) for part, at, text in value["passages"])
        if value["status"] not in _SAID:
            raise ValueError(value["status"])
        return Extracted(value["status"], passages, bool(value["is_cut"]), str(value["detail"])[:200])
    except (KeyError, TypeError) as error:
        raise ValueError(str(error)) from error


def gathered(passages: Iterable[ReadPassage]) -> Extracted:
    """Return the passages, blank ones left out and no more than `LONGEST_TEXT` characters, as what was read."""
    kept: list[ReadPassage] = []
    room = LONGEST_TEXT
    for passage in _clean(passages):
        kept.append(ReadPassage(passage.part, passage.at, passage.text[:room]))
        room -= len(passage.text)
        if room < 0:
            return Extracted("read", tuple(kept), is_cut=True)
    return Extracted("read" if kept else "empty", tuple(kept))


def _clean(passages: Iterable[ReadPassage]) -> Iterator[ReadPassage]:
    for passage in passages:
        # Half a surrogate pair cannot be written to any file; controls but tab and line end mean nothing to a reader.
        text = "".join(char for char in passage.text if (char >= " " or char in "\n\t") and not "\ud800" <= char <= "\udfff")
        if text.strip():
            yield ReadPassage(passage.part, passage.at[:100], text.strip("\n"))
