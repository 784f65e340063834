"""Find the front matter of a note and hand it to the one who reads that kind: YAML between ---, TOML between
+++.

Pure. The handlers are python-frontmatter's (they detect, load and export), over libraries that lose nothing.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import tomlkit
from frontmatter.default_handlers import BaseHandler
from tomlkit.exceptions import TOMLKitError

from notes_app.minutes.yaml_edit import edit_yaml
from notes_app.minutes.yaml_front import MAX_DEPTH, FrontMatterError, can_be_told_everywhere, read_values, write_yaml

MAX_CHARACTERS = 64 * 1024
_KEY_LINE = re.compile(r"""^[ \t]*(?:"[^"\n]*"|'[^'\n]*'|[^\s#:][^:\n]*):(?:[ \t]|$)|^\{""", re.MULTILINE)


class NotFrontMatterError(ValueError):
    """What stands between the fences is a sentence or a list, so the fences are rules of the text."""


class YamlFront(BaseHandler):
    """YAML 1.2 between dashes. A rule of five dashes or more is an ornament of the text, not a fence."""

    FM_BOUNDARY = re.compile(r"^-{3,4}[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "---"
    closing = re.compile(r"^(?:-{3,4}|\.{3})[ \t]*(?:\n|\Z)", re.MULTILINE)

    def looks_meant(self, text: str) -> bool:
        return not text.strip() or _KEY_LINE.search(text) is not None or _only_comments(text)

    def load(self, fm: str) -> dict[str, Any]:
        values = read_values(fm)
        if values is None:
            raise NotFrontMatterError
        return values

    def export(self, metadata: Mapping[str, Any], **_options: object) -> str:
        return write_yaml(metadata)

    def edit(self, fm: str, changes: Mapping[str, Any], order: Sequence[str] = ()) -> str:
        return edit_yaml(fm, changes, order)


class TomlFront(BaseHandler):
    """TOML 1.0 between plus signs, as Hugo and Zola write it."""

    FM_BOUNDARY = re.compile(r"^\+{3}[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "+++"
    closing = re.compile(r"^\+{3}[ \t]*(?:\n|\Z)", re.MULTILINE)

    def looks_meant(self, text: str) -> bool:
        return not text.strip() or "=" in text or _only_comments(text)

    def load(self, fm: str) -> dict[str, Any]:
        try:
            return {key: _plain(value, 1) for key, value in tomllib.loads(fm).items()}
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"at line (\d+)", str(error))
            line = int(found[1]) - 1 if found else 0
            raise FrontMatterError(
                line, f"TOML として読めません（{error}）", f"not valid TOML: {error}"
            ) from error
        except RecursionError as error:
            raise _too_deep() from error

    def export(self, metadata: Mapping[str, Any], **_options: object) -> str:
        return tomlkit.dumps(dict(metadata))

    def edit(self, fm: str, changes: Mapping[str, Any], _order: Sequence[str] = ()) -> str:
        expected = self.load(fm)
        try:
            document = tomlkit.parse(fm)
            for key, value in changes.items():
                if value is None:
                    expected.pop(key, None)
                    document.pop(key, None)
                elif expected.get(key) != value:
                    expected[key] = value
                    document[key] = value
            edited = tomlkit.dumps(document)
        except (TOMLKitError, ValueError, TypeError) as error:
            raise FrontMatterError(
                0, f"TOML に書けません（{error}）", f"cannot be written as TOML: {error}"
            ) from error
        if self.load(edited) != expected:
            raise FrontMatterError(0, "この値は TOML に書けません", "such a value cannot be written as TOML")
        return edited


Handler = YamlFront | TomlFront
_OPENING = re.compile(r"\A(?:[ \t]*\n)*(-{3,4}|\+{3})[ \t]*\n")


@dataclass(frozen=True, slots=True)
class FrontBlock:
    """Where the front matter of a text stands: `text[start:end]` between the fences, the body from
    `body_start`.

    values: what it says. One blank line behind the closing fence belongs to neither.
    """

    handler: Handler
    start: int
    end: int
    body_start: int
    values: dict[str, Any]


def find_front(text: str) -> FrontBlock | None:
    """Return the front matter of `text` (LF line ends), or None when it has none.

    Raises:
        FrontMatterError: it has one that cannot be read; its `line` counts from 1 at the top of the file.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return None
    handler: Handler = YamlFront() if opening[1].startswith("-") else TomlFront()
    start = opening.end()
    closing = handler.closing.search(text, start)
    if closing is None:
        return None
    content = text[start : closing.start()]
    if not handler.looks_meant(content[:MAX_CHARACTERS]):
        return None
    first_line = text.count("\n", 0, start) + 1
    if len(content) > MAX_CHARACTERS:
        limit = MAX_CHARACTERS // 1024
        raise FrontMatterError(
            first_line,
            f"先頭の項目欄が {limit} KB を超えています",
            f"the front matter is larger than {limit} kB",
        )
    try:
        values = handler.load(content)
    except NotFrontMatterError:
        return None
    except FrontMatterError as error:
        raise FrontMatterError(first_line + error.line, error.reason_ja, error.reason_en) from error
    end = closing.end()
    return FrontBlock(handler, start, closing.start(), end + text.startswith("\n", end), values)


def _only_comments(text: str) -> bool:
    return all(line.lstrip().startswith("#") or not line.strip() for line in text.split("\n"))


def _too_deep() -> FrontMatterError:
    return FrontMatterError(
        0, f"入れ子が {MAX_DEPTH} 段を超えています", f"it is nested deeper than {MAX_DEPTH}"
    )


def _plain(value: Any, depth: int) -> Any:
    """Return a TOML value as the plain values a note holds: times of day, not-a-number and infinity become
    text.
    """
    if depth > MAX_DEPTH:
        raise _too_deep()
    if isinstance(value, dict):
        return {key: _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, time) or (isinstance(value, float) and not math.isfinite(value)):
        return str(value)
    if isinstance(value, datetime) and not can_be_told_everywhere(value):
        return str(value)
    return value if isinstance(value, (bool, int, float, date, datetime)) else str(value)
