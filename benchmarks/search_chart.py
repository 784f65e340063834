"""Draw how search grows, from what `search_speed --json` measured: one SVG file, nothing but the standard library.

    python -m benchmarks.search_chart MEASURED.json CHART.svg      # search_speed --docs does it, too

Time is the processor's, which a busy machine stretches less than the clock's. Both axes are logarithmic. A full line is the middle of all queries (p50), a dashed one what 95 of 100 stay below (p95).
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.search_tables import NAMES

WIDTH, HEIGHT = 720, 420  # pixels
LEFT, RIGHT, TOP, BOTTOM = 64, 210, 40, 56  # margins
COLOURS = ("#0b6e99", "#b5500b", "#6b7280", "#5b3a9d")
LEAST_MS, MOST_MS = 0.1, 1000.0


def main(argv: Sequence[str]) -> int:
    if len(argv) != 2:
        print(__doc__)
        return 2
    rows = json.loads(Path(argv[0]).read_text("utf-8"))
    Path(argv[1]).write_text(draw(rows), "utf-8")
    return 0


def draw(rows: Sequence[dict[str, Any]]) -> str:
    """Return the chart as SVG. rows: {"engine", "notes", "all, cpu": [p50 ms, p95 ms]}."""
    sizes = sorted({row["notes"] for row in rows})
    engines = list(dict.fromkeys(row["engine"] for row in rows))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13" role="img">',
        "<title>Milliseconds a search takes, by how many notes there are</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="22" font-size="15" fill="#111827">Processor time of a search / 検索にかかる計算時間 (ms)</text>',
        *_grid(sizes),
    ]
    for number, engine in enumerate(engines):
        mine = sorted((row for row in rows if row["engine"] == engine), key=lambda row: row["notes"])
        colour = COLOURS[number % len(COLOURS)]
        for at, (name, dash) in enumerate((("p50", ""), ("p95", ' stroke-dasharray="6 4"'))):
            points = [(_x(row["notes"], sizes), _y(row["all, cpu"][at])) for row in mine]
            line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2.5"{dash}/>')
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points]
            y = TOP + 14 + (number * 2 + at) * 22
            x = WIDTH - RIGHT + 18
            parts.append(f'<line x1="{x}" x2="{x + 26}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2.5"{dash}/>')
            parts.append(f'<text x="{x + 34}" y="{y + 4}" fill="#111827">{NAMES.get(engine, engine)} {name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _grid(sizes: Sequence[int]) -> Iterator[str]:
    right = WIDTH - RIGHT
    for power in range(round(math.log10(LEAST_MS)), round(math.log10(MOST_MS)) + 1):
        y = _y(10.0**power)
        yield f'<line x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="#e5e7eb"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#4b5563">{10.0**power:g}</text>'
    for size in sizes:
        x = _x(size, sizes)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#e5e7eb"/>'
        yield f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle" fill="#4b5563">{size:,}</text>'
    yield f'<text x="{(LEFT + right) / 2}" y="{HEIGHT - 14}" text-anchor="middle" fill="#4b5563">notes / 議事録</text>'


def _x(size: int, sizes: Sequence[int]) -> float:
    if len(sizes) < 2:
        return (LEFT + WIDTH - RIGHT) / 2
    share = math.log(size / sizes[0]) / math.log(sizes[-1] / sizes[0])
    return LEFT + 30 + share * (WIDTH - RIGHT - LEFT - 60)


def _y(milliseconds: float) -> float:
    held = min(MOST_MS, max(LEAST_MS, milliseconds))
    share = math.log(held / LEAST_MS) / math.log(MOST_MS / LEAST_MS)
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
