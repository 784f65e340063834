"""Opening a note and saving it without a change leaves its file as it was, byte for byte, whatever its encoding and shape."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from notes_app.bootstrap import Workspace
from tests.web.conftest import Visitor

BODY = "【予算】500万円\n\n- 決裁者：部長  \n- [ ] 宿題\n\n表\t終わり"
FILES = {
    "plain.md": BODY.encode(),
    "cp932.txt": (BODY + "\n①㈱髙\n").replace("\n", "\r\n").encode("cp932"),
    "euc.txt": (BODY + "\n").encode("euc_jp"),
    "bom.md": b"\xef\xbb\xbf" + BODY.replace("\n", "\r\n").encode(),
    "utf16.txt": BODY.encode("utf-16"),
    "mixed-ends.md": b"one\r\ntwo\nthree\rfour\n\n\n",
    "front.md": "---\n# 覚え書き\ntitle:   '訪問'   # 仮\naccount: \"青葉  製作所\"\ncontacts: [ 林, 森 ]\nstart: 12:30\nno: no\ncode: 007\nheld_at: 2026-11-20 10:00\ntags:\n    - 定例\nunknown: {a: 1}\n...\n本文\n".encode(),
    "crlf-front.md": "---\r\ntitle: 訪問\r\naccess: managers\r\n---\r\n\r\n本文\r\n".encode(),
    "toml.md": '+++\ntitle   = "訪問" # 仮\ntags = ["定例",]\n+++\n本文\n'.encode(),
    "broken.md": "---\ntitle: [閉じない\n---\n本文\n".encode(),
    "rule.md": "---\n区切りの線\n---\n本文\n".encode(),
    "spaces.md": "  行末の空白   \n\n\n".encode(),
}


class Form(HTMLParser):
    """Reads a form as a browser would send it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sent: dict[str, str] = {}
        self._name = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        is_sent = facts.get("type") not in ("checkbox", "radio", "submit") or "checked" in facts
        if tag == "input" and facts.get("name") and is_sent:
            self.sent[facts["name"]] = facts.get("value", "")
        elif tag == "textarea":
            self._name, self.sent[facts.get("name", "")] = facts.get("name", ""), ""
        elif tag == "select":
            self._select = facts.get("name", "")
        elif tag == "option" and (self._select not in self.sent or "selected" in facts):
            self.sent[self._select] = facts.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.sent[self._name] = self.sent[self._name].removeprefix("\n")  # the one line end after the tag is not the text's
            self._name = ""

    def handle_data(self, data: str) -> None:
        if self._name:
            self.sent[self._name] += data


@pytest.fixture(scope="module")
def ids(space: Workspace) -> dict[str, str]:
    for name, content in FILES.items():
        (space.settings.notes / name).write_bytes(content)
    space.catch_up()
    return {entry.path: entry.note_id for entry in space.catalog.list(readers=None, limit=1000).entries}


@pytest.mark.parametrize("name", FILES)
def test_open_and_save_without_a_change(come: Callable[..., Visitor], space: Workspace, ids: dict[str, str], name: str) -> None:
    writer = come("admin", "admin", "高橋 真理")
    page = writer.get(f"/notes/{ids[name]}/edit")
    form = Form()
    form.feed(page.text)
    assert "body" in form.sent
    browser = {key: value.replace("\r\n", "\n").replace("\n", "\r\n") for key, value in form.sent.items()}
    answer = writer.post(f"/notes/{ids[name]}", browser)
    assert answer.status_code == 303, answer.text
    assert (space.settings.notes / name).read_bytes() == FILES[name]
    script = {key: value for key, value in form.sent.items() if key not in ("csrf_token", "expected_revision")}
    saved = writer.send("PUT", f"/notes/{ids[name]}/autosave", {**script, "revision": form.sent["expected_revision"]})
    assert saved.json["outcome"] == "unchanged"
    assert (space.settings.notes / name).read_bytes() == FILES[name]
