"""Say what changed between two versions, in words and as values. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from notes_app.errors import Language
from notes_app.template.field import Field, TemplateVersion

ChangeKind = Literal[
    "added",
    "removed",
    "renamed",
    "retyped",
    "required",
    "relaxed",
    "choices",
    "aliases",
    "purpose",
    "used_by",
    "group",
    "freshness",
    "api_name",
    "moved",
]

TYPE_WORDS: dict[str, tuple[str, str]] = {
    "text": ("短い文", "text"),
    "longtext": ("長い文", "long text"),
    "enum": ("選択肢", "choice"),
    "multi_enum": ("複数選択", "choices"),
    "bool": ("はい・いいえ", "yes or no"),
    "int": ("整数", "whole number"),
    "number": ("数値", "number"),
    "percent": ("割合", "percent"),
    "money": ("金額", "money"),
    "date": ("日付", "date"),
    "datetime": ("日時", "date and time"),
    "time": ("時刻", "time"),
    "person": ("人", "person"),
    "person_list": ("人の一覧", "people"),
    "company": ("会社", "company"),
    "company_list": ("会社の一覧", "companies"),
    "phone": ("電話番号", "phone"),
    "email": ("メール", "e-mail"),
    "url": ("リンク", "link"),
    "action_list": ("宿題の一覧", "actions"),
    "label_list": ("ラベルの一覧", "labels"),
}
"""What each field type is called, Japanese and English."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One change to one field.

    before, after: what is compared, as text; "" where there was, or is, nothing.
    ja, en: the change as a sentence.
    """

    kind: ChangeKind
    field_id: str
    label: str
    before: str
    after: str
    ja: str
    en: str

    def sentence(self, language: Language = "ja") -> str:
        return self.ja if language == "ja" else self.en


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of the side-by-side view: the field before and after, None where it is missing."""

    before: Field | None
    after: Field | None
    changes: tuple[FieldChange, ...]


class VersionDiff(tuple[FieldChange, ...]):
    """Every change between two versions: removed, then added and changed fields in the new order."""

    __slots__ = ()

    def sentences(self, language: Language = "ja") -> tuple[str, ...]:
        """Return the changes in words, one sentence each."""
        return tuple(one.sentence(language) for one in self)

    def to_json(self) -> dict[str, Any]:
        """Return {"changes": [{"kind", "field_id", "label", "before", "after", "ja", "en"}]}."""
        return {"changes": [asdict(one) for one in self]}


def diff_versions(old: TemplateVersion | None, new: TemplateVersion) -> VersionDiff:
    """Return every change from `old` (None: from nothing) to `new`."""
    return diff_fields(old.fields if old else (), new.fields)


def diff_fields(old: Sequence[Field], new: Sequence[Field]) -> VersionDiff:
    """Do what `diff_versions` does, for the fields alone."""
    return VersionDiff(change for line in side_by_side(old, new) for change in line.changes)


def side_by_side(old: Sequence[Field], new: Sequence[Field]) -> tuple[DiffLine, ...]:
    """Return one line per field of either version: removed ones first, then the new version's order."""
    before = {one.field_id: one for one in old}
    kept = {one.field_id for one in new} & set(before)
    moved = _moved(
        [i.field_id for i in old if i.field_id in kept], [i.field_id for i in new if i.field_id in kept]
    )
    lines = [DiffLine(one, None, (_removed(one),)) for one in old if one.field_id not in kept]
    for one in new:
        was = before.get(one.field_id)
        changes = (_added(one),) if was is None else (*_changes(was, one), *_move(one, moved))
        lines.append(DiffLine(was, one, changes))
    return tuple(lines)


def _added(one: Field) -> FieldChange:
    ja, en = TYPE_WORDS[one.field_type]
    return FieldChange(
        "added", one.field_id, one.label, "", one.label,
        f"項目「{one.label}」（{ja}）を追加しました。", f"Added “{one.label}” ({en}).",
    )  # fmt: skip


def _removed(one: Field) -> FieldChange:
    return FieldChange(
        "removed", one.field_id, one.label, one.label, "",
        f"項目「{one.label}」を外しました。", f"Removed “{one.label}”.",
    )  # fmt: skip


def _changes(old: Field, new: Field) -> list[FieldChange]:
    found: list[FieldChange] = []

    def say(kind: ChangeKind, before: str, after: str, ja: str, en: str) -> None:
        if before != after:
            found.append(FieldChange(kind, new.field_id, new.label, before, after, ja, en))

    name = new.label
    say(
        "renamed",
        old.label,
        new.label,
        f"「{old.label}」を「{name}」に改名しました。",
        f"Renamed “{old.label}” to “{name}”.",
    )
    was, now = TYPE_WORDS[old.field_type], TYPE_WORDS[new.field_type]
    say(
        "retyped", old.field_type, new.field_type,
        f"「{name}」の型を{was[0]}から{now[0]}に変えました。", f"Changed “{name}” from {was[1]} to {now[1]}.",
    )  # fmt: skip
    if old.required != new.required:
        kind: ChangeKind = "required" if new.required else "relaxed"
        ja = f"「{name}」を必須にしました。" if new.required else f"「{name}」を任意にしました。"
        en = f"Made “{name}” required." if new.required else f"Made “{name}” optional."
        say(kind, str(old.required), str(new.required), ja, en)
    for kind, before, after, word_ja, word_en in (
        ("choices", " / ".join(old.choices), " / ".join(new.choices), "選択肢", "choices"),
        ("aliases", ", ".join(old.aliases), ", ".join(new.aliases), "別名", "aliases"),
        ("purpose", old.purpose, new.purpose, "目的", "purpose"),
        ("used_by", old.used_by, new.used_by, "利用者", "users"),
        ("group", old.group, new.group, "グループ", "group"),
        ("freshness", _days(old), _days(new), "鮮度（日数）", "freshness (days)"),
        ("api_name", old.api_name, new.api_name, "API 名", "API name"),
    ):
        say(
            kind, before, after,
            f"「{name}」の{word_ja}を「{before or 'なし'}」から「{after or 'なし'}」に変えました。",
            f"Changed the {word_en} of “{name}” from “{before or 'none'}” to “{after or 'none'}”.",
        )  # fmt: skip
    return found


def _days(one: Field) -> str:
    return "" if one.freshness_days is None else str(one.freshness_days)


def _move(one: Field, moved: set[str]) -> tuple[FieldChange, ...]:
    if one.field_id not in moved:
        return ()
    ja, en = f"「{one.label}」の位置を変えました。", f"Moved “{one.label}”."
    return (FieldChange("moved", one.field_id, one.label, "", "", ja, en),)


def _moved(old: list[str], new: list[str]) -> set[str]:
    """Return the ids outside the longest run that kept its order: the fewest moves that explain the new
    order.
    """
    place = {field_id: at for at, field_id in enumerate(old)}
    return set(new) - set(longest_in_order(new, [place[field_id] for field_id in new]))


def longest_in_order(items: Sequence[str], places: Sequence[int]) -> list[str]:
    """Return the longest part of `items` whose `places` rise, in O(n²) for the few dozen fields there are."""
    best: list[list[int]] = []
    for at, place in enumerate(places):
        before = max((best[i] for i in range(at) if places[i] < place), key=len, default=[])
        best.append([*before, at])
    return [items[at] for at in max(best, key=len, default=[])]
