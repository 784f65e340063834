"""Draw lines over months as an SVG the server sends: readable without scripts, in both themes, with a
table beside it.

Pure: numbers in, coordinates out; the page's template writes the elements and the style sheet gives the
colours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 14, 34
"""The chart's box and its margins, in SVG units."""


@dataclass(frozen=True, slots=True)
class Line:
    """One series.

    points: (x, y, value) for every month; path: the `d` of its <path>; place: its number, for a
    colour.
    """

    label: str
    place: int
    points: tuple[tuple[float, float, float], ...]
    path: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """Everything a template needs.

    ticks: (y, value) of the horizontal lines; months: (x, "2026-04", is_named).
    """

    lines: tuple[Line, ...]
    months: tuple[tuple[float, str, bool], ...]
    ticks: tuple[tuple[float, float], ...]
    width: int = WIDTH
    height: int = HEIGHT


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Return every month from `first` to `last`, both included, as "2026-04"; () when either is empty."""
    if not first or not last or first > last:
        return ()
    year, month = int(first[:4]), int(first[5:7])
    found = []
    while f"{year:04d}-{month:02d}" <= last:
        found.append(f"{year:04d}-{month:02d}")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(found)


def draw_lines(months: Sequence[str], series: Mapping[str, Sequence[float]], *, top: float | None = None) -> LineChart:
    """Return the chart of `series`, each with one value per month; `top` is the axis' end, the
    largest value without it.
    """
    highest = top if top is not None else max((value for values in series.values() for value in values), default=0.0)
    highest = highest or 1.0
    step = (WIDTH - LEFT - RIGHT) / max(1, len(months) - 1)
    height = HEIGHT - TOP - BOTTOM

    def place(position: int, value: float) -> tuple[float, float, float]:
        return (
            round(LEFT + step * position, 1),
            round(TOP + height * (1 - min(value, highest) / highest), 1),
            value,
        )

    lines = []
    for number, (label, values) in enumerate(series.items()):
        points = tuple(place(position, value) for position, value in enumerate(values))
        path = " ".join(f"{'L' if position else 'M'}{x:g} {y:g}" for position, (x, y, _value) in enumerate(points))
        lines.append(Line(label, number, points, path))
    every = max(1, -(-len(months) // 9))  # at most nine names fit without touching
    named = tuple((place(position, 0)[0], month, position % every == 0) for position, month in enumerate(months))
    ticks = tuple((place(0, highest * part / 4)[1], highest * part / 4) for part in range(5))
    return LineChart(tuple(lines), named, ticks)
