"""How fast search builds and answers, and how it grows; SQLite FTS5 (trigrams, bigrams) on the same notes as yardsticks.

    python -m benchmarks.search_speed [--engine whoosh tantivy] [--notes 2000 20000 [100000]] [--json FILE] [--docs FOLDER]

--docs docs/measurements writes the tables into search.md there and draws search-growth.svg beside it.

Each engine and size is measured in a process of its own, the engine warm after three queries of the same
kind, each query three times ("first time": the first of them); a page of twenty hits with its highlighted passages each time. "cpu" times are of the processor, which a busy
machine stretches less than those on the clock. Substring recall: 2,000 random pieces of 1, 2, 4 and 8 characters cut from
titles and bodies, as they stand there; found when the note they were cut from is among the notes that match.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpus import generate_notes
from benchmarks.search_chart import draw
from benchmarks.search_tables import write_into
from notes_app.search.engines import open_index
from notes_app.search.index import IndexedNote, SearchIndex, SearchRequest
from notes_app.search.query import Query, Words, parse_query
from notes_app.search.terms import fold_text

TODAY = date(2026, 11, 22)
TEAM = frozenset({"team"})
YARDSTICKS = ("SQLite FTS5, trigrams", "SQLite FTS5, bigrams")
_KEPT = 2_000  # notes from which pieces are cut
_PIECES = 500  # of each length
_RECALL_UP_TO = 5_000  # notes: every hit of a single character is listed to look for the one
QUERIES = {
    "1 character": "値 林 税 橋 雨 京 森 社 電 円",
    "2 characters": "京都 予算 競合 納期 佐藤 役員 保守 契約 補助 紹介",
    "word": "見積もり サーバー 受注管理 監視カメラ 情報システム部長 在庫管理 渡辺 ABC-12 デモの日程 問い合わせ",
    "two words": "佐藤 見積り|京都 電子契約|値引き 断った|補助金 申請|青葉 複合機|クレーム 納期|解約 通知|競合 デモ|役員会 予算|渡邊 会計ソフト",
    "phrase": '"決裁者は"|"保守期限が来年"|"値引きの要望があった"|"月末締め翌月末払い"|"名分のライセンス"|"社内の意見をまとめ"|"在庫の数が"|"型番で再見積り"|"検討したい意向"|"競合の提案と比べ"',
    "question": "値引きの要望を断ったのはいつですか？|会計ソフトの予算はいくらですか？|監視カメラの競合はどこか|"
    "役員会に諮るのは誰ですか？|支払条件はどうなりましたか？|補助金の書類を求められたのはどの会社か|サーバーの保守期限はいつ切れるのか|"
    "電子契約の導入時期はいつごろを希望していますか|保守の体制を重視しているのは誰か|過去に障害があったのはどの製品ですか",
    "filtered": "顧客:青葉 見積り|担当:佐藤 値引き|種別:電話 納期|期間:2026年4月 予算|タグ:競合 提案|先月 契約|フェーズ:提案 デモ|"
    "作成者:鈴木 保守|2025年10月 サーバー|チャネル:訪問 決裁者",
}


def main(argv: Sequence[str]) -> int:
    options = _options(argv)
    engines = [*options.engine, *(() if options.no_yardstick else YARDSTICKS)]
    if len(engines) == len(options.notes) == 1:
        rows = [_measured(engines[0], options.notes[0])]
        _print(rows[0])
    else:
        rows = []
        for count in options.notes:
            for engine in engines:
                if (row := _apart(engine, count)) is not None:
                    rows.append(row)
                    _keep(options.json, rows)  # what is measured stays, should the rest take too long
    _keep(options.json, rows)
    if options.docs:
        write_into(options.docs / "search.md", rows)
        (options.docs / "search-growth.svg").write_text(draw(rows), "utf-8")
    return 0


def _keep(file: Path | None, rows: Sequence[dict[str, Any]]) -> None:
    if file:
        file.write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")


def _apart(engine: str, count: int) -> dict[str, Any] | None:
    """Measure in a process of its own, so that memory and caches are this engine's alone."""
    with tempfile.NamedTemporaryFile("r", suffix=".json", encoding="utf-8") as file:
        command = [sys.executable, "-m", "benchmarks.search_speed", "--engine", engine, "--notes", str(count), "--no-yardstick", "--json", file.name]
        if subprocess.run(command, check=False).returncode:
            return None
        (row,) = json.load(file)
        return row  # type: ignore[no-any-return]


