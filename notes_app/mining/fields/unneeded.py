"""Fields people write that a template does not need, each with a reason a person can check. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from notes_app.mining.fields.ambiguity import REMARKS
from notes_app.mining.fields.asides import is_aside_label, is_chatter
from notes_app.mining.fields.candidates import UnneededReason
from notes_app.mining.fields.doubts import CATCH_ALL
from notes_app.mining.inference import is_expense

CONSTANT_SHARE = 0.9
MIN_NOTES = 3
MIN_WRITERS = 3  # of whom one alone writes a field, for that to be his habit
SURE_CONSTANT, SURE_NOTES = 0.95, 8  # a concept that others know must be as good as always the same
ABANDONED_NOTES = 5
SAME_SHARE = 0.8
MEANS, SURELY_MEANS = 0.4, 0.7  # belief from which on a label is taken to say nothing of a deal, or something of it
DEAL = frozenset("会社名 先方出席者 当方出席者 予算 競合 決裁者 確度 フェーズ 商材 導入時期 ニーズ 課題 案件名".split())
"""Concepts of a customer's deal."""

_FORMAL = frozenset("備考 特記 特記事項 連絡事項 補足 追記 参考情報".split())
"""Catch-alls that stand in forms; what is written there belongs to the visit, more often than not."""
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
    (is_aside: see `Habit`), which others have no word for because they do not write it.
    """
    if is_metadata:
        return "metadata_duplicate"
    is_habit = is_aside and authors == 1 and authors_total >= MIN_WRITERS and not people
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


@dataclass(frozen=True, slots=True)
class Habit:
    """What speaks for one writer's small talk: the folded label, its concept or "", notes, what its syllables most likely mean
    (concept, belief), whether most of its values are of a kind that deals are made of, or are small talk, whether none of them is of another
    concept, and whether any was read as one of its own."""

    key: str
    concept: str
    notes: int
    meant: tuple[str, float]
    has_telling_values: bool
    speaks_of_asides: bool
    is_plain: bool = True
    is_read: bool = True

    def is_aside(self) -> bool:
        """Return whether this is small talk or housekeeping, or a catch-all filled with it."""
        if self.concept == CATCH_ALL and self.is_plain:
            return is_chatter(self.key) or (self.speaks_of_asides and (self.notes >= MIN_NOTES or self.key not in _FORMAL))
        if self.concept and is_aside_label(self.key) and not self.is_read and not self.has_telling_values:
            return True  # vibe:: good coffee
        if self.concept:
            return self.concept in REMARKS and (is_chatter(self.key) or is_aside_label(self.key))
        if is_aside_label(self.key) or is_expense(self.key):
            return True
        meaning, belief = self.meant
        if not meaning and belief >= MEANS and not self.has_telling_values:
            return True
        return not self.has_telling_values and self.speaks_of_asides and not (meaning in DEAL and belief >= SURELY_MEANS)


def is_copy(own: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Return whether one field says in (almost) every note just what another one says there.

    own, other: note id -> value as written, of a sample of notes; values of under three characters say too little.
    """
    telling = [note_id for note_id, value in own.items() if len(value) >= 3]
    same = sum(own[note_id] == other.get(note_id) for note_id in telling)
    return len(telling) >= MIN_NOTES and same >= SAME_SHARE * len(own)
