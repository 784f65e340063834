"""Fit: what of a plan a target has no place for, told apart from what it holds."""

from __future__ import annotations

from dataclasses import replace

from notes_app.crm.plan import ExportNote, ExportValue
from notes_app.crm.planning import ExportScope, build_plan
from notes_app.crm.target import get_exporter, list_exporters
from notes_app.crm.target_fit import measure_fit, yearly_cost
from notes_app.template.field import TemplateVersion
from tests.crm.making import MOMENT, OPTIONS, PHASE, VERSION, field, told_notes, whole_plan

EXPORTERS = [get_exporter(name) for name in list_exporters()]


def test_targets_that_hold_everything_come_first() -> None:
    fits = measure_fit(whole_plan(), EXPORTERS)
    verdicts = [one.verdict for one in fits]
    assert verdicts == sorted(verdicts, key=("fits", "loses", "too_small").index)
    by_name = {one.target: one for one in fits}
    assert by_name["sqlite"].verdict == "fits"
    assert by_name["vcard"].left == {"deal": 2, "order": 1, "complaint": 1}


def test_a_value_that_has_no_place_is_counted() -> None:
    version = TemplateVersion("t", 1, "試験", (field(1, "説明", "Text", "longtext"),), MOMENT, "p")
    note = ExportNote("n1", "件名", values={"f00000001": (ExportValue("長" * 40_000, "長"),)})
    by_name = {one.target: one for one in measure_fit(build_plan(version, [note], ExportScope(), OPTIONS), EXPORTERS)}
    assert (by_name["xlsx"].lost, by_name["xlsx"].verdict) == (1, "loses")
    assert by_name["salesforce"].lost == 0


def test_a_template_beyond_a_limit_is_too_large_for_the_target() -> None:
    many = tuple(f"選択肢 {number}" for number in range(1_001))
    version = replace(VERSION, fields=(replace(PHASE, choices=many),))
    by_name = {one.target: one for one in measure_fit(build_plan(version, told_notes(), ExportScope(), OPTIONS), EXPORTERS)}
    assert by_name["salesforce"].verdict == "too_small"
    assert by_name["salesforce"].over == ("フェーズ: 1,001 > 1,000",)
    assert by_name["hubspot"].over == ()


def test_a_year_has_twelve_months() -> None:
    assert yearly_cost(1_800, 12) == 259_200
