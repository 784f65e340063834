"""The list of what could not go, for a person with Excel. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from notes_app.crm.csv_text import human_csv
from notes_app.crm.plan import Reject

REJECTS_FILE = "rejects.csv"
_HEADER = (
    "議事録 ID / note",
    "項目 / field",
    "値 / value",
    "理由",
    "reason",
    "開始 / start",
    "終了 / end",
    "対象 / object",
    "外部 ID / external id",
    "コード / code",
)


def rejects_csv(rejects: Sequence[Reject]) -> bytes:
    """Return the rejects as a human CSV; only the header when nothing was rejected."""
    return human_csv(
        _HEADER,
        (
            (one.note_id, one.label, one.value, one.ja, one.en, one.start, one.end, one.object_key, one.external_id, one.code)
            for one in rejects
        ),
    )
