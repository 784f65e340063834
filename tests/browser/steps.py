"""What people do in the browser, step by step, in the words of the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.patience import PATIENCE_S

PASSWORD = "みなと-harbour-42"


def open_context(chromium: Browser, address: str, **how: Any) -> BrowserContext:
    """Open a browser in Tokyo on the server at `address`: no cookies, no cache, and all the time a slow machine needs."""
    context = chromium.new_context(base_url=address, locale="ja-JP", timezone_id="Asia/Tokyo", accept_downloads=True, **how)
    context.set_default_timeout(PATIENCE_S * 1000)
    return context


@contextmanager
def leading_away(page: Page) -> Iterator[None]:
    """Do in the block what leads to another page; it ends when that page is whole, its scripts included.

    What one waits for is often on the page before, too, and a key pressed before the scripts have run does nothing.
    """
    with page.expect_event("load"):
        yield


def settle(page: Page) -> None:
    """Wait until the page is as it stays; nobody presses two keys within the 20 ms it takes."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)


def set_up(page: Page, link: str, *, name: str = "高橋 真理", login: str = "takahashi", sample: bool = False) -> None:
    """Open the one-time link and make the first administrator; take or decline the sample."""
    page.goto(link)
    page.locator("[name=name]").fill(name)
    page.locator("[name=login]").fill(login)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    with leading_away(page):
        page.locator("form button.button-main").first.click()
    page.wait_for_url(re.compile(r"/(setup/sample)?$"))
    if page.url.endswith("/setup/sample"):
        if sample:
            page.locator("form button.button-main").click()
            page.wait_for_url(re.compile(r"(?<!sample)$"))
        else:
            page.goto("/")


def invite(page: Page, *, login: str, name: str, role: str) -> str:
    """Add a person as administrator and return the path of their one-time link."""
    page.goto("/people")
    page.locator("[data-opens=add-person]").click()
    form = page.locator("#add-person")
    form.locator("[name=name]").fill(name)
    form.locator("[name=login]").fill(login)
    form.locator("[name=role]").select_option(role)
    form.locator("button.button-main").click()
    link = page.locator("#password-link").input_value()
    return link[link.index("/setup/") :]


def come_in(chromium: Browser, address: str, link: str, *, login: str) -> BrowserContext:
    """Choose a password with the one-time link, in a browser of one's own, and sign in."""
    context = open_context(chromium, address)
    page = context.new_page()
    page.goto(link)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    with leading_away(page):
        page.locator("button.button-main").click()
    if "/sign-in" in page.url:
        page.locator("[name=login]").fill(login)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("button.button-main").click()
    expect(page).to_have_url(re.compile(r"/$"))
    return context


def write_note(page: Page, *, title: str, body: str, account: str = "") -> str:
    """Write a note as a person does and return its address."""
    page.goto("/notes/new")
    page.locator("#title").fill(title)
    if account:
        page.locator("[name=account]").fill(account)
    page.locator("#body").fill(body)
    page.locator(".editor-bar button.button-main").click()
    page.wait_for_url(re.compile(r"/notes/n[0-9a-z]{11}$"))
    return page.url

