"""Numbers as Japanese writes them: 一千, 三百, 十二, 1億2000万. Pure."""

from __future__ import annotations

DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
          "壱": 1, "弐": 2, "参": 3, "元": 1}  # fmt: skip
_UNITS = {"十": 10, "百": 100, "千": 1000}


def parse_numeral(text: str) -> float | None:
    """Return the value of a plain or kanji numeral such as "1,200", "2.5", "十二", "三百" or "二〇二五"; None when none."""
    plain = text.replace(",", "")
    try:
        return float(plain)
    except ValueError:
        pass
    if not plain or any(ch not in DIGITS and ch not in _UNITS and not ch.isdecimal() for ch in plain):
        return None
    if not any(ch in _UNITS for ch in plain):
        return float("".join(ch if ch.isdecimal() else str(DIGITS[ch]) for ch in plain)[:15])
    total, pending = 0, ""
    for ch in plain:
        if ch in _UNITS:
            total += (int(pending) if pending else 1) * _UNITS[ch]
            pending = ""
        else:
            pending += ch if ch.isdecimal() else str(DIGITS[ch])
    return float(total + (int(pending) if pending else 0))


def parse_count(text: str) -> int | None:
    """Return a small whole number (a day, a month, weeks), or None."""
    value = parse_numeral(text)
    return int(value) if value is not None and value == int(value) else None
