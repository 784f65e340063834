"""Show a note's Markdown as HTML that can do no harm, with the places of interest highlighted.

Pure. Two walls: the parser makes no raw HTML and only links we know, and nh3 lets nothing else through.

Source: https://spec.commonmark.org/0.31.2/, https://github.github.com/gfm/, https://docs.rs/ammonia
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.tasklists import tasklists_plugin

from notes_app.minutes.attachment import is_attachment_link
from notes_app.minutes.bare_links import cut_bare_links

Mark = tuple[int, int, str]
"""A place to highlight: start and end in characters of the body, and the key the page knows it by."""


@dataclass(frozen=True, slots=True)
class FileAddress:
    """Where an attachment is served. is_image: an image that may be drawn in the page."""

    url: str
    is_image: bool = False


FindFile = Callable[[str], FileAddress | None]
"""Given the address a text names a file by, return where it is served; None when it is no file of this note."""

RENDER_LIMIT = 250_000  # characters; a longer text is shown as plain text
OPEN_BRACKET_LIMIT = (
    2_000  # unclosed [ more than these take a Markdown parser time that grows with their square
)
_FIRST_PART = re.compile(r"[/?#]")  # what ends the part of an address that can be, or look like, a scheme
_SAFE_SCHEMES = ("http:", "https:", "mailto:")
_BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "table", "tr"}
_TAGS = _BLOCKS | {
    "a", "br", "code", "del", "em", "hr", "img", "input", "mark", "s", "strong", "tbody", "td", "th", "thead",
}  # fmt: skip
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "loading"},
    "input": {"type", "checked", "disabled"},
    "mark": {"data-key"},
    "ol": {"start", "data-line"},
}
_CLASSES = {
    "ul": {"contains-task-list"},
    "li": {"task-list-item"},
    "input": {"task-list-item-checkbox"},
    "td": {"align-left", "align-center", "align-right"},
    "th": {"align-left", "align-center", "align-right"},
}


def render_markdown(body: str, marks: Sequence[Mark] = (), find_file: FindFile | None = None) -> str:
    """Return `body` as safe HTML: tables, task lists, strikethrough and bare addresses included.

    Images are drawn, and links to attachments lead somewhere, only where `find_file` finds them: others would tell
    strangers who reads a note, and when. What it does not find stays as words.

    Block elements carry `data-line`, the line of the body they begin at (0 for the first). marks are
    highlighted as
    `<mark data-key="…">` where they cover plain text; in code, addresses and escapes they are left out.
    """
    if len(body) > RENDER_LIMIT or body.count("[") - body.count("]") > OPEN_BRACKET_LIMIT:
        return f"<pre>{html.escape(body)}</pre>"
    env: dict[str, Any] = {}
    parser = _parser()
    tokens = parser.parse(body, env)
    _number_lines(tokens)
    if marks:
        _highlight(tokens, body, sorted(marks))
    drawn = _point_at_files(tokens, find_file)
    return _sanitised(parser.renderer.render(tokens, parser.options, env), drawn)


def is_safe_link(url: str) -> bool:
    """Whether a link may lead there: the web, a mail address, or a place in this app."""
    if not url or re.search(r"[\x00-\x20\x7f\\]", url) or url.startswith("//"):
        return False
    has_scheme = ":" in _FIRST_PART.split(url, maxsplit=1)[0]
    return not has_scheme or url.lower().startswith(_SAFE_SCHEMES)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": 60})
    parser.enable(["table", "strikethrough", "linkify"])
    parser.use(tasklists_plugin)
    parser.core.ruler.after("linkify", "cut_bare_links", cut_bare_links)
    parser.validateLink = _is_known_address  # type: ignore[method-assign]
    parser.add_render_rule("image", _render_image)
    for cell in ("td_open", "th_open"):
        parser.add_render_rule(cell, _render_cell)
    return parser


def _is_known_address(url: str) -> bool:
    return is_safe_link(html.unescape(url))


def _render_image(
    self: Any, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    token = tokens[idx]
    source, alt = str(token.attrs.get("src", "")), token.content
    if not token.meta.get("is_drawn"):
        return html.escape(alt or source)
    return f'<img src="{html.escape(source)}" alt="{html.escape(alt)}" loading="lazy">'


def _render_cell(
    self: Any, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    token = tokens[idx]
    style = str(token.attrs.get("style", ""))
    align = next((f' class="align-{side}"' for side in ("left", "center", "right") if side in style), "")
    return f"<{token.tag}{align}>"


def _number_lines(tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.map and token.nesting == 1:
            token.attrSet("data-line", str(token.map[0]))


def _point_at_files(tokens: Sequence[Token], find_file: FindFile | None) -> frozenset[str]:
    """Make links and images lead to where the note's files are served; return the addresses of the images drawn."""
    drawn: set[str] = set()
    for token in tokens:
        left_out: list[bool] = []  # for each link that is open, whether it is left out
        for child in token.children or ():
            if child.type == "image":
                found = find_file(str(child.attrs.get("src", ""))) if find_file else None
                if found is not None and found.is_image:
                    child.attrSet("src", found.url)
                    child.meta["is_drawn"] = True
                    drawn.add(found.url)
            elif child.type == "link_open":
                address = str(child.attrs.get("href", ""))
                found = find_file(address) if find_file else None
                if found is not None:
                    child.attrSet("href", found.url)
                left_out.append(found is None and is_attachment_link(address))
                child.hidden = left_out[-1]
            elif child.type == "link_close" and left_out:
                child.hidden = left_out.pop()
        token.children = [child for child in token.children if not child.hidden] if token.children else token.children
    return frozenset(drawn)


