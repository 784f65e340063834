"""Read YAML front matter as people mean it, and write values so that every YAML reader agrees on them.

Pure. ruamel.yaml's scanner says where each key and value stands; the meaning of plain scalars is decided
here, by
the YAML 1.2 core schema made stricter: `no`, `12:30`, `007`, `0x1F` and `.nan` are text, for in minutes they
are.
Anchors' aliases, tags and deep nesting are refused, so a bomb never unfolds.

Source: https://yaml.org/spec/1.2.2/#103-core-schema
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString, SingleQuotedScalarString

MAX_DEPTH = 20

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+]?[0-9]{1,3})?|[eE][-+]?[0-9]{1,2})")
_MOMENT = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{0,6})\d*)?)?"
    r"(?:[ \t]*(?:([Zz])|([-+])(\d\d?)(?::?(\d\d))?))?)?",
    re.ASCII,
)
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_OTHERS_MISREAD = (
    re.compile(  # text that YAML 1.1 readers (PyYAML, older Obsidian plug-ins) take for something else
        r"y|n|yes|no|on|off|[-+.0-9][-+.0-9_:eExXoOa-fA-F]*|[.](?:inf|nan)", re.IGNORECASE
    )
)


_LITERAL = re.compile(  # text of several lines that a block says as it is: nothing unprintable, no blank ends
    r"[^\s\x7f-\x9f\u2028\u2029\ufeff][^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]*(?<=\S)"
)


class FrontMatterError(ValueError):
    """Front matter that cannot be read: line counted from its own first line as 0, and why in both languages.
    """

    def __init__(self, line: int, reason_ja: str, reason_en: str) -> None:
        super().__init__(reason_en)
        self.line, self.reason_ja, self.reason_en = line, reason_ja, reason_en


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of the top mapping and where it stands: offsets into the front matter's text.

    source: the text of a plain scalar as written, else None. style: '' plain, ' " | > of a scalar, [ flow, -
            block.
    """

    key: str
    value: Any
    start: int
    value_start: int
    value_end: int
    source: str | None
    style: str


@dataclass(frozen=True, slots=True)
class FrontMapping:
    """The top mapping; indent: the column its keys begin at; is_flow: written as {a: b}."""

    entries: tuple[Entry, ...]
    indent: int = 0
    is_flow: bool = False

    @property
    def values(self) -> dict[str, Any]:
        return {entry.key: entry.value for entry in self.entries}


_SURROGATE = re.compile("[\ud800-\udfff]")
_KEY_LINE = re.compile(r"([^\W\d][\w\-]{0,60}):(?: (.+))?")
_ITEM_LINE = re.compile(r"  - (.+)")
_PLAIN = re.compile(r"""[^\s\-?:,\[\]{}#&*!|>'"%@`](?:[^:#]|:(?=[^ ])|(?<=[^ ])#)*(?<![ :])""")
_QUOTED = re.compile(r"'([^']*)'|\"([^\"\\\\]*)\"")


def read_values(text: str) -> dict[str, Any] | None:
    """Return `read_yaml(text).values`; some thirty times sooner when it is laid out as most front matter is.
    """
    values = _read_plainly(text)
    if values is not None:
        return values
    mapping = read_yaml(text)
    return None if mapping is None else mapping.values


def _read_plainly(text: str) -> dict[str, Any] | None:
    """Return the values of keys, scalars and lists on lines of their own; None when there is anything else.
    """
    if len(text) > 8000 or not text.replace("\n", "").replace("\u3000", "").isprintable():
        return None
    values: dict[str, Any] = {}
    items: list[Any] | None = None  # of the key just read, while it may still turn out to be a list
    key = ""
    for line in text.removesuffix("\n").split("\n"):
        if items is not None and (item := _ITEM_LINE.fullmatch(line)):
            scalar, is_simple = _simple_scalar(item[1])
            items.append(scalar)
            values[key] = items
        else:
            found = _KEY_LINE.fullmatch(line)
            if found is None or found[1] in values:
                return None
            key = found[1]
            items = [] if found[2] is None else None
            values[key], is_simple = (None, True) if found[2] is None else _simple_scalar(found[2])
        if not is_simple:
            return None
    return values


