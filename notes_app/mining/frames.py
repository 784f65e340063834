"""How a value stood in its writer's text when somebody said what it is: under which label, after which words, at which place.

Pure, on folded text. A frame is all that a confirmation keeps of a note, so that what was learnt outlives the note's
text and can be taken back; `author_grammar` makes rules of the frames of one writer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from notes_app.mining.folding import fold_key
from notes_app.mining.grammar import LONGEST_WORDS, Frame
from notes_app.mining.label_forms import OWN_MARK, is_label_like
from notes_app.mining.labels import NoteReading
from notes_app.mining.lines import Line
from notes_app.mining.observation import Observation, Span, is_spoken
from notes_app.mining.values.bare_names import is_author
from notes_app.mining.values.people import find_people
from notes_app.mining.values.titles import surnames

HEAD_LINES = 3  # lines of a note whose place says what they are about
_BEFORE, _AFTER = 10, 6  # characters of a clause kept on either side of a value


@dataclass(frozen=True, slots=True)
class Container:
    """A piece of a note whose parts have places: its folded span, and what it is called in `Frame.where`."""

    start: int
    end: int
    name: str


def containers(reading: NoteReading) -> list[Container]:
    """Return the pieces of a note whose parts have places: labelled values, and the lines that its head or a mark names."""
    found = [
        Container(a, b, f"label {one.key}")
        for one in reading.observations[:200]
        if one.key and one.source not in ("front_matter", "column", "table") and not one.is_block
        for a, b in one.parts[:1]
    ]
    labels = {one.label_start for one in reading.observations if one.source != "heading"}
    for line, name in _named_lines(reading):
        if name.startswith("line") or not labels & set(range(line.body, min(line.body + 4, line.end))):
            found.append(Container(line.body, line.end, name))  # a marked line with a label of its own says what it is
    return found


def _named_lines(reading: NoteReading) -> list[tuple[Line, str]]:
    """Return the lines that can be told by where they stand or how they are marked."""
    found, seen = [], 0
    for line in reading.lines[:300]:
        if line.kind != "text" or line.body >= line.end:
            continue
        if name := _line_name(line, seen):
            found.append((line, name))
        seen += 1
    return found


def _line_name(line: Line, nth: int) -> str:
    if line.mark == "heading":
        return f"heading {line.level}" if nth else "line 0"
    if line.mark == "symbol":
        return f"mark {line.symbol}"
    if line.mark == "check":
        return "check"
    return f"line {nth}" if nth < HEAD_LINES and not line.mark else ""


def frame_of(reading: NoteReading, start: int, end: int, stands_for: str = "") -> Frame:
    """Return how the folded span `[start, end)` stands in a note."""
    start, end = _tight(reading.text, start, end)
    label = _label_over(reading, start, end)
    box = _container_of(reading, start, end, label)
    around = box or _line_span(reading.text, start)
    before, after = _clause(reading.text, *around, start, end)
    if (speaker := _SPOKEN_BY.match(before)) and (find_people(speaker[1]) or is_author(speaker[1].strip(), reading.note.author)):
        before = ""  # who speaks says nothing of what is said
    frame = Frame(reading.text[start:end][:LONGEST_WORDS], stands_for, before=before, after=after)
    if label:
        opens = _is_what_it_carries(reading.text, label, start, end)
        frame = replace(frame, label=label.label.strip("*_ "), key=label.key, opens=opens, where=f"label {label.key}")
    elif box:
        frame = replace(frame, where=next((name for line, name in _named_lines(reading) if line.body == box[0]), ""))
        own = OWN_MARK.match(reading.text, box[0], start + 1)
        if own and own.end() == start and is_label_like(own["head"]):
            head = own["head"]
            return replace(frame, label=head, key=fold_key(head), opens=True, delimiter=own["mark"], where="")
    if not box:
        return frame
    parted_by, nth = _place(reading.text, box, start, end, is_label=label is not None)
    shape = shape_of(reading.text, parts_of(reading.text, box, parted_by)[:nth]) if nth > 0 else ""
    return replace(frame, parted_by=parted_by, nth=nth, shape=shape)


_SPOKEN_BY = re.compile(r"([^:]{1,12}):")


def _tight(text: str, start: int, end: int) -> Span:
    """Return a span without the blanks, brackets and stops a selection takes along."""
    while start < end and text[start] in " \t\n「『【(・:、。":
        start += 1
    while end > start and text[end - 1] in " \t\n」』】、。,;":
        end -= 1
    return start, end


def _label_over(reading: NoteReading, start: int, end: int) -> Observation | None:
    """Return the observation in whose value a span stands, the narrowest one; a speaker's words are no value."""
    best: tuple[int, Observation] | None = None
    for one in reading.observations:
        for a, b in one.parts:
            if a <= start and end <= b + 1 and one.key and one.source != "front_matter" and (best is None or b - a < best[0]):
                best = (b - a, one)
    return best[1] if best and not _is_speaker(reading, best[1]) else None


def _is_speaker(reading: NoteReading, one: Observation) -> bool:
    """Return whether a label is somebody who speaks, and no label."""
    label = one.label.strip("*_ ")
    if is_author(label, reading.note.author) or find_people(label) or label in surnames():
        return True
    return bool(one.parts) and one.source == "colon" and is_spoken(label, reading.text[one.parts[0][0] : one.parts[0][1]])


_LONGEST_BLOCK = 8  # lines below a label that can all be what it stands for


