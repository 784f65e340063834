"""Links to files beside a note: what such a file is called, or where it lies, is nothing that somebody said.

Pure. `[20260401_見積.pdf](../../attachments/…)` is no day, and `![予算 500万円.png](…)` no budget.
"""

from __future__ import annotations

import re

_LABEL = r"\[(?:\\.|[^\[\]\\\n]){0,300}\]"
_ADDRESS = r"(?:(?:\.{1,2}/)*attachments/[^()\s]{0,600}|<(?:\.{1,2}/)*attachments/[^<>\n]{0,600}>)"
_LINK = re.compile(rf"!?{_LABEL}\({_ADDRESS}\)|!?\[\[[^\[\]\n|]{{1,200}}\.[A-Za-z0-9]{{2,5}}(?:\|[^\[\]\n]{{0,200}})?\]\]")


def without_file_links(text: str) -> str:
    """Return `text` with every link to an attachment blanked out, character for character, so that spans stay as they are."""
    if "](" not in text and "[[" not in text:
        return text
    return _LINK.sub(lambda link: " " * len(link[0]), text)


def names_file(text: str) -> bool:
    """Return whether a piece of text holds a link to an attachment."""
    return _LINK.search(text) is not None