def _simple_scalar(written: str) -> tuple[Any, bool]:
    """Return the value of a scalar that needs no real parser, and whether it is one."""
    if _PLAIN.fullmatch(written):
        return resolve(written), True
    quoted = _QUOTED.fullmatch(written)
    if quoted is None:
        return None, False
    return quoted[1] if quoted[1] is not None else quoted[2], True


def read_yaml(text: str) -> FrontMapping | None:
    """Return what the front matter says, or None when it is no mapping (a lone rule or sentence between
    dashes).

    Raises:
        FrontMatterError: not YAML, a key twice, an alias, a tag, or nested deeper than `MAX_DEPTH`.
    """
    try:
        return _Reader(text).top()
    except MarkedYAMLError as error:
        at_the_end = error.problem_mark is None or error.problem_mark.index >= len(text.rstrip("\n"))
        mark = (error.context_mark or error.problem_mark) if at_the_end else error.problem_mark
        problem = " ".join(part for part in (error.context, error.problem) if part)
        line = mark.line if mark else 0
        raise FrontMatterError(
            line,
            f"YAML として読めません（{problem}）。値に「: 」や「#」があれば引用符で囲んでください",
            f"not valid YAML: {problem}",
        ) from error
    except (YAMLError, ValueError) as error:
        if isinstance(error, FrontMatterError):
            raise
        raise FrontMatterError(
            0, "YAML に使えない文字があります", "it holds a character YAML does not allow"
        ) from error


class _Reader:
    """Builds plain values from the scanner's events, watching depth, aliases, tags and repeated keys."""

    def __init__(self, text: str) -> None:
        self.events: Iterator[Event] = iter(YAML(typ="safe", pure=True).parse(io.StringIO(text)))
        self.closed_at = 0  # where the mapping read last was closed by its brace

    def top(self) -> FrontMapping | None:
        next(self.events)  # stream start
        if isinstance(next(self.events), StreamEndEvent):
            return FrontMapping(())
        event = next(self.events)
        if not isinstance(event, MappingStartEvent):
            self.value(event, 1)
            return FrontMapping(()) if isinstance(event, ScalarEvent) and event.value == "" else None
        self.check(event, 1)
        entries = tuple(self.entries(1))
        next(self.events)  # document end
        end = next(self.events)
        if not isinstance(end, StreamEndEvent):
            raise FrontMatterError(
                end.start_mark.line, "YAML の文書が二つあります", "it holds two YAML documents"
            )
        return FrontMapping(entries, event.start_mark.column, bool(event.flow_style))

    def entries(self, depth: int) -> Iterator[Entry]:
        seen: set[str] = set()
        while not isinstance(key := next(self.events), MappingEndEvent):
            if not isinstance(key, ScalarEvent):
                self.check(key, depth)
                raise FrontMatterError(
                    key.start_mark.line, "項目名は一行の文字にしてください", "a key must be plain text"
                )
            self.check(key, depth)
            name = _whole_characters(str(key.value))
            if name in seen:
                raise FrontMatterError(
                    key.start_mark.line,
                    f"項目「{name}」が二度書かれています",
                    f"the key “{name}” is written twice",
                )
            seen.add(name)
            event = next(self.events)
            value, end = self.value(event, depth + 1)
            source = str(event.value) if isinstance(event, ScalarEvent) and not event.style else None
            yield Entry(
                name, value, key.start_mark.index, event.start_mark.index, end,
                source, _style(event),
            )  # fmt: skip
        self.closed_at = key.end_mark.index

    def value(self, event: Event, depth: int) -> tuple[Any, int]:
        """Return the plain value that begins with `event`, and the offset where its last written part ends.
        """
        self.check(event, depth)
        if isinstance(event, ScalarEvent):
            text = _whole_characters(str(event.value))
            return (text if event.style else resolve(text)), event.end_mark.index
        is_flow = _style(event) == "["
        end = event.end_mark.index
        if isinstance(event, SequenceStartEvent):
            items = []
            while not isinstance(part := next(self.events), SequenceEndEvent):
                item, end = self.value(part, depth + 1)
                items.append(item)
            return items, part.end_mark.index if is_flow else end
        mapping = {}
        for entry in self.entries(depth):
            mapping[entry.key], end = entry.value, entry.value_end
        return mapping, self.closed_at if is_flow else end

    def check(self, event: Event, depth: int) -> None:
        line = event.start_mark.line
        if isinstance(event, AliasEvent):
            raise FrontMatterError(
                line,
                "「*」で始まる値（別名参照）は使えません。引用符で囲んでください",
                "aliases (*name) are not allowed; put the value in quotes",
            )
        if getattr(event, "tag", None) is not None and getattr(event, "ctag", None) is not None:
            raise FrontMatterError(
                line,
                "「!」で始まるタグは使えません。引用符で囲んでください",
                "tags (!name) are not allowed; put the value in quotes",
            )
        if depth > MAX_DEPTH:
            raise FrontMatterError(
                line, f"入れ子が {MAX_DEPTH} 段を超えています", f"it is nested deeper than {MAX_DEPTH}"
            )


