"""Speed of the template's part of the app: the board's data, filling while somebody types, and what a save costs it.

Run: as part of `make bench`, or alone with `python -m benchmarks.template_speed --notes 10000`. Every figure is CPU time of this
process, so that a busy machine measures the same; wall time is longer there.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.corpus import generate_notes
from notes_app.bootstrap import OPERATOR, Workspace, open_workspace
from notes_app.minutes.note_text import new_note_bytes
from notes_app.people.permission import Person
from notes_app.settings import read_settings
from notes_app.web.app import create_app
from notes_app.web.identity import SESSION_COOKIE

KEPT, ROUNDS = 10, 40
TYPED = (
    "客先：青葉製作所\n先方：佐藤部長、鈴木様\n\n予算は500万円とのこと。決裁者は渡辺社長。\n競合：北斗システム\n", "次回は12月18日 14時に訪問。\n",
    "宿題：見積書を12月10日までに送る（こちら）\n", "他社動向：丸星データが値引きを提案しているらしい。\n", "確度：B\n所感：前向き。現場は残業が多く、転記の手間をなくしたい。\n",
)  # fmt: skip
"""A note as it grows, pause by pause."""

Row = Callable[[str, str], None]


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=10_000)
    count = parser.parse_args(argv).notes
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "source"
        source.mkdir()
        for number, (front, body) in enumerate(generate_notes(count, seed=7)):
            (source / f"{number:06}.md").write_bytes(new_note_bytes(front, body))
        settings = read_settings({"NOTES_APP_ENGINE": "memory"}, notes=Path(scratch) / "notes", var=Path(scratch) / "var", watch_s="0")
        workspace = open_workspace(settings)
        workspace.importer.import_path(OPERATOR, source)
        workspace.follow_saves()
        workspace.reconcile()
        before = resident_mb()
        workspace.followers.catch_up_mining()
        print_row("memory of mining's sums, MB", f"{resident_mb() - before:,.0f}")
        measure_template(workspace, print_row)
        print_row("memory of this process, MB", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f}")
        workspace.close()
    return 0


def measure_template(workspace: Workspace, row: Row) -> None:
    """Measure over the notes there are; leaves a published version, some notes and a person behind."""
    session = workspace.board(OPERATOR)
    session.keep_best(KEPT)
    session.publish("measured")
    row("board data, nothing new, p50 / p95, CPU ms", pair([spent(session.board) for _ in range(ROUNDS)]))
    saves, boards = [], []
    for number in range(ROUNDS):
        workspace.keeper.create(OPERATOR, front={"title": f"盤 {number}"}, body=f"予算：{number + 100}万円\n決裁者：渡辺社長\n")
        workspace.follow_saves()
        saves.append(spent(workspace.followers.catch_up_mining))
        boards.append(spent(workspace.board(OPERATOR).board))
    row("mining's part of a save p50 / p95, CPU ms", pair(saves))
    row("board data after a save p50 / p95, CPU ms", pair(boards))
    measure_filling(workspace, row)


def measure_filling(workspace: Workspace, row: Row) -> None:
    person = workspace.people.add(login="filling", name="測定 花子", role="rep", password="measure-with-care-8")
    client = create_app(workspace, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False).test_client()
    client.set_cookie(SESSION_COOKIE, workspace.sessions.open(person.person_id, device="bench", address="127.0.0.1").token)
    texts = ["".join(TYPED[: at + 1]) for at in range(len(TYPED))]

    def fill(text: str, note_id: str = "") -> None:
        answer = client.post("/notes/fill", json={"body": text, "note_id": note_id}, headers={"Accept": "application/json"})
        assert answer.status_code == 200, answer.status

    fill(texts[-1])
    row("fields beside a new text p50 / p95, CPU ms", pair([spent(lambda text=text: fill(text)) for _ in range(ROUNDS) for text in texts]))  # type: ignore[misc]
    note_id = written_by(workspace, person)
    row("fields beside a kept note p50 / p95, CPU ms", pair([spent(lambda text=text: fill(text, note_id)) for _ in range(ROUNDS) for text in texts]))  # type: ignore[misc]


def written_by(workspace: Workspace, person: Person) -> str:
    note = workspace.keeper.create(person, front={"title": "書きかけ"}, body=TYPED[0])
    workspace.follow_saves()
    return note.note_id


def spent(act: Callable[[], object]) -> float:
    """Return seconds of CPU time."""
    started = time.process_time()
    act()
    return time.process_time() - started


def pair(seconds: Sequence[float]) -> str:
    """Return median and 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    return f"{1000 * statistics.median(ordered):.1f} / {1000 * ordered[int(0.95 * len(ordered))]:.1f}"


def resident_mb() -> float:
    """Return what this process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def print_row(what: str, figure: str) -> None:
    print(f"{what:48}{figure:>16}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
