"""Merge what two people made of the same note: bodies three ways, front matter key by key.

Pure. The unit is a line or a sentence, since a Japanese paragraph is often one long line: changes to
different
sentences of it go together, changes to the same one are a conflict that only a person can settle.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from merge3 import Merge3

from notes_app.minutes.note import Note

_SENTENCE = re.compile(r"[^。！？\n]*(?:[。！？]+[」』）)]*|\n)|[^。！？\n]+")


@dataclass(frozen=True, slots=True)
class Side:
    """One person's state of a note: its body, and its front matter."""

    body: str
    front: Mapping[str, Any]
    revision: str = ""

    @classmethod
    def of(cls, note: Note) -> Side:
        return cls(note.body, note.front, note.revision)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two states that cannot be merged, for a page to show side by side.

    base:         what both began with; None when that state was never kept.
    marked_body:  the merge of the bodies, with both sides between markers where they clash.
    fields:       front matter keys that both changed, each to something else.
    body_clashes: whether the bodies clash; else only `fields` do.
    """

    mine: Side
    theirs: Side
    base: Side | None
    marked_body: str
    fields: tuple[str, ...]
    body_clashes: bool


@dataclass(frozen=True, slots=True)
class Merge:
    """The merged state. changes: what has to be set (or removed: None) in their front matter to get there."""

    body: str
    changes: Mapping[str, Any | None] = field(default_factory=dict)


def merge_notes(base: Side | None, mine: Side, theirs: Side) -> Merge | Conflict:
    """Return `theirs` with my changes since `base` put in, or the conflict when that cannot be done safely.

    Without a base only equal parts agree.
    """
    body, body_clashes = merge_bodies(base.body if base else "", mine.body, theirs.body)
    changes, fields = _merge_front(base.front if base else {}, mine.front, theirs.front)
    if body_clashes or fields:
        return Conflict(mine, theirs, base, body, fields, body_clashes)
    return Merge(body, changes)


def merge_bodies(base: str, mine: str, theirs: str) -> tuple[str, bool]:
    """Return the merged text and whether it holds a clash, which then stands between markers of its own
    lines.
    """
    if mine in (theirs, base):
        return theirs, False
    if theirs == base:
        return mine, False
    merger = Merge3(_sentences(base), _sentences(mine), _sentences(theirs))
    out: list[str] = []
    clashes = False
    for region in merger.merge_groups():
        if region[0] == "conflict":
            clashes = True
            out.append(_marked("".join(region[2]), "".join(region[3])))
        else:
            out.extend(region[1])
    return "".join(out), clashes


def _marked(mine: str, theirs: str) -> str:
    ours, others = mine.rstrip("\n"), theirs.rstrip("\n")
    return f"\n<<<<<<< 自分 / mine\n{ours}\n=======\n{others}\n>>>>>>> 相手 / theirs\n"


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(text)


def _merge_front(
    base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[dict[str, Any | None], tuple[str, ...]]:
    changes: dict[str, Any | None] = {}
    clashes: list[str] = []
    for key in dict.fromkeys((*mine, *base)):
        ours, was, is_now = mine.get(key), base.get(key), theirs.get(key)
        if ours in (was, is_now):
            continue
        if is_now == was:
            changes[key] = ours
        elif isinstance(ours, list) and isinstance(is_now, list) and isinstance(was or [], list):
            changes[key] = _merged_list(was or [], ours, is_now)
        else:
            clashes.append(key)
    return changes, tuple(clashes)


def _merged_list(base: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
    """Return their list without what I took out and with what I put in, as for tags and contacts."""
    kept = [item for item in theirs if item in mine or item not in base]
    return kept + [item for item in mine if item not in base and item not in theirs]
