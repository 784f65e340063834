"""Every target leaves from the page: chosen, looked at, made with progress, reported, downloaded, and read back without a loss."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from notes_app.crm.parcel import unzip
from notes_app.crm.target import get_exporter, list_exporters
from tests.browser.conftest import Server
from tests.browser.steps import open_context, settle

pytestmark = pytest.mark.browser

KEPT = ("予算", "次回アクション", "確度")
WITH_SAMPLE = True


@pytest.fixture(scope="module")
def cookies(chromium: Browser, server: Server, cookies: Any) -> Any:
    """The administrator has published a first version."""
    context = open_context(chromium, server.address, storage_state=cookies)
    page = context.new_page()
    for key in KEPT:
        page.goto(f"/template/decide?key={key}&choice=keep")
        page.locator("form.decide-form [name=purpose]").fill("商談会議で使う")
        page.locator("form.decide-form [name=used_by]").fill("営業部長")
        page.locator("form.decide-form button.button-main").click()
        page.wait_for_url(re.compile(r"/template(\?|$)"))
    page.goto("/template/publish")
    page.locator("[name=comment]").fill("最初の版")
    page.locator("main form button.button-main").last.click()
    page.wait_for_url(re.compile(r"/template/versions"))
    context.close()
    return cookies


def export(page: Page, target: str, mode: str = "full") -> None:
    """Choose, look and export; ends when the report is shown."""
    page.goto("/export")
    page.locator(f"#export-form [name=target][value={target}]").check()
    page.locator(f"#export-form [name=mode][value={mode}]").check()
    settle(page)
    expect(page.locator("#preview .counts")).to_be_visible()
    page.locator("button[formaction$='/export/run']").click()
    expect(page.locator("#job")).to_be_visible()  # how far it is, or already the report
    expect(page.locator("#records-title")).to_be_visible()


@pytest.mark.parametrize("target", list_exporters())
def test_a_target_leaves_from_the_page(page: Page, target: str, tmp_path: Path) -> None:
    export(page, target)
    expect(page.locator("#job .notice-success, #job [role=status]").first).to_be_visible()
    expect(page.locator("#steps-title ~ .readme h1")).to_be_visible()
    with page.expect_download() as downloading:
        page.locator("#job a[download]").click()
    file = tmp_path / "package.zip"
    downloading.value.save_as(file)
    package, exporter = unzip(file), get_exporter(target)
    assert [one for one in exporter.lint(package) if one.severity == "error"] == []
    read = exporter.read_back(package)
    said = {cell.inner_text() for cell in page.locator("#records-title ~ .table-wrap tbody td:first-of-type").all()}
    assert {f"{len(rows):,}" for rows in read.values()} == said
    assert len(read["meeting_note"]) > 100


def test_a_second_export_of_what_changed_writes_nothing(page: Page) -> None:
    export(page, "xlsx")
    export(page, "xlsx", mode="changes")
    assert {cell.inner_text() for cell in page.locator("#records-title ~ .table-wrap tbody td:first-of-type").all()} == {"0"}


def test_a_name_is_mended_by_keyboard_and_a_value_in_place(page: Page) -> None:
    export(page, "salesforce")
    page.goto("/export/names")
    page.locator("[name=name]").first.fill("Budget JPY")
    page.keyboard.press("Enter")
    expect(page.locator("[aria-invalid=true]")).to_have_value("Budget JPY")
    page.locator("[aria-invalid=true]").fill("Deal_Budget")
    page.keyboard.press("Enter")
    expect(page.locator("[name=sure]")).to_be_visible()  # the export took it along
    page.locator("[name=sure]").check()
    page.locator("main form button.button-main").click()
    expect(page.locator("code", has_text="Deal_Budget__c")).to_be_visible()
    page.goto("/export/rejects?target=salesforce")
    count = page.locator(".reject-list li").count()
    assert count
    page.locator(".reject-list button[value=accept]").first.click()
    expect(page.locator("[data-said], .notice").first).to_be_visible()
