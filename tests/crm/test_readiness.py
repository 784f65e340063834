"""Readiness: it says why not, and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from notes_app.crm.plan import ExportNote, ExportValue
from notes_app.crm.planning import ExportScope, build_plan
from notes_app.crm.readiness import Readiness, measure_readiness
from notes_app.crm.target import TargetLimits
from notes_app.template.field import TemplateVersion
from tests.crm.making import BUDGET, DAY, MOMENT, OPTIONS, PHASE, RIVALS, VERSION

OLD = datetime(2025, 1, 1, tzinfo=UTC)
SETTLED = replace(VERSION, fields=(BUDGET, PHASE), published_at=OLD)
OWNERS = replace(OPTIONS, owners={"山田": "y@example.com", "鈴木": "s@example.com"})


def note(number: int, author: str, **values: object) -> ExportNote:
    filled = {BUDGET.field_id: (ExportValue(100, "100円"),), PHASE.field_id: (ExportValue("提案", "提案"),)}
    filled |= {{"budget": BUDGET, "phase": PHASE}[key].field_id: value for key, value in values.items()}  # type: ignore[misc]
    return ExportNote(f"n{number}", "訪問", account="青空工業", author=author, held_on=DAY - timedelta(days=number), values=filled)


def ready_notes() -> list[ExportNote]:
    return [note(number, "山田" if number % 2 else "鈴木") for number in range(24)]


def measured(
    notes: list[ExportNote], versions: tuple[TemplateVersion, ...] = (SETTLED,), limits: TargetLimits | None = None, **more: object
) -> Readiness:
    plan = build_plan(versions[-1], notes, ExportScope(), replace(OWNERS, **more))  # type: ignore[arg-type]
    return measure_readiness(plan, versions, limits or TargetLimits())


def failing(readiness: Readiness) -> set[str]:
    return {check.code for check in readiness.checks if not check.is_reached}


def test_a_settled_workspace_is_ready() -> None:
    readiness = measured(ready_notes())
    assert (readiness.is_ready, readiness.verdict_ja, readiness.score) == (True, "準備完了", 100)


def test_an_empty_workspace_is_not_and_does_not_break() -> None:
    readiness = measured([])
    assert readiness.verdict_ja == "まだ早い"
    assert "enough_notes" in failing(readiness)


def test_each_reason_is_named_with_a_next_step() -> None:
    some = ready_notes()
    cases = {
        "enough_notes": measured(some[:5]),
        "fill": measured([replace(one, values={}) for one in some]),
        "consistency": measured([replace(one, values={}) if one.author == "山田" else one for one in some]),
        "choices": measured(
            [note(number, one.author, phase=(ExportValue("未定", "未定"),)) if number < 6 else one for number, one in enumerate(some)]
        ),
        "labelled": measured([replace(one, values={}) if number < 8 else one for number, one in enumerate(some)]),
        "certain": measured(
            [
                note(number, one.author, budget=(ExportValue(1, "約1円", confidence=0.7),)) if number < 20 else one
                for number, one in enumerate(some)
            ]
        ),
        "owners": measured(some, owners={}),
        "duplicates": measured([replace(one, account="青空工業九州") if number < 2 else one for number, one in enumerate(some)]),
        "template_settled": measured(some, (SETTLED, replace(SETTLED, number=4, fields=(BUDGET, PHASE, RIVALS), published_at=MOMENT))),
        "limits": measured(some, limits=TargetLimits(fields=1)),
    }
    for code, readiness in cases.items():
        assert code in failing(readiness), code
        assert not readiness.is_ready
        assert all(check.next_ja and check.next_en for check in readiness.checks if not check.is_reached)


def test_an_old_change_of_the_template_does_not_count() -> None:
    grown = replace(SETTLED, number=4, fields=(BUDGET, PHASE, RIVALS), published_at=OLD)
    assert "template_settled" not in failing(measured(ready_notes(), (SETTLED, grown)))


def test_a_template_published_just_now_has_not_settled() -> None:
    fresh = replace(SETTLED, published_at=datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC))
    assert "template_settled" in failing(measured(ready_notes(), versions=(fresh,)))
