"""The whole loop in a real browser: set up, write, find, sort, publish, accept a value, export; both packages checked."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

from frictionless import Package
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server
from tests.browser.steps import come_in, invite, leading_away, write_note
from tests.crm.metadata_schema import schema_errors

FORMAL = "【顧客名】株式会社青空精機\n【先方出席者】購買部 三上部長\n【予算】800万円\n【決裁者】大隈専務\n【競合】北斗システム\n【確度】B\n【天気】晴れ\n【次回訪問】12月4日 14時\n"
BULLETS = "- 顧客：みどり野食品株式会社\n- 先方：製造部 若宮課長\n- 予算：約300万円\n- キーマン：工場長 菱田様\n- 競合他社：なし\n- ランク：A\n- 天気：くもり\n- 次回：12月8日\n\n月末の棚卸しで深夜まで残業が続いている。\n"
HEADINGS = "## 会社名\n有限会社つばめ印刷\n\n## 予算\n1,200万円（税抜）\n\n## 決裁者\n常務の加賀様\n\n## 競合\n丸星データ\n\n## 確度\nC\n\n## 天気\n雨\n"


def send_decision(page: Page) -> None:
    with page.expect_response(lambda answer: "/template/decide" in answer.url and answer.request.method == "POST") as sent:
        page.locator("form.decide-form button.button-main").click()
    assert sent.value.ok or sent.value.status == 303
    page.wait_for_url(re.compile(r"/template(\?|$)"))


def keep(page: Page, key: str, *, purpose: str, used_by: str) -> None:
    page.goto(f"/template/decide?key={key}&choice=keep")
    page.locator("[name=purpose]").fill(purpose)
    page.locator("[name=used_by]").fill(used_by)
    send_decision(page)


def drop(page: Page, key: str) -> None:
    page.goto(f"/template/decide?key={key}&choice=drop")
    page.locator("[name=picked]").first.check()
    send_decision(page)


def export(page: Page, target: str, folder: Path) -> Path:
    page.goto(f"/export?target={target}&history=all&mode=full&preview=1")
    page.locator("button[formaction$='/export/run']").click()  # the password was typed at sign-in, minutes ago
    with page.expect_download() as downloading:
        page.locator("#job a[download]").click()
    out = folder / f"{target}.zip"
    downloading.value.save_as(out)
    unpacked = folder / target
    with zipfile.ZipFile(out) as archive:
        archive.extractall(unpacked)
    return unpacked


def test_from_three_notes_to_two_checked_packages(page: Page, chromium: Browser, server: Server, tmp_path: Path) -> None:
    kuze_link = invite(page, login="kuze", name="久世 花", role="rep")
    segawa_link = invite(page, login="segawa", name="瀬川 旭", role="rep")
    kuze = come_in(chromium, server.address, kuze_link, login="kuze").new_page()
    segawa = come_in(chromium, server.address, segawa_link, login="segawa").new_page()

    write_note(page, title="青空精機 打合せ", body=FORMAL, account="株式会社青空精機")
    bullets = write_note(kuze, title="みどり野食品さん", body=BULLETS, account="みどり野食品株式会社")
    write_note(segawa, title="つばめ印刷 初回", body=HEADINGS, account="有限会社つばめ印刷")

    # Found by a word inside a sentence, by somebody who did not write it.
    segawa.goto("/search?q=残業")
    expect(segawa.locator("main")).to_contain_text("みどり野食品さん")
    expect(segawa.locator("main mark").first).to_have_text("残業")

    # A rep may look at the board, not decide.
    kuze.goto("/template")
    expect(kuze.locator("main")).to_contain_text("予算")
    assert kuze.request.get("/template/decide?key=予算&choice=keep").status == 403

    page.goto("/template")
    expect(page.locator("main")).to_contain_text("3件中3件")
    for key in ("予算", "決裁者", "競合", "確度"):
        keep(page, key, purpose="二か月先の売上を読む", used_by="営業部長、経理")
    drop(page, "天気")
    page.goto("/template/publish")
    page.locator("[name=comment]").fill("はじめての版")
    with leading_away(page):
        page.locator("form button.button-main").last.click()
    page.goto("/template/versions")
    expect(page.locator("main")).to_contain_text("はじめての版")

    # A value is accepted by the rep who wrote the note: front matter only, the body as it was.
    kuze.goto(bullets)
    value = kuze.locator("#fields .field-value").filter(has=kuze.locator("button[value=accept]")).filter(has_text=re.compile("3,?000,?000|300万"))
    value.locator("button[value=accept]").first.click()
    expect(kuze.locator("#fields .field-value.is-confirmed")).not_to_have_count(0)
    file = next(server.notes.rglob(f"*-{bullets.rsplit('/', 1)[1][:6]}.md"))
    text = file.read_text(encoding="utf-8")
    assert "予算: 3000000" in text
    assert text.endswith(BULLETS)

    package = export(page, "data_package", tmp_path)
    report = Package(str(next(package.rglob("datapackage.json")))).validate()
    assert report.valid, report.flatten(["type", "message"])
    records = json.loads(next(package.rglob("datapackage.json")).read_text(encoding="utf-8"))
    assert {one["name"] for one in records["resources"]} >= {"account", "meeting_note"}
    salesforce = export(page, "salesforce", tmp_path)
    metadata = [one for one in salesforce.rglob("*.xml") if one.name.endswith("-meta.xml") or one.name == "package.xml"]
    assert len(metadata) > 8
    assert {str(one): errors for one in metadata if (errors := schema_errors(one.read_bytes()))} == {}
