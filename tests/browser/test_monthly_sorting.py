"""The monthly sorting in a real browser, over the sample: kept, dropped, watched by keyboard, published, back-filled with
review, and a rep sees the new fields fill while typing, never while composing.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server
from tests.browser.steps import come_in, invite, settle

pytestmark = pytest.mark.browser

WITH_SAMPLE = True
PURPOSES = ("二か月先の売上を読む", "約束を落とさない", "勝ち負けを振り返る", "次の訪問を調整する", "値引きの相談に使う", "二度目の訪問で決裁者に会う")
ON_BOARD = re.compile(r"/template/decide")


def files(server: Server) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(server.notes.rglob("*.md"))}


def press_on_first(page: Page, key: str) -> str:
    """Press a key on the first card that is not decided; return what it is called."""
    card = page.locator(".field-card").first
    label = card.locator("h2").inner_text()
    card.focus()
    page.keyboard.press(key)
    expect(page.locator("#decide")).to_be_visible()
    settle(page)
    return label


def send(page: Page) -> None:
    with page.expect_response(lambda answer: "/template/decide" in answer.url and answer.request.method == "POST"):
        page.keyboard.press("Control+Enter")
    expect(page.locator("#decide")).not_to_be_visible()
    expect(page.locator("[data-said]")).to_be_visible()
    settle(page)


def count_in_tab(page: Page, tab: str) -> int:
    return int(page.locator(f".filter-tabs a[href*='tab={tab}'] .count").inner_text())


def test_the_monthly_sorting(page: Page, chromium: Browser, server: Server) -> None:
    rep_link = invite(page, login="sawa", name="沢 渚", role="rep")
    office_link = invite(page, login="amano", name="天野 泉", role="backoffice")
    rep = come_in(chromium, server.address, rep_link, login="sawa").new_page()
    office = come_in(chromium, server.address, office_link, login="amano").new_page()

    # Reps and the back office say what they need; finance asks for what nobody collects yet.
    rep.goto("/template")
    rep.locator(".field-card").nth(1).locator("button[name=vote][value=want]").click()
    expect(rep.locator(".field-card").nth(1).locator("button[value=want]")).to_have_attribute("aria-pressed", "true")
    office.goto("/template/lens?name=accounting")
    ask = office.locator(".absent li").filter(has_text="支払条件")
    ask.locator("summary").click()
    ask.locator("textarea").fill("月末の資金繰りに使う")
    ask.locator("button").click()
    expect(office.locator("main")).to_contain_text("ボードに載せました")
    assert office.request.get("/template/decide?key=予算&choice=keep").status == 403

    # Six kept, each with its purpose and users; four dropped with a reason; three watched until a day. By keyboard alone.
    page.goto("/template")
    before = files(server)
    expect(page.locator(".field-card").nth(1).locator("button[value=want] .numeral")).to_have_text("1")
    kept = []
    for purpose in PURPOSES:
        kept.append(press_on_first(page, "k"))
        page.locator("#decide [name=purpose]").fill(purpose)
        page.locator("#decide [name=used_by]").fill("営業部長、経理")
        send(page)
    press_on_first(page, "d")
    send(page)
    page.keyboard.press("z")  # not that one, after all
    expect(page.locator("[data-said]")).to_contain_text("取り消しました")
    settle(page)
    for key, times in (("d", 4), ("w", 3)):
        for _ in range(times):
            press_on_first(page, key)
            page.locator("#decide [name=picked]").first.check()
            send(page)
    assert [count_in_tab(page, tab) for tab in ("kept", "dropped", "watched")] == [6, 4, 3]
    page.goto("/template?tab=watched")
    expect(page.locator(".field-card").first).to_contain_text("に見直し")

    # The next version is tried on the last months before it is published.
    page.goto("/template/publish")
    expect(page.locator(".trial li")).to_have_count(6)
    page.locator("[name=comment]").fill("十一月の見直し")
    page.locator("main form button.button-main").last.click()
    page.wait_for_url(re.compile(r"/template/versions"))
    expect(page.locator("main")).to_contain_text("十一月の見直し")
    assert files(server) == before

    # Old notes are back-filled with review: one value turned down, the sure ones accepted at once, taken back, accepted again.
    page.goto("/template/back-fill")
    page.locator("[name=place]").first.wait_for()
    page.locator("[name=place]").first.check()
    page.locator("button[name=answer][value=reject]").click()
    expect(page.locator("main")).to_contain_text("見送りました")
    assert files(server) == before
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(".filter-tabs a", has_text="予算").click()
    page.wait_for_url(re.compile(r"field="))
    page.locator("button[name=step][value='0.9']").click(no_wait_after=True)
    expect(page.locator("main")).to_contain_text(re.compile("件の議事録に"))
    filled = files(server)
    changed = [path for path in before if filled[path] != before[path]]
    assert len(changed) > 5
    for path in changed:  # only front matter was written
        assert filled[path].split(b"\n---", 1)[1] == before[path].split(b"\n---", 1)[1]
    page.locator("form[action$='/back-fill/undo'] button").click(no_wait_after=True)
    expect(page.locator("main")).to_contain_text("取り消しました")
    assert files(server) == before

    see_fields_fill(rep, kept, server)


def see_fields_fill(page: Page, kept: list[str], server: Server) -> None:
    """Write as a rep does: the new fields are missing, fill as they are said, and nothing happens while composing."""
    page.goto("/notes/new")
    expect(page.locator(".not-yet li")).to_have_count(len(kept))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/notes/fill") else None)
    typing = page.context.new_cdp_session(page)
    for step in ("よ", "よさん", "予算"):
        typing.send("Input.imeSetComposition", {"text": step, "selectionStart": len(step), "selectionEnd": len(step)})
        page.wait_for_timeout(350)
    assert asked == []
    text = "客先：青空精機株式会社\n予算は500万円かもしれないとのこと。\n確度：B\n宿題：見積を12月18日までに送る\n"
    typing.send("Input.insertText", {"text": text})
    expect(page.locator(".said-chip").first).to_be_visible()
    expect(page.locator("#panel")).to_contain_text("青空精機")
    assert page.locator(".not-yet li").count() < len(kept)
    assert page.locator("#body").input_value() == text
    page.locator(".said-decide [data-choice=accept]").first.click()  # its writer is not sure, so it is only offered
    expect(page.locator(".said-chip.is-confirmed").first).to_be_visible()
    assert page.locator("#body").input_value() == text
    page.locator(".editor-bar button.button-main").click()
    page.wait_for_url(re.compile(r"/notes/n[0-9a-z]{11}$"))
    (written,) = [one for one in server.notes.rglob("*.md") if "500万円かもしれないとのこと" in one.read_text(encoding="utf-8")]
    assert "template: v1" in written.read_text(encoding="utf-8")
    assert written.read_text(encoding="utf-8").endswith(text)
