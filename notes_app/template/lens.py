"""Lenses: what those who read minutes for another purpose look for in them: accounting, the sales office, ordering. Pure.

A lens is the fields whose users name it, and the usual ones of that work; what is not collected yet can be asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import Lexicon
from notes_app.template.field import Field, TemplateVersion

LensName = Literal["accounting", "office", "ordering"]
LENSES: tuple[LensName, ...] = LensName.__args__  # type: ignore[attr-defined]

_WORDS: Mapping[LensName, tuple[str, ...]] = {
    "accounting": ("経理", "会計", "財務", "請求", "accounting", "finance", "billing"),
    "office": ("営業事務", "事務", "アシスタント", "内勤", "back office", "sales office", "assistant"),
    "ordering": ("発注", "購買", "仕入", "調達", "在庫", "物流", "ordering", "purchas", "logistics", "stock"),
}
"""Words for those people in what a field says of its users."""

_USUAL: Mapping[LensName, tuple[str, ...]] = {
    "accounting": ("予算", "支払条件", "契約期間", "受注理由"),
    "office": ("次回予定", "次回アクション", "期限", "資料", "連絡先"),
    "ordering": ("商材", "数量", "導入時期", "期限"),
}
"""Concepts of the lexicon that this work needs in most companies."""

_WHOSE = "会社名"  # each line is headed by its customer anyway


@dataclass(frozen=True, slots=True)
class Lens:
    """fields: those of the template it shows, in template order. absent: concepts it could ask for, nobody collects them."""

    name: LensName
    fields: tuple[Field, ...]
    absent: tuple[str, ...]


def make_lens(name: LensName, version: TemplateVersion | None, lexicon: Lexicon) -> Lens:
    """Return one lens over the version in force."""
    fields = version.fields if version else ()
    words = tuple(map(fold_key, _WORDS[name]))
    shown = tuple(
        one for one in fields
        if one.concept != _WHOSE and (one.concept in _USUAL[name] or any(word in fold_key(one.used_by) for word in words))
    )  # fmt: skip
    here = {one.concept for one in fields}
    absent = tuple(one for one in _USUAL[name] if one not in here and one in lexicon.by_name)
    return Lens(name, shown, absent)
