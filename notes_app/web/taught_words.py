"""What a judged value taught, in words a salesperson understands."""

from __future__ import annotations

from flask_babel import gettext

from notes_app.mining.grammar import Taught


def how_taught() -> dict[str, str]:
    """Return the ways a lesson comes about, as they are called."""
    return {
        "confirmed": gettext("a question was answered"), "corrected": gettext("a value was moved"), "merged": gettext("joined on the board"),
        "shown": gettext("words were shown"), "refused": gettext("a value was refused"),
    }  # fmt: skip


def way_of(one: Taught) -> str:
    """Return one thing that was learnt as a sentence."""
    if one.kind == "label":
        return str(gettext("whatever stands under “%(label)s”", label=one.words))
    if one.kind == "no label":
        return str(gettext("nothing that stands under “%(label)s”, unless it is shown", label=one.words))
    if one.kind == "delimiter":
        return str(gettext("“%(mark)s” stands between a label and its value", mark=one.words))
    if one.kind == "words" and one.after:
        return str(gettext("what stands between “%(words)s” and “%(after)s”", words=one.words.strip(), after=one.after.strip()))
    if one.kind == "words":
        return str(gettext("what comes after “%(words)s”", words=one.words.strip()))
    return str(gettext("part %(nth)s, divided by “%(mark)s”, of %(where)s", nth=one.nth + 1, mark=_mark(one.parted_by), where=_where(one.where)))


def _mark(mark: str) -> str:
    return str({" ": gettext("a space"), "\t": gettext("a wide space")}.get(mark, mark))


def _where(where: str) -> str:
    kind, _, name = where.partition(" ")
    if kind == "line":
        return str(gettext("line %(nth)s of the text", nth=int(name) + 1))
    if kind == "label":
        return str(gettext("what stands under “%(label)s”", label=name))
    if kind == "mark":
        return str(gettext("a line that begins with “%(mark)s”", mark=name))
    return str(gettext("a heading") if kind == "heading" else gettext("a line with a box"))
