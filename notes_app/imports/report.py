"""What became of every file of an import, so that the counts can be checked by anybody. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from notes_app.errors import Language

Reason = Literal[
    "not_text",
    "hidden",
    "link",
    "empty",
    "binary",
    "too_large",
    "already_imported",
    "duplicate",
    "unsafe_path",
    "encrypted",
    "unreadable_file",
    "not_written",
    "cancelled",
    "unlinked",
    "not_attached",
]

REASONS: dict[Reason, tuple[str, str]] = {
    "not_text": (
        "Markdown やテキストのファイルではありません（読み込むのは .md .markdown .txt です）。",
        "Not a Markdown or text file; .md, .markdown and .txt are taken.",
    ),
    "hidden": ("隠しファイル、またはシステムのファイルです。", "A hidden file, or one of the system's."),
    "link": ("シンボリックリンクはたどりません。", "Symbolic links are not followed."),
    "empty": ("中身が空です。", "There is nothing in it."),
    "binary": ("文章ではありません（バイナリ）。", "It holds binary data, not text."),
    "too_large": (
        "5 MB を超えています。分けてから読み込んでください。",
        "Larger than 5 MB. Split it and try again.",
    ),
    "already_imported": (
        "同じ内容のファイルを以前に読み込んでいます。",
        "A file with the same content was imported before.",
    ),
    "duplicate": (
        "この読み込みの中に、同じ内容で同じ日付のファイルがもう一つあります。",
        "This import has another file with the same content and day.",
    ),
    "unsafe_path": ("フォルダの外を指す名前です。", "Its name points outside the folder."),
    "encrypted": ("パスワードで保護されています。", "It is protected by a password."),
    "unreadable_file": ("ファイルを開けませんでした。", "The file could not be opened."),
    "not_written": ("議事録フォルダに書き込めませんでした。", "It could not be written to the notes folder."),
    "unlinked": (
        "添付ファイルの置き場所（attachments）にあり、どの議事録からもリンクされていません。",
        "It lies in a folder of attachments, and no note links to it.",
    ),
    "not_attached": ("議事録からリンクされていますが、添付できませんでした。", "A note links to it, but it could not be attached."),
    "cancelled": ("読み込みが途中で中止されました。", "The import was cancelled before it."),
}
"""Each reason a file is passed over, in Japanese and English."""

Warning_ = Literal["front_matter_unreadable", "id_replaced", "broken_characters"]

WARNINGS: dict[Warning_, tuple[str, str]] = {
    "front_matter_unreadable": (
        "先頭の項目欄が読めないため、本文として残しました。",
        "Its front matter could not be read and was kept as part of the text.",
    ),
    "id_replaced": (
        "同じ id の議事録がすでにあるため、新しい id を付けました（元の id は source_id にあります）。",
        "Its id belongs to another note, so it got a new one; the old one is kept as source_id.",
    ),
    "broken_characters": (
        "読めない文字が含まれています（元のバイトは残しています）。",
        "Some characters could not be read; the original bytes are kept.",
    ),
}
"""Each thing worth knowing about a file that did come in."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A file that became a note. source_path: below the source's folder, with its own name in front."""

    source_path: str
    note_id: str
    path: str
    title: str
    held_on: date | None
    encoding: str
    warnings: tuple[Warning_, ...] = ()


