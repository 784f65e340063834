"""Finding, sorting and customers in a real browser, over the sample: while composing, by keyboard alone, for everybody."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.steps import leading_away, settle

pytestmark = pytest.mark.browser

WITH_SAMPLE = True


def test_results_follow_the_typing_but_never_a_composition(page: Page) -> None:
    page.goto("/search")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/search?" in request.url else None)
    keyboard = page.context.new_cdp_session(page)
    box = page.locator("#top-search")
    expect(box).to_be_focused()
    keyboard.send("Input.imeSetComposition", {"text": "ねびき", "selectionStart": 3, "selectionEnd": 3})
    page.wait_for_timeout(700)
    assert not asked
    keyboard.send("Input.insertText", {"text": "値引き"})
    expect(page.locator("[data-hit] mark").first).to_have_text("値引き")
    assert len(asked) == 1
    assert "q=" in page.url


def test_hits_are_walked_and_opened_by_keyboard(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("見積")
    with leading_away(page):
        page.keyboard.press("Enter")
    expect(page.locator("[data-hit]").first).to_be_visible()
    page.locator("#top-search").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-hit]").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/notes/.*at="))
    expect(page.locator("#at")).to_be_in_viewport()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what `selector` means has the focus."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_search_is_kept_opened_and_forgotten_by_keyboard_alone(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/search")
    expect(page.locator("#top-search")).to_be_focused()
    page.keyboard.type("見積 納期")
    with leading_away(page):
        page.keyboard.press("Enter")
    expect(page.locator("[data-hit]").first).to_be_visible()
    tab_to(page, "form[action$='/search/saved'] button")
    with leading_away(page):
        page.keyboard.press("Enter")
    expect(page.locator("form[action$='/search/saved'] button")).to_have_count(0)
    page.goto("/search")
    kept = page.locator(".kept a", has_text="見積 納期")
    expect(kept).to_be_visible()
    tab_to(page, ".kept a")
    with leading_away(page):
        page.keyboard.press("Enter")
    expect(page.locator("[data-hit]").first).to_be_visible()
    expect(page.locator("#top-search")).to_have_value("見積 納期")
    page.goto("/search")
    tab_to(page, ".kept form button")
    page.keyboard.press("Enter")
    expect(page.locator(".kept a", has_text="見積 納期")).to_have_count(0)


def test_cards_are_sorted_by_keyboard_and_taken_back(page: Page) -> None:
    page.goto("/template")
    card = page.locator(".field-card").nth(2)
    name = card.locator("h2").inner_text()
    card.focus()
    page.keyboard.press("k")
    purpose = page.locator("#decide [name=purpose]")
    expect(purpose).to_be_focused()
    required = page.locator("#decide [name=required]")
    expect(required).to_be_disabled()
    purpose.fill("売上を見込む")
    page.locator("#decide [name=used_by]").fill("営業部長")
    expect(required).to_be_enabled()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#decide")).not_to_be_visible()
    expect(page.locator(".next-fields")).to_contain_text(name)
    expect(page.locator("[data-said]")).to_contain_text("採用しました")
    settle(page)
    page.keyboard.press("z")
    expect(page.locator(".next-fields")).to_have_count(0)
    settle(page)
    page.locator(".field-card").nth(1).focus()
    page.keyboard.press("d")
    expect(page.locator("#decide")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#decide")).not_to_be_visible()


def test_a_customer_is_found_while_the_phone_rings(page: Page) -> None:
    page.goto("/accounts")
    expect(page.locator("main input[type=search]")).to_be_focused()
    page.keyboard.type("ひばり")
    expect(page.locator("#account-list [data-hit]")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("ひばり")
    expect(page.locator("#promises")).to_be_visible()


PAGES = (
    "/search",
    "/search?q=見積",
    "/template",
    "/template/review",
    "/template/versions",
    "/template/back-fill",
    "/template/learning",
    "/template/consistency",
    "/template/lens",
    "/export",
    "/export/fit",
    "/export/names",
    "/export/rejects",
    "/export/push/salesforce",
    "/audit",
    "/import",
    "/accounts",
)


@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_is_for_everybody_and_fits_its_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    for path in PAGES:
        page.goto(path)
        expect(page.locator("[data-reloads], [hx-trigger^=load]")).to_have_count(0)  # what the page reads has been read
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    assert not troubles
