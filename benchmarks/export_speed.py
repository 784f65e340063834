"""How long and how much memory an export takes, per target and size: `python -m benchmarks.export_speed [COUNT …]`.

Each measurement is a process of its own, so that its peak memory is its own. Notes are generated, 500 characters each,
over 700 accounts and 1,500 deals, with the fields of a usual template.
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
from notes_app.mining.evidence import Evidence
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
            held_on=DAY - timedelta(days=number % 1000),
            values=values,
        )


def measure(target: str, count: int) -> dict[str, float]:
    """Return seconds, peak memory and size of one export in this process."""
    notes = list(make_notes(count))
    before = time.perf_counter()
    order = ExportOrder(target, VERSION, ExportScope(), ExportOptions(DAY), "bench")
    _, report, _, _ = make_package(order, notes)
    return {
        "seconds": time.perf_counter() - before,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "package_mb": sum(report.files.values()) / 1e6,
    }


def main(arguments: list[str]) -> None:
    """Print the table, or, asked for one measurement, its JSON."""
    if arguments[:1] == ["--one"]:
        print(json.dumps(measure(arguments[1], int(arguments[2]))))
        return
    print(f"{'target':<14}{'notes':>8}{'seconds':>10}{'peak MB':>10}{'package MB':>12}")
    for target in list_exporters():
        for count in map(int, arguments or ["2000", "20000"]):
            words = [sys.executable, "-m", "benchmarks.export_speed", "--one", target, str(count)]
            found = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
            print(f"{target:<14}{count:>8,}{found['seconds']:>10.1f}{found['peak_mb']:>10.0f}{found['package_mb']:>12.1f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
