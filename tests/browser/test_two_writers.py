"""Two people edit the same note from the same base, in two browser windows: both texts survive."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server
from tests.browser.steps import come_in, invite, leading_away, write_note

BODY = "【課題】在庫が合わない\n\n【予算】300万円\n\n【次回】未定\n"


def open_both(page: Page, chromium: Browser, server: Server, *, login: str, name: str) -> tuple[Page, Page, str]:
    link = invite(page, login=login, name=name, role="rep")
    other = come_in(chromium, server.address, link, login=login).new_page()
    address = write_note(page, title="在庫の打合せ", body=BODY)
    page.goto(address + "/edit")
    other.goto(address + "/edit")
    return page, other, address


def change(page: Page, old: str, new: str) -> None:
    body = page.locator("#body")
    body.fill(body.input_value().replace(old, new))


def save(page: Page) -> None:
    page.locator(".editor-bar button.button-main").click()


def test_changes_in_different_places_are_merged(page: Page, chromium: Browser, server: Server) -> None:
    mine, theirs, address = open_both(page, chromium, server, login="kuze", name="久世 花")
    change(mine, "300万円", "350万円")
    save(mine)
    expect(mine).to_have_url(address)
    change(theirs, "未定", "12月3日 10時")
    save(theirs)
    expect(theirs).to_have_url(address)
    theirs.goto(address)
    expect(theirs.locator("main")).to_contain_text("350万円")
    expect(theirs.locator("main")).to_contain_text("12月3日 10時")


def test_changes_in_the_same_place_show_both_sides(page: Page, chromium: Browser, server: Server) -> None:
    mine, theirs, address = open_both(page, chromium, server, login="hinata", name="日向 葵")
    change(mine, "300万円", "350万円")
    save(mine)
    expect(mine).to_have_url(address)
    change(theirs, "300万円", "280万円（税抜）")
    # Autosave notices it by itself; the page must end up showing both texts and lose neither.
    with leading_away(theirs):
        theirs.locator("[data-resolve]").click()
    shown = theirs.locator("main")
    expect(shown).to_contain_text("350万円")
    everything = shown.inner_text() + " ".join(one.input_value() for one in theirs.locator("textarea").all())
    assert "350万円" in everything
    assert "280万円（税抜）" in everything
    merged = theirs.locator("textarea").last
    merged.fill("【予算】350万円から280万円（税抜）へ\n")
    theirs.locator("form button.button-main").last.click()
    theirs.wait_for_url(re.compile(re.escape(address) + "$"))
    expect(theirs.locator("main")).to_contain_text("350万円から280万円（税抜）へ")
    theirs.goto(address + "/history")
    expect(theirs.locator("main")).to_contain_text("日向 葵")
