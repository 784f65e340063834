"""How fast search builds and answers, and how it grows; SQLite FTS5 (trigram) on the same notes as a yardstick.

    python -m benchmarks.search_speed [--engine whoosh tantivy] [--notes 2000 20000 [100000]] [--json FILE]

Times are of this process, the engine warm after one pass over other queries of the same kinds; a page of twenty hits
with its highlighted passages each time. Substring recall: 2,000 random pieces of 1, 2, 4 and 8 characters cut from
titles and bodies, as they stand there; found when the note they were cut from is among the notes that match.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpus import generate_notes
from notes_app.search.engines import open_index
from notes_app.search.index import IndexedNote, SearchIndex, SearchRequest
from notes_app.search.query import Query, Words, parse_query
from notes_app.search.terms import fold_text

TODAY = date(2026, 11, 22)
TEAM = frozenset({"team"})
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
    rows: list[dict[str, Any]] = []
    for count in options.notes:
        notes = [_indexed(front, body) for front, body in generate_notes(count)]
        for engine in options.engine:
            rows.append(_measure(engine, notes))
            _print(rows[-1])
        if not options.no_yardstick:
            rows.append(_measure_fts5(notes))
            _print(rows[-1])
    if options.json:
        options.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")
    return 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--engine", nargs="+", default=["whoosh"])
    parser.add_argument("--notes", nargs="+", type=int, default=[2000, 20000])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--no-yardstick", action="store_true", help="leave out SQLite FTS5")
    return parser.parse_args(argv)


def _indexed(front: dict[str, Any], body: str) -> IndexedNote:
    return IndexedNote(
        front["id"], f"{front['id']}.md", front["title"], body, account=front["account"], author=front["author"],
        owner=front["owner"], kind=front["kind"], channel=front["channel"], tags=tuple(front["tags"]),
        held_on=front["held_at"], attributes={"stage": front["stage"]},
    )  # fmt: skip


def _measure(engine: str, notes: Sequence[IndexedNote]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        index = open_index(engine, Path(folder) / "index")
        started = time.perf_counter()
        index.rebuild(notes, cursor=1)
        built_s = time.perf_counter() - started
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        saves = [_timed(lambda at=at: index.replace([notes[at]], cursor=at + 2)) for at in range(12)]  # type: ignore[misc]
        row = _row(engine, notes, built_s, size, lambda text: _ask(index, text))
        row["commit of one note, p50 ms"] = sorted(saves)[len(saves) // 2]
        if len(notes) <= _RECALL_UP_TO:
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
    name: str, notes: Sequence[IndexedNote], built_s: float, size: int, ask: Callable[[str], int]
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "engine": name, "notes": len(notes), "notes a second": round(len(notes) / built_s), "bytes a note": size // len(notes),
    }  # fmt: skip
    everything: list[float] = []
    for kind, listed in QUERIES.items():
        texts = listed.split("|") if "|" in listed else listed.split()
        for text in texts[:3]:
            ask(text)
        times = [_timed(lambda text=text: ask(text)) for text in texts for _ in range(3)]  # type: ignore[misc]
        everything += times
        row[kind] = _percentiles(times)
    everything += [_timed(lambda text=text: ask(text)) for text in _substrings(notes, 100)]  # type: ignore[misc]
    row["all"] = _percentiles(everything)
    row["memory MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return row


def _substrings(notes: Sequence[IndexedNote], count: int) -> Iterator[str]:
    chance = random.Random(7)
    for _ in range(count):
        body = chance.choice(notes).body.replace('"', "")
        start = chance.randrange(len(body) - 8)
        yield f'"{body[start : start + chance.randrange(2, 7)]}"'


def _percentiles(times: list[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return round(ordered[len(ordered) // 2], 2), round(ordered[int(len(ordered) * 0.95)], 2)


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def _measure_fts5(notes: Sequence[IndexedNote]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fts.sqlite"
        database = sqlite3.connect(path)
        database.execute("CREATE VIRTUAL TABLE note USING fts5(id UNINDEXED, text, tokenize='trigram')")
        started = time.perf_counter()
        with database:
            rows = ((note.note_id, fold_text(f"{note.title}\n{note.body}")) for note in notes)
            database.executemany("INSERT INTO note VALUES (?, ?)", rows)
        built_s = time.perf_counter() - started

        def ask(text: str) -> int:
            words = [word.partition(":")[2] or word for word in text.replace("「", "").split()]
            folded = [fold_text(word).strip('"').replace('"', "") for word in words]
            asked = " AND ".join(f'"{word}"' for word in folded if len(word) > 2)
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
            if len(folded) < 3:
                return set()  # no index over trigrams can; a scan of every text would
            return {held[0] for held in database.execute("SELECT id FROM note WHERE note MATCH ?", (f'"{folded}"',))}

        row = _row("SQLite FTS5, trigrams", notes, built_s, path.stat().st_size, ask)
        if len(notes) <= _RECALL_UP_TO:
            row["substring recall"] = _recall(notes, holding)
        database.close()
        return row


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
    for kind in (*QUERIES, "all"):
        p50, p95 = row[kind]
        print(f"  {kind:<14} p50 {p50:>8.2f} ms   p95 {p95:>8.2f} ms", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
