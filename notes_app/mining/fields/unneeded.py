"""Fields people write that a template does not need, each with a reason a person can check. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from notes_app.mining.fields.candidates import UnneededReason

CONSTANT_SHARE = 0.9
MIN_NOTES = 3
MIN_WRITERS = 3  # of whom one alone writes a field, for that to be his habit
SURE_CONSTANT, SURE_NOTES = 0.95, 8  # a concept that others know must be as good as always the same
ABANDONED_NOTES = 5
SAME_SHARE = 0.8
DEAL = frozenset("会社名 先方出席者 当方出席者 予算 競合 決裁者 確度 フェーズ 商材 導入時期 ニーズ 課題 案件名".split())
"""Concepts of a customer's deal."""

_NOTHING = re.compile(r"^(?:なし|無し|特になし|特に無し|特記事項なし|-+|―+|n/?a|none|nil)$", re.IGNORECASE)


def unneeded_reason(
    *,
    labelled: int,
    filled: int,
    values: Counter[str],
    authors: int,
    authors_total: int,
    is_known: bool,
    is_metadata: bool,
    people: int,
    is_free_text: bool,
    is_aside: bool = False,
    recent: tuple[int, int] = (0, 0),
) -> UnneededReason | None:
    """Return why a field is not needed, None when nothing speaks against it.

    always_empty: at most one in ten is filled. constant: one value in nine of ten (for a concept that others know too:
    text, and as good as always). never_filled: still in the form of late (`recent` = labelled, filled), filled no more.
    metadata_duplicate: the file says it already. single_author: one of several writers, and small talk or housekeeping
    (is_aside: see `aside_chance`), which others have no word for because they do not write it.
    """
    if is_metadata:
        return "metadata_duplicate"
    is_habit = is_aside and authors == 1 and authors_total >= MIN_WRITERS and people * 2 <= labelled
    if labelled < MIN_NOTES:
        return "single_author" if is_habit else None
    nothing = 0 if is_known else sum(count for value, count in values.items() if _NOTHING.match(value))
    if (filled - nothing) * 10 <= labelled:
        return "always_empty"
    if recent[0] >= ABANDONED_NOTES and not recent[1]:
        return "never_filled"
    total, most = sum(values.values()), max(values.values(), default=0)
    if total >= 4 and most >= CONSTANT_SHARE * total and total * 2 >= labelled and not is_known:
        return "constant"
    if is_known and is_free_text and total >= SURE_NOTES and most >= SURE_CONSTANT * labelled:
        common = max(values, key=lambda value: values[value])
        return "always_empty" if _NOTHING.match(common) else "constant"
    if is_habit:
        return "single_author"
    return None


def is_copy(own: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Return whether one field says in (almost) every note just what another one says there.

    own, other: note id -> value as written, of a sample of notes; values of under three characters say too little.
    """
    telling = [note_id for note_id, value in own.items() if len(value) >= 3]
    same = sum(own[note_id] == other.get(note_id) for note_id in telling)
    return len(telling) >= MIN_NOTES and same >= SAME_SHARE * len(own)
