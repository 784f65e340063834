"""What `search_speed` measured, as tables of Markdown; written into a page between two marks.

    python -m benchmarks.search_tables MEASURED.json PAGE.md

The page holds `<!-- measured -->` and `<!-- /measured -->`; what stands between them is replaced.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

KINDS = ("1 character", "2 characters", "word", "two words", "phrase", "question", "filtered", "first time", "all")
_BY_KIND_AT = 20_000  # notes
NAMES = {"whoosh": "Whoosh", "tantivy": "tantivy", "SQLite FTS5, trigrams": "FTS5, trigrams", "SQLite FTS5, bigrams": "FTS5, bigrams"}
_MARKED = re.compile(r"(?<=<!-- measured -->\n).*?(?=<!-- /measured -->)", re.DOTALL)


def main(argv: Sequence[str]) -> int:
    if len(argv) != 2:
        print(__doc__)
        return 2
    write_into(Path(argv[1]), json.loads(Path(argv[0]).read_text("utf-8")))
    return 0


def write_into(page: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Replace what stands between the marks of `page`.

    Raises:
        ValueError: the page has no such marks.
    """
    text = page.read_text("utf-8")
    if not _MARKED.search(text):
        raise ValueError(f"{page} has no <!-- measured --> … <!-- /measured -->")
    page.write_text(_MARKED.sub(lambda _: "\n" + "\n".join(tables(rows)) + "\n", text, count=1), "utf-8")


def tables(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield the lines of the tables. rows: as `search_speed --json` has them."""
    engines = list(dict.fromkeys(row["engine"] for row in rows))
    sizes = sorted({row["notes"] for row in rows})
    held = {(row["engine"], row["notes"]): row for row in rows}
    yield "All queries, p50 / p95 in ms, by the clock (processor time in brackets):"
    yield ""
    yield from _head("notes", engines)
    for size in sizes:
        yield _line(f"{size:,}", [_both(held.get((engine, size)), "all") for engine in engines])
    by_kind = _BY_KIND_AT if _BY_KIND_AT in sizes else sizes[-1]
    yield ""
    yield f"By kind of query, {by_kind:,} notes; “first time” is every query when it is first asked, before anything of it is at hand:"
    yield ""
    yield from _head("", engines)
    for kind in KINDS:
        yield _line(kind, [_both(held.get((engine, by_kind)), kind) for engine in engines])
    yield ""
    yield "Building and keeping:"
    yield ""
    yield from _head("", engines)
    for size in sizes:
        of_size = [held.get((engine, size)) for engine in engines]
        yield _line(f"{size:,} notes: built, notes a second (ms of processor a note)", [_built(row) for row in of_size])
        yield _line(f"{size:,} notes: commit of one note, p50 ms", [_value(row, "commit of one note, p50 ms") for row in of_size])
        yield _line(f"{size:,} notes: bytes of index a note / memory at most, MB", [_space(row) for row in of_size])


def _head(first: str, engines: Sequence[str]) -> Iterator[str]:
    yield _line(first, [NAMES.get(engine, engine) for engine in engines])
    yield "|---" * (len(engines) + 1) + "|"


def _line(first: str, cells: Sequence[str]) -> str:
    return "| " + " | ".join((first, *cells)) + " |"


def _both(row: dict[str, Any] | None, kind: str) -> str:
    if row is None:
        return "–"
    (p50, p95), (cpu50, cpu95) = row[kind], row[f"{kind}, cpu"]
    return f"{p50:.1f} / {p95:.1f} ({cpu50:.1f} / {cpu95:.1f})"


def _built(row: dict[str, Any] | None) -> str:
    return f"{row['notes a second']:,} ({row['cpu ms a note, built']:.2f})" if row else "–"


def _value(row: dict[str, Any] | None, name: str) -> str:
    return f"{row[name]:.0f}" if row and name in row else "–"


def _space(row: dict[str, Any] | None) -> str:
    return f"{row['bytes a note']:,} / {row['memory MB']}" if row else "–"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
