"""Times of day as English says them: half past eleven, ten to nine, two o'clock, at ten, half one. Pure, on folded text."""

from __future__ import annotations

import re

from notes_app.mining.values.times import TimeOfDay

_HOURS = {name: at for at, name in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)}
_HOUR = rf"(?:{'|'.join(_HOURS)}|1[0-2]|[1-9])"
_TIME = re.compile(
    rf"(?P<part>half past|half|(?:a )?quarter past|(?:a )?quarter to|(?:five|ten|twenty|\d{{1,2}}) (?:past|to))\s(?P<hour>{_HOUR})\b"
    rf"|(?P<clock>{_HOUR})\s?o['’\s]?\s?clock\b"
    rf"|(?P<plain>{_HOUR})\s(?P<half>in the (?:morning|afternoon|evening)|this (?:morning|afternoon|evening)|[ap]m\b)"
    rf"|(?<=at )(?P<bare>{_HOUR})(?:\.(?P<minute>[0-5]\d))?(?=[.,;)!?]|$|\s(?:and|to|with|for|in|i|we|he|she|they|then|so|but|sharp|today|tomorrow|yesterday|on)\b)",
    re.IGNORECASE,
)
_AFTER = re.compile(r"(?:,\s|\s)?(?:at\s|from\s)?", re.IGNORECASE)
_MINUTES = {"half past": 30, "half": 30, "quarter past": 15, "quarter to": -15}


def _clock(m: re.Match[str]) -> TimeOfDay:
    word = (m["hour"] or m["clock"] or m["plain"] or m["bare"]).lower()
    hour = _HOURS.get(word) or int(word)
    part = (m["part"] or "").lower().removeprefix("a ")
    if part in _MINUTES:
        minutes = _MINUTES[part]
    elif part:
        count, way = part.split()
        number = {"five": 5, "ten": 10, "twenty": 20}.get(count) or int(count) if count.isdigit() or count in ("five", "ten", "twenty") else 0
        minutes = number if way == "past" else -number
    else:
        minutes = int(m["minute"] or 0)
    half = (m["half"] or "").lower()
    if half.endswith(("afternoon", "evening", "pm")):
        hour += 12 if hour < 12 else 0
    elif not half and hour <= 6:
        hour += 12  # nobody meets at three in the morning
    at = (hour * 60 + minutes) % (24 * 60)
    return at // 60, at % 60


def time_after(text: str, at: int) -> tuple[int, TimeOfDay] | None:
    """Return the end and the time of day that words right behind a date say (", ten o'clock", " half one", " at eleven")."""
    lead = _AFTER.match(text, at)
    start = lead.end() if lead else at
    match = _TIME.match(text, start) if start > at or at == 0 else None
    return (match.end(), _clock(match)) if match else None


def find_spoken_time(text: str) -> tuple[int, int, TimeOfDay] | None:
    """Return the first time of day that English words say in folded `text` as (start, end, time), or None."""
    match = _TIME.search(text[:400])
    return (match.start(), match.end(), _clock(match)) if match else None