@dataclass(frozen=True, slots=True)
class BroughtAlong:
    """A file that a note links to and that was attached to it. source_path: as `Imported`; name: as it is called now."""

    source_path: str
    note_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that did not. detail: what it is the same as, or what the system said; "" when there is no more
    to say.
    """

    path: str
    code: Reason
    detail: str = ""

    def reason(self, language: Language = "ja") -> str:
        text = REASONS[self.code][0 if language == "ja" else 1]
        return f"{text} ({self.detail})" if self.detail else text


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The whole account of one import. files_in: files found, folders not counted; attached: a file with each of its notes."""

    batch_id: str
    source: str
    files_in: int
    imported: tuple[Imported, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    attached: tuple[BroughtAlong, ...] = ()
    seconds: float = 0.0

    @property
    def is_reconciled(self) -> bool:
        """Files in = notes out + files attached to them + skipped. False would be a fault of ours, and the page says so."""
        return self.files_in == len(self.imported) + self.attached_count + len(self.skipped)

    @property
    def attached_count(self) -> int:
        """How many files came along, each once."""
        return len({item.source_path for item in self.attached})

    @property
    def reasons(self) -> Mapping[Reason, int]:
        return dict(Counter(item.code for item in self.skipped).most_common())

    @property
    def encodings(self) -> Mapping[str, int]:
        return dict(Counter(item.encoding for item in self.imported).most_common())

    def describe(self, language: Language = "ja") -> str:
        """Return the account in one or two sentences."""
        notes, skipped = len(self.imported), len(self.skipped)
        if language == "ja":
            text = (
                f"ファイル {self.files_in:,} 件のうち {notes:,} 件を取り込み、{skipped:,} 件は見送りました。"
            ) + (f"リンク先の {self.attached_count:,} 件を添付しました。" if self.attached else "")
            return text if self.is_reconciled else f"{text}件数が合いません。"
        text = f"Of {self.files_in:,} files, {notes:,} became notes and {skipped:,} were skipped."
        text += f" {self.attached_count:,} that they link to were attached." if self.attached else ""
        return text if self.is_reconciled else f"{text} The counts do not add up."

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON values; the shape is documented and stable."""
        return {
            "batch_id": self.batch_id,
            "source": self.source,
            "files_in": self.files_in,
            "notes_out": len(self.imported),
            "skipped_count": len(self.skipped),
            "attached_count": self.attached_count,
            "is_reconciled": self.is_reconciled,
            "encodings": dict(self.encodings),
            "reasons": {
                name: {"count": count, "ja": REASONS[name][0], "en": REASONS[name][1]}
                for name, count in self.reasons.items()
            },
            "seconds": round(self.seconds, 3),
            "notes": [
                {
                    "source_path": item.source_path,
                    "note_id": item.note_id,
                    "path": item.path,
                    "title": item.title,
                    "held_on": item.held_on.isoformat() if item.held_on else None,
                    "encoding": item.encoding,
                    "warnings": [
                        {"code": code, "ja": WARNINGS[code][0], "en": WARNINGS[code][1]}
                        for code in item.warnings
                    ],
                }
                for item in self.imported
            ],
            "attached": [{"source_path": item.source_path, "note_id": item.note_id, "name": item.name} for item in self.attached],
            "skipped": [
                {
                    "path": item.path,
                    "reason": item.code,
                    "detail": item.detail,
                    "ja": item.reason("ja"),
                    "en": item.reason("en"),
                }
                for item in self.skipped
            ],
        }


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What undoing an import did. removed: now in the bin; kept: edited since, left alone; missing: gone
    before.
    """

    batch_id: str
    removed: tuple[str, ...] = ()
    kept: tuple[Imported, ...] = field(default=())
    missing: tuple[str, ...] = ()

    def describe(self, language: Language = "ja") -> str:
        removed, kept, missing = len(self.removed), len(self.kept), len(self.missing)
        if language == "ja":
            done = f"{removed:,} 件をゴミ箱に移しました。編集済みの {kept:,} 件は残しました。"
            return f"{done}{missing:,} 件はすでにありませんでした。"
        done = f"{removed:,} notes went to the bin, {kept:,} edited ones were kept,"
        return f"{done} {missing:,} were gone already."

    def to_json(self) -> dict[str, Any]:
        return {
            "batch_id": self.batch_id,
            "removed_count": len(self.removed),
            "removed": list(self.removed),
            "kept": [
                {"note_id": item.note_id, "path": item.path, "source_path": item.source_path}
                for item in self.kept
            ],
            "missing": list(self.missing),
        }
