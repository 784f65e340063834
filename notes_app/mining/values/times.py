"""Times of day: 14:00, 13時半, 午後3時, 3:30pm. Pure."""

from __future__ import annotations

import re

from notes_app.mining.values.numerals import parse_count

TimeOfDay = tuple[int, int]
"""Hour 0 to 23, minute."""

_HALF = r"午前|午後|朝|昼|夕方|夜|AM|PM"
_HOUR = r"(?:[01]?\d|2[0-4]|(?:二?十[一二三四五六七八九]?|[一二三四五六七八九])(?=時))"
_MINUTE = r"(?:[0-5]?\d|[一二三四五]?十[一二三四五六七八九]?)"
_CLOCK = rf"(?:({_HOUR})(?::([0-5]\d)(?!\d)|時(?:({_MINUTE})分|(半))?(?!間)))"
_EN = r"(?:(1[0-2]|0?[1-9])(?::([0-5]\d))?\s?([ap])\.?m\b\.?)"
_UNTIL = rf"(?:\s*(?:[~\-―ー]|から|to)\s*(?:(?:{_HALF})\s?)?(?:[01]?\d|2[0-4])(?::[0-5]\d(?!\d)|時(?:[0-5]?\d分|半)?)(?:\s?[ap]m)?(?:まで|頃|ごろ)?|\s?~)?"
_WEEKDAY = r"(?:の|\s)?(?:\(\s?(?:[月火水木金土日](?:曜日?)?(?:・?祝)?|mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\s?\)|[月火水木金土日]曜日?)"

TIME_AFTER = re.compile(
    rf"(?P<gap>(?:{_WEEKDAY})?(?:\s*(?:の|、|,|at|from|@|T(?=\d\d:))\s*|\s*))"
    rf"(?:(?P<en>{_EN}){_UNTIL}|(?:(?P<half>{_HALF})\s?)?(?P<clock>{_CLOCK}){_UNTIL}|(?P<noon>正午|noon)|(?P<none>))",
    re.IGNORECASE,
)
"""What may follow a date: a weekday in brackets, then a time or a range of times (whose beginning counts)."""

TIME_ALONE = re.compile(
    rf"(?<![\d:])(?:(?P<half>{_HALF})\s?)?(?P<clock>{_CLOCK}){_UNTIL}|\b(?P<en>{_EN}){_UNTIL}|(?P<noon>正午)",
    re.IGNORECASE,
)


_HINT = re.compile(r"[\d時午]")


def read_time(match: re.Match[str]) -> TimeOfDay | None:
    """Return the time a match of the patterns above begins with."""
    groups = match.groupdict()
    if groups.get("noon"):
        return 12, 0
    if groups.get("en"):
        found = re.match(_EN, groups["en"], re.IGNORECASE)
        assert found
        hour = int(found[1]) % 12 + (12 if found[3].lower() == "p" else 0)
        return hour, int(found[2] or 0)
    if not groups.get("clock"):
        return None
    found = re.match(_CLOCK, groups["clock"])
    assert found
    hour = parse_count(found[1]) or 0
    minute = 30 if found[4] else parse_count(found[2] or found[3] or "0") or 0
    half = (groups.get("half") or "").lower()
    if (half in ("午後", "pm", "夕方", "夜") and hour < 12) or (half == "昼" and 1 <= hour <= 5):
        hour += 12
    elif not half and "時" in found[0] and 1 <= hour <= 6:
        hour += 12  # nobody meets at three in the morning
    return (hour % 24, minute)


def find_time(text: str) -> tuple[int, int, TimeOfDay] | None:
    """Return the first time of day in folded `text` as (start, end, time), or None."""
    match = TIME_ALONE.search(text[:400]) if _HINT.search(text) else None
    time = read_time(match) if match else None
    return (match.start(), match.end(), time) if match and time else None
