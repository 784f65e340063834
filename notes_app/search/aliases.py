"""Widen a query by words that mean the same. Pure; the dictionary is plain data handed in from above."""

from __future__ import annotations

from dataclasses import replace

from notes_app.search.query_tree import Aliases, AllOf, AnyOf, Node, Not, Words
from notes_app.search.terms import fold_text


def expand(node: Node, aliases: Aliases) -> Node:
    """Return `node` with `Words.aliases` filled in; quoted words and everything excluded stay as typed."""
    folded = {fold_text(name): others for name, others in aliases.items()}
    return _expand(node, folded)


def _expand(node: Node, folded: Aliases) -> Node:
    if isinstance(node, Words) and not node.is_literal:
        own = fold_text(node.text)
        others = tuple(dict.fromkeys(other for other in folded.get(own, ()) if fold_text(other) != own))
        return replace(node, aliases=others) if others else node
    if isinstance(node, AllOf):
        return AllOf(tuple(_expand(part, folded) for part in node.parts))
    if isinstance(node, AnyOf):
        return AnyOf(tuple(_expand(part, folded) for part in node.parts))
    if isinstance(node, Not):
        return node
    return node
