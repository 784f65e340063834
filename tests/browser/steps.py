"""What people do in the browser, step by step, in the words of the screen."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, BrowserContext, Page, expect

PASSWORD = "みなと-harbour-42"


def set_up(page: Page, link: str, *, name: str = "轟 一郎", login: str = "todoroki", sample: bool = False) -> None:
    """Open the one-time link and make the first administrator; take or decline the sample."""
    page.goto(link)
    page.locator("[name=name]").fill(name)
    page.locator("[name=login]").fill(login)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("form button.button-main").first.click()
    page.wait_for_url(re.compile(r"/(setup/sample)?$"))
    if page.url.endswith("/setup/sample"):
        if sample:
            page.locator("form button.button-main").click()
            page.wait_for_url(re.compile(r"(?<!sample)$"), timeout=60_000)
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
    context = chromium.new_context(base_url=address, locale="ja-JP", timezone_id="Asia/Tokyo", accept_downloads=True)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(link)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("button.button-main").click()
    page.wait_for_load_state()
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

