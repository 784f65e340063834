"""Name a device from what its browser says about itself. Pure. A hint for people, never used to decide anything."""

from __future__ import annotations

_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip
# Order matters: Edge and Opera also call themselves Chrome, and Chrome also calls itself Safari.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip


def name_device(user_agent: str) -> str:
    """Return "Windows · Chrome" and the like; an unknown browser's first word, "" when it says nothing."""
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    return " · ".join(part for part in (system, browser) if part) or user_agent.split("/", maxsplit=1)[0][:40]
