"""A real server on a real folder, and a real Chromium: what a person has, nothing less.

A module has one server, one first administrator made by the link the server printed, and signed-in pages of its own for each
test. `WITH_SAMPLE = True` in a module: the administrator took the sample.
"""

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
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.steps import open_context, set_up
from tests.patience import PATIENCE_S

LAUNCH_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip

expect.set_options(timeout=PATIENCE_S * 1000)


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
        return subprocess.run([*base, *words], capture_output=True, text=True, check=True, timeout=PATIENCE_S).stdout

    def kill(self) -> None:
        """End every process of it at once, and wait until they are gone."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


def start_server(notes: Path, var: Path, port: int = 0) -> Server:
    """Start the app in a process group of its own and wait, as long as it takes, for the line that says where it listens."""
    command = [sys.executable, "-m", "notes_app", "--notes", str(notes), "--var", str(var), "serve", "--json", "--port", str(port)]
    environment = os.environ | {"NOTES_APP_WATCH_S": "1", "LANG": "ja_JP.UTF-8"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, f"the server ended with {process.wait()} before it listened"
    said = json.loads(line)
    return Server(said["address"], said["setup_link"], notes, var, process)


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """Run the app on empty folders below `folder`; it ends with the block, whether or not it still lives."""
    running = start_server(folder / "notes", folder / "var")
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.kill()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("served")) as running:
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
        browser = playwright.chromium.launch(executable_path=path, args=LAUNCH_OPTIONS, timeout=PATIENCE_S * 1000)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def cookies(request: pytest.FixtureRequest, chromium: Browser, server: Server) -> Any:
    """The cookies of the first administrator."""
    context = open_context(chromium, server.address)
    set_up(context.new_page(), server.setup_link, sample=getattr(request.module, "WITH_SAMPLE", False))
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def context(chromium: Browser, server: Server, cookies: Any) -> Iterator[BrowserContext]:
    """A browser of its own for each test, signed in."""
    opened = open_context(chromium, server.address, storage_state=cookies)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
