"""What a look at the folder found, in numbers and lists, for people and for `--json`. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from notes_app.errors import Language


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that is there and cannot be read as a note, with what to do about it in both languages."""

    path: str
    reason_ja: str
    reason_en: str

    def reason(self, language: Language = "ja") -> str:
        return self.reason_ja if language == "ja" else self.reason_en


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A file that carries the id of another one. note_id: the id it goes by instead."""

    path: str
    claimed_id: str
    note_id: str


@dataclass(frozen=True, slots=True)
class ReconcileReport:
    """What a look found. Paths are below the notes folder; moved: from where to where.

    unreadable, duplicates: every one there is, not only the new ones.
    held_back:  files that are gone but were kept in the catalog, see reconcile.py.
    attached:   notes whose attachments are not as they were.
    """

    looked_at: int = 0
    unchanged: int = 0
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    held_back: tuple[str, ...] = ()
    attached: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def is_quiet(self) -> bool:
        """Nothing happened to any file since the last look."""
        return not (self.added or self.changed or self.moved or self.removed or self.attached)

    def describe(self, language: Language = "ja") -> str:
        """Return the report in a few sentences."""
        counts = tuple(len(part) for part in (self.added, self.changed, self.moved, self.removed))
        if language == "ja":
            text = "ファイル {:,} 件: 追加 {:,}、変更 {:,}、移動 {:,}、削除 {:,}。".format(
                self.looked_at, *counts
            )
            text += f"id の重複 {len(self.duplicates):,} 件。" if self.duplicates else ""
            text += f"読めないファイル {len(self.unreadable):,} 件。" if self.unreadable else ""
            text += f"添付ファイルが変わった議事録 {len(self.attached):,} 件。" if self.attached else ""
            if self.held_back:
                text += (
                    f"{len(self.held_back):,} 件が一度に見えなくなったため、目録には残しました。"
                    "フォルダがつながっているか確かめてください。"
                    "本当に消した場合は reconcile --full を実行してください。"
                )
            return text
        text = "{:,} files: {:,} added, {:,} changed, {:,} moved, {:,} removed.".format(
            self.looked_at, *counts
        )
        text += f" {len(self.duplicates):,} carry the id of another file." if self.duplicates else ""
        text += f" {len(self.unreadable):,} cannot be read." if self.unreadable else ""
        text += f" The attachments of {len(self.attached):,} notes changed." if self.attached else ""
        if self.held_back:
            text += (
                f" {len(self.held_back):,} vanished at once and were kept in the catalog: see whether the"
                " folder is mounted, and run reconcile --full if they were really deleted."
            )
        return text

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON values; the shape is documented and stable."""
        return {
            "looked_at": self.looked_at,
            "unchanged": self.unchanged,
            "counts": {
                name: len(getattr(self, name))
                for name in ("added", "changed", "moved", "removed", "duplicates", "unreadable", "held_back", "attached")
            },
            "added": list(self.added),
            "changed": list(self.changed),
            "moved": [{"from": old, "to": new} for old, new in self.moved],
            "removed": list(self.removed),
            "duplicates": [
                {"path": one.path, "claimed_id": one.claimed_id, "note_id": one.note_id}
                for one in self.duplicates
            ],
            "unreadable": [
                {"path": one.path, "reason_ja": one.reason_ja, "reason_en": one.reason_en}
                for one in self.unreadable
            ],
            "held_back": list(self.held_back),
            "attached": list(self.attached),
            "seconds": round(self.seconds, 3),
        }
