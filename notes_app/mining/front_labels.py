"""Front matter keys as labels, read line by line so that every value keeps its span. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from notes_app.mining.folding import fold_key
from notes_app.mining.lines import Line
from notes_app.mining.observation import Observation, Span

_KEY = re.compile(r"^([^\s:=#\-][^:=\n]{0,40}?)\s*(?:::|[:=](?=\s|$|[^\x00-\x7f]))\s*(.*)$")
_ITEM = re.compile(r"^\s*-\s+(.*)$")


def front_observations(text: str, lines: Sequence[Line]) -> list[Observation]:
    """Return one observation per top-level key of YAML or TOML front matter; lists give one part per member."""
    found: list[Observation] = []
    for line in lines[:400]:
        raw = text[line.start : min(line.end, line.start + 400)]
        if raw.strip() in ("---", "+++", "") or raw.lstrip().startswith("#"):
            continue
        match = _KEY.match(raw)
        if match:
            key = fold_key(match[1])
            parts = _parts(match[2], line.start + match.start(2))
            found.append(Observation(key, match[1].strip(), line.start, line.start + match.end(1), parts, "front_matter", ""))
            continue
        item = _ITEM.match(raw)
        if item and found:
            last = found[-1]
            parts = (*last.parts, *_parts(item[1], line.start + item.start(1)))
            found[-1] = Observation(last.key, last.label, last.label_start, last.label_end, parts, "front_matter", "")
    return found


def _parts(value: str, at: int) -> tuple[Span, ...]:
    value = value.rstrip()
    if value.startswith("[") and value.endswith("]"):
        parts = []
        for match in re.finditer(r"[^,\[\]\"']+", value):
            inner = match[0]
            lead = len(inner) - len(inner.lstrip())
            if inner.strip():
                parts.append((at + match.start() + lead, at + match.start() + lead + len(inner.strip())))
        return tuple(parts)
    quoted = re.fullmatch(r"([\"'])(.*)\1", value)
    if quoted:
        return ((at + 1, at + len(value) - 1),) if quoted[2] else ()
    return ((at, at + len(value)),) if value and value not in ("null", "~", "|", ">") else ()
