"""Speed and memory of the whole app at 20,000 notes, with SQLite FTS5 (trigram) on the same queries in the same run.

Run: `make bench` or `python -m benchmarks.speed --notes 20000`. Machines are shared and noisy: read the ratios.
"""

from __future__ import annotations

import argparse
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.corpus import generate_notes
from benchmarks.template_speed import measure_template
from notes_app.bootstrap import OPERATOR, Workspace, open_workspace
from notes_app.minutes.note_text import new_note_bytes
from notes_app.settings import read_settings
from notes_app.web.app import create_app
from notes_app.web.identity import SESSION_COOKIE

QUERIES = tuple(
    "商談 見積 予算 承認 競合 稟議 在庫 保守 値引き 導入 納期 契約 デモ 価格 検収 更新 サーバー 複合機 監視カメラ 会計ソフト "
    "勤怠管理 電子契約 生産管理 自動倉庫 青葉 製作所 建設 物流 食品 薬品 部長 社長 工場長 課長 佐藤 鈴木 高橋 渡辺 木村 斎藤 "
    "見積書 再提出 導入事例 現地調査 技術部門 契約書 保守費用 議事録 共有 問い合わせ 履歴 残業 転記 帳簿 拠点 様式 法改正 教育 "
    "前向き 役員".split()
)
SAVES = 60


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=20_000)
    count = parser.parse_args(argv).notes
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "source"
        write_corpus(source, count)
        print(f"{count:,} generated notes, {sum(one.stat().st_size for one in source.iterdir()) / 1e6:.1f} MB\n")
        print(f"{'what':44}{'figure':>16}")
        measure(Path(scratch), source, count)
    return 0


def row(what: str, figure: str) -> None:
    print(f"{what:44}{figure:>16}", flush=True)


def write_corpus(folder: Path, count: int) -> None:
    folder.mkdir()
    for number, (front, body) in enumerate(generate_notes(count, seed=7)):
        (folder / f"{front.get('held_at', '2026-01-01')!s:.10}-{number:06}.md").write_bytes(new_note_bytes(front, body))


def measure(scratch: Path, source: Path, count: int) -> None:
    settings = read_settings({"NOTES_APP_ENGINE": "whoosh"}, notes=scratch / "notes", var=scratch / "var", watch_s="0")
    workspace = open_workspace(settings)
    seconds = timed(lambda: workspace.importer.import_path(OPERATOR, source))
    row("import, notes/s", f"{count / seconds:,.0f}")
    seconds = timed(workspace.reconcile)
    row("catalog from nothing, notes/s", f"{count / seconds:,.0f}")
    seconds = timed(workspace.followers.worker.drain)
    row("index from nothing (Whoosh), notes/s", f"{count / seconds:,.0f}")
    seconds = timed(workspace.followers.catch_up_mining)
    row("mining from nothing, notes/s", f"{count / seconds:,.0f}")
    row("reconcile when nothing changed, s", f"{timed(workspace.reconcile):.2f}")
    measure_search(workspace, source)
    measure_saves(workspace)
    measure_pages(workspace)
    measure_template(workspace, row)
    row("index bytes per note", f"{folder_bytes(settings.derived) / count:,.0f}")
    row("memory of this process, MB", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f}")
    workspace.close()
    measure_start(settings.notes, settings.var)


def measure_search(workspace: Workspace, source: Path) -> None:
    ours = [timed(lambda query=query: workspace.search(OPERATOR, query)) for query in QUERIES * 3]  # type: ignore[misc]
    row("search p50 / p95, ms", pair(ours))
    rival = sqlite3.connect(":memory:")
    rival.execute("create virtual table fts using fts5(body, tokenize='trigram')")
    rival.executemany("insert into fts values (?)", ((file.read_text(encoding="utf-8"),) for file in source.iterdir()))
    found = {query: rival.execute("select count(*) from fts where fts match ?", (f'"{query}"',)).fetchone()[0] for query in QUERIES}

    def ask(query: str) -> None:
        rival.execute("select rowid from fts where fts match ? order by rank limit 20", (f'"{query}"',)).fetchall()

    theirs = [timed(lambda query=query: ask(query)) for query in QUERIES * 3]  # type: ignore[misc]
    row("SQLite FTS5 trigram p50 / p95, ms", pair(theirs))
    row("queries FTS5 trigram finds nothing for", f"{sum(not hits for hits in found.values())} of {len(QUERIES)}")
    row("queries we find nothing for", f"{sum(not workspace.search(OPERATOR, query).result.total for query in QUERIES)} of {len(QUERIES)}")


def measure_saves(workspace: Workspace) -> None:
    saves, searchable, mined = [], [], []
    workspace.followers.worker.start()
    for number in range(SAVES):
        word = f"検収印{number:05}"
        started = time.perf_counter()
        workspace.keeper.create(OPERATOR, front={"title": f"測定 {number}"}, body=f"予算：{number + 100}万円\n{word}を確認。\n")
        workspace.follow_saves()
        saved = time.perf_counter()
        saves.append(saved - started)
        if number % 6 == 0:
            while not workspace.search(OPERATOR, word).result.total:
                time.sleep(0.01)
            searchable.append(time.perf_counter() - saved)
            mined.append(timed(lambda: workspace.mining_report(OPERATOR)))
    row("save p50 / p95, ms", pair(saves))
    row("save to searchable p50 / p95, ms", pair(searchable))
    row("mine after one save p50 / p95, ms", pair(mined))


def measure_pages(workspace: Workspace) -> None:
    person = workspace.people.add(login="bench", name="測定", role="admin", password="measure-with-care-7")
    app = create_app(workspace)
    client = app.test_client()
    opened = workspace.sessions.open(person.person_id, device="bench", address="127.0.0.1")
    client.set_cookie(SESSION_COOKIE, opened.token)
    newest = workspace.catalog.list(readers=person.reader_tokens, limit=1).entries[0].note_id
    for name, path in (("home", "/"), ("note list", "/notes"), ("note", f"/notes/{newest}"), ("search", "/search?q=見積")):
        answers = [client.get(path).status_code for _ in range(2)]
        times = [timed(lambda path=path: client.get(path)) for _ in range(15)]  # type: ignore[misc]
        row(f"{name} page HTML p50 / p95, ms" + ("" if answers[-1] == 200 else f" (HTTP {answers[-1]})"), pair(times))


def measure_start(notes: Path, var: Path) -> None:
    command = [sys.executable, "-m", "notes_app", "--notes", str(notes), "--var", str(var), "serve", "--json", "--port", "0"]
    started = time.perf_counter()
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert server.stdout is not None
    server.stdout.readline()
    row("start-up until the address is printed, s", f"{time.perf_counter() - started:.2f}")
    server.terminate()
    server.wait(30)
    server.stdout.close()


def timed(act: Callable[[], object]) -> float:
    """Return seconds."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def pair(seconds: Sequence[float]) -> str:
    """Return median and 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    return f"{statistics.median(ordered) * 1000:,.1f} / {ordered[int(len(ordered) * 0.95)] * 1000:,.1f}"


def folder_bytes(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file() and "index-" in one.as_posix())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
