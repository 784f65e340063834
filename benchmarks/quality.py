"""Measure quality: mining over our own evaluation notes, and both search and mining over judged corpora where given.

    python -m benchmarks.quality [--data DIR]

DIR may hold `retrieval/` (search), `fields_gold.json`, `minutes/` and `sales_notes/` (mining). Search has no judged set
of our own, so without DIR only mining is measured. Deterministic but for the rows of speed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run what the data allow and return the worst exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder of judged corpora; without it our own evaluation notes alone")
    data: Path | None = parser.parse_args().data
    if data is not None and not data.is_dir():
        parser.error(f"{data} is no folder; give the folder that holds sales_notes/, minutes/ and retrieval/")
    runs = [["benchmarks.mining_quality", *(["--data", str(data)] if data else [])]]
    if data and (data / "retrieval").is_dir():
        runs.append(["benchmarks.search_quality", "--data", str(data / "retrieval")])
    else:
        print("Search is measured over judged queries only: give --data DIR with retrieval/.", flush=True)
    return max(subprocess.run([sys.executable, "-m", *run], check=False).returncode for run in runs)


if __name__ == "__main__":
    raise SystemExit(main())
