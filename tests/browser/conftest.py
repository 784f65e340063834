"""A real server on a real folder, and a real Chromium: what a person has, nothing less."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

LAUNCH_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
PASSWORD = "みなと-harbour-42"


@dataclass
class Server:
    """A running `notes-app serve`, its folders and its first setup link."""

    address: str
    setup_link: str
    notes: Path
    var: Path
    process: subprocess.Popen[str]

    def command(self, *words: str) -> str:
        """Run `notes-app` on the same folders and return what it printed."""
        base = [sys.executable, "-m", "notes_app", "--notes", str(self.notes), "--var", str(self.var)]
        return subprocess.run([*base, *words], capture_output=True, text=True, check=True, timeout=120).stdout

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def start_server(notes: Path, var: Path, port: int = 0) -> Server:
    """Start the app in a process group of its own and wait for the line that says where it listens."""
    command = [sys.executable, "-m", "notes_app", "--notes", str(notes), "--var", str(var), "serve", "--json", "--port", str(port)]
    environment = os.environ | {"NOTES_APP_WATCH_S": "1", "LANG": "ja_JP.UTF-8"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True)
    assert process.stdout is not None
    said = json.loads(process.stdout.readline())
    return Server(said["address"], said["setup_link"], notes, var, process)


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """Run the app on empty folders below `folder`; it ends with the block, whether or not it still lives."""
    running = start_server(folder / "notes", folder / "var")
    try:
        yield running
    finally:
        if running.process.poll() is None:
            os.killpg(running.process.pid, signal.SIGTERM)
            running.process.wait(timeout=30)
        if running.process.stdout:
            running.process.stdout.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser `make test` found or installed; a plain `pytest` looks for it the same way."""
    path = os.environ.get("NOTES_APP_TEST_BROWSER")
    if not path:
        found = subprocess.run([sys.executable, "scripts/install_browser.py"], capture_output=True, text=True, check=False)
        path = found.stdout.strip()
        assert path, found.stderr
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=LAUNCH_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, server: Server) -> Iterator[BrowserContext]:
    opened = chromium.new_context(base_url=server.address, locale="ja-JP", timezone_id="Asia/Tokyo", accept_downloads=True)
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
