"""Give every field a name that programs can use, once and for ever.

Pure. Japanese label -> English name of its concept -> Roman letters -> `F_` + 8 hex of the label's SHA-1; the
first that is free. The name is stored in the template, so a renamed label keeps it.
"""

from __future__ import annotations

import hashlib
import keyword
import re
from collections.abc import Collection

from notes_app.mining.folding import fold_key
from notes_app.mining.knowledge import load_lexicon
from notes_app.template.reading import romaji_words

MAX_LENGTH = 40
_VALID = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")

CONCEPT_NAMES = {
    "日時": "held_at",
    "時間": "meeting_time",
    "会社名": "account",
    "案件名": "deal",
    "先方出席者": "customer_attendees",
    "当方出席者": "our_attendees",
    "出席者": "attendees",
    "欠席者": "absentees",
    "来訪者": "visitors",
    "記録者": "note_taker",
    "司会": "chair",
    "担当者": "person_in_charge",
    "場所": "location",
    "目的": "purpose",
    "アジェンダ": "agenda",
    "概要": "summary",
    "内容": "discussion",
    "課題": "issues",
    "ニーズ": "needs",
    "現状": "current_situation",
    "商材": "product",
    "予算": "budget",
    "導入時期": "go_live",
    "競合": "competitors",
    "決裁者": "decision_maker",
    "稟議状況": "approval_status",
    "確度": "probability",
    "フェーズ": "stage",
    "決定事項": "decisions",
    "次回アクション": "next_actions",
    "次回予定": "next_meeting",
    "期限": "due_date",
    "所感": "impressions",
    "懸念事項": "concerns",
    "備考": "remarks",
    "資料": "materials",
    "電話番号": "phone",
    "メール": "email",
    "住所": "address",
    "連絡先": "contact",
    "お知らせ": "announcements",
    "進捗": "progress",
    "前回の確認": "previous_review",
    "録画": "recording",
    "スケジュール": "schedule",
    "クレーム": "complaint",
    "受注理由": "won_reason",
    "失注理由": "lost_reason",
    "原因": "cause",
    "対策": "countermeasure",
    "支払条件": "payment_terms",
    "数量": "quantity",
    "きっかけ": "lead_source",
    "業種": "industry",
    "従業員数": "employee_count",
    "部署": "department",
    "役職": "job_title",
    "契約期間": "contract_period",
    "チャネル": "channel",
}
"""English name of each concept of the lexicon; a concept added later takes its first English label."""


def is_api_name(name: str) -> bool:
    """Return whether `name` may stand in every target: a letter first, no `__`, no trailing `_`, at most
    40 characters.
    """
    return (
        bool(re.fullmatch(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*", name))
        and len(name) <= MAX_LENGTH
        and not keyword.iskeyword(name)
    )


def make_api_name(label: str, concept: str = "", taken: Collection[str] = ()) -> str:
    """Return a free API name for a new field.

    Args:
        label: as people see it; concept: the lexicon's concept, "" when it has none.
        taken: names given before, to any field of any version; compared without case.
    """
    used = {name.lower() for name in taken}
    known = load_lexicon().find(label)
    for name in (_concept_name(concept or (known.name if known else "")), _spelled(fold_key(label) or label)):
        if name and name.lower() not in used:
            return name
    for attempt in range(len(used) + 1):
        seed = fold_key(label) or label
        name = "F_" + hashlib.sha1(f"{seed}{attempt or ''}".encode(), usedforsecurity=False).hexdigest()[:8]
        if name.lower() not in used:
            return name
    raise AssertionError("one of N + 1 names is free of N")


def _concept_name(concept: str) -> str:
    if concept in CONCEPT_NAMES:
        return CONCEPT_NAMES[concept]
    known = load_lexicon().by_name.get(concept)
    english = next((one for one in known.labels if one.isascii()), "") if known else ""
    return _spelled(english) if english else ""


def _spelled(label: str) -> str:
    """Return `label` in Roman letters joined by `_`, or "" when that gives no valid name."""
    name = "_".join(romaji_words(label))
    if name[:1].isdigit():
        name = f"n_{name}"
    if keyword.iskeyword(name):
        name = f"{name}_field"
    return name if len(name) <= MAX_LENGTH and _VALID.fullmatch(name) else ""
