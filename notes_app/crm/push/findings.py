"""What a live check finds amiss in the target, in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from notes_app.crm.plan import Finding
from notes_app.crm.push.target import Part

_SHOWN = 5


def lacking(target: str, part: Part, name: str, label: str, choices: Sequence[str] = ()) -> Finding:
    """Return that a field, or choices of one, do not exist in the target (or the credentials may not see them)."""
    where = f"{part.label} / {label}" if label else part.label
    if choices:
        shown = "、".join(choices[:_SHOWN]) + (" …" if len(choices) > _SHOWN else "")
        return Finding(
            "choices_missing", "error", where,
            f"{target} の項目「{label}」（{name}）に、選択肢 {shown} がありません。書き出しの手順で項目を作り直すか、選択肢を足してください。",
            f"The field “{label}” ({name}) in {target} lacks the choices {shown}. Deploy the fields again, or add the choices.",
        )  # fmt: skip
    return Finding(
        "field_missing", "error", where,
        f"{target} の {part.name} に、項目「{label}」（{name}）がありません（または見る権限がありません）。"
        "先に書き出しの手順で項目を作ってください。",
        f"{part.name} in {target} has no field “{label}” ({name}), or the credentials may not see it. Make the fields first, as the "
        "export's README says.",
    )  # fmt: skip


def other_kind(target: str, part: Part, name: str, label: str, wanted: str, there: str) -> Finding:
    """Return that a field is of another kind than the package needs."""
    return Finding(
        "field_differs", "error", f"{part.label} / {label}",
        f"{target} の項目「{label}」（{name}）の設定が違います。必要: {wanted}、今: {there}。",
        f"The field “{label}” ({name}) in {target} is set up otherwise. Needed: {wanted}; there: {there}.",
    )  # fmt: skip


def not_writable(target: str, part: Part, name: str, label: str) -> Finding:
    """Return that the credentials may not write a field."""
    return Finding(
        "field_not_writable", "error", f"{part.label} / {label}",
        f"{target} の項目「{label}」（{name}）に書き込む権限がありません。権限セットを割り当ててください。",
        f"The credentials may not write the field “{label}” ({name}) in {target}. Assign the permission set.",
    )  # fmt: skip


def no_place(target: str, part: Part, what: str) -> Finding:
    """Return that there is nowhere to send an object to."""
    return Finding(
        "object_missing", "error", part.label,
        f"{part.label} {len(part.payloads)} 件の送り先が {target} にありません（{what}）。",
        f"There is nowhere in {target} to send {len(part.payloads)} records of {part.label_en} to ({what}).",
    )  # fmt: skip


def left_out(target: str, label: str, label_en: str, count: int, ja: str, en: str) -> Finding:
    """Return that an object does not go, and why; the rest does."""
    return Finding(
        "object_left_out", "warning", label,
        f"{label} {count} 件は {target} へ送りません。{ja}", f"{count} records of {label_en} are not sent to {target}. {en}",
    )  # fmt: skip


def not_linked(target: str, part: Part, parent: str) -> Finding:
    """Return that records go without a link, for the target has no such link defined."""
    return Finding(
        "link_undefined", "warning", part.label,
        f"{target} に {part.name} と {parent} の関連付けが定義されていないため、その関連付けなしで送ります。要るなら、スキーマに関連付けを足してください。",
        f"{target} has no association defined between {part.name} and {parent}; the records go without it. Add it to the schema if you need it.",
    )  # fmt: skip
