"""Find the labels of a note and the values that stand under them.

Pure. `read_note` folds and parses a note once; `extract` turns its lines into observations: a label as written, its
key, and the folded spans of its value, whether beside it, below it, in a table or in the front matter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from notes_app.mining.evidence import Evidence
from notes_app.mining.fields.asides import is_housekeeping
from notes_app.mining.file_links import without_file_links
from notes_app.mining.folding import FoldedText, fold, fold_key
from notes_app.mining.front_labels import front_observations
from notes_app.mining.knowledge import Knowledge
from notes_app.mining.label_forms import (
    LabelledPart,
    delimiters_of,
    grown_labels,
    inner_labels,
    is_idle_talk,
    is_label_like,
    own_marks,
    read_label,
    spaced_labels,
)
from notes_app.mining.lines import Line, parse_lines
from notes_app.mining.observation import Observation, Span
from notes_app.mining.resolve import resolve_key
from notes_app.mining.source import SourceNote
from notes_app.mining.tables import table_observations


@dataclass(slots=True)
class NoteReading:
    """A note, folded and cut into lines, with its observations: what every later rule looks at."""

    note: SourceNote
    folded: FoldedText
    lines: tuple[Line, ...]
    body_start: int
    observations: tuple[Observation, ...] = ()

    @property
    def text(self) -> str:
        """The folded text; every span inside mining counts its characters."""
        return self.folded.text

    def evidence(self, start: int, end: int) -> Evidence:
        """Return the span of the note's own text that folded `[start, end)` was made from."""
        a, b = self.folded.span(start, end)
        return Evidence(self.note.note_id, a, b, self.note.text[a:b])


def read_note(note: SourceNote, knowledge: Knowledge) -> NoteReading:
    """Fold, cut and label a note, once."""
    folded = replace(fold(without_file_links(note.text)), source=note.text)
    body_start = folded.at(_body_start(note)) if note.text else 0
    reading = NoteReading(note, folded, parse_lines(folded.text, body_start), body_start)
    reading.observations = extract(reading, knowledge)
    return reading


def _body_start(note: SourceNote) -> int:
    if note.body_start or not note.text.startswith("---\n"):
        return note.body_start
    close = note.text.find("\n---", 4)
    return 0 if close < 0 or close > 20_000 else (note.text.find("\n", close + 1) + 1 or len(note.text))


_LINES_READ = 300
SPEAKER_HEAD = re.compile(r"\[?(?:\d{1,2}:\d\d\]?\s)?[^\s:=\d]{1,10}\s\[?\d{1,2}:\d\d\]?\s*$")
"""穂積 18:40: who speaks from here on, and when."""
_VOICE = re.compile(r"(?:\[?\d{1,2}:\d\d\]?\s?)?(?:[^\s:「」『』]{1,10}(?:\s\d{1,2}:\d\d)?(?:\s?:\s?|(?=[「『])))?[「『]?")
_QUESTION = re.compile(rf"{_VOICE.pattern}(?P<topic>[^\s?、。「」:]{{1,10}}?)(?:(?:は|って|の方は|のほうは)(?:いくら|誰|だれ|どなた|いつ|どこ|どう)?(?:ですか|でしょうか)?\s?[?]?|(?:いくら|誰|いつ)?(?:ですか)?\s?[?])[」』]?$")


@dataclass(slots=True)
class _Block:
    """A label whose value is the lines below it, while they are being collected."""

    label: tuple[int, int]
    rank: int
    source: str
    parent: str
    first: Span | None = None
    parts: list[Span] = field(default_factory=list)
    has_gap: bool = False
    is_list: bool = False


def extract(reading: NoteReading, knowledge: Knowledge) -> tuple[Observation, ...]:
    """Return the observations of a note in the order of its text."""
    return _Extraction(reading, knowledge).run()


