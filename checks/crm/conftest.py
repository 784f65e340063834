"""The tools of the checks: npm packages of this folder, and a Node that is new enough for them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
NEWEST_NEEDED = 22  # source-deploy-retrieve's own floor


class Node:
    """A Node with this folder's packages."""

    def __init__(self, program: str) -> None:
        self.program = program

    def run(self, *arguments: str | Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run a script of node_modules or of this folder; the answer says how it went."""
        words: Sequence[str] = [self.program, *map(str, arguments)]
        return subprocess.run(words, cwd=HERE, capture_output=True, text=True, timeout=300, check=False, env=env)


@pytest.fixture(scope="session")
def node() -> Node:
    npm = shutil.which("npm")
    assert npm, "These checks run the CRMs' own software: please install Node.js with npm."
    stamp = HERE / "node_modules" / ".installed"
    lock = (HERE / "package-lock.json").read_bytes()
    if not stamp.exists() or stamp.read_bytes() != lock:
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=HERE, check=True, capture_output=True, timeout=600)
        stamp.write_bytes(lock)
    system = shutil.which("node")
    if system:
        version = subprocess.run([system, "--version"], capture_output=True, text=True, check=True).stdout
        if int(version.lstrip("v").split(".")[0]) >= NEWEST_NEEDED:
            return Node(system)
    bundled = sorted(HERE.glob("node_modules/node-linux-*/bin/node"))
    assert bundled, f"Node.js {NEWEST_NEEDED} or newer is needed."
    return Node(str(bundled[0]))
