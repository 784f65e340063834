"""Take the README's screenshots: a real server on temporary folders, the sample workspace, a real Chromium.

Everything shown is made the way a person makes it: set up by the one-time link, load the sample, decide on the board,
publish, accept a value. Images go to docs/images/ as <page>-<language>-<width>.png.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
PASSWORD = "みなと-harbour-42"
LAUNCH_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
SIZES = {1280: 820, 390: 760}  # width and height of the window, px
LARGEST_BYTES = 250_000

PURPOSES = {
    "日時": ("いつ会ったかを時系列で追う", "営業担当、営業事務"),
    "会社名": ("顧客ごとに記録をまとめる", "全員"),
    "先方出席者": ("次に誰と話すかを決める", "営業担当"),
    "予算": ("二か月先の売上を読む", "営業部長、経理"),
    "確度": ("商談会議で見込みをそろえる", "営業部長"),
    "次回アクション": ("約束を落とさない", "営業担当、営業事務"),
    "決裁者": ("決裁者を早く知り、二度目の訪問で会う", "営業担当、営業部長"),
    "競合": ("負けた理由を四半期ごとに見る", "営業部長"),
    "次回予定": ("次の訪問を前もって調整する", "営業担当、営業事務"),
}
"""Field -> (what for, who uses it), asked when a field is kept."""
FIRST_VERSION = 6

SHOTS = (
    ("note", "ja", 1280), ("note", "ja", 390), ("note", "en", 1280),
    ("board", "ja", 1280), ("board", "ja", 390), ("board", "en", 1280),
    ("search", "ja", 1280), ("account", "ja", 1280), ("export", "ja", 1280), ("export", "en", 1280),
    ("editor", "ja", 390), ("home", "ja", 1280), ("home", "en", 390),
)  # fmt: skip
"""Which pages are taken, in which language, how wide."""


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, str]]:
    """Run the app on empty folders; yield its address and the setup link. It ends with the block."""
    folders = ["--notes", str(folder / "notes"), "--var", str(folder / "var")]
    command = [sys.executable, "-m", "notes_app", *folders, "serve", "--json", "--port", "0"]
    environment = os.environ | {"LANG": "ja_JP.UTF-8"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment, start_new_session=True)
    try:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        yield said["address"], said["setup_link"]
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def find_browser() -> str:
    """Return the Chromium that `make` found, else look for one in the same way."""
    if path := os.environ.get("NOTES_APP_TEST_BROWSER"):
        return path
    found = subprocess.run([sys.executable, str(ROOT / "scripts" / "install_browser.py")], capture_output=True, text=True, check=False)
    if not found.stdout.strip():
        raise SystemExit(found.stderr)
    return found.stdout.strip()


def set_up(page: Page, link: str) -> None:
    """Make the first administrator and take the sample workspace."""
    page.goto(link)
    page.locator("[name=name]").fill("轟 一郎")
    page.locator("[name=login]").fill("todoroki")
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("form button.button-main").first.click()
    page.wait_for_url(re.compile(r"/setup/sample$"))
    page.locator("form button.button-main").click()
    page.wait_for_url(re.compile(r"(?<!sample)$"), timeout=120_000)


def decide(page: Page) -> None:
    """Keep the best fields of the board with a purpose, drop two, publish, keep one more for the next version."""
    page.goto("/template", timeout=120_000)
    keys = page.eval_on_selector_all(
        "[href*='/template/decide'][href*='choice=keep']", "links => links.map(one => new URL(one.href).searchParams.get('key'))"
    )
    keys = list(dict.fromkeys(keys))
    for key in keys[:FIRST_VERSION]:
        keep(page, key)
    page.goto("/template/publish")
    page.locator("[name=comment]").fill("営業会議で決めた最初の版")
    page.locator("main form button.button-main").last.click()
    page.wait_for_url(re.compile(r"/template/versions"))
    keep(page, keys[FIRST_VERSION])


def keep(page: Page, key: str) -> None:
    purpose, used_by = PURPOSES.get(key, ("提案の勝ち負けを振り返る", "営業部長"))
    send(page, key, "keep", purpose=purpose, used_by=used_by)


def send(page: Page, key: str, choice: str, **filled: str) -> None:
    page.goto(f"/template/decide?key={key}&choice={choice}")
    for name, words in filled.items():
        page.locator(f"form.decide-form [name={name}]").fill(words)
    page.locator("form.decide-form button.button-main").click()
    page.wait_for_url(re.compile(r"/template(\?|$)"))


def choose_language(page: Page, language: str) -> None:
    page.goto("/settings")
    page.locator(f"[name=language][value={language}]").check()
    page.locator("form[action$='/settings/profile'] button.button-main").click()
    page.wait_for_load_state()


def find_note(page: Page) -> str:
    """Return the address of the richest of the newest notes: the one with most values found in it, one of them accepted."""
    page.goto("/notes?kind=minutes")
    addresses = page.eval_on_selector_all("main a[href*='/notes/n']", "links => links.map(one => new URL(one.href).pathname)")
    addresses = [one for one in dict.fromkeys(addresses) if re.fullmatch(r"/notes/n[0-9a-z]{11}", one)][:25]
    counts = {}
    for address in addresses:
        page.goto(address)
        is_japanese = bool(re.search(r"[ぁ-ん一-鿿]", page.locator("h1").first.inner_text()))  # the pictures are of a Japanese company
        counts[address] = page.locator("#fields .field-value").count() if is_japanese else 0
    best = max(addresses, key=lambda one: counts[one])
    page.goto(best)
    budget, anything = page.locator("#fields button[value=accept][aria-label*='予算']"), page.locator("#fields button[value=accept]")
    accept = (budget if budget.count() else anything).first
    with page.expect_response(lambda answer: answer.url.endswith("/values")):
        accept.click()
    page.wait_for_timeout(300)
    return best


def addresses_of(page: Page) -> dict[str, str]:
    """Return page -> the address it is taken at."""
    note = find_note(page)
    page.goto(note)
    account = page.locator("main a[href*='/accounts/']").first.get_attribute("href") or "/accounts"
    return {
        "note": note, "editor": f"{note}/edit", "board": "/template", "search": "/search?q=値引き -天気 期間:今年",
        "account": account, "export": "/export?target=salesforce&preview=1", "home": "/",
    }  # fmt: skip


def take(browser: Browser, state: object, name: str, path: str, *, language: str, width: int) -> None:
    """Take one picture in a window of its own, signed in as before. path: a full address."""
    context = browser.new_context(
        locale=f"{language}-{'JP' if language == 'ja' else 'US'}", timezone_id="Asia/Tokyo", color_scheme="light", reduced_motion="reduce",
        storage_state=state,  # type: ignore[arg-type]
        viewport={"width": width, "height": SIZES[width]}, has_touch=width < 600, is_mobile=width < 600,
    )  # fmt: skip
    page = context.new_page()
    page.goto(path, timeout=120_000)
    page.wait_for_load_state("networkidle")
    target = IMAGES / f"{name}-{language}-{width}.png"
    page.screenshot(path=target, animations="disabled")
    context.close()
    print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1000} kB")
    if target.stat().st_size > LARGEST_BYTES:
        raise SystemExit(f"{target.name} is larger than {LARGEST_BYTES // 1000} kB")


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (address, link), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=LAUNCH_OPTIONS)
        context = browser.new_context(base_url=address, locale="ja-JP", timezone_id="Asia/Tokyo", viewport={"width": 1280, "height": 820})
        context.set_default_timeout(60_000)
        page = context.new_page()
        set_up(page, link)
        decide(page)
        places = addresses_of(page)
        for language in ("ja", "en"):
            choose_language(page, language)
            for name, wanted, width in SHOTS:
                if wanted == language:
                    take(browser, context.storage_state(), name, address + places[name], language=language, width=width)
        browser.close()


if __name__ == "__main__":
    main()