def _sanitised(markup: str, drawn: frozenset[str]) -> str:
    return nh3.clean(
        markup,
        tags=_TAGS,
        attributes={**{tag: {"data-line"} for tag in _BLOCKS}, **_ATTRIBUTES},
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
        attribute_filter=lambda _tag, name, value: _keep_attribute(name, value, drawn),
    )


def _keep_attribute(name: str, value: str, drawn: frozenset[str]) -> str | None:
    if name == "href":
        return value if is_safe_link(value) else None
    if name == "src":
        return value if value in drawn else None
    return value


# --- highlights ---------------------------------------------------------------------------------------------


def _highlight(tokens: Sequence[Token], body: str, marks: Sequence[Mark]) -> None:
    """Put mark tokens into the text of every inline token whose lines a mark touches."""
    line_starts = [0, *(found.end() for found in re.finditer("\n", body)), len(body)]
    cursor = 0
    for token in tokens:
        if token.map:
            cursor = max(cursor, line_starts[min(token.map[0], len(line_starts) - 1)])
        if token.type == "inline" and token.children:
            token.children, cursor = _with_marks(token.children, body, cursor, marks)


def _with_marks(
    children: list[Token], body: str, cursor: int, marks: Sequence[Mark]
) -> tuple[list[Token], int]:
    out: list[Token] = []
    for child in children:
        at = body.find(child.content, cursor) if child.content else -1
        if child.type == "text" and at >= 0:
            out.extend(_pieces(child, at, marks))
        else:
            out.append(child)
        if child.type == "link_open":
            continue
        if at >= 0:
            cursor = at + len(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            cursor = body.find("\n", cursor) + 1 or len(body)
        elif child.type == "link_close":
            cursor = _behind_address(out, body, cursor)
    return out, cursor


def _behind_address(out: Sequence[Token], body: str, cursor: int) -> int:
    """Return where the text goes on after `](address)`, so that words inside an address are not taken for
    text.
    """
    opened = next((token for token in reversed(out) if token.type == "link_open"), None)
    address = str(opened.attrs.get("href", "")) if opened else ""
    if opened is None or opened.markup == "linkify" or not body.startswith("](", cursor):
        return cursor
    at = body.find(address, cursor)
    return at + len(address) if address and at >= 0 else cursor


def _pieces(child: Token, at: int, marks: Sequence[Mark]) -> Iterator[Token]:
    """Return a text token cut where marks begin and end; at: where its text stands in the body."""
    end = at + len(child.content)
    touching = [mark for mark in marks if mark[0] < end and mark[1] > at]
    cuts = sorted({at, end, *(min(max(place, at), end) for mark in touching for place in mark[:2])})
    for start, stop in pairwise(cuts):
        keys = [key for low, high, key in touching if low <= start and stop <= high]
        piece = Token("text", "", 0, content=child.content[start - at : stop - at], level=child.level)
        if keys:
            yield Token("mark_open", "mark", 1, attrs={"data-key": " ".join(dict.fromkeys(keys))})
        yield piece
        if keys:
            yield Token("mark_close", "mark", -1)
