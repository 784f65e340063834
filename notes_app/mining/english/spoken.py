"""Names in dictation that was written down without capitals, by the phrases that lead to them and by trade words. Pure, on folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from notes_app.mining.values.english_names import is_trade_word

_CAPITAL = re.compile(r"\b(?!I\b|I')[A-Z]")
_LETTERS = re.compile(r"[a-z]{2,}\s[a-z]{2,}\s[a-z]{2,}")
_WORD = (
    r"(?!(?:the|a|an|and|in|at|on|to|of|for|is|it|its|they|we|i|he|she|who|that|thats|this|us|them|him|her|me|as|but|so|with|from|my|our|their|his|one|two|three|quote|price|firm|lot|guys|people|someone|somebody|nobody|no|some|any|all|both|not|quite|very|by|was|were|are|"
    r"had|has|have|um|uh|just|about|yesterday|today|tomorrow|new|old|little|big|other|then|there|here|when|which|because|call|visit|meeting|chat|boss|owner|manager|director|buyer|mister|mr|mrs|ms|dr)\b)[a-z][\w&'’-]*[a-z]"
)
_NAME = rf"(?P<name>{_WORD}(?:\s(?:and\s|&\s)?{_WORD}){{0,3}}?)"
_ENDS = r"(?=\s(?:i|we|he|she|they|with|and|at|in|on|to|about|this|yesterday|today|who|whom|which|the|so|um|because|where|it|its|over|near|down|up|out|is|are|was|were|has|have|had|but|for|from|as|that|thats|part|came|quoted|want|wants)\b|[,.;]|$)"
_LEADS = re.compile(
    rf"\b(?:this (?:one )?is (?:for|about|on)|(?:just|been|back|come|came|out|over|round) (?:to|from|at|in|of|left|leaving)|left|leaving|(?:note|notes|update|report) (?:for|on|about)|(?:i|we) (?:saw|visited|went to|called (?:on|at|in at)|met|rang|dropped in (?:at|on))|"
    rf"(?:hour|morning|afternoon|time|session|meeting) (?:with|at)|(?:was|were) (?:just )?at|(?:use|uses|using|have|has|had|against|than|switch(?:ing)? from|quotes? from|bought from|buy(?:s|ing)? from|contract with|lost (?:it )?to|went with|going with|go with|stay(?:ing)? with|cousin at|firm (?:is|was)|supplier (?:is|was)|called))\s(?:the\s)?{_NAME}{_ENDS}"
)
_JOINED = re.compile(rf"\b{_WORD}(?:\s{_WORD}){{1,3}}")


def is_spoken(line: str) -> bool:
    """Return whether a line was written down without capitals, as dictation programs do."""
    return bool(_LETTERS.search(line)) and not _CAPITAL.search(line)


def spoken_firms(line: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of what may be firms' names in a line without capitals: words behind a phrase that leads to one, words before a trade."""
    for match in _LEADS.finditer(line):
        yield match.span("name")
    for match in _JOINED.finditer(line):
        words = [one.span() for one in re.finditer(r"\S+", match[0])]
        trades = [at for at, (a, b) in enumerate(words) if at and is_trade_word(match[0][a:b])]
        if trades:
            yield match.start() + words[max(0, trades[0] - 2)][0], match.start() + words[trades[-1]][1]
