"""Finding: one box, hits with the words that matched, facets to narrow by, and help when nothing was found.

The box is the one in the top bar. Without scripts it is a form; with them, results follow the typing,
never while
something is being composed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup, escape

from notes_app.catalog.catalog import MAX_PAGE, NoteFilter
from notes_app.catalog.entry import CatalogEntry
from notes_app.people.saved_search_store import SavedSearch, SearchMiss
from notes_app.search.index import SearchHit, Snippet
from notes_app.search.query import Query, parse_query
from notes_app.search.searching import Found
from notes_app.search.snippets import highlighter
from notes_app.web.context import workspace
from notes_app.web.deeds import note_deed
from notes_app.web.field_use import count_searched
from notes_app.web.file_links import file_id
from notes_app.web.guards import permits
from notes_app.web.i18n import language, show_month, today
from notes_app.web.identity import current_person, current_readers
from notes_app.web.names import called, kind_names
from notes_app.web.note_links import note_url
from notes_app.web.pages.notes import FacetChoice
from notes_app.web.people_names import writer_name
from notes_app.web.security import SEARCH_LIMIT, limiter

blueprint = Blueprint("search", __name__, url_prefix="/search")

PAGE_SIZE = 20
LAST_PAGE = 50
MOST_MISSES = 8
LONGEST_TYPED = 20  # characters; what is longer is a search and not the beginning of a name
MOST_OFFERS = 5
FACETS = ("account", "author", "month", "kind", "tag")
FACET_SIZE = 8
SHOWN_TAGS = 3
LONGEST_QUERY = 2_000
CLOSEST_READ = 200  # hits of a question that are narrowed here, by what the catalog says of them


@dataclass(frozen=True, slots=True)
class Asked:
    """text: as typed. chosen: facet -> value. exact: without other words for the same thing. page: from 1."""

    text: str
    chosen: Mapping[str, str]
    exact: bool
    page: int

    def url(self, *, page: int = 1, exact: bool | None = None, facets: Mapping[str, str | None] | None = None) -> str:
        """Return the address of the same search with something else chosen; None takes a facet away."""
        asked: dict[str, Any] = {"q": self.text, **self.chosen, **(facets or {})}
        asked["exact"] = 1 if (self.exact if exact is None else exact) else None
        asked["page"] = page if page > 1 else None
        return url_for("search.page", **{name: value for name, value in asked.items() if value})


@dataclass(frozen=True, slots=True)
class ShownHit:
    """One hit. url: its note, at the first word that matched. title, account, tags, snippets: with <mark> where they match.

    attached: where in which file something was found (見積書.pdf 3ページ; "" when it is
    the name itself), and the passage there. file_count: files beside it.
    """

    hit: SearchHit
    url: str
    title: Markup
    account: Markup
    tags: tuple[Markup, ...]
    snippets: tuple[Markup, ...]
    attached: tuple[tuple[str, Markup], ...]
    file_count: int
    entry: CatalogEntry | None


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that what is typed may become. kind: what it is, in a word; url: where it leads."""

    kind: str
    value: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    choices: tuple[FacetChoice, ...]


@blueprint.get("")
@permits("search")
@limiter.limit(SEARCH_LIMIT)
def page() -> ResponseReturnValue:
    asked = _asked()
    is_live = bool(request.headers.get("HX-Request"))
    shown = _shown(asked, is_live=is_live) if asked.text.strip() or asked.chosen else None
    if asked.text.strip() and not is_live and asked.page == 1:
        count_searched(asked.text)
    template = "search/results.html" if is_live else "search/page.html"
    saved = workspace().saved_searches
    if shown and not is_live and asked.page == 1 and not asked.chosen:
        saved.look(current_person(), asked.text, workspace().changes.head())
    return render_template(
        template,
        asked=asked,
        shown=shown,
        saved=saved.list(current_person()),
        fresh=_fresh(saved.list(current_person())) if shown is None else {},
        kinds=kind_names(),
        called=called,
        misses=_misses() if shown is None and not is_live and current_person().role in ("manager", "admin") else (),
        examples=_examples(),
    )


@blueprint.post("/saved")
@permits("search")
def save() -> ResponseReturnValue:
    query = request.form.get("q", "")
    seen = workspace().changes.head()
    kept = workspace().saved_searches.save(current_person(), request.form.get("name", "") or query, query, seen=seen)
    flash(gettext("“%(name)s” was saved.", name=kept.name), "success")
    return redirect(url_for("search.page", q=kept.query), code=303)


@blueprint.post("/saved/remove")
@permits("search")
def forget() -> ResponseReturnValue:
    workspace().saved_searches.remove(current_person(), request.form.get("name", ""))
    return redirect(url_for("search.page"), code=303)


def _misses() -> list[SearchMiss]:
    """Return the words that were looked for in vain and still find nothing, most often sought first."""
    sought = workspace().saved_searches.list_misses(3 * MOST_MISSES)
    readers, searcher = current_readers(), workspace().searcher
    return [one for one in sought if searcher.unknown_words(one.word, today=today(), readers=readers)][:MOST_MISSES]


