"""A workspace full of what an attacker, a broken disk or a careless colleague leaves behind, and people who visit it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask

from notes_app.bootstrap import OPERATOR, Workspace
from notes_app.people import passwords
from notes_app.people.permission import Role
from notes_app.settings import read_settings
from tests.web.conftest import PASSWORD, Visitor, patient_app

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>"

BOMB = "---\na: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
) + "title: bomb\n---\n爆弾の本文\n"

FAR_WORDS = "".join(
    f"次回：{when}\n【納期】{when}\n次回アクション：{when}に見積を送る\n{when}に訪問した。\n"
    for when in ("明日", "昨日", "先週金曜", "来週", "来月末", "3日後", "2週間前", "第3水曜", "31日", "next week", "月曜", "来年度")
) + "【予算】500万円\n【決裁者】林部長\n次回アクション：カタログ送付\n"
"""Days that lie before the first or after the last of the calendar, seen from a note at its end."""

BAD_FILES: dict[str, bytes] = {
    "broken-yaml.md": "---\ntitle: [閉じない\naccount: 青葉\n---\n壊れた前書きの本文\n".encode(),
    "unclosed.md": "---\ntitle: 終わりがない\n本文のつもり\n".encode(),
    "ten-megabytes.md": b"---\ntitle: big\nnote: " + b"x" * 10_000_000 + b"\n---\nbody\n",
    "many-keys.md": b"---\n" + b"".join(b"key%d: 1\n" % number for number in range(300)) + b"---\nbody\n",
    "alias-bomb.md": BOMB.encode(),
    "deep.md": b"---\ntitle: " + b"[" * 5_000 + b"]" * 5_000 + b"\n---\nbody\n",
    "python-tag.md": b"---\ntitle: !!python/object/apply:os.system ['touch /tmp/owned']\n---\nbody\n",
    "same-key-twice.md": "---\ntitle: 一\ntitle: 二\n---\n本文\n".encode(),
    "binary.md": bytes(range(256)) * 40,
    "nul.md": "予算\x00：500万円\n".encode(),
    "broken-utf8.md": "予算：500万円\n".encode() + b"\xff\xfe\x80\x81" + "決裁者：部長\n".encode(),
    "surrogates.md": b"---\ntitle: \"\\ud800 alone\"\n---\n\xed\xa0\x80 body\n",
    "long-line.md": ("長い行。" * 17_000 + "\n").encode(),
    "empty.md": b"",
    "path-id.md": "---\nid: ../../../etc/passwd\n---\n道を騙る\n".encode(),
    "long-id.md": b"---\nid: " + b"x" * 5_000 + b"\n---\nbody\n",
    "list-id.md": b"---\nid: [1, 2]\n---\nbody\n",
    "wrong-types.md": "---\ntitle: {a: [1, 2]}\naccount: 12\ncontacts: 3.5\ntags: {x: y}\nheld_at: [1]\naccess: {}\nowner: true\n---\n本文\n".encode(),
    "far-dates.md": f"---\nheld_at: 0001-01-01T00:00:00+14:00\naccount: 暦商事\n---\n日付の端\n{FAR_WORDS}".encode(),
    "far-future.md": f"---\nheld_at: 9999-12-31T23:59:59-12:00\naccount: 暦商事\n---\n日付の端\n{FAR_WORDS}".encode(),
    "attack.md": (
        "---\n" + "".join(f"{key}: '{ATTACK.replace(chr(39), chr(39) * 2)}'\n" for key in ("title", "account", "deal", "owner", "author", "channel", "kind", "予算"))
        + f"contacts: ['{ATTACK.replace(chr(39), chr(39) * 2)}']\ntags: ['<script>alert(4)</script>']\n---\n"
        f"# {ATTACK}\n\n予算：{ATTACK}\n\n{ATTACK}：はい\n\n[x](javascript:alert(1)) ![y](data:text/html,<script>alert(1)</script>)\n"
    ).encode(),
    "plain.md": "---\ntitle: ふつうの議事録\naccount: 青葉製作所\ntags: [定例]\nheld_at: 2026-11-20 10:00\n---\n【予算】500万円\n【決裁者】林部長\n次回：12/3\n".encode(),
}
BAD_NAMES = (
    b"<img src=x onerror=alert(1)>.md", "\u202edm.exe\u202c.md".encode(), b"back\\..\\slash.md", b"two\nlines.md",
    b"percent%2e%2e%2f.md", b"\xff\xfe-not-utf8.md", "か\u3099.md".encode(), b"CON.md", b" .md", b"-rf.md", ("長" * 80 + ".md").encode(),
)  # fmt: skip


class Dangers(HTMLParser):
    """Collects what would run: scripts that are not ours, event handlers, addresses that are code."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "script" and not facts.get("src", "").startswith("/static/"):
            self.found.append("script")
        if tag in ("iframe", "object", "embed", "base"):
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name in facts if name.startswith("on") or name in ("style", "srcdoc")]
        links = (facts.get(name, "").strip().lower() for name in ("href", "src", "action", "formaction"))
        self.found += [f"{tag} {link[:40]}" for link in links if link.startswith(("javascript:", "data:", "vbscript:", "//"))]


def dangers_of(page: str) -> list[str]:
    """Return what a page would run that is not ours."""
    parser = Dangers()
    parser.feed(page)
    parser.close()
    return parser.found


@pytest.fixture(scope="module")
def space(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with a few sound notes; with every bad file beside them where the module says `SPOILED`."""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        opened = Workspace(read_settings({}, notes=folder / "notes", var=folder / "var", engine="whoosh"), now=lambda: NOW)
        for day in (18, 19, 20):
            front = {"title": "訪問", "account": "青葉製作所", "held_at": f"2026-11-{day}", "author": "佐藤 健"}
            opened.keeper.create(OPERATOR, front=front, body="【予算】500万円\n【決裁者】林部長\n次回：12/3\n")
        if getattr(request.module, "SPOILED", False):
            spoil(folder / "notes")
        opened.catch_up()
        yield opened
        opened.close()


def spoil(notes: Path) -> None:
    """Put every bad file there is into a folder of notes."""
    notes.mkdir(exist_ok=True)
    for name, content in BAD_FILES.items():
        (notes / name).write_bytes(content)
    for raw in BAD_NAMES:
        Path(os.fsdecode(os.fsencode(notes) + b"/" + raw)).write_text("予算：1万円\n名前の変な議事録\n", encoding="utf-8")
    (notes / "folder.md").mkdir()
    (notes / "link.md").symlink_to("/etc/passwd")
    (notes / "loop").symlink_to(notes)
    os.mkfifo(notes / "pipe.md")


@pytest.fixture(scope="module")
def app(space: Workspace) -> Flask:
    board = space.board(OPERATOR)
    board.keep_best(3)
    board.publish("")
    return patient_app(space)


@pytest.fixture(scope="module")
def come(app: Flask, space: Workspace) -> Callable[..., Visitor]:
    """Return how to come in as somebody; the same login again is the same person."""

    def enter(login: str, role: Role = "rep", name: str = "") -> Visitor:
        known = space.people.find_by_login(login)
        person = known or space.people.add(login=login, name=name or f"{login} さん", role=role, password=PASSWORD)
        visitor = Visitor(app, person)
        visitor.sign_in(login)
        return visitor

    return enter


@pytest.fixture(scope="module")
def admin(come: Callable[..., Visitor]) -> Visitor:
    return come("admin", "admin", "高橋 真理")
