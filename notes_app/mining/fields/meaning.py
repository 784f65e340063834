"""What does a label mean in this note? Where the label alone goes several ways, the words below and before it decide.

Pure. Next: 6/1 is an appointment and Next: send the quote is a thing to do; ほか：北倉商事 is a rival; why after
"we lost" asks for the reason of that.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from notes_app.mining.prose.outcome_reasons import asks_why, outcome_of

TURNS = frozenset({
    ("次回アクション", "次回予定"), ("次回アクション", "先方出席者"), ("次回予定", "次回アクション"), ("備考", "競合"),
    ("先方出席者", "会社名"), ("出席者", "会社名"), ("決定事項", "決裁者"), ("内容", "フェーズ"),
    ("決定事項", "フェーズ"), ("概要", "フェーズ"), ("進捗", "フェーズ"),
})  # fmt: skip
"""(what the label says, what its value may say instead, or besides)."""
_LATER_DAYS = 3  # a visit is written down after it took place; a few days for plans of the next morning


_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def meaning_of(key: str, concept: str, read: Collection[str], before: str) -> tuple[str, str]:
    """Return (the concept that a label stands for in this note, another one whose values stand under it too or "").

    key:    the folded label; concept: what the dictionary says it means; read: concepts of the values read under it.
    before: what the note says before the label.
    """
    if asks_why(key):
        return outcome_of(before) or concept, ""
    others = sorted(name for name in read if (concept, name) in TURNS)
    if not others:
        return concept, ""
    return (concept, others[0]) if concept in read else (others[0], "")


def is_later(value: str, written_on: date | None) -> bool:
    """Return whether a value, as an ISO day, cannot be the day of the visit: it lies ahead of the note."""
    if written_on is None or not _ISO_DAY.fullmatch(value):
        return False
    return (date.fromisoformat(value) - written_on).days > _LATER_DAYS


def asks_when(key: str) -> bool:
    """Return whether a folded label asks for a time and does not say of what: いつ頃."""
    return key.startswith(("いつ", "何時", "when"))


def is_past(value: str, written_on: date | None) -> bool:
    """Return whether a value, as an ISO day, cannot be when something is to begin: it lies behind the note, or is its day."""
    return written_on is not None and bool(_ISO_DAY.fullmatch(value)) and date.fromisoformat(value) <= written_on
