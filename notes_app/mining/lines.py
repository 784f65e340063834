"""The lines of a note as the label rules read them: offsets kept, fences masked, marks parted from content.

Pure, on folded text. One pass, linear.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Mark = Literal["", "heading", "symbol", "bullet", "number", "check"]
Kind = Literal["text", "blank", "rule", "front", "fence", "table"]


class Line(NamedTuple):
    """One line of folded text.

    start, end: the line without its line break; body: where its content begins after quote marks, indent and mark.
    indent: columns before the mark; level: 1 to 6 of a Markdown heading, else 0; symbol: the mark as written (■, -, 1.).
    """

    number: int
    start: int
    end: int
    body: int
    indent: int
    kind: Kind
    mark: Mark = ""
    level: int = 0
    symbol: str = ""


_LINES = 4_000  # of one note; what lies beyond is a log
_FENCE = re.compile(r"^\s{0,3}(```+|~~~+)")
_RULE = re.compile(r"^\s*(?:[-*_=~―─━＿・.]\s?){3,}\s*$|^\s*[─━=＝\-－―_*]{3,}\s*$")
_HEADING = re.compile(r"(#{1,6})\s+(?=\S)|(#{1,6})(?=[^\s#!\d\w]|[ぁ-ん一-鿿ァ-ヴ])")
_QUOTE = re.compile(r"(?:>\s?){1,4}")
_CHECK = re.compile(r"(?:[-*+・]\s*)?\[[ xX✓]?\]\s+|[☐☑✅□](?=\s)\s+")
_BULLET = re.compile(r"[-*+](?=\s)\s+|[・•‣◦▪▫►▸●○∙⁃➢✓✔★☆*](?![*\s]*\*)\s*|[-‐–](?=[^\s\-\d>])|(?:⇒|→|➡|▶)\s*")
_SYMBOL = re.compile(r"[■◆◇▼▽▲△□◎〇○●★☆▶►❖◼◾♦§※][\s]?(?=\S)")
_NUMBER = re.compile(r"(?:\(?\d{1,2}[.)](?=\s|[^\d\s])|[①-⑳❶-❿]|\d{1,2}\s?[、:](?=[^\d\s])|\d{1,2}/(?=[^\d\s/.:\-上中下末初頃週月日])|第\d{1,2}[章項条]?|[一二三四五六七八九十]{1,2}、(?=[^\s一二三四五六七八九十百千万、。]{2,16}(?:[\s:=(]|$)))\s*")
_EMOJI = re.compile(r"[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f]+\s*")


def parse_lines(text: str, body_start: int = 0) -> tuple[Line, ...]:
    """Return the first 4,000 lines of folded `text`; lines before `body_start` are front matter."""
    lines: list[Line] = []
    at, fence = 0, ""
    for number, raw in enumerate(text.split("\n", _LINES)[:_LINES]):
        start, end = at, at + len(raw)
        at = end + 1
        if start < body_start:
            lines.append(Line(number, start, end, start, 0, "front"))
            continue
        found = _FENCE.match(raw) if "`" in raw or "~" in raw else None
        if found or fence:
            lines.append(Line(number, start, end, start, 0, "fence"))
            if found and (not fence or found[1].startswith(fence)):
                fence = "" if fence else found[1][:3]
            continue
        lines.append(_read_line(number, raw, start, end) if raw and not raw.isspace() else Line(number, start, end, end, 0, "blank"))
    return tuple(lines)


def _read_line(number: int, raw: str, start: int, end: int) -> Line:
    head = raw[:400]
    if len(raw) < 400 and _RULE.match(head):
        return Line(number, start, end, end, 0, "rule")
    at = len(head) - len(head.lstrip())
    indent = sum(2 if ch == "\t" else 1 for ch in head[:at])
    quote = _QUOTE.match(head, at)
    if quote:
        at = quote.end()
        at += len(head[at:]) - len(head[at:].lstrip())
    if head.startswith("|", at) and head.count("|") >= 2:
        return Line(number, start, end, start + at, indent, "table")
    heading = _HEADING.match(head, at)
    if heading and heading[2] == "#":  # ＃相手 is a mark before a label, as ■ is
        return Line(number, start, end, start + heading.end(), indent, "text", "symbol", 0, "#")
    if heading:
        at = heading.end()
        emoji = _EMOJI.match(head, at)
        return Line(
            number,
            start,
            end,
            start + (emoji.end() if emoji else at),
            indent,
            "text",
            "heading",
            len(heading[1] or heading[2]),
            "#",
        )
    for mark, pattern in _MARKS:
        found = pattern.match(head, at)
        if found and not head.startswith("**", at):
            symbol = found[0].strip()
            at = found.end()
            emoji = _EMOJI.match(head, at)
            if emoji:
                at = emoji.end()
            return Line(number, start, end, start + at, indent, "text", mark, 0, symbol)
    emoji = _EMOJI.match(head, at)
    if emoji and emoji.end() < len(head):
        return Line(number, start, end, start + emoji.end(), indent, "text", "symbol", 0, "emoji")
    return Line(number, start, end, start + at, indent, "text")


_MARKS: tuple[tuple[Mark, re.Pattern[str]], ...] = (
    ("check", _CHECK), ("symbol", _SYMBOL), ("bullet", _BULLET), ("number", _NUMBER),
)  # fmt: skip
