"""kill -9 in a loop of saves over HTTP: no acknowledged save is lost, no half-written file is left.

Most kills hit the worker process that serves requests (the master starts a new one); some hit the whole server,
which is then started again by us. Both end whatever instruction was running.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.browser.conftest import Server, start_server
from tests.browser.steps import PASSWORD
from tests.patience import PATIENCE_S, eventually
from tests.ports import quiet_port

WORKER_KILLS = 44
SERVER_KILLS = 6


@dataclass
class Writer:
    """A browser that only saves: it notes what was acknowledged and asks again when the server is away."""

    address: str
    opener: urllib.request.OpenerDirector = field(default_factory=lambda: urllib.request.build_opener(urllib.request.HTTPCookieProcessor()))
    token: str = ""
    acknowledged: dict[str, str] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)
    faults: list[str] = field(default_factory=list)

    def ask(self, path: str, data: bytes | None = None, **headers: str) -> str:
        request = urllib.request.Request(self.address + path, data=data, headers={"Referer": self.address + "/", **headers})
        with self.opener.open(request, timeout=PATIENCE_S / 2) as answer:
            return str(answer.read().decode("utf-8"))

    def set_up(self, link: str) -> None:
        path = link.removeprefix(self.address)
        form = {"csrf_token": csrf(self.ask(path)), "name": "書き手", "login": "writer", "password": PASSWORD, "again": PASSWORD, "language": "ja"}
        self.ask(path, urllib.parse.urlencode(form).encode())
        self.token = csrf(self.ask("/notes/new"))

    def write_until_stopped(self) -> None:
        number = 0
        while not self.stopping.is_set():
            number += 1
            word = f"確認済み{number:06}"
            body = json.dumps({"title": f"記録 {number}", "body": f"{word}\n" + "商談の内容。" * 200}).encode()
            try:
                answer = json.loads(self.ask("/notes", body, **{"Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": self.token}))
                self.acknowledged[answer["note_id"]] = word
            except urllib.error.HTTPError as error:
                if error.code == 429:
                    time.sleep(0.2)
                else:
                    self.faults.append(f"{error.code} {error.read()[:200]!r}")
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(0.05)  # killed under our hands: nothing was acknowledged


def csrf(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found, page[:500]
    return found.group(1)


def workers_of(master: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(master)], capture_output=True, text=True, check=False).stdout
    return [int(pid) for pid in listed.split()]


def saves_on(writer: Writer) -> bool:
    """Wait for one more acknowledged save."""
    before = len(writer.acknowledged)
    return eventually(lambda: len(writer.acknowledged) > before)


def test_fifty_kills_lose_no_acknowledged_save(tmp_path: Path) -> None:
    chance = Random(20261122)
    port = quiet_port()
    server = start_server(tmp_path / "notes", tmp_path / "var", port)
    writer = Writer(server.address)
    writer.set_up(server.setup_link)
    thread = threading.Thread(target=writer.write_until_stopped)
    thread.start()
    kills = 0
    try:
        while kills < WORKER_KILLS + SERVER_KILLS:
            assert saves_on(writer), f"the server did not come back after kill {kills}"
            time.sleep(chance.random() * 0.15)
            if kills % 8 == 7:
                server.kill()
                server = start_server(tmp_path / "notes", tmp_path / "var", port)
                assert server.address == writer.address
            else:
                for pid in workers_of(server.process.pid):
                    os.kill(pid, signal.SIGKILL)
            kills += 1
    finally:
        writer.stopping.set()
        thread.join()
        server.kill()
    assert not writer.faults
    assert len(writer.acknowledged) >= kills
    assert_all_there(tmp_path, server, writer)


def assert_all_there(folder: Path, server: Server, writer: Writer) -> None:
    files = {path: path.read_text(encoding="utf-8") for path in (folder / "notes").rglob("*.md")}
    by_id = {match.group(1): text for text in files.values() if (match := re.search(r"^id: (\S+)$", text, re.MULTILINE))}
    for note_id, word in writer.acknowledged.items():
        assert word in by_id[note_id]
    for path, text in files.items():
        assert text.endswith("商談の内容。" * 3) or text.rstrip().endswith("商談の内容。"), f"half-written: {path}"
    examined = json.loads(server.command("doctor", "--fix", "--json"))
    assert [one for one in examined["findings"] if one["severity"] == "error"] == []
    assert json.loads(server.command("reconcile", "--json"))["unreadable"] == []
    one_id, word = next(reversed(writer.acknowledged.items()))
    hits = [json.loads(line)["id"] for line in server.command("search", word, "--json").splitlines()]
    assert one_id in hits
