"""What the values of front matter mean, however a person or another program wrote them.

Pure. A value may be of any type: text, number, list, mapping, nothing. Nothing here raises.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from notes_app.minutes.note import ACCESS_LEVELS
from notes_app.minutes.yaml_front import read_moment

TITLE_CHARACTERS = 80
TITLE_LINES = 400  # where a title is looked for
_LINK = re.compile(r"^\[\[([^\]|]+)(?:\|([^\]]+))?\]\]$")  # Obsidian: [[page]] or [[page|shown]]
_NAME_ENDS = re.compile(r"[、,，;；\n]+")
_TAG_ENDS = re.compile(r"[、,，;；\s]+")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-{2,})[ \t]*$")
_FENCE = re.compile(r"^ {0,3}(```+|~~~+)")
_WORDS = re.compile(r"[^\W_]")
_LINE_MARKS = re.compile(r"^[\s>#*+\-・■□◆◇●○▼▽]+")
FORM_LINES = 15  # where a form without a heading says what it is about
_LABELLED = re.compile(
    r"^[\s>#*+\-・■□◆◇●○▼▽]*(?:【(?P<boxed>[^】]{1,12})】\s*[:：]?|(?P<plain>[^\s:：=＝]{1,12})(?:\s*[:：=＝→]|[\t\u3000]| {2}))\s*(?P<value>\S.*?)\s*$"
)
_SUBJECT = re.compile(r"件名|タイトル|題名|表題|題|subject|title", re.IGNORECASE)
_CUSTOMER = re.compile(r"(?:ご?訪問先|お?客先|顧客|お客様|得意先|取引先|会社|企業|account|customer|client|company)(?:様|名|社名| name)?", re.IGNORECASE)
_WHEN = re.compile(r"[(（]?(?:20\d\d|[RrＲ令]|平成|\d{1,2}\s*[/月.-]|[０-９]{1,4}\s*[/／月年.]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|\d{1,2} [A-Z][a-z]{2})", re.IGNORECASE)
_INLINE_STARS = re.compile(r"[*_]{2}(\S(?:.*?\S)?)[*_]{2}")
_BOXED = re.compile(r"^【([^】]+)】\s*")
_INLINE = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*_]{2}(\S(?:.*?\S)?)[*_]{2}|`([^`]+)`")
_FILE_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:[-_.年]?)(0[1-9]|1[0-2])(?:[-_.月]?)(0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<!\d)((?:19|20)\d\d)[-_.年](\d\d?)[-_.月](\d\d?)(?!\d)"
)


def as_text(value: Any) -> str:
    """Return a scalar as a person would write it; dates in ISO 8601, nothing as ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value).strip()


def first_text(value: Any) -> str:
    """Return the first thing a value names: "営業" for 営業, [営業, …], {name: 営業} or [[営業]]."""
    return next(_texts(value), "")


def names(value: Any) -> tuple[str, ...]:
    """Return the people a value names, each once: a list, or text with 、 , ; between them."""
    parts = [name for text in _texts(value) for name in _NAME_ENDS.split(text)]
    return tuple(dict.fromkeys(name.strip() for name in parts if name.strip()))


def tags(value: Any) -> tuple[str, ...]:
    """Return the tags of a value, each once, without #: a list, or text with blanks or commas between them.
    """
    listed = isinstance(value, (list, tuple))
    parts = [tag for text in _texts(value) for tag in ([text] if listed else _TAG_ENDS.split(text))]
    return tuple(dict.fromkeys(tag.strip().lstrip("#＃") for tag in parts if tag.strip().lstrip("#＃")))


def access(value: Any) -> str:
    """Return the access level; one we do not know is read as "managers", for a typing slip must not open a
    note.
    """
    text = first_text(value).casefold()
    return text if text in ACCESS_LEVELS else "managers" if text else "team"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        named = next((value[key] for key in ("name", "名前", "title", "id") if value.get(key)), None)
        yield from _texts(named if named is not None else next(iter(value.values()), None))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
    elif text := as_text(value):
        link = _LINK.match(text)
        yield (link[2] or link[1]).strip() if link else text


def held_of(front: Mapping[str, Any], path: str) -> date | datetime | None:
    """Return when the meeting was: `held_at`, else `date`, else a date in the file's name, else None."""
    for key in ("held_at", "date"):
        value = front.get(key)
        if isinstance(value, date):
            return value
        if moment := read_moment(first_text(value)):
            return moment
    return date_in_name(PurePosixPath(path).stem)


def date_in_name(name: str) -> date | None:
    """Return the first real date in a file name: 2026-11-22, 20191119, 2026年3月5日, 2026_3_5."""
    for found in _FILE_DATE.finditer(name):
        year, month, day = (int(part) for part in found.groups() if part)
        try:
            return date(year, month, day)
        except ValueError:  # 20240231 is a number, not a day
            continue
    return None


def title_of(front: Mapping[str, Any], body: str, path: str) -> str:
    """Return the note's title: the front matter's, else the first heading, else the first line, else the file
    name.
    """
    return (
        first_text(front.get("title"))
        or _first_heading(body)
        or _first_line(body)
        or PurePosixPath(path).stem
    )


def _first_heading(body: str) -> str:
    alone = ""  # the line before, when it stands by itself as an underlined heading does
    before = ""
    for line in _prose(body):
        if (found := _HEADING.match(line)) and _WORDS.search(found[1]):
            return _bare(found[1])
        if alone and _UNDERLINE.match(line):
            return _bare(alone)
        alone = line if not before.strip() and _WORDS.search(line) and not _LINE_MARKS.match(line) else ""
        before = line
    return ""


def _first_line(body: str) -> str:
    """Return the first line as a title; of a form, which begins with its date, the line that says what or whom it is about."""
    lines = [_INLINE_STARS.sub(r"\1", line) for line in islice(_prose(body), FORM_LINES) if _WORDS.search(line)]
    form = [found for line in lines if (found := _LABELLED.match(line))]
    if subject := _said(form, _SUBJECT):
        return _bare(subject)
    if form and form[0].string == lines[0] and _WHEN.match(form[0]["value"]) and (customer := _said(form, _CUSTOMER)):
        return _bare(customer)
    first = next((line for line in _prose(body) if _WORDS.search(line)), "")
    return _bare(_BOXED.sub(r"\1 ", _LINE_MARKS.sub("", _INLINE_STARS.sub(r"\1", first))).strip())


def _said(form: Sequence[re.Match[str]], label: re.Pattern[str]) -> str:
    """Return what a form says behind a label, "" when it has none."""
    return next((one["value"] for one in form if label.fullmatch(unicodedata.normalize("NFKC", one["boxed"] or one["plain"]))), "")


def _prose(body: str) -> Iterator[str]:
    """Yield the first lines of a body with code left out: a heading further down names a part, not the note.
    """
    fence = ""
    for line in body.split("\n", TITLE_LINES)[:TITLE_LINES]:
        if found := _FENCE.match(line):
            fence = "" if fence and line.strip().startswith(fence) else fence or found[1]
            yield ""
        else:
            yield "" if fence else line


def _bare(line: str) -> str:
    """Return a line of Markdown without its marks, cut to a title's length."""
    shown = _INLINE.sub(
        lambda found: next(part for part in (*found.groups(), "") if part is not None), line
    ).strip()
    return shown if len(shown) <= TITLE_CHARACTERS else shown[: TITLE_CHARACTERS - 1] + "…"
