"""The command line over a small folder of notes in every encoding people send."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from notes_app.cli import notes_app

FRONT = "---\ntitle: 訪問 {day}\naccount: {account}\nauthor: {author}\nheld_at: 2026-0{day}-05\n---\n"
BODY = "【予算】{yen}万円\n【決裁者】林部長\n競合：オルビス\n次回：2026/0{next}/12 見積を送る\n"

FILES: dict[str, bytes] = {
    f"utf8-{day}.md": (FRONT.format(day=day, account=account, author=author) + BODY.format(yen=yen, next=day + 1)).encode()
    for day, account, author, yen in ((1, "青葉製作所", "久瀬", 500), (2, "青葉製作所", "日向", 620), (3, "海風フーズ", "久瀬", 90), (4, "海風フーズ", "瀬川", 95))
} | {
    "cp932.txt": ("面談メモ\n" + BODY.format(yen=300, next=6)).replace("\n", "\r\n").encode("cp932"),
    "euc.txt": ("電話メモ\n" + BODY.format(yen=310, next=7)).encode("euc_jp"),
    "bom-crlf.md": b"\xef\xbb\xbf" + (FRONT.format(day=5, account="北の丸運輸", author="瀬川") + BODY.format(yen=650, next=6)).replace("\n", "\r\n").encode(),
    "toml.md": '+++\ntitle = "見積"\naccount = "北の丸運輸"\n+++\n予算は700万円ほど。決裁者は専務。\n'.encode(),
}  # fmt: skip
LONELY = {"binary.md": bytes(range(256)) * 20, "picture.png": b"\x89PNG\r\n\x1a\n", "broken.md": "---\ntitle: [閉じない\n---\n予算：1万円\n".encode()}


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command ended. out, err: what it wrote."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """The JSON objects, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def json(self) -> Any:
        (only,) = self.lines
        return only


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder to work in, and the command line over it."""

    home: Path

    @property
    def notes(self) -> Path:
        return self.home / "notes"

    @property
    def var(self) -> Path:
        return self.home / "var"

    def run(self, *words: str | Path, language: str = "ja_JP.UTF-8", code: int | None = 0) -> Answer:
        """Run `notes-app` over this folder; `code` is the exit code it must end with, None for any."""
        environ = {"LC_ALL": language, "NOTES_APP_ENGINE": "whoosh", "NOTES_APP_NOTES": "", "NOTES_APP_VAR": ""}
        given = ["--notes", str(self.notes), "--var", str(self.var), *(os.fspath(word) for word in words)]
        done = CliRunner().invoke(notes_app, given, env=environ, catch_exceptions=False)
        assert code is None or done.exit_code == code, (words, done.exit_code, done.output)
        return Answer(done.exit_code, done.stdout, done.stderr)

    def bytes_of_notes(self) -> dict[str, bytes]:
        """Return every file below the notes folder with its bytes."""
        return {path.relative_to(self.notes).as_posix(): path.read_bytes() for path in sorted(self.notes.rglob("*")) if path.is_file()}


def put(folder: Path, files: dict[str, bytes]) -> Path:
    """Write files into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty folder."""
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A folder with the notes above and a published template, shared by tests that only read."""
    desk = Desk(tmp_path_factory.mktemp("office"))
    put(desk.notes, FILES)
    desk.run("reconcile")
    desk.run("template", "publish", "--top", "3", "--comment", "はじめて")
    return desk
