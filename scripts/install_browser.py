"""Find a Chromium for the browser tests, or install one; print its path on standard output.

Order: NOTES_APP_TEST_BROWSER, an installed Chromium or Chrome, Playwright's own, the system's package manager.
Every candidate must really open a page before it counts. If none can be had: exit 1 and say why.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/snap/bin/chromium",
)
PACKAGE_MANAGERS = (
    ("apt-get", (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk"])),
    ("dnf", (["dnf", "install", "-y", "-q", "chromium", "google-noto-sans-cjk-fonts"],)),
    ("apk", (["apk", "add", "--quiet", "chromium", "font-noto-cjk"],)),
    ("pacman", (["pacman", "-S", "--noconfirm", "--quiet", "chromium", "noto-fonts-cjk"],)),
    ("brew", (["brew", "install", "--quiet", "--cask", "chromium"],)),
)
LAUNCH = """
import sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1] or None, args=["--no-sandbox", "--disable-gpu"])
    page = browser.new_page()
    page.set_content("<p id=p>議事録</p>")
    assert page.inner_text("#p") == "議事録"
    if not sys.argv[1]:
        print(playwright.chromium.executable_path)
    browser.close()
"""


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def works(path: str) -> str:
    """Return the executable's path when a page opens in it, else ""; path "" means Playwright's own."""
    done = subprocess.run([sys.executable, "-c", LAUNCH, path], capture_output=True, text=True, timeout=120, check=False)
    if done.returncode != 0:
        return ""
    return path or done.stdout.strip()


def installed() -> Iterator[str]:
    if os.environ.get("NOTES_APP_TEST_BROWSER"):
        yield os.environ["NOTES_APP_TEST_BROWSER"]
    yield from (found for name in NAMES if (found := shutil.which(name)))
    yield from (place for place in PLACES if Path(place).exists())


def first_working() -> str:
    return next((path for path in installed() if works(path)), "")


def playwrights_own() -> str:
    say("No Chromium found here: trying Playwright's own …")
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        done = subprocess.run(command, stdout=sys.stderr, stderr=subprocess.DEVNULL, timeout=600, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return works("") if done.returncode == 0 else ""


def from_the_system() -> str:
    rights = [] if not hasattr(os, "geteuid") or os.geteuid() == 0 or not shutil.which("sudo") else ["sudo", "-n"]
    for name, commands in PACKAGE_MANAGERS:
        if shutil.which(name):
            say(f"Installing Chromium with {name} …")
            environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            for command in commands:
                prefix = [] if name == "brew" else rights
                subprocess.run([*prefix, *command], stdout=sys.stderr, env=environment, check=False)
            if found := first_working():
                return found
    return ""


def main() -> int:
    found = first_working() or playwrights_own() or from_the_system()
    if not found:
        say("No Chromium could be found or installed. Install Chromium or Chrome, or set NOTES_APP_TEST_BROWSER to its path.")
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