def _is_what_it_carries(text: str, label: Observation, start: int, end: int) -> bool:
    """Return whether a value is what its label is there for: it opens it, and little but a remark follows."""
    if label.is_block and (label.source == "heading" or len(label.parts) > _LONGEST_BLOCK):
        return False
    for a, b in label.parts:
        if a <= start < b:
            rest = re.sub(r"\([^()]*\)", "", text[end:b])
            if len(rest) * 2 > end - start and re.search(r"\d", rest):
                return False  # more than one thing stands there
            return start - a <= 2 and ((end - start) * 3 >= b - a or bool(re.match(r"[\s、。,/(・&+]|さん|様|と|は|$", text[end : end + 2])))
    return False


def _line_span(text: str, at: int) -> Span:
    begin = text.rfind("\n", 0, at) + 1
    stop = text.find("\n", at)
    return begin, stop if stop >= 0 else len(text)


def _container_of(reading: NoteReading, start: int, end: int, label: Observation | None) -> Span | None:
    if label:
        return next(((a, b) for a, b in label.parts if a <= start < b), None)
    for line in reading.lines:
        if line.start <= start < line.end and end <= line.end and line.kind == "text":
            return line.body, line.end
    return None


_DELIMITERS = "\t/|_ ("
_LISTED = "、,・;:"
"""Delimiters that part a label's value, but not a line: there they part clauses."""
_HONORIFIC = re.compile(r"(?:さん|様|さま|氏|殿|御中|社)(?=[\s、。,/|・;:_(]|$)")
_SENTENCE = re.compile(r"[。!?]|(?:です|ます|した|ません|だった)|[a-z]\.\s|\b(?:was|is|and|the|to|we|i)\b", re.IGNORECASE)
_MOST_PARTS = 5


def _place(text: str, box: Span, start: int, end: int, *, is_label: bool) -> tuple[str, int]:
    """Return the delimiter that parts a container and which part the span is; ("", -1) where it is no whole part."""
    begin, stop = box
    if honoured := _HONORIFIC.match(text, end, stop):
        end = honoured.end()
    if not is_label and _SENTENCE.search(text, begin, min(stop, begin + 200)):
        return "", -1
    marks = _DELIMITERS + _LISTED if is_label else _DELIMITERS
    left, right = text[begin:start].rstrip(" "), text[end:stop].lstrip(" ")
    left_gap, right_gap = text[begin:start][len(left) :], text[end:stop][: stop - end - len(right)]
    before = left[-1] if left and left[-1] in marks else " " if left and left_gap else ""
    after = right[0] if right and right[0] in marks else " " if right and right_gap else ""
    if (left and not before) or (right and not after):
        return "", -1
    mark = before if before and before not in " (" else after if after and after not in " (" else before or after
    nth = next((at for at, (a, b) in enumerate(parts_of(text, box, mark)) if a <= start < b), -1)
    return (mark, nth) if nth < _MOST_PARTS else ("", -1)


def parts_of(text: str, box: Span, mark: str) -> list[Span]:
    """Return the parts of a container between its delimiters, blanks stripped."""
    begin, stop = box
    if mark == " ":
        pattern = r"\s+"
    elif mark in ("/", ":"):  # 4/20 and 14:00 are one part
        pattern = rf"(?<!\d){mark}|{mark}(?!\d)"
    else:
        pattern = re.escape(mark)
    cuts = re.finditer(pattern, text[begin:stop]) if mark else ()
    parts, last = [], begin
    for cut in cuts:
        parts.append((last, begin + cut.start()))
        last = begin + cut.end()
    return [_stripped(text, a, b) for a, b in [*parts, (last, stop)]]


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


_KINDS = (
    ("d", re.compile(r"\(?(?:(?:R|H|令和)?\d{1,4}[年/.\-])?\d{1,2}[月/.\-]\d{1,2}日?\s?(?:\([^)]{1,3}\))?\)?|\d{1,2}\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*", re.IGNORECASE)),
    ("t", re.compile(r"\d{1,2}(?::\d\d|時半?(?:\d{1,2}分)?)[-~〜]?")),
    ("n", re.compile(r"[\d,.]+\D{0,2}")),
)


def shape_of(text: str, parts: Sequence[Span]) -> str:
    """Return one letter a part: d for one that begins with a date, t a time, n a number, w words."""
    return "".join(next((kind for kind, pattern in _KINDS if pattern.match(text, a, b)), "w") for a, b in parts)


_CLAUSE_END = re.compile(r"[。、,!?;\t\n()「」『』\[\]【】]")
_LAST_WORD = re.compile(r"(?:[一-鿿々]+|[ァ-ヴー]+|[ぁ-ん]{2,6})[ぁ-ん]{0,4}[\s:=>→/-]{0,2}$")


def _clause(text: str, begin: int, stop: int, start: int, end: int) -> tuple[str, str]:
    """Return the words before and after a value, back to where its clause begins and on to where it ends."""
    before = text[max(begin, start - 60) : start]
    cut = max((match.end() for match in _CLAUSE_END.finditer(before)), default=0)
    before = before[cut:].lstrip(" ")
    if before.isascii():
        before = " ".join(before.split(" ")[-4:])[-30:]
    elif len(before) > _BEFORE:
        word = _LAST_WORD.search(before[-16:])
        before = word[0] if word else ""
    after = text[end : min(stop, end + 30)]
    close = _CLAUSE_END.search(after)
    after = after[: close.start()] if close else after
    after = " ".join(after.split(" ")[:3]) if after.isascii() else after[:_AFTER]
    return ("" if re.search(r"\d", before) or not fold_key(before) else before), after.rstrip()