def _fresh(saved: Sequence[SavedSearch]) -> dict[str, int]:
    """Return, by name, how many notes others wrote or changed that each kept search finds, since it was looked at."""
    person, readers, changes = current_person(), current_readers(), workspace().changes
    fresh: dict[str, int] = {}
    for one in saved:
        changed = changes.saved_by_others(person.person_id, one.seen) if one.seen is not None else ()
        if changed:
            where = NoteFilter(ids=frozenset(changed))
            shown = {entry.note_id for entry in workspace().catalog.list(where, readers=readers, limit=MAX_PAGE).entries}
            fresh[one.name] = workspace().searcher.count(one.query, today=today(), readers=readers, only=shown)
    return fresh


def _asked() -> Asked:
    number = request.args.get("page", "")
    chosen = {name: request.args[name][:200] for name in FACETS if request.args.get(name)}
    page_number = min(LAST_PAGE, max(1, int(number))) if number.isdecimal() and len(number) < 5 else 1
    return Asked(request.args.get("q", "")[:LONGEST_QUERY], chosen, bool(request.args.get("exact")), page_number)


def _shown(asked: Asked, *, is_live: bool) -> dict[str, Any]:
    """Return everything the list of results shows; a search that was meant (not just typed past) is
    remembered.
    """
    found, total, hits = _search(asked)
    note_ids = frozenset(hit.note_id for hit in hits)
    where = NoteFilter(ids=note_ids)
    lines = workspace().catalog.list(where, readers=current_readers(), limit=100).entries if note_ids else ()
    entries = {entry.note_id: entry for entry in lines}
    spans_in = highlighter(found.query)

    def marked(text: str) -> Markup:
        return highlight(Snippet(text, spans_in(text)))

    if not is_live and asked.page == 1:
        _remember(asked, total, is_in_vain=not total or any(note.reason == "closest" for note in found.query.notes))
    return {
        "total": total,
        "query": found.query,
        "explained": found.query.explain(language()),
        "did_you_mean": found.did_you_mean,
        "notes": [note.explain(language()) for note in found.query.notes],
        "aliases": _aliases(found.query),
        "hits": [_hit(hit, entries.get(hit.note_id), marked) for hit in hits],
        "facets": _facets(found, asked),
        "pages": min(LAST_PAGE, -(-total // PAGE_SIZE)),
        "chosen": _chosen(asked),
        "offers": _offers(asked) if asked.page == 1 else (),
    }


def _search(asked: Asked) -> tuple[Found, int, tuple[SearchHit, ...]]:
    """Return what was found, how many, and the hits of the page."""
    first = (asked.page - 1) * PAGE_SIZE
    if asked.chosen and parse_query(asked.text, today()).is_question:
        # Words and filters together would no longer be read as a question: its closest hits are
        # narrowed here.
        found = _ask(asked.text, asked, limit=CLOSEST_READ, offset=0)
        kept = _narrow(found.result.hits, asked.chosen)
        return found, len(kept), kept[first : first + PAGE_SIZE]
    found = _ask(" ".join([asked.text, *_filters(asked.chosen)]).strip(), asked, limit=PAGE_SIZE, offset=first)
    return found, found.result.total, found.result.hits


def _ask(text: str, asked: Asked, *, limit: int, offset: int) -> Found:
    return workspace().search(current_person(), text, limit=limit, offset=offset, facets=FACETS, with_aliases=not asked.exact)


def _filters(chosen: Mapping[str, str]) -> list[str]:
    """Return the chosen facets in the query language; a quote inside a value is doubled."""
    filters = []
    for name, value in chosen.items():
        if name == "month":
            year, _, month = value.partition("-")
            if year.isdecimal() and month.isdecimal() and len(year) == 4 and 1 <= int(month) <= 12:
                filters.append(f"period:{year}-{int(month):02d}")
        else:
            quoted = value.replace('"', '""')
            filters.append(f'{name}:"{quoted}"')
    return filters


def _narrow(hits: tuple[SearchHit, ...], chosen: Mapping[str, str]) -> tuple[SearchHit, ...]:
    where = NoteFilter(ids=frozenset(hit.note_id for hit in hits), **chosen)  # type: ignore[arg-type]
    lines = workspace().catalog.list(where, readers=current_readers(), limit=CLOSEST_READ).entries
    kept = {entry.note_id for entry in lines}
    return tuple(hit for hit in hits if hit.note_id in kept)


def _hit(hit: SearchHit, entry: CatalogEntry | None, marked: Callable[[str], Markup]) -> ShownHit:
    # The beginning of a text in which nothing was found is of no use beside the file in which it was.
    snippets = [one for one in hit.snippets if one.text.strip() and (one.highlights or not hit.attached)]
    attached = [
        ("" if one.passage.part == "name" else one.passage.explain(language()), highlight(one.snippet)) for one in hit.attached
    ]
    return ShownHit(
        hit, _url(hit), highlight(Snippet(hit.title, hit.title_highlights)), marked(hit.account),
        tuple(map(marked, entry.tags[:SHOWN_TAGS])) if entry else (), tuple(map(highlight, snippets)), tuple(attached),
        len(workspace().attachments.list(hit.note_id)), entry,
    )  # fmt: skip


def _url(hit: SearchHit) -> str:
    """Return the note's address at the first highlighted words, or at the file that says what the text does not.

    Snippets count from the body, addresses from the file's text.
    """
    in_text = {words for snippet in hit.snippets for words in _highlighted(snippet)}
    in_files = {words for one in hit.attached for words in _highlighted(one.snippet)}
    if hit.attached and not (in_files and in_files <= in_text):
        return f"{note_url(hit.note_id)}#file-{file_id(hit.note_id, hit.attached[0].passage.file)}"
    for snippet in hit.snippets:
        for start, end in snippet.highlights:
            return f"{note_url(hit.note_id)}?in=body&at={snippet.start + start}-{snippet.start + end}#at"
    return note_url(hit.note_id)


def _highlighted(snippet: Snippet) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.highlights]


def highlight(snippet: Snippet) -> Markup:
    """Return a passage on one line with its matches in <mark>, everything else escaped."""
    parts, at = [], 0
    for start, end in snippet.highlights:
        parts += [
            escape(snippet.text[at:start]),
            Markup("<mark>"),
            escape(snippet.text[start:end]),
            Markup("</mark>"),
        ]
        at = end
    parts.append(escape(snippet.text[at:]))
    return Markup("").join(parts)


def _facets(found: Found, asked: Asked) -> list[Facet]:
    labels = {
        "account": gettext("Customer"),
        "author": gettext("Written by"),
        "month": gettext("Month"),
        "kind": gettext("Kind"),
        "tag": gettext("Tag"),
    }
    shown = []
    for name in FACETS:
        counts = list(found.result.facets.get(name, ()))
        counts = sorted(counts, reverse=True)[:FACET_SIZE] if name == "month" else counts[:FACET_SIZE]
        chosen = asked.chosen.get(name)
        if chosen is not None:
            counts = [(value, count) for value, count in counts if value == chosen] or [(chosen, 0)]
        if not counts or (len(counts) == 1 and chosen is None):
            continue  # one value narrows nothing
        choices = tuple(
            FacetChoice(
                value,
                _facet_label(name, value),
                count,
                asked.url(facets={name: None if value == chosen else value}),
                value == chosen,
            )
            for value, count in counts
        )
        shown.append(Facet(name, labels[name], choices))
    return shown


def _facet_label(name: str, value: str) -> str:
    if name == "kind":
        return called(kind_names(), value)
    if name == "author":
        return writer_name(value)
    if name == "month":
        return show_month(value)
    return value


def _chosen(asked: Asked) -> list[tuple[str, str]]:
    """Return (words, address without it) of each facet that is chosen."""
    return [(_facet_label(name, value), asked.url(facets={name: None})) for name, value in asked.chosen.items()]


def _offers(asked: Asked) -> list[Offer]:
    """Return customers, people and tags that a word being typed may become."""
    typed = asked.text.strip()
    if not typed or len(typed) > LONGEST_TYPED or asked.chosen or any(sign in typed for sign in ':："「 　'):
        return []
    kinds = {
        "account": gettext("Customer"),
        "author": gettext("Written by"),
        "owner": gettext("In charge"),
        "tag": gettext("Tag"),
    }
    offers = []
    for one in workspace().searcher.complete(typed, readers=current_readers(), limit=MOST_OFFERS):
        if one.field not in kinds:
            continue
        quoted = one.value.replace('"', '""')
        query = url_for("search.page", q=f'{one.field}:"{quoted}"')
        url = url_for("accounts.view", name=one.value) if one.field == "account" else query
        shown = one.value if one.field in ("account", "tag") else writer_name(one.value)
        offers.append(Offer(kinds[one.field], shown, one.note_count, url))
    return offers


def _aliases(query: Query) -> list[tuple[str, tuple[str, ...]]]:
    return [(words.text, words.aliases) for words in query.wanted if words.aliases]


def _remember(asked: Asked, total: int, *, is_in_vain: bool) -> None:
    person = current_person()
    note_deed("search", "query", asked.text, found=total)
    if is_in_vain and not asked.chosen:
        for word in workspace().searcher.unknown_words(asked.text, today=today(), readers=current_readers()):
            workspace().saved_searches.record_miss(person, word)


def _examples() -> list[tuple[str, str]]:
    """Return queries to try, each with what it does."""
    return [
        (gettext("quotation discount"), gettext("both words, anywhere in the minutes")),
        (gettext('"next month"'), gettext("exactly these words")),
        (gettext("discount last month"), gettext("held then; “since April 2026” works, too")),
        (gettext("customer:Aoba from:2026-04"), gettext("one customer, since April 2026")),
        (gettext("budget -trial"), gettext("without a word")),
        (gettext("file:report"), gettext("minutes with files, and this word in them or beside them")),
        (gettext("Why was the discount refused?"), gettext("a question in full: the closest first")),
    ]
