"""How long and how much memory an export takes, per target and size: `python -m benchmarks.export_speed [COUNT …]`.

Each measurement is a process of its own, so that its peak memory is its own. Notes are generated, 500 characters each,
over 700 accounts and 1,500 deals, with the fields of a usual template; one note in five tells of a won deal, one in
twenty of a complaint. `python -m benchmarks.export_speed --markdown` prints the table of docs/measurements/export.md.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from notes_app.crm.exporting import ExportOrder, make_package
from notes_app.crm.plan import ExportNote, ExportValue
from notes_app.crm.planning import ExportOptions, ExportScope
from notes_app.crm.target import list_exporters
from notes_app.mining.evidence import Evidence, SlotValue
from notes_app.template.field import Field, TemplateVersion

DAY = date(2026, 6, 1)
STAGES = ("初回訪問", "提案", "見積", "受注", "失注")
FIELDS = (
    Field("f00000001", "予算", "Budget", "money", concept="予算"),
    Field("f00000002", "フェーズ", "Phase", "enum", concept="フェーズ", choices=STAGES),
    Field("f00000003", "競合", "Competitors", "company_list", concept="競合"),
    Field("f00000004", "次回予定", "Next_Visit", "datetime", concept="次回予定"),
    Field("f00000005", "次回アクション", "Next_Actions", "action_list", concept="次回アクション"),
    Field("f00000006", "課題", "Issues", "longtext", concept="課題"),
)
VERSION = TemplateVersion("sales", 1, "商談メモ", FIELDS, datetime(2026, 1, 1, tzinfo=UTC), "p")


def make_notes(count: int) -> Iterator[ExportNote]:
    """Yield `count` notes, the same ones every time."""
    body = "先方の要望を聞いた。検査の待ち時間が長く、月末に残業が増えている。見積は来週までに送る。" * 11
    for number in range(count):
        note_id = f"n{number:06}"
        words = {
            "f00000001": (f"{number % 900 + 100}万円", (number % 900 + 100) * 10_000),
            "f00000002": (STAGES[number % 5], STAGES[number % 5]),
            "f00000003": ("かもめ産業", "かもめ産業"),
            "f00000004": ("来週火曜 10時", f"2026-06-{number % 28 + 1:02}T10:00"),
            "f00000005": ("見積を送る", "見積を送る"),
            "f00000006": ("検査の待ち時間が長い", "検査の待ち時間が長い"),
        }
        values = {key: (ExportValue(normal, said, Evidence(note_id, 0, len(said), said), 0.95),) for key, (said, normal) in words.items()}
        yield ExportNote(
            note_id,
            f"訪問 {number}",
            body,
            f"会社{number % 700}株式会社",
            (f"佐藤 花子{number % 900}",),
            f"案件{number % 1500}",
            author=f"担当{number % 12}",
            kind="complaint" if number % 20 == 7 else "minutes",
            held_on=DAY - timedelta(days=number % 1000),
            values=values,
            said=tuple(_said(note_id)) if number % 20 == 7 else (),
        )


def _said(note_id: str) -> Iterator[SlotValue]:
    for concept, words in (("クレーム", "月末に残業が増えている"), ("原因", "検査の待ち時間"), ("対策", "見積は来週までに送る")):
        yield SlotValue(concept, concept, words, words, Evidence(note_id, 0, len(words), words), 0.95, "label")


def measure(target: str, count: int) -> dict[str, float]:
    """Return what one export takes in this process: CPU and wall seconds, peak memory, size of the package."""
    notes = list(make_notes(count))
    before, busy = time.perf_counter(), time.process_time()
    order = ExportOrder(target, VERSION, ExportScope(), ExportOptions(DAY), "bench")
    _, report, _, _ = make_package(order, notes)
    return {
        "seconds": time.perf_counter() - before,
        "cpu_seconds": time.process_time() - busy,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "package_mb": sum(report.files.values()) / 1e6,
        "records": sum(report.records.values()),
    }


def measure_apart(target: str, count: int) -> dict[str, float]:
    """Measure in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.export_speed", "--one", target, str(count)]
    found: dict[str, float] = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    return found


def main(arguments: list[str]) -> None:
    """Print the table, or, asked for one measurement, its JSON."""
    if arguments[:1] == ["--one"]:
        print(json.dumps(measure(arguments[1], int(arguments[2]))))
        return
    markdown = "--markdown" in arguments
    small, large = [int(one) for one in arguments if one.isdigit()][:2] or (2_000, 20_000)
    heads = ("target", "notes", "CPU s", "wall s", "peak MB", "package MB", "growth")
    print(("| " + " | ".join(heads) + " |\n" + "|---|" + "---:|" * 6) if markdown else "".join(f"{one:>14}" for one in heads))
    for target in list_exporters():
        first: dict[str, float] = {}
        for count in (small, large):
            found = measure_apart(target, count)
            growth = f"{found['cpu_seconds'] / first['cpu_seconds']:.1f}" if first else ""
            first = first or found
            cells = (
                target, f"{count:,}", f"{found['cpu_seconds']:.1f}", f"{found['seconds']:.1f}", f"{found['peak_mb']:.0f}",
                f"{found['package_mb']:.1f}", growth,
            )  # fmt: skip
            print("| " + " | ".join(cells) + " |" if markdown else "".join(f"{one:>14}" for one in cells), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
