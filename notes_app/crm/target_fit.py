"""Which target fits: what of a plan each one holds, and the facts about it that cost money. Reads the facts file.

The figures of the facts file are what a source said on a day; prices are not among them (see target_facts.toml).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from notes_app.crm.plan import ExportPlan, measure_length
from notes_app.crm.target import Exporter

FACTS = Path(__file__).with_name("target_facts.toml")
Verdict = Literal["fits", "loses", "too_small"]
_ORDER: Mapping[Verdict, int] = {"fits": 0, "loses": 1, "too_small": 2}
MONTHS = 12


@dataclass(frozen=True, slots=True)
class LimitFact:
    """One limit as its source has it. is_checked: the source was read; else the figure is from memory, and is to be checked."""

    what_ja: str
    what_en: str
    figure: str
    source: str
    is_checked: bool = False


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """What is known of one target. known_on: the day the sources were read. price_page: "" when there is none.

    kind: "cloud", "own_server" or "file". good: when it is the right one; watch: what to mind.
    """

    known_on: date
    kind: str
    price_page: str
    price_ja: str
    price_en: str
    good_ja: str
    good_en: str
    watch_ja: str
    watch_en: str
    limits: tuple[LimitFact, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetFit:
    """How a plan fits a target.

    lost: values the target cannot hold. left: objects it has no place for, with records. over: limits that are passed,
    in figures. facts: None for a target that nobody wrote facts about.
    """

    target: str
    verdict: Verdict
    lost: int
    left: Mapping[str, int]
    over: tuple[str, ...]
    facts: TargetFacts | None


@cache
def load_facts() -> Mapping[str, TargetFacts]:
    """Return target -> what is known of it."""
    return {name: _facts(raw) for name, raw in tomllib.loads(FACTS.read_text("utf-8")).items()}


def _facts(raw: Mapping[str, Any]) -> TargetFacts:
    return TargetFacts(**{**raw, "limits": tuple(LimitFact(**one) for one in raw["limits"])})


def measure_fit(plan: ExportPlan, exporters: Iterable[Exporter]) -> tuple[TargetFit, ...]:
    """Return how `plan` (not fitted to any target) fits each target: those that hold everything first, then by what is lost."""
    fits = [_fit(plan, one) for one in exporters]
    return tuple(sorted(fits, key=lambda one: (_ORDER[one.verdict], _is_file(one), sum(one.left.values()), one.lost, one.target)))


def _is_file(fit: TargetFit) -> bool:
    return fit.facts is not None and fit.facts.kind == "file"


def _fit(plan: ExportPlan, exporter: Exporter) -> TargetFit:
    fitted = exporter.fit(plan)
    left = {key: count for key, count in plan.counts.items() if count and key not in fitted.counts}
    lost = len(fitted.rejects) - len(plan.rejects)
    over = tuple(_over(plan, exporter))
    verdict: Verdict = "too_small" if over else "loses" if lost or left else "fits"
    return TargetFit(exporter.name, verdict, lost, left, over, load_facts().get(exporter.name))


def _over(plan: ExportPlan, exporter: Exporter) -> Iterable[str]:
    """Yield each limit of the target that the plan's own fields pass."""
    limits = exporter.limits
    columns = [column for column in plan.object("meeting_note").columns if column.field_id]
    if limits.fields is not None and len(columns) > limits.fields:
        yield f"{len(columns):,} > {limits.fields:,}"
    for column in columns:
        if limits.choices is not None and len(column.choices) > limits.choices:
            yield f"{column.label}: {len(column.choices):,} > {limits.choices:,}"
        if limits.label_length is not None and measure_length(column.label) > limits.label_length:
            yield f"{column.label[:20]}…: {measure_length(column.label)} > {limits.label_length}"


def yearly_cost(price_per_user: int, users: int) -> int:
    """Return what a year costs at a price per user and month, in the same currency."""
    return price_per_user * users * MONTHS
