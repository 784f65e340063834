"""Contrast of the design tokens, in both themes. Source: WCAG 2.2, success criteria 1.4.3 and 1.4.11."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).resolve().parents[2] / "notes_app/web/static/css/tokens.css").read_text(
    encoding="utf-8"
)
LIGHT, DARK = (
    dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", part))
    for part in TOKENS.split("prefers-color-scheme: dark")
)

TEXT = [
    ("ink", "paper"), ("ink", "surface"), ("ink-soft", "paper"), ("ink-soft", "surface"), ("ink-soft", "surface-sunken"),
    ("ink-faint", "paper"), ("ink-faint", "surface"), ("ink-faint", "surface-raised"), ("ink-faint", "surface-sunken"),
    ("accent", "paper"), ("accent", "surface"), ("accent-ink", "accent"), ("accent-ink", "accent-strong"),
    ("accent-wash-ink", "accent-wash"), ("danger-ink", "danger-wash"), ("danger-ink", "surface"), ("warn-ink", "warn-wash"),
    ("warn-ink", "paper"), ("good-ink", "good-wash"), ("mark-ink", "mark"), ("mark-ink", "mark-strong"),
]  # fmt: skip
SHAPES = [("control-line", "surface"), ("accent", "paper"), ("accent", "surface")]


def light_of(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((light_of(one), light_of(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, LIGHT | DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_is_readable(theme: dict[str, str], front: str, back: str) -> None:
    assert contrast(theme[front], theme[back]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, LIGHT | DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), SHAPES)
def test_controls_are_seen(theme: dict[str, str], front: str, back: str) -> None:
    assert contrast(theme[front], theme[back]) >= 3


@pytest.mark.parametrize("name", ["app.css", "editor.css", "note.css"])
def test_no_colour_stands_outside_the_tokens(name: str) -> None:
    sheet = Path(__file__).resolve().parents[2] / "notes_app/web/static/css" / name
    screen = re.sub(r"@media print \{.*", "", sheet.read_text(encoding="utf-8"))
    assert not re.search(r":[^;{]*#[0-9a-fA-F]{3,8}\b", screen)
