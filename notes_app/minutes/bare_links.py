"""Let a bare address end where Japanese text goes on: 「https://example.com/aを参照。」 links to …/a alone.

Pure. Browsers copy addresses percent-encoded, so hiragana or Japanese punctuation right behind one is the
sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# Kana after the host, full-width punctuation anywhere; in the host, anything Japanese behind a Latin label.
_SENTENCE = re.compile(r"[ぁ-ゖ、。，．・「」『』（）【】〈〉《》〔〕！？：；…　]")
_HOST = re.compile(r"(?:[a-z][a-z0-9+.\-]*://)?[^/?#]*", re.IGNORECASE)
_LATIN_LABEL_END = re.compile(r"(?<=\.)[A-Za-z]{2,24}(?=[^\x00-\x7f])")


def cut_bare_links(state: StateCore) -> None:
    """Shorten every linkified address of a document where its sentence goes on; a rule of the parser's core
    chain.
    """
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = list(_cut(token.children, state))


def address_end(text: str) -> int:
    """Return how many characters of a bare address belong to it."""
    found = _SENTENCE.search(text)
    host = _HOST.match(text)
    label = _LATIN_LABEL_END.search(text, 0, host.end()) if host else None
    return min(found.start() if found else len(text), label.end() if label else len(text))


def _cut(children: Sequence[Token], state: StateCore) -> Iterator[Token]:
    rest = ""
    for number, child in enumerate(children):
        before = children[number - 1] if number else None
        if (
            child.type == "text"
            and before is not None
            and before.type == "link_open"
            and before.markup == "linkify"
        ):
            end = address_end(child.content)
            href = str(before.attrs.get("href", ""))
            if end < len(child.content) and not href.startswith("mailto:"):
                scheme = "" if "://" in child.content[:end] else "http://"
                rest, child.content = child.content[end:], child.content[:end]
                before.attrs["href"] = state.md.normalizeLink(scheme + child.content)
        yield child
        if child.type == "link_close" and rest:
            yield Token("text", "", 0, content=rest, level=child.level)
            rest = ""