def _measured(engine: str, count: int) -> dict[str, Any]:
    return _measure_fts5(engine, count) if engine in YARDSTICKS else _measure(engine, count)


class _Written:
    """Made-up notes in a file, read again one by one: making them up costs more than any index may, and is not measured."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with this
        for front, body in generate_notes(count):
            pickle.dump(_indexed(front, body), self._file, protocol=5)

    def __iter__(self) -> Iterator[IndexedNote]:
        self._file.seek(0)
        for _ in range(self._count):
            yield pickle.load(self._file)

    def __enter__(self) -> _Written:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engine", nargs="+", default=["whoosh"])
    parser.add_argument("--notes", nargs="+", type=int, default=[2000, 20000])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--docs", type=Path, help="folder whose search.md and search-growth.svg are written")
    parser.add_argument("--no-yardstick", action="store_true", help="leave out SQLite FTS5")
    return parser.parse_args(argv)


def _indexed(front: dict[str, Any], body: str) -> IndexedNote:
    return IndexedNote(
        front["id"], f"{front['id']}.md", front["title"], body, account=front["account"], author=front["author"],
        owner=front["owner"], kind=front["kind"], channel=front["channel"], tags=tuple(front["tags"]),
        held_on=front["held_at"], attributes={"stage": front["stage"]},
    )  # fmt: skip


def _measure(engine: str, count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, _Written(count) as written:
        notes = list(islice(written, _KEPT))
        index = open_index(engine, Path(folder) / "index")
        started, spent = time.perf_counter(), _cpu_s()
        index.rebuild(written, cursor=1)
        built_s, built_cpu_s = time.perf_counter() - started, _cpu_s() - spent
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        saves = [_timed(lambda at=at: index.replace([notes[at]], cursor=at + 2)) for at in range(12)]  # type: ignore[misc]
        row = _row(engine, notes, count, built_s, size, lambda text: _ask(index, text))
        row["cpu ms a note, built"] = round(built_cpu_s * 1000 / count, 3)
        row["commit of one note, p50 ms"] = sorted(saves)[len(saves) // 2]
        if count <= _RECALL_UP_TO:
            row["substring recall"] = _recall(notes, lambda piece: _holding(index, piece))
        index.close()
        return row


def _holding(index: SearchIndex, piece: str) -> set[str]:
    """Return every note that `piece`, in quotes, finds."""
    query = Query(piece, Words(piece, is_literal=True))
    return {hit.note_id for hit in index.search(SearchRequest(query, TEAM, limit=100_000)).hits}


def _recall(notes: Sequence[IndexedNote], find: Callable[[str], set[str]]) -> dict[str, float]:
    """Return the share of pieces that find the note they were cut from, by length."""
    chance = random.Random(11)
    found: dict[str, float] = {}
    for length in (1, 2, 4, 8):
        hits = 0
        for _ in range(_PIECES):
            note = chance.choice(notes)
            text = note.title if chance.random() < 0.2 and len(note.title) > length else note.body
            start = chance.randrange(len(text) - length)
            hits += note.note_id in find(text[start : start + length])
        found[str(length)] = hits / _PIECES
    return found


def _ask(index: SearchIndex, text: str) -> int:
    return index.search(SearchRequest(parse_query(text, TODAY), TEAM, limit=20)).total


def _row(
    name: str, notes: Sequence[IndexedNote], count: int, built_s: float, size: int, ask: Callable[[str], int]
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "engine": name, "notes": count, "notes a second": round(count / built_s), "bytes a note": size // count,
    }  # fmt: skip
    everything: list[tuple[float, float]] = []
    first: list[tuple[float, float]] = []
    for kind, listed in QUERIES.items():
        texts = listed.split("|") if "|" in listed else listed.split()
        for text in texts[-3:]:
            ask(text)
        times = [_both(lambda text=text: ask(text)) for text in texts for _ in range(3)]  # type: ignore[misc]
        everything += times
        first += times[:-9:3]  # of the last three it is the second time
        row[kind], row[f"{kind}, cpu"] = (_percentiles(part) for part in zip(*times, strict=True))
    pieces = [_both(lambda text=text: ask(text)) for text in _substrings(notes, 100)]  # type: ignore[misc]
    everything += pieces
    row["first time"], row["first time, cpu"] = (_percentiles(part) for part in zip(*first, *pieces, strict=True))
    row["all"], row["all, cpu"] = (_percentiles(part) for part in zip(*everything, strict=True))
    row["memory MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return row


def _substrings(notes: Sequence[IndexedNote], count: int) -> Iterator[str]:
    chance = random.Random(7)
    for _ in range(count):
        body = chance.choice(notes).body.replace('"', "")
        start = chance.randrange(len(body) - 8)
        yield f'"{body[start : start + chance.randrange(2, 7)]}"'


def _percentiles(times: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return round(ordered[len(ordered) // 2], 2), round(ordered[int(len(ordered) * 0.95)], 2)


def _both(act: Callable[[], object]) -> tuple[float, float]:
    """Return milliseconds by the clock and of the processor."""
    spent = time.process_time()
    by_clock = _timed(act)
    return by_clock, (time.process_time() - spent) * 1000


def _cpu_s() -> float:
    """Return processor seconds so far, of the helpers that have ended too."""
    helpers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + helpers.ru_utime + helpers.ru_stime


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def _measure_fts5(name: str, count: int) -> dict[str, Any]:
    grams = 3 if name == YARDSTICKS[0] else 2
    with tempfile.TemporaryDirectory() as folder, _Written(count) as written:
        notes = list(islice(written, _KEPT))
        path = Path(folder) / "fts.sqlite"
        database = sqlite3.connect(path)
        tokenize = "trigram" if grams == 3 else "unicode61"
        database.execute(f"CREATE VIRTUAL TABLE note USING fts5(id UNINDEXED, text, tokenize='{tokenize}')")
        started, spent = time.perf_counter(), _cpu_s()
        with database:
            folded_notes = ((note.note_id, fold_text(f"{note.title}\n{note.body}")) for note in written)
            rows = ((note_id, text if grams == 3 else _paired(text)) for note_id, text in folded_notes)
            database.executemany("INSERT INTO note VALUES (?, ?)", rows)
        built_s, built_cpu_s = time.perf_counter() - started, _cpu_s() - spent

        def ask(text: str) -> int:
            words = [word.partition(":")[2] or word for word in text.replace("「", "").split()]
            folded = [fold_text(word).strip('"').replace('"', "") for word in words]
            asked = " AND ".join(f'"{word if grams == 3 else _paired(word)}"' for word in folded if len(word) >= grams)
            if not asked:  # trigrams cannot find less than three characters: a scan has to
                sql = (
                    "SELECT id FROM note WHERE "
                    + " AND ".join("instr(text, ?)" for _ in folded)
                    + " LIMIT 20"
                )
                return len(database.execute(sql, folded).fetchall())
            return len(
                database.execute(
                    "SELECT id FROM note WHERE note MATCH ? ORDER BY bm25(note) LIMIT 20", (asked,)
                ).fetchall()
            )

        def holding(piece: str) -> set[str]:
            folded = fold_text(piece).replace('"', '""')
            if len(folded) < grams:
                return set()  # the index cannot; a scan of every text would
            sought = folded if grams == 3 else _paired(folded)
            return {held[0] for held in database.execute("SELECT id FROM note WHERE note MATCH ?", (f'"{sought}"',))}

        row = _row(name, notes, count, built_s, path.stat().st_size, ask)
        row["cpu ms a note, built"] = round(built_cpu_s * 1000 / count, 3)
        if count <= _RECALL_UP_TO:
            row["substring recall"] = _recall(notes, holding)
        database.close()
        return row


def _paired(folded: str) -> str:
    """Return every pair of neighbours, with blanks between; what is no letter or digit stands for itself in neither."""
    return " ".join(map("".join, pairwise(folded.replace(" ", ""))))


def _print(row: dict[str, Any]) -> None:
    print(
        f"\n{row['engine']}: {row['notes']:,} notes, built at {row['notes a second']:,} a second, {row['bytes a note']:,} bytes a note, "
        f"{row['memory MB']} MB at most",
        flush=True,
    )
    if "commit of one note, p50 ms" in row:
        print(f"  commit of one note: p50 {row['commit of one note, p50 ms']:.0f} ms")
    if "substring recall" in row:
        shares = "  ".join(f"{length}: {share:.3f}" for length, share in row["substring recall"].items())
        print(f"  found by pieces of {shares} characters")
    for kind in (*QUERIES, "first time", "all"):
        (p50, p95), (cpu50, cpu95) = row[kind], row[f"{kind}, cpu"]
        print(f"  {kind:<14} p50 {p50:>8.2f} ms   p95 {p95:>8.2f} ms   cpu {cpu50:>8.2f} {cpu95:>8.2f} ms", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
