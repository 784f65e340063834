"""Files beside a note in a real browser: attached, found inside, downloaded; while writing, on a phone, and without scripts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server
from tests.browser.steps import open_context, write_note
from tests.extraction.papers import pdf
from tests.patience import eventually

pytestmark = pytest.mark.browser

REPORT = pdf(["対策書"], ["再発防止のため、砥石の交換時期を点検表に加えました。"])
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def paper(name: str, data: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def sought(page: Page, words: str) -> Page:
    """Search until what was just attached has been read."""

    def is_found() -> bool:
        page.goto(f"/search?q={words}")
        return page.locator(".hit").count() > 0

    assert eventually(is_found, every_s=0.25)
    return page


def test_the_counter_measure_report_is_found_inside_its_pdf_in_one_search(page: Page, server: Server, tmp_path: Path) -> None:
    address = write_note(page, title="青葉製作所 品質クレーム", body="検査で傷が見つかった。", account="青葉製作所")
    page.set_input_files(".file-form input[type=file]", paper("対策書_第3版.pdf", REPORT))
    expect(page.locator(".file-row")).to_contain_text("対策書_第3版.pdf")
    hit = sought(page, "砥石 交換").locator(".hit").first
    expect(hit.locator(".hit-file-name")).to_have_text("対策書_第3版.pdf 2ページ")
    expect(hit.locator("mark").first).to_have_text("砥石")
    hit.locator("a").click()
    expect(page).to_have_url(re.compile(re.escape(address.removeprefix(server.address)) + r"#file-[0-9a-f]{30}$"))
    expect(page.locator(".file-row:target")).to_contain_text("対策書_第3版.pdf")
    with page.expect_download() as started:
        page.get_by_role("link", name="対策書_第3版.pdf").last.click()
    started.value.save_as(tmp_path / "got.pdf")
    assert (tmp_path / "got.pdf").read_bytes() == REPORT
    assert started.value.suggested_filename == "対策書_第3版.pdf"
    note_id = address.rsplit("/", 1)[1]
    assert (server.notes / "attachments" / note_id / "対策書_第3版.pdf").read_bytes() == REPORT
    assert Axe().run(page).violations_count == 0


GIVE = """([kind, name, hex]) => {
  const bytes = Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type: "image/png" }));
  const body = document.getElementById("body");
  body.focus();
  const event = kind === "paste" ? new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true });
  body.dispatchEvent(event);
}"""


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_pasted_and_dropped_while_writing(page: Page, kind: str) -> None:
    page.goto("/notes/new")
    page.locator("#body").press_sequentially("現場を見た。")
    page.evaluate(GIVE, [kind, f"{kind}ed.png", PNG.hex()])
    expect(page.locator("#body")).to_have_value(re.compile(rf"^現場を見た。\n!\[{kind}ed\.png\]\(\.\./\.\./attachments/n\w{{11}}/{kind}ed\.png\)\n$"))
    page.locator(".editor-bar button.button-main").click()
    page.wait_for_url(re.compile(r"/notes/n[0-9a-z]{11}$"))
    image = page.locator("#note-text img")
    expect(image).to_have_count(1)
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1


def test_nothing_is_put_in_while_somebody_composes(page: Page) -> None:
    page.goto("/notes/new")
    body = page.locator("#body")
    body.press_sequentially("打ち")
    cdp = page.context.new_cdp_session(page)
    cdp.send("Input.imeSetComposition", {"text": "あわせ", "selectionStart": 3, "selectionEnd": 3})
    page.evaluate(GIVE, ["drop", "図.png", PNG.hex()])
    page.wait_for_timeout(400)
    expect(body).to_have_value("打ちあわせ")
    cdp.send("Input.insertText", {"text": "合わせ"})
    expect(body).to_have_value(re.compile(r"^打ち合わせ\n!\[図\.png\]\(.*\)\n$"))


def test_one_that_is_too_large_is_refused_before_it_is_sent(page: Page, tmp_path: Path) -> None:
    large = tmp_path / "動画.mp4"
    with large.open("wb") as file:
        file.truncate(26 * 1024 * 1024)
    page.goto("/notes/new")
    page.set_input_files("#attach input[type=file] >> nth=0", large)
    expect(page.locator("#attach-state")).to_contain_text("25 MB を超えている")
    expect(page.locator("#body")).to_have_value("")


def test_a_photograph_alone_makes_a_note_on_a_phone(chromium: Browser, server: Server, cookies: Any) -> None:
    context = open_context(chromium, server.address, storage_state=cookies, viewport={"width": 390, "height": 760}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto("/notes/new")
    expect(page.locator(".attach-camera")).to_be_visible()
    page.set_input_files(".attach-camera input", {"name": "IMG_0001.png", "mimeType": "image/png", "buffer": PNG})
    expect(page.locator("#body")).to_have_value(re.compile(r"^!\[IMG_0001\.png\]\(.*\)\n$"))
    expect(page).to_have_url(re.compile(r"/notes/n\w{11}/edit$"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".editor-bar button.button-main").click()
    page.wait_for_url(re.compile(r"/notes/n[0-9a-z]{11}$"))
    page.set_input_files(".file-form input[type=file]", paper("見積書.pdf", REPORT))
    expect(page.locator(".file-row")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_attached_and_taken_off_without_scripts(chromium: Browser, server: Server, cookies: Any, page: Page) -> None:
    address = write_note(page, title="電話", body="話した。")
    context = open_context(chromium, server.address, storage_state=cookies, java_script_enabled=False)
    plain = context.new_page()
    plain.goto(address)
    plain.set_input_files(".file-form input[type=file]", [paper("一.txt", b"one"), paper("二.txt", b"two")])
    plain.locator(".file-form button").click()
    expect(plain.locator("#files > .file-list .file-row")).to_have_count(2)
    plain.locator("#files > .file-list .file-row button").first.click()
    expect(plain.locator("#files > .file-list .file-row")).to_have_count(1)
    plain.locator(".file-removed summary").click()
    plain.locator(".file-removed button").click()
    expect(plain.locator("#files > .file-list .file-row")).to_have_count(2)
    context.close()
