"""A salesperson says what words of the text are: by mouse, by keyboard, on a phone, never while composing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server
from tests.browser.steps import open_context

pytestmark = pytest.mark.browser

TEXT = "久しぶりに寄る。先方がカクメイの名を口にした。"
SAVED = "#save-state[data-state=saved]"


def written(page: Page, text: str) -> None:
    page.goto("/notes/new")
    page.locator("#body").fill(text)
    expect(page.locator(SAVED)).to_be_visible()


def select(page: Page, words: str) -> None:
    """Select words in the text as somebody who drags over them does."""
    page.locator("#body").evaluate(
        "(field, words) => { const at = field.value.indexOf(words); field.focus(); field.setSelectionRange(at, at + words.length); }", words
    )


def test_words_are_told_and_known_in_the_next_note_and_taken_back(page: Page) -> None:
    written(page, TEXT)
    bar, panel = page.locator("#tell"), page.locator("#panel")
    expect(bar).to_be_hidden()
    select(page, "カクメイ")
    expect(bar).to_be_visible()
    expect(bar).to_contain_text("カクメイ")
    bar.get_by_role("button", name="競合").click()
    expect(page.locator("#tell-said")).to_contain_text("「カクメイ」は「競合」と覚えました")
    expect(panel.locator("li", has_text="競合")).to_contain_text("カクメイ")
    expect(page.locator("#body")).to_have_value(TEXT)
    first = page.url
    written(page, "夕方に電話。カクメイの見積もあるらしい。")
    expect(panel.locator("li", has_text="競合")).to_contain_text("カクメイ")
    panel.locator("li", has_text="競合").locator(".said-value").click()  # the words are selected, and the bar says what they are now
    expect(bar.locator("[aria-pressed=true]")).to_have_text("競合")
    bar.get_by_role("button", name="「競合」ではない").click()
    expect(page.locator("#tell-said")).to_contain_text("「競合」とは読まないようにしました")
    expect(panel.locator("li", has_text="競合")).to_have_count(0)
    page.locator("#tell-said").get_by_role("button", name="元に戻す").click()
    expect(panel.locator("li", has_text="競合")).to_contain_text("カクメイ")
    page.goto("/template/learning")
    expect(page.locator("tbody tr", has_text="カクメイ")).to_have_count(1)
    assert first


def test_the_keyboard_gets_there_and_back(page: Page) -> None:
    written(page, TEXT)
    select(page, "カクメイ")
    expect(page.locator("#tell")).to_be_visible()
    page.keyboard.press("Alt+Enter")
    expect(page.locator("#tell [data-means]").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tell [data-means]").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#tell")).to_be_hidden()
    expect(page.locator("#body")).to_be_focused()
    expect(page.locator("#body")).to_have_value(TEXT)


def test_nothing_opens_while_composing(page: Page) -> None:
    written(page, TEXT)
    page.locator("#body").dispatch_event("compositionstart")
    select(page, "カクメイ")
    page.wait_for_timeout(600)
    expect(page.locator("#tell")).to_be_hidden()


def test_on_a_phone_the_choices_can_be_touched(chromium: Browser, page: Page, server: Server) -> None:
    written(page, TEXT)
    address = page.url
    phone = open_context(chromium, server.address, viewport={"width": 390, "height": 760}, has_touch=True, storage_state=page.context.storage_state())
    small = phone.new_page()
    small.goto(address)
    select(small, "カクメイ")
    choice = small.locator("#tell").get_by_role("button", name="競合")
    choice.scroll_into_view_if_needed()
    box = choice.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    choice.tap()
    expect(small.locator("#tell-said")).to_contain_text(re.compile("覚えました"))
    phone.close()
