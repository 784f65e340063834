"""Every target leaves from the page: chosen, looked at, made with progress, reported, downloaded, and read back without a loss."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from notes_app.crm.parcel import unzip
from notes_app.crm.target import get_exporter, list_exporters
from tests.browser.conftest import Server, serving
from tests.browser.steps import set_up

pytestmark = pytest.mark.browser

KEPT = ("予算", "次回アクション", "確度")
PATIENCE = 60_000  # ms; the machine may be busy with other tests


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("exports")) as running:
        yield running


@pytest.fixture(scope="module")
def cookies(chromium: Browser, server: Server) -> Any:
    """The cookies of an administrator who took the sample and published a first version."""
    context = chromium.new_context(base_url=server.address, locale="ja-JP")
    context.set_default_timeout(60_000)
    page = context.new_page()
    set_up(page, server.setup_link, sample=True)
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
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def context(chromium: Browser, server: Server, cookies: Any) -> Iterator[BrowserContext]:
    opened = chromium.new_context(base_url=server.address, locale="ja-JP", timezone_id="Asia/Tokyo", storage_state=cookies, accept_downloads=True)
    opened.set_default_timeout(60_000)
    yield opened
    opened.close()


@pytest.mark.parametrize("target", list_exporters())
def test_a_target_leaves_from_the_page(page: Page, target: str, tmp_path: Path) -> None:
    page.goto("/export")
    page.locator(f"[name=target][value={target}]").check()
    expect(page.locator("#preview .counts")).to_be_visible(timeout=PATIENCE)
    page.locator("button[formaction$='/export/run']").click()
    expect(page.locator("#job")).to_be_visible(timeout=PATIENCE)  # how far it is, or already the report
    expect(page.locator("#records-title")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#job .notice-success, #job [role=status]").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#steps-title ~ .readme h1")).to_be_visible(timeout=PATIENCE)
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
    page.goto("/export")
    page.locator("[name=target][value=xlsx]").check()
    page.locator("[name=mode][value=changes]").check()
    expect(page.locator("#preview .counts")).to_be_visible(timeout=PATIENCE)
    page.locator("button[formaction$='/export/run']").click()
    expect(page.locator("#records-title")).to_be_visible(timeout=PATIENCE)
    assert {cell.inner_text() for cell in page.locator("#records-title ~ .table-wrap tbody td:first-of-type").all()} == {"0"}


def test_a_name_is_mended_by_keyboard_and_a_value_in_place(page: Page) -> None:
    page.goto("/export/names")
    page.locator("[name=name]").first.fill("Budget JPY")
    page.keyboard.press("Enter")
    expect(page.locator("[aria-invalid=true]")).to_have_value("Budget JPY", timeout=PATIENCE)
    page.locator("[aria-invalid=true]").fill("Deal_Budget")
    page.keyboard.press("Enter")
    expect(page.locator("[name=sure]")).to_be_visible(timeout=PATIENCE)  # the exports above took it along
    page.locator("[name=sure]").check()
    page.locator("main form button.button-main").click()
    expect(page.locator("code", has_text="Deal_Budget__c")).to_be_visible(timeout=PATIENCE)
    page.goto("/export/rejects?target=salesforce")
    count = page.locator(".reject-list li").count()
    assert count
    page.locator(".reject-list button[value=accept]").first.click()
    expect(page.locator("[data-said], .notice").first).to_be_visible(timeout=PATIENCE)
