"""Writing in a real browser: Japanese input, autosave, lost connections, two windows, the keyboard."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.conftest import Server
from tests.browser.steps import PASSWORD, leading_away, open_context, settle

pytestmark = pytest.mark.browser

SAVED = "#save-state[data-state=saved]"


@pytest.fixture
def signed_in(page: Page) -> Page:
    page.goto("/")
    return page


def notes_with(server: Server, words: str) -> list[str]:
    texts = (path.read_text(encoding="utf-8") for path in server.notes.rglob("*.md"))
    return [text for text in texts if words in text]


def new_sheet(page: Page) -> None:
    """Open a blank sheet; the cursor is in the text by itself."""
    page.goto("/notes/new")
    expect(page.locator("#body")).to_be_focused()


def compose(cdp: CDPSession, text: str) -> None:
    """Show `text` as an input method does while it is being converted: underlined, not yet entered."""
    cdp.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})


CHOOSE_AS_SAFARI_DOES = """(field) => {
  field.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
}"""
"""The Enter that chose comes just after the end of the composition, without the flag."""


def test_nothing_fires_while_composing(signed_in: Page, server: Server) -> None:
    page, before = signed_in, notes_with(server, "予算")
    page.keyboard.press("n")
    page.wait_for_url("**/notes/new")
    expect(page.locator("#body")).to_be_focused()
    asked: list[str] = []
    page.on("request", lambda request: None if "/static/" in request.url else asked.append(request.url))
    cdp = page.context.new_cdp_session(page)
    for step in ("よ", "よさ", "よさん", "予算"):
        compose(cdp, step)
        page.wait_for_timeout(500)
    # The Enter that chooses a conversion; browsers send it with key code 229.
    page.locator("#body").dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "isComposing": True, "bubbles": True})
    page.locator("#body").dispatch_event("keydown", {"key": "Enter", "ctrlKey": True, "isComposing": True, "bubbles": True})
    page.wait_for_timeout(300)
    assert asked == []  # autosave would have gone after 1.5 s
    assert notes_with(server, "予算") == before
    cdp.send("Input.insertText", {"text": "予算は570万円"})
    expect(page.locator(SAVED)).to_be_visible()
    assert page.locator("#body").input_value() == "予算は570万円"
    assert len(notes_with(server, "予算は570万円")) == 1


@pytest.mark.parametrize("field", ["#title", "[name=account]", "#body", "#top-search"])
def test_enter_and_leaving_a_field_while_composing_do_nothing(signed_in: Page, field: str) -> None:
    page = signed_in
    page.goto("/notes/new")
    if field == "[name=account]":
        with page.expect_response("**/notes/suggest?*"):  # The field asks for names once, when it is entered.
            page.locator(field).focus()
    page.locator(field).focus()
    address, asked = page.url, []
    page.on("request", lambda request: None if "/static/" in request.url else asked.append(request.url))
    page.locator(field).dispatch_event("compositionstart")
    for key in ("Enter", "Tab", "Escape", "/", "n", "?"):
        page.locator(field).dispatch_event("keydown", {"key": key, "isComposing": True, "keyCode": 229, "bubbles": True})
    page.locator(field).dispatch_event("focusout", {"bubbles": True})
    page.wait_for_timeout(400)
    page.locator(field).evaluate(CHOOSE_AS_SAFARI_DOES)
    page.wait_for_timeout(100)
    assert page.url == address
    assert asked == []
    assert page.evaluate("document.querySelector('dialog[open]')") is None


def test_a_blank_sheet_keeps_nothing_and_the_first_word_makes_a_note(signed_in: Page, server: Server) -> None:
    page = signed_in
    page.keyboard.press("n")
    page.wait_for_url("**/notes/new")
    expect(page.locator("#body")).to_be_focused()
    assert notes_with(server, "青空商事を訪問。") == []
    page.keyboard.insert_text("青空商事を訪問。\n予算：500万円\n")
    expect(page.locator("#panel")).to_contain_text("5,000,000円")
    expect(page.locator(SAVED)).to_contain_text("保存済み")
    page.wait_for_url(re.compile(r"/notes/[^/]+/edit$"))
    assert len(notes_with(server, "青空商事を訪問。")) == 1
    assert page.locator("#body").input_value() == "青空商事を訪問。\n予算：500万円\n"
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/notes/[^/]+$"))
    expect(page.locator("#note-text")).to_contain_text("青空商事を訪問。")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_what_could_not_be_sent_is_kept_and_sent_later(signed_in: Page, server: Server) -> None:
    page = signed_in
    new_sheet(page)
    page.keyboard.insert_text("トンネルの前。")
    expect(page.locator(SAVED)).to_be_visible()
    page.context.set_offline(True)
    page.keyboard.insert_text("トンネルの中。")
    expect(page.locator("#save-state")).to_contain_text("未送信")
    page.close()  # the phone is put away
    page.context.set_offline(False)
    assert notes_with(server, "トンネルの中") == []
    other = page.context.new_page()
    other.goto("/")
    expect(other.locator("#notices")).to_contain_text("保存しました")
    assert len(notes_with(server, "トンネルの前。トンネルの中。")) == 1
    assert len(notes_with(server, "トンネル")) == 1


def test_a_new_note_written_without_a_connection_is_not_lost(signed_in: Page, server: Server) -> None:
    page = signed_in
    new_sheet(page)
    page.context.set_offline(True)
    page.keyboard.insert_text("圏外で書いたメモ。")
    expect(page.locator("#save-state")).to_contain_text("未送信")
    page.close()
    page.context.set_offline(False)
    other = page.context.new_page()
    other.goto("/")
    expect(other.locator("#notices")).to_contain_text("保存しました")
    assert len(notes_with(server, "圏外で書いたメモ。")) == 1


def test_two_windows_on_one_note_keep_both_texts(signed_in: Page, server: Server) -> None:
    one = signed_in
    new_sheet(one)
    one.keyboard.insert_text("一行目。\n二行目。\n三行目。\n")
    expect(one.locator(SAVED)).to_be_visible()
    two = one.context.new_page()
    two.goto(one.url)
    two.locator("#body").fill("一行目。\n二行目。\n三行目を直した。\n")
    expect(two.locator(SAVED)).to_be_visible()
    one.locator("#body").fill("一行目を直した。\n二行目。\n三行目。\n")
    expect(one.locator("#save-state")).to_contain_text("取り込みました")
    assert one.locator("#body").input_value() == "一行目を直した。\n二行目。\n三行目を直した。\n"
    # Now both change the same sentence.
    two.reload()
    two.locator("#body").fill("一行目を直した。\n二行目は甲。\n三行目を直した。\n")
    expect(two.locator(SAVED)).to_be_visible()
    one.locator("#body").fill("一行目を直した。\n二行目は乙。\n三行目を直した。\n")
    expect(one.locator("#save-state")).to_contain_text("競合あり")
    with leading_away(one):
        one.get_by_role("button", name="見比べて決める").click()
    expect(one.locator(".side-text").first).to_contain_text("二行目は甲。")
    expect(one.locator(".side-text").last).to_contain_text("二行目は乙。")
    one.locator(".merged-text").fill("一行目を直した。\n二行目は甲と乙。\n三行目を直した。\n")
    one.get_by_role("button", name="この内容で保存").click()
    expect(one.locator("#note-text")).to_contain_text("二行目は甲と乙。")
    assert one.evaluate("Object.keys(localStorage)") == []


def test_a_person_is_completed_after_the_at_sign(signed_in: Page) -> None:
    page = signed_in
    new_sheet(page)
    page.keyboard.insert_text("出席 ")
    page.keyboard.type("@高")
    expect(page.get_by_role("option", name=re.compile("高橋 真理"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#body")).to_have_value(re.compile("^出席 高橋 真理"))


def test_the_keyboard_reaches_search_help_and_a_new_note(signed_in: Page) -> None:
    page = signed_in
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "top-search"
    page.keyboard.press("Escape")
    page.locator("main").focus()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("main").focus()
    page.keyboard.press("n")
    page.wait_for_url("**/notes/new")


@pytest.mark.parametrize(("scheme", "widths"), [("light", (1280, 360)), ("dark", (1280,))], ids=["light", "dark"])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(signed_in: Page, server: Server, scheme: str, widths: tuple[int, ...]) -> None:
    page = signed_in
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto("/notes/new")
    page.locator("#title").fill("初回訪問")
    page.locator("#body").fill("予算：500万円\n次回：来週\n\n| 項目 | 値 |\n|---|---|\n| 競合 | 甲社 |\n\n- [ ] 見積\n")
    expect(page.locator(SAVED)).to_be_visible()
    edit = page.url.removeprefix(server.address)
    note = edit.removesuffix("/edit")
    page.locator("#body").press_sequentially("予定")
    expect(page.locator(SAVED)).to_be_visible()
    history = f"{note}/history"
    for path in ("/", "/notes", "/notes/new", note, edit, history, f"{history}/compare", "/bin", "/settings", "/people", "/nowhere"):
        page.goto(path)
        if path == note:
            page.get_by_role("button", name="確認").click()
            expect(page.locator("#reactions .is-on")).to_be_visible()
            settle(page)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            found = Axe().run(page)
            assert found.violations_count == 0, f"{path} at {width}: {found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} at {width}"
        page.set_viewport_size({"width": 1280, "height": 800})
    assert [one for one in complaints if "404" not in one] == []


def test_reading_and_writing_work_without_scripts(chromium: Browser, signed_in: Page, server: Server) -> None:
    plain = open_context(chromium, server.address, java_script_enabled=False)
    page = plain.new_page()
    page.goto("/sign-in")
    page.locator("[name=login]").fill("takahashi")
    page.locator("[name=password]").fill(PASSWORD)
    with leading_away(page):
        page.get_by_role("button", name="サインイン").click()
    page.goto("/notes/new")
    page.locator("#body").fill("スクリプトなしで書いた。")
    page.get_by_role("button", name="保存して閉じる").click()
    expect(page.locator("#note-text")).to_contain_text("スクリプトなしで書いた。")
    page.get_by_role("button", name="助かった").click()
    expect(page.locator("#reactions .is-on")).to_contain_text("助かった")
    page.get_by_role("link", name="編集").click()
    page.locator("#body").fill("スクリプトなしで直した。")
    page.get_by_role("button", name="保存して閉じる").click()
    expect(page.locator("#note-text")).to_contain_text("スクリプトなしで直した。")
    plain.close()


def test_scripts_agree_with_python_about_spans(signed_in: Page) -> None:
    shell = signed_in.locator("script[src*='js/shell.js']").get_attribute("src")
    units = signed_in.evaluate("async (url) => (await import(url)).unitsOf('𠮷野家😀予算', 3, 4)", str(shell).replace("shell", "rebase"))
    assert units == [4, 6]  # characters 3 to 4 are the one emoji, two units wide
