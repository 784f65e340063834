"""How well the app's own search ranks: questions in full against passages, beside SQLite FTS5 in the same run.

    python benchmarks/search_quality.py --data DIR [--engine whoosh] [--split check] [--limit N]

DIR holds *_paragraphs.jsonl ({id, title, body}) and *_queries.jsonl ({id, query, relevant[]}), such as JSQuAD valid.
Passages are split by title: parameters were chosen on "tune" and are reported on "check"; "all" takes both.
Queries go through `Searcher.search`, exactly as typed.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from notes_app.search.engines import open_index
from notes_app.search.index import IndexedNote
from notes_app.search.searching import Searcher
from notes_app.search.terms import fold_text, query_grams

TODAY = date(2026, 11, 22)
TEAM = frozenset({"team"})
Ranker = Callable[[str], Sequence[str]]


def main(argv: Sequence[str]) -> int:
    options = _options(argv)
    paragraphs = list(_read(options.data, "*_paragraphs.jsonl"))
    titles = {paragraph["id"]: paragraph["title"] for paragraph in paragraphs}
    queries = [
        query
        for query in _read(options.data, "*_queries.jsonl")
        if options.split == "all" or _split_of(query, titles) == options.split
    ]
    queries = queries[:: max(1, len(queries) // options.limit)] if options.limit else queries
    print(f"{len(paragraphs)} passages, {len(queries)} questions ({options.split})")
    print(f"{'engine':<24}{'MRR@10':>8}{'recall@10':>11}{'recall@1':>10}{'p50 ms':>8}{'p95 ms':>8}")
    for engine in options.engine:
        with tempfile.TemporaryDirectory() as folder:
            index = open_index(engine, Path(folder) / "index")
            index.replace([IndexedNote(p["id"], p["id"], p["title"], p["body"]) for p in paragraphs])
            _report(f"notes-app, {engine}", _ranker(index), queries)
            index.close()
    if not options.no_yardstick:
        for name, ranker in _fts5(paragraphs):
            _report(name, ranker, queries)
    return 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--engine", nargs="+", default=["whoosh"])
    parser.add_argument("--split", choices=["tune", "check", "all"], default="all")
    parser.add_argument("--limit", type=int, default=0, help="take about so many questions, evenly spread")
    parser.add_argument("--no-yardstick", action="store_true", help="leave out SQLite FTS5")
    return parser.parse_args(argv)


def _read(folder: Path, pattern: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob(pattern)):
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _split_of(query: dict[str, Any], titles: dict[str, str]) -> str:
    return "tune" if zlib.crc32(titles[query["relevant"][0]].encode()) % 2 else "check"


def _ranker(index: Any) -> Ranker:
    searcher = Searcher(index)

    def rank(text: str) -> list[str]:
        return [hit.note_id for hit in searcher.search(text, today=TODAY, readers=TEAM, limit=10).result.hits]

    return rank


def _report(name: str, rank: Ranker, queries: Sequence[dict[str, Any]]) -> None:
    reciprocal = first = among_ten = 0.0
    times: list[float] = []
    rank(queries[0]["query"])
    for query in queries:
        started = time.perf_counter()
        found = list(rank(query["query"]))[:10]
        times.append((time.perf_counter() - started) * 1000)
        relevant = set(query["relevant"])
        place = next((at for at, note_id in enumerate(found, 1) if note_id in relevant), 0)
        reciprocal += 1 / place if place else 0.0
        among_ten += place > 0
        first += place == 1
    times.sort()
    count = len(queries)
    p50, p95 = times[count // 2], times[int(count * 0.95)]
    print(
        f"{name:<24}{reciprocal / count:>8.4f}{among_ten / count:>11.4f}{first / count:>10.4f}{p50:>8.1f}{p95:>8.1f}",
        flush=True,
    )


def _fts5(paragraphs: Sequence[dict[str, Any]]) -> Iterator[tuple[str, Ranker]]:
    """Yield SQLite's full-text search over folded text: its own trigrams, and bigrams with spaces between."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE trigrams USING fts5(id UNINDEXED, text, tokenize='trigram')")
    database.execute("CREATE VIRTUAL TABLE bigrams USING fts5(id UNINDEXED, text, tokenize='unicode61')")
    for p in paragraphs:
        folded = fold_text(f"{p['title']} {p['body']}")
        database.execute("INSERT INTO trigrams VALUES (?, ?)", (p["id"], folded))
        database.execute("INSERT INTO bigrams VALUES (?, ?)", (p["id"], " ".join(_bigrams(folded))))

    def asking(table: str, terms_of: Callable[[str], Sequence[str]]) -> Ranker:
        def rank(text: str) -> list[str]:
            terms = terms_of(fold_text(text))
            if not terms:
                return []
            asked = " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)
            sql = f"SELECT id FROM {table} WHERE {table} MATCH ? ORDER BY bm25({table}) LIMIT 10"
            return [row[0] for row in database.execute(sql, (asked,))]

        return rank

    yield "SQLite FTS5, trigrams", asking("trigrams", lambda t: [t[i : i + 3] for i in range(len(t) - 2)])
    yield "SQLite FTS5, bigrams", asking("bigrams", _bigrams)


def _bigrams(folded: str) -> list[str]:
    return [gram for gram in query_grams(folded) if gram.isalnum()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
