"""Every target: what was planned is what the package says, whatever people wrote; and the target's own lint agrees."""

from __future__ import annotations

import re
from datetime import datetime, time

import pytest
from hypothesis import given

from notes_app.crm.parcel import MemoryParcel
from notes_app.crm.plan import compare_rows, rows_of
from notes_app.crm.target import get_exporter, list_exporters
from tests.crm.making import Drawn, few, plans, whole_plan

TARGETS = list_exporters()
SLOW = few(12)


@pytest.mark.parametrize("target", TARGETS)
@given(drawn=plans())
@SLOW
def test_reading_a_package_back_gives_the_plan(target: str, drawn: Drawn) -> None:
    exporter, parcel = get_exporter(target), MemoryParcel()
    fitted = exporter.fit(drawn.plan)
    exporter.write(fitted, parcel)
    assert compare_rows(rows_of(fitted), exporter.read_back(parcel)) == ()
    assert [finding for finding in exporter.lint(parcel) if finding.severity == "error"] == []


@pytest.mark.parametrize("target", TARGETS)
@given(drawn=plans())
@SLOW
def test_what_does_not_fit_is_listed_and_nothing_else_is_lost(target: str, drawn: Drawn) -> None:
    plan, fitted = drawn.plan, get_exporter(target).fit(drawn.plan)
    lost = compare_rows(rows_of(plan), rows_of(fitted))
    named = {(reject.object_key, reject.external_id, reject.label) for reject in fitted.rejects}
    for difference in lost:
        if difference.object_key not in fitted.counts:  # a calendar holds no deals, and says so
            assert "object_not_held" in {finding.code for finding in fitted.findings}
            continue
        label = plan.object(difference.object_key).column(difference.column_key).label  # type: ignore[arg-type]
        if isinstance(difference.read, datetime | time):  # a target that keeps minutes cuts seconds, and says so
            assert "seconds_cut" in {finding.code for finding in fitted.findings}
            assert difference.read == difference.planned.replace(second=0)  # type: ignore[union-attr, call-arg]
            continue
        if isinstance(difference.read, str):  # a name that the target requires is cut, and says so
            assert "name_cut" in {finding.code for finding in fitted.findings}
            assert difference.read in str(difference.planned)
            continue
        assert difference.read is None
        assert (difference.object_key, difference.external_id, label) in named


@pytest.mark.parametrize("target", TARGETS)
def test_every_kind_of_record_comes_back(target: str) -> None:
    exporter, parcel = get_exporter(target), MemoryParcel()
    fitted = exporter.fit(whole_plan())
    assert all(fitted.counts.values())
    exporter.write(fitted, parcel)
    assert compare_rows(rows_of(fitted), exporter.read_back(parcel)) == ()


@pytest.mark.parametrize("target", TARGETS)
def test_the_same_plan_gives_the_same_bytes(target: str) -> None:
    first, second = MemoryParcel(), MemoryParcel()
    get_exporter(target).write(whole_plan(), first)
    get_exporter(target).write(whole_plan(), second)
    assert first.files == second.files


@pytest.mark.parametrize("target", TARGETS)
def test_each_package_explains_itself_in_both_languages(target: str) -> None:
    parcel = MemoryParcel()
    get_exporter(target).write(whole_plan(), parcel)
    for language in ("ja", "en"):
        readme = parcel.read(f"README.{language}.md")
        assert readme.startswith(b"\xef\xbb\xbf")
        assert b"\r\n" in readme
        text = readme.decode("utf-8-sig")
        assert "商談メモ" in text
        assert not re.search(r"\{[a-z_]+\}", text)
