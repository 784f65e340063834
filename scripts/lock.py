"""Write requirements.lock (to run), requirements-push.lock (to send to CRMs) and requirements-dev.lock (to test): versions and hashes, no registry addresses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = [
    "--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links",
    "--no-header", "--no-annotate", "--quiet", "pyproject.toml", "--extra", "build",
]  # fmt: skip


def compile_lock(*words: str) -> None:
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "pip", "compile", *COMMON, *words], cwd=ROOT, check=True)


def main() -> None:
    compile_lock("-o", "requirements.lock")
    compile_lock("--extra", "push", "-c", "requirements.lock", "-o", "requirements-push.lock")
    compile_lock("--extra", "dev", "--extra", "push", "-c", "requirements.lock", "-o", "requirements-dev.lock")


if __name__ == "__main__":
    main()