class _Extraction:
    """One pass over the lines; open blocks collect what stands below their label."""

    def __init__(self, reading: NoteReading, knowledge: Knowledge) -> None:
        self.reading, self.text, self.knowledge = reading, reading.text, knowledge
        self.author = reading.note.author
        self.found: list[Observation] = []
        self.blocks: list[_Block] = []
        self.lines = self._bounded(reading.lines)
        self.cache: dict[str, bool] = {}
        spans = [(line.body, line.end) for line in self.lines if line.kind == "text"][:300]
        self.marks = delimiters_of(self.text, spans, self.known) | own_marks(self.text, spans) | knowledge.grammar_of(self.author).delimiters
        self.symbol_heads = sum(line.mark == "symbol" for line in self.lines)

    @staticmethod
    def _bounded(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        """Return the lines up to the 300th that says something: beyond it lies a log or a paste, no form."""
        said = 0
        for at, line in enumerate(lines):
            said += line.kind != "blank"
            if said > _LINES_READ:
                return lines[:at]
        return lines

    def known(self, key: str) -> bool:
        answer = self.cache.get(key)
        if answer is None:
            answer = self.cache[key] = is_housekeeping(key) or resolve_key(key, self.author, self.knowledge) is not None
        return answer

    def run(self) -> tuple[Observation, ...]:
        lines = self.lines
        self.found.extend(front_observations(self.text, [line for line in lines if line.kind == "front"]))
        at = 0
        while at < len(lines):
            line = lines[at]
            if line.kind == "table":
                stop = at
                while stop < len(lines) and lines[stop].kind == "table":
                    stop += 1
                self._table(lines[at:stop])
                at = stop
                continue
            if line.kind == "blank":
                for block in self.blocks:
                    block.has_gap = block.has_gap or bool(block.parts)
            elif line.kind == "rule":
                self._close(5)
            elif line.kind == "text":
                self._text_line(line, lines[at + 1] if at + 1 < len(lines) else None)
                self._asked(line, lines[at + 1 : at + 4])
            at += 1
        self._close(0)
        self.found.sort(key=lambda one: (one.label_start, one.start))
        return tuple(self.found)

    # -- one line ------------------------------------------------------------------------------

    def _text_line(self, line: Line, following: Line | None) -> None:
        if line.body >= line.end:
            return
        if SPEAKER_HEAD.match(self.text[line.body : min(line.end, line.body + 30)]):
            self._close(5)
            return
        if line.mark == "heading":
            self._heading(line)
            return
        if grown := grown_labels(self.text, line.body, line.end, self.known):
            self._side_by_side(line, grown)
            return
        part = read_label(self.text, line.body, line.end, self.known, self.marks, is_symbol=line.mark == "symbol")
        if part and part.start < part.end and self.text[part.start : part.end].strip():
            self._inline(line, part)
            return
        if part:
            self._open(line, (part.label_start, part.label_end), self._rank(line, part.form), part.form)
            return
        if self._is_bare_label(line, following):
            self._open(
                line,
                (line.body, line.end),
                self._rank(line, "symbol" if line.mark == "symbol" else "bare"),
                "bare",
            )
            return
        inner = inner_labels(self.text, line.body, line.end, self.known)
        if inner:  # 「商談室にて / 参加: 佐藤様、高橋」
            self._side_by_side(line, inner)
            return
        self._collect(line, (line.body, line.end))

    def _asked(self, line: Line, following: Sequence[Line]) -> None:
        """Take what a talk asks for as a label, and the answer as its value: 「決裁は？」「坂巻常務です」."""
        if line.end - line.body > 40:
            return
        asked = _QUESTION.match(self.text[line.body : line.end])
        answer = next((one for one in following if one.kind == "text" and not SPEAKER_HEAD.match(self.text[one.body : min(one.end, one.body + 30)])), None)
        if not asked or not answer or answer.end - answer.body > 200 or not self.known(fold_key(asked["topic"])):
            return
        said = _VOICE.match(self.text, answer.body, answer.end)
        start, end = self._trim(said.end() if said else answer.body, answer.end, tail="」』 ")
        if start < end and not self.text[start:end].endswith(("?", "か", "か。")):
            at = line.body + asked.start("topic")
            self._emit(at, at + len(asked["topic"]), ((start, end),), "asked", "")

    def _side_by_side(self, line: Line, labels: tuple[LabelledPart, ...]) -> None:
        """Take the labels that stand side by side in a line; what stands before the first belongs to the block around."""
        parent = self._parent(self._rank(line, "colon"))
        for more in labels:
            self._emit(more.label_start, more.label_end, (self._trim(more.start, more.end, tail="、,/|;。 "),), more.form, parent)
        head = self._trim(line.body, labels[0].label_start, tail=" 　\t、,/|;【■◆●▼・。〔〈《[")
        if head[1] > head[0]:
            self._collect(line, head)

    def _rank(self, line: Line, form: str) -> int:
        """Rank of a block: lower encloses higher. Headings 1–6, ■ and 【】 10, bold 12, bare lines 20 and deeper."""
        if line.mark == "symbol" or form == "bracket":
            return 10 + line.indent
        if form == "bold" and not line.mark:
            return 12 + line.indent
        return 20 + line.indent + (2 if line.mark in ("bullet", "check") else 1 if line.mark == "number" else 0)

    def _heading(self, line: Line) -> None:
        self._close(line.level)
        part = read_label(self.text, line.body, line.end, self.known, frozenset())
        if (
            part
            and part.start < part.end
            and part.form in ("colon", "bracket", "bold")
            and self.known(fold_key(self.text[part.label_start : part.label_end]))
        ):
            self._inline(line, part, rank=line.level)
            return
        end = line.end
        while end > line.body and self.text[end - 1] in "# :":
            end -= 1
        self.blocks.append(_Block((line.body, end), line.level, "heading", self._parent(line.level)))

    def _is_bare_label(self, line: Line, following: Line | None) -> bool:
        content = self.text[line.body : line.end].strip()
        if len(content) > 24 or not is_label_like(content):
            return False
        if line.mark == "symbol" and (self.symbol_heads >= 2 or self.known(fold_key(content))):
            return True
        if following is None or following.kind not in ("text", "table", "blank"):
            return False
        if following.kind == "text" and line.mark in ("bullet", "check") and following.indent <= line.indent:
            return False
        is_idle = following.kind == "text" and is_idle_talk(fold_key(content), self.text[following.body : following.end].strip())
        return (is_idle or self.known(fold_key(content))) and len(content) <= 18

    def _inline(self, line: Line, part: LabelledPart, rank: int | None = None) -> None:
        own = self._rank(line, part.form) if rank is None else rank
        self._close(own)
        parent = self._parent(own)
        self._collect(
            line,
            (line.body, line.end),
            is_labelled=self.known(fold_key(self.text[part.label_start : part.label_end])),
        )
        finder = spaced_labels if part.form in (" ", "space") else inner_labels
        inner = finder(self.text, part.start, part.end, self.known) or inner_labels(self.text, part.start, part.end, self.known)
        first_end = inner[0].label_start if inner else part.end
        if inner:
            first_end = part.start + len(self.text[part.start : first_end].rstrip(" 　、,/|;【■◆●▼・。"))
        span = self._trim(part.start, max(part.start, first_end))
        block = _Block((part.label_start, part.label_end), own, part.form, parent, first=span)
        for more in inner:
            self._emit(
                more.label_start,
                more.label_end,
                (self._trim(more.start, more.end, tail="、,/|;。 "),),
                more.form,
                parent,
            )
        if inner:
            self._emit(part.label_start, part.label_end, (span,), part.form, parent)
        else:
            self.blocks.append(block)

    def _trim(self, start: int, end: int, tail: str = " \t") -> Span:
        while end > start and self.text[end - 1] in tail:
            end -= 1
        while start < end and self.text[start] in " \t":
            start += 1
        return start, end

    # -- blocks --------------------------------------------------------------------------------

    def _open(self, line: Line, label: tuple[int, int], rank: int, source: str) -> None:
        self._close(rank)
        parent = self._parent(rank)
        self._collect(line, (line.body, line.end), is_labelled=True)
        self.blocks.append(_Block(label, rank, source, parent))

    def _collect(self, line: Line, span: Span, *, is_labelled: bool = False) -> None:
        """Give a line to the innermost open block, or to none when a blank line has ended it."""
        while self.blocks:
            block = self.blocks[-1]
            inline = block.first is not None
            own = self._rank(line, "colon")
            deeper = own > block.rank if block.rank >= 20 else line.indent > _indent_of(block) or own > 20
            if inline and (block.has_gap or not (deeper and block.rank >= 10) or is_labelled):
                if is_labelled and deeper and not block.has_gap and block.rank < 20:
                    break
                self._close(block.rank)
                continue
            ended = block.rank >= 20 or (block.rank >= 10 and block.is_list and not is_labelled)
            if (
                ended
                and block.has_gap
                and not (deeper if block.rank >= 20 else line.mark in ("bullet", "check", "number") or line.indent > _indent_of(block))
            ):
                self._close(block.rank)
                continue
            break
        if self.blocks and not (is_labelled and self.blocks[-1].first is None and not self._wants_labelled(self.blocks[-1])):
            self.blocks[-1].parts.append(self._trim(*span))
            self.blocks[-1].is_list = line.mark in ("bullet", "check", "number")

    def _wants_labelled(self, block: _Block) -> bool:
        return block.rank < 20 or block.first is None

    def _parent(self, rank: int) -> str:
        for block in reversed(self.blocks):
            if block.rank < rank and block.first is None:
                return fold_key(self.text[block.label[0] : block.label[1]])
        return ""

    def _close(self, rank: int) -> None:
        """Close every open block of this rank or deeper."""
        while self.blocks and self.blocks[-1].rank >= rank:
            block = self.blocks.pop()
            parts = ((block.first,) if block.first else ()) + tuple(block.parts)
            self._emit(*block.label, parts, block.source, block.parent, has_own_line=block.first is None)

    def _emit(
        self,
        label_start: int,
        label_end: int,
        parts: tuple[Span, ...],
        source: str,
        parent: str,
        *,
        has_own_line: bool = False,
    ) -> None:
        label = self.text[label_start:label_end]
        key = fold_key(label)
        if "/" in label and len(parts) == 1 and self._emit_pair(label_start, label_end, parts[0], source, parent):
            return
        if key:
            self.found.append(Observation(key, label.strip(), label_start, label_end, parts, source, parent, has_own_line))

    def _emit_pair(self, label_start: int, label_end: int, value: Span, source: str, parent: str) -> bool:
        """Part 「案件／金額：プレス更新／45百万円」 into two labels with a value each; False where it is no such pair."""
        cut, gap = self.text.find("/", label_start, label_end), re.search(r"\s?/(?!\d)\s?|\t", self.text[value[0] : value[1]])
        if not gap or self.text.count("/", label_start, label_end) != 1:
            return False
        labels = ((label_start, cut), (cut + 1, label_end))
        if not all(self.known(fold_key(self.text[a:b])) for a, b in labels):
            return False
        values = ((value[0], value[0] + gap.start()), (value[0] + gap.end(), value[1]))
        for (a, b), part in zip(labels, values, strict=True):
            found = Observation(fold_key(self.text[a:b]), self.text[a:b].strip(), a, b, (self._trim(*part),), source, parent)
            self.found.append(found)
        return True

    def _table(self, lines: tuple[Line, ...]) -> None:
        parent = self._parent(99)
        observations, rows = table_observations(self.text, lines, self.known, parent)
        self.found.extend(observations)
        if self.blocks and self.blocks[-1].first is None:
            self.blocks[-1].parts.extend(rows)


def _indent_of(block: _Block) -> int:
    return max(0, block.rank - 22) if block.rank >= 20 else max(0, block.rank - 10) if block.rank >= 10 else 0