def _whole_characters(text: str) -> str:
    """Return text with escaped surrogates joined as JSON means them; a half alone, which nothing can store, is U+FFFD."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _style(event: Event) -> str:
    if isinstance(event, ScalarEvent):
        return event.style or ""
    return "[" if getattr(event, "flow_style", False) else "-"


def resolve(text: str) -> Any:
    """Return what a plain (unquoted) scalar means: None, bool, int, float, date, datetime or the text itself.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return read_moment(text) or text


def read_moment(text: str) -> date | datetime | None:
    """Return the date or date and time that `text` writes in ISO 8601 or YAML's way, None if it is neither.
    """
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zulu, sign, off_hour, off_minute = found.groups()
    try:
        if hour is None:
            return date(int(year), int(month), int(day))
        offset = timedelta(hours=int(off_hour or 0), minutes=int(off_minute or 0))
        zone = None if not (zulu or sign) else timezone(-offset if sign == "-" else offset)
        moment = datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0),
            int((fraction or "0").ljust(6, "0")), tzinfo=zone,
        )  # fmt: skip
    except ValueError:  # 30 February is text
        return None
    return moment if can_be_told_everywhere(moment) else None


def can_be_told_everywhere(moment: date | datetime) -> bool:
    """Return whether a moment has a date in every time zone; at the very ends of the calendar some have none."""
    return not isinstance(moment, datetime) or date.min.year < moment.year < date.max.year


def write_yaml(values: Mapping[str, Any], *, indent: int = 0, style: str = "") -> str:
    """Return `values` as block YAML, one key a line, in their order; "" when there are none.

    style: how an `Entry` being replaced was written: its quotes, or [ for lists on one line.
    """
    if not values:
        return ""
    emitter = YAML(typ="rt")
    emitter.Representer = _Representer
    emitter.width = 2**30  # never fold: one key, one line
    emitter.allow_unicode = True
    emitter.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    emitter.default_flow_style = style == "["
    whole = CommentedMap({_emittable(str(key)): _emittable(value, style) for key, value in values.items()})
    whole.fa.set_block_style()
    emitter.dump(whole, out)
    return "".join(" " * indent + line for line in out.getvalue().splitlines(keepends=True))


def _emittable(value: Any, style: str = "") -> Any:
    """Return `value` dressed so that the emitter writes what reads back the same, here and in other programs.
    """
    if isinstance(value, str):
        if "\n" in value and _LITERAL.fullmatch(value):
            return LiteralScalarString(value)
        if not value.isprintable() or style == '"':
            return DoubleQuotedScalarString(value)
        needs_quotes = not isinstance(resolve(value), str) or _OTHERS_MISREAD.fullmatch(value)
        return SingleQuotedScalarString(value) if needs_quotes or style == "'" else value
    if isinstance(value, Mapping):
        return {_emittable(str(key)): _emittable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_emittable(item) for item in value]
    return _IsoMoment(value.isoformat()) if isinstance(value, datetime) else value


@dataclass(frozen=True, slots=True)
class _IsoMoment:
    """A date and time to be written as ISO 8601 does; the library's own form has a blank for the T."""

    text: str


class _Representer(RoundTripRepresenter):
    def represent_moment(self, moment: _IsoMoment) -> Any:
        return self.represent_scalar("tag:yaml.org,2002:timestamp", moment.text)


_Representer.add_representer(_IsoMoment, _Representer.represent_moment)
