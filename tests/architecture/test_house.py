"""The house stays as drawn: rooms, sizes, names, and nothing of a machine in the repository."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "notes_app"
MODULES = sorted(path for path in CODE.rglob("*.py") if "migrations/versions" not in path.as_posix())
MAX_LINES = 400
VAGUE = {"utils", "util", "helpers", "helper", "manager", "service", "services", "common", "misc", "data", "info"}


def tracked() -> list[Path]:
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True)
    return [path for name in listing.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(CODE).as_posix())
def test_a_module_fits_a_mind(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= MAX_LINES
    assert module.stem not in VAGUE


def test_the_drawn_rooms_are_the_rooms_there_are() -> None:
    drawn = set(re.findall(r"^## `([a-z_]+)/?`", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"), flags=re.MULTILINE))
    there = {path.name for path in CODE.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert drawn == there


@pytest.mark.parametrize("room", sorted(path.name for path in CODE.iterdir() if (path / "__init__.py").exists()))
def test_the_listed_modules_of_a_room_are_the_modules_there_are(room: str) -> None:
    section = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").split(f"<!-- modules: {room} -->")[1].split("\n## ")[0]
    listed = set(re.findall(r"^\* `([a-z0-9_/]+\.py)` \S", section, flags=re.MULTILINE))
    there = {path.relative_to(CODE / room).as_posix() for path in MODULES if path.is_relative_to(CODE / room) and path.stat().st_size}
    assert listed == there - {"__init__.py"}, "run scripts/rooms.py"


def test_pages_reach_the_audit_log_by_one_way() -> None:
    """Whoever writes into it by themselves forgets the device."""
    direct = re.compile(r"\baudit\.append\(")
    assert [path.name for path in (CODE / "web").rglob("*.py") if direct.search(path.read_text(encoding="utf-8"))] == ["deeds.py"]


def test_every_room_says_what_it_is_for() -> None:
    for room in (path for path in CODE.iterdir() if (path / "__init__.py").exists()):
        assert (room / "__init__.py").read_text(encoding="utf-8").startswith('"""'), room.name


def test_lock_files_pin_by_hash_and_name_no_registry() -> None:
    for name in ("requirements.lock", "requirements-push.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.findall(r"^[A-Za-z0-9_.\[\]-]+==\S+", text, flags=re.MULTILINE)
        assert len(pins) > 20
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
        assert "index-url" not in text
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_no_registry_host_and_no_machine_path_is_written_anywhere() -> None:
    # The words are put together here so that this file does not hold what it looks for.
    hosts = ["py" + "pi.org", "files.python" + "hosted", "registry.npm" + "js"]
    places = ["ro" + "ot/", "wo" + "rk/main", "wo" + "rk/shared", "ho" + "me/"]
    # A machine path begins at the root: templates/…/page.html of the page "home" is a path of ours.
    banned = re.compile("|".join(map(re.escape, hosts)) + r"|(?<![\w.-])/(?:" + "|".join(places) + ")")
    for path in tracked():
        if path.suffix in {".png", ".mo", ".woff2", ".ico", ".lock"} or "vendor" in path.parts:
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        found = banned.findall(text)
        assert not found, f"{path.relative_to(ROOT)}: {found}"
