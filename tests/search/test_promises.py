"""The table of promises names tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TABLE = ROOT / "docs" / "measurements" / "search-promises.md"


def test_every_promise_names_a_test_that_exists() -> None:
    named = re.findall(r"`(tests/\S+\.py)::(\w+)`", TABLE.read_text(encoding="utf-8"))
    assert len(named) > 20
    for path, name in named:
        there = {node.name for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        assert name in there, f"{path}::{name}"


def test_every_promise_of_the_design_has_one() -> None:
    rows = re.findall(r"^\| (\d) \|", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(rows) == set("12345678")
