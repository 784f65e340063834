"""Write the lists of modules in ARCHITECTURE.md anew: each module with the first sentence of its own docstring.

A room's list stands behind its marker `<!-- modules: room -->`, up to the next heading or the end.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CODE = ROOT / "notes_app"
PAGE = ROOT / "ARCHITECTURE.md"
_LIST = re.compile(r"(<!-- modules: ([a-z_]+) -->\n)(.*?)(?=^#|\Z)", re.DOTALL | re.MULTILINE)


def list_modules(room: str) -> list[Path]:
    """Return the modules of a room that somebody wrote: no empty `__init__.py`, no migration steps."""
    found = sorted((CODE / room).rglob("*.py"))
    return [path for path in found if path.parent.name != "versions" and path != CODE / room / "__init__.py" and path.stat().st_size]


def first_sentence(module: Path) -> str:
    """Return the first sentence of a module's docstring on one line."""
    words = " ".join((ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or "").split("\n\n")[0].split())
    found = re.match(r".+?[.?!](?=\s[A-Z`]|$)", words)
    return (found[0] if found else words).strip()


def write_lists(text: str) -> str:
    """Return the page with every list as the modules are now."""

    def fresh(found: re.Match[str]) -> str:
        room = found[2]
        lines = [f"* `{module.relative_to(CODE / room).as_posix()}` {first_sentence(module)}\n" for module in list_modules(room)]
        return found[1] + "\n" + "".join(lines) + "\n"

    return _LIST.sub(fresh, text).rstrip("\n") + "\n"


if __name__ == "__main__":
    PAGE.write_text(write_lists(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
