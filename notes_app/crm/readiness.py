"""Is it time to move to the CRM? A score with its reasons and the next steps, from the plan itself. Pure.

Each check is a ratio from 0 (bad) to 1 (good) with the bar it must reach. "Ready" means that every check reaches its bar;
a CRM filled too early is filled twice, so one failing check is enough to say 「まだ早い」.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from notes_app.crm.plan import Column, ExportPlan, ExportRow, measure_length
from notes_app.crm.target import TargetLimits
from notes_app.template.field import Field, TemplateVersion

ENOUGH_NOTES = 20  # below this a template's fields are not yet known (MINING: notes needed for recall@R >= .8)
RECENT = timedelta(days=90)
SETTLED = timedelta(days=60)
FEWEST_NOTES_OF_A_REP = 3

CheckCode = Literal[
    "enough_notes",
    "fill",
    "consistency",
    "duplicates",
    "choices",
    "template_settled",
    "labelled",
    "certain",
    "owners",
    "limits",
]


@dataclass(frozen=True, slots=True)
class ReadinessCheck:
    """One check.

    ratio:  0 to 1, and `bar` what it must reach.
    ja, en: what was found, in figures. next_ja, next_en: what to do, "" when the bar is reached.
    examples: labels, accounts or people it is about, the worst first, at most five.
    """

    code: CheckCode
    label_ja: str
    label_en: str
    ratio: float
    bar: float
    ja: str
    en: str
    next_ja: str = ""
    next_en: str = ""
    examples: tuple[str, ...] = ()

    @property
    def is_reached(self) -> bool:
        return self.ratio >= self.bar


@dataclass(frozen=True, slots=True)
class Readiness:
    """The answer. score: 0 to 100, the mean over the checks of how near each is to its bar."""

    score: int
    checks: tuple[ReadinessCheck, ...]

    @property
    def is_ready(self) -> bool:
        return all(check.is_reached for check in self.checks)

    @property
    def verdict_ja(self) -> str:
        return "準備完了" if self.is_ready else "まだ早い"

    @property
    def verdict_en(self) -> str:
        return "Ready" if self.is_ready else "Not yet"


def measure_readiness(plan: ExportPlan, versions: Sequence[TemplateVersion], limits: TargetLimits) -> Readiness:
    """Return how ready `plan` is for a target with these limits.

    Args:
        plan:     of the newest version and all notes, fitted to the target.
        versions: every published version of the template, in any order; the newest is the plan's.
    """
    facts = _Facts(plan, sorted(versions, key=lambda version: version.number))
    checks = tuple(check for measure in _CHECKS for check in measure(facts, limits))
    near = [min(1.0, check.ratio / check.bar) if check.bar else 1.0 for check in checks]
    return Readiness(round(100 * sum(near) / len(near)), checks)


class _Facts:
    def __init__(self, plan: ExportPlan, versions: Sequence[TemplateVersion]) -> None:
        self.plan, self.versions = plan, versions
        notes = plan.object("meeting_note")
        self.columns: tuple[Column, ...] = tuple(column for column in notes.columns if column.field_id)
        self.rows = notes.rows
        since = plan.as_of - RECENT
        recent = [row for row in notes.rows if _day(row) is not None and (_day(row) or date.min) >= since]
        self.recent: Sequence[ExportRow] = recent if len(recent) >= ENOUGH_NOTES else notes.rows

    def by_rep(self) -> dict[str, list[ExportRow]]:
        """Return the recent notes of each rep who wrote enough of them."""
        found: dict[str, list[ExportRow]] = {}
        for row in self.recent:
            found.setdefault(str(row.values.get("author", row.values.get("owner", ""))), []).append(row)
        return {rep: rows for rep, rows in found.items() if rep and len(rows) >= FEWEST_NOTES_OF_A_REP}

    def fields_by_id(self) -> Mapping[str, Field]:
        return {one.field_id: one for one in self.versions[-1].fields} if self.versions else {}


def _day(row: ExportRow) -> date | None:
    day = row.values.get("held_on")
    return day if isinstance(day, date) else None


def _share(rows: Sequence[ExportRow], column: Column) -> float:
    return sum(column.key in row.values for row in rows) / len(rows) if rows else 0.0


def _percent(ratio: float) -> str:
    return f"{ratio:.0%}"


def _enough(facts: _Facts, limits: TargetLimits) -> Iterator[ReadinessCheck]:
    count = len(facts.rows)
    reps = {row.values.get("author") for row in facts.rows} - {None}
    yield ReadinessCheck(
        "enough_notes",
        "議事録の量",
        "Enough notes",
        min(1.0, count / ENOUGH_NOTES) if len(reps) >= 2 else min(0.5, count / ENOUGH_NOTES),
        1.0,
        f"{count} 件、{len(reps)} 人が書いています。",
        f"{count} notes by {len(reps)} people.",
        f"{ENOUGH_NOTES} 件以上、2 人以上になるまで書きためましょう。",
        f"Write on until there are {ENOUGH_NOTES} notes by two people or more.",
    )


def _fill(facts: _Facts, limits: TargetLimits) -> Iterator[ReadinessCheck]:
    shares = sorted((_share(facts.recent, column), column.label) for column in facts.columns)
    mean = sum(share for share, _ in shares) / len(shares) if shares else 0.0
    low = tuple(f"{label} {_percent(share)}" for share, label in shares[:5] if share < 0.5)
    yield ReadinessCheck(
        "fill",
        "記入率",
        "Fill rate",
        mean,
        0.5,
        f"{len(shares)} 項目の平均で {_percent(mean)} が埋まっています。",
        f"On average {_percent(mean)} of {len(shares)} fields are filled.",
        "埋まらない項目は、目的を見直して外すか、書き手に聞いてください。",
        "Reconsider what the empty fields are for: drop them, or ask the writers.",
        low,
    )


def _consistency(facts: _Facts, limits: TargetLimits) -> Iterator[ReadinessCheck]:
    by_rep = facts.by_rep()
    if len(by_rep) < 2 or not facts.columns:
        return
    gaps = []
    for column in facts.columns:
        shares = [_share(rows, column) for rows in by_rep.values()]
        gaps.append((max(shares) - min(shares), column.label))
    gaps.sort(reverse=True)
    ratio = 1 - sum(gap for gap, _ in gaps) / len(gaps)
    yield ReadinessCheck(
        "consistency",
        "担当者どうしのそろい",
        "Consistency between reps",
        ratio,
        0.5,
        f"{len(by_rep)} 人の記入率の差は、項目の平均で {_percent(1 - ratio)} です。",
        f"The fill rates of {len(by_rep)} reps differ by {_percent(1 - ratio)} on average.",
        "差の大きい項目を、営業会議で声に出して確かめましょう。",
        "Talk about the fields with the widest gaps at the sales meeting.",
        tuple(f"{label} {_percent(gap)}" for gap, label in gaps[:5] if gap > 0.5),
    )


def _duplicates(facts: _Facts, limits: TargetLimits) -> Iterator[ReadinessCheck]:
    alike = [finding.where for finding in facts.plan.findings if finding.code == "account_alike"]
    accounts = len(facts.plan.object("account").rows)
    ratio = 1 - min(1.0, len(alike) / accounts) if accounts else 1.0
    yield ReadinessCheck(
        "duplicates",
        "取引先の重なり",
        "Duplicate accounts",
        ratio,
        0.95,
        f"取引先 {accounts} 社のうち、重なりかもしれないもの {len(alike)} 組。",
        f"{len(alike)} of {accounts} accounts may be duplicates.",
        "取引先の整理で、同じ会社を統合してください。",
        "Merge the same companies among the accounts.",
        tuple(alike[:5]),
    )


def _choices(facts: _Facts, limits: TargetLimits) -> Iterator[ReadinessCheck]:
    columns = [column for column in facts.columns if column.choices]
    if not columns:
        return
    outside = [reject for reject in facts.plan.rejects if reject.code == "not_a_choice"]
    inside = sum(column.key in row.values for row in facts.rows for column in columns)
    ratio = inside / (inside + len(outside)) if inside + len(outside) else 1.0
    yield ReadinessCheck(
        "choices",
        "選択肢の安定",
        "Stable choices",
        ratio,
        0.95,
        f"選択肢の項目 {inside + len(outside)} 値のうち {len(outside)} 値が選択肢の外です。",
        f"{len(outside)} of {inside + len(outside)} values lie outside their choices.",
        "よく出る言葉を選択肢に足すか、別名として統合してください。",
        "Add frequent words as choices, or merge them as aliases.",
        tuple(dict.fromkeys(f"{reject.label}: {reject.value}" for reject in outside))[:5],
    )


def _settled(facts: _Facts, limits: TargetLimits) -> Iterator[ReadinessCheck]:
    since = facts.plan.as_of - SETTLED
    changed: dict[str, None] = {}
    for before, after in zip((None, *facts.versions), facts.versions, strict=False):  # the first version is new all over
        if after.published_at.date() >= since:
            changed.update(dict.fromkeys(_changed_labels(before, after)))
    count = max(1, len(facts.columns))
    ratio = 1 - min(1.0, len(changed) / count)
    yield ReadinessCheck(
        "template_settled",
        "ひな形の落ち着き",
        "Settled template",
        ratio,
        0.8,
        f"この {SETTLED.days} 日で {count} 項目中 {len(changed)} 項目が変わりました。",
        f"{len(changed)} of {count} fields changed within {SETTLED.days} days.",
        "変更が落ち着くまで、もうしばらく議事録で試しましょう。CRM の項目はあとから直しにくいからです。",
        "Let the template settle in notes first: fields of a CRM are hard to change later.",
        tuple(changed)[:5],
    )


def _changed_labels(before: TemplateVersion | None, after: TemplateVersion) -> Iterator[str]:
    for one in after.fields:
        old = before.find_field(one.field_id) if before else None
        if old is None or (old.field_type, old.choices) != (one.field_type, one.choices):
            yield one.label
    if before:
        yield from (one.label for one in before.fields if after.find_field(one.field_id) is None)


def _labelled(facts: _Facts, limits: TargetLimits) -> Iterator[ReadinessCheck]:
    keys = {column.key for column in facts.columns}
    bare = [row for row in facts.recent if keys.isdisjoint(row.values)]
    ratio = 1 - len(bare) / len(facts.recent) if facts.recent else 0.0
    yield ReadinessCheck(
        "labelled",
        "項目が読み取れる議事録",
        "Notes that say a field",
        ratio,
        0.8,
        f"{len(facts.recent)} 件中 {len(bare)} 件からは、どの項目も読み取れません。",
        f"No field can be read from {len(bare)} of {len(facts.recent)} notes.",
        "書き方の違う担当者の言葉を、ひな形の画面で別名として教えてください。",
        "Teach the template the words of writers who write differently.",
        tuple(str(row.values.get("title", row.external_id)) for row in bare[:5]),
    )


def _certain(facts: _Facts, limits: TargetLimits) -> Iterator[ReadinessCheck]:
    unsure = [reject for reject in facts.plan.rejects if reject.code in ("low_confidence", "not_normalized")]
    sure = sum(len({column.key for column in facts.columns} & set(row.values)) for row in facts.rows)
    ratio = sure / (sure + len(unsure)) if sure + len(unsure) else 0.0
    yield ReadinessCheck(
        "certain",
        "確かな値",
        "Certain values",
        ratio,
        0.8,
        f"{sure + len(unsure)} 値のうち {len(unsure)} 値は、人の確認がないと出せません。",
        f"{len(unsure)} of {sure + len(unsure)} values wait for a person's word.",
        "確認待ちの値を、議事録のページで確認してください。",
        "Confirm the waiting values on their notes' pages.",
        tuple(dict.fromkeys(reject.label for reject in unsure))[:5],
    )


def _owners(facts: _Facts, limits: TargetLimits) -> Iterator[ReadinessCheck]:
    owned = [row for row in facts.rows if "owner" in row.values]
    mapped = sum("owner_user" in row.values for row in owned)
    ratio = mapped / len(owned) if owned else 1.0
    missing = [finding.where for finding in facts.plan.findings if finding.code == "owner_unmapped"]
    yield ReadinessCheck(
        "owners",
        "担当者の割り当て",
        "Owners mapped",
        ratio,
        0.95,
        f"{len(owned)} 件中 {mapped} 件の担当者に、移行先のユーザが割り当てられています。",
        f"{mapped} of {len(owned)} owners are mapped to users of the target.",
        "書き出しの画面で、担当者とユーザ名を結びつけてください。",
        "Map our people to users on the export page.",
        tuple(missing[:5]),
    )


def _limits(facts: _Facts, limits: TargetLimits) -> Iterator[ReadinessCheck]:
    over: list[str] = []
    if limits.fields is not None and len(facts.columns) > limits.fields:
        over.append(f"{len(facts.columns)} > {limits.fields}")
    for column in facts.columns:
        if limits.choices is not None and len(column.choices) > limits.choices:
            over.append(f"{column.label}: {len(column.choices)} > {limits.choices}")
        if limits.text_length is not None and column.max_length > limits.text_length:
            over.append(f"{column.label}: {column.max_length:,} > {limits.text_length:,}")
        if limits.label_length is not None and measure_length(column.label) > limits.label_length:
            over.append(f"{column.label[:20]}…: {measure_length(column.label)} > {limits.label_length}")
    yield ReadinessCheck(
        "limits",
        "移行先の上限",
        "Limits of the target",
        1.0 if not over else max(0.0, 1 - len(over) / max(1, len(facts.columns))),
        1.0,
        f"{len(facts.columns)} 項目。{limits.licence_ja}",
        f"{len(facts.columns)} fields. {limits.licence_en}",
        "上限を超える項目を、短くするか減らしてください。",
        "Shorten or drop what is over the limits.",
        tuple(over[:5]),
    )


_CHECKS: tuple[Callable[[_Facts, TargetLimits], Iterator[ReadinessCheck]], ...] = (
    _enough,
    _fill,
    _consistency,
    _duplicates,
    _choices,
    _settled,
    _labelled,
    _certain,
    _owners,
    _limits,
)
