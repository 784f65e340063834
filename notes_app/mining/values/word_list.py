"""A long list of words as a pattern: posts, trades, duties. Pure.

Python tries the members of an alternation one after the other; a thousand posts at every character of a text cost more than
all that is then read. A tree of their letters, behind one look at the first of them, matches the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_Tree = dict[str, "_Tree"]


def any_of(words: Iterable[str]) -> str:
    """Return a pattern, in a group of its own, that matches any of the words: of several that stand at a place, the longest first."""
    tree: _Tree = {}
    for word in words:
        at = tree
        for letter in word:
            at = at.setdefault(letter, {})
        at[""] = {}
    return f"(?=[{''.join(map(re.escape, tree))}]){_pattern(tree)}"


def _pattern(tree: _Tree) -> str:
    branches = [f"{re.escape(letter)}{_pattern(rest)}" for letter, rest in tree.items() if letter]
    if not branches:
        return ""
    return f"(?:{'|'.join(branches)}){'?' if '' in tree else ''}"
